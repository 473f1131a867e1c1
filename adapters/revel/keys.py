"""How a Revel instance is joined: its subdomain, one establishment, and a key with its secret.

Source: developer.revelsystems.com/revelsystems/docs/how-to-make-an-api-call (header), and
connectors' setup guides for where the keys are made (read 2026-11-21).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.keys import ConnectionOption, KeyAccess, KeyField, StaticKeys, pack_keys
from adapters.oauth import LineOpener
from adapters.platform import AdapterSettings
from adapters.revel.errors import DOMAIN, PLATFORM_NAME
from domain.calls import Call, Clock
from domain.errors import ConfigurationError
from domain.ids import PlatformId
from domain.ports.tokens import KeyFlow, OAuthApp, TokenSet
from domain.zones import zone_named

ORDERS_ON = "public-client-code"
"""The value of the switch `orders` that allows them, named after the evidence it rests on."""

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.revelup\.com")

FIELDS = (
    KeyField(
        name="subdomain",
        label="subdomain",
        help="the first part of the address of your management console: SUBDOMAIN.revelup.com",
        secret=False,
        pattern=r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    ),
    KeyField(
        name="establishment",
        label="establishment id",
        help="the number in the address of the establishment's page in the management console; "
        "join each establishment as a connection of its own",
        secret=False,
        pattern=r"[1-9]\d{0,9}",
    ),
    KeyField(
        name="api_key",
        label="API key",
        help="Management Console, Settings, API integrations: make a key for Voicetill",
        pattern=r"[^\s:]{8,128}",
    ),
    KeyField(
        name="api_secret",
        label="API secret",
        help="shown beside the API key, once",
        pattern=r"[^\s:]{8,256}",
    ),
)

OPTIONS = (
    ConnectionOption(
        name="timezone",
        help="The establishment's time zone by its IANA name, such as America/Los_Angeles: Revel "
        "writes times without one.",
        pattern=r"[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+){0,2}",
        default="UTC",
    ),
    ConnectionOption(
        name="currency",
        help="The establishment's currency by its ISO 4217 code: Revel's records name none.",
        pattern=r"[A-Z]{3}",
        default="USD",
    ),
    ConnectionOption(
        name="orders",
        help="Prices and orders by cart/calculate and cart/submit. No reference of these calls is "
        "public: they rest on public client code and Revel's open-source storefront. Switch them "
        "on after a test order that staff have seen.",
        choices=("off", ORDERS_ON),
        default="off",
    ),
    ConnectionOption(
        name="payment_type",
        help="paymentInfo.type of submitted orders; 4 is NO_PAYMENT in Revel's storefront: the "
        "order is open at the till.",
        pattern=r"\d{1,2}",
        default="4",
    ),
)


@dataclass(frozen=True, slots=True)
class RevelKeys(StaticKeys):
    """Keys that do not end; the account is one establishment of one instance."""

    def grant(self, fields: Mapping[str, str], *, call: Call) -> TokenSet:  # noqa: ARG002 - offline
        """All keys as one token; the first call shows whether they are right."""
        return TokenSet(
            access=pack_keys(fields),
            issued_at=self.clock.now(),
            account_id=account_id(fields["subdomain"], fields["establishment"]),
        )


def open_keys(_app: OAuthApp | None, _opener: LineOpener, clock: Clock) -> KeyFlow:
    """The way typed keys become a token."""
    return RevelKeys(PLATFORM_NAME, "subdomain", clock)


KEYS = KeyAccess(fields=FIELDS, open=open_keys)


def account_id(instance: str, establishment: str) -> str:
    """The account as connections and webhooks name it: `northwind/1`."""
    return f"{instance}/{establishment}"


def is_instance_host(host: str) -> bool:
    """Whether a host can be a merchant's own instance."""
    return _HOST.fullmatch(host) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """Which establishment a connection speaks for, and what its records do not tell."""

    instance: str
    place: PlatformId
    timezone: str
    zone: ZoneInfo
    currency: str

    @property
    def host(self) -> str:
        """Where pictures are."""
        return f"https://{self.instance}.{DOMAIN}"


def establishment_of(settings: AdapterSettings) -> Establishment:
    """The connection's establishment. Raises ConfigurationError for one that cannot be."""
    instance, _, place = settings.account_id.partition("/")
    timezone = settings.options.get("timezone", "UTC")
    if not instance or not place.isdecimal():
        raise ConfigurationError(
            f"{settings.account_id!r} names no Revel establishment; join the connection again"
        )
    zone = zone_named(timezone)
    if zone is None:
        raise ConfigurationError(
            f"timezone {timezone!r} is unknown; give an IANA name such as America/Los_Angeles"
        )
    return Establishment(
        instance=instance,
        place=PlatformId(place),
        timezone=timezone,
        zone=zone,
        currency=settings.options.get("currency", "USD"),
    )


def allows_orders(settings: AdapterSettings) -> bool:
    """Whether the connection's switch is on."""
    return settings.options.get("orders") == ORDERS_ON
