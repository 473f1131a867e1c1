"""The REST surface's own ports in memory: API keys, kept answers; and the services around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.api.cursors import Cursors
from app.api.fingerprints import Fingerprints
from app.api.rates import Rates
from app.api.services import Claim, Grant, RestServices, Scope, StoredAnswer
from app.callbacks.intake import WebhookEndpoint, WebhookServices
from app.commerce.alternatives import Substitutes
from app.commerce.audit import CatalogAudit
from app.commerce.nearby import Nearby
from app.commerce.rules import NO_RULES, Rules
from app.commerce.search import Search
from app.commerce.usual import UsualService
from app.ops.health import Check
from domain.errors import IdempotencyConflictError, NotFoundError
from domain.events import Delivery
from domain.ids import ConnectionId, CustomerId, LocationId, MerchantId
from domain.ports.pos import WebhookReader
from storage.bought import BoughtLine
from tests.fakes.balance import FakeBalance
from tests.fakes.cards import FakeCards
from tests.fakes.care import FakeCare
from tests.fakes.care_desks import FakeAnalytics, FakeHandovers
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeCheckout, FakeDiscovery, FakeOrderBook, FakeShop, FakeStock
from tests.fakes.connections import FakeDesk, FakePrivacyDesk
from tests.fakes.evidence import FakeEvidence
from tests.fakes.exchanges import FakeCredit, FakeExchanges
from tests.fakes.gift_cards import FakeGiftCards
from tests.fakes.jobs import FakeJobDesk
from tests.fakes.links import FakeLinks
from tests.fakes.loyalty import FakeLoyalty
from tests.fakes.outward import FakeOutward, FakeWebhookDesk
from tests.fakes.parked import FakeParked
from tests.fakes.persons import FakePersons
from tests.fakes.returns import FakeReturns
from tests.fakes.rollout import FakeRollout, FakeRolloutDesk
from tests.fakes.split_orders import FakeSplits
from tests.fakes.subscriptions import FakeSubscriptions
from tests.fakes.transfers import FakeTransfers


@dataclass(slots=True)
class FakeKeys:
    """API keys by their text."""

    grants: dict[str, Grant] = field(default_factory=dict)
    looked_up: int = 0

    def issue(self, merchant_id: str, *scopes: Scope, key: str | None = None) -> str:
        """A key of the merchant with the scopes (none: all)."""
        presented = key or f"vt_test_{merchant_id}_{len(self.grants)}"
        self.grants[presented] = Grant(
            key_id=f"key_{len(self.grants)}",
            merchant_id=MerchantId(merchant_id),
            scopes=frozenset(scopes or Scope),
        )
        return presented

    def shut_out(self, presented: str) -> None:
        """It is a test key of a merchant that sells."""
        self.grants[presented] = replace(self.grants[presented], is_shut_out=True)

    def find(self, presented: str, *, now: datetime) -> Grant | None:
        self.looked_up += 1
        return self.grants.get(presented)


@dataclass(slots=True)
class FakeAnswers:
    """Kept answers, for ever."""

    kept: dict[tuple[MerchantId, str], tuple[str, StoredAnswer | None]] = field(
        default_factory=dict
    )

    def begin(
        self, merchant_id: MerchantId, key: str, fingerprints: Sequence[str], *, now: datetime
    ) -> Claim | StoredAnswer:
        known = self.kept.get((merchant_id, key))
        if known is None:
            self.kept[merchant_id, key] = (fingerprints[0], None)
            return Claim(merchant_id=merchant_id, key=key, owner="test")
        if known[0] not in fingerprints:
            raise IdempotencyConflictError(key, in_flight=False)
        if known[1] is None:
            raise IdempotencyConflictError(key, in_flight=True)
        return known[1]

    def finish(self, claim: Claim, answer: StoredAnswer) -> None:
        fingerprint, _ = self.kept[claim.merchant_id, claim.key]
        self.kept[claim.merchant_id, claim.key] = (fingerprint, answer)

    def abandon(self, claim: Claim) -> None:
        del self.kept[claim.merchant_id, claim.key]


@dataclass(slots=True)
class FakeDirectory:
    """Webhook endpoints by platform and connection."""

    endpoints: dict[tuple[str, str], WebhookEndpoint] = field(default_factory=dict)
    looked_up: int = 0

    def add(self, endpoint: WebhookEndpoint) -> None:
        """Make an endpoint known."""
        self.endpoints[endpoint.platform, endpoint.connection_id] = endpoint

    def find(self, platform: str, connection_id: ConnectionId) -> WebhookEndpoint | None:
        self.looked_up += 1
        return self.endpoints.get((platform, connection_id))


@dataclass(slots=True)
class FakeInbox:
    """Deliveries by connection and id."""

    stored: dict[tuple[str, str], tuple[Delivery, Mapping[str, str]]] = field(default_factory=dict)
    trouble: Exception | None = None

    def receive(
        self,
        endpoint: WebhookEndpoint,
        delivery: Delivery,
        *,
        headers: Mapping[str, str],
        received_at: datetime,
    ) -> bool:
        if self.trouble is not None:
            raise self.trouble
        name = (str(endpoint.connection_id), delivery.delivery_id)
        if name in self.stored:
            return False
        self.stored[name] = (delivery, headers)
        return True

    def receive_all(
        self,
        letters: Sequence[tuple[WebhookEndpoint, Delivery]],
        *,
        headers: Mapping[str, str],
        received_at: datetime,
    ) -> int:
        before = dict(self.stored)
        try:
            return sum(
                self.receive(endpoint, delivery, headers=headers, received_at=received_at)
                for endpoint, delivery in letters
            )
        except Exception:
            self.stored = before
            raise


@dataclass(slots=True)
class FixedRules:
    """The same rules for every merchant."""

    rules: Rules = NO_RULES

    def of(self, merchant_id: MerchantId) -> Rules:
        return self.rules


@dataclass(slots=True)
class FakeServices:
    """All services of the web application, over one shop in memory."""

    clock: FakeClock = field(default_factory=FakeClock)
    keys: FakeKeys = field(default_factory=FakeKeys)
    answers: FakeAnswers = field(default_factory=FakeAnswers)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    inbox: FakeInbox = field(default_factory=FakeInbox)
    readers: dict[str, WebhookReader] = field(default_factory=dict)
    versions: list[tuple[str, str]] = field(default_factory=list)
    """Platforms and versions of webhooks that were looked at."""
    checks: Sequence[Check] = ()
    sealing: list[bytes] = field(default_factory=lambda: [b"k" * 32])
    """Keys of cursors and fingerprints, the current first."""
    rules: FixedRules = field(default_factory=FixedRules)
    homes: dict[tuple[MerchantId, CustomerId], LocationId] = field(default_factory=dict)
    bought: dict[tuple[MerchantId, CustomerId], list[BoughtLine]] = field(default_factory=dict)
    rates: Rates = field(default_factory=lambda: Rates(60_000))
    shop: FakeShop = field(init=False)
    connections: FakeDesk = field(init=False)
    care: FakeCare = field(init=False)
    privacy: FakePrivacyDesk = field(init=False)
    jobs: FakeJobDesk = field(init=False)
    evidence: FakeEvidence = field(init=False)
    outward: FakeOutward = field(init=False)
    rollout: FakeRollout = field(init=False)
    returns: FakeReturns = field(init=False)
    exchanges: FakeExchanges = field(init=False)
    transfers: FakeTransfers = field(init=False)
    splits: FakeSplits = field(init=False)
    credit: FakeCredit = field(init=False)
    subscriptions: FakeSubscriptions = field(init=False)
    parked: FakeParked = field(init=False)
    persons: FakePersons = field(init=False)
    loyalty: FakeLoyalty = field(default_factory=FakeLoyalty)
    handovers: FakeHandovers = field(init=False)
    analytics: FakeAnalytics = field(init=False)
    cards: FakeCards = field(init=False)
    gift_cards: FakeGiftCards = field(init=False)
    pay_links: FakeLinks = field(init=False)
    balance: FakeBalance = field(init=False)

    def __post_init__(self) -> None:
        self.shop = FakeShop(clock=self.clock)
        self.connections = FakeDesk(self.clock)
        self.care = FakeCare(self.clock)
        self.privacy = FakePrivacyDesk(self.clock)
        self.jobs = FakeJobDesk(self.clock)
        self.evidence = FakeEvidence(self.clock)
        self.outward = FakeOutward(FakeWebhookDesk(self.clock))
        self.rollout = FakeRollout(FakeRolloutDesk(self.clock))
        self.cards = FakeCards(self.clock)
        self.gift_cards = FakeGiftCards(self.clock)
        self.pay_links = FakeLinks(self.clock, self.shop.order_book.order)
        self.balance = FakeBalance(self.clock)
        self.handovers = FakeHandovers(self.clock)
        self.analytics = FakeAnalytics(self.clock)
        self.returns = FakeReturns(self.clock, self.shop.order_book.order)
        self.exchanges = FakeExchanges(self.clock, self.shop.order_book.order)
        self.transfers = FakeTransfers(self.clock, self.shop.discovery.variant)
        self.splits = FakeSplits(self.clock, self.shop.discovery.variant)
        self.credit = FakeCredit(self.clock)
        self.subscriptions = FakeSubscriptions(self.clock, self.shop.discovery.variant)
        self.parked = FakeParked(self.clock, self.shop.order_book.order)
        self.persons = FakePersons(self.clock)

    @property
    def discovery(self) -> FakeDiscovery:
        return self.shop.discovery

    @property
    def nearby(self) -> Nearby:
        return Nearby(self.shop.stock, self.rules, self.clock, self._home_of)

    @property
    def search(self) -> Search:
        return Search(self.shop.discovery, self.shop.stock, self.nearby)

    @property
    def substitutes(self) -> Substitutes:
        return Substitutes(self.shop.discovery, self.shop.stock, self.nearby)

    @property
    def audit(self) -> CatalogAudit:
        return CatalogAudit(self.shop.discovery)

    @property
    def usual(self) -> UsualService:
        return UsualService(self.shop.discovery, self.shop.stock, self._bought, self.clock)

    def _bought(
        self, merchant_id: MerchantId, customer_id: CustomerId, since: datetime
    ) -> Sequence[BoughtLine]:
        known = self.bought.get((merchant_id, customer_id))
        if known is None:
            raise NotFoundError("customer", customer_id)
        return [line for line in known if line.at > since]

    def _home_of(self, merchant_id: MerchantId, customer_id: CustomerId) -> LocationId | None:
        return self.homes.get((merchant_id, customer_id))

    @property
    def stock(self) -> FakeStock:
        return self.shop.stock

    @property
    def checkout(self) -> FakeCheckout:
        return self.shop.checkout

    @property
    def orders(self) -> FakeOrderBook:
        return self.shop.order_book

    @property
    def rest(self) -> RestServices:
        return RestServices(
            keys=self.keys,
            answers=self.answers,
            listing=self.shop.discovery,
            cursors=Cursors(lambda: self.sealing),
            fingerprints=Fingerprints(lambda: self.sealing),
            deadline=timedelta(seconds=5),
            rates=self.rates,
        )

    @property
    def webhooks(self) -> WebhookServices:
        return WebhookServices(
            directory=self.directory,
            readers=self.readers,
            inbox=self.inbox,
            clock=self.clock,
            max_age=timedelta(days=3),
            look_at_version=lambda platform, version: self.versions.append((platform, version)),
        )
