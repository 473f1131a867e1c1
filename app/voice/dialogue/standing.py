"""Subscriptions that stand: which one, what shall become of it, a yes, and what stands then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.commerce.subscriptions.model import Answer, Cancel, Change, Pause, Resume, Skip, Wish
from app.voice.dialogue.actions import Identify, Step, Then
from app.voice.dialogue.answers import chosen, with_manner
from app.voice.dialogue.names import label_words, short_title
from app.voice.dialogue.ordering import drop_hold
from app.voice.dialogue.recurring import (
    Asked,
    FindSubscriptions,
    Held,
    ManageSubscription,
    SubscriptionFacts,
    SubscriptionManaged,
    SubscriptionsFound,
)
from app.voice.dialogue.state import Choice, Item, Managed, State
from app.voice.dialogue.subscribing import of_goods
from app.voice.dialogue.talk import AT_ONCE, ask, tell, with_choices
from app.voice.dialogue.which_subscription import every_said, meant_of, told_apart
from app.voice.nlu.hesitation import names_nothing
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import plainly
from app.voice.nlu.order_talk import cancels
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.wishes import Managing, asks_next, managed_in, speaks_of_next
from app.voice.nlu.words import singular
from app.voice.prompts.catalog import say
from app.voice.reply import Day, Speech, Text, joined, listed
from app.voice.speech import cadence_words
from app.voice.turn import Intent
from domain.subscriptions import SubscriptionState

_UNNAMED: Final = frozenset({Intent.UNKNOWN, Intent.INFORM, Intent.ORDER_STATUS})
_OTHERWISE: Final = _UNNAMED | {Intent.SUBSCRIBE, Intent.PLACE_ORDER, Intent.CHECK_AVAILABILITY}
_CONFIRM: Final = {
    Managing.PAUSE: "sub.confirm.pause",
    Managing.RESUME: "sub.confirm.resume",
    Managing.SKIP: "sub.confirm.skip",
    Managing.CANCEL: "sub.confirm.cancel",
}


_COMING: Final = {
    None: "sub.next",
    Held.CARD: "sub.retried",
    Held.NO_CARD: "sub.nocard",
    Held.STOCK: "sub.waits",
}
_UNPAID: Final = {Held.CARD: "sub.told.unpaid", Held.NO_CARD: "sub.told.nocard"}


def begin(state: State, heard: Understanding) -> Step:
    """Which subscription it is about, and what shall become of it."""
    before = state.managed or Managed()
    words = heard.product or heard.text or None
    managed = _told(Managed(asked=before.asked, words=words, goods=heard.product), heard)
    state = with_manner(state.but(method=None, place=None), heard)
    return Step(state=state.but(managed=managed), next=FindSubscriptions())


def followed(state: State, heard: Understanding) -> Step | None:
    """What is said of a subscription just spoken of, without naming it: "skip the next one"."""
    asked = max(state.subscribing.asked if state.subscribing else 0,
                state.managed.asked if state.managed else 0)  # fmt: skip
    if state.expect is not Expect.NOTHING:
        return None
    if asked and heard.every is not None and heard.intent in _OTHERWISE:
        unnamed = names_nothing(heard.product or "")  # "and then every two months"
        return begin(state, heard.but(product=None)) if unnamed else None
    if heard.intent not in _UNNAMED:
        return None
    if not asked and (heard.product is not None or not speaks_of_next(heard.text)):
        return None
    meant = managed_in(heard.text) is not None or asks_next(heard.text)
    meant = meant or (not asked and heard.day is not None)
    return begin(state, heard.but(product=None)) if meant else None


def _told(managed: Managed, heard: Understanding) -> Managed:
    """With what was said to be done."""
    kind = managed_in(heard.text)
    if kind is None and heard.every is not None:
        kind = Managing.CADENCE
    if kind is None and heard.day is not None:
        kind = Managing.MOVE
    if kind is None and heard.quantity is not None:
        kind = Managing.QUANTITY
    if kind is Managing.SKIP and heard.day is not None:
        kind = Managing.MOVE  # "skip it and send the next one on the twentieth"
    day = heard.day or managed.day
    if kind is Managing.PAUSE:
        day = heard.day  # the day of another wish ends no pause
    return managed.but(
        kind=kind.value if kind else managed.kind,
        day=day,
        cadence=heard.every or managed.cadence,
        first=heard.first if heard.every else managed.first,
        quantity=heard.quantity or managed.quantity,
    )


def on_found(state: State, fact: SubscriptionsFound) -> Step:
    """Take the one that is meant, ask which, or say that there is none."""
    if fact.for_order and not fact.facts:
        return tell(state, say("status.none"))
    if fact.for_order:
        state = _left(state).but(aside=joined(state.aside, say("status.none")))
    managed = state.managed or Managed()
    if managed.goods and managed.kind == Managing.CADENCE and _is_new(fact.facts, managed.goods):
        return _begin_one(state, managed, managed.goods)
    if not fact.facts:
        return tell(_left(state), say("sub.none"), end=False)
    meant = meant_of(fact.facts, managed)
    if meant is not None:
        name = (Text(meant.name), *told_apart(meant, fact.facts))
        return _with(state.but(managed=managed), meant, name)
    choices = [
        Choice(key=each.subscription_id, label=short_title(each.name)) for each in fact.facts
    ]
    state = with_choices(state, choices)
    names = [
        (*label_words(short_title(each.name)), *told_apart(each, fact.facts))
        for each in fact.facts[:AT_ONCE]
    ]
    titles = listed(names, say("word.or"))
    question = say("sub.which", count=len(fact.facts), titles=titles)
    return ask(state, Expect.SUBSCRIPTION_CHOICE, question, again=say("sub.which.again"))


def _is_new(facts: Sequence[SubscriptionFacts], goods: str) -> bool:
    """Whether nothing that stands is called by a word of these goods."""
    said = {singular(word) for word in plainly(goods).split()} - LITTLE_WORDS
    if not facts or names_nothing(goods):
        return not facts
    titles = [singular(word) for each in facts for word in plainly(each.name).split()]
    return not any(word in each for word in said for each in titles)


def _begin_one(state: State, managed: Managed, goods: str) -> Step:
    """Who has no subscription and says what shall come how often wants one."""
    item = Item(query=goods, phrase=goods, quantity=managed.quantity or 1)
    begun = of_goods(_left(state), item, managed.cadence, managed.first)
    return drop_hold(begun, Then.ADVANCE) or Step(state=begun, next=Identify())


def choice_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "which subscription do you mean?": by name, place, or how often it comes."""
    if state.managed is None:
        return None
    choice = chosen(state, heard)
    every = heard.every or every_said(heard.text)
    if every is not None and (choice is None or heard.item_ref is None):
        which = state.managed.but(which=every, words=heard.text)
        return Step(state=state.but(managed=which), next=FindSubscriptions())
    if choice is None:
        return None
    managed = state.managed.but(subscription_id=choice.key)
    if managed_in(heard.text) is not None:  # "cancel the espresso one"
        managed = _told(managed, heard)
    return Step(state=state.but(managed=managed, choices=(), offered=0), next=FindSubscriptions())


def _with(state: State, facts: SubscriptionFacts, name: Speech) -> Step:
    """One subscription is meant: an open question of it first, else what was wished."""
    managed = (state.managed or Managed()).but(
        subscription_id=facts.subscription_id, name=short_title(facts.name)
    )
    state = state.but(managed=managed, choices=(), offered=0)
    kind = Managing(managed.kind) if managed.kind else Managing.TELL
    if kind is Managing.PAUSE and managed.day is not None and managed.day <= facts.today:
        state = state.but(managed=(managed := managed.but(day=None)))
    if facts.asked is not None and kind is not Managing.CANCEL:
        return _ask_consent(state, facts, facts.asked)
    if kind is Managing.TELL:
        question = say("sub.wish.paused" if _rests(facts) else "sub.wish")
        return ask(
            state, Expect.SUBSCRIPTION_WISH, question, again=say("sub.wish.again"),
            before=_told_of(facts),
        )  # fmt: skip
    if kind is Managing.MOVE and managed.day is None:
        question = say("sub.date", name=facts.name, day=_next(facts))
        return ask(state, Expect.SUBSCRIPTION_DATE, question, again=say("sub.date.again"))
    if kind is Managing.MOVE and managed.day is not None and managed.day <= facts.today:
        again = say("sub.date.again")
        return ask(state, Expect.SUBSCRIPTION_DATE, say("sub.date.past"), again=again)
    question = _confirming(kind, managed, name, facts.today)
    return ask(state, Expect.CONFIRM_CHANGE, question, again=say("sub.confirm.again"))


def _confirming(kind: Managing, managed: Managed, name: Speech, today: date) -> Speech:
    if kind is Managing.MOVE and managed.day is not None:
        return say("sub.confirm.move", name=name, day=Day(managed.day, today))
    if kind is Managing.PAUSE and managed.day is not None:
        return say("sub.confirm.pause.until", name=name, day=Day(managed.day, today))
    if kind is Managing.CADENCE and managed.cadence is not None:
        cadence = cadence_words(managed.cadence)
        if managed.first is not None:
            day = Day(managed.first, today)
            return say("sub.confirm.cadence.from", name=name, cadence=cadence, day=day)
        return say("sub.confirm.cadence", name=name, cadence=cadence)
    if kind is Managing.QUANTITY and managed.quantity is not None:
        return say("sub.confirm.quantity", name=name, quantity=managed.quantity)
    return say(_CONFIRM[kind], name=name)


def _ask_consent(state: State, facts: SubscriptionFacts, asked: Asked) -> Step:
    if asked.substitute is not None:
        price = asked.price or facts.price
        question = say("sub.substitute", name=facts.name, instead=asked.substitute, price=price)
    else:
        now = asked.price or facts.price
        question = say("sub.price", name=facts.name, agreed=facts.price, now=now)
    return ask(state, Expect.PRICE_CONSENT, question, again=say("sub.consent.again"))


def _told_of(facts: SubscriptionFacts) -> Speech:
    cadence = cadence_words(facts.cadence)
    if _rests(facts):
        told = say("sub.told.paused", quantity=facts.quantity, name=facts.name, cadence=cadence)
        return told if facts.unpaid is None else joined(told, say(_UNPAID[facts.unpaid]))
    told = say(
        "sub.told",
        quantity=facts.quantity,
        name=facts.name,
        cadence=cadence,
        price=facts.price,
    )
    return joined(told, _coming(facts))


def _rests(facts: SubscriptionFacts) -> bool:
    return facts.state is SubscriptionState.PAUSED or facts.next_on is None


def _coming(facts: SubscriptionFacts) -> Speech:
    """When it comes next, or why it has not come and when that is tried again."""
    return say(_COMING[facts.held], day=_next(facts))


def _next(facts: SubscriptionFacts) -> Speech:
    return (Day(facts.next_on, facts.today),) if facts.next_on else say("sub.no.date")


def wish_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "what shall I do with it?"."""
    if state.managed is None:
        return None
    managed = _told(state.managed.but(kind=None), heard)
    if managed.kind is not None:
        return Step(state=state.but(managed=managed), next=FindSubscriptions())
    if heard.intent in {Intent.NO, Intent.STOP, Intent.THANKS}:
        return tell(_left(state), say("sub.unchanged"), end=False)
    return None


def date_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "on which day?"."""
    if state.managed is None or heard.day is None:
        return None
    managed = state.managed.but(kind=Managing.MOVE.value, day=heard.day)
    return Step(state=state.but(managed=managed), next=FindSubscriptions())


def confirm_heard(state: State, heard: Understanding) -> Step | None:
    """Yes does it; no, or stop, leaves it; another wish is asked about anew."""
    if heard.intent is Intent.YES and heard.day is None and heard.every is None:
        return manage_agreed(state)
    if heard.every is not None and _says_back(state.managed, heard):
        return manage_agreed(state)  # "every two months, right"
    anew = _other_wish(state, heard)
    if anew is not None:
        return anew
    ending = state.managed is not None and state.managed.kind == Managing.CANCEL
    if ending and heard.intent is Intent.STOP and cancels(heard.text):
        return manage_agreed(state)  # "shall I end it?" "Cancel it."
    if heard.intent in {Intent.NO, Intent.STOP}:
        return tell(_left(state), say("sub.unchanged"), end=False)
    return None


def _says_back(managed: Managed | None, heard: Understanding) -> bool:
    """Whether just the cadence is said that was asked about, and no no."""
    of_it = managed is not None and managed.kind == Managing.CADENCE
    return (
        of_it
        and managed is not None
        and heard.every == managed.cadence
        and (heard.intent not in {Intent.NO, Intent.STOP})
    )


def _other_wish(state: State, heard: Understanding) -> Step | None:
    """Another wish than the one that waits for a yes: "no, pause it instead"."""
    if state.managed is None:
        return None
    if state.managed.kind == Managing.PAUSE and heard.day and managed_in(heard.text) is None:
        managed = state.managed.but(day=heard.day)  # "until you say so?" "Until January fifth."
        return Step(state=state.but(managed=managed), next=FindSubscriptions())
    managed = _told(state.managed.but(kind=None), heard)
    same = managed.kind == state.managed.kind
    if managed.kind is None or (same and heard.intent in {Intent.NO, Intent.STOP}):
        return None
    return Step(state=state.but(managed=managed), next=FindSubscriptions())


def consent_heard(state: State, heard: Understanding) -> Step | None:
    """Yes or no to the higher price or the substitute."""
    if heard.intent not in {Intent.YES, Intent.NO}:
        return wish_heard(state, heard)
    if state.managed is None:
        return None
    word = Managing.APPROVE if heard.intent is Intent.YES else Managing.DECLINE
    return manage_agreed(state.but(managed=state.managed.but(kind=word.value)))


def _wish(managed: Managed | None) -> Wish | None:
    kind = Managing(managed.kind) if managed is not None and managed.kind else None
    if managed is None or kind is None:
        return None
    wishes: dict[Managing, Wish] = {
        Managing.PAUSE: Pause(until=managed.day),
        Managing.RESUME: Resume(),
        Managing.SKIP: Skip(),
        Managing.CANCEL: Cancel(),
        Managing.MOVE: Change(next_on=managed.day),
        Managing.CADENCE: Change(cadence=managed.cadence, next_on=managed.first),
        Managing.APPROVE: Answer(approve=True),
        Managing.DECLINE: Answer(approve=False),
        Managing.QUANTITY: Change(quantity=managed.quantity),
    }
    return wishes.get(kind)


def manage_agreed(state: State) -> Step | None:
    """Carry out what was said yes to; None: something of it is missing."""
    managed, wish = state.managed, _wish(state.managed)
    if wish is None or managed is None or managed.subscription_id is None:
        return None
    made = ManageSubscription(
        subscription_id=managed.subscription_id, wish=wish, serial=managed.asked + 1
    )
    return Step(state=state.but(managed=managed.but(asked=made.serial)), next=made)


def on_managed(state: State, fact: SubscriptionManaged) -> Step:
    """What stands now, from the stored subscription."""
    if fact.facts is None:
        return tell(_left(state), say("sub.not.now"), end=False)
    return tell(_left(state), _done(fact.facts, fact.wish), end=False)


def _done(facts: SubscriptionFacts, wish: Wish) -> Speech:
    if facts.state is SubscriptionState.CANCELED:
        return say("sub.canceled", name=facts.name)
    if isinstance(wish, Pause) and wish.until is not None:
        return say("sub.paused.until", name=facts.name, day=Day(wish.until, facts.today))
    if _rests(facts):
        return say("sub.paused", name=facts.name)
    come = _coming(facts)
    match wish:
        case Answer(approve=True) if facts.instead is not None:
            return say("sub.instead", name=facts.instead)
        case Skip():
            return joined(say("sub.skipped", name=facts.name), come)
        case Answer(approve=False):
            return joined(say("sub.declined", name=facts.name), come)
        case _:
            return joined(say("sub.goes.on", name=facts.name, cadence=cadence_words(facts.cadence)),
                          come)  # fmt: skip


def _left(state: State) -> State:
    """Without the subscription in hand; how many wishes there were is kept."""
    asked = state.managed.asked if state.managed else 0
    return state.but(managed=Managed(asked=asked) if asked else None)
