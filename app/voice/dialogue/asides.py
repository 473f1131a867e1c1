"""Questions about the shop itself: hours and places, delivery, payment, returns, offers.

They are answered first, wherever the conversation is; then the open question is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from app.voice.dialogue import answers
from app.voice.dialogue.actions import (
    Step,
)
from app.voice.dialogue.menu_hours import hours_words, spans_words
from app.voice.dialogue.names import all_of
from app.voice.dialogue.questions import (
    LookUpPolicy,
    LookUpStores,
    PolicyKnown,
    StoreFacts,
    StoresKnown,
)
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.talk import digress
from app.voice.nlu.store_questions import (
    ShopAsked,
    asks_hours,
    asks_latest,
    asks_street,
    names_other_store,
    shop_asked,
    wants_address,
)
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Clock, Day, Digits, Speech, Text, joined
from app.voice.turn import Intent
from domain.hours import OpeningHours
from domain.ids import LocationId
from domain.return_labels import LabelNews
from domain.returns import ReturnPolicy

_OTHERS = 3
_SHORT = 5
"""Words that may ask the same of another day or store."""
_HOURS_ALONE = ShopAsked(hours=True, place=False, phone=False)
_MISREAD = frozenset({Intent.INFORM, Intent.UNKNOWN, Intent.CHECK_AVAILABILITY, Intent.YES})
_UNTOLD: Speech = ()
_WEEK: Final = timedelta(days=7)
_LABEL = {
    LabelNews.SENT: "return.label.sent",
    LabelNews.COMING: "return.label.coming",
    LabelNews.FROM_SHOP: "return.label.from_shop",
}


def store_info(state: State, heard: Understanding) -> Step:
    """When a store is open and where it is."""
    place = heard.place or state.place or state.home
    wanted = LookUpStores(place=place, day=heard.day, asked=shop_asked(heard.text))
    return Step(state=state, next=wanted)


def followed(state: State, heard: Understanding) -> Step | None:
    """ "And on Sunday?", "and in Ballard?", "and the other one?", behind a store's hours."""
    if state.hours_of is None or state.expect is not Expect.NOTHING:
        return None
    if names_other_store(heard.text):
        other = LookUpStores(besides=state.hours_of, day=heard.day, asked=_HOURS_ALONE)
        return Step(state=state, next=other)
    if heard.intent not in _MISREAD:
        return None
    is_short = len(heard.text.split()) <= _SHORT
    if not is_short or (heard.day is None and (heard.place is None or heard.product)):
        return None
    place = heard.place or state.hours_of
    return Step(state=state, next=LookUpStores(place=place, day=heard.day, asked=_HOURS_ALONE))


def hours_asked(state: State, heard: Understanding) -> Step | None:
    """When a store is open, where that is asked for in words taken for something else; "what time
    does Ballard close?" changes no order to Ballard."""
    if heard.intent is Intent.CHANGE_ADDRESS and heard.place and wants_address(heard.text):
        return store_info(state, heard)
    misread = heard.intent in _MISREAD and (asks_hours(heard.text) or asks_street(heard.text))
    if misread or asks_latest(heard.text):
        return store_info(state, heard)
    return None


def delivery(state: State, heard: Understanding) -> Step:
    """How goods get home, and what that costs; goods it was asked of are spoken of from then on."""
    return digress(_spoken_of(state, heard), say("info.delivery"))


def _spoken_of(state: State, heard: Understanding) -> State:
    is_idle = state.expect is Expect.NOTHING and not state.lines and state.held is None
    if not is_idle or heard.product is None:
        return state
    return state.but(item=answers.new_item(heard), goal=Goal.PRICE)


def payment(state: State) -> Step:
    """How one pays."""
    return digress(state, say("info.payment"))


def promotions(state: State, heard: Understanding) -> Step:
    """Offers, as far as they are known; the goods they were asked of are spoken of from then on:
    "give me two anyway"."""
    return digress(_spoken_of(state, heard), say("info.promotions"))


def thanks(state: State) -> Step:
    """A kind word back."""
    return digress(state, say("thanks"))


def return_policy(state: State) -> Step:
    """How goods can be given back."""
    return Step(state=state, next=LookUpPolicy())


def on_policy(state: State, fact: PolicyKnown) -> Step:
    """The window and the way, in the shop's own words where it has some."""
    policy = fact.policy
    told = say("info.returns", days=policy.window_days, how=way_back(policy.instructions))
    return digress(state, told)


def way_back(instructions: str | None) -> Speech:
    """How goods get back: the shop's own words, or ours where it has none of its own."""
    if not instructions or instructions == ReturnPolicy().instructions:
        return say("return.bring")
    if instructions == ReturnPolicy().label_instructions:
        return say("return.print")
    return (Text(instructions),)


def label_told(label: LabelNews | None) -> Speech:
    """How the label for the parcel gets to the shopper; nothing where none is bought."""
    return () if label is None else say(_LABEL[label])


def on_stores(state: State, fact: StoresKnown) -> Step:
    """The store asked for, else the nearest to home; the others by name."""
    if not fact.stores:
        return digress(state, say("shop.none"))
    first = _first(fact.stores, fact.place)
    asked = fact.asked
    hours = _hours(first, fact) if asked.hours else ()
    others = _others(fact, first) if asked.hours or asked.place else ()
    told = joined(hours, _where(first, asked, named=bool(hours)), others)
    return digress(state.but(hours_of=first.location_id if asked.hours else None), told)


def _first(stores: Sequence[StoreFacts], place: LocationId | None) -> StoreFacts:
    return next((each for each in stores if each.location_id == place), stores[0])


def _hours(store: StoreFacts, fact: StoresKnown) -> Speech:
    opening = store.opening
    if opening is None:
        return say("shop.hours.none", store=store.name)
    until = opening.closes_at(fact.now)
    begins = opening.opens_at(fact.now)
    if fact.day is not None and (fact.day != fact.today or _is_on(begins, opening, fact.day)):
        told = _on_day(store, fact.day, fact.today)
        is_either = fact.day - fact.today == _WEEK  # "on Sunday", said on a Sunday
        return joined(_on_day(store, fact.today, fact.today), told) if is_either else told
    weekly: Speech = ()
    if fact.day is None:
        weekly = say("shop.hours", store=store.name, hours=hours_words(opening.weekly))
    if until is not None:
        local = until.astimezone(opening.zone)
        return joined(say("shop.open.until", store=store.name, time=Clock(local.time())), weekly)
    if begins is None:
        return say("shop.closed", store=store.name)
    local = begins.astimezone(opening.zone)
    day = Day(local.date(), fact.today)
    closed = say("shop.opens", store=store.name, day=day, time=Clock(local.time()))
    return joined(closed, weekly)


def _is_on(begins: datetime | None, opening: OpeningHours, day: date) -> bool:
    """Whether a store that is closed now opens on that day."""
    return begins is not None and begins.astimezone(opening.zone).date() == day


def _on_day(store: StoreFacts, asked: date, today: date) -> Speech:
    opening, day = store.opening, Day(asked, today)
    spans = [each for each in opening.weekly if asked.isoweekday() in each.days] if opening else []
    if opening is None or asked in opening.closed_on or not spans:
        return say("shop.day.closed", store=store.name, day=day)
    return say("shop.day", store=store.name, day=day, hours=spans_words(spans))


def _where(store: StoreFacts, asked: ShopAsked, *, named: bool) -> Speech:
    """Address and phone as they were asked for; `named`: the store's name was said before."""
    place = phone = _UNTOLD
    if asked.place and store.street and store.city:
        at = say("shop.address", street=store.street, city=store.city)
        place = at if named else say("shop.at", store=store.name, street=store.street,
                                     city=store.city)  # fmt: skip
    if store.phone and (asked.phone or (asked.place and not place)):
        phone = say("shop.phone", phone=Digits(store.phone))
    return joined(place, phone) or (() if named else say("shop.at.unknown", store=store.name))


def _others(fact: StoresKnown, first: StoreFacts) -> Speech:
    names = [each.name for each in fact.stores if each.location_id != first.location_id]
    if not names or fact.place is not None:
        return ()
    return say("shop.others", stores=all_of(names[:_OTHERS]))
