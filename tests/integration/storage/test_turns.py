"""Turns written down many at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.ids import CustomerId
from storage import merchants, turns
from storage.engine import Database
from storage.turns import TurnRow
from tests.integration.storage.shop import a_merchant

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def _turn(number: int) -> TurnRow:
    return TurnRow(
        merchant_id="mer_acme",
        session="s",
        channel="alexa",
        locale="en-US",
        at=NOW + timedelta(seconds=number),
        took_ms=number,
        intent="inform",
        expect="size",
        missed=number % 2 == 0,
        order_id=None,
        customer_id=CustomerId("cus_1") if number % 3 else None,
        heard=f"heard {number}",
        said=f"said {number}",
    )


@pytest.mark.parametrize("count", [0, 1, 25, 57])
def test_turns_are_read_as_they_were_written_in_their_order(database: Database, count: int) -> None:
    rows = [_turn(number) for number in range(count)]
    with database.write() as tx:
        merchants.add_merchant(tx, a_merchant("mer_acme"))
        turns.add(tx, rows)

    with database.read() as tx:
        spoken = turns.of_session(tx, "mer_acme", "s", limit=100)
    assert [(each.heard, each.said, each.missed, each.at) for each in spoken] == [
        (row.heard, row.said, row.missed, row.at) for row in rows
    ]


def test_turns_whose_words_are_not_kept_leave_their_facts_alone(database: Database) -> None:
    rows = [_turn(0), replace(_turn(1), heard=None)]
    with database.write() as tx:
        merchants.add_merchant(tx, a_merchant("mer_acme"))
        turns.add(tx, rows)

        assert [each.heard for each in turns.of_session(tx, "mer_acme", "s")] == ["heard 0"]
        assert turns.prune_facts(tx, "mer_acme", before=NOW + timedelta(days=1)) == 2
