"""Programs outside are told of holds whose time is over, whoever finds out, and of no others."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.ids import MerchantId
from storage import holds, tables, webhook_events
from storage.engine import Database
from storage.keyring import Keyring
from storage.webhook_endpoints import Endpoints
from tests.integration.storage.buyers import MERCHANT, line, place
from tests.integration.storage.shop import (
    NOW,
    TTL,
    Shop,
    a_count,
    a_product,
    a_variant,
    after,
    open_shop,
)

RING = Keyring(current_id="k", keys={"k": b"k" * 32})


@pytest.fixture
def shop(database: Database) -> Shop:
    """Ten mugs, and a program that wants to hear of holds."""
    opened = open_shop(database)
    opened.sell(a_product("1", a_variant("v-mug", "MUG")))
    opened.count(a_count("v-mug", "P1", 10))
    with database.write() as tx:
        Endpoints(RING).add(
            tx,
            MerchantId(MERCHANT),
            url="https://x.example",
            description="a program",
            events=["hold.expired"],
            secret="whsec_c2VjcmV0",
            on_premises=False,
            now=NOW,
        )
    webhook_events.forget_wishes()
    return opened


def told(shop: Shop) -> list[tuple[str, dict[str, str]]]:
    """What programs will hear."""
    with shop.database.read() as tx:
        rows = tx.execute(select(tables.webhook_events)).all()
    return [(row.kind, row.payload) for row in rows]


def test_a_hold_whose_time_is_over_is_told_of_once(shop: Shop) -> None:
    hold = place(shop.database, line("MUG", shop.stores[0], 2), key="k")
    with shop.database.write() as tx:
        holds.sweep(tx, now=after(600))
        holds.sweep(tx, now=after(601))

    assert told(shop) == [
        ("hold.expired", {"hold_id": hold.id, "expired_at": after(600).isoformat()})
    ]


def test_a_hold_that_makes_room_for_the_next_is_told_of_as_well(shop: Shop) -> None:
    lapsed = place(shop.database, line("MUG", shop.stores[0], 10), key="k")
    with shop.database.write() as tx:
        holds.place(
            tx,
            MERCHANT,
            caller="next",
            lines=[line("MUG", shop.stores[0], 10)],
            now=after(600),
            ttl=TTL,
            key="other",
        )
        holds.sweep(tx, now=after(600))

    assert [payload["hold_id"] for _, payload in told(shop)] == [lapsed.id]


def test_a_hold_that_is_let_go_is_not_told_to_have_expired(shop: Shop) -> None:
    hold = place(shop.database, line("MUG", shop.stores[0], 2), key="k")
    with shop.database.write() as tx:
        holds.release(tx, MERCHANT, hold.id, reason="canceled", now=after(1))
        holds.sweep(tx, now=after(600))

    assert told(shop) == []
