"""`voicetill reconcile`, as a person runs it after a crash."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from app.cli import cli
from app.commerce.model import Prepared
from storage import tables
from tests.integration.commerce.acts import assert_sold_once
from tests.integration.commerce.house import House
from tests.integration.commerce.test_reconciler import stop_at

LONG_OVER = datetime(2026, 1, 1, tzinfo=UTC)


def _reconciled(house: House, *options: str) -> tuple[int, dict[str, Any]]:
    level = logging.getLogger().level
    try:
        result = CliRunner().invoke(cli, ["reconcile", *options, "--json"], env=dict(house.env))
    finally:
        logging.getLogger().setLevel(level)
    return result.exit_code, json.loads(result.stdout)


def _set(house: House, prepared: Prepared, **values: Any) -> None:
    checkouts = tables.checkouts
    with house.services.database.write() as tx:
        own = checkouts.c.order_id == prepared.order_id
        tx.execute(update(checkouts).where(own).values(**values))


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_what_a_crash_left_is_told_settled_and_told_no_more(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    stop_at(house, prepared, "create.done")
    _set(house, prepared, lease_until=LONG_OVER)  # the command goes by the machine's own clock

    _, before = _reconciled(house, "--dry-run")
    _, after = _reconciled(house)

    assert before["settled"] == 0
    assert prepared.order_id in {each["order_id"] for each in before["open"]}
    assert after["settled"] >= 1
    assert prepared.order_id not in {each["order_id"] for each in after["open"]}
    assert_sold_once(house, shelf, prepared, 2)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_an_order_that_needs_a_person_ends_the_command_with_one(house: House) -> None:
    prepared = house.shelf().prepare(1)
    _set(house, prepared, state="needs-person")

    code, told = _reconciled(house, "--dry-run")

    _set(house, prepared, state="open")  # the house is everybody's
    assert code == 1
    assert prepared.order_id in told["needs_person"]
