"""`voicetill merchants`: who sells here can be told without touching the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from domain.errors import InvalidInputError
from domain.ids import ConnectionId, MerchantId
from storage import merchants
from storage.engine import open_database
from storage.merchants import PosConnection

NORTHWIND = (
    "merchants", "add", "northwind", "--name", "Northwind Outfitters", "--currency", "usd",
    "--country", "US", "--timezone", "America/Los_Angeles",
)  # fmt: skip


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    return {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}


def _run(env: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments], env=env)


def test_a_merchant_is_added_listed_and_shown(env: dict[str, str]) -> None:
    empty = _run(env, "merchants", "list")
    added = _run(env, *NORTHWIND)
    told = json.loads(_run(env, "merchants", "list", "--json").stdout)

    assert "merchants add" in empty.stdout
    assert added.exit_code == 0, added.exception
    assert [(each["id"], each["currency"]) for each in told] == [("northwind", "USD")]


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [(2, "North Wind", "merchant"), (6, "dollar", "currency"), (10, "Seattle", "timezone")],
)
def test_what_is_no_merchant_is_refused_by_name(
    env: dict[str, str], place: int, value: str, named: str
) -> None:
    refused = _run(env, *(value if i == place else word for i, word in enumerate(NORTHWIND)))

    assert refused.exit_code != 0
    assert str(refused.exception).startswith(f"{named}: ")
    assert json.loads(_run(env, "merchants", "list", "--json").stdout) == []


def test_a_policy_is_kept_only_if_its_reader_can_read_it(env: dict[str, str]) -> None:
    _run(env, *NORTHWIND)
    _run(env, "merchants", "set", "northwind", "--policy", 'returns={"window_days": 14}')
    faulty = (
        'returns={"window_weeks": 2}',
        'subscriptions={"bill_at": "09:00+02:00"}',
        'orders={"channels": {"alexa": {"per_hour": 2}}}',
        'orders={"channels": {"alexa": 3}}',
        'identity={"linked_accounts": "never"}',
        "orphan_authorizations=true",
        'discounts={"all": 1}',
        "returns={",
    )
    refused = [_run(env, "merchants", "set", "northwind", "--policy", each) for each in faulty]
    kept = json.loads(_run(env, "merchants", "show", "northwind", "--json").stdout)["settings"]
    _run(env, "merchants", "set", "northwind", "--policy", "returns=")
    after = json.loads(_run(env, "merchants", "show", "northwind", "--json").stdout)["settings"]

    assert all(isinstance(each.exception, InvalidInputError | SystemExit) for each in refused)
    assert kept == {"returns": {"window_days": 14}}
    assert after == {}


def _connected(sqlite_url: str, name: str, platform: str) -> None:
    database = open_database(sqlite_url)
    with database.write() as tx:
        merchants.add_connection(
            tx,
            PosConnection(
                id=ConnectionId(name),
                merchant_id=MerchantId("northwind"),
                platform=platform,
                account_id=f"M-{name}",
                account_name="Northwind",
                base_url="https://pos.example",
                created_at=datetime(2026, 11, 21, tzinfo=UTC),
            ),
        )
    database.close()


@pytest.mark.parametrize(
    ("platform", "why"),
    [
        ("clover", "for its own orders only"),
        ("shopify", "for its own orders only"),
        ("vend", "no cards"),
    ],
)
def test_an_account_that_charges_nothing_for_other_tills_is_no_payer(
    env: dict[str, str], sqlite_url: str, platform: str, why: str
) -> None:
    _run(env, *NORTHWIND)
    _connected(sqlite_url, "con_2", platform)

    refused = _run(env, "merchants", "set", "northwind", "--pay-through", "con_2")

    assert refused.exit_code != 0
    assert why in str(refused.exception)
    kept = json.loads(_run(env, "merchants", "show", "northwind", "--json").stdout)
    assert kept["payment_connection_id"] is None


def test_cards_are_charged_through_connections_of_the_merchant_only(
    env: dict[str, str], sqlite_url: str
) -> None:
    _run(env, *NORTHWIND)
    _run(env, *("southwind" if word == "northwind" else word for word in NORTHWIND))
    _connected(sqlite_url, "con_1", "square")

    own = _run(env, "merchants", "set", "northwind", "--pay-through", "con_1", "--json")
    foreign = _run(env, "merchants", "set", "southwind", "--pay-through", "con_1")

    assert json.loads(own.stdout)["payment_connection_id"] == "con_1"
    assert foreign.exit_code != 0


def test_a_key_that_leaked_is_ended_by_one_command(env: dict[str, str]) -> None:
    _run(env, *NORTHWIND)
    _run(env, "keys", "issue", "--merchant", "northwind")
    listed = json.loads(_run(env, "keys", "list", "--merchant", "northwind", "--json").stdout)

    ended = _run(env, "keys", "revoke", listed[0]["id"], "--merchant", "northwind")
    again = _run(env, "keys", "revoke", listed[0]["id"], "--merchant", "northwind")
    foreign = _run(env, "keys", "revoke", listed[0]["id"])

    assert ended.exit_code == 0, ended.exception
    assert "revoked" in _run(env, "keys", "list", "--merchant", "northwind").stdout
    assert (again.exit_code, foreign.exit_code) == (1, 1)


def test_a_merchants_language_is_chosen_spoken_and_taken_back(env: dict[str, str]) -> None:
    _run(env, *NORTHWIND, "--locale", "de-DE")
    shown = json.loads(_run(env, "merchants", "show", "northwind", "--json").stdout)
    spoken = _run(env, "say", "--merchant", "northwind", "Hilfe")
    told = _run(env, "say", "--merchant", "northwind", "--locale", "fr-FR", "aide")
    _run(env, "merchants", "set", "northwind", "--locale", "")
    left = json.loads(_run(env, "merchants", "show", "northwind", "--json").stdout)
    refused = _run(env, "merchants", "set", "northwind", "--locale", "nl-NL")

    assert shown["settings"] == {"locale": "de-DE"}
    assert "Bestellung" in spoken.stdout
    assert "commande" in told.stdout
    assert left["settings"] == {}
    assert isinstance(refused.exception, InvalidInputError)
