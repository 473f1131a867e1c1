"""Answers about stock: how many where, how sure, and the store an order could come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.commerce.model import Availability, StockAt, VariantView
from app.commerce.narrowing import values_of
from app.voice.dialogue.actions import Step, StockKnown
from app.voice.dialogue.bringing import sent_there
from app.voice.dialogue.finding import (
    ask_option,
    counter_words,
    take_variant,
    with_values,
)
from app.voice.dialogue.names import (
    all_of,
    any_of,
    option_name,
    option_words,
    short_title,
    value_label,
    variant_name,
)
from app.voice.dialogue.state import Choice, Goal, State
from app.voice.dialogue.talk import AT_ONCE, ask, tell, whole, with_choices
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Speech, Text, joined, listed
from domain.ids import LocationId

_STORES: Final = 6
"""Named at once where all are asked for."""


def on_stock(state: State, fact: StockKnown) -> Step | State:
    """Answer the question about stock, or choose the store to order from."""
    if len(fact.answers) != 1:
        return _which_value(state, fact.answers)
    if state.goal is Goal.ORDER:
        return _choose_store(state, fact.answers[0])
    return _answer(state, fact.answers[0])


def count_words(store: StockAt) -> Speech:
    """A store with its figure, where it has one."""
    count = whole(store.available)
    if count is None:
        return say("store.plain", store=store.location_name)
    return say("store.count", store=store.location_name, count=count)


def _which_value(state: State, answers: Sequence[Availability]) -> Step | State:
    """Several variants fit: say which are in stock and ask for the option that tells them apart."""
    option = state.option or "color"
    possible = _possible(answers, state, state.place) or _possible(answers, state, None)
    if len(possible) < 2:
        chosen = possible[0] if possible else answers[0]
        return _answer(take_variant(state, chosen.variant), chosen)
    values = _values_of(possible, option)
    counted = [each for each in possible if any(store.available for store in each.stores)]
    if len(values) < 2 or len(counted) < len(possible):
        return ask_option(state, option, values)
    missing = _values_of([each for each in answers if each not in possible], option)
    without = say("stock.values.out", values=all_of(_said(option, missing))) if missing else ()
    spoken = all_of(_said(option, values))
    name = _shared_name([each.variant for each in answers], option)
    question = say("stock.values", name=name, values=spoken, option=option_name(option))
    if state.place is not None and _possible(answers, state, state.place):
        question = say(
            "stock.values.at",
            name=name,
            values=spoken,
            option=option_name(option),
            store=answers[0].stores[0].location_name,
        )
    either = any_of(_said(option, values))
    again = say("option.again", option=option_name(option), values=either)
    state = with_values(state, option, values)
    return ask(state, Expect.OPTION, joined(without, question), again=again)


def _possible(
    answers: Sequence[Availability], state: State, place: LocationId | None
) -> list[Availability]:
    """The variants that can be had (or are not counted) at a place, or anywhere."""
    quantity = state.item.quantity if state.item else 1
    return [
        answer
        for answer in answers
        if any(
            store.available is None or store.can_sell(quantity) or _can_order_in(store, quantity)
            for store in answer.stores
            if place in (None, store.location_id)
        )
    ]


def _values_of(answers: Sequence[Availability], option: str) -> tuple[str, ...]:
    return values_of([answer.variant for answer in answers], option)


def _said(option: str, values: Sequence[str]) -> list[str]:
    return [value_label(option, value) for value in values]


def _shared_name(variants: Sequence[VariantView], option: str) -> Speech:
    """The title with the options that all of them share: "Nike Air Max 90 in size 10"."""
    title = short_title(variants[0].title)
    shared = [
        option_words(name, value)
        for name, value in variants[0].options.items()
        if name != option and all(v.options.get(name) == value for v in variants)
    ]
    return (
        say("word.in", title=title, options=listed(shared, say("word.and")))
        if shared
        else (Text(title),)
    )


def _answer(state: State, answer: Availability) -> Step:
    """How many there are, where, for what price; then the offer to order."""
    quantity = state.item.quantity if state.item else 1
    name = variant_name(answer.variant)
    old = _how_old(answer)
    having = [store for store in answer.stores if store.can_sell(quantity)]
    if not having:
        return _not_available(state, answer, name, old)
    shipping = having[0]
    having = [store for store in having if store.offers_pickup]
    if not having:
        return _only_shipped(state, shipping, name, old)
    if state.brought and state.place is not None:
        is_there = having[0].location_id == state.place
        looked = None if is_there else sent_there(state)
        if looked is not None:
            return looked
        state = state.but(brought=False)
    if state.everywhere and len(having) > 1:
        return _everywhere(state.but(everywhere=False), name, having, old)
    best, first = having[0], answer.stores[0]
    asked_other = state.place is not None and first.location_id != best.location_id
    found = _elsewhere(name, first, best, quantity) if asked_other else _here(name, best)
    others = len(having) - 1
    more = say("stock.others", count=others) if others else ()
    cost = _cost(answer.variant, best)
    why = answer.variant.counter_only
    if why is not None:
        spoken = joined(found, more, cost, old, counter_words(why))
        return tell(state.but(choices=(), offered=0), spoken, end=False)
    return _offered(state, best, quantity, before=joined(found, more, cost, old))


def _everywhere(state: State, name: Speech, having: Sequence[StockAt], old: Speech) -> Step:
    """Every store that has enough, the nearest first, with its count; then the offer."""
    spoken = listed([count_words(store) for store in having[:_STORES]], say("word.and"))
    left = len(having) - _STORES
    more = say("stock.others", count=left) if left > 0 else ()
    before = joined(say("stock.all", name=name, stores=spoken), more, old)
    quantity = state.item.quantity if state.item else 1
    return _offered(state, having[0], quantity, before=before)


def _offered(state: State, store: StockAt, quantity: int, *, before: Speech) -> Step:
    """Ask whether it shall be ordered from that store."""
    choice = Choice(key=store.location_id, label=store.location_name)
    return ask(
        with_choices(state, [choice], offered=0),
        Expect.OFFER,
        say("stock.offer", count=quantity, store=store.location_name),
        again=say("stock.offer.again", store=store.location_name),
        before=before,
    )


def _cost(variant: VariantView, store: StockAt) -> Speech:
    """The price, unless the store sells in another currency than the catalog speaks of."""
    price = variant.price
    if price is None or store.currency not in (None, price.currency):
        return ()
    return say("stock.price", price=price)


def _here(name: Speech, store: StockAt) -> Speech:
    count = whole(store.available)
    if count is None:
        return say("stock.enough", name=name, store=store.location_name)
    return say("stock.yes", name=name, count=count, store=store.location_name)


def _elsewhere(name: Speech, asked: StockAt, best: StockAt, quantity: int) -> Speech:
    left, count = whole(asked.available), whole(best.available) or 0
    if asked.can_sell(quantity):
        return say(
            "stock.fetch.elsewhere",
            store=asked.location_name,
            name=name,
            other=best.location_name,
            count=count,
        )
    if left:
        return say(
            "stock.few",
            store=asked.location_name,
            left=left,
            name=name,
            other=best.location_name,
            count=count,
        )
    return say(
        "stock.elsewhere" if left is not None else "stock.elsewhere.unknown",
        store=asked.location_name,
        name=name,
        other=best.location_name,
        count=count,
    )


def _can_order_in(store: StockAt, quantity: int) -> bool:
    """Whether the store may promise that many although they are not there."""
    if store.available is None or not store.backorder or not store.offers_pickup:
        return False
    return store.available + store.backorder >= quantity


def _ordered_in(state: State, store: StockAt, name: Speech, old: Speech) -> Step:
    """Nobody has it; offer what a store orders in, with how long that takes."""
    days = store.backorder_days
    later = (
        say("stock.later", store=store.location_name, name=name)
        if days is None
        else say("stock.later.days", store=store.location_name, name=name, days=days)
    )
    quantity = state.item.quantity if state.item else 1
    return _offered(state, store, quantity, before=joined(later, old))


def _not_available(state: State, answer: Availability, name: Speech, old: Speech) -> Step:
    quantity = state.item.quantity if state.item else 1
    coming = [store for store in answer.stores if _can_order_in(store, quantity)]
    if coming:
        near = [store for store in coming if store.location_id in (state.place, state.home)]
        return _ordered_in(state, (near or coming)[0], name, old)
    left = [store for store in answer.stores if (whole(store.available) or 0) > 0]
    if left:
        store = left[0]
        few = say(
            "stock.few.only", left=whole(store.available) or 0, name=name, store=store.location_name
        )
        return tell(state, joined(few, old), end=False)
    uncounted = [store for store in answer.stores if store.available is None]
    if uncounted:
        state = with_choices(
            state,
            [Choice(key=uncounted[0].location_id, label=uncounted[0].location_name)],
            offered=0,
        )
        return ask(
            state,
            Expect.OFFER,
            say("stock.offer", count=1, store=uncounted[0].location_name),
            again=say("stock.offer.again", store=uncounted[0].location_name),
            before=joined(say("stock.unknown", name=name), old),
        )
    return ask(
        state.but(choices=(), offered=0),
        Expect.CHANGE,
        say("stock.none.ask"),
        again=say("ask.product.again"),
        before=joined(say("stock.none", name=name), old),
    )


def _only_shipped(state: State, store: StockAt, name: Speech, old: Speech) -> Step:
    """It is there, and nowhere can it be fetched."""
    spoken = joined(_here(name, store), say("stock.ships.only"), old)
    return tell(state.but(choices=(), offered=0), spoken, end=False)


def _how_old(answer: Availability) -> Speech:
    """The disclaimer, when the POS was too slow to ask."""
    if not answer.disclaimer:
        return ()
    minutes = (answer.stores[0].age_s or 0) // 60 if answer.stores else 0
    return say("stock.old", minutes=minutes) if minutes else say("stock.old.now")


def _choose_store(state: State, answer: Availability) -> Step | State:
    """The store to pick up from: the home store, the only one, or the shopper's word."""
    quantity = state.item.quantity if state.item else 1
    having = [store for store in answer.stores if store.can_sell(quantity)]
    having = having or [store for store in answer.stores if store.available is None]
    if having and not any(store.offers_pickup for store in having):
        name = variant_name(answer.variant)
        return _only_shipped(state, having[0], name, _how_old(answer))
    having = [store for store in having if store.offers_pickup]
    at_home = [store for store in having if store.location_id == state.home]
    if at_home or len(having) == 1:
        return state.but(place=(at_home or having)[0].location_id)
    if not having:
        return _not_available(state, answer, variant_name(answer.variant), _how_old(answer))
    choices = [Choice(key=store.location_id, label=store.location_name) for store in having]
    state = with_choices(state, choices)
    stores = listed([count_words(store) for store in having[:AT_ONCE]], say("word.or"))
    return ask(
        state,
        Expect.STORE,
        say("ask.store", stores=stores),
        again=say("ask.store.again", store=choices[0].label),
        before=_how_old(answer),
    )
