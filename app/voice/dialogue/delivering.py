"""Where an order goes, when it is not what is on file: asked for piece by piece and read back.

What was told is good for the order in hand and is kept nowhere else.
"""

from __future__ import annotations

from typing import Final

from app.voice.dialogue.actions import Step
from app.voice.dialogue.state import Delivery, State
from app.voice.dialogue.talk import ask
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Digits, Private, Speech, Text, joined
from domain.catalog import Address
from domain.orders import FulfillmentMethod
from domain.postal import checked, puts_number_last

_QUESTIONS: Final = {
    Expect.ADDRESS_STREET: ("address.ask.street", "address.ask.street.again"),
    Expect.ADDRESS_NUMBER: ("address.ask.number", "address.ask.number.again"),
    Expect.ADDRESS_CITY: ("address.ask.city", "address.ask.city.again"),
    Expect.ADDRESS_POSTCODE: ("address.ask.postcode", "address.ask.postcode.again"),
    Expect.ADDRESS_PART: ("address.ask.part", "address.ask.part.again"),
}


def begin(state: State, *, before: Speech = ()) -> Step:
    """Ask for an address, from the street on."""
    state = state.but(delivery=Delivery(), method=FulfillmentMethod.SHIPPING, place=None)
    return ask_for(state, Expect.ADDRESS_STREET, before=before)


def ask_for(state: State, expect: Expect, *, before: Speech = ()) -> Step:
    """Ask for one piece of the address."""
    question, again = _QUESTIONS[expect]
    state = state.but(choices=(), offered=0, option=None)
    return ask(state, expect, say(question), again=say(again), before=before)


def next_question(state: State, *, before: Speech = ()) -> Step:
    """Ask for what is missing, else whether the whole is right."""
    told = state.delivery or Delivery()
    if told.street is None:
        return ask_for(state, Expect.ADDRESS_STREET, before=before)
    if told.number is None:
        return ask_for(state, Expect.ADDRESS_NUMBER, before=before)
    if told.city is None:
        return ask_for(state, Expect.ADDRESS_CITY, before=before)
    if told.postal_code is None:
        return ask_for(state, Expect.ADDRESS_POSTCODE, before=before)
    if checked(_address(told)) is None:
        state = state.but(delivery=told.but(postal_code=None, region=None))
        return ask_for(state, Expect.ADDRESS_POSTCODE, before=say("address.mismatch"))
    question = say("address.confirm", address=spoken(told))
    return ask(state, Expect.CONFIRM_ADDRESS, question, again=say("address.confirm.again"))


def address_of(state: State) -> Address | None:
    """The address that was told and confirmed; None: what is on file is meant."""
    told = state.delivery
    if told is None or not told.confirmed or state.method is not FulfillmentMethod.SHIPPING:
        return None
    return checked(_address(told))


def spoken(told: Delivery) -> Speech:
    """The address as far as it is known, its code digit by digit."""
    city = (Private(f", {told.city}"),) if told.city else ()
    code = (Text(", "), Digits(told.postal_code)) if told.postal_code else ()
    unit = (Private(f", {told.unit}"),) if told.unit else ()
    return (Private(_line(told)), *unit, *city, *code)


def heard(told: Delivery) -> Speech:
    """What was heard so far, said before the next question; nothing while nothing was."""
    if not (told.street or told.number or told.city or told.postal_code):
        return ()
    return joined(say("address.heard", address=spoken(told)))


def _line(told: Delivery) -> str:
    """Street and number in the order of the country."""
    parts = (told.number, told.street)
    ordered = reversed(parts) if puts_number_last(told.country) else parts
    return " ".join(part for part in ordered if part)


def _address(told: Delivery) -> Address:
    return Address(
        line1=_line(told),
        line2=told.unit,
        city=told.city or "",
        region=told.region,
        postal_code=told.postal_code,
        country=told.country,
    )
