"""Something again and again: what, how often, how it comes; told before a yes, begun after it.

That a subscription was set up is said only from the subscription as it is stored.
"""

from __future__ import annotations

from datetime import date

from app.voice.dialogue import answers
from app.voice.dialogue.actions import ListChoices, Step
from app.voice.dialogue.names import item_name
from app.voice.dialogue.recurring import (
    BeginSubscription,
    PreviewSubscription,
    SubscriptionBegun,
    SubscriptionPreviewed,
    WishedPlan,
)
from app.voice.dialogue.state import Goal, Item, State, Subscribing
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.taken_offers import names_only_units
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Day, Speech
from app.voice.speech import cadence_words
from app.voice.turn import Intent
from domain.ids import ProductSku
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence


def wished(state: State, heard: Understanding) -> State | None:
    """The state with what shall come again; None: nothing was named and nothing is spoken of."""
    of_spoken = state.item is not None and names_only_units(heard.product or "a")
    named = answers.new_item(heard) if heard.product or state.item is None else None
    item = state.item if of_spoken or named is None else named  # "two bags every three weeks"
    if item is not None and of_spoken and heard.quantity is not None:
        item = item.but(quantity=heard.quantity)
    state = answers.with_manner(state.but(method=None, place=None), heard)
    return None if item is None else of_goods(state, item, heard.every, heard.first)


def of_goods(state: State, item: Item, cadence: Cadence | None, first: date | None = None) -> State:
    """The state with goods that shall come again and again, from a first day on."""
    before = state.subscribing or Subscribing()
    return state.but(
        goal=Goal.SUBSCRIBE,
        subscribing=Subscribing(asked=before.asked, cadence=cadence, first=first),
        cart=(),
        wanted=(),
        criteria=None,
        choices=(),
        offered=0,
        agreed=None,
        item=item,
    )


def next_step(state: State, item: Item, sku: ProductSku) -> Step:
    """The next thing missing once the variant is chosen; then what it would be."""
    wish = state.subscribing or Subscribing()
    if not item.ready:
        return Step(state=state, next=ListChoices(sku=sku, at=state.place or state.home))
    if wish.cadence is None:
        name = item_name(item.title or item.query, item.options)
        question, again = say("sub.cadence", name=name), say("sub.cadence.again")
        state = state.but(choices=(), offered=0)
        return ask(state, Expect.SUBSCRIPTION_CADENCE, question, again=again)
    if state.method is None:
        return ask(state, Expect.METHOD, say("ask.method"), again=say("ask.method.again"))
    plan = _plan(state, item, sku, wish, wish.cadence)
    return Step(state=state, next=PreviewSubscription(plan=plan))


def _plan(
    state: State, item: Item, sku: ProductSku, wish: Subscribing, cadence: Cadence
) -> WishedPlan:
    method = state.method or FulfillmentMethod.PICKUP
    return WishedPlan(
        sku=sku,
        quantity=item.quantity,
        modifiers=item.modifiers,
        cadence=cadence,
        first_on=wish.first,
        method=method,
        location_id=state.place if method is FulfillmentMethod.PICKUP else None,
    )


def on_previewed(state: State, fact: SubscriptionPreviewed) -> Step:
    """What, how often, at which price, where and from when; then the question."""
    item, wish = state.item, state.subscribing or Subscribing()
    if fact.refused == "address":
        question = say("sub.no.address")
        return ask(state.but(method=None), Expect.METHOD, question, again=say("ask.method.again"))
    if fact.price is None or fact.first is None or fact.today is None or item is None:
        return tell(_left(state), say("sub.not.possible"), end=False)
    if wish.cadence is None:
        return tell(_left(state), say("sub.kept"), end=False)
    question = say(
        "sub.read.back",
        quantity=item.quantity,
        name=item_name(item.title or item.query, item.options),
        cadence=cadence_words(wish.cadence),
        price=fact.price,
        how=_how(state, fact),
        day=Day(fact.first, fact.today),
        pay=say("sub.pay.no.card" if fact.has_card is False else "sub.pay.card"),
    )
    changed: Speech = ()
    if fact.agreed is not None:
        changed = say("price.changed", agreed=fact.agreed, now=fact.price)
    state = state.but(subscribing=wish.but(price=fact.price), choices=(), offered=0)
    again = say("sub.read.back.again", price=fact.price)
    return ask(state, Expect.CONFIRM_SUBSCRIPTION, question, again=again, before=changed)


def _how(state: State, fact: SubscriptionPreviewed) -> Speech:
    if state.method is FulfillmentMethod.SHIPPING:
        return say("how.shipping")
    return say("how.pickup", store=fact.location_name)


def cadence_heard(state: State, heard: Understanding) -> State | None:
    """The state with how often; None: that was not said."""
    if heard.every is None or state.subscribing is None:
        return None
    return state.but(subscribing=state.subscribing.but(cadence=heard.every, first=heard.first))


def confirm_heard(state: State, heard: Understanding) -> Step | State | None:
    """Yes begins it, no leaves it; anything else said changes it and is read back anew."""
    if heard.intent in {Intent.STOP, Intent.NO} and not _changes(heard):
        return tell(_left(state), say("sub.kept"), end=False)
    if names_only_units(heard.product or "a"):  # "make that two bags each time"
        heard = heard.but(product=None, phrase=None)
    agrees = heard.intent in {Intent.YES, Intent.SUBSCRIBE} and heard.product is None
    if agrees and not _changes(heard):
        return begin_agreed(state)  # "sign me up"
    if not _changes(heard) or heard.product:
        return None
    number = heard.number if heard.quantity is None else heard.quantity
    changed = answers.with_changes(state, heard.but(quantity=number, product=None, phrase=None))
    return cadence_heard(changed, heard) or changed


def _changes(heard: Understanding) -> bool:
    return heard.says_something or heard.every is not None


def begin_agreed(state: State) -> Step | None:
    """Begin what was said yes to; None: something of it is missing."""
    item, wish = state.item, state.subscribing
    if item is None or item.sku is None or wish is None or state.method is None:
        return None
    if wish.cadence is None or wish.price is None:
        return None
    plan = _plan(state, item, item.sku, wish, wish.cadence)
    begun = BeginSubscription(plan=plan, agreed=wish.price, serial=wish.asked + 1)
    return Step(state=state.but(subscribing=wish.but(asked=begun.serial)), next=begun)


def on_begun(state: State, fact: SubscriptionBegun) -> Step:
    """What stands, from the stored subscription."""
    facts = fact.facts
    told = say(
        "sub.begun",
        quantity=facts.quantity,
        name=facts.name,
        cadence=cadence_words(facts.cadence),
        day=Day(facts.next_on or facts.today, facts.today),
    )
    return tell(_left(state), told, end=False)


def _left(state: State) -> State:
    """Without the subscription in hand; how many were asked for is kept."""
    asked = state.subscribing.asked if state.subscribing else 0
    kept = Subscribing(asked=asked) if asked else None
    return state.but(
        goal=Goal.NONE, item=None, subscribing=kept, method=None, place=None, agreed=None
    )
