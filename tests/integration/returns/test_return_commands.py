"""`voicetill returns`, as a person runs it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from app.commands import returns as commands
from domain.money import Money
from domain.returns import ReturnReason, ReturnState
from storage import merchants, tables
from storage.returns import StoredReturn
from tests.integration.returns.depot import Depot
from tests.integration.returns.sold import MERCHANT
from tests.integration.storage.shop import a_merchant

Run = Callable[..., Result]


@pytest.fixture
def run(depot: Depot, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on the depot's database."""
    environ = {"VOICETILL_DATABASE_URL": database_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("config.logging.logging.captureWarnings", lambda *_, **__: None)
    monkeypatch.setattr(logging.root, "handlers", list(logging.root.handlers))
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    return lambda *words: CliRunner().invoke(cli, ["returns", *words])


def test_where_nobody_gave_anything_back_the_list_says_how_one_would(run: Run) -> None:
    told = run("list", "--merchant", MERCHANT)

    assert told.stdout.startswith("No such return. Ask for one")
    assert json.loads(run("list", "--merchant", MERCHANT, "--json").stdout) == {
        "returns": [],
        "cursor": None,
    }


def test_returns_are_listed_narrowed_and_gone_on_with(depot: Depot, run: Run) -> None:
    first = depot.ask("k1")
    depot.world.clock.advance(minutes=1)
    second = depot.world.ask((0, 1), key="k2")
    assert isinstance(second, StoredReturn)
    own = ("--merchant", MERCHANT, "--json")

    shown = run("list", "--merchant", MERCHANT).stdout
    page = json.loads(run("list", *own, "--limit", "1").stdout)
    rest = json.loads(run("list", *own, "--limit", "1", "--cursor", page["cursor"]).stdout)
    of_state = json.loads(run("list", *own, "--state", first.state.value).stdout)
    of_another = json.loads(run("list", *own, "--state", "done").stdout)
    of_reason = json.loads(run("list", *own, "--reason", first.reason.value).stdout)
    searched = json.loads(run("list", *own, "--search", first.id).stdout)

    assert first.id in shown
    assert second.id in shown
    assert [each["id"] for each in page["returns"] + rest["returns"]] == [second.id, first.id]
    assert len(of_state["returns"]) == len(of_reason["returns"]) == 2
    assert of_another["returns"] == []
    assert [each["id"] for each in searched["returns"]] == [first.id]
    assert "detail" not in searched["returns"][0]


def test_a_return_is_shown_with_its_goods_and_what_they_are_worth(depot: Depot, run: Run) -> None:
    asked = depot.ask()

    shown = run("show", asked.id, "--merchant", MERCHANT).stdout
    told = json.loads(run("show", asked.id, "--merchant", MERCHANT, "--json").stdout)

    assert shown.startswith(f"Return {asked.id} of order {asked.order_id}")
    assert str(asked.amount) in shown
    assert told["lines"][0]["name"] in shown
    assert [(each["position"], each["quantity"]) for each in told["lines"]] == [*asked.lines]
    assert told["amount_minor"] == asked.amount.amount


def test_of_an_exchange_it_is_said_what_goes_back_and_what_paid_for_goods(
    depot: Depot, run: Run
) -> None:
    asked = depot.ask()
    half = asked.amount.amount // 2
    plan = [{"minor": half, "goes": "goods"}]
    with depot.world.database.write() as tx:
        tx.execute(tables.returns.update().values(detail={**asked.detail, "plan": plan}))

    shown = run("show", asked.id, "--merchant", MERCHANT).stdout
    told = json.loads(run("show", asked.id, "--merchant", MERCHANT, "--json").stdout)

    left = Money(asked.amount.amount - half, asked.amount.currency)
    assert f"worth {asked.amount}, {left} of it go back to original" in shown
    assert "the rest pays for goods taken in exchange" in shown
    assert told["goes_back_minor"] == left.amount


def test_a_return_that_there_is_not_is_said_with_the_way_to_find_one(
    depot: Depot, run: Run
) -> None:
    asked = depot.ask()
    with depot.world.database.write() as tx:
        merchants.add_merchant(tx, a_merchant("another"))

    of_another = ("show", asked.id, "--merchant", "another")
    for words in (("show", "nope", "--merchant", MERCHANT), of_another):
        refused = run(*words)
        assert refused.exit_code == 1
        assert "voicetill returns list" in refused.output


def test_the_command_knows_every_state_and_reason() -> None:
    assert set(commands._STATES) == {each.value for each in ReturnState}
    assert set(commands._REASONS) == {each.value for each in ReturnReason}
