"""What is made of an address as it is told: pieces, corrections, a yes, and who else can help.

Each piece is said back before the next is asked for, and "no, number 15" corrects it at any time.
After two misses somebody takes over who can write it down.
"""

from __future__ import annotations

import difflib
import re
from typing import Final

from app.voice.dialogue import delivering, persons
from app.voice.dialogue.actions import Step, Then
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.state import Delivery, Goal, State
from app.voice.nlu.address_reading import piece_named, wants_elsewhere
from app.voice.nlu.entities.addresses import AddressPieces, Asked
from app.voice.nlu.manners import is_yes
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.ways import method_in
from app.voice.prompts.catalog import say
from app.voice.turn import Intent
from domain.handover import HandoverReason
from domain.orders import FulfillmentMethod

MISSES: Final = 2
"""After this many answers that were no address a person takes over."""
_OPEN: Final = frozenset(
    {Expect.METHOD, Expect.CONFIRM, Expect.CHANGE, Expect.TRY_AGAIN, Expect.PAY_LINK}
)
"""Questions of an order that may still go elsewhere."""
_ELSEWHERE: Final = frozenset(
    {Intent.STOP, Intent.HELP, Intent.REPEAT, Intent.START_OVER, Intent.HUMAN_AGENT,
     Intent.STORE_INFO, Intent.DELIVERY_INFO, Intent.PAYMENT_INFO, Intent.RETURN_POLICY,
     Intent.ORDER_STATUS, Intent.CANCEL_ORDER}
)  # fmt: skip
_NO_NUMBER: Final = re.compile(
    r"\b(?:no|without a?|sin|pas de|sans|keine|ohne) ?(?:house )?"
    r"(?:number|numero|numéro|número|hausnummer|nummer)\b"
)
_QUESTION_OF: Final = {
    Asked.STREET: Expect.ADDRESS_STREET,
    Asked.NUMBER: Expect.ADDRESS_NUMBER,
    Asked.CITY: Expect.ADDRESS_CITY,
    Asked.POSTAL_CODE: Expect.ADDRESS_POSTCODE,
}


def elsewhere(state: State, heard: Understanding) -> Step | None:
    """Another address for the order in hand; None: that was not the wish."""
    if state.goal is not Goal.ORDER or state.expect not in _OPEN or not state.lines:
        return None
    told = heard.address
    if told is not None and told.street and told.number:
        return _take(state.but(delivery=None, method=FulfillmentMethod.SHIPPING, place=None), told)
    if state.method is FulfillmentMethod.SHIPPING and wants_elsewhere(heard.text):
        return delivering.begin(state)
    return None


def piece_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to a question for a piece of the address."""
    turned = _turned(state, heard)
    if turned is not None:
        return turned
    if _leaves(heard):
        return None
    told = heard.address
    if told is not None and not told.is_empty:
        return _take(state, told)
    if state.expect is Expect.ADDRESS_NUMBER and _NO_NUMBER.search(heard.text.lower()):
        return _take(state, None)
    return _missed(state)


def confirm_heard(state: State, heard: Understanding) -> Step | None:
    """Yes goes on with the order; a no asks what is wrong, unless it says so itself."""
    told = heard.address
    if told is not None and not told.is_empty:
        return _take(state, told)
    if is_yes(heard.text) or heard.intent is Intent.YES:
        delivery = (state.delivery or Delivery()).but(confirmed=True)
        state = state.but(delivery=delivery, expect=Expect.NOTHING)
        return drop_hold(state, Then.ADVANCE) or advance(state)
    turned = _turned(state, heard)
    if turned is not None or _leaves(heard):
        return turned
    named = piece_named(heard.text)
    if named is not None:
        return _again(state, named)
    if heard.intent is Intent.NO:
        return delivering.ask_for(state, Expect.ADDRESS_PART)
    return _missed(state)


def part_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "what is wrong?": the name of a piece, or the piece itself."""
    told = heard.address
    if told is not None and not told.is_empty:
        return _take(state, told)
    named = piece_named(heard.text)
    if named is not None:
        return _again(state, named)
    return piece_heard(state, heard)


def _turned(state: State, heard: Understanding) -> Step | None:
    """Pickup after all."""
    wanted = heard.method or method_in(heard.text)
    if wanted is FulfillmentMethod.PICKUP and not _has_figures(heard):
        state = state.but(delivery=None, method=FulfillmentMethod.PICKUP, place=None)
        return drop_hold(state, Then.ADVANCE) or advance(state)
    return None


def _leaves(heard: Understanding) -> bool:
    """Whether something else was said than an address: "stop", "when are you open?"."""
    return heard.intent in _ELSEWHERE and not _has_figures(heard)


def _has_figures(heard: Understanding) -> bool:
    told = heard.address
    return told is not None and (told.number is not None or told.postal_code is not None)


def _again(state: State, piece: str) -> Step:
    """Ask anew for one piece, which is forgotten."""
    delivery = (state.delivery or Delivery()).but(**{piece: None})
    return delivering.ask_for(state.but(delivery=delivery), _QUESTION_OF[piece])


def _take(state: State, told: AddressPieces | None) -> Step:
    """Keep what was told, say it back, and ask for what is missing."""
    before = state.delivery or Delivery()
    if told is None:
        delivery = before.but(number="", misses=0)
    else:
        delivery = _merged(before, _corrected(told, state.expect)).but(misses=0, confirmed=False)
    return delivering.next_question(state.but(delivery=delivery), before=delivering.heard(delivery))


def _corrected(told: AddressPieces, expect: Expect) -> AddressPieces:
    """A no to what was just said back is about that: "no, Elm" is the street, not the city."""
    only_city = told.city is not None and told.street is None and told.postal_code is None
    if not (told.denied and only_city and expect is Expect.ADDRESS_CITY):
        return told
    return AddressPieces(
        country=told.country, street=told.city, number=told.number, spelled=told.spelled
    )


def _merged(before: Delivery, told: AddressPieces) -> Delivery:
    street = told.street or before.street
    if told.spelled and told.street and before.street:
        street = _respelled(before.street, told.street)
    return before.but(
        country=told.country,
        street=street,
        number=told.number if told.number is not None else before.number,
        unit=told.unit or before.unit,
        city=told.city or before.city,
        postal_code=told.postal_code or before.postal_code,
        region=told.region or (before.region if told.postal_code is None else None),
    )


def _respelled(street: str, spelled: str) -> str:
    """The street with the word that was spelled instead of the one most like it."""
    if " " in spelled or "-" in spelled:
        return spelled
    words = street.split()
    like = difflib.get_close_matches(spelled.lower(), [each.lower() for each in words], 1, 0.4)
    if not like:
        return spelled if len(words) < 2 else f"{spelled} {words[-1]}"
    return " ".join(spelled if each.lower() == like[0] else each for each in words)


def _missed(state: State) -> Step:
    """Ask once in other words, then hand over to somebody who can write it down."""
    delivery = state.delivery or Delivery()
    delivery = delivery.but(misses=delivery.misses + 1)
    state = state.but(delivery=delivery)
    if delivery.misses >= MISSES:
        return persons.call(state, HandoverReason.REPEATED_FAILURE)
    if state.expect is Expect.CONFIRM_ADDRESS:
        return delivering.next_question(state, before=say("miss.first"))
    return delivering.ask_for(state, state.expect, before=say("address.miss"))
