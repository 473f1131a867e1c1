"""What a platform hands to the registry: one frozen description, no behavior of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from adapters.keys import ConnectionOption, KeyAccess
from adapters.oauth import LineOpener
from adapters.wire import Dialect, Line
from domain.calls import Clock, SystemClock
from domain.capabilities import Capability, Declaration
from domain.customers import Customer
from domain.ids import IdempotencyKey, PlatformId
from domain.ports.pos import ApiVersion, PosAdapter, WebhookReader
from domain.ports.tokens import OAuthApp, OAuthFlow
from mapping.report import MappingReport


class CustomerIndex(Protocol):
    """The gateway's own copy of a connection's customers, for platforms that cannot search."""

    def find(self, *, phone: str | None = None, email: str | None = None) -> tuple[Customer, ...]:
        """Customers with exactly this E.164 phone or this e-mail, as last read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOrder:
    """An order that went out to a platform, or was about to."""

    key: IdempotencyKey
    reference: str
    platform_id: PlatformId | None
    """None: its answer never came, so it may or may not exist over there."""


class OrderMemory(Protocol):
    """The gateway's own memory of orders it sent, for platforms that cannot find them again.

    A payment recorded on such an order is noted the same way, under a reference of its own.
    Every method commits before it returns, and holds across processes.
    """

    def begin(self, key: IdempotencyKey, *, reference: str) -> SentOrder | None:
        """Note that an order is about to be sent under this key; what was noted before, if any."""
        ...

    def finish(self, key: IdempotencyKey, platform_id: PlatformId) -> None:
        """The platform made it."""
        ...

    def forget(self, key: IdempotencyKey) -> None:
        """The platform surely did not make it; the key may be used again."""
        ...

    def find(self, reference: str) -> SentOrder | None:
        """The order with this reference of ours; None if it was never sent."""
        ...


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
    granted_scopes: tuple[str, ...] = ()
    """What the connection's tokens say was granted, for platforms that tell it there only."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The connection's settings by the name of their `ConnectionOption`, checked and complete."""
    customer_index: CustomerIndex | None = None
    """Where customers are looked up whose platform cannot search; None: they cannot be."""
    order_memory: OrderMemory | None = None
    """Where orders are noted whose platform neither knows keys nor finds an order by reference;
    None: no order is made there, because a lost answer could make it twice."""
    clock: Clock = field(default_factory=SystemClock)
    report: MappingReport = field(default_factory=MappingReport)
    """Collects what the mapping tables met; hand one in to read it after the run."""


AdapterOpener: TypeAlias = Callable[[Line, AdapterSettings], PosAdapter]
OAuthOpener: TypeAlias = Callable[[OAuthApp, LineOpener, Clock], OAuthFlow]


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPolling:
    """What asking for stock costs, in units of the platform's rate budget, as calls go on average.

    A poll is paid for out of a share of the budget, so a wrong figure makes stock older or the
    share larger; the budget itself holds whatever is said here.
    """

    page_cost: float = 1.0
    """Of one page of what changed since a mark."""
    ids_per_call: int = 1
    """How many items one call may name."""
    call_cost: float = 1.0
    """Of such a call."""


class WebhookAddress(StrEnum):
    """Where a platform sends the webhooks that a connection needs."""

    CONNECTION = "connection"
    """To an address of the connection's own: `/webhooks/{platform}/{connection}`."""
    APPLICATION = "application"
    """To one address for all merchants of our application: `/webhooks/{platform}`. The reader
    names the account in every delivery."""


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
    optional_scopes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Scopes that are asked for only where an option of the connection is `on`, by its name."""
    webhooks: WebhookReader
    open: AdapterOpener
    oauth: OAuthOpener | None = None
    """How the merchant says yes on the platform's own page, where it has one."""
    keys: KeyAccess | None = None
    """How the merchant is joined by keys a person types in, where that is possible."""
    options: tuple[ConnectionOption, ...] = ()
    """Settings of one connection."""
    pkce: bool = False
    """Whether its OAuth flow is sent a PKCE challenge; leave it off where PKCE worsens the tokens
    (Square: single-use refresh tokens of 90 days instead of ones that do not end)."""
    client_secret_signs: bool = False
    """Whether webhooks are signed with our client secret, rather than with one per connection."""
    stock_polling: StockPolling = field(default_factory=StockPolling)
    """What polling its stock costs."""
    webhook_address: WebhookAddress = WebhookAddress.CONNECTION
    """Where its webhooks come to, if it has any."""
    application_topics: tuple[str, ...] = ()
    """Topics that come to the one address of our application while others come to the connection's
    (Shopify's privacy webhooks), or may come there as well (Toast)."""
    hosted_field: str = ""
    """What turns a card into a nonce on the shopper's own device, where the vendor has it."""
    webhook_setup: str = ""
    """For the operator: where a person sets the address of our application, or asks for it."""
    is_shop_host: Callable[[str], bool] | None = None
    """Whether a host can be a merchant's own; None where every merchant shares `base_url`."""

    def scopes_for(self, options: Mapping[str, str]) -> Mapping[str, str]:
        """The scopes to ask for where a connection has these options, each with its sentence."""
        found = dict(self.scopes)
        for name, more in self.optional_scopes.items():
            if options.get(name) == "on":
                found.update(more)
        return found

    @property
    def every_scope(self) -> Mapping[str, str]:
        """All scopes that may be asked for, each with its sentence."""
        return self.scopes_for(dict.fromkeys(self.optional_scopes, "on"))

    @property
    def has_application_address(self) -> bool:
        """Whether anything comes to the one address of our application."""
        is_shared = self.webhook_address is WebhookAddress.APPLICATION
        return is_shared or bool(self.application_topics)
