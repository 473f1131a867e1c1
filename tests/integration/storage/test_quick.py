"""Reads that run on the driver say what the same reads through SQLAlchemy say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError

from app.bindings import StoredLinks
from domain.catalog import Address
from domain.customers import Customer
from domain.ids import MerchantId, PlatformId
from storage import account_links, customers, customers_write, stock, tables
from storage.engine import Database, open_database
from storage.levels import Level
from storage.quick import QuickSelect
from tests.integration.storage.buyers import line, place
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

MERCHANT = "mer_1"
ODD = 'Café "XL" \\ 5%'
_MERCHANT_NAME = QuickSelect(
    select(tables.merchants.c.name).where(tables.merchants.c.id == bindparam("id"))
)


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database, safety=1)
    odd = a_variant("v3", ODD)
    opened.sell(a_product("1", a_variant("v1", "MUG"), a_variant("v2", "TEA", tracked=False), odd))
    opened.count(a_count("v1", "P1", "7.5", at=after(-60)), a_count("v1", "P2", None))
    opened.count(a_count("v3", "P1", "1"))
    return opened


@pytest.mark.parametrize("at", [NOW, NOW + TTL], ids=["held", "after-the-hold"])
@pytest.mark.parametrize("sku", ["MUG", "TEA", ODD, "NOPE"])
def test_levels_are_the_same(shop: Shop, sku: str, at: datetime) -> None:
    place(shop.database, line("MUG", shop.stores[0], 2), key="k")
    with shop.database.read() as tx:
        expected = stock.levels(tx, MERCHANT, sku, now=at)

    assert list(stock.levels_now(shop.database, MERCHANT, sku, now=at)) == expected


def test_levels_are_the_very_same_until_one_of_them_changes(shop: Shop) -> None:
    before = stock.levels_now(shop.database, MERCHANT, "MUG", now=NOW)
    assert stock.levels_now(shop.database, MERCHANT, "MUG", now=after(5)) is before

    shop.count(a_count("v1", "P1", "6", at=after(-30)))

    now = stock.levels_now(shop.database, MERCHANT, "MUG", now=NOW)
    assert [_downtown(shop, each) for each in (before, now)] == [Decimal("7.5"), Decimal(6)]


def test_what_another_connection_commits_is_read_at_once(shop: Shop) -> None:
    other = open_database(shop.database.engine.url.render_as_string(hide_password=False))
    try:
        for left in ("6", "5", "4"):
            stock.levels_now(shop.database, MERCHANT, "MUG", now=NOW)
            with other.write() as tx:
                tx.execute(
                    tables.inventory_levels.update()
                    .where(tables.inventory_levels.c.location_id == shop.stores[0])
                    .values(pos_available=Decimal(left))
                )
            found = stock.levels_now(shop.database, MERCHANT, "MUG", now=NOW)
            assert _downtown(shop, found) == Decimal(left)
    finally:
        other.close()


def test_a_claim_that_nobody_swept_blocks_no_longer_than_a_moment(shop: Shop) -> None:
    place(shop.database, line("MUG", shop.stores[0], 2), key="k")

    def held(seconds: float) -> Decimal:
        found = stock.levels_now(
            shop.database, MERCHANT, "MUG", now=NOW + TTL + timedelta(seconds=seconds)
        )
        return next(each.held for each in found if each.location_id == shop.stores[0])

    assert held(-1) == 2
    assert held(-0.05) == 2
    assert held(0.2) == 0
    assert held(-0.05) == 2, "an earlier moment is not answered with a later one's rows"


def _downtown(shop: Shop, found: Sequence[Level]) -> Decimal | None:
    return next(each.pos_available for each in found if each.location_id == shop.stores[0])


@pytest.mark.parametrize("has_record", [True, False], ids=["known", "forgotten"])
def test_a_token_leads_to_the_same_person(shop: Shop, *, has_record: bool) -> None:
    person = _linked(shop)
    if not has_record:
        with shop.database.write() as tx:
            customers_write.tombstone_customer(
                tx, shop.connection, PlatformId("c1"), revision=2, as_of=NOW
            )
    with shop.database.read() as tx:
        expected = customers.get(tx, MERCHANT, person)

    assert account_links.speaker(shop.database, MERCHANT, "token", now=NOW) == expected


def test_a_token_leads_to_the_home_store(shop: Shop) -> None:
    person = _linked(shop)
    assert account_links.home(shop.database, MERCHANT, "token", now=NOW) is None

    _move_home(shop, person, shop.stores[1])

    assert account_links.home(shop.database, MERCHANT, "token", now=NOW) == shop.stores[1]
    assert account_links.home(shop.database, MERCHANT, "token", now=after(3600)) is None
    assert account_links.home(shop.database, "mer_2", "token", now=NOW) is None


def test_a_home_store_is_kept_for_a_minute_but_never_the_person(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    monkeypatch.setattr("app.bindings.monotonic", lambda: seconds)
    links = StoredLinks(shop.database)
    merchant = MerchantId(MERCHANT)
    person = _linked(shop)
    _move_home(shop, person, shop.stores[0])
    assert links.home(merchant, "token", NOW) == shop.stores[0]

    _move_home(shop, person, shop.stores[1])
    with shop.database.write() as tx:
        account_links.revoke(tx, MERCHANT, person, now=NOW)

    assert links.find(merchant, "token", NOW) is None
    assert links.home(merchant, "token", NOW) == shop.stores[0]
    assert links.home(MerchantId("mer_2"), "token", NOW) is None
    seconds = 60.0
    assert links.home(merchant, "token", NOW) is None


def test_a_token_that_is_not_valid_leads_to_nobody(shop: Shop) -> None:
    _linked(shop)

    assert account_links.speaker(shop.database, MERCHANT, "token", now=after(3600)) is None
    assert account_links.speaker(shop.database, "mer_2", "token", now=NOW) is None
    assert account_links.speaker(shop.database, MERCHANT, "Token", now=NOW) is None


def test_a_revoked_token_leads_to_nobody_at_once(shop: Shop) -> None:
    person = _linked(shop)
    with shop.database.write() as tx:
        account_links.revoke(tx, MERCHANT, person, now=NOW)

    assert account_links.speaker(shop.database, MERCHANT, "token", now=NOW) is None


def test_a_database_that_is_away_fails_as_always() -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none")

    with pytest.raises(OperationalError):
        _MERCHANT_NAME.rows(away, id=MERCHANT)


def test_a_read_that_fails_leaves_the_pool_fit_for_use(database: Database) -> None:
    missing = QuickSelect(select(bindparam("one")).select_from(tables.merchants.alias("nowhere")))
    missing._compiled[database.dialect] = ("SELECT * FROM nowhere", {}, ())

    with pytest.raises(OperationalError, match="nowhere"):
        missing.rows(database)

    open_shop(database)
    assert len(_MERCHANT_NAME.rows(database, id=MERCHANT)) == 1


def _linked(shop: Shop) -> str:
    record = Customer(
        platform_id=PlatformId("c1"),
        given_name="Ada",
        family_name=None,
        phone="+15550100",
        email="ada@example.com",
        address=Address(line1="1 Main St", city="Springfield", country="US"),
        revision=1,
    )
    with shop.database.write() as tx:
        customers_write.apply_customers(tx, shop.connection, [record], as_of=NOW)
        (person,) = customers.find(tx, MERCHANT, phone="+15550100")
        account_links.link(
            tx,
            MERCHANT,
            token="token",
            customer_id=person.id,
            channel="alexa",
            scopes=["order"],
            now=NOW,
            expires_at=NOW + timedelta(hours=1),
        )
    return person.id


def _move_home(shop: Shop, person: str, store: str) -> None:
    with shop.database.write() as tx:
        tx.execute(
            tables.customers.update()
            .where(tables.customers.c.id == person)
            .values(home_location_id=store)
        )
