"""What the voice side needs from the outside, named once for the bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.commerce.ports import Checkout, Discovery, OrderBook, Stock
from app.rollout.gate import RolloutGate
from app.shoppers.desk import Purpose
from app.voice.channels.alexa_signature import AlexaVerifier
from app.voice.identity import AccountLinks, LinkedShopper, Speakers
from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.understanding import Expect
from app.voice.readings import Readings
from app.voice.rehearsed import Rehearsed
from app.voice.reply import Reply
from app.voice.sealed_states import SealedStates
from app.voice.sessions import SeenIds, VoiceSessions
from app.voice.shop_ports import (
    Credit,
    Exchanges,
    GiftCards,
    GoodsReturns,
    GoodsSearch,
    Habits,
    Memberships,
    PayLinks,
    Splits,
    StoreGuide,
    Subscriptions,
    Transfers,
)
from app.voice.shop_words import ShopWordsCache
from app.voice.turn import ChannelAccount, Intent, Turn
from domain.calls import Clock
from domain.catalog import Address
from domain.handover import HandoverReason
from domain.ids import CustomerId, MerchantId, OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffAsked:
    """What a dialogue knows when it hands a conversation to a person."""

    turn: Turn
    reason: HandoverReason
    said: str = ""
    """Our last words, as text."""
    customer_id: CustomerId | None = None
    identity_level: int = 0
    """How sure it is who speaks: 0 to 2, as `app.identity.levels` has it."""
    order_id: OrderId | None = None
    cart: Sequence[Mapping[str, str | int]] = ()
    """What was being bought: `sku`, `name`, `quantity` of each line."""
    tried: Sequence[str] = ()
    """What the dialogue did before, such as `asked_twice` or `cancel_refused`."""


class HandoffDesk(Protocol):
    """Where conversations are handed to persons."""

    def open(self, asked: HandoffAsked) -> str:
        """The number of the conversation's ticket, to be told to the shopper.

        The same reason in the same conversation opens no second one. The transcript is added here.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNote:
    """What came of one turn, for figures and for learning; it is redacted before it is kept."""

    turn: Turn
    at: datetime
    took_ms: int
    """The gateway's own time."""
    intent: Intent
    expect: Expect
    """What had been asked."""
    missed: bool
    """Whether it was not understood."""
    reply: Reply
    told_address: bool = False
    """What was said is, or may be, an address: none of it is kept."""
    says_address: bool = False
    """The reply says back what was told of an address: likewise."""
    order_id: OrderId | None = None
    """The order, or the whole of a split one, that this turn placed or left to the background."""
    shopper: LinkedShopper | None = None
    """Who was looked up in this turn."""
    proven: CustomerId | None = None
    """Who proved it earlier in the conversation, looked up or not."""


class TurnLog(Protocol):
    """Where turns are written down."""

    def note(self, note: TurnNote) -> None:
        """Remember a turn; returns at once and never raises."""
        ...


class LinkEnder(Protocol):
    """Ends account links of shoppers who left."""

    def end(self, merchant_id: MerchantId, access_token: str) -> int:
        """End the linking that this token belongs to; how many tokens ended."""
        ...


class Patience(Protocol):
    """Tells a shopper who waits that we are at work."""

    def waiting(
        self, url: str, token: str, body: Callable[[], bytes]
    ) -> AbstractContextManager[None]:
        """While this is open for long, `body` is posted once, beside the work; never raises."""
        ...


class NamesToListenFor(Protocol):
    """What a channel may be told to listen for in a conversation that begins."""

    def of(self, merchant_id: MerchantId) -> Sequence[bytes]:
        """Directives (JSON) with the shop's own names; none where its skill cannot take them."""
        ...


class ReturnRatings(Protocol):
    """Where shoppers' answers to "how was that?" are kept."""

    def rate_return(
        self, merchant_id: MerchantId, return_id: str, score: int, *, channel: str, locale: str
    ) -> None:
        """Keep an answer, one to five; a later one replaces it. Raises NotFoundError."""
        ...


class ShopperAddresses(Protocol):
    """What a channel knows of where its shoppers live."""

    def address(self, account: ChannelAccount) -> Address | None:
        """Where to deliver to; None where the shopper did not consent, or nobody knows."""
        ...


class PrivacyDesk(Protocol):
    """Where shoppers' words about their data are kept and carried out."""

    def agree(
        self,
        merchant_id: MerchantId,
        subject: str,
        purpose: Purpose,
        *,
        channel: str,
        given: bool,
        session: str | None = None,
    ) -> None:
        """Remember a word; `subject` is a customer's id or `caller_subject`, and `session` the
        conversation that it was said in."""
        ...

    def agrees(self, merchant_id: MerchantId, subject: str, purpose: Purpose) -> bool:
        """Whether a shopper agreed, or the default where nothing was said."""
        ...

    def erase(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, actor: str
    ) -> Mapping[str, int]:
        """Take a shopper out of every table. Raises NotFoundError."""
        ...


class ChannelDirectory(Protocol):
    """Which merchant a channel belongs to."""

    def merchant_of(self, kind: str, external_id: str) -> MerchantId | None:
        """The merchant of this skill, project or number; None when nobody's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceServices:
    """Stores, directories and policies of the voice side."""

    sessions: VoiceSessions
    seen: SeenIds
    links: AccountLinks
    channels: ChannelDirectory
    clock: Clock
    alexa: AlexaVerifier
    words: ShopWordsCache
    states: SealedStates
    handoffs: HandoffDesk | None = None
    """None: nobody takes over, which only tests and tools have."""
    link_ender: LinkEnder | None = None
    """None: links are looked after elsewhere."""
    patience: Patience | None = None
    """None: who waits hears nothing, which only tests and tools have."""
    names: NamesToListenFor | None = None
    turns: TurnLog | None = None
    ratings: ReturnRatings | None = None
    """None: answers are kept nowhere, which only tests and tools have."""
    addresses: ShopperAddresses | None = None
    """None: no channel is asked where somebody lives."""
    privacy: PrivacyDesk | None = None
    """None: no word on what may be kept is taken here."""
    speakers: Speakers | None = None
    """None: nobody can prove anything here, and a linked account is enough for everything."""
    rehearsed: Rehearsed = field(default_factory=Rehearsed)
    readings: Readings = field(default_factory=lambda: Readings(RuleUnderstander()))
    rollout: RolloutGate | None = None
    """Who is served already; None: everybody."""
    turn_deadline_s: float = 3.5
    """Hard limit of a turn's own work; Alexa gives up after 8 s."""
    session_ttl: timedelta = timedelta(minutes=30)


class ShopServices(Protocol):
    """The part of the application's services that a conversation works with."""

    @property
    def discovery(self) -> Discovery:
        """Finding products."""
        ...

    @property
    def stock(self) -> Stock:
        """Stock and holds."""
        ...

    @property
    def checkout(self) -> Checkout:
        """Orders in the making."""
        ...

    @property
    def orders(self) -> OrderBook:
        """Orders that stand."""
        ...

    @property
    def search(self) -> GoodsSearch:
        """Looking for goods by what they are like."""
        ...

    @property
    def nearby(self) -> StoreGuide:
        """What stores there are and when."""
        ...

    @property
    def usual(self) -> Habits:
        """What shoppers buy again and again."""
        ...

    @property
    def returns(self) -> GoodsReturns:
        """Goods that go back."""
        ...

    @property
    def exchanges(self) -> Exchanges:
        """Goods for goods."""
        ...

    @property
    def subscriptions(self) -> Subscriptions:
        """What comes again and again."""
        ...

    @property
    def loyalty(self) -> Memberships:
        """Loyalty programs of the platforms'."""
        ...

    @property
    def credit(self) -> Credit:
        """Store credit."""
        ...

    @property
    def gift_cards(self) -> GiftCards:
        """Gift cards of the platforms'."""
        ...

    @property
    def splits(self) -> Splits:
        """Orders of which each store delivers a part."""
        ...

    @property
    def transfers(self) -> Transfers:
        """Goods that one store sends to another."""
        ...

    @property
    def pay_links(self) -> PayLinks:
        """Pages to pay on, sent to shoppers."""
        ...

    @property
    def voice(self) -> VoiceServices:
        """The voice side."""
        ...
