"""What shoppers are written: amounts, days of the store's calendar, and nothing too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.commerce.subscriptions import texts
from domain.ids import MerchantId, ProductSku
from domain.money import Money
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeShop
from tests.fakes.subscriptions import FakeSubscriptions

_CLOCK = FakeClock()
_FAKE = FakeSubscriptions(_CLOCK, FakeShop(clock=_CLOCK).discovery.variant)
ACME = MerchantId("m_acme")
VIEW = _FAKE.get(ACME, "sub_m_acme")
BEANS = replace(VIEW.stored, sku=ProductSku("BEANS"), card_token="ccof:secret")


def test_a_day_is_the_stores_also_where_it_is_tomorrow_in_utc() -> None:
    assert VIEW.period is not None
    period = replace(VIEW.period, due_at=datetime(2026, 12, 2, 3, tzinfo=UTC))

    assert "On Tuesday, December 1 your card is charged for Beans" in texts.reminder(BEANS, period)


def test_quantities_and_sums_are_said() -> None:
    two = replace(BEANS, quantity=2)
    told = texts.ordered(two, "A7", Money(4198, "USD"))

    assert "2 × Beans" in told
    assert "A7" in told
    assert "41.98" in told


def test_questions_say_that_nothing_is_charged_and_no_text_tells_a_card() -> None:
    price = Money(2500, "USD")
    again = datetime(2026, 12, 3, 17, tzinfo=UTC)
    told = [
        texts.price_question("Beans", "19.99 USD", price),
        texts.substitute_question(BEANS, "Dark beans", price),
        texts.skipped(BEANS, "out-of-stock"),
        texts.skipped(BEANS, "no-answer"),
        texts.declined(BEANS, again),
        texts.paused(BEANS, "payment-declined"),
        texts.paused(BEANS, "some-new-code"),
    ]

    assert all("othing" in each for each in told[:4])
    assert not any("ccof" in each for each in told)
    assert "December 3" in told[4]
    assert told[6].endswith("the store has to look at it.")
