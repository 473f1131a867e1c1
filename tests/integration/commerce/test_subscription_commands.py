"""`voicetill subscriptions`, as a person runs it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.bootstrap import build_services
from app.cli import cli
from app.commerce.subscriptions.model import Plan, StartSubscription
from config.settings import Settings
from domain.customers import Customer
from domain.errors import VoicetillError
from domain.ids import IdempotencyKey, MerchantId, PlatformId, ProductSku
from domain.recurrence import Cadence, Unit
from storage import customers, customers_write
from storage.engine import open_database
from tests.integration.storage.shop import NOW, a_product, a_variant, open_shop

MERCHANT = MerchantId("mer_1")
Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on a shop with one customer who gets a mug every two weeks."""
    database = open_database(sqlite_url)
    shop = open_shop(database)
    shop.sell(a_product("p1", a_variant("v1", "MUG")))
    with database.write() as tx:
        ada = Customer(platform_id=PlatformId("C1"), given_name="Ada", phone="+12065550100")
        customers_write.apply_customers(tx, shop.connection, [ada], as_of=NOW)
        (person,) = customers.find(tx, MERCHANT, phone="+12065550100")
    database.close()
    environ = {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    services = build_services(Settings.from_env(environ))
    plan = Plan(
        merchant_id=MERCHANT,
        customer_id=person.id,
        sku=ProductSku("MUG"),
        cadence=Cadence(every=2, unit=Unit.WEEK),
    )
    services.subscriptions.start(
        StartSubscription(plan=plan, key=IdempotencyKey("k"), channel="test")
    )
    services.close()
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("config.logging.logging.captureWarnings", lambda *_, **__: None)
    monkeypatch.setattr(logging.root, "handlers", list(logging.root.handlers))
    monkeypatch.setattr(logging.root, "level", logging.root.level)

    def run_it(*words: str) -> Result:
        owner = () if words[0] == "run" else ("--merchant", MERCHANT)
        return CliRunner().invoke(cli, ["subscriptions", *words, *owner])

    return run_it


def test_a_subscription_is_listed_shown_paused_resumed_skipped_and_canceled(run: Run) -> None:
    (listed,) = json.loads(run("list", "--json").stdout)
    its_id = listed["subscription_id"]
    states = [
        json.loads(run(wish, its_id, *more, "--json").stdout)[0]
        for wish, *more in (("pause",), ("resume",), ("skip",), ("cancel", "--reason", "moved"))
    ]
    shown = json.loads(run("show", its_id, "--json").stdout)

    assert (listed["cadence"], listed["period"]) == ("every 2 weeks", 1)
    assert [each["state"] for each in states] == ["paused", "active", "active", "canceled"]
    assert states[2]["period"] == 3
    assert shown["reason"] == "moved"
    assert shown["upcoming"] == []
    assert [each["number"] for each in shown["periods"]] == [3, 2, 1]
    assert "started" in run("show", its_id).stdout


def test_a_round_by_hand_finds_nothing_before_it_is_time(run: Run) -> None:
    assert json.loads(run("run", "--json").stdout) == {"resumed": 0, "periods": 0}


def test_what_cannot_be_done_is_told(run: Run) -> None:
    (listed,) = json.loads(run("list", "--json").stdout)

    assert run("pause", listed["subscription_id"], "--until", "soon").exit_code == 2
    assert isinstance(run("skip", "sub_nobody").exception, VoicetillError)
