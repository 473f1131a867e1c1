"""`voicetill carriers label` and `parcels`, as a person runs them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli import cli
from storage import return_labels, tables
from storage.returns import StoredReturn
from tests.integration.returns.depot import Depot
from tests.integration.returns.sold import MERCHANT

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

    def run_it(*words: str) -> Result:
        return CliRunner().invoke(cli, ["carriers", *words, "--merchant", MERCHANT])

    return run_it


def _refused(depot: Depot) -> StoredReturn:
    """A called-off return whose label is not refunded."""
    asked = depot.given_back()
    depot.shop.decide(str(depot.label(asked).shipment_id), "rejected")
    depot.look(hours=1)
    return asked


def test_a_refused_refund_is_shown_with_its_reason_and_asked_for_again(
    depot: Depot, run: Run
) -> None:
    asked = _refused(depot)
    shown = run("label", asked.id).stdout
    assert shown.startswith("not_refunded")
    assert "refund asked for: " in shown
    assert "problem: the carrier refused the refund" in shown

    again = json.loads(run("label", asked.id, "--again", "--json").stdout)

    assert (again["state"], again["problem"]) == ("bought", None)
    with depot.world.database.read() as tx:
        is_back = tables.outbox.c.kind == return_labels.GIVE_BACK
        (effect,) = tx.execute(select(tables.outbox).where(is_back)).all()
    assert (effect.key, effect.state) == (asked.id, "pending")


def test_a_parcel_that_comes_back_is_shown_with_its_return(depot: Depot, run: Run) -> None:
    asked = depot.ask()
    depot.work()
    number = str(depot.label(asked).number)
    depot.hear(*depot.shop.event(depot.shop.move(number, "delivered")))

    label = run("label", asked.id).stdout
    listed = run("parcels", asked.order_id).stdout

    assert "parcel: delivered" in label
    assert "parcel arrived: " in label
    assert f"{number}  USPS: delivered" in listed
    assert f"(comes back, return {asked.id})" in listed
