"""`voicetill transfers`, as a person runs it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from domain.errors import VoicetillError
from domain.ids import MerchantId, ProductSku
from storage import holds, locations, transfers
from storage.engine import open_database
from storage.holds import HoldLine
from storage.transfers import MadeBy
from tests.integration.storage.shop import NOW, a_count, a_product, a_variant, open_shop

MERCHANT = MerchantId("mer_1")
Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on a shop that has promised to send a mug by hand."""
    database = open_database(sqlite_url)
    shop = open_shop(database)
    shop.sell(a_product("p1", a_variant("v1", "MUG")))
    shop.count(a_count("v1", "P1", 5))
    with database.write() as tx:
        store = locations.location_by_platform_id(tx, shop.connection.id, "P1")
        assert store is not None
        place = store.id
        hold = holds.place(
            tx,
            MERCHANT,
            caller="ada",
            lines=[HoldLine(sku=ProductSku("MUG"), location_id=place, quantity=1)],
            now=NOW,
            ttl=timedelta(days=3650),
            key="transfer:k",
        )
        new = transfers.NewTransfer(
            merchant_id=MERCHANT,
            connection_id=shop.connection.id,
            key="k",
            made_by=MadeBy.STAFF,
            sku=ProductSku("MUG"),
            name="Mug",
            quantity=1,
            source_id=place,
            destination_id=place,
            expected_on=NOW.date(),
            hold_id=hold.id,
            caller="ada",
            customer_id=None,
            channel="test",
            locale=None,
            unsent_until=NOW + timedelta(days=3650),
        )
        transfers.add(tx, new, transfer_id="trf_1", now=NOW, due_at=NOW)
    database.close()
    monkeypatch.setenv("VOICETILL_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("VOICETILL_VAR_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("config.logging.logging.captureWarnings", lambda *_, **__: None)
    monkeypatch.setattr(logging.root, "handlers", list(logging.root.handlers))
    monkeypatch.setattr(logging.root, "level", logging.root.level)

    def run_it(*words: str) -> Result:
        told = ["transfers", *words, "--merchant", MERCHANT]
        return CliRunner().invoke(cli, told)

    return run_it


def test_transfers_are_listed_shown_and_called_off(run: Run) -> None:
    (listed,) = json.loads(run("list", "--by", "staff", "--json").stdout)
    shown = json.loads(run("show", "trf_1", "--json").stdout)
    (ended,) = json.loads(run("cancel", "trf_1", "--json").stdout)

    assert listed == shown
    assert (shown["state"], shown["made_by"]) == ("requested", "staff")
    assert (ended["state"], ended["reason"]) == ("canceled", "called-off")
    assert run("list", "--state", "requested").stdout == "Nothing travels between stores.\n"
    refused = run("sent", "trf_1")
    assert isinstance(refused.exception, VoicetillError)
