"""What the settings say, in the words of the parts that need it; used by `app.bootstrap`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from adapters.platform import Platform
from adapters.wire import assumed_rate
from app.connections.registrations import Registration
from app.ops.otel import OtelTracer, open_tracer
from config.key_sources import DevelopmentKeys, GivenKeys, KeyFile, KeySource
from config.logging import Listener
from config.master_keys import FILE_NAME
from config.platform_apps import PlatformApp
from config.secret import Secret
from config.settings import Settings
from config.vault_keys import VaultKeys
from domain.calls import Clock
from storage.keyring import Keyring, LiveKeyring
from storage.operators import Role
from sync.stock_poll import StockCosts

if TYPE_CHECKING:
    from app.console.oidc import SignIns


def key_source(settings: Settings) -> KeySource:
    """Where the master keys come from, as the settings chose; nothing is asked yet."""
    chosen = settings.key_source
    if chosen.provider == "vault" and chosen.vault is not None:
        return VaultKeys(chosen.vault)
    if chosen.provider == "file" and chosen.file is not None:
        return KeyFile(chosen.file)
    if chosen.given is not None:
        return GivenKeys(chosen.given)
    return DevelopmentKeys(settings.var_dir / FILE_NAME)


def live_keyring(source: KeySource) -> LiveKeyring:
    """The keys of a source, followed while the process runs. Raises ConfigurationError."""

    def load() -> Keyring:
        keys = source.load()
        return Keyring(current_id=keys.current_id, keys=keys.keys)

    return LiveKeyring(load)


def derived(keyring: LiveKeyring, purpose: str) -> Sequence[bytes]:
    """Keys for one purpose, one per master key, the current first; the same in every process."""
    return [
        hashlib.blake2b(purpose.encode(), key=secret, digest_size=32).digest()
        for secret in keyring.all_keys()
    ]


def tracer_of(settings: Settings) -> OtelTracer | None:
    """Who keeps spans; None: nobody. Raises ConfigurationError where a package is missing."""
    telemetry = settings.telemetry
    return open_tracer(
        telemetry.otlp_endpoint,
        headers={name: value.reveal() for name, value in telemetry.otlp_headers.items()},
        percent=telemetry.trace_percent,
        environment=settings.environment.value,
    )


def error_reports(settings: Settings) -> Listener | None:
    """Who reports what is logged as an error; None: nobody. Raises ConfigurationError."""
    dsn = settings.telemetry.sentry_dsn
    if dsn is None:
        return None
    from adapters.outward import OutwardPoster
    from app.ops.error_reports import Dsn, ErrorReports

    poster = OutwardPoster(allow_loopback=not settings.is_production, on_premises=True)
    environment = settings.environment.value
    return ErrorReports(Dsn.parse(dsn.reveal()), poster, environment=environment).note


def sign_ins(settings: Settings, clock: Clock) -> SignIns | None:
    """The console's other way in, where the settings name a provider."""
    chosen = settings.single_sign_on
    if chosen is None:
        return None
    from app.console.oidc import Provider, SignIns

    provider = Provider(
        issuer=chosen.issuer,
        client_id=chosen.client_id,
        client_secret=_plain(chosen.client_secret),
        redirect_uri=f"{settings.public_url}/console/-/oidc/callback",
        role_claim=chosen.role_claim,
        roles={group: Role(role) for group, role in chosen.roles.items()},
        title=chosen.title,
    )
    return SignIns(provider=provider, clock=clock)


def registrations(
    settings: Settings, platforms: Mapping[str, Platform]
) -> Mapping[str, Registration]:
    """Our registrations by platform."""
    return {name: _registration(app, platforms.get(name)) for name, app in settings.apps.items()}


def _registration(app: PlatformApp, platform: Platform | None) -> Registration:
    client_secret = _plain(app.client_secret) or ""
    signs = platform is not None and platform.client_secret_signs
    return Registration(
        client_id=app.client_id or "",
        client_secret=client_secret,
        base_url=app.base_url,
        application_token=_plain(app.access_token),
        webhook_secret=_plain(app.webhook_secret) or (client_secret or None if signs else None),
        client_secret_signs=signs,
    )


def stock_costs(platform: Platform) -> StockCosts:
    """What polling a platform's stock costs, beside what a connection may spend."""
    polling = platform.stock_polling
    return StockCosts(
        rate_per_s=assumed_rate(platform.dialect).per_s,
        page_cost=polling.page_cost,
        ids_per_call=polling.ids_per_call,
        call_cost=polling.call_cost,
    )


def _plain(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def weaknesses(settings: Settings) -> tuple[str, ...]:
    """What the settings allow themselves to leave open, and production should not, in words."""
    found = []
    if settings.metrics_token is None:
        found.append("VOICETILL_METRICS_TOKEN is not set: everybody may read /metrics")
    found += [
        f"VOICETILL_{name.upper()}_BASE_URL is {app.base_url}: a stand-in, not the platform"
        for name, app in settings.apps.items()
        if app.base_url is not None and app.base_url.startswith("http://")
    ]
    return tuple(found)
