"""Who asks where their money is, after goods paid for other goods: the difference, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.voice.speech import shown
from domain.returns import ReturnState
from tests.conversations.runner import Player, give, scripts
from tests.conversations.shop import LOCALES, open_shop
from tests.fakes.voice import NORTHWIND

WHERE = {
    "en": "where is my refund",
    "de": "wo bleibt meine Erstattung?",
    "es": "¿dónde está mi reembolso?",
    "fr": "où est mon remboursement ?",
}
NONE = {
    "en": "no money goes back",
    "de": "Geld geht keines zurück",
    "es": "no se devuelve dinero",
    "fr": "aucun argent ne vous revient",
}


def _given_back(language: str) -> Player:
    """A shopper who has just given something back."""
    shop = open_shop(language)
    script = next(
        s for s in scripts() if s.language == language and s.goal.startswith("return 0 wrong_size")
    )
    player = Player(script, shop)
    for given in script.given:
        give(shop, given)
    player.play()
    return player


def _exchanged(player: Player, state: ReturnState, *, money: int) -> None:
    """It pays for other goods, but for so many cents."""
    stored = player.shop.given_back[-1]
    plan = [{"minor": stored.amount.amount - money, "goes": "goods"}]
    plan += [{"minor": money, "goes": "tender"}] if money else []
    told = {**stored.detail, "plan": plan, "paid": state is ReturnState.DONE}
    player.shop.given_back[-1] = replace(stored, state=state, detail=told)


def _asks(player: Player, language: str) -> str:
    return shown(player.say(WHERE[language]).say, LOCALES[language])


@pytest.mark.parametrize("state", [ReturnState.AWAITING_GOODS, ReturnState.DONE])
def test_only_the_difference_is_told_to_go_back(state: ReturnState) -> None:
    player = _given_back("en")
    worth = f"${player.shop.given_back[-1].amount.decimal_string()}"
    assert worth in _asks(player, "en")

    _exchanged(player, state, money=211)

    told = _asks(player, "en")
    assert "$2.11" in told
    assert worth not in told


@pytest.mark.parametrize("state", [ReturnState.AWAITING_GOODS, ReturnState.DONE])
@pytest.mark.parametrize("language", WHERE)
def test_of_goods_that_paid_for_all_of_the_others_no_money_is_told(
    language: str, state: ReturnState
) -> None:
    player = _given_back(language)

    _exchanged(player, state, money=0)

    assert NONE[language] in _asks(player, language)


def test_what_paid_with_credit_gives_the_difference_back_as_credit() -> None:
    player = _given_back("en")
    _exchanged(player, ReturnState.DONE, money=211)
    stored = player.shop.given_back[-1]
    plan = [
        {**row, "goes": row["goes"].replace("tender", "credit")} for row in stored.detail["plan"]
    ]
    player.shop.given_back[-1] = replace(stored, detail={**stored.detail, "plan": plan})

    assert "$2.11 of store credit" in _asks(player, "en")


def _buys_another(player: Player) -> str:
    """They buy something newer; what its order is called."""
    before = set(player.shop.shop.orders)
    for words in ("order a camp mug for pickup at downtown", "yes", "yes"):
        if set(player.shop.shop.orders) - before and player.shop.shop.placed:
            player.say(words)
            break
        player.say(words)
    (newer,) = set(player.shop.shop.orders) - before
    return player.shop.orders.order(NORTHWIND, newer).called


def test_a_newer_order_hides_no_refund_of_an_older_one() -> None:
    player = _given_back("en")
    returned = player.shop.given_back[-1]
    older = player.shop.orders.order(NORTHWIND, returned.order_id).called
    player.shop.clock.advance(minutes=5)
    newer = _buys_another(player)

    told = _asks(player, "en")

    assert older in told
    assert newer not in told


def test_who_had_something_back_long_ago_hears_of_the_order_they_have() -> None:
    player = _given_back("en")
    returned = player.shop.given_back[-1]
    player.shop.shop.orders[returned.order_id].made_at = player.shop.clock.now()
    player.shop.clock.advance(days=90)
    newer = _buys_another(player)

    assert newer in _asks(player, "en")
