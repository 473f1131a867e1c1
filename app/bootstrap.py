"""The one place that knows every concrete class: settings in, machinery out.

Its lower parts are built in `base_services` and `commerce_services`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import redis
from flask import Flask
from prometheus_client import REGISTRY, CollectorRegistry

from adapters.direct_redis import DirectRedis
from adapters.platform import Platform
from adapters.registry import PLATFORMS, WebhookReaders
from app.agents.acp import acp_blueprint
from app.agents.mcp import mcp_blueprint
from app.agents.ucp import ucp_blueprint
from app.analytics.desk import AnalyticsDesk
from app.api.access import CachedKeys
from app.api.cursors import Cursors
from app.api.fingerprints import Fingerprints
from app.api.rates import Rates
from app.api.services import RestServices
from app.base_services import Ground, build_accounts, build_ground
from app.bindings import (
    FileChain,
    SqlInbox,
    StoredAnswers,
    StoredChannels,
    StoredConversations,
    StoredEndpoints,
    StoredKeys,
    StoredLinks,
)
from app.callbacks import alexa as alexa_callback
from app.callbacks import carriers as carrier_callback
from app.callbacks import voice as voice_callback
from app.callbacks.address_checks import AddressChecks
from app.callbacks.intake import CachedDirectory, GentleWake, WebhookServices
from app.carriers.build import Carriers, build_carriers
from app.commerce.discovery import DiscoveryService
from app.commerce.saga import Probe, no_probe
from app.commerce_services import (
    Shelf,
    build_aftercare,
    build_counter,
    build_purse,
    build_shelf,
    build_till,
)
from app.connections import pages as oauth_pages
from app.console.blueprint import Console, console_blueprint
from app.conversations.book import TurnBook
from app.conversations.review import ReviewDesk
from app.handover.desk import HandoverDesk
from app.identity.factors import FactorDesk
from app.identity.leaving import LinkEnding
from app.identity.own_accounts import OwnAccounts
from app.identity.pages import LinkPages, link_blueprint
from app.identity.sending import CodeMessages
from app.identity.speakers import SpeakerDesk
from app.ops.checks import (
    ConnectionsCheck,
    DatabaseCheck,
    InboxCheck,
    MigrationsCheck,
    OrdersCheck,
    RedisCheck,
)
from app.ops.evidence import Evidence
from app.ops.health import Check
from app.ops.job_desk import JobDesk
from app.outward.build import Outward, build_outward
from app.services import Services
from app.shoppers.desk import ShopperDesk
from app.talk.pages import TalkPages, talk_blueprint
from app.voice.channel_desk import ChannelDesk
from app.voice.channels.alexa_entities import ShopEntities
from app.voice.channels.alexa_profile import AlexaAddresses
from app.voice.channels.alexa_signature import AlexaVerifier, HttpChainFetcher, trust_roots
from app.voice.channels.google_keys import GoogleKeys
from app.voice.channels.proofs import GoogleTokens
from app.voice.channels.registry import channels
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.patience import PatientPoster
from app.voice.readings import Readings, day_by
from app.voice.sealed_states import SealedStates
from app.voice.services import VoiceServices
from app.voice.shop_words import ShopWordsCache
from app.web import WebOptions
from app.web import create_app as create_web_app
from app.webhook_addresses import AddressNotes, RegisteredApplications
from app.wiring import derived, error_reports, sign_ins, weaknesses
from app.worker_bell import INBOX_BELL, Bell
from config.core_dumps import forbid_core_dumps
from config.logging import configure_logging
from config.settings import Settings
from domain.calls import Clock, SystemClock
from storage.voice_sessions import RedisSessions, SessionStore, SqlSessions


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
    ground = build_ground(
        settings, clock=clock or SystemClock(), metrics=metrics, platforms=platforms
    )
    accounts = build_accounts(ground)
    pos = accounts.directory
    shelf = build_shelf(ground, pos)
    till = build_till(ground, pos, shelf, probe)
    counter = build_counter(ground, pos, shelf, till, probe=probe)
    links = _links(ground)
    turns = TurnBook(ground.database, links=links)
    handovers = HandoverDesk(database=ground.database, transcripts=turns, clock=ground.clock)
    voice = _voice(ground, shelf, turns, handovers, links)
    return Services(
        database=ground.database,
        redis=ground.redis,
        clock=ground.clock,
        vault=ground.vault,
        transport=ground.transport,
        keyring=ground.keyring,
        care=ground.care,
        pool=ground.pool,
        tracer=ground.tracer,
        directory=pos,
        uses=accounts.uses,
        connector=accounts.connector,
        connections=accounts.desk,
        privacy=accounts.privacy,
        **shelf,
        **counter,
        **build_aftercare(ground, pos, shelf, till, probe=probe),
        **build_purse(ground, pos),
        **_offices(ground),
        rest=_rest(ground, shelf["discovery"]),
        webhooks=_webhooks(ground),
        voice=replace(voice, rollout=counter["rollout"].desk.gate),
        turns=turns,
        handovers=handovers,
        checks=_checks(ground),
    )


class _Offices(TypedDict):
    """Who looks after what, with nothing but the stores."""

    jobs: JobDesk
    carriers: Carriers
    outward: Outward
    factors: FactorDesk
    shoppers: ShopperDesk
    review: ReviewDesk
    analytics: AnalyticsDesk
    channel_desk: ChannelDesk
    evidence: Evidence


def _offices(ground: Ground) -> _Offices:
    database, keyring, clock = ground.database, ground.keyring, ground.clock
    local = not ground.settings.is_production
    return _Offices(
        jobs=JobDesk(database, clock),
        carriers=build_carriers(database, keyring, clock, allow_loopback=local),
        outward=build_outward(database, keyring, clock, allow_loopback=local),
        factors=_factors(ground),
        shoppers=ShopperDesk(database, clock),
        review=ReviewDesk(database=database, clock=clock),
        analytics=AnalyticsDesk(database, clock),
        channel_desk=_channel_desk(ground),
        evidence=Evidence(database, clock),
    )


def _rest(ground: Ground, listing: DiscoveryService) -> RestServices:
    keyring = ground.keyring
    return RestServices(
        keys=CachedKeys(StoredKeys(ground.database)),
        answers=StoredAnswers(ground.database),
        listing=listing,
        cursors=Cursors(lambda: derived(keyring, "cursors")),
        fingerprints=Fingerprints(lambda: derived(keyring, "fingerprints")),
        deadline=ground.settings.rest_deadline,
        rates=Rates(ground.settings.rest_per_minute, processes=ground.settings.web_workers),
    )


def _factors(ground: Ground) -> FactorDesk:
    care = ground.care
    messages = CodeMessages(
        database=ground.database,
        channels=care.shopper_channels,
        poster=care.poster,
        mailer=care.mailer,
    )
    return FactorDesk(database=ground.database, clock=ground.clock, sender=messages)


def _link_pages(services: Services) -> LinkPages:
    return LinkPages(
        database=services.database,
        clock=services.clock,
        factors=services.factors,
        keys_for=lambda purpose: derived(services.keyring, purpose),
    )


def _talk_pages(services: Services) -> TalkPages:
    return TalkPages(
        services=services,
        database=services.database,
        keys_for=lambda purpose: derived(services.keyring, purpose),
    )


def _channel_desk(ground: Ground) -> ChannelDesk:
    return ChannelDesk(
        database=ground.database,
        keyring=ground.keyring,
        known=channels(GoogleTokens(GoogleKeys())),
        public_url=ground.settings.public_url,
        clock=ground.clock,
    )


def _checks(ground: Ground) -> tuple[Check, ...]:
    database, clock = ground.database, ground.clock
    return (
        DatabaseCheck(database=database),
        MigrationsCheck(database=database),
        RedisCheck(client=ground.redis),
        InboxCheck(database=database, clock=clock),
        OrdersCheck(database=database, clock=clock),
        ConnectionsCheck(database=database),
    )


def create_app(settings: Settings) -> Flask:
    """The web application over freshly built services; one per process."""
    configure_logging(settings.log_format, settings.log_level, on_event=error_reports(settings))
    forbid_core_dumps()
    services = build_services(settings, metrics=REGISTRY)
    options = WebOptions(
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        metrics_token=(None if settings.metrics_token is None else settings.metrics_token.reveal()),
        metrics_dir=settings.metrics_dir,
        spans=services.tracer,
    )
    console = build_console(settings, services)
    app = create_web_app(
        services,
        options,
        more=(
            alexa_callback.blueprint,
            voice_callback.blueprint,
            carrier_callback.blueprint,
            oauth_pages.blueprint,
            link_blueprint(_link_pages(services)),
            talk_blueprint(_talk_pages(services)),
            mcp_blueprint(settings.public_url),
            acp_blueprint(settings.public_url, services.voice.sessions),
            ucp_blueprint(settings.public_url, services.voice.sessions),
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
        weaknesses=weaknesses(settings) if settings.is_production else (),
        docs_url=settings.docs_url,
        sign_ins=sign_ins(settings, services.clock),
    )


def _webhooks(ground: Ground) -> WebhookServices:
    database, apps, client = ground.database, ground.registrations, ground.redis
    wake = None
    if client is not None:
        wake = GentleWake(Bell(client, INBOX_BELL).ring, failures=(redis.RedisError,))
    return WebhookServices(
        directory=CachedDirectory(StoredEndpoints(database, ground.vault, apps, ground.clock)),
        readers=WebhookReaders(ground.platforms),
        inbox=SqlInbox(database),
        clock=ground.clock,
        max_age=ground.settings.webhook_max_age,
        wake=wake,
        applications=RegisteredApplications(
            platforms=ground.platforms,
            registrations=apps,
            public_url=ground.settings.public_url,
            database=database,
        ),
        checks=AddressChecks(AddressNotes(database)),
        look_at_version=lambda platform, version: ground.transport.look_at_webhook(
            ground.platforms[platform].dialect, version
        ),
    )


def _links(ground: Ground) -> StoredLinks:
    own = OwnAccounts(database=ground.database, reader=ground.care.poster, clock=ground.clock)
    return StoredLinks(ground.database, own=own)


def _voice(
    ground: Ground, shelf: Shelf, turns: TurnBook, handovers: HandoverDesk, links: StoredLinks
) -> VoiceServices:
    settings, database, clock = ground.settings, ground.database, ground.clock
    discovery, stock, today = shelf["discovery"], shelf["stock"], day_by(clock)
    sql = SqlSessions(database)
    store: SessionStore = sql
    if ground.redis is not None:
        store = RedisSessions(DirectRedis(ground.redis), sql)
    conversations = StoredConversations(store, clock)
    chain = settings.alexa_chain_file
    return VoiceServices(
        sessions=conversations,
        seen=conversations,
        links=links,
        channels=StoredChannels(database, {}),
        clock=clock,
        alexa=AlexaVerifier(
            fetch=HttpChainFetcher() if chain is None else FileChain(chain),
            roots=trust_roots(settings.alexa_trust_roots),
            clock=clock,
        ),
        words=ShopWordsCache(discovery=discovery, stock=stock),
        states=SealedStates(ground.keyring),
        link_ender=LinkEnding(database, clock),
        patience=PatientPoster(ground.care.poster),
        addresses=AlexaAddresses(ground.care.poster),
        ratings=AnalyticsDesk(database, clock),
        names=ShopEntities(discovery, stock, _channel_desk(ground).takes_our_names),
        turns=turns,
        handoffs=handovers,
        privacy=ShopperDesk(database, clock),
        speakers=SpeakerDesk(database=database, factors=_factors(ground)),
        readings=Readings(TrainedUnderstander(today=today), today=today),
        turn_deadline_s=settings.turn_deadline.total_seconds(),
    )
