"""What staff typed into a platform's texts goes no further than the door."""

from __future__ import annotations

import json

from domain.errors import InvalidInputError, NotFoundError, RejectedError, UnknownSkuError
from domain.events import Entity, Quarantined
from mapping.converters import text, timestamp
from storage import merchants, quarantine
from storage.engine import open_database
from tests.integration.storage.shop import a_connection, a_merchant

CARD = "4111 1111 1111 1111"


def test_a_mapped_text_loses_its_card_and_a_moment_loses_nothing() -> None:
    assert text(f" call Ada, {CARD} 12/28 ") == "call Ada, [card number removed] 12/28"
    assert timestamp("2026-11-21T04:39:50.452692+00:00").microsecond == 452692


def test_errors_repeat_no_card() -> None:
    errors = (
        RejectedError(f"bad {CARD}", platform="square", operation="orders"),
        InvalidInputError("note", CARD, "leave it out"),
        NotFoundError("order", CARD),
        UnknownSkuError(CARD),
    )

    assert not [error for error in errors if CARD in f"{error} {error!r}"]


def test_what_cannot_be_mapped_is_kept_without_the_card(sqlite_url: str) -> None:
    connection, database = a_connection(), open_database(sqlite_url)
    with database.write() as tx:
        merchants.add_merchant(tx, a_merchant())
        merchants.add_connection(tx, connection)
    raw = json.dumps({"id": 4111111111111111, "note": CARD, "name": None}).encode()
    item = Quarantined(
        entity=Entity.PRODUCT,
        platform_id="P1",
        path="note",
        value=repr(CARD),
        remedy="write something else",
        raw=raw,
    )

    with database.write() as tx:
        quarantine.record(tx, connection, [item], now=connection.created_at)
        (kept,) = quarantine.open_items(tx, connection.merchant_id).rows

    assert CARD not in kept.value
    assert json.loads(kept.raw)["note"] == "[card number removed]"
    assert json.loads(kept.raw)["id"] == 4111111111111111
    database.close()
