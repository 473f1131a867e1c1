"""Shoppers: records of several platforms, one person where a contact says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.catalog import Address
from domain.customers import Customer
from domain.errors import NotFoundError
from domain.ids import PlatformId
from storage import account_links, customers, customers_write
from storage.customers import CustomerView
from storage.engine import Database
from storage.results import ApplyResult
from tests.integration.storage.shop import NOW, Shop, after, open_shop

MERCHANT = "mer_1"
PHONE, EMAIL = "+12025550123", "ada@example.com"


@pytest.fixture
def square(database: Database) -> Shop:
    return open_shop(database)


@pytest.fixture
def shopify(database: Database, square: Shop) -> Shop:
    return open_shop(database, connection_id="con_b", platform="shopify", new_merchant=False)


def a_customer(platform_id: str, **values: Any) -> Customer:
    return Customer(platform_id=PlatformId(platform_id), **{"revision": 1, **values})


def tell(shop: Shop, *records: Customer) -> ApplyResult:
    with shop.database.write() as tx:
        return customers_write.apply_customers(tx, shop.connection, records, as_of=NOW)


def find(shop: Shop, **contact: str) -> tuple[CustomerView, ...]:
    with shop.database.read() as tx:
        return customers.find(tx, MERCHANT, **contact)


def test_a_customer_is_found_by_phone_and_by_email_in_any_case(square: Shop) -> None:
    home = Address(line1="1 Main St", city="Salem", country="US", region="OR", postal_code="97301")
    tell(square, a_customer("c1", given_name="Ada", phone=PHONE, email=EMAIL, address=home))

    (by_phone,) = find(square, phone=PHONE)
    (by_email,) = find(square, email="ADA@example.com")

    assert by_phone == by_email
    assert (by_phone.name, by_phone.address) == ("Ada", home)
    assert find(square) == ()


def test_of_many_who_share_an_address_no_more_are_read_than_asked_for(square: Shop) -> None:
    tell(square, *(a_customer(f"c{number}", email=EMAIL) for number in range(3)))

    everybody = find(square, email=EMAIL)
    with square.database.read() as tx:
        first = customers.find(tx, MERCHANT, email=EMAIL, most=2)

    assert len(everybody) == 3
    assert [each.id for each in everybody] == sorted(each.id for each in everybody)
    assert first == everybody[:2]


def test_records_of_two_platforms_with_one_phone_are_one_person(
    square: Shop, shopify: Shop
) -> None:
    tell(square, a_customer("c1", given_name="Ada", phone=PHONE))
    tell(shopify, a_customer("g1", email=EMAIL, phone=PHONE))

    (ada,) = find(square, email=EMAIL)

    assert {(r.connection_id, r.platform_id) for r in ada.records} == {
        ("con_a", "c1"),
        ("con_b", "g1"),
    }


def test_two_records_of_one_platform_are_two_people(square: Shop, shopify: Shop) -> None:
    tell(shopify, a_customer("g1", phone=PHONE))
    tell(square, a_customer("c1", phone=PHONE))
    tell(square, a_customer("c2", phone=PHONE))

    found = find(square, phone=PHONE)

    assert [len(each.records) for each in found] == [1, 1, 1]


@pytest.mark.parametrize("at_once", [True, False], ids=["one page", "two pages"])
def test_a_phone_that_two_share_at_one_platform_joins_neither_to_anybody_elsewhere(
    square: Shop, shopify: Shop, *, at_once: bool
) -> None:
    tell(square, a_customer("c1", given_name="Di", phone=PHONE))
    bo, cy = a_customer("s1", given_name="Bo", phone=PHONE), a_customer("s2", given_name="Cy")

    if at_once:
        tell(shopify, bo, replace(cy, phone=PHONE))
    else:
        tell(shopify, replace(bo, phone=None))  # the phone is told later
        tell(shopify, replace(bo, revision=2))
        tell(shopify, replace(cy, phone=PHONE))

    assert [len(each.records) for each in find(square, phone=PHONE)] == [1, 1, 1]


def test_who_shares_a_phone_is_known_by_an_address_of_their_own(
    square: Shop, shopify: Shop
) -> None:
    tell(square, a_customer("ada", phone=PHONE, email=EMAIL))

    tell(shopify, a_customer("ada", phone=PHONE, email=EMAIL), a_customer("bo", phone=PHONE))

    (ada,) = find(square, email=EMAIL)
    assert len(ada.records) == 2
    assert len(find(square, phone=PHONE)) == 2


def test_contacts_that_lead_to_two_people_decide_nothing(square: Shop, shopify: Shop) -> None:
    tell(square, a_customer("c1", phone=PHONE), a_customer("c2", email=EMAIL))

    tell(shopify, a_customer("g1", phone=PHONE, email=EMAIL))

    assert len(find(square, phone=PHONE)) == 2
    assert len(find(square, phone=PHONE, email=EMAIL)) == 3


def test_an_older_record_never_overwrites_a_newer_one(square: Shop) -> None:
    assert tell(square, a_customer("c1", phone=PHONE, given_name="new", revision=5)).inserted == 1
    assert tell(square, a_customer("c1", phone=PHONE, given_name="old", revision=4)).stale == 1

    assert find(square, phone=PHONE)[0].name == "new"


def test_a_person_stays_the_same_when_the_record_changes(square: Shop) -> None:
    tell(square, a_customer("c1", phone=PHONE))
    (before,) = find(square, phone=PHONE)

    assert tell(square, a_customer("c1", email=EMAIL, revision=2)).updated == 1

    assert find(square, phone=PHONE) == ()
    assert find(square, email=EMAIL)[0].id == before.id


def test_a_deleted_record_is_blanked_and_not_found(square: Shop) -> None:
    tell(square, a_customer("c1", phone=PHONE, given_name="Ada"))
    (ada,) = find(square, phone=PHONE)
    with square.database.write() as tx:
        gone = customers_write.tombstone_customer(
            tx, square.connection, PlatformId("c1"), revision=2, as_of=after(1)
        )
        assert gone.deleted == 1
        assert customers.get(tx, MERCHANT, ada.id).records == ()

    assert find(square, phone=PHONE) == ()
    assert tell(square, a_customer("c1", phone=PHONE, revision=1)).stale == 1


def test_news_of_a_deletion_that_came_first_keeps_an_older_record_out(square: Shop) -> None:
    with square.database.write() as tx:
        customers_write.tombstone_customer(
            tx, square.connection, PlatformId("c1"), revision=2, as_of=after(1)
        )

    assert tell(square, a_customer("c1", phone=PHONE, revision=1)).stale == 1

    assert find(square, phone=PHONE) == ()


def test_a_home_store_is_remembered(square: Shop) -> None:
    tell(square, a_customer("c1", phone=PHONE))
    (ada,) = find(square, phone=PHONE)
    with square.database.write() as tx:
        customers.set_home_location(tx, MERCHANT, ada.id, square.stores[1])
        assert customers.get(tx, MERCHANT, ada.id).home_location_id == square.stores[1]


def test_another_merchants_customer_is_unknown(square: Shop, database: Database) -> None:
    open_shop(database, merchant_id="mer_2", connection_id="con_c")
    tell(square, a_customer("c1", phone=PHONE))
    (ada,) = find(square, phone=PHONE)

    with database.read() as tx:
        assert customers.find(tx, "mer_2", phone=PHONE) == ()
        with pytest.raises(NotFoundError):
            customers.get(tx, "mer_2", ada.id)


def test_a_linked_token_speaks_for_its_customer_until_it_ends(square: Shop) -> None:
    tell(square, a_customer("c1", phone=PHONE))
    (ada,) = find(square, phone=PHONE)
    with square.database.write() as tx:
        account_links.link(
            tx,
            MERCHANT,
            token="token",
            customer_id=ada.id,
            channel="alexa",
            scopes=["order"],
            now=NOW,
            expires_at=NOW + timedelta(hours=1),
        )
        assert account_links.resolve(tx, MERCHANT, "token", now=NOW) == ada.id
        assert account_links.resolve(tx, MERCHANT, "token", now=after(3600)) is None
        assert account_links.resolve(tx, "mer_2", "token", now=NOW) is None
        assert account_links.resolve(tx, MERCHANT, "Token", now=NOW) is None
        assert account_links.revoke(tx, MERCHANT, ada.id, now=NOW) == 1
        assert account_links.resolve(tx, MERCHANT, "token", now=NOW) is None
