"""The state of a conversation as bytes for the session store, and back."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

import orjson

from app.voice.dialogue.state import (
    Choice,
    Criteria,
    Delivery,
    Exchanging,
    Goal,
    Held,
    Item,
    Managed,
    OfferedPart,
    Ordered,
    Proof,
    Proving,
    Returning,
    SplitOffer,
    State,
    Subscribing,
)
from app.voice.nlu.understanding import Expect
from app.voice.reply import Amount, Clock, Day, Digits, Part, Pause, Private, Said, Speech, Text
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence, Unit

_FORMAT: Final = 3
"""Raised when stored states of older code can no longer be read; those start afresh."""


def encode(state: State) -> bytes:
    """The state as JSON; of personal data there is nothing in it but `delivery` and what was said
    of it, for which it is sealed before it is stored."""
    return orjson.dumps([_FORMAT, state])


def marked(encoded: bytes, begun: str) -> bytes:
    """The encoded state with what its conversation was begun with behind it."""
    return b"%s,%s]" % (encoded[:-1], orjson.dumps(begun)) if begun else encoded


def decode(raw: bytes) -> State:
    """The state back from `encode`; a fresh one when another format wrote it."""
    return decode_marked(raw)[0]


def decode_marked(raw: bytes) -> tuple[State, str]:
    """The state back from `encode`, as `decode` gives it, and its mark; empty: it has none."""
    version, body, *mark = orjson.loads(raw)
    return _state(body) if version == _FORMAT else State(), mark[0] if mark else ""


def _state(body: dict[str, Any]) -> State:
    item, held = body["item"], body["held"]
    return State(
        goal=Goal(body["goal"]),
        item=_item(item) if item else None,
        cart=tuple(map(_item, body["cart"])),
        wanted=tuple(map(_item, body["wanted"])),
        criteria=_criteria(body["criteria"]) if body["criteria"] else None,
        returning=Returning(**body["returning"]) if body["returning"] else None,
        exchanging=_exchanging(body.get("exchanging")),
        subscribing=_subscribing(body.get("subscribing")),
        managed=_managed(body.get("managed")),
        proof=Proof(**body["proof"]) if body.get("proof") else None,
        proving=Proving(**body["proving"]) if body.get("proving") else None,
        delivery=Delivery(**body["delivery"]) if body.get("delivery") else None,
        method=FulfillmentMethod(body["method"]) if body["method"] else None,
        place=body["place"],
        expect=Expect(body["expect"]),
        option=body["option"],
        choices=tuple(Choice(**choice) for choice in body["choices"]),
        offered=body["offered"],
        page=body["page"],
        listed=tuple(Choice(**choice) for choice in body.get("listed", ())),
        held=_held(held),
        agreed=Money(**body["agreed"]) if body["agreed"] else None,
        prepared=body["prepared"],
        wish=body.get("wish", ""),
        order_id=body["order_id"],
        receipt_given=body["receipt_given"],
        with_points=body.get("with_points", False),
        cards_failed=body.get("cards_failed", 0),
        ordered=_ordered(body.get("ordered")),
        split_id=body.get("split_id"),
        split_offer=_split_offer(body.get("split_offer")),
        home=body["home"],
        everywhere=body.get("everywhere", False),
        brought=body.get("brought", False),
        brought_from=body.get("brought_from"),
        later=body.get("later"),
        hours_of=body.get("hours_of"),
        misses=body["misses"],
        aside=tuple(map(_part, body.get("aside", ()))),
        said=tuple(map(_part, body["said"])),
        asked=tuple(map(_part, body["asked"])),
    )


def _item(body: dict[str, Any]) -> Item:
    """Sequences come back from JSON as lists."""
    tuples: dict[str, Any] = {name: tuple(v) for name, v in body.items() if isinstance(v, list)}
    return Item(**{**body, **tuples})


def _ordered(body: dict[str, Any] | None) -> Ordered | None:
    if not body:
        return None
    method = FulfillmentMethod(body["method"]) if body["method"] else None
    return Ordered(lines=tuple(map(_item, body["lines"])), method=method, place=body["place"])


def _split_offer(body: dict[str, Any] | None) -> SplitOffer | None:
    if not body:
        return None
    parts = tuple(
        OfferedPart(**{**part, "lines": tuple(map(_item, part["lines"]))}) for part in body["parts"]
    )
    return SplitOffer(parts=parts, place=body["place"])


def _criteria(body: dict[str, Any]) -> Criteria:
    prices = {name: Money(**body[name]) if body[name] else None for name in ("cheapest", "dearest")}
    return Criteria(**{**body, **prices})


def _held(body: dict[str, Any] | None) -> Held | None:
    return Held(**{**body, "total": Money(**body["total"])}) if body else None


def _exchanging(body: dict[str, Any] | None) -> Exchanging | None:
    return Exchanging(**{**body, "held": _held(body["held"])}) if body else None


def _subscribing(body: dict[str, Any] | None) -> Subscribing | None:
    if not body:
        return None
    price = Money(**body["price"]) if body["price"] else None
    first, cadence = _day(body.get("first")), _cadence(body["cadence"])
    return Subscribing(**{**body, "price": price, "cadence": cadence, "first": first})


def _managed(body: dict[str, Any] | None) -> Managed | None:
    if not body:
        return None
    days = {name: _day(body.get(name)) for name in ("day", "first")}
    cadences = {name: _cadence(body.get(name)) for name in ("cadence", "which")}
    return Managed(**{**body, **cadences, **days})


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _cadence(body: dict[str, Any] | None) -> Cadence | None:
    return Cadence(every=body["every"], unit=Unit(body["unit"])) if body else None


def _part(body: dict[str, Any]) -> Part:
    """A part of speech is told by the names of its fields."""
    match body:
        case {"prompt": prompt, "values": values}:
            return Said(prompt, tuple((name, _value(value)) for name, value in values))
        case {"words": words}:
            return Text(words)
        case {"private": private}:
            return Private(private)
        case {"at": at}:
            return Clock(time.fromisoformat(at))
        case {"money": money}:
            return Amount(Money(**money))
        case {"code": code}:
            return Digits(code)
        case {"day": day, "today": today}:
            return Day(date.fromisoformat(day), date.fromisoformat(today))
        case _:
            return Pause(body["ms"])


def _value(body: int | list[dict[str, Any]]) -> int | Speech:
    return body if isinstance(body, int) else tuple(map(_part, body))
