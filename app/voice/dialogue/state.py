"""What the dialogue remembers between turns, and its form as bytes for the session store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, Final

import orjson

from app.voice.amendable import Amendable
from app.voice.nlu.understanding import Expect
from app.voice.reply import Amount, Clock, Day, Digits, Part, Pause, Private, Said, Speech, Text
from domain.ids import HoldId, LocationId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence, Unit

_FORMAT: Final = 3
"""Raised when stored states of older code can no longer be read; those start afresh."""


class Goal(StrEnum):
    """What the shopper is after."""

    NONE = "none"
    AVAILABILITY = "availability"
    PRICE = "price"
    CART = "cart"
    """Gathering lines before anything is ordered."""
    ORDER = "order"
    SUBSCRIBE = "subscribe"
    """Something that shall come again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the options just read out."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Item(Amendable):
    """What is wanted, as far as it is known."""

    query: str
    phrase: str
    full_phrase: str | None = None
    """With the words of the choices heard, which may belong to the name as well."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    product_id: str | None = None
    title: str | None = None
    sku: ProductSku | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    """Those of the chosen variant."""
    quantity: int = 1
    named: tuple[str, ...] = ()
    """Choices heard but not yet looked for in the dish's lists: words, or ids of those read out."""
    left_out: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    """Heard after a no: left out where they are chosen, else meant instead."""
    modifiers: tuple[str, ...] = ()
    """Platform ids of the choices so far."""
    settled: tuple[str, ...] = ()
    """Lists of which nothing more is wanted."""
    begun: bool = False
    """Whether the choices that belong to the dish were taken."""
    ready: bool = False
    """Whether no choice is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An order that is priced and held but not agreed to."""

    order_id: OrderId
    hold_id: HoldId
    total: Money
    in_parts: bool = False
    """Several stores deliver a part each: both ids are those of the whole."""


@dataclass(frozen=True, kw_only=True)
class Ordered(Amendable):
    """What the last receipt was given for: "the same again" means that."""

    lines: tuple[Item, ...]
    method: FulfillmentMethod | None = None
    place: LocationId | None = None


@dataclass(frozen=True, kw_only=True)
class Criteria(Amendable):
    """What is looked for, and what was read out of it: "cheaper" is counted from there."""

    query: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    least: str | None = None
    """In whole units of the shop's currency, as a decimal."""
    most: str | None = None
    cheapest: Money | None = None
    dearest: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Returning(Amendable):
    """A return while it is talked over."""

    order_id: OrderId | None = None
    number: str = ""
    wanted: str | None = None
    """The words for what goes back, until the line is found."""
    position: int | None = None
    name: str | None = None
    quantity: int = 1
    reason: str | None = None
    asked: int = 0
    """Returns started in this conversation; each gets a key of its own."""
    rated: str | None = None
    """The return whose rating is asked for."""


@dataclass(frozen=True, kw_only=True)
class Subscribing(Amendable):
    """A subscription while it is talked over; what shall come is the item spoken of."""

    cadence: Cadence | None = None
    price: Money | None = None
    """Of one unit, as it was read back."""
    asked: int = 0
    """Subscriptions begun in this conversation; each gets a key of its own."""


@dataclass(frozen=True, kw_only=True)
class Managed(Amendable):
    """What shall become of a subscription that stands, while it is talked over."""

    kind: str | None = None
    """A value of `app.voice.nlu.wishes.Managing`."""
    words: str | None = None
    """The words for which one is meant, until it is found."""
    subscription_id: str | None = None
    name: str = ""
    day: date | None = None
    cadence: Cadence | None = None
    quantity: int | None = None
    asked: int = 0
    """Wishes carried out in this conversation; each gets a key of its own."""


@dataclass(frozen=True, kw_only=True)
class Proof(Amendable):
    """Who proved it in this conversation, and how surely."""

    customer_id: str
    level: int
    caller: str
    """A digest: whoever else the channel names has proven nothing."""


@dataclass(frozen=True, kw_only=True)
class Proving(Amendable):
    """What was wished and waits until it is known who speaks."""

    wish: str = ""
    """The name of the action that waits."""
    purpose: str | None = None
    number: str | None = None
    words: str | None = None
    claimed: str | None = None
    """The order number that was told as a proof."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Delivery(Amendable):
    """Where the order in hand goes instead of the address on file, while it is talked over.

    Stored sealed and for as long as the conversation: it is nobody's address on file.
    """

    country: str = ""
    street: str | None = None
    number: str | None = None
    """Empty: the house has none."""
    unit: str | None = None
    city: str | None = None
    postal_code: str | None = None
    region: str | None = None
    confirmed: bool = False
    misses: int = 0
    """Answers in a row that were no address."""


@dataclass(frozen=True, kw_only=True)
class State(Amendable):
    """One conversation. A new part of the dialogue adds fields with defaults here."""

    goal: Goal = Goal.NONE
    item: Item | None = None
    cart: tuple[Item, ...] = ()
    """The other lines of the order, each with its variant and choices."""
    wanted: tuple[Item, ...] = ()
    """What was named in the same breath and is still to be looked at."""
    criteria: Criteria | None = None
    returning: Returning | None = None
    subscribing: Subscribing | None = None
    managed: Managed | None = None
    proof: Proof | None = None
    proving: Proving | None = None
    delivery: Delivery | None = None
    method: FulfillmentMethod | None = None
    place: LocationId | None = None
    expect: Expect = Expect.NOTHING
    option: str | None = None
    """The option asked for while `expect` is OPTION; the list of choices while it is MODIFIER."""
    choices: tuple[Choice, ...] = ()
    offered: int = 0
    """How many of the choices were read out so far."""
    page: int = 0
    """Where among the choices the last reading began: "the first one" is counted from there."""
    listed: tuple[Choice, ...] = ()
    """The goods last read out, once one of them was taken: "the other one" is one of these."""
    held: Held | None = None
    agreed: Money | None = None
    """The total of the last agreement, while the POS asks for another one."""
    prepared: int = 0
    """Orders prepared in this conversation; each gets a key of its own."""
    order_id: OrderId | None = None
    """The order last spoken of."""
    receipt_given: bool = False
    """The last reply was a receipt; repeating it reads the receipt again."""
    ordered: Ordered | None = None
    split_id: str | None = None
    """The split order that the receipt was of."""
    home: LocationId | None = None
    everywhere: bool = False
    """Every store that has it shall be named, not the nearest alone."""
    brought: bool = False
    """What the store spoken of has too few of shall be sent there, if another store can."""
    later: str | None = None
    """The words of a second errand from one breath, gone on with once the first is done."""
    hours_of: LocationId | None = None
    """The store whose hours were told last: "and on Sunday?" asks for them again."""
    misses: int = 0
    aside: Speech = ()
    """What the next reply begins with: remarks on choices that could not be taken."""
    said: Speech = ()
    asked: Speech = ()

    def afresh(self) -> State:
        """A new start in the same session: only who and how many orders so far is kept."""
        return State(
            home=self.home, prepared=self.prepared, order_id=self.order_id, proof=self.proof
        )

    @property
    def lines(self) -> tuple[Item, ...]:
        """What is in the order so far, the item spoken of last."""
        chosen = self.item is not None and self.item.sku is not None
        return (*self.cart, self.item) if chosen and self.item is not None else self.cart


def encode(state: State) -> bytes:
    """The state as JSON; of personal data there is nothing in it but `delivery` and what was said
    of it, for which it is sealed before it is stored."""
    return orjson.dumps([_FORMAT, state])


def decode(raw: bytes) -> State:
    """The state back from `encode`; a fresh one when another format wrote it."""
    version, body = orjson.loads(raw)
    if version != _FORMAT:
        return State()
    item, held = body["item"], body["held"]
    return State(
        goal=Goal(body["goal"]),
        item=_item(item) if item else None,
        cart=tuple(map(_item, body["cart"])),
        wanted=tuple(map(_item, body["wanted"])),
        criteria=_criteria(body["criteria"]) if body["criteria"] else None,
        returning=Returning(**body["returning"]) if body["returning"] else None,
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
        held=Held(**{**held, "total": Money(**held["total"])}) if held else None,
        agreed=Money(**body["agreed"]) if body["agreed"] else None,
        prepared=body["prepared"],
        order_id=body["order_id"],
        receipt_given=body["receipt_given"],
        ordered=_ordered(body.get("ordered")),
        split_id=body.get("split_id"),
        home=body["home"],
        everywhere=body.get("everywhere", False),
        brought=body.get("brought", False),
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


def _criteria(body: dict[str, Any]) -> Criteria:
    prices = {name: Money(**body[name]) if body[name] else None for name in ("cheapest", "dearest")}
    return Criteria(**{**body, **prices})


def _subscribing(body: dict[str, Any] | None) -> Subscribing | None:
    if not body:
        return None
    price = Money(**body["price"]) if body["price"] else None
    return Subscribing(**{**body, "price": price, "cadence": _cadence(body["cadence"])})


def _managed(body: dict[str, Any] | None) -> Managed | None:
    if not body:
        return None
    day = date.fromisoformat(body["day"]) if body["day"] else None
    return Managed(**{**body, "day": day, "cadence": _cadence(body["cadence"])})


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
