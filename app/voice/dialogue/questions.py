"""What the dialogue may have done besides goods and orders, and the facts that come back: search,
habits, stores, returns, persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.commerce.search import FoundProduct
from app.commerce.usual import Usual
from app.voice.dialogue.state import Criteria, Item
from app.voice.nlu.store_questions import EVERYTHING, ShopAsked
from app.voice.reply import Speech
from domain.handover import HandoverReason
from domain.hours import OpeningHours
from domain.ids import LocationId, OrderId
from domain.return_labels import LabelNews
from domain.returns import Agreed, Refused, ReturnPolicy, ReturnReason, Wanted
from storage.returns import StoredReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchGoods:
    """Look for products that fit criteria, those in stock first; the answer is `GoodsFound`."""

    criteria: Criteria
    in_between: bool = False
    """It is a question beside an order in hand, which stays what it is."""
    than: str | None = None
    """The product that it shall cost less than; more, where `dearer`."""
    dearer: bool = False
    besides: str | None = None
    """The product of whose kind others are looked for."""
    among: tuple[str, ...] = ()
    """The names of goods of which one is asked for by its price; empty: none are compared."""
    summed: bool = False
    """It is asked what those named cost together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindUsual:
    """What the shopper buys again and again; the answer is `UsualFound` or `NotLinked`."""

    words: str | None
    quantity: int | None = None
    """How many this time; None: as many as always."""
    whole: bool = False
    """All that is always bought is meant, where that are several things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpStores:
    """The shop's stores; the answer is `StoresKnown`."""

    place: LocationId | None = None
    """The store spoken of."""
    besides: LocationId | None = None
    """The store told of before: another one is meant."""
    day: date | None = None
    """The day asked for; None: now."""
    asked: ShopAsked = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpPolicy:
    """What the shop takes back; the answer is `PolicyKnown`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessReturn:
    """What the policy says to a return; the answer is `ReturnAssessed` or `NotLinked`."""

    order_id: OrderId
    wanted: Wanted
    reason: ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class StartReturn:
    """Take a return; the answer is `ReturnStarted` or `NotLinked`."""

    order_id: OrderId
    wanted: Wanted
    reason: ReturnReason
    serial: int
    """Tells this return from earlier ones of the same conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateReturn:
    """Keep how a return went, one to five; the answer is `ReturnRated`."""

    return_id: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPerson:
    """Hand the conversation to a person; the answer is `PersonCalled`."""

    reason: HandoverReason
    about_address: bool = False
    order_id: OrderId | None = None
    lines: tuple[Item, ...] = ()
    said: Speech = ()
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsFound:
    """Products that fit, best first; `loosened`: none did at that price, these come nearest."""

    items: tuple[FoundProduct, ...]
    criteria: Criteria
    loosened: bool = False
    in_between: bool = False
    summed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualFound:
    """The shopper's usual things."""

    usual: Usual
    words: str | None = None
    quantity: int | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFacts:
    """One store as a shopper asks for it."""

    location_id: LocationId
    name: str
    street: str | None
    city: str | None
    phone: str | None
    opening: OpeningHours | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoresKnown:
    """The shop's stores, and what time it is."""

    stores: tuple[StoreFacts, ...]
    now: datetime
    today: date
    place: LocationId | None = None
    """The store spoken of."""
    day: date | None = None
    asked: ShopAsked = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyKnown:
    """What the shop takes back by itself."""

    policy: ReturnPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAssessed:
    """What the policy says."""

    said: Refused | Agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStarted:
    """The return as it is stored, or why there is none."""

    outcome: StoredReturn | Refused
    instructions: str | None = None
    """How the goods get back, in the shop's own words; None: in ours."""
    label: LabelNews | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRated:
    """The rating is kept, or there is nobody to keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCalled:
    """The ticket of who takes over; None: nobody does, and whom to call instead."""

    ticket: str | None
    reason: HandoverReason
    about_address: bool = False
    store: str | None = None
    phone: str | None = None
