"""The one place that knows every concrete class: settings in, machinery out."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import redis
from flask import Flask
from prometheus_client import REGISTRY, CollectorRegistry

from adapters.direct_redis import DirectRedis
from adapters.oauth import StateSigner
from adapters.platform import Platform
from adapters.registry import PLATFORMS, WebhookReaders
from adapters.transport import Transport, TransportConfig
from app.api.access import CachedKeys
from app.api.cursors import Cursors
from app.api.fingerprints import Fingerprints
from app.api.services import RestServices
from app.bell import Bell
from app.bindings import (
    FileChain,
    SqlInbox,
    StoredAnswers,
    StoredChannels,
    StoredConversations,
    StoredEndpoints,
    StoredHomes,
    StoredKeys,
    StoredLinks,
    VaultTokens,
)
from app.callbacks import alexa as alexa_callback
from app.callbacks import voice as voice_callback
from app.callbacks.address_checks import AddressChecks
from app.callbacks.intake import CachedDirectory, GentleWake, WebhookServices
from app.commerce.cancellation import Cancellation
from app.commerce.checkout import CheckoutService
from app.commerce.discovery import DiscoveryService
from app.commerce.native import NativeHolds
from app.commerce.nearby import Nearby
from app.commerce.order_book import OrderBookService
from app.commerce.prepare import Preparer
from app.commerce.reconciler import Reconciler
from app.commerce.rules import RuleBook
from app.commerce.saga import Probe, Saga, no_probe
from app.commerce.search import Search
from app.commerce.steps import Steps
from app.commerce.stock import StockPolicy, StockService
from app.connections import pages as oauth_pages
from app.connections.connect import Connector
from app.connections.desk import ConnectionDesk
from app.connections.directory import Directory
from app.connections.registrations import Registration
from app.connections.uses import CredentialUses
from app.connections.watch import ConnectionWatch
from app.console.blueprint import Console, console_blueprint
from app.ops.care import Care, build_care
from app.ops.checks import (
    ConnectionsCheck,
    DatabaseCheck,
    InboxCheck,
    MigrationsCheck,
    OrdersCheck,
    RedisCheck,
)
from app.ops.mail import MailServer
from app.services import Services
from app.voice.channel_desk import ChannelDesk
from app.voice.channels.alexa_signature import AlexaVerifier, HttpChainFetcher, trust_roots
from app.voice.channels.google_keys import GoogleKeys
from app.voice.channels.proofs import GoogleTokens
from app.voice.channels.registry import channels
from app.voice.services import VoiceServices
from app.voice.shop_words import ShopWordsCache
from app.web import WebOptions
from app.web import create_app as create_web_app
from app.webhook_addresses import AddressNotes, RegisteredApplications
from app.wiring import derived, key_source, live_keyring, registrations
from config.core_dumps import forbid_core_dumps
from config.logging import configure_logging
from config.settings import Settings
from domain.calls import Clock, SystemClock
from storage.engine import Database, open_database
from storage.keyring import LiveKeyring
from storage.redis_server import redis_client
from storage.vault import Vault
from storage.voice_sessions import RedisSessions, SessionStore, SqlSessions
from sync.inbox_worker import InboxWorker
from sync.leadership import Leadership
from sync.upkeep import Upkeep

if TYPE_CHECKING:
    from app.worker import Worker

INBOX_BELL = "voicetill:bell:inbox"
_POOL_THREADS = 32


def build_services(
    settings: Settings,
    *,
    clock: Clock | None = None,
    probe: Probe = no_probe,
    metrics: CollectorRegistry | None = None,
    platforms: Mapping[str, Platform] = PLATFORMS,
) -> Services:
    """Everything a process works with. Nothing is connected to before it is used.

    `metrics` is where calls to platforms are counted; None: nowhere that is published.
    `platforms` are those the gateway speaks; a load test states other rate limits in them.
    """
    time = clock or SystemClock()
    database = open_database(settings.database_url.reveal(), pool_size=settings.database_pool)
    client = None if settings.redis_url is None else redis_client(settings.redis_url.reveal())
    keyring = live_keyring(key_source(settings))
    vault = Vault(keyring)
    care = _care(settings, database, vault, keyring, time)
    transport = Transport(
        TransportConfig(
            processes=settings.web_workers + 1, allow_loopback=not settings.is_production
        ),
        redis=client,
        registry=metrics,
        on_call=care.calls,
    )
    care.calls.standing = transport.standing
    apps = registrations(settings, platforms)
    uses = CredentialUses(database, time, process=f"{socket.gethostname()}:{os.getpid()}")
    directory = Directory(
        database=database,
        transport=transport,
        platforms=platforms,
        registrations=apps,
        tokens=VaultTokens(database, vault, time),
        uses=uses,
        clock=time,
    )
    connector = Connector(
        database=database,
        directory=directory,
        vault=vault,
        states=StateSigner(lambda: derived(keyring, "oauth-state")),
        public_url=settings.public_url,
        clock=time,
    )
    pool = ThreadPoolExecutor(max_workers=_POOL_THREADS, thread_name_prefix="beside")
    policy = StockPolicy(hold_ttl=settings.hold_ttl, fresh=settings.stock_freshness)
    discovery = DiscoveryService(database, time)
    rules = RuleBook(database)
    stock = StockService(database, directory, discovery, time, policy, rules)
    nearby = Nearby(stock, rules, time, StoredHomes(database))
    book = OrderBookService(database, directory, stock, time)
    saga = Saga(database, Steps(directory, time), time, probe=probe)
    cancellation = Cancellation(
        database=database, pos=directory, saga=saga, book=book, clock=time, probe=probe
    )
    native = NativeHolds(
        database=database,
        pos=directory,
        stock=stock,
        saga=saga,
        clock=time,
        pool=pool,
        ttl=policy.hold_ttl,
        probe=probe,
    )
    preparer = Preparer(
        database=database,
        pos=directory,
        discovery=discovery,
        stock=stock,
        clock=time,
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
        clock=time,
        pool=pool,
    )
    return Services(
        database=database,
        redis=client,
        clock=time,
        vault=vault,
        transport=transport,
        directory=directory,
        uses=uses,
        keyring=keyring,
        connector=connector,
        connections=ConnectionDesk(
            database=database, directory=directory, connector=connector, vault=vault, clock=time
        ),
        discovery=discovery,
        search=Search(discovery, stock, nearby),
        nearby=nearby,
        stock=stock,
        checkout=checkout,
        cancellation=cancellation,
        native=native,
        reconciler=Reconciler(saga, time),
        orders=book,
        rest=RestServices(
            keys=CachedKeys(StoredKeys(database)),
            answers=StoredAnswers(database),
            listing=discovery,
            cursors=Cursors(lambda: derived(keyring, "cursors")),
            fingerprints=Fingerprints(lambda: derived(keyring, "fingerprints")),
            deadline=settings.rest_deadline,
        ),
        webhooks=_webhooks(settings, database, vault, apps, client, time, platforms),
        voice=_voice(settings, database, discovery, stock, client, time),
        channel_desk=ChannelDesk(
            database=database,
            keyring=keyring,
            known=channels(GoogleTokens(GoogleKeys())),
            public_url=settings.public_url,
            clock=time,
        ),
        checks=(
            DatabaseCheck(database=database),
            MigrationsCheck(database=database),
            RedisCheck(client=client),
            InboxCheck(database=database, clock=time),
            OrdersCheck(database=database, clock=time),
            ConnectionsCheck(database=database),
        ),
        care=care,
        pool=pool,
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


def create_app(settings: Settings) -> Flask:
    """The web application over freshly built services; one per process."""
    configure_logging(settings.log_format, settings.log_level)
    forbid_core_dumps()
    services = build_services(settings, metrics=REGISTRY)
    options = WebOptions(
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        metrics_token=(None if settings.metrics_token is None else settings.metrics_token.reveal()),
        metrics_dir=settings.metrics_dir,
    )
    console = build_console(settings, services)
    app = create_web_app(
        services,
        options,
        more=(
            alexa_callback.blueprint,
            voice_callback.blueprint,
            oauth_pages.blueprint,
            console_blueprint(console),
        ),
        lanes=(lambda app: alexa_callback.voice_lane(app, services),),
    )
    app.config.update(console.cookie_settings)
    return app


def build_console(settings: Settings, services: Services) -> Console:
    """The operators' pages over built services."""
    return Console(
        services=services,
        keys_for=lambda purpose: derived(services.keyring, purpose),
        is_https=settings.public_url.startswith("https://"),
        weaknesses=_weaknesses(settings) if settings.is_production else (),
    )


def _weaknesses(settings: Settings) -> tuple[str, ...]:
    """What the settings allow themselves to leave open, and the console does not in production."""
    found = []
    if settings.metrics_token is None:
        found.append("VOICETILL_METRICS_TOKEN is not set: everybody may read /metrics")
    found += [
        f"VOICETILL_{name.upper()}_BASE_URL is {app.base_url}: a stand-in, not the platform"
        for name, app in settings.apps.items()
        if app.base_url is not None and app.base_url.startswith("http://")
    ]
    return tuple(found)


def build_worker(services: Services) -> Worker:
    """The loops and timed jobs of a worker process."""
    from app.duties import clock_jobs, job_loops
    from app.worker import Loop, TimedJob, Worker  # the scheduler is the worker's alone

    inbox = InboxWorker(
        services.database,
        services.directory,
        lambda platform: services.directory.platform(platform).webhooks,
        services.clock,
        waits_until=services.care.outages.waits_until,
    )
    watch = ConnectionWatch(services.database, services.directory, services.vault, services.clock)
    upkeep = Upkeep(
        services.database,
        services.clock,
        cancel=services.cancellation,
        native=services.native,
    )
    return Worker(
        loops=(
            Loop(
                name="inbox", work=inbox.run_once, idle_s=0.25, gather_s=0.05, bell=_bell(services)
            ),
            Loop(name="checkouts", work=services.reconciler.run, idle_s=0.5),
            Loop(name="holds", work=upkeep.end_holds, idle_s=0.5),
            Loop(name="outbox", work=upkeep.carry_out_effects, idle_s=1.0),
            Loop(name="alerts", work=services.care.notifier.run_once, idle_s=1.0),
            *job_loops(services),
        ),
        jobs=(
            *clock_jobs(services),
            TimedJob(name="connections", work=watch.run, every_s=900),
            TimedJob(name="alerts", work=services.care.round.run, every_s=15),
            TimedJob(name="native-holds", work=services.native.sweep, every_s=300),
            TimedJob(name="prune", work=upkeep.prune, every_s=600),
        ),
        leadership=Leadership(services.database, services.clock),
    )


def _bell(services: Services) -> Bell | None:
    return None if services.redis is None else Bell(services.redis, INBOX_BELL)


def _webhooks(
    settings: Settings,
    database: Database,
    vault: Vault,
    apps: Mapping[str, Registration],
    client: redis.Redis | None,
    clock: Clock,
    platforms: Mapping[str, Platform],
) -> WebhookServices:
    wake = None
    if client is not None:
        wake = GentleWake(Bell(client, INBOX_BELL).ring, failures=(redis.RedisError,))
    return WebhookServices(
        directory=CachedDirectory(StoredEndpoints(database, vault, apps, clock)),
        readers=WebhookReaders(platforms),
        inbox=SqlInbox(database),
        clock=clock,
        max_age=settings.webhook_max_age,
        wake=wake,
        applications=RegisteredApplications(
            platforms=platforms,
            registrations=apps,
            public_url=settings.public_url,
            database=database,
        ),
        checks=AddressChecks(AddressNotes(database)),
    )


def _voice(
    settings: Settings,
    database: Database,
    discovery: DiscoveryService,
    stock: StockService,
    client: redis.Redis | None,
    clock: Clock,
) -> VoiceServices:
    sql = SqlSessions(database)
    store: SessionStore = sql if client is None else RedisSessions(DirectRedis(client), sql)
    conversations = StoredConversations(store, clock)
    chain = settings.alexa_chain_file
    return VoiceServices(
        sessions=conversations,
        seen=conversations,
        links=StoredLinks(database),
        channels=StoredChannels(database, {}),
        clock=clock,
        alexa=AlexaVerifier(
            fetch=HttpChainFetcher() if chain is None else FileChain(chain),
            roots=trust_roots(settings.alexa_trust_roots),
            clock=clock,
        ),
        words=ShopWordsCache(discovery=discovery, stock=stock),
        turn_deadline_s=settings.turn_deadline.total_seconds(),
    )
