"""The voice side's stores in memory, and a small believable shop to talk to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.x509.verification import Store

from app.commerce.nearby import Nearby
from app.commerce.ports import Checkout, Discovery, OrderBook, Stock
from app.commerce.returns import AskReturn
from app.commerce.rules import NO_RULES, Rules
from app.commerce.search import Search
from app.commerce.usual import UsualService
from app.voice.channels.alexa_signature import AlexaVerifier
from app.voice.channels.terminal import Line, Terminal
from app.voice.conversation import Conversation
from app.voice.identity import LinkedShopper
from app.voice.sealed_states import SealedStates
from app.voice.services import HandoffAsked, TurnNote, VoiceServices
from app.voice.sessions import Begun, Once, SessionKey, StoredSession
from app.voice.shop_words import ShopWordsCache
from domain.calls import Call
from domain.catalog import Address
from domain.ids import ConnectionId, CustomerId, LocationId, MerchantId, OrderId
from domain.orders import Tracking
from domain.return_labels import LabelNews
from domain.returns import (
    Agreed,
    Refused,
    ReturnPolicy,
    ReturnReason,
    ReturnState,
    SoldLine,
    SoldOrder,
    Wanted,
    assess,
)
from sandbox.alexa.signing import SigningChain
from storage.bought import BoughtLine
from storage.keyring import Keyring
from storage.returns import StoredReturn
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeShop
from tests.fakes.links import TalkedLinks
from tests.fakes.purses import TalkedCredit, TalkedGiftCards, TalkedMemberships
from tests.fakes.subscriptions import FakeSubscriptions
from tests.fakes.talked_exchanges import TalkedExchanges
from tests.fakes.talked_splits import TalkedSplits
from tests.fakes.transfers import TalkedTransfers

NORTHWIND = MerchantId("northwind")
OTHER = MerchantId("other")
TOKEN = "linked-token-of-jordan"
SKILL = "amzn1.ask.skill.northwind"
JORDAN = LinkedShopper(
    customer_id=CustomerId("cust_jordan"),
    name="Jordan Rivera",
    phone="+12065550123",
    email="jordan.rivera@example.com",
    address=Address(line1="1 Pine Street", city="Seattle", country="US"),
)


@dataclass(slots=True)
class MemorySessions:
    """Sessions with compare-and-set; `conflicts` makes that many saves lose the race."""

    clock: FakeClock
    seen: MemorySeenIds
    kept: dict[SessionKey, tuple[StoredSession, datetime]] = field(default_factory=dict)
    conflicts: int = 0
    saves: int = 0

    def begin(self, key: SessionKey, state: bytes, *, once: Once, expires_at: datetime) -> Begun:
        if not self._is_new(key, once, self.clock.now()):
            return Begun.REPEATED
        stored = self.save(key, state, replacing=None, expires_at=expires_at)
        return Begun.STORED if stored else Begun.KNOWN

    def resume(
        self, key: SessionKey, *, once: Once, now: datetime
    ) -> tuple[bool, StoredSession | None]:
        is_new = self._is_new(key, once, now)
        return is_new, self.load(key, now) if is_new else None

    def _is_new(self, key: SessionKey, once: Once, now: datetime) -> bool:
        scope = f"{key.channel}:{key.merchant_id}"
        return self.seen.first_time(scope, once.request_id, ttl=once.ttl, now=now)

    def load(self, key: SessionKey, now: datetime) -> StoredSession | None:
        stored = self.kept.get(key)
        return stored[0] if stored and stored[1] > now else None

    def save(
        self, key: SessionKey, state: bytes, *, replacing: int | None, expires_at: datetime
    ) -> bool:
        if self.conflicts:
            self.conflicts -= 1
            return False
        current = self.load(key, self.clock.now())
        if replacing != (current.version if current else None):
            return False
        self.kept[key] = (StoredSession(state=state, version=(replacing or 0) + 1), expires_at)
        self.saves += 1
        return True

    def put(self, key: SessionKey, state: bytes, *, expires_at: datetime) -> None:
        self.kept[key] = (StoredSession(state=state, version=1), expires_at)

    def drop(self, key: SessionKey) -> None:
        self.kept.pop(key, None)


@dataclass(slots=True)
class MemorySeenIds:
    """Ids with the moment until which they count as seen."""

    until: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def first_time(self, scope: str, identifier: str, *, ttl: timedelta, now: datetime) -> bool:
        seen = self.until.get((scope, identifier))
        self.until[scope, identifier] = now + ttl
        return seen is None or seen <= now


@dataclass(slots=True)
class MemoryLinks:
    """Linked shoppers by merchant and token."""

    shoppers: dict[tuple[MerchantId, str], LinkedShopper] = field(default_factory=dict)

    def find(
        self, merchant_id: MerchantId, access_token: str, now: datetime
    ) -> LinkedShopper | None:
        return self.shoppers.get((merchant_id, access_token))

    def home(self, merchant_id: MerchantId, access_token: str, now: datetime) -> LocationId | None:
        shopper = self.find(merchant_id, access_token, now)
        return None if shopper is None else shopper.home_location_id


@dataclass(slots=True)
class MemoryChannels:
    """Skills by their id."""

    owners: dict[tuple[str, str], MerchantId] = field(default_factory=dict)

    def merchant_of(self, kind: str, external_id: str) -> MerchantId | None:
        return self.owners.get((kind, external_id))


@dataclass(frozen=True, slots=True)
class FixedChain:
    """Always the same certificate chain, whatever the URL."""

    pem: bytes

    def __call__(self, url: str, /) -> bytes:
        return self.pem


@dataclass(slots=True)
class TalkingShop:
    """The services of a shop whose commerce is in memory; what the bootstrap would build."""

    shop: FakeShop
    clock: FakeClock
    sessions: MemorySessions
    seen: MemorySeenIds
    links: MemoryLinks
    channels: MemoryChannels
    voice: VoiceServices
    rules: FixedRules = field(default_factory=lambda: FixedRules())
    bought: list[BoughtLine] = field(default_factory=list)
    """What the linked shopper bought, newest first."""
    policy: ReturnPolicy = field(default_factory=ReturnPolicy)
    given_back: list[StoredReturn] = field(default_factory=list)
    label_news: LabelNews | None = None
    parcel_back: Tracking | None = None
    """Of whatever comes back."""
    subscriptions: FakeSubscriptions = field(init=False)
    transfers: TalkedTransfers = field(init=False)
    exchanges: TalkedExchanges = field(init=False)
    splits: TalkedSplits = field(init=False)
    pay_links: TalkedLinks = field(init=False)
    loyalty: TalkedMemberships = field(default_factory=TalkedMemberships)
    credit: TalkedCredit = field(default_factory=TalkedCredit)
    gift_cards: TalkedGiftCards = field(default_factory=TalkedGiftCards)

    def __post_init__(self) -> None:
        self.transfers = TalkedTransfers(self.shop, self.clock)
        self.splits = TalkedSplits(self.shop)
        self.pay_links = TalkedLinks(self.clock)
        self.exchanges = TalkedExchanges(
            self.shop, self.clock, self.given_back, lambda: self.returns, JORDAN
        )
        self.subscriptions = FakeSubscriptions(self.clock, self.shop.discovery.variant)

    @property
    def discovery(self) -> Discovery:
        return self.shop.discovery

    @property
    def stock(self) -> Stock:
        return self.shop.stock

    @property
    def checkout(self) -> Checkout:
        return self.shop.checkout

    @property
    def search(self) -> Search:
        return Search(self.discovery, self.shop.stock, self.nearby)

    @property
    def nearby(self) -> Nearby:
        return Nearby(self.shop.stock, self.rules, self.clock)

    @property
    def usual(self) -> UsualService:
        return UsualService(self.discovery, self.shop.stock, self.bought_by, self.clock)

    @property
    def returns(self) -> TalkedReturns:
        return TalkedReturns(self)

    def bought_by(
        self, merchant_id: MerchantId, customer_id: CustomerId, since: datetime
    ) -> Sequence[BoughtLine]:
        return [each for each in self.bought if each.at >= since]

    @property
    def orders(self) -> OrderBook:
        return self.shop.order_book

    def terminal(
        self, session: str = "s1", *, token: str | None = TOKEN, locale: str = "en-US"
    ) -> Terminal:
        """A shopper at a keyboard, linked unless `token` is None."""
        return Terminal(
            Conversation(shop=self),
            merchant_id=NORTHWIND,
            session_id=session,
            access_token=token,
            locale=locale,
        )


@dataclass(slots=True)
class FixedRules:
    """The same rules for every merchant."""

    rules: Rules = NO_RULES

    def of(self, merchant_id: MerchantId) -> Rules:
        return self.rules


@dataclass(frozen=True, slots=True)
class TalkedReturns:
    """Returns of this shop's orders, by the policy's own arithmetic; a key gives one return."""

    shop: TalkingShop

    def policy(self, merchant_id: MerchantId) -> ReturnPolicy:
        return self.shop.policy

    def of_order(self, merchant_id: MerchantId, order_id: OrderId) -> Sequence[StoredReturn]:
        return [each for each in self.shop.given_back if each.order_id == order_id]

    def label_news(self, stored: StoredReturn) -> LabelNews | None:
        return self.shop.label_news

    def parcels(
        self, merchant_id: MerchantId, stored: Sequence[StoredReturn]
    ) -> Mapping[str, Tracking]:
        parcel = self.shop.parcel_back
        return {} if parcel is None else {each.id: parcel for each in stored}

    def assess(
        self,
        merchant_id: MerchantId,
        order_id: OrderId,
        lines: Sequence[Wanted],
        reason: ReturnReason,
        *,
        call: Call,
    ) -> Refused | Agreed:
        order = self.shop.orders.order(merchant_id, order_id)
        back = Counter[int]()
        for each in self.of_order(merchant_id, order_id):
            back.update(dict(each.lines))
        sold = SoldOrder(
            state=order.state,
            payment_state=order.payment_state,
            had_at=order.created_at,
            lines=tuple(
                SoldLine(
                    position=at,
                    sku=line.sku,
                    name=line.name,
                    quantity=line.quantity,
                    returned=Decimal(back[at]),
                    total=line.total,
                )
                for at, line in enumerate(order.lines)
            ),
            left_to_refund=order.total,
            returns_lately=len(self.shop.given_back),
        )
        return assess(self.shop.policy, sold, lines, reason, now=self.shop.clock.now())

    def ask(self, wish: AskReturn, call: Call) -> StoredReturn | Refused:
        known = [each for each in self.shop.given_back if each.detail.get("key") == wish.key]
        if known:
            return known[0]
        said = self.assess(wish.merchant_id, wish.order_id, wish.lines, wish.reason, call=call)
        if isinstance(said, Refused):
            return said
        now = self.shop.clock.now()
        made = StoredReturn(
            id=f"rtn_{len(self.shop.given_back) + 1}",
            merchant_id=wish.merchant_id,
            connection_id=ConnectionId("con_x"),
            order_id=wish.order_id,
            state=ReturnState.NEEDS_PERSON if said.person else ReturnState.AWAITING_GOODS,
            reason=wish.reason,
            note=wish.note,
            lines=tuple((each.position, each.quantity) for each in wish.lines),
            amount=said.amount,
            channel=wish.channel,
            customer_id=JORDAN.customer_id,
            platform_id=None,
            restocked=False,
            detail={"key": wish.key, "instructions": self.shop.policy.instructions},
            created_at=now,
            updated_at=now,
        )
        self.shop.given_back.append(made)
        return made


@dataclass(slots=True)
class MemoryHandoffs:
    """Tickets that were opened, and for what: one of a conversation for one reason, as at the"
    " desk."""

    opened: list[HandoffAsked] = field(default_factory=list)

    def open(self, asked: HandoffAsked) -> str:
        keys = [_ticket_key(each) for each in self.opened]
        if _ticket_key(asked) not in keys:
            self.opened.append(asked)
            keys.append(_ticket_key(asked))
        return f"T-{keys.index(_ticket_key(asked)) + 1:04d}"


def _ticket_key(asked: HandoffAsked) -> tuple[str, ...]:
    turn = asked.turn
    return (turn.merchant_id, turn.channel, turn.session_id, asked.reason, asked.order_id or "")


def stocked(shop: FakeShop) -> None:
    """Three stores; shoes, a mug, socks nobody has, coffee, a drink nobody counts."""
    for location_id, name in (("dt", "Downtown"), ("bl", "Ballard"), ("bv", "Bellevue")):
        shop.add_store(NORTHWIND, location_id, name)
    for size in ("9", "10", "11"):
        for color in ("Black", "White"):
            shop.add_variant(
                NORTHWIND,
                f"AM-{color[:1]}-{size}",
                "Nike Air Max 90",
                price=13000,
                options={"color": color, "size": size},
                stock={"dt": 3, "bl": 1 if size == "10" else 0, "bv": 5},
            )
    plain: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("PEG-10", "Nike Pegasus 41", {"price": 14500, "stock": {"dt": 2}}),
        ("MUG", "Camp Mug", {"price": 1250, "stock": {"dt": 4}}),
        ("TENT", "Trail Tent", {"price": 30000, "stock": {"dt": 1, "bl": 2}}),
        ("SOCK", "Hiker Socks", {"price": 2200, "stock": {"dt": 0, "bl": 0, "bv": 0}}),
        ("LATTE", "Caffe Latte", {"price": 450, "stock": {"dt": None}}),
    )
    for sku, title, more in plain:
        shop.add_variant(NORTHWIND, sku, title, **more)


def talking_shop(
    chain: SigningChain | None = None, *, linked: LinkedShopper | None = JORDAN
) -> TalkingShop:
    """A stocked shop with one linked shopper; `chain` signs its Alexa requests (as of now)."""
    made = TalkingShop(**bare_shop(chain, linked=linked))
    stocked(made.shop)
    return made


def bare_shop(
    chain: SigningChain | None = None, *, linked: LinkedShopper | None = JORDAN
) -> dict[str, Any]:
    """The parts of a `TalkingShop` that sells nothing yet."""
    clock = FakeClock(datetime.now(UTC)) if chain else FakeClock()
    shop = FakeShop(clock=clock)
    seen = MemorySeenIds()
    sessions, links, channels = (
        MemorySessions(clock, seen),
        MemoryLinks(),
        MemoryChannels(),
    )
    if linked is not None:
        links.shoppers[NORTHWIND, TOKEN] = linked
    channels.owners["alexa", SKILL] = NORTHWIND
    roots = x509.load_pem_x509_certificates(chain.root_pem) if chain else []
    voice = VoiceServices(
        sessions=sessions,
        seen=seen,
        links=links,
        channels=channels,
        clock=clock,
        alexa=AlexaVerifier(
            fetch=FixedChain(chain.chain_pem if chain else b""),
            roots=Store(roots) if roots else _no_roots(),
            clock=clock,
        ),
        words=ShopWordsCache(shop.discovery, shop.stock),
        states=SealedStates(Keyring(current_id="k", keys={"k": b"k" * 32})),
    )
    return {
        "shop": shop,
        "clock": clock,
        "sessions": sessions,
        "seen": seen,
        "links": links,
        "channels": channels,
        "voice": voice,
    }


@cache
def _no_roots() -> Store:
    return Store(x509.load_pem_x509_certificates(SigningChain.make().root_pem))


def said(lines: list[Line]) -> list[str]:
    """The words of some lines."""
    return [line.text for line in lines]


def home_at(place: str) -> LinkedShopper:
    """Jordan with a home store."""
    return LinkedShopper(
        customer_id=JORDAN.customer_id,
        name=JORDAN.name,
        address=JORDAN.address,
        home_location_id=LocationId(place),
    )


@dataclass
class Notes:
    """Notes of turns, as they were left."""

    notes: list[TurnNote] = field(default_factory=list)

    def note(self, note: TurnNote) -> None:
        self.notes.append(note)
