"""Store credit: rows that are only added, and a balance that no crowd brings below zero."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from domain.errors import InvalidInputError, NotFoundError
from domain.money import Money
from storage import store_credit, tables
from storage.engine import Database
from storage.store_credit import CreditKind, NewEntry
from tests.integration.storage.shop import NOW, after, open_shop

CUSTOMER = "cus_1"


def entry(minor: int, key: str, **changes: str) -> NewEntry:
    facts = {"merchant_id": "mer_1", "customer_id": CUSTOMER, "actor": "olga", **changes}
    return NewEntry(
        amount=Money(minor, changes.pop("currency", "USD")),
        kind=CreditKind.GRANTED if minor > 0 else CreditKind.SPENT,
        key=key,
        **{name: value for name, value in facts.items() if name != "currency"},
    )


@pytest.fixture
def books(database: Database) -> Database:
    open_shop(database)
    with database.write() as tx:
        tx.execute(
            tables.customers.insert().values(id=CUSTOMER, merchant_id="mer_1", created_at=NOW)
        )
    return database


def have(books: Database, currency: str = "USD") -> int:
    with books.read() as tx:
        return store_credit.balance(tx, "mer_1", CUSTOMER, currency).amount


def test_the_balance_is_the_sum_of_the_rows_of_each_currency(books: Database) -> None:
    with books.write() as tx:
        store_credit.add(tx, entry(2500, "a"), now=NOW)
        store_credit.add(tx, entry(700, "b", currency="CAD"), now=NOW)
        store_credit.add(tx, entry(-1000, "c"), now=after(1))

    assert (have(books), have(books, "CAD"), have(books, "EUR")) == (1500, 700, 0)
    with books.read() as tx:
        first = store_credit.entries(tx, "mer_1", CUSTOMER, cursor=None, limit=2)
        rest = store_credit.entries(tx, "mer_1", CUSTOMER, cursor=first.cursor, limit=2)
    assert first.rows[0].amount == Money(-1000, "USD")
    assert len(rest.rows) == 1
    assert rest.cursor is None


def test_a_key_is_written_once_and_more_than_is_there_is_never_taken(books: Database) -> None:
    with books.write() as tx:
        assert store_credit.add(tx, entry(500, "a"), now=NOW)
        assert not store_credit.add(tx, entry(500, "a"), now=NOW)
    with pytest.raises(InvalidInputError, match=r"5\.00"), books.write() as tx:
        store_credit.add(tx, entry(-501, "b"), now=NOW)

    assert have(books) == 500


def test_a_customer_of_another_merchant_has_none(books: Database) -> None:
    with pytest.raises(NotFoundError), books.write() as tx:
        store_credit.add(tx, entry(500, "a", merchant_id="mer_2"), now=NOW)


def test_a_crowd_spends_exactly_what_is_there(books: Database) -> None:
    with books.write() as tx:
        store_credit.add(tx, entry(500, "a"), now=NOW)

    def spend(number: int) -> bool:
        def work(tx: Connection) -> bool:
            left = store_credit.claimable(tx, "mer_1", CUSTOMER, "USD")
            return left.amount >= 100 and store_credit.add(
                tx, entry(-100, f"spend-{number}"), now=NOW
            )

        return books.transact(work)

    with ThreadPoolExecutor(8) as crowd:
        spent = sum(crowd.map(spend, range(12)))

    assert spent == 5
    assert have(books) == 0
