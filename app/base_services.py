"""What all other services stand on, each built from those below it: ground and accounts.

What sells stands on them, in `app.commerce_services`.
"""

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
