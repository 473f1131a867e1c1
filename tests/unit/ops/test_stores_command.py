"""How hours and counts are written on the command line, and what is said of rules."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

from app.cli import cli
from app.commands.stores import _count, _day, _hours
from domain.hours import OpeningHours
from domain.ids import MerchantId
from storage import merchants
from storage.engine import open_database
from storage.merchants import Merchant


def test_hours_are_read_by_day_and_span() -> None:
    week, sunday = _hours("mon-sat 09:00-21:00, Sun 11:00-18:00")

    assert (week.days, week.start, week.end) == (frozenset(range(1, 7)), time(9), time(21))
    assert sunday.days == {7}
    assert _hours("sat-mon 10:00-12:00")[0].days == {6, 7, 1}
    assert _hours("") == ()


@pytest.mark.parametrize("text", ["monday 09:00-21:00", "mon 9-21", "mon 09:00-25:00", "always"])
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        _hours(text)


def test_counts_and_days_are_exact() -> None:
    assert _count("2.5") == Decimal("2.5")
    for wrong in ("-1", "1e3", "two"):
        with pytest.raises(click.BadParameter):
            _count(wrong)
    with pytest.raises(click.BadParameter):
        _day("12/25/2026")


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    database = open_database(sqlite_url)
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MerchantId("demo"),
                name="Demo",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=datetime(2026, 11, 21, tzinfo=UTC),
            ),
        )
    database.close()
    return {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}


def test_a_rule_is_said_when_it_is_set_and_when_it_is_forgotten(env: dict[str, str]) -> None:
    def say(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["stores", *arguments], env=env)
        assert result.exit_code == 0, result.exception
        return result.stdout.strip()

    kept = say("stock", "--channel", "alexa", "--keep-back", "2")
    ready = say("set", "--pickup-minutes", "120")
    forgotten = say("stock", "--channel", "alexa", "--forget")

    assert kept == "channel=alexa  keep_back=2"
    assert ready == "pickup_minutes=120"
    assert forgotten == "forgotten: channel=alexa"


def test_hours_may_last_until_midnight_and_all_day() -> None:
    late, always = _hours("mon 09:00-24:00, tue 00:00-24:00")

    assert (late.start, late.end) == (time(9), time(0))
    opening = OpeningHours(weekly=(late, always), zone=ZoneInfo("UTC"))
    midnight = datetime(2026, 11, 24, tzinfo=UTC)  # a Tuesday begins
    assert opening.closes_at(midnight - timedelta(hours=1)) == midnight + timedelta(days=1)


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (("--sku", "NOPE"), "no SKU 'NOPE' in the catalog"),
        (("--channel", "aleza"), "channel: 'aleza' cannot be used; use one of acp, alexa, api"),
    ],
    ids=["sku", "channel"],
)
def test_a_rule_that_would_hold_for_nothing_is_refused(
    env: dict[str, str], named: tuple[str, ...], words: str
) -> None:
    result = CliRunner().invoke(cli, ["stores", "stock", *named, "--keep-back", "2"], env=env)

    assert result.exit_code != 0
    assert words in str(result.exception)


def test_a_closed_day_is_taken_back(env: dict[str, str]) -> None:
    def say(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["stores", "set", *arguments], env=env)
        assert result.exit_code == 0, result.output
        return result.stdout

    closed = say("--closed-on", "2026-12-25", "--closed-on", "2026-12-26")
    reopened = say("--open-on", "2026-12-26")

    assert closed.strip() == "closed_on=2026-12-25, 2026-12-26"
    assert reopened.strip() == "closed_on=2026-12-25"
