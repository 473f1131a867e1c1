"""`voicetill doctor`: every finding has a remedy, and one slow or broken probe hides no other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from adapters.call_record import CallSeen
from app.cli import cli, main
from app.ops.call_book import CallBook
from app.ops.doctor.examination import Probe, examine
from app.ops.doctor.findings import Diagnosis, Finding, Severity
from app.ops.doctor.tills import _edge_of
from app.ops.doctor.timeline import Timeline
from domain.errors import ConfigurationError
from domain.ids import ConnectionId, MerchantId
from storage import merchants
from storage.engine import open_database
from storage.merchants import ConnectionStatus, Merchant, PosConnection
from sync.outage import Outages
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WELL = Finding(check="a", severity=Severity.OK, subject="house", message="fine")
ILL = Finding(check="b", severity=Severity.ERROR, subject="house", message="bad", remedy="mend it")
ODD = Finding(check="c", severity=Severity.WARNING, subject="house", message="odd", remedy="look")


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """Settings of a house with one merchant."""
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
                created_at=NOW,
            ),
        )
    database.close()
    return {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}


def add_connection(url: str, status: ConnectionStatus) -> None:
    database = open_database(url)
    with database.write() as tx:
        merchants.add_connection(
            tx,
            PosConnection(
                id=ConnectionId("con_1"),
                merchant_id=MerchantId("demo"),
                platform="square",
                account_id="acc",
                account_name="Corner Shop",
                base_url="http://127.0.0.1:9",
                created_at=NOW,
                status=status,
                status_reason="the platform refused the token",
            ),
        )
    database.close()


@pytest.mark.parametrize(
    ("findings", "usual", "strict"),
    [((), 0, 0), ((WELL,), 0, 0), ((WELL, ODD), 0, 1), ((ODD, ILL), 2, 2)],
    ids=["nothing", "well", "a warning", "an error"],
)
def test_the_exit_code_tells_the_worst_finding(
    findings: tuple[Finding, ...], usual: int, strict: int
) -> None:
    diagnosis = Diagnosis(findings=findings, took_s=0)

    assert (diagnosis.exit_code(strict=False), diagnosis.exit_code(strict=True)) == (usual, strict)


def test_a_probe_that_fails_or_is_late_is_a_finding_and_the_others_are_told() -> None:
    hanging = threading.Event()

    def late(within_s: float) -> str:
        return f"no answer within {within_s:g} s"

    def hang() -> Iterator[Finding]:
        hanging.wait(60)
        yield WELL

    def fail() -> Iterator[Finding]:
        raise ConfigurationError("no such platform")
        yield WELL

    probes = [
        Probe(check="slow", look=hang),
        Probe(check="broken", look=fail),
        Probe(check="a", look=lambda: [WELL]),
    ]
    for within_s in (0.05, 0.5, 5):  # where the machine pauses, all are late
        diagnosis = examine(probes, within_s=within_s)
        told = {each.check: (each.severity, each.message) for each in diagnosis.findings}
        if {told["a"][0], told["broken"][0]} == {Severity.OK, Severity.ERROR}:
            break
    hanging.set()

    assert told["a"] == (Severity.OK, "fine")
    assert told["slow"] == (Severity.WARNING, late(within_s))
    assert told["broken"][0] is Severity.ERROR
    assert "no such platform" in told["broken"][1]
    assert diagnosis.findings[0].check == "broken"


def test_a_house_is_examined_and_every_trouble_names_its_remedy_and_page(
    env: dict[str, str],
) -> None:
    add_connection(env["VOICETILL_DATABASE_URL"], ConnectionStatus.PAUSED)

    result = CliRunner().invoke(cli, ["doctor", "--json"], env=env)

    told = orjson.loads(result.stdout)
    assert (result.exit_code, told["exit_code"], told["severity"]) == (2, 2, "error")
    assert told["took_s"] < 60
    troubles = [each for each in told["findings"] if each["severity"] != "ok"]
    assert all(each["remedy"] and Path(each["page"]).is_file() for each in troubles)
    (token,) = (each for each in troubles if each["check"] == "token")
    assert token["subject"] == "con_1"
    assert token["message"] == "Corner Shop: is paused: the platform refused the token"
    checks = {each["check"] for each in told["findings"]}
    wanted = {"settings", "secrets", "keys", "disk", "worker", "alerts", "database", "migrations"}
    assert wanted <= checks


def test_warnings_alone_fail_only_where_one_is_strict(env: dict[str, str]) -> None:
    strict = CliRunner().invoke(cli, ["doctor", "--strict", "--quiet"], env=env)

    assert strict.exit_code == 1  # no worker runs, and there is no Redis
    assert "WARNING  worker: no worker has kept the clocks ever" in strict.stdout
    assert "→ start `voicetill worker` (docs/deployment.md)" in strict.stdout
    assert "ok       disk" not in strict.stdout
    assert CliRunner().invoke(cli, ["doctor"], env=env).exit_code == 0


def test_a_database_that_is_away_is_told_instead_of_a_stack_trace(tmp_path: Path) -> None:
    env = {
        "VOICETILL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "VOICETILL_VAR_DIR": str(tmp_path),
    }

    result = CliRunner().invoke(cli, ["doctor", "--json"], env=env)

    assert result.exit_code == 2
    findings = orjson.loads(result.stdout)["findings"]
    told = {each["check"]: each["severity"] for each in findings}
    assert told["database"] == "error"
    assert told["disk"] == "ok"
    # one cause is told once: none of what is in it is said to be wrong
    assert [name for name, severity in told.items() if severity == "error"] == ["database"]
    [unseen] = [each for each in findings if each["check"] == "not-looked-at"]
    assert "inbox" in unseen["message"]
    assert "orders" in unseen["message"]


def test_every_check_that_needs_the_database_is_named_as_one(tmp_path: Path) -> None:
    env = {
        "VOICETILL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "VOICETILL_VAR_DIR": str(tmp_path),
    }

    away = orjson.loads(CliRunner().invoke(cli, ["doctor", "--json"], env=env).stdout)

    assert not [each for each in away["findings"] if "could not be looked at" in each["message"]]


def test_a_command_says_in_one_line_that_the_database_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICETILL_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("VOICETILL_VAR_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["voicetill", "merchants", "list"])

    with pytest.raises(SystemExit) as ended:
        main()

    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert told.startswith("voicetill: the database cannot be used: ")
    assert told.count("\n") == 1
    assert "SELECT" not in told


def test_a_command_says_that_the_schema_is_missing_and_how_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICETILL_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    monkeypatch.setenv("VOICETILL_VAR_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["voicetill", "merchants", "list"])

    with pytest.raises(SystemExit) as ended:
        main()

    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert told == (
        "voicetill: the database has not the schema that this code knows; run `voicetill migrate`\n"
    )


def test_example_secrets_are_errors_in_production(env: dict[str, str]) -> None:
    production = {
        **env,
        "VOICETILL_ENVIRONMENT": "production",
        "VOICETILL_PUBLIC_URL": "https://127.0.0.1",
        "VOICETILL_MASTER_KEYS": "k1:" + "A" * 43 + "=",
    }

    result = CliRunner().invoke(cli, ["doctor", "--json", "--offline"], env=production)

    told = [(each["check"], each["severity"]) for each in orjson.loads(result.stdout)["findings"]]
    assert ("settings", "error") in told  # no platform reaches this machine's own address
    assert ("secrets", "warning") in told  # everybody may read /metrics


def test_a_platforms_clock_is_known_from_its_last_answer(sqlite_url: str) -> None:
    clock, database = FakeClock(NOW), open_database(sqlite_url)
    book = CallBook(database, Outages(database, clock), clock)
    con = ConnectionId("con_1")

    book(_seen(con, date="Sat, 21 Nov 2026 11:58:20 GMT"))

    assert book.ahead_of(con) == timedelta(seconds=100)
    book(_seen(con, date="yesterday"))
    assert book.ahead_of(con) == timedelta(seconds=100)
    assert book.ahead_of(ConnectionId("other")) is None
    database.close()


def _seen(connection_id: ConnectionId, *, date: str | None) -> CallSeen:
    return CallSeen(
        platform="square",
        connection_id=connection_id,
        outcome="ok",
        attempts=1,
        sick=0,
        exchange_ms=1.0,
        error=None,
        date=date,
    )


@pytest.mark.parametrize(
    ("count", "found"), [(250, True), (500, True), (100, True), (121, False), (49, False)]
)
def test_a_count_that_ends_where_a_page_does_smells(count: int, found: bool) -> None:
    assert bool(_edge_of(count, (500, 250, 100, 50))) is found


@pytest.mark.parametrize(
    ("polled", "done", "evidence"),
    [((), False, "0 of 1 subscribed"), (("square",), True, "0 of 0 subscribed, 1 polled")],
)
def test_a_till_that_sends_no_webhooks_lacks_none(
    env: dict[str, str], polled: tuple[str, ...], done: bool, evidence: str
) -> None:
    add_connection(env["VOICETILL_DATABASE_URL"], ConnectionStatus.ACTIVE)
    database = open_database(env["VOICETILL_DATABASE_URL"])

    told = Timeline(database, polled=polled).milestones(MerchantId("demo"))[1]

    database.close()
    assert (told.title, told.done, told.evidence) == (
        "its webhooks come, or it is polled",
        done,
        evidence,
    )


def test_the_five_weeks_are_ticked_from_what_is_stored(env: dict[str, str]) -> None:
    add_connection(env["VOICETILL_DATABASE_URL"], ConnectionStatus.ACTIVE)

    result = CliRunner().invoke(cli, ["doctor", "--timeline"], env=env)

    assert result.exit_code == 1
    assert "[x] a till is connected (1 connection)" in result.stdout
    assert "[ ] everybody is served (no plan was ever set)" in result.stdout
    assert CliRunner().invoke(cli, ["rollout", "set", "100"], env=env).exit_code == 0
    told = orjson.loads(CliRunner().invoke(cli, ["doctor", "--timeline", "--json"], env=env).stdout)
    assert {each["week"] for each in told["milestones"]} == {1, 2, 3, 4, 5}
    assert "everybody is served" in [each["title"] for each in told["milestones"] if each["done"]]
