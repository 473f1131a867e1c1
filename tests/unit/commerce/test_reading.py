"""When a channel asks the till: the default, a merchant's wish, and how soon a change counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.commerce.reading import ReadingBook
from domain.ids import MerchantId
from storage import merchants, reading_policies
from storage.engine import open_database
from storage.merchants import Merchant
from storage.reading_policies import ReadingPolicy

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SHOP = MerchantId("northwind")
USUAL = ReadingPolicy(fresh=timedelta(seconds=60), live_below=Decimal(3))
EAGER = ReadingPolicy(fresh=timedelta(seconds=5), live_below=None)
NEVER = ReadingPolicy(fresh=timedelta(0), live_below=None, live=False)


@pytest.mark.parametrize(
    ("policy", "age_s", "left", "asks"),
    [
        (USUAL, 30, Decimal(0), False),
        (USUAL, 61, Decimal(2), True),
        (USUAL, 61, Decimal(3), False),
        (USUAL, 61, None, True),
        (USUAL, None, None, True),
        (EAGER, 6, Decimal(500), True),
        (EAGER, 5, Decimal(0), False),
        (NEVER, None, None, False),
    ],
)
def test_old_figures_of_scarce_or_unknown_stock_are_asked_for(
    policy: ReadingPolicy, age_s: int | None, left: Decimal | None, asks: bool
) -> None:
    assert policy.wants_live(age_s, left) is asks


def test_a_channel_has_its_merchants_wish_and_others_the_default(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=SHOP,
                name="Northwind",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=NOW,
            ),
        )
        reading_policies.put(tx, SHOP, "alexa", NEVER, now=NOW)
        reading_policies.put(tx, SHOP, "alexa", EAGER, now=NOW)

    book = ReadingBook(database, USUAL)

    assert book.of(SHOP, "alexa") == EAGER
    assert book.of(SHOP, "phone") == book.of(SHOP, None) == USUAL
    with database.write() as tx:
        assert reading_policies.drop(tx, SHOP, "alexa")
        assert not reading_policies.drop(tx, SHOP, "alexa")
    assert ReadingBook(database, USUAL).of(SHOP, "alexa") == USUAL
    database.close()
