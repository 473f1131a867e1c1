"""What something costs, told before anything else is asked."""

from __future__ import annotations

from collections.abc import Sequence

from app.commerce.model import VariantView
from app.voice.dialogue.actions import Step
from app.voice.dialogue.names import short_title
from app.voice.dialogue.state import Criteria, Goal, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from domain.money import Money


def price_answer(state: State, variants: Sequence[VariantView]) -> Step:
    """What a product costs, of those variants that fit, and the offer to order it."""
    item = state.item
    name = short_title((item.title or item.query) if item else variants[0].title)
    prices = [each.price for each in variants if each.price is not None]
    if not prices:
        return tell(state, say("price.unset", name=name), end=False)
    if item is not None:  # "too expensive" is counted from here
        told = Criteria(query=item.query, cheapest=min(prices, key=_amount),
                        dearest=max(prices, key=_amount))  # fmt: skip
        state = state.but(criteria=told)
    return ask(
        state.but(goal=Goal.PRICE, choices=(), offered=0),
        Expect.OFFER,
        say("price.offer"),
        again=say("price.offer.again"),
        before=_priced(name, prices, item.quantity if item is not None else 1),
    )


def _amount(price: Money) -> int:
    return price.amount


def _priced(name: str, prices: Sequence[Money], count: int) -> Speech:
    """What one costs, and so many of them, where all cost the same."""
    ranked = sorted(prices, key=_amount)
    low, high = ranked[0], ranked[-1]
    if low == high and count > 1:
        return say("price.of.many", name=name, price=low, count=count, total=low * count)
    if low == high:
        return say("price.is", name=name, price=low)
    return say("price.range", name=name, low=low, high=high)
