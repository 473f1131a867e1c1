"""What the dialogue may have done for it, and the facts that come back.

The dialogue itself is pure: it returns an action or a reply; the conversation performs the action
and steps again with the fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from app.commerce.model import (
    Availability,
    CancelOutcome,
    Elsewhere,
    LinkSent,
    OrderView,
    PlaceOutcome,
    PrepareOutcome,
    ProductMatch,
    VariantView,
)
from app.commerce.split_model import SplitPlaced, SplitPrepared
from app.identity.levels import Level
from app.voice.dialogue.balances import BalanceKnown, LookUpBalance, PointsTaken
from app.voice.dialogue.consents import ConsentKept, Forget, Forgotten, SetConsent
from app.voice.dialogue.exchanges import ExchangeAction, ExchangeFact
from app.voice.dialogue.proofs import ProofAction, ProofFact
from app.voice.dialogue.questions import (
    AssessReturn,
    CallPerson,
    FindUsual,
    GoodsFound,
    LookUpPolicy,
    LookUpStores,
    PersonCalled,
    PolicyKnown,
    RateReturn,
    ReturnAssessed,
    ReturnRated,
    ReturnStarted,
    SearchGoods,
    StartReturn,
    StoresKnown,
    UsualFound,
)
from app.voice.dialogue.recurring import RecurringAction, RecurringFact
from app.voice.dialogue.state import Held, State
from app.voice.dialogue.transfers import AskTransferFor, FindTransfer, TransferFact
from app.voice.nlu.understanding import Understanding
from app.voice.reply import Reply
from domain.catalog import Address, ModifierList
from domain.ids import HoldId, LocationId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod, Tracking
from domain.return_labels import LabelNews
from storage.returns import StoredReturn
from storage.shopper_notices import ShopperChannelKind

# --- actions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FindProducts:
    """Search the catalog; the answer is `ProductsFound`."""

    query: str
    phrase: str
    """The query with its attribute words, tried too since they may belong to the name."""
    attributes: Mapping[str, str]
    choices: tuple[str, ...] = ()
    """Choices of a menu that were heard; they may belong to the name too."""
    full_phrase: str | None = None
    """The phrase with their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVariants:
    """Every variant of a product; the answer is `VariantsKnown`."""

    product_id: str
    near: LocationId | None = None
    """The store whose clock tells whether it is on the menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoices:
    """The choices of a variant at a store; the answer is `ChoicesKnown`."""

    sku: ProductSku
    at: LocationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStock:
    """Stock of these variants; the answer is `StockKnown`."""

    skus: tuple[ProductSku, ...]
    quantity: int
    near: LocationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """Who speaks; the answer is `ShopperKnown` or `NotLinked`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order to be prepared."""

    sku: ProductSku
    quantity: int
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """Price and hold; the answer is `PrepareDone` or `NotLinked`."""

    lines: tuple[Line, ...]
    method: FulfillmentMethod
    location_id: LocationId | None
    serial: int
    """Tells this attempt from earlier ones of the same conversation."""
    hold_id: HoldId | None = None
    address: Address | None = field(default=None, repr=False)
    """Where it goes instead of the address on file."""
    with_points: bool = False
    """Points shall pay what they can of it."""
    wish: str = ""
    """The wish that this is an attempt at, as the state has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Charge and create the order; the answer is `PlaceDone` or `NotLinked`."""

    order_id: OrderId
    agreed_total: Money | None
    in_parts: bool = False
    """The id is that of a split order."""
    wish: str = ""
    """The wish that it was prepared for, as the state has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPayLink:
    """Send the shopper a page to pay what is held on; the answer is `PayLinkSent`."""

    order_id: OrderId


class Then(StrEnum):
    """How the conversation goes on after a hold was let go."""

    ADVANCE = "advance"
    RESTART = "restart"
    LEAVE = "leave"
    PERSON = "person"
    KEEP = "keep"
    """Nothing is exchanged."""
    RETURN = "return"
    """The goods go back for money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """Give up what was read back, with the stock held for it; the answer is `LetGone`."""

    held: Held
    then: Then


class Purpose(StrEnum):
    """Why an order is looked up."""

    STATUS = "status"
    CANCEL = "cancel"
    RETURN = "return"
    EXCHANGE = "exchange"
    REFUND = "refund"
    ADDRESS = "address"
    CONTENTS = "contents"
    """What is in it."""
    PARCEL = "parcel"
    """Where the order is that travels, or is to: a newer one may wait at a store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpOrder:
    """The shopper's order by number, or the last one; the answer is `OrderFound` or `NotLinked`."""

    purpose: Purpose
    number: str | None = None
    goods: str | None = None
    """Words for something that was in it ("the shoes"), where no number was told."""
    kinds: tuple[str, ...] = ()
    """The color or size that was said of it."""
    day: date | None = None
    """About when it was made."""
    open_order: OrderId | None = None
    """The order still waiting for the shopper's yes; not one to tell about."""
    spoken_of: OrderId | None = None
    """The order that was told of last: "cancel it" means that, where nothing is named."""

    @property
    def names_one(self) -> bool:
        """Whether it is said which order is meant."""
        return any((self.number, self.goods, self.kinds, self.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """Cancel an order that stands; the answer is `CancelDone` or `NotLinked`."""

    order_id: OrderId


Action: TypeAlias = (
    FindProducts
    | ListVariants
    | ListChoices
    | CheckStock
    | Identify
    | Prepare
    | Place
    | SendPayLink
    | LetGo
    | LookUpOrder
    | CancelOrder
    | SearchGoods
    | FindUsual
    | LookUpStores
    | LookUpPolicy
    | AssessReturn
    | StartReturn
    | RateReturn
    | CallPerson
    | RecurringAction
    | ProofAction
    | FindTransfer
    | AskTransferFor
    | ExchangeAction
    | LookUpBalance
    | SetConsent
    | Forget
)

# --- facts -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the shopper said."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsFound:
    """Matches, best first, and the attributes that are not part of a product's name."""

    matches: tuple[ProductMatch, ...]
    attributes: Mapping[str, str]
    choices: tuple[str, ...] = ()
    """Likewise."""
    edition: object = field(default=None, compare=False, repr=False)
    """Stands for the catalog that was looked through; None: it is not known which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsKnown:
    """All variants of the product spoken of."""

    variants: tuple[VariantView, ...]
    local: datetime | None = None
    """The time in the store, where some of them are on the menu at certain hours only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesKnown:
    """The lists of choices of the variant spoken of."""

    lists: tuple[ModifierList, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StockKnown:
    """Stock per variant asked for, in that order."""

    answers: tuple[Availability, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperKnown:
    """The token belongs to a customer of the shop."""

    home: LocationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLinked:
    """There is no token, or it is not valid (any more)."""

    by_card: bool = False
    """The channel has a card that links the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareDone:
    """What came of pricing and holding."""

    outcome: PrepareOutcome | SplitPrepared
    now: datetime
    channels_address: bool = False
    """It goes to the address that the channel has of the shopper, not to one on file."""
    can_permit: bool = False
    """The shopper may let the channel tell it."""
    points: PointsTaken | None = None
    """What points pay of it; None: they were not to."""
    elsewhere: Elsewhere | None = None
    """Where the wish has gone on, so that nothing is held for it here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDone:
    """What came of placing the order."""

    outcome: PlaceOutcome | SplitPlaced
    pay_link_by: ShopperChannelKind | None = None
    """By what a page to pay on could be sent to the shopper, where no card paid; None: by nothing.
    """
    elsewhere: Elsewhere | None = None
    """Where the wish has gone on whose goods are not held here any more; None: nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLinkSent:
    """What came of sending a page to pay on; None: this order has none, or is paid otherwise."""

    outcome: LinkSent | PlaceOutcome | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGone:
    """The hold is given back, or ends by itself within minutes; else it stands."""

    then: Then
    stands: OrderView | None = None
    """The order, where the shopper's yes had got through although they never heard so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFound:
    """The order looked up, or None."""

    purpose: Purpose
    by_number: bool
    order: OrderView | None
    today: date
    """In the shop's timezone, as `placed_on`."""
    placed_on: date | None = None
    position: int | None = None
    """The line that the goods named stand on."""
    stale: bool = False
    """The POS could not be asked; the order is as last known."""
    returns: tuple[StoredReturn, ...] = ()
    """What of it goes or went back, where that was asked for."""
    label: LabelNews | None = None
    """Of the newest of them."""
    parcel: Tracking | None = None
    """In which the newest of them comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDone:
    """What came of canceling."""

    outcome: CancelOutcome
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofNeeded:
    """The action needs to be surer who speaks; nothing was done."""

    action: Action
    need: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The action could not be done for a reason no outcome names."""

    action: Action
    trouble: str | None = None
    """The prompt for what the platform said (`app.voice.troubles`); None: it said nothing."""


Event: TypeAlias = (
    Heard
    | ProductsFound
    | VariantsKnown
    | ChoicesKnown
    | StockKnown
    | ShopperKnown
    | NotLinked
    | PrepareDone
    | PlaceDone
    | PayLinkSent
    | LetGone
    | OrderFound
    | CancelDone
    | GoodsFound
    | UsualFound
    | StoresKnown
    | PolicyKnown
    | ReturnAssessed
    | ReturnStarted
    | ReturnRated
    | PersonCalled
    | RecurringFact
    | TransferFact
    | ExchangeFact
    | ProofNeeded
    | ProofFact
    | BalanceKnown
    | ConsentKept
    | Forgotten
    | Failed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The state after an event, and what comes next: an action to perform, or the reply."""

    state: State
    next: Action | Reply
