"""Points, store credit and gift cards are told to who asks and is known, in between if need be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.commerce.loyalty import Membership
from app.payments.gift_cards import GiftCardView
from app.voice.nlu.wishes import balance_in
from domain.gift_cards import GiftCard
from domain.ids import ConnectionId, PlatformId
from domain.loyalty import LoyaltyAccount, LoyaltyProgram, LoyaltyStanding
from domain.money import Money
from storage.card_tokens import KeptCard
from tests.fakes.voice import NORTHWIND, TOKEN, TalkingShop, said, talking_shop


@pytest.fixture
def shop() -> TalkingShop:
    """A shopper with 120 stars, five dollars of credit and a gift card."""
    shop = talking_shop()
    shop.loyalty.known = (standing(120),)
    shop.credit.sums = {"USD": Money(500, "USD")}
    shop.gift_cards.known = (gift_card("7783", 2350),)
    return shop


def standing(points: int) -> Membership:
    return Membership(
        connection_id=ConnectionId("con_1"),
        platform="square",
        standing=LoyaltyStanding(
            program=LoyaltyProgram(
                platform_id=PlatformId("prog"), active=True, point="Star", points="Stars"
            ),
            account=LoyaltyAccount(platform_id=PlatformId("acc"), balance=points, lifetime=points),
        ),
    )


def gift_card(last4: str, minor: int, *, active: bool = True) -> GiftCardView:
    card = GiftCard(
        platform_id=PlatformId("gftc:1"), last4=last4, balance=Money(minor, "USD"), active=active
    )
    token = KeptCard(
        id="gct_1",
        merchant_id=NORTHWIND,
        connection_id=ConnectionId("con_1"),
        customer_id=None,
        customer_platform_id=None,
        token=card.platform_id,
        brand="gift card",
        last4=last4,
        exp_month=None,
        exp_year=None,
        reusable=True,
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
        expires_at=None,
    )
    return GiftCardView(card=card, token=token)


def talk(shop: TalkingShop, *sentences: str, token: str | None = TOKEN) -> str:
    terminal = shop.terminal(token=token)
    return said([terminal.say(sentence) for sentence in sentences])[-1]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many points do i have", "You have 120 Stars."),
        ("do i have any store credit", "You have $5.00 of store credit."),
        ("what's left on my gift card", "You have $23.50 on the gift card ending in"),
    ],
)
def test_each_purse_is_told_by_what_is_in_it(shop: TalkingShop, question: str, answer: str) -> None:
    assert answer in talk(shop, question)


def test_an_order_in_hand_is_gone_on_with_after_the_answer(shop: TalkingShop) -> None:
    told = talk(shop, "order a camp mug for pickup at downtown", "how many points do i have")

    assert "120 Stars" in told
    assert "Shall I buy it for $13.75" in told


def test_an_empty_purse_is_said_to_be_empty() -> None:
    shop = talking_shop()
    shop.gift_cards.known = (gift_card("0001", 500, active=False),)

    assert "no points of yours" in talk(shop, "how many points do i have")
    assert "no store credit" in talk(shop, "do i have any store credit")
    assert "no gift card" in talk(shop, "what is the balance of my gift card")


def test_nobody_is_told_who_is_not_known(shop: TalkingShop) -> None:
    told = talk(shop, "how many points do i have", token=None)

    assert "120" not in told


@pytest.mark.parametrize(
    ("text", "purse"),
    [
        ("¿cuántos puntos tengo?", "points"),
        ("combien de points ai-je", "points"),
        ("Wie viele Treuepunkte habe ich?", "points"),
        ("¿qué saldo queda en mi tarjeta regalo?", "gift_cards"),
        ("quel est le solde de ma carte cadeau", "gift_cards"),
        ("Wie viel ist noch auf meiner Geschenkkarte?", "gift_cards"),
        ("¿tengo crédito en la tienda?", "credit"),
        ("combien reste-t-il sur mon avoir", "credit"),
        ("habe ich noch guthaben", "credit"),
        ("how much is a gift card", None),
        ("pay with my store credit", None),
        ("use my points", None),
        ("do you have pointe shoes", None),
    ],
)
def test_questions_are_told_from_other_wishes_in_four_languages(
    text: str, purse: str | None
) -> None:
    assert balance_in(text) == purse
