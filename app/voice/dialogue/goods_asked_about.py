"""Questions about the goods in hand, which are not given up for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.voice.dialogue.actions import Step
from app.voice.dialogue.names import label_words, short_title
from app.voice.dialogue.ordering import advance
from app.voice.dialogue.state import Item, State
from app.voice.dialogue.talk import digress
from app.voice.nlu.goods_questions import asks_made_in, asks_range_of, asks_what_like
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.turn import Intent

_IN_HAND: Final = frozenset(
    {Expect.OFFER, Expect.OPTION, Expect.METHOD, Expect.STORE, Expect.CONFIRM, Expect.QUANTITY}
)
_OPEN: Final = frozenset({Expect.NOTHING, Expect.PRODUCT, Expect.OFFER})
_ASKED: Final = frozenset(
    {Intent.PRODUCT_SEARCH, Intent.CHECK_AVAILABILITY, Intent.UNKNOWN, Intent.INFORM,
     Intent.PRICE_CHECK, Intent.RETURN_POLICY, Intent.DELIVERY_INFO, Intent.ORDER_STATUS,
     Intent.REPEAT}
)  # fmt: skip


def answered(state: State, heard: Understanding) -> Step | None:
    """What is known of the goods in hand, and honestly what is not; None: nothing is asked."""
    item = state.item
    if item is None or item.title is None or state.expect not in _IN_HAND:
        return None
    if heard.intent not in _ASKED or heard.every is not None:
        return None
    option = asks_range_of(heard.text)
    if option is not None:
        return _range(state, item, option)
    if item.sku and asks_made_in(heard.text) and heard.attributes.keys().isdisjoint(item.options):
        return _one_kind(state, item)
    if asks_what_like(heard.text) and not heard.attributes:
        return digress(state, say("goods.untold", name=_name(item)))
    return None


def _range(state: State, item: Item, option: str) -> Step | None:
    """The option's values, to choose from anew; that there is no choice, where there is none."""
    if state.expect is Expect.OPTION:
        other = state.but(option=option, choices=())
        return digress(state, ()) if option == state.option else advance(other)
    if state.held is not None:
        return None
    if option not in item.options:
        return _one_kind(state, item)
    chosen = _without(item.attributes, option)
    return advance(state.but(item=item.but(sku=None, attributes=chosen, options={}), choices=()))


def with_option_asked(state: State, heard: Understanding) -> State:
    """The state with the option whose values are asked for of goods that are named: "what colors do
    the jackets come in" is not answered with their sizes."""
    option = asks_range_of(heard.text) if heard.product else None
    if option is None or state.expect not in _OPEN:
        return state
    return state.but(option=option)


def _one_kind(state: State, item: Item) -> Step:
    return digress(state, say("goods.one.kind", name=_name(item)))


def _name(item: Item) -> Speech:
    return label_words(short_title(item.title or item.query))


def _without(values: Mapping[str, str], option: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if name != option}
