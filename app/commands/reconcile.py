"""`voicetill reconcile`: finish or undo what a crash left, now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from app.commands import context

if TYPE_CHECKING:
    from app.services import Services

_SHOWN = 100
_MOST = 1000
_RECENT = timedelta(days=30)


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what is open; settle nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def reconcile(dry_run: bool, as_json: bool) -> None:
    """Finish or undo checkouts that a crash left; exit code 1 if an order needs a person.

    A worker does so by itself; what is told as open waits for its shopper or its till.
    """
    with context.at_work() as services:
        settled = 0 if dry_run else _settle(services)
        told = {"settled": settled, **_standing(services)}
    if as_json:
        context.print_json(told)
    else:
        _print(told)
    if told["needs_person"]:
        raise click.exceptions.Exit(1)


def _settle(services: Services) -> int:
    """How many checkouts were looked at; what cannot be settled yet comes due later."""
    return services.reconciler.run(limit=_MOST)


def _standing(services: Services) -> dict[str, Any]:
    from storage import journal_reads

    now = services.clock.now()
    with services.database.read() as tx:
        left = journal_reads.left_open(tx, limit=_SHOWN)
        people = journal_reads.needing_person(tx, since=now - _RECENT)
    return {
        "open": [
            {
                "order_id": each.order_id,
                "merchant_id": each.merchant_id,
                "step": each.step,
                "attempts": each.attempts,
                "looked_at": each.looked_at,
            }
            for each in left
        ],
        "needs_person": list(people),
    }


def _print(told: dict[str, Any]) -> None:
    click.echo(f"{told['settled']} settled, {len(told['open'])} open")
    for each in told["open"]:
        step = each["step"] or "waits for the shopper"
        click.echo(
            f"{each['order_id']}  {each['merchant_id']}  {step}  "
            f"looked at again {each['looked_at']:%Y-%m-%d %H:%M:%S} UTC"
        )
    for order_id in told["needs_person"]:
        click.echo(f"{order_id}  needs a person: voicetill orders show {order_id}")
