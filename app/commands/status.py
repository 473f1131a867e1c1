"""`voicetill status`: what the house depends on, and how every connection stands."""

from __future__ import annotations

import sys
from contextlib import suppress
from time import sleep
from typing import TYPE_CHECKING, Any

import click
import orjson

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from app.ops.health import Readiness, ReadinessBoard
    from app.ops.status import StatusBoard
    from domain.ids import MerchantId

_COLUMNS = (
    "connection", "platform", "health", "lag", "waiting", "dead", "drift", "errors", "p50/p95 ms",
    "budget", "breaker", "reconnect by",
)  # fmt: skip
_WIDE = frozenset({"drift", "errors", "p50/p95 ms", "budget", "breaker", "reconnect by"})
"""What a terminal of 80 columns has no room for; `--json` tells all."""


@click.command()
@click.option("--merchant", default=None, help="Only this merchant's connections.")
@click.option("--watch", is_flag=True, help="Show it anew every two seconds, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def status(merchant: str | None, watch: bool, as_json: bool) -> None:
    """Show each dependency and each connection; exit code 1 if a dependency is down."""
    from app.ops.health import ReadinessBoard, State
    from domain.ids import MerchantId

    whose = None if merchant is None else MerchantId(merchant)
    with at_work() as services:
        readiness, board = ReadinessBoard(services.checks), services.care.board
        if watch:
            _watch(readiness, board, whose)
            return
        found = readiness.read()
        if as_json:
            print_json({**orjson.loads(found.body), "connections": _rows(board, whose, found)})
        else:
            _print(found, _rows(board, whose, found))
    sys.exit(1 if found.state is State.DOWN else 0)


def _rows(
    board: StatusBoard, merchant_id: MerchantId | None, found: Readiness
) -> list[dict[str, Any]]:
    """Nothing where the database itself is what is down."""
    from app.ops.health import State

    return [] if found.state is State.DOWN else board.view(merchant_id)


def _watch(readiness: ReadinessBoard, board: StatusBoard, merchant_id: MerchantId | None) -> None:
    with suppress(KeyboardInterrupt):
        while True:
            found = readiness.read()
            rows = _rows(board, merchant_id, found)
            click.clear()
            _print(found, rows)
            sleep(2)


def _print(found: Readiness, rows: list[dict[str, Any]]) -> None:
    for name, probe in orjson.loads(found.body)["dependencies"].items():
        click.echo(f"{name:<14} {probe['state']:<10} {probe.get('detail', '')}".rstrip())
    if rows:
        click.echo()
        print_table(_COLUMNS, map(_cells, rows), wide=_WIDE)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    health, calls, backlog = row["health"], row["calls"], row["backlog"]
    waiting = f"{backlog['deliveries']} ({span(backlog['oldest_s'])})"
    ends = row["reauthorize_by"]
    return (
        str(row["connection_id"]),
        row["platform"],
        health["state"] if row["status"] == "active" else row["status"],
        span(row["lag_s"]),
        waiting if backlog["deliveries"] else "0",
        str(row["dead_letters"]),
        _percent(row["drift_percent"]),
        _percent(calls["error_percent"]),
        f"{_known(calls['p50_ms'])}/{_known(calls['p95_ms'])}",
        _percent(row["budget_used_percent"]),
        _known(row["breaker"]),
        "" if ends is None else f"{ends:%Y-%m-%d}",
    )


def span(seconds: int) -> str:
    """A length of time in its largest unit: `45s`, `12m`, `3h`, `9d`."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _percent(value: int | None) -> str:
    return "-" if value is None else f"{value}%"


def _known(value: object) -> str:
    return "-" if value is None else str(value)
