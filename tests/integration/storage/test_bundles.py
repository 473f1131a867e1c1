"""Bundles are sold from the stock of their components, which others sell too."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.catalog import Component, Source, Variant
from domain.errors import OutOfStockError
from domain.ids import PlatformId
from storage import bundle_parts, catalog, holds, stock, tables
from storage.engine import Database
from storage.levels import Level
from storage.types import to_micros
from tests.integration.storage.buyers import MERCHANT, buy, line, place
from tests.integration.storage.ledger_checks import assert_books_balance, claims_by_level
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


def components(**quantities: str) -> tuple[Component, ...]:
    """Components by platform id (with underscores for hyphens)."""
    return tuple(
        Component(
            variant_platform_id=PlatformId(name.replace("_", "-")), quantity=Decimal(quantity)
        )
        for name, quantity in quantities.items()
    )


def a_bundle(platform_id: str, sku: str, *, built: bool = False, **parts: str) -> Variant:
    return a_variant(platform_id, sku, components=components(**parts), built_ahead=built)


@pytest.fixture
def shop(database: Database) -> Shop:
    """Ten mugs, seven plates and a kilogram of tea; a set of one mug and two plates, a tasting of
    a mug and 250 g of tea, and a hamper, of which one stands there finished."""
    opened = open_shop(database)
    opened.sell(
        a_product("1", a_variant("v-mug", "MUG"), a_variant("v-plate", "PLATE")),
        a_product("2", a_variant("v-tea", "TEA")),
        a_product("3", a_bundle("v-set", "SET", v_mug="1", v_plate="2")),
        a_product("4", a_bundle("v-tasting", "TASTING", v_mug="1", v_tea="0.25")),
        a_product("5", a_bundle("v-hamper", "HAMPER", built=True, v_plate="3")),
    )
    opened.count(
        a_count("v-mug", "P1", 10),
        a_count("v-plate", "P1", 7),
        a_count("v-tea", "P1", 1),
        a_count("v-hamper", "P1", 1),
    )
    return opened


def level(shop: Shop, sku: str, seconds: float = 0) -> Level:
    with shop.database.read() as tx:
        found = stock.level(tx, MERCHANT, sku, shop.stores[0], now=after(seconds))
    assert found is not None
    return found


def available(shop: Shop, sku: str, seconds: float = 0) -> Decimal | None:
    return level(shop, sku, seconds).available


def quickly(shop: Shop, sku: str) -> Decimal | None:
    """The same by the read that a spoken turn waits for."""
    found = stock.levels_now(shop.database, MERCHANT, sku, now=NOW)
    return next(one.available for one in found if one.location_id == shop.stores[0])


@pytest.mark.parametrize(("sku", "expected"), [("SET", 3), ("TASTING", 4), ("HAMPER", 3)])
def test_a_bundle_has_as_many_as_its_scarcest_component_allows(
    shop: Shop, sku: str, expected: int
) -> None:
    assert available(shop, sku) == expected
    assert quickly(shop, sku) == expected


def test_holding_a_component_leaves_fewer_bundles_and_the_other_way_round(shop: Shop) -> None:
    place(shop.database, line("PLATE", shop.stores[0], 4), key="plates")
    assert available(shop, "SET") == 1

    place(shop.database, line("SET", shop.stores[0], 1), key="set")
    assert (available(shop, "PLATE"), available(shop, "MUG")) == (1, 9)
    assert_books_balance(shop.database)


def test_a_hold_tells_its_lines_as_they_were_asked_for(shop: Shop) -> None:
    hold = place(shop.database, line("SET", shop.stores[0], 2), key="k")
    again = place(shop.database, line("SET", shop.stores[0], 2), key="k")

    assert again == hold
    assert [(one.sku, one.quantity) for one in again.lines] == [("SET", 2)]


def test_lines_and_bundles_that_share_a_component_are_one_demand(shop: Shop) -> None:
    store = shop.stores[0]

    with pytest.raises(OutOfStockError) as refused:
        place(shop.database, line("SET", store, 3), line("PLATE", store, 2), key="k")

    assert (refused.value.sku, refused.value.wanted, refused.value.left) == ("SET", 3, 2)
    assert available(shop, "MUG") == 10


def test_a_finished_bundle_goes_before_one_that_must_be_built(shop: Shop) -> None:
    place(shop.database, line("HAMPER", shop.stores[0], 1), key="first")
    assert (available(shop, "HAMPER"), available(shop, "PLATE")) == (2, 7)

    place(shop.database, line("HAMPER", shop.stores[0], 2), key="second")
    assert (available(shop, "HAMPER"), available(shop, "PLATE")) == (0, 1)
    with pytest.raises(OutOfStockError) as refused:
        place(shop.database, line("HAMPER", shop.stores[0], 1), key="third")
    assert (refused.value.sku, refused.value.left) == ("HAMPER", 0)
    assert_books_balance(shop.database)


def test_a_component_of_unknown_stock_makes_the_bundle_s_unknown(shop: Shop) -> None:
    shop.count(a_count("v-tea", "P1", None, at=after(1)))

    assert available(shop, "TASTING") is None
    with pytest.raises(OutOfStockError) as refused:
        place(shop.database, line("TASTING", shop.stores[0], 1), key="k")
    assert (refused.value.sku, refused.value.left) == ("TASTING", None)


def test_a_component_that_is_not_in_the_catalog_makes_the_stock_unknown(shop: Shop) -> None:
    shop.sell(a_product("6", a_bundle("v-odd", "ODD", v_mug="1", v_elsewhere="1")))

    assert available(shop, "ODD") is None
    with pytest.raises(OutOfStockError):
        place(shop.database, line("ODD", shop.stores[0], 1), key="k")


def test_a_component_that_is_not_counted_sets_no_limit(shop: Shop) -> None:
    shop.sell(
        a_product("7", a_variant("v-ribbon", "RIBBON", tracked=False)),
        a_product("8", a_bundle("v-gift", "GIFT", v_mug="2", v_ribbon="1")),
        a_product("9", a_bundle("v-bow", "BOW", v_ribbon="3")),
    )

    assert available(shop, "GIFT") == 5
    assert level(shop, "BOW").is_unlimited
    place(shop.database, line("BOW", shop.stores[0], 50), key="bows")
    assert_books_balance(shop.database)


def test_selling_a_bundle_takes_its_components_off_the_stock(shop: Shop) -> None:
    hold = place(shop.database, line("SET", shop.stores[0], 2), key="k")
    with shop.database.write() as tx:
        holds.commit(
            tx,
            MERCHANT,
            hold.id,
            fencing_token=hold.fencing_token,
            now=after(1),
            as_of=after(1),
            revision=to_micros(after(1)),
        )

    assert (level(shop, "MUG").pos_available, level(shop, "PLATE").pos_available) == (8, 3)
    assert available(shop, "SET") == 1
    assert claims_by_level(shop.database) == {}
    assert_books_balance(shop.database)


def test_releasing_or_outliving_a_bundle_frees_its_components(shop: Shop) -> None:
    hold = place(shop.database, line("SET", shop.stores[0], 3), key="k")
    with shop.database.write() as tx:
        holds.release(tx, MERCHANT, hold.id, reason="changed my mind", now=NOW)
    assert available(shop, "SET") == 3

    place(shop.database, line("SET", shop.stores[0], 3), key="again")
    assert available(shop, "SET", TTL.total_seconds()) == 3
    assert_books_balance(shop.database)


def test_what_is_kept_back_of_a_bundle_stays_in_its_components(shop: Shop) -> None:
    store = shop.stores[0]

    def held(quantity: int) -> None:
        with shop.database.write() as tx:
            holds.place(
                tx,
                MERCHANT,
                caller="buyer",
                lines=[line("SET", store, quantity)],
                now=NOW,
                ttl=TTL,
                key=f"k-{quantity}",
                keep_back={("SET", store): Decimal(2)},
            )

    with pytest.raises(OutOfStockError) as refused:
        held(2)
    assert refused.value.left == 1
    held(1)


def test_a_record_that_names_no_components_any_more_is_an_item_of_its_own(shop: Shop) -> None:
    shop.sell(a_product("3", a_variant("v-set", "SET"), revision=2))
    shop.count(a_count("v-set", "P1", 5))

    assert available(shop, "SET") == 5
    with shop.database.read() as tx:
        rows = tx.execute(select(tables.bundle_components.c.variant_platform_id)).scalars()
        assert set(rows) == {"v-tasting", "v-hamper"}


def test_a_deleted_bundle_leaves_no_components_behind_and_others_theirs(shop: Shop) -> None:
    with shop.database.write() as tx:
        catalog.tombstone_product(
            tx,
            shop.connection,
            PlatformId("3"),
            revision=2,
            as_of=NOW,
            source=Source.WEBHOOK,
        )

    with shop.database.read() as tx:
        rows = tx.execute(select(tables.bundle_components.c.variant_platform_id)).scalars()
        assert set(rows) == {"v-tasting", "v-hamper"}


def test_forty_buyers_of_a_bundle_and_its_component_get_exactly_the_stock(
    shop: Shop, database_url: str
) -> None:
    store = shop.stores[0]
    shop.count(a_count("v-mug", "P1", 10, at=after(1)), a_count("v-plate", "P1", 20, at=after(1)))
    both: list[tuple[str, str, int]] = [("SET", store, 1), ("MUG", store, 1)]
    wishes: Sequence[Sequence[tuple[str, str, int]]] = [both, list(reversed(both))] * 20

    had, _ = buy(database_url, "buyer", wishes, threads=20)

    assert had == 5
    assert sorted(claims_by_level(shop.database).values()) == [10, 10]
    assert_books_balance(shop.database)


def test_a_bundle_tells_its_components_and_what_is_missing_of_them(shop: Shop) -> None:
    shop.sell(a_product("6", a_bundle("v-odd", "ODD", v_mug="2", v_unknown="1")))

    with shop.database.read() as tx:
        found = bundle_parts.parts_of(tx, MERCHANT, ["MUG", "SET", "ODD"])

    told = {
        bundle: [(one.sku, one.title, one.quantity) for one in parts]
        for bundle, parts in found.items()
    }
    assert told == {
        "SET": [("MUG", "product 1", 1), ("PLATE", "product 1", 2)],
        "ODD": [("MUG", "product 1", 2), (None, None, 1)],
    }
