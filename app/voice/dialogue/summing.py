"""What several goods cost together: each with its price, the sum, and the offer to order all."""

from __future__ import annotations

from typing import Final

from app.commerce.search import FoundProduct
from app.voice.dialogue import answers
from app.voice.dialogue.actions import Step
from app.voice.dialogue.names import label_words, short_title
from app.voice.dialogue.ordering import advance
from app.voice.dialogue.questions import GoodsFound, SearchGoods
from app.voice.dialogue.state import Criteria, Goal, Item, State
from app.voice.dialogue.talk import ask
from app.voice.nlu.manners import wants_cheaper
from app.voice.nlu.part_lexicon import counts_all
from app.voice.nlu.sums_asked import summed_in
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech, Text, joined, listed
from app.voice.turn import Intent
from domain.money import Money

_OTHER_GOODS: Final = frozenset(
    {Intent.PRODUCT_SEARCH, Intent.CHECK_AVAILABILITY, Intent.PRICE_CHECK, Intent.REORDER,
     Intent.SUBSCRIBE, Intent.MANAGE_SUBSCRIPTION, Intent.RETURN_ITEM}
)  # fmt: skip


def asked(state: State, heard: Understanding) -> Step | None:
    """Look up what several goods cost; None: one is asked about, or an order is in hand."""
    item = answers.new_item(heard) if heard.others and summed_in(heard.text) else None
    if item is None or state.held is not None or state.cart:
        return None
    further = answers.further_items(heard)
    names = (item.query, *(each.query for each in further))
    state = state.but(item=item, wanted=further, goal=Goal.PRICE, choices=(), offered=0)
    criteria = Criteria(query=" ".join(names))
    look = SearchGoods(criteria=criteria, among=names, summed=True)
    return Step(state=state.but(criteria=None, method=None), next=look)


def told(state: State, fact: GoodsFound) -> Step:
    """Each of the goods with its price, and the sum; of goods that are not all found, the first."""
    items = (state.item, *state.wanted) if state.item is not None else ()
    found = fact.items
    if len(found) < len(items) or any(each.price_from is None for each in found):
        return advance(state.but(wanted=()))
    named = [_named(item, each) for item, each in zip(items, found, strict=True)]
    state = state.but(item=named[0], wanted=tuple(named[1:]))
    lines = [_line(item, each) for item, each in zip(items, found, strict=True)]
    sums = [_of(item, each) for item, each in zip(items, found, strict=True)]
    spoken: Speech = say("price.several", lines=listed(lines, say("word.and")))
    total = _total(sums)
    if total is not None:
        spoken = joined(spoken, say("price.together", total=total))
    question = say("price.offer.all")
    return ask(state, Expect.OFFER, question, again=say("price.offer.again"), before=spoken)


def _named(item: Item, found: FoundProduct) -> Item:
    """The item by the title that it was found by."""
    title = found.match.title
    return item.but(query=title, phrase=title)


def _of(item: Item, found: FoundProduct) -> Money | None:
    """What so many of it cost; None: that is not one price."""
    is_range = found.price_to is not None and found.price_to != found.price_from
    price = found.price_from
    if price is None or is_range:
        return None
    return Money(amount=price.amount * item.quantity, currency=price.currency)


def _total(sums: list[Money | None]) -> Money | None:
    known = [each for each in sums if each is not None]
    if len(known) < len(sums) or len({each.currency for each in known}) != 1:
        return None
    return Money(amount=sum(each.amount for each in known), currency=known[0].currency)


def _line(item: Item, found: FoundProduct) -> Speech:
    name = label_words(short_title(found.match.title))
    if item.quantity > 1:
        name = (Text(f"{item.quantity} "), *name)
    whole = _of(item, found)
    if whole is not None:
        return say("found.item", name=name, price=whole)
    return (
        name
        if found.price_from is None
        else say("found.item.from", name=name, price=found.price_from)
    )


def as_agreed(state: State, heard: Understanding) -> Understanding:
    """What was heard, as a yes where all of the goods are taken whose prices were told: "both"."""
    offered = state.goal is Goal.PRICE and state.expect is Expect.OFFER and state.wanted
    if not offered or heard.product is not None or not counts_all(heard.text):
        return heard
    refused = heard.intent in {Intent.NO, Intent.STOP}
    return heard if refused else heard.but(intent=Intent.YES, number=None, quantity=None)


def without_summed(state: State, heard: Understanding) -> State:
    """Without the further goods whose price was told, where something else is wished than those."""
    if state.goal is not Goal.PRICE or not state.wanted:
        return state
    other = heard.product is not None or heard.intent in _OTHER_GOODS or wants_cheaper(heard.text)
    return state.but(wanted=()) if other else state
