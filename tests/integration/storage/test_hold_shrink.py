"""A hold made smaller: what will not be sold goes back, the rest is sold as ever."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from domain.catalog import Component
from domain.errors import InvalidInputError
from domain.ids import PlatformId
from storage import holds, tables
from storage.engine import Database
from storage.hold_shrink import shrink
from storage.holds import Hold
from storage.types import to_micros
from tests.integration.storage.buyers import line, place
from tests.integration.storage.ledger_checks import assert_books_balance
from tests.integration.storage.shop import NOW, Shop, a_count, a_product, a_variant, open_shop

MERCHANT = "mer_1"


@pytest.fixture
def shop(database: Database) -> Shop:
    """Ten mugs, nine plates; a hamper of three plates, of which one stands there finished."""
    three = (Component(variant_platform_id=PlatformId("v-plate"), quantity=Decimal(3)),)
    opened = open_shop(database)
    opened.sell(
        a_product("1", a_variant("v-mug", "MUG"), a_variant("v-plate", "PLATE")),
        a_product("2", a_variant("v-hamper", "HAMPER", components=three, built_ahead=True)),
    )
    opened.count(
        a_count("v-mug", "P1", 10), a_count("v-plate", "P1", 9), a_count("v-hamper", "P1", 1)
    )
    return opened


def held(shop: Shop, *wanted: tuple[str, int]) -> Hold:
    lines = [line(sku, shop.stores[0], quantity) for sku, quantity in wanted]
    return place(shop.database, *lines, key="k")


def shrunk(shop: Shop, hold: Hold, **kept: int) -> dict[str, Decimal]:
    with shop.database.write() as tx:
        shrink(tx, hold.id, kept, NOW)
    assert_books_balance(shop.database)
    return claimed(shop)


def claimed(shop: Shop) -> dict[str, Decimal]:
    lines = tables.hold_lines
    claims = select(lines.c.sku, func.sum(lines.c.quantity)).where(lines.c.state == "live")
    with shop.database.read() as tx:
        return {row[0]: row[1] for row in tx.execute(claims.group_by(lines.c.sku))}


def test_what_is_left_out_goes_back_and_the_rest_is_sold(shop: Shop) -> None:
    hold = held(shop, ("MUG", 3), ("PLATE", 2), ("MUG", 2))

    assert shrunk(shop, hold, MUG=4) == {"MUG": 4}

    with shop.database.write() as tx:
        holds.commit(
            tx,
            MERCHANT,
            hold.id,
            fencing_token=hold.fencing_token,
            now=NOW,
            as_of=NOW,
            revision=to_micros(NOW),
        )
    assert_books_balance(shop.database)
    assert claimed(shop) == {}


@pytest.mark.parametrize(
    ("kept", "left"),
    [
        (3, {"HAMPER": 1, "PLATE": 6}),
        (2, {"HAMPER": 1, "PLATE": 3}),
        (1, {"HAMPER": 1}),
        (0, {}),
    ],
)
def test_of_bundles_components_go_back_before_finished_ones(
    shop: Shop, kept: int, left: dict[str, int]
) -> None:
    assert shrunk(shop, held(shop, ("HAMPER", 3)), HAMPER=kept) == left


def test_a_hold_is_never_made_larger(shop: Shop) -> None:
    hold = held(shop, ("MUG", 1))

    with pytest.raises(InvalidInputError), shop.database.write() as tx:
        shrink(tx, hold.id, {"MUG": 2}, NOW)


def test_a_hold_that_has_ended_is_left_alone(shop: Shop) -> None:
    hold = held(shop, ("MUG", 3))
    with shop.database.write() as tx:
        holds.release(tx, MERCHANT, hold.id, reason="canceled", now=NOW)

    assert shrunk(shop, hold, MUG=1) == {}
