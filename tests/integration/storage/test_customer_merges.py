"""Two customers who are one person: joined by decision, and taken apart again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.commerce import credit
from domain.catalog import Source
from domain.customers import Customer
from domain.errors import IllegalTransitionError, InvalidInputError, NotFoundError
from domain.ids import CustomerId, PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState, PosOrder
from storage import customer_merges, customers, customers_write, orders, store_credit, tables
from storage.customer_merges import CustomerMerge
from storage.engine import Database
from storage.store_credit import CreditKind, NewEntry
from tests.integration.storage.shop import NOW, Shop, after, open_shop
from tests.unit.commerce.contexts import CONTEXT, usd

MERCHANT = "mer_1"
PHONE = "+12065550123"


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


def person(shop: Shop, name: str, **contact: str) -> CustomerId:
    with shop.database.write() as tx:
        record = Customer(platform_id=PlatformId(name), given_name=name, revision=1, **contact)
        customers_write.apply_customers(tx, shop.connection, [record], as_of=NOW)
        return customers.by_platform_id(tx, shop.connection.id, [name])[PlatformId(name)]


def sell(shop: Shop, number: str, to: str) -> None:
    order = PosOrder(
        platform_id=PlatformId(f"p-{number}"),
        number=number,
        state=OrderState.COMPLETED,
        payment_state=PaymentState.PAID,
        total=Money(1000, "USD"),
        tax=Money(0, "USD"),
        lines=(),
        created_at=after(int(Decimal(number))),
        updated_at=after(int(Decimal(number))),
        customer_platform_id=PlatformId(to),
        revision=1,
    )
    with shop.database.write() as tx:
        orders.apply_orders(tx, shop.connection, [order], as_of=after(60), source=Source.POLL)


def merge(shop: Shop, kept: str, merged: str, *, is_sure: bool = False) -> CustomerMerge:
    with shop.database.write() as tx:
        return customer_merges.merge(
            tx,
            MERCHANT,
            kept_id=kept,
            merged_id=merged,
            reason="asked at the desk",
            actor="olga",
            is_sure=is_sure,
            now=after(100),
        )


def unmerge(shop: Shop, kept: str, merged: str) -> CustomerMerge:
    with shop.database.write() as tx:
        return customer_merges.unmerge(
            tx, MERCHANT, kept_id=kept, merged_id=merged, actor="olga", now=after(200)
        )


def numbers(shop: Shop, customer: str) -> list[str | None]:
    with shop.database.read() as tx:
        rows = orders.orders_of_customer(tx, MERCHANT, customer, cursor=None, limit=9).rows
    return sorted(each.number for each in rows if each.number)


def test_everything_of_one_becomes_the_others_and_goes_back(shop: Shop) -> None:
    ann, anna = person(shop, "Ann", phone=PHONE), person(shop, "Anna", phone=PHONE)
    sell(shop, "1", "Ann")
    sell(shop, "2", "Anna")

    done = merge(shop, ann, anna)
    together = (numbers(shop, ann), numbers(shop, anna))
    sell(shop, "3", "Anna")
    sell(shop, "4", "Ann")
    undone = unmerge(shop, ann, anna)

    assert done.counts["orders"] == 1
    assert done.counts["customer_records"] == 1
    assert together == (["1", "2"], [])
    assert (numbers(shop, ann), numbers(shop, anna)) == (["1", "4"], ["2", "3"])
    assert (undone.undone_by, undone.undone_at) == ("olga", after(200))
    with shop.database.read() as tx:
        assert customers.get(tx, MERCHANT, anna).name == "Anna"


def test_a_chain_of_merges_leads_to_its_end_and_is_taken_apart_from_there(shop: Shop) -> None:
    ann, anna, anne = (person(shop, name, phone=PHONE) for name in ("Ann", "Anna", "Anne"))
    sell(shop, "1", "Anne")
    merge(shop, anna, anne)
    merge(shop, ann, anna)

    with shop.database.read() as tx:
        assert customer_merges.who(tx, MERCHANT, anne) == ann
    with pytest.raises(IllegalTransitionError, match="merged"):
        unmerge(shop, anna, anne)
    unmerge(shop, ann, anna)
    unmerge(shop, anna, anne)
    assert (numbers(shop, ann), numbers(shop, anne)) == ([], ["1"])


def test_credit_that_comes_back_after_a_merge_is_the_kept_persons(shop: Shop) -> None:
    ann, anna = person(shop, "Ann", phone=PHONE), person(shop, "Anna", phone=PHONE)
    checkout = replace(CONTEXT, customer_id=anna, credit=usd(500), is_store_credit=True)
    granted = NewEntry(
        merchant_id=MERCHANT,
        customer_id=anna,
        amount=usd(500),
        kind=CreditKind.GRANTED,
        key="granted",
        actor="olga",
    )
    with shop.database.write() as tx:
        store_credit.add(tx, granted, now=NOW)
        spent = replace(granted, amount=usd(-500), kind=CreditKind.SPENT, key="spent")
        store_credit.add(tx, spent, now=NOW)
    merge(shop, ann, anna)

    with shop.database.write() as tx:
        credit.given_back(tx, checkout, NOW)

    with shop.database.read() as tx:
        assert store_credit.balance(tx, MERCHANT, ann, "USD") == usd(500)


def test_who_is_merged_stands_for_the_other(shop: Shop) -> None:
    ann, anna = person(shop, "Ann", phone=PHONE), person(shop, "Anna", phone=PHONE)
    merge(shop, ann, anna)

    with shop.database.read() as tx:
        assert customer_merges.who(tx, MERCHANT, anna) == ann
        assert customer_merges.who(tx, MERCHANT, ann) == ann
        assert customer_merges.matches(tx, MERCHANT, ann) == []


def test_two_who_share_nothing_are_merged_by_who_is_sure_only(shop: Shop) -> None:
    ann, bob = person(shop, "Ann", phone=PHONE), person(shop, "Bob", email="bob@example.com")

    with pytest.raises(InvalidInputError):
        merge(shop, ann, bob)
    assert merge(shop, ann, bob, is_sure=True).kept_id == ann


def test_nobody_is_merged_twice_or_with_themselves(shop: Shop) -> None:
    ann, anna, annie = (person(shop, each, phone=PHONE) for each in ("Ann", "Anna", "Annie"))
    merge(shop, ann, anna)

    with pytest.raises(IllegalTransitionError):
        merge(shop, annie, anna)
    with pytest.raises(IllegalTransitionError):
        merge(shop, anna, annie)
    with pytest.raises(InvalidInputError):
        merge(shop, ann, ann)
    with pytest.raises(IllegalTransitionError):
        unmerge(shop, annie, anna)


def test_another_merchants_customer_does_not_exist(shop: Shop) -> None:
    ann = person(shop, "Ann", phone=PHONE)

    with shop.database.write() as tx, pytest.raises(NotFoundError):
        customer_merges.matches(tx, "mer_2", ann)


def test_people_who_share_a_phone_are_shown_and_not_merged(shop: Shop) -> None:
    ann, anna = person(shop, "Ann", phone=PHONE), person(shop, "Anna", phone=PHONE)

    with shop.database.read() as tx:
        found = customer_merges.matches(tx, MERCHANT, ann)

    assert [each.id for each in found] == [anna]


def test_what_a_person_has_once_only_is_not_moved() -> None:
    moved = {each.name for each in customer_merges.movable()}

    assert {"customer_records", "orders", "account_links", "returns"} <= moved
    assert tables.customer_merges.name not in moved
