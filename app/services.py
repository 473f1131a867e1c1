"""Everything a process of the gateway works with, built once by `app.bootstrap`."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import redis

from adapters.transport import Transport
from app.analytics.desk import AnalyticsDesk
from app.api.services import RestServices
from app.callbacks.intake import WebhookServices
from app.carriers.build import Carriers
from app.commerce.alternatives import Substitutes
from app.commerce.audit import CatalogAudit
from app.commerce.cancellation import Cancellation
from app.commerce.credit_desk import CreditDesk
from app.commerce.discovery import DiscoveryService
from app.commerce.exchanges import ExchangeService
from app.commerce.loyalty import LoyaltyDesk
from app.commerce.native import NativeHolds
from app.commerce.nearby import Nearby
from app.commerce.order_book import OrderBookService
from app.commerce.parked_queue import ParkedQueue
from app.commerce.persons import Persons
from app.commerce.ports import Checkout
from app.commerce.reconciler import Reconciler
from app.commerce.returns import ReturnService
from app.commerce.rules import RuleBook
from app.commerce.search import Search
from app.commerce.split_orders import SplitService
from app.commerce.stock import StockService
from app.commerce.subscriptions.billing import Biller
from app.commerce.subscriptions.service import SubscriptionService
from app.commerce.transfers import TransferService
from app.commerce.usual import UsualService
from app.connections.connect import Connector
from app.connections.desk import ConnectionDesk
from app.connections.directory import Directory
from app.connections.privacy import PrivacyDesk
from app.connections.uses import CredentialUses
from app.conversations.book import TurnBook
from app.conversations.review import ReviewDesk
from app.handover.desk import HandoverDesk
from app.identity.factors import FactorDesk
from app.ops.care import Care
from app.ops.evidence import Evidence
from app.ops.health import Check
from app.ops.job_desk import JobDesk
from app.ops.otel import OtelTracer
from app.outward.build import Outward
from app.payments.balance import ClosingBalance
from app.payments.gift_cards import GiftCardDesk
from app.payments.links import PaymentLinks
from app.payments.tokens import CardDesk
from app.rollout.build import Rollout
from app.shoppers.desk import ShopperDesk
from app.voice.channel_desk import ChannelDesk
from app.voice.services import VoiceServices
from domain.calls import Clock
from storage.engine import Database
from storage.keyring import LiveKeyring
from storage.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The house's machinery; surfaces reach the parts they declare."""

    database: Database
    redis: redis.Redis | None
    clock: Clock
    vault: Vault
    transport: Transport
    directory: Directory
    connector: Connector
    connections: ConnectionDesk
    privacy: PrivacyDesk
    jobs: JobDesk
    uses: CredentialUses
    keyring: LiveKeyring
    discovery: DiscoveryService
    search: Search
    nearby: Nearby
    rules: RuleBook
    usual: UsualService
    audit: CatalogAudit
    substitutes: Substitutes
    stock: StockService
    checkout: Checkout
    cancellation: Cancellation
    returns: ReturnService
    exchanges: ExchangeService
    transfers: TransferService
    splits: SplitService
    credit: CreditDesk
    native: NativeHolds
    reconciler: Reconciler
    subscriptions: SubscriptionService
    biller: Biller
    parked: ParkedQueue
    persons: Persons
    loyalty: LoyaltyDesk
    orders: OrderBookService
    cards: CardDesk
    gift_cards: GiftCardDesk
    pay_links: PaymentLinks
    balance: ClosingBalance
    rest: RestServices
    webhooks: WebhookServices
    voice: VoiceServices
    turns: TurnBook
    handovers: HandoverDesk
    review: ReviewDesk
    shoppers: ShopperDesk
    factors: FactorDesk
    analytics: AnalyticsDesk
    channel_desk: ChannelDesk
    checks: Sequence[Check]
    care: Care
    evidence: Evidence
    outward: Outward
    rollout: Rollout
    carriers: Carriers
    pool: ThreadPoolExecutor
    tracer: OtelTracer | None
    """Keeps spans; None: nobody does."""

    def close(self) -> None:
        """Let go of connections and threads, once what they have begun is stored."""
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.directory.close()
        self.uses.close()
        self.turns.close()
        self.care.close()
        self.outward.close()
        self.rollout.close()
        self.carriers.close()
        self.transport.close()
        self.database.close()
        if self.tracer is not None:
            self.tracer.close()
