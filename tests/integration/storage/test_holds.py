"""Holds: claims on stock that are all or nothing, end by themselves and sell exactly once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.catalog import Source
from domain.errors import (
    InvalidInputError,
    NotFoundError,
    OutOfStockError,
    ReservationExpiredError,
    UnknownSkuError,
)
from storage import holds, stock
from storage.engine import Database
from storage.holds import Hold, HoldState
from storage.types import to_micros
from tests.integration.storage.buyers import MERCHANT, line, place
from tests.integration.storage.ledger_checks import assert_books_balance
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


@pytest.fixture
def shop(database: Database) -> Shop:
    """Ten mugs and three plates at P1; tea that nobody counts; a scarf never counted."""
    opened = open_shop(database)
    opened.sell(
        a_product("1", a_variant("v-mug", "MUG"), a_variant("v-plate", "PLATE")),
        a_product("2", a_variant("v-tea", "TEA", tracked=False), a_variant("v-scarf", "SCARF")),
        a_product("3", a_variant("v-hat", "HAT", absent_at=("P2",))),
    )
    opened.count(a_count("v-mug", "P1", 10), a_count("v-plate", "P1", 3))
    return opened


def available(shop: Shop, sku: str, seconds: float = 0) -> Decimal | None:
    """What may be sold of a SKU at the first store, that long after NOW."""
    with shop.database.read() as tx:
        level = stock.level(tx, MERCHANT, sku, shop.stores[0], now=after(seconds))
    assert level is not None
    return level.available


def mugs(shop: Shop, quantity: int = 2, key: str = "k") -> Hold:
    return place(shop.database, line("MUG", shop.stores[0], quantity), key=key)


def commit(shop: Shop, hold: Hold, *, seconds: float = 1, token: int | None = None) -> Hold:
    with shop.database.write() as tx:
        holds.commit(
            tx,
            MERCHANT,
            hold.id,
            fencing_token=hold.fencing_token if token is None else token,
            now=after(seconds),
            as_of=after(seconds),
            revision=to_micros(after(seconds)),
        )
        return holds.get(tx, MERCHANT, hold.id)


def test_a_hold_lowers_what_is_available(shop: Shop) -> None:
    hold = mugs(shop)

    assert hold.is_live(NOW)
    assert available(shop, "MUG") == 8
    assert_books_balance(shop.database)


def test_the_same_key_gives_the_same_hold(shop: Shop) -> None:
    assert mugs(shop).id == mugs(shop).id
    assert available(shop, "MUG") == 8


def test_the_key_of_an_ended_hold_is_free_again(shop: Shop) -> None:
    first = mugs(shop)
    with shop.database.write() as tx:
        holds.release(tx, MERCHANT, first.id, reason="changed my mind", now=NOW)

    assert mugs(shop).id != first.id
    assert available(shop, "MUG") == 8


def test_the_key_of_a_lapsed_hold_that_nobody_swept_is_free_again(shop: Shop) -> None:
    first = mugs(shop, 10)
    with shop.database.write() as tx:
        again = holds.place(
            tx,
            MERCHANT,
            caller="buyer",
            lines=[line("MUG", shop.stores[0], 10)],
            now=after(600),
            ttl=TTL,
            key="k",
        )

    assert again.id != first.id
    assert available(shop, "MUG", 600) == 0
    assert_books_balance(shop.database)


def test_the_key_of_a_committed_hold_returns_it(shop: Shop) -> None:
    hold = mugs(shop)
    commit(shop, hold)

    again = mugs(shop)

    assert again.id == hold.id
    assert again.state is HoldState.COMMITTED
    assert available(shop, "MUG") == 8


def test_lines_of_one_item_are_one_claim(shop: Shop) -> None:
    store = shop.stores[0]
    with pytest.raises(OutOfStockError) as refused:
        place(shop.database, line("MUG", store, 6), line("MUG", store, 6), key="k")

    assert refused.value.wanted == 12
    assert refused.value.left == 10


def test_a_hold_is_all_or_nothing(shop: Shop) -> None:
    store = shop.stores[0]
    with pytest.raises(OutOfStockError) as refused:
        place(shop.database, line("MUG", store, 1), line("PLATE", store, 4), key="k")

    assert (refused.value.sku, refused.value.left) == ("PLATE", 3)
    assert available(shop, "MUG") == 10
    assert_books_balance(shop.database)


def test_safety_stock_is_kept_back(database: Database) -> None:
    shop = open_shop(database, safety=2)
    shop.sell(a_product("1", a_variant("v-mug", "MUG")))
    shop.count(a_count("v-mug", "P1", 5))
    with pytest.raises(OutOfStockError) as refused:
        mugs(shop, 4)

    assert refused.value.left == 3
    with database.write() as tx:
        stock.set_safety(tx, MERCHANT, "MUG", shop.stores[0], Decimal(0), now=NOW)
    mugs(shop, 5)


def test_unknown_stock_is_refused_as_unknown(shop: Shop) -> None:
    with pytest.raises(OutOfStockError) as refused:
        place(shop.database, line("SCARF", shop.stores[0]), key="k")

    assert refused.value.left is None


def test_an_untracked_variant_can_always_be_held(shop: Shop) -> None:
    hold = place(shop.database, line("TEA", shop.stores[0], 500), key="k")

    commit(shop, hold)

    assert available(shop, "TEA") is None
    assert_books_balance(shop.database)


def test_a_variant_the_merchant_oversells_goes_below_zero(shop: Shop) -> None:
    shop.sell(a_product("4", a_variant("v-cap", "CAP", oversell=True)))
    shop.count(a_count("v-cap", "P1", 1))

    hold = place(shop.database, line("CAP", shop.stores[0], 3), key="k")
    commit(shop, hold)

    with shop.database.read() as tx:
        level = stock.level(tx, MERCHANT, "CAP", shop.stores[0], now=NOW)
    assert level is not None
    assert level.pos_available == -2
    assert level.covers(1)


@pytest.mark.parametrize(
    ("sku", "store", "error"),
    [
        ("NOPE", "real", UnknownSkuError),
        ("MUG", "loc_nowhere", NotFoundError),
        ("HAT", "second", OutOfStockError),
    ],
    ids=["unknown SKU", "unknown location", "not sold at that location"],
)
def test_what_is_not_sold_is_refused_by_name(
    shop: Shop, sku: str, store: str, error: type[Exception]
) -> None:
    where = {"real": shop.stores[0], "second": shop.stores[1]}.get(store, store)
    with pytest.raises(error):
        place(shop.database, line(sku, where), key="k")


@pytest.mark.parametrize("lines", [[], [("MUG", 0)]], ids=["no lines", "no units"])
def test_an_empty_wish_is_refused(shop: Shop, lines: list[tuple[str, int]]) -> None:
    with pytest.raises(InvalidInputError):
        place(shop.database, *(line(sku, shop.stores[0], n) for sku, n in lines), key="k")


def test_releasing_gives_the_stock_back_once(shop: Shop) -> None:
    hold = mugs(shop)
    for _ in range(2):
        with shop.database.write() as tx:
            released = holds.release(tx, MERCHANT, hold.id, reason="canceled", now=NOW)

    assert (released.state, released.reason) == (HoldState.RELEASED, "canceled")
    assert available(shop, "MUG") == 10
    assert_books_balance(shop.database)


def test_a_lapsed_hold_claims_nothing_before_any_sweep(shop: Shop) -> None:
    mugs(shop, 10)

    assert available(shop, "MUG", 599) == 0
    assert available(shop, "MUG", 600) == 10
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
    assert_books_balance(shop.database)


def test_sweeping_frees_lapsed_holds_and_names_them_once(shop: Shop) -> None:
    lapsed, kept = mugs(shop), mugs(shop, 1, key="kept")
    with shop.database.write() as tx:
        holds.extend(tx, MERCHANT, kept.id, fencing_token=1, now=after(1), ttl=TTL)
        swept = holds.sweep(tx, now=after(600))
        again = holds.sweep(tx, now=after(600))

    assert [(each.id, each.state) for each in swept] == [(lapsed.id, HoldState.EXPIRED)]
    assert again == []
    assert available(shop, "MUG") == 9
    assert_books_balance(shop.database)


def test_extending_renews_the_token_and_fences_the_old_one(shop: Shop) -> None:
    hold = mugs(shop)
    with shop.database.write() as tx:
        token = holds.extend(
            tx, MERCHANT, hold.id, fencing_token=hold.fencing_token, now=after(300), ttl=TTL
        )
        longer = holds.get(tx, MERCHANT, hold.id)

    assert (longer.expires_at, longer.fencing_token) == (after(900), token)
    with pytest.raises(ReservationExpiredError):
        commit(shop, hold)
    assert commit(shop, longer, seconds=800).state is HoldState.COMMITTED


def test_a_lapsed_hold_cannot_be_extended(shop: Shop) -> None:
    hold = mugs(shop)
    with pytest.raises(ReservationExpiredError), shop.database.write() as tx:
        holds.extend(tx, MERCHANT, hold.id, fencing_token=1, now=after(600), ttl=TTL)


def test_committing_turns_the_claim_into_a_sale_once(shop: Shop) -> None:
    hold = mugs(shop)
    for _ in range(2):
        commit(shop, hold)

    with shop.database.read() as tx:
        level = stock.level(tx, MERCHANT, "MUG", shop.stores[0], now=NOW)
        ledger = stock.events(tx, MERCHANT, "MUG", shop.stores[0])
    assert level is not None
    assert (level.pos_available, level.held) == (8, 0)
    assert level.as_of == after(1)
    assert [event.quantity for event in ledger] == [-2, 10]


def test_a_count_from_before_the_sale_cannot_raise_the_number_again(shop: Shop) -> None:
    commit(shop, mugs(shop), seconds=10)

    shop.count(a_count("v-mug", "P1", 10, at=after(9)))

    assert available(shop, "MUG") == 8


def test_a_sale_already_in_the_count_is_not_taken_off_twice(shop: Shop) -> None:
    hold = mugs(shop)
    shop.count(a_count("v-mug", "P1", 8, at=after(20)))

    commit(shop, hold, seconds=10)

    assert available(shop, "MUG") == 8


def test_two_sales_of_one_moment_take_two(shop: Shop) -> None:
    first, second = mugs(shop, 2), mugs(shop, 3, key="other")

    commit(shop, first, seconds=10)
    commit(shop, second, seconds=10)

    assert available(shop, "MUG") == 5


def test_sales_booked_in_another_order_than_they_were_made_are_all_taken_off(shop: Shop) -> None:
    first, second = mugs(shop, 2), mugs(shop, 3, key="other")

    commit(shop, second, seconds=20)
    commit(shop, first, seconds=10)

    assert available(shop, "MUG") == 5


def test_a_count_of_the_very_moment_of_a_sale_does_not_sell_it_again(shop: Shop) -> None:
    hold = mugs(shop)
    shop.count(a_count("v-mug", "P1", 10, at=after(10)))

    commit(shop, hold, seconds=10)
    shop.count(a_count("v-mug", "P1", 10, at=after(10)))

    assert available(shop, "MUG") == 8


@pytest.mark.parametrize(("asked", "left"), [(11, 8), (9, 6)])
def test_who_asks_after_a_sale_of_that_moment_learns_what_is_left(
    shop: Shop, asked: float, left: int
) -> None:
    hold = mugs(shop)
    counted = a_count("v-mug", "P1", 8, at=after(10))
    shop.count(counted)
    commit(shop, hold, seconds=10)
    assert available(shop, "MUG") == 6, "rather one too few"

    with shop.database.write() as tx:
        stock.apply_stock(
            tx,
            shop.connection,
            [counted],
            source=Source.LIVE,
            now=after(12),
            asked_at=after(asked),
        )

    assert available(shop, "MUG") == left


@pytest.mark.parametrize(
    ("counted_at", "asked", "left"),
    [
        pytest.param(9.8, 75, 8, id="the-sale-timed-a-little-earlier"),
        pytest.param(9.8, 40, 6, id="too-soon-to-be-sure"),
        pytest.param(-60, 75, 6, id="a-count-that-no-sale-moved"),
    ],
)
def test_the_count_of_a_sale_mends_what_was_taken_off_twice_though_it_was_timed_earlier(
    shop: Shop, counted_at: float, asked: float, left: int
) -> None:
    hold = mugs(shop)
    shop.count(a_count("v-mug", "P1", 8, at=after(9.8)))
    commit(shop, hold, seconds=10)
    assert available(shop, "MUG") == 6, "rather two too few"

    with shop.database.write() as tx:
        stock.apply_stock(
            tx,
            shop.connection,
            [a_count("v-mug", "P1", 8, at=after(counted_at))],
            source=Source.LIVE,
            now=after(asked + 1),
            asked_at=after(asked),
        )

    assert available(shop, "MUG") == left


@pytest.mark.parametrize("seconds", [600, 6000])
def test_a_lapsed_hold_cannot_be_committed(shop: Shop, seconds: int) -> None:
    hold = mugs(shop)
    with pytest.raises(ReservationExpiredError):
        commit(shop, hold, seconds=seconds)


def test_a_released_hold_cannot_be_committed(shop: Shop) -> None:
    hold = mugs(shop)
    with shop.database.write() as tx:
        holds.release(tx, MERCHANT, hold.id, reason="canceled", now=NOW)
    with pytest.raises(ReservationExpiredError):
        commit(shop, hold)


def test_another_merchant_cannot_see_or_end_a_hold(shop: Shop) -> None:
    hold = mugs(shop)
    open_shop(shop.database, merchant_id="mer_2", connection_id="con_b")
    for act in (
        lambda tx: holds.get(tx, "mer_2", hold.id),
        lambda tx: holds.release(tx, "mer_2", hold.id, reason="mine", now=NOW),
        lambda tx: holds.extend(tx, "mer_2", hold.id, fencing_token=1, now=NOW, ttl=TTL),
    ):
        with pytest.raises(NotFoundError), shop.database.write() as tx:
            act(tx)
    with pytest.raises(NotFoundError), shop.database.write() as tx:
        holds.place(
            tx,
            "mer_2",
            caller="x",
            lines=[line("MUG", shop.stores[0])],
            now=NOW,
            ttl=TTL,
            key="k",
        )
    assert available(shop, "MUG") == 8
