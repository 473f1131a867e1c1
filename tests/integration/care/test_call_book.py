"""What a process's own calls tell: health and figures, from a real transport and a real shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapters.call_record import CallSeen
from app.cli import cli
from domain.calls import Call
from domain.errors import UnavailableError
from storage import health
from storage.health import HealthState
from tests.integration.sync.house import MERCHANT, House, open_house, open_till


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    with open_till("square") as till, open_house(sqlite_url, tmp_path, [till]) as opened:
        opened.connect("square")
        opened.services.care.calls.flush()
        yield opened
        till.settle()


def ping(house: House, times: int = 1) -> None:
    connection_id = house.connections["square"]
    for _ in range(times):
        house.services.directory.open(connection_id, Call.within(60)).ping()


def test_calls_are_counted_and_an_outage_is_noticed_by_them(house: House) -> None:
    ping(house, 5)
    assert house.services.care.calls.flush() == 1
    house.square.server.stop()
    for _ in range(7):  # the last ones are refused by the open circuit, which tells nothing new
        with pytest.raises(UnavailableError):
            ping(house)
    house.services.care.calls.flush()

    connection_id = house.connections["square"]
    with house.services.database.read() as tx:
        known = health.get(tx, connection_id)
        figures = health.figures(tx, now=house.clock.now())[connection_id]
    assert known is not None
    assert (known.state, known.breaker) == (HealthState.DOWN, "open")
    assert known.last_success_at is not None
    assert "square" in (known.last_error or "")
    assert figures.failures >= 2
    assert figures.calls - figures.failures >= 5
    assert figures.p95_ms is not None


def test_the_standing_is_shown_below_the_dependencies(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ping(house)
    house.services.care.calls.flush()
    for name, value in house.env.items():
        monkeypatch.setenv(name, value)

    shown = CliRunner().invoke(cli, ["status", "--merchant", MERCHANT])

    assert shown.exit_code == 0, shown.output
    assert shown.output.splitlines()[0].startswith("database")
    assert house.connections["square"] in shown.output
    assert " up " in shown.output


def told(house: House, outcome: str, *, sick: int, times: int) -> HealthState:
    """The health of the connection after so many calls with this outcome."""
    book, connection_id = house.services.care.calls, house.connections["square"]
    for _ in range(times):
        book(
            CallSeen(
                platform="square",
                connection_id=connection_id,
                outcome=outcome,
                attempts=2,
                sick=sick,
                exchange_ms=800.0,
                error=None if outcome == "ok" else "no answer within 0.8 s",
            )
        )
    book.flush()
    with house.services.database.read() as tx:
        known = health.get(tx, connection_id)
    assert known is not None
    return known.state


def test_callers_without_patience_do_not_make_an_outage(house: House) -> None:
    assert told(house, "unavailable", sick=0, times=20) is HealthState.UP
    with house.services.database.read() as tx:
        figures = health.figures(tx, now=house.clock.now())[house.connections["square"]]
    assert figures.failures == 20


def test_a_call_that_succeeded_at_last_is_a_success(house: House) -> None:
    assert told(house, "ok", sick=1, times=9) is HealthState.UP
    assert told(house, "unavailable", sick=2, times=3) is HealthState.DOWN
    assert told(house, "ok", sick=1, times=1) is HealthState.UP
