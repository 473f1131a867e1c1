"""What shoppers are written: amounts, days of the store's calendar, and nothing too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.commerce.subscriptions import texts
from app.voice.prompts.catalog import LANGUAGES
from domain.ids import MerchantId, ProductSku
from domain.money import Money
from domain.recurrence import Cadence, Unit
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeShop
from tests.fakes.subscriptions import FakeSubscriptions

_CLOCK = FakeClock()
_FAKE = FakeSubscriptions(_CLOCK, FakeShop(clock=_CLOCK).discovery.variant)
ACME = MerchantId("m_acme")
VIEW = _FAKE.get(ACME, "sub_m_acme")
BEANS = replace(VIEW.stored, sku=ProductSku("BEANS"), card_token="ccof:secret")
EACH = Money(1999, "USD")
AGAIN = datetime(2026, 12, 3, 17, tzinfo=UTC)


def test_a_day_is_the_stores_also_where_it_is_tomorrow_in_utc() -> None:
    assert VIEW.period is not None
    period = replace(VIEW.period, due_at=datetime(2026, 12, 2, 3, tzinfo=UTC))

    told = texts.reminder(BEANS, period.due_at, period, EACH)

    assert "On Tuesday, December 1 your card is charged for Beans" in told


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "es-MX",
            "Se cobrará a tu tarjeta el martes 1 de diciembre: 2 × Beans (cada 2 semanas), "
            "USD\xa039.98 sin impuestos. Hasta entonces puedes saltarlo o cambiarlo.",
        ),
        (
            "fr-FR",
            "Votre carte sera débitée le mardi 1 décembre : 2 × Beans (toutes les 2 semaines), "
            "39,98\xa0$US hors taxes. D'ici là, vous pouvez sauter ou modifier cet envoi.",
        ),
        (
            "de-DE",
            "Ihre Karte wird am Dienstag, 1. Dezember belastet: 2 × Beans (alle 2 Wochen), "
            "39,98\xa0$ vor Steuern. Bis dahin können Sie aussetzen oder ändern.",
        ),
    ],
)
def test_a_reminder_tells_day_goods_and_money_in_the_language_of_who_began_it(
    locale: str, expected: str
) -> None:
    assert VIEW.period is not None
    period = replace(VIEW.period, due_at=datetime(2026, 12, 2, 3, tzinfo=UTC))
    weeks = replace(BEANS.recurrence, cadence=Cadence(every=2, unit=Unit.WEEK))
    two = replace(BEANS, locale=locale, recurrence=weeks, quantity=2)

    assert texts.reminder(two, period.due_at, period, EACH) == expected


def test_quantities_and_sums_are_said() -> None:
    told = texts.ordered(BEANS, [(2, "Beans")], "A7", Money(4198, "USD"))

    assert "2 × Beans" in told
    assert "A7" in told
    assert "$41.98" in told


def test_what_was_ordered_is_told_by_the_receipt_and_not_by_what_is_wished_since() -> None:
    told = texts.ordered(BEANS, [(1, "Dark beans")], "A7", Money(2300, "USD"))

    assert "Dark beans is ordered" in told


def test_news_of_a_period_name_the_substitute_that_was_agreed_to() -> None:
    assert VIEW.period is not None
    period = replace(VIEW.period, sku=ProductSku("DARK"), asked={"name": "Dark beans"})

    assert "not accepted for Dark beans" in texts.declined(BEANS, period, "declined", AGAIN)
    assert "Dark beans is left out" in texts.skipped(BEANS, period, "out-of-stock")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_questions_say_that_nothing_is_charged_and_no_text_tells_a_card(language: str) -> None:
    beans = replace(BEANS, locale=language)
    price, period = Money(2500, "USD"), VIEW.period
    assert period is not None
    told = [
        texts.price_question(beans, "Beans", Money(1999, "USD"), price),
        texts.substitute_question(beans, "Dark beans", price),
        texts.skipped(beans, period, "out-of-stock"),
        texts.skipped(beans, period, "no-answer"),
        texts.waiting(beans, period, AGAIN),
        texts.paused(beans, "payment-declined"),
        texts.paused(beans, "no-card"),
        texts.declined(beans, period, "declined", AGAIN),
        texts.paused(beans, "some-new-code"),
    ]

    nothing = {"en": "othing", "es": "o se", "fr": "ien n'", "de": "ichts"}[language]
    assert all(nothing in each for each in told[:7])
    assert not any("ccof" in each for each in told)
    assert "3" in told[4]
    assert "3" in told[7]
    assert len(set(told)) == len(told)


def test_an_agreed_price_that_an_older_version_kept_as_text_is_still_told() -> None:
    told = texts.price_question(BEANS, "Beans", "19.99 USD", Money(2500, "USD"))

    assert "instead of 19.99 USD" in told
