"""What the dialogue remembers between turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.voice.amendable import Amendable
from app.voice.nlu.understanding import Expect
from app.voice.reply import Speech
from domain.ids import HoldId, LocationId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence


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
    EXCHANGE = "exchange"
    """Goods for goods."""


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
    of_each: bool = False
    """Whether so many of each are wanted, where several goods are called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An order that is priced and held but not agreed to."""

    order_id: OrderId
    hold_id: HoldId
    total: Money
    exchange_id: str | None = None
    """The exchange that it is the new order of; the hold is then told by that order."""
    in_parts: bool = False
    """Several stores deliver a part each: both ids are those of the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPart:
    """What one store would deliver of an order in parts."""

    place: LocationId
    store: str
    lines: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOffer:
    """The parts that were read back, in that order: "only the first one" means one of these."""

    parts: tuple[OfferedPart, ...]
    place: LocationId | None = None
    """The store that was asked for; all of it is looked for there again once it is wanted whole."""


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
    lowest: bool | None = None
    """The one that costs least (True) or most was asked for."""


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
class Exchanging(Amendable):
    """An exchange while it is talked over; what goes back is the `Returning`, what is wanted for it
    the item spoken of."""

    product: str | None = None
    """Other goods that were named; None: the same in another size or color."""
    phrase: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    option: str | None = None
    """The option that shall be another, where its value was not said."""
    bought: ProductSku | None = None
    """What the shopper has."""
    held: Held | None = None
    """What is wanted for it, priced and held but not agreed to."""
    stale: bool = False
    """What was held must be priced anew."""
    asked: int = 0
    """Exchanges priced in this conversation; each gets a key of its own."""


@dataclass(frozen=True, kw_only=True)
class Subscribing(Amendable):
    """A subscription while it is talked over; what shall come is the item spoken of."""

    cadence: Cadence | None = None
    first: date | None = None
    """The first day, where one was wished; None: one cadence from today."""
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
    goods: str | None = None
    """The goods that were named; who has no such subscription may want one."""
    subscription_id: str | None = None
    name: str = ""
    day: date | None = None
    cadence: Cadence | None = None
    first: date | None = None
    """The day from which on it comes so often, where it was said: "every other Friday"."""
    which: Cadence | None = None
    """How often the one comes that is meant: "the monthly one"."""
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
    exchanging: Exchanging | None = None
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
    wish: str = ""
    """What the order in hand is one attempt at: a serial of this conversation, or the name under
    which it was gone on with from another one."""
    order_id: OrderId | None = None
    """The order last spoken of."""
    receipt_given: bool = False
    """The last reply was a receipt; repeating it reads the receipt again."""
    with_points: bool = False
    """Points shall pay what they can of the order."""
    cards_failed: int = 0
    """How often the channel's payment service took no card for this order."""
    ordered: Ordered | None = None
    split_id: str | None = None
    """The split order that the receipt was of."""
    split_offer: SplitOffer | None = None
    """The order in parts last read back, of which some may have been left out since."""
    home: LocationId | None = None
    everywhere: bool = False
    """Every store that has it shall be named, not the nearest alone."""
    brought: bool = False
    """What the store spoken of has too few of shall be sent there, if another store can."""
    brought_from: LocationId | None = None
    """The store that was named to send it."""
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
        asked = self.exchanging.asked if self.exchanging else 0
        return State(
            home=self.home,
            prepared=self.prepared,
            order_id=self.order_id,
            proof=self.proof,
            exchanging=Exchanging(asked=asked) if asked else None,
        )

    @property
    def lines(self) -> tuple[Item, ...]:
        """What is in the order so far, the item spoken of last."""
        chosen = self.item is not None and self.item.sku is not None
        return (*self.cart, self.item) if chosen and self.item is not None else self.cart
