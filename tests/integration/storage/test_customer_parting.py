"""A contact that turns out to be shared joins nobody: also where the first of two came before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.customers import Customer
from domain.ids import CustomerId, PlatformId
from storage import account_links, customers, customers_write, orders
from storage.engine import Database
from tests.integration.storage.shop import NOW, Shop, open_shop
from tests.integration.storage.test_customer_merges import merge, person, sell, unmerge

MERCHANT = "mer_1"
PHONE, EMAIL = "+12025550123", "bo@example.com"


@pytest.fixture
def square(database: Database) -> Shop:
    return open_shop(database)


@pytest.fixture
def shopify(database: Database, square: Shop) -> Shop:
    return open_shop(database, connection_id="con_b", platform="shopify", new_merchant=False)


def whose(shop: Shop, platform_id: str) -> CustomerId:
    """The person of a record."""
    with shop.database.read() as tx:
        found = customers.by_platform_id(tx, shop.connection.id, [platform_id])
    return found[PlatformId(platform_id)]


def bought(shop: Shop, customer: CustomerId) -> set[str | None]:
    with shop.database.read() as tx:
        rows = orders.orders_of_customer(tx, MERCHANT, customer, cursor=None, limit=9).rows
    return {row.number for row in rows}


def test_who_was_joined_by_a_phone_is_parted_when_a_second_record_has_it_too(
    square: Shop, shopify: Shop
) -> None:
    di = person(square, "di", phone=PHONE)
    assert person(shopify, "bo", phone=PHONE) == di

    cy = person(shopify, "cy", phone=PHONE)  # on a later page

    bo = whose(shopify, "bo")
    assert len({di, bo, cy}) == 3
    assert whose(square, "di") == di


def test_it_does_not_matter_which_platform_tells_of_the_second_one(
    square: Shop, shopify: Shop
) -> None:
    person(square, "di", phone=PHONE)
    person(shopify, "bo", phone=PHONE)

    person(square, "ed", phone=PHONE)

    assert len({whose(square, "di"), whose(square, "ed"), whose(shopify, "bo")}) == 3


def test_a_changed_phone_parts_as_well(square: Shop, shopify: Shop) -> None:
    person(square, "di", phone=PHONE)
    person(shopify, "bo", phone=PHONE)
    person(shopify, "cy")

    changed = Customer(platform_id=PlatformId("cy"), given_name="cy", phone=PHONE, revision=2)
    with shopify.database.write() as tx:
        customers_write.apply_customers(tx, shopify.connection, [changed], as_of=NOW)

    assert len({whose(square, "di"), whose(shopify, "bo"), whose(shopify, "cy")}) == 3


def test_orders_go_with_the_record_they_were_made_under(square: Shop, shopify: Shop) -> None:
    di = person(square, "di", phone=PHONE)
    person(shopify, "bo", phone=PHONE)
    sell(square, "1", to="di")
    sell(shopify, "2", to="bo")

    person(shopify, "cy", phone=PHONE)

    assert bought(square, di) == {"1"}
    assert bought(square, whose(shopify, "bo")) == {"2"}


def test_who_has_an_address_of_their_own_in_common_stays_one_person(
    square: Shop, shopify: Shop
) -> None:
    bo = person(square, "bo", phone=PHONE, email=EMAIL)
    person(shopify, "bo", phone=PHONE, email=EMAIL)

    person(shopify, "cy", phone=PHONE)

    assert whose(shopify, "bo") == bo


def test_who_is_known_by_more_than_records_is_left_to_a_person(square: Shop, shopify: Shop) -> None:
    bo = person(square, "bo", phone=PHONE)
    person(shopify, "bo", phone=PHONE)
    with square.database.write() as tx:
        account_links.link(
            tx,
            MERCHANT,
            token="token",
            customer_id=bo,
            channel="alexa",
            scopes=("orders",),
            now=NOW,
            expires_at=NOW + timedelta(days=1),
        )

    person(shopify, "cy", phone=PHONE)

    assert whose(shopify, "bo") == bo


def test_what_somebody_decided_stays_decided(square: Shop, shopify: Shop) -> None:
    di = person(square, "di", phone=PHONE)
    bo = person(shopify, "bo")
    merge(square, di, bo, is_sure=True)
    told = Customer(platform_id=PlatformId("bo"), given_name="bo", phone=PHONE, revision=2)
    with shopify.database.write() as tx:
        customers_write.apply_customers(tx, shopify.connection, [told], as_of=NOW)

    person(shopify, "cy", phone=PHONE)

    assert whose(shopify, "bo") == di
    unmerge(square, di, bo)
    assert whose(shopify, "bo") == bo
