"""Missed turns become training rows by a person's label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.conversations.review import ReviewDesk
from app.voice.nlu.labels import Label
from app.voice.nlu.training.rows import read_rows
from domain.errors import InvalidInputError, NotFoundError
from domain.ids import MerchantId
from storage import merchants, turns
from storage.engine import Database, open_database
from storage.turns import TurnRow
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_merchant

MERCHANT, OTHER = MerchantId("mer_1"), MerchantId("mer_2")


def a_turn(heard: str, *, missed: bool = True, locale: str = "en-US") -> TurnRow:
    return TurnRow(
        merchant_id=MERCHANT,
        session="s1",
        channel="phone",
        locale=locale,
        at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        took_ms=5,
        intent="unknown",
        expect="nothing",
        missed=missed,
        order_id=None,
        customer_id=None,
        heard=heard,
        said="Sorry?",
    )


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[ReviewDesk]:
    database: Database = open_database(sqlite_url)
    with database.write() as tx:
        for name in (MERCHANT, OTHER):
            merchants.add_merchant(tx, a_merchant(name))
        turns.add(
            tx,
            [
                a_turn("hi", missed=False),
                a_turn("gimme  the same as always"),
                a_turn("wo bleibt mein Paket", locale="de-DE"),
                a_turn("krrk"),
            ],
        )
    yield ReviewDesk(database=database, clock=FakeClock())
    database.close()


def test_only_missed_turns_wait_with_the_models_readings(desk: ReviewDesk) -> None:
    found = desk.missed(MERCHANT, limit=2)
    rest = desk.missed(MERCHANT, after=int(found.cursor or 0))

    assert [each.turn.heard for each in (*found.rows, *rest.rows)] == [
        "gimme  the same as always",
        "wo bleibt mein Paket",
        "krrk",
    ]
    assert len(found.rows[0].readings) >= 2
    assert desk.missed(OTHER).rows == ()
    assert len(desk.conversation(MERCHANT, "s1")) == 4


def test_labels_become_rows_once_and_noise_becomes_none(desk: ReviewDesk, tmp_path: Path) -> None:
    first, second, noise = desk.missed(MERCHANT).rows
    desk.label(MERCHANT, first.turn.id, "reorder", by="ann")
    desk.label(MERCHANT, second.turn.id, "order_status", by="ann")
    desk.label(MERCHANT, noise.turn.id, "", by="ann")
    file = tmp_path / "reviewed.jsonl"

    assert desk.write_rows(MERCHANT, file) == 2
    assert desk.write_rows(MERCHANT, file) == 0

    rows = read_rows(file)
    assert [(row.text, row.intent, row.lang, row.source) for row in rows] == [
        ("gimme the same as always", Label.REORDER, "en", "review"),
        ("wo bleibt mein Paket", Label.ORDER_STATUS, "de", "review"),
    ]
    assert desk.waiting(MERCHANT) == 0


def test_a_label_nobody_knows_and_a_strangers_turn_are_refused(desk: ReviewDesk) -> None:
    turn = desk.missed(MERCHANT).rows[0].turn

    with pytest.raises(InvalidInputError):
        desk.label(MERCHANT, turn.id, "buy_everything", by="ann")
    with pytest.raises(NotFoundError):
        desk.label(OTHER, turn.id, "help", by="eve")
