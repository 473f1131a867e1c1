"""What a platform hands to the registry: one frozen description, no behavior of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from adapters.oauth import LineOpener
from adapters.wire import Dialect, Line
from domain.calls import Clock, SystemClock
from domain.capabilities import Capability, Declaration
from domain.ports.pos import ApiVersion, PosAdapter, WebhookReader
from domain.ports.tokens import OAuthApp, OAuthFlow
from mapping.report import MappingReport


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterSettings:
    """What opening an adapter needs beside its line."""

    account_id: str = ""
    """The merchant's account as the platform names it, as the OAuth flow told it."""
    location_ids: tuple[str, ...] = ()
    """The platform ids of the account's locations where they are known; saves a call."""
    application_token: str | None = field(default=None, repr=False)
    """Our application's own access token, where the platform wants it (Square webhooks)."""
    webhook_secret: str | None = field(default=None, repr=False)
    """Our application's signing secret, where the platform signs all webhooks with it (Shopify)."""
    bulk_export: bool = False
    """Whether a full listing may run as one export job, where the platform has them (Shopify)."""
    clock: Clock = field(default_factory=SystemClock)
    report: MappingReport = field(default_factory=MappingReport)
    """Collects what the mapping tables met; hand one in to read it after the run."""


AdapterOpener: TypeAlias = Callable[[Line, AdapterSettings], PosAdapter]
OAuthOpener: TypeAlias = Callable[[OAuthApp, LineOpener, Clock], OAuthFlow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One point-of-sale platform, as the registry knows it."""

    name: str
    """Lower case; the word in routes, metrics and the database."""
    title: str
    """The vendor's own spelling, for people."""
    api_version: ApiVersion
    base_url: str | None
    """Where the API lives in production; None where every merchant has a host of their own."""
    dialect: Dialect
    capabilities: Mapping[Capability, Declaration]
    scopes: Mapping[str, str]
    """OAuth scope to one sentence, for the merchant, on why we ask for it."""
    webhooks: WebhookReader
    open: AdapterOpener
    oauth: OAuthOpener
    is_shop_host: Callable[[str], bool] | None = None
    """Whether a host can be a merchant's own; None where every merchant shares `base_url`."""
