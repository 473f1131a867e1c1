"""What a linked account proves is the shop's decision; by default a chosen PIN is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import insert

from app.identity.factors import FactorDesk
from app.identity.speakers import SpeakerDesk
from domain.ids import CustomerId, MerchantId
from storage import merchants, tables
from storage.customers import CustomerView
from storage.engine import Database, open_database
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_connection, a_merchant

MERCHANT, ADA = MerchantId("mer_1"), CustomerId("cus_1")


class NoPost:
    """Sends nothing."""

    def send(self, merchant_id: MerchantId, person: CustomerView, code: str, locale: str) -> bool:
        return False


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    now = FakeClock().now()
    with opened.write() as tx:
        merchants.add_merchant(tx, a_merchant(MERCHANT))
        merchants.add_connection(tx, a_connection("con_a"))
        tx.execute(insert(tables.customers).values(id=ADA, merchant_id=MERCHANT, created_at=now))
        tx.execute(
            insert(tables.customer_records).values(
                merchant_id=MERCHANT, connection_id="con_a", platform_id="C1", customer_id=ADA,
                given_name="Ada", phone="+12065550123", active=True, revision=1, as_of=now,
            )
        )  # fmt: skip
    yield opened
    opened.close()


def a_desk(database: Database) -> SpeakerDesk:
    factors = FactorDesk(database=database, clock=FakeClock(), sender=NoPost())
    return SpeakerDesk(database=database, factors=factors)


def decide(database: Database, **setting: Any) -> None:
    with database.write() as tx:
        values = tables.merchants.update().where(tables.merchants.c.id == MERCHANT)
        tx.execute(values.values(settings={"identity": setting}))


def test_a_number_names_its_one_owner_and_nobody_of_another_shop(database: Database) -> None:
    desk = a_desk(database)

    called = desk.called(MERCHANT, "+12065550123")

    assert called is not None
    assert called.customer_id == ADA
    assert desk.called(MERCHANT, "+12065550124") is None
    assert desk.called(MerchantId("mer_2"), "+12065550123") is None
    assert desk.person(MerchantId("mer_2"), ADA) is None


def test_a_linked_account_is_enough_until_its_owner_chooses_a_pin(database: Database) -> None:
    desk = a_desk(database)
    assert not desk.needs_more(MERCHANT, ADA)

    desk.factors.set_pin(MERCHANT, ADA, "7391")

    assert desk.needs_more(MERCHANT, ADA)


def test_a_shop_may_trust_every_link_or_none(database: Database) -> None:
    desk = a_desk(database)

    decide(database, linked_accounts="always")
    always = desk.needs_more(MERCHANT, ADA)
    desk.factors.set_pin(MERCHANT, ADA, "7391")
    decide(database, linked_accounts="trusted")

    assert always
    assert not desk.needs_more(MERCHANT, ADA)
