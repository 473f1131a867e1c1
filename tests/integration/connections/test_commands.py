"""`voicetill connect`, `connections`, `keys`, `privacy` and `versions`, as a person runs them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import structlog
from click.testing import CliRunner, Result

from app.cli import cli
from app.start.sandboxes import say_yes
from config.master_keys import generate
from domain.errors import ConnectRefusedError, VoicetillError
from tests.integration.sync.house import MERCHANT, House, open_house, open_till


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    with open_till("square") as till, open_house(sqlite_url, tmp_path, [till]) as opened:
        yield opened
        till.settle()  # what it still has to say comes before the house is closed


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Runs a command with the house's settings; gives its result. Logging stays the test run's."""
    usual, configure = structlog.get_config(), structlog.configure

    def for_now(**how: Any) -> None:
        configure(**{**how, "cache_logger_on_first_use": False})

    monkeypatch.setattr("config.logging.structlog.configure", for_now)
    monkeypatch.setattr("config.logging.logging.captureWarnings", lambda *_, **__: None)
    monkeypatch.setattr(logging.root, "handlers", list(logging.root.handlers))
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    for name, value in house.env.items():
        monkeypatch.setenv(name, value)

    def command(*arguments: str, **options: Any) -> Result:
        result = CliRunner().invoke(cli, [*arguments], **options)
        if result.exception is not None and not isinstance(
            result.exception, SystemExit | VoicetillError
        ):
            raise result.exception
        return result

    yield command
    configure(**usual)


def test_the_address_to_agree_on_is_printed_with_a_reason_for_each_permission(run: Any) -> None:
    told = run("connect", "square", "--merchant", MERCHANT, "--no-wait")

    assert told.exit_code == 0
    assert "/oauth2/authorize?" in told.stdout
    assert "ITEMS_READ: To tell shoppers what you sell" in told.stderr


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["words", "json"])
def test_without_a_terminal_nobody_is_waited_for_and_the_command_says_that_it_is_not_done(
    run: Any, as_json: tuple[str, ...]
) -> None:
    told = run("connect", "square", "--merchant", MERCHANT, *as_json)

    assert isinstance(told.exception, ConnectRefusedError)
    assert "--wait" in str(told.exception)
    url = json.loads(told.stdout)["authorize_url"] if as_json else told.stdout.strip()
    assert "/oauth2/authorize?" in url


def test_who_asks_to_wait_without_a_terminal_gets_json_and_nothing_else(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, agreed = click.echo, []

    def agree_when_told(text: str = "", **how: Any) -> None:
        if "/oauth2/authorize?" in str(text):
            agreed.append(say_yes(text).status)
        say(text, **how)

    monkeypatch.setattr("click.echo", agree_when_told)

    told = run("connect", "square", "--merchant", MERCHANT, "--wait", "--json")

    assert agreed == [200]
    assert json.loads(told.stdout)["status"] == "active"


def test_a_person_agrees_and_the_connection_is_listed_shown_and_ended(
    run: Any, house: House
) -> None:
    told = run("connect", "square", "--merchant", MERCHANT, "--no-wait", "--json")
    assert say_yes(json.loads(told.stdout)["authorize_url"]).status == 200

    (listed,) = json.loads(run("connections", "list", "--merchant", MERCHANT, "--json").stdout)
    name = listed["connection_id"]
    shown = json.loads(run("connections", "show", name, "--merchant", MERCHANT, "--json").stdout)
    assert (shown["status"], shown["account_name"]) == ("active", "Northwind Outfitters")
    assert shown["has_access"]
    assert "EAAA" not in str(shown)

    assert run("connections", "verify", name, "--merchant", MERCHANT).exit_code == 0
    for _ in range(2):
        ended = run("connections", "disconnect", name, "--merchant", MERCHANT, "--json")
        assert json.loads(ended.stdout)["status"] == "revoked"


def test_an_unknown_platform_names_those_there_are(run: Any) -> None:
    told = run("connect", "abacus", "--merchant", MERCHANT)

    assert isinstance(told.exception, VoicetillError)
    assert "square" in str(told.exception)


def test_a_key_without_a_value_is_a_mistake_of_the_command(run: Any) -> None:
    assert run("connect", "square", "--set", "token").exit_code == 2


def test_platforms_are_listed_with_what_they_ask_for(run: Any) -> None:
    told = {
        each["name"]: each for each in json.loads(run("connections", "platforms", "--json").stdout)
    }

    assert told["square"]["scopes"]
    assert all(each["help"] for platform in told.values() for each in platform["keys"])


def test_master_keys_are_exchanged_by_one_command(
    run: Any, house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house.connect("square")
    file = tmp_path / "keys"
    file.write_text(house.env["VOICETILL_MASTER_KEYS"])
    monkeypatch.setenv("VOICETILL_SECRETS_PROVIDER", "file")
    monkeypatch.setenv("VOICETILL_MASTER_KEYS_FILE", str(file))
    monkeypatch.setenv("VOICETILL_MASTER_KEYS", "")

    rotated = json.loads(run("keys", "rotate", "--new", "2026-11", "--json").stdout)
    status = json.loads(run("keys", "status", "--json").stdout)

    assert rotated["current"] == "2026-11"
    assert rotated["rotated"] > 0
    assert (status["to_rotate"], [each["id"] for each in status["keys"]]) == (
        0,
        ["2026-11", "test"],
    )


def test_keys_of_the_environment_are_not_ours_to_write(run: Any) -> None:
    told = run("keys", "rotate", "--new", "2026-11")

    assert isinstance(told.exception, VoicetillError)
    assert "voicetill keys generate 2026-11" in str(told.exception)


def test_a_missing_master_key_is_told(
    run: Any, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.connect("square")
    monkeypatch.setenv("VOICETILL_MASTER_KEYS", generate("other"))

    told = run("keys", "status")

    assert told.exit_code == 1
    assert "MISSING" in told.stdout


def test_a_new_key_is_printed_in_the_form_that_is_read(run: Any) -> None:
    assert run("keys", "generate", "2026-12").stdout.startswith("2026-12:")
    assert run("keys", "generate", "two words").exit_code == 2


def test_pinned_versions_are_shown_and_none_ended_soon_when_it_was_pinned(run: Any) -> None:
    """Today's answer is `make versions`: a suite does not fail because time went by."""
    told = run("versions", "--check", "--json", "--on", "2026-11-22")

    assert told.exit_code == 0
    assert json.loads(told.stdout)["versions"]["shopify"]["sunset"]


def test_the_check_fails_from_the_sixtieth_day_before_a_version_ends(run: Any) -> None:
    pinned = json.loads(run("versions", "--json").stdout)["versions"].values()
    end = min(date.fromisoformat(one["sunset"]) for one in pinned if one["sunset"])

    early, late = (
        run("versions", "--check", "--on", str(end - timedelta(days=left))) for left in (61, 60)
    )

    assert (early.exit_code, late.exit_code) == (0, 1)
    assert f"{end} (60 days)" in late.stderr


def test_no_request_about_personal_data_is_an_empty_list(run: Any) -> None:
    assert json.loads(run("privacy", "list", "--merchant", MERCHANT, "--json").stdout) == []


def test_no_alert_stands(run: Any) -> None:
    assert run("alerts", "--json").exit_code == 0
