"""The house's rooms, each built from those below it: ground, accounts, shop."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import redis
from prometheus_client import CollectorRegistry

from adapters.oauth import StateSigner
from adapters.platform import Platform
from adapters.transport import Transport, TransportConfig
from app.bindings import StoredHomes, StoredPurchases
from app.commerce.alternatives import Substitutes
from app.commerce.audit import CatalogAudit
from app.commerce.cancellation import Cancellation
from app.commerce.capturing import Capturing
from app.commerce.checkout import CheckoutService
from app.commerce.discovery import DiscoveryService
from app.commerce.exchanges import ExchangeService
from app.commerce.native import NativeHolds
from app.commerce.nearby import Nearby
from app.commerce.order_book import OrderBookService
from app.commerce.parked_queue import ParkedQueue
from app.commerce.prepare import Preparer
from app.commerce.reconciler import Reconciler
from app.commerce.returns import ReturnService
from app.commerce.rules import RuleBook
from app.commerce.saga import Probe, Saga
from app.commerce.search import Search
from app.commerce.split_orders import SplitService
from app.commerce.split_work import SplitWork
from app.commerce.steps import Steps
from app.commerce.stock import StockPolicy, StockService
from app.commerce.subscriptions.attempt import Attempts
from app.commerce.subscriptions.billing import Biller
from app.commerce.subscriptions.native import NativeSubscriptions
from app.commerce.subscriptions.service import SubscriptionService
from app.commerce.transfer_offers import TransferOffers
from app.commerce.transfer_work import TransferWork
from app.commerce.transfers import TransferService
from app.commerce.usual import UsualService
from app.connections.connect import Connector
from app.connections.desk import ConnectionDesk
from app.connections.directory import Directory
from app.connections.privacy import PrivacyDesk
from app.connections.registrations import Registration
from app.connections.token_store import VaultTokens
from app.connections.trust import TrustFolder
from app.connections.uses import CredentialUses
from app.ops.care import Care, build_care
from app.ops.mail import MailServer
from app.ops.otel import OtelTracer
from app.payments.key_ring import CardKeys
from app.payments.links import PaymentLinks
from app.payments.tokens import CardDesk
from app.wiring import derived, key_source, live_keyring, registrations, tracer_of
from config.settings import Settings
from domain.calls import Clock
from storage.engine import Database, open_database
from storage.keyring import LiveKeyring
from storage.redis_server import redis_client
from storage.vault import Vault

_POOL_THREADS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What everything stands on: time, stores, keys, and the way to the platforms."""

    settings: Settings
    clock: Clock
    database: Database
    redis: redis.Redis | None
    keyring: LiveKeyring
    vault: Vault
    care: Care
    """Looks after what runs: alerts, and how calls to platforms go."""
    transport: Transport
    platforms: Mapping[str, Platform]
    registrations: Mapping[str, Registration]
    pool: ThreadPoolExecutor
    """For what is done beside the work in hand."""
    tracer: OtelTracer | None
    """Keeps spans; None: nobody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The merchants' accounts on the platforms."""

    directory: Directory
    uses: CredentialUses
    connector: Connector
    desk: ConnectionDesk
    privacy: PrivacyDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """From the wish to the order, and back."""

    discovery: DiscoveryService
    search: Search
    nearby: Nearby
    rules: RuleBook
    usual: UsualService
    audit: CatalogAudit
    substitutes: Substitutes
    stock: StockService
    orders: OrderBookService
    cards: CardDesk
    links: PaymentLinks
    checkout: CheckoutService
    cancellation: Cancellation
    returns: ReturnService
    exchanges: ExchangeService
    transfers: TransferService
    splits: SplitService
    native: NativeHolds
    reconciler: Reconciler
    subscriptions: SubscriptionService
    biller: Biller
    parked: ParkedQueue


def build_ground(
    settings: Settings,
    *,
    clock: Clock,
    metrics: CollectorRegistry | None,
    platforms: Mapping[str, Platform],
) -> Ground:
    """Nothing is connected to before it is used. Raises ConfigurationError (no keys)."""
    client = None if settings.redis_url is None else redis_client(settings.redis_url.reveal())
    keyring = live_keyring(key_source(settings))
    vault = Vault(keyring)
    database = open_database(settings.database_url.reveal(), pool_size=settings.database_pool)
    care = _care(settings, database, vault, keyring, clock)
    tracer = tracer_of(settings)
    transport = Transport(
        TransportConfig(
            processes=settings.web_workers + 1, allow_loopback=not settings.is_production
        ),
        redis=client,
        registry=metrics,
        on_call=care.calls,
        spans=tracer,
    )
    care.calls.standing = transport.standing
    return Ground(
        settings=settings,
        clock=clock,
        database=database,
        redis=client,
        keyring=keyring,
        vault=vault,
        care=care,
        transport=transport,
        platforms=platforms,
        registrations=registrations(settings, platforms),
        pool=ThreadPoolExecutor(max_workers=_POOL_THREADS, thread_name_prefix="beside"),
        tracer=tracer,
    )


def _care(
    settings: Settings, database: Database, vault: Vault, keyring: LiveKeyring, clock: Clock
) -> Care:
    smtp = settings.smtp_url
    return build_care(
        database,
        vault,
        keyring,
        clock,
        allow_loopback=not settings.is_production,
        mail=None if smtp is None else MailServer.parse(smtp.reveal(), settings.smtp_from),
        docs_url=settings.docs_url,
    )


def build_accounts(ground: Ground) -> Accounts:
    """Opening adapters, joining accounts, looking after them."""
    database, vault, clock = ground.database, ground.vault, ground.clock
    uses = CredentialUses(database, clock, process=f"{socket.gethostname()}:{os.getpid()}")
    trust = TrustFolder(ground.settings.var_dir / "trust")
    directory = Directory(
        database=database,
        transport=ground.transport,
        platforms=ground.platforms,
        registrations=ground.registrations,
        tokens=VaultTokens(database, vault, clock),
        uses=uses,
        trust=trust,
        clock=clock,
    )
    connector = Connector(
        database=database,
        directory=directory,
        vault=vault,
        states=StateSigner(lambda: derived(ground.keyring, "oauth-state")),
        public_url=ground.settings.public_url,
        clock=clock,
    )
    desk = ConnectionDesk(
        database=database,
        directory=directory,
        connector=connector,
        vault=vault,
        trust=trust,
        clock=clock,
    )
    return Accounts(
        directory=directory,
        uses=uses,
        connector=connector,
        desk=desk,
        privacy=PrivacyDesk(database),
    )


def build_shop(ground: Ground, directory: Directory, probe: Probe) -> Shop:
    """Everything that sells; `probe` is told the moments between its steps."""
    database, clock, pool = ground.database, ground.clock, ground.pool
    settings = ground.settings
    policy = StockPolicy(hold_ttl=settings.hold_ttl, fresh=settings.stock_freshness)
    discovery = DiscoveryService(database, clock)
    rules = RuleBook(database)
    stock = StockService(database, directory, discovery, clock, policy, rules)
    nearby = Nearby(stock, rules, clock, StoredHomes(database))
    book = OrderBookService(database, directory, stock, clock)
    cards = CardDesk(
        database=database,
        pos=directory,
        ring=CardKeys(database, ground.keyring, clock),
        keyring=ground.keyring,
        clock=clock,
        probe=probe,
    )
    saga = Saga(database, Steps(directory, clock, cards), clock, probe=probe)
    cancellation = Cancellation(
        database=database, pos=directory, saga=saga, book=book, clock=clock, probe=probe
    )
    native = NativeHolds(
        database=database,
        pos=directory,
        stock=stock,
        saga=saga,
        clock=clock,
        pool=pool,
        ttl=policy.hold_ttl,
        probe=probe,
    )
    preparer = Preparer(
        database=database,
        pos=directory,
        discovery=discovery,
        stock=stock,
        clock=clock,
        policy=policy,
        pool=pool,
        native=native,
    )
    checkout = CheckoutService(
        database=database,
        preparer=preparer,
        saga=saga,
        stock=stock,
        cancellation=cancellation,
        capturing=Capturing(directory),
        clock=clock,
        pool=pool,
    )
    returns = ReturnService(database, directory, clock, probe=probe)
    return Shop(
        discovery=discovery,
        search=Search(discovery, stock, nearby),
        usual=UsualService(discovery, stock, StoredPurchases(database), clock),
        audit=CatalogAudit(discovery),
        substitutes=Substitutes(discovery, stock, nearby),
        nearby=nearby,
        rules=rules,
        stock=stock,
        orders=book,
        cards=cards,
        links=PaymentLinks(database=database, pos=directory, saga=saga, clock=clock),
        checkout=checkout,
        cancellation=cancellation,
        returns=returns,
        exchanges=ExchangeService(
            database=database, returns=returns, checkout=checkout, clock=clock, probe=probe
        ),
        transfers=TransferService(
            database=database,
            offers=TransferOffers(database, directory, stock, rules),
            work=TransferWork(
                database=database, pos=directory, stock=stock, clock=clock, probe=probe
            ),
            rules=rules,
            clock=clock,
            probe=probe,
        ),
        splits=SplitService(
            database=database,
            stock=stock,
            book=book,
            work=SplitWork(database=database, checkout=checkout, clock=clock, probe=probe),
            clock=clock,
            probe=probe,
        ),
        native=native,
        reconciler=Reconciler(saga, clock),
        subscriptions=SubscriptionService(
            database,
            discovery,
            stock,
            clock,
            NativeSubscriptions(database, directory, clock, cards),
        ),
        biller=Biller(
            database=database,
            discovery=discovery,
            substitutes=Substitutes(discovery, stock, nearby),
            attempts=Attempts(database, checkout),
            clock=clock,
            probe=probe,
        ),
        parked=ParkedQueue(
            database=database,
            pos=directory,
            saga=saga,
            cancellation=cancellation,
            clock=clock,
            rechecks=checkout.recheck,
            probe=probe,
        ),
    )
