"""Webhook intake: prove the origin on the raw body, check the age, store once, acknowledge.

Nothing is worked on here. The order is fixed: signature → age → card numbers out of the texts →
one durable, deduplicating row → 200. Whatever fails before the row leaves nothing stored; losing
the database fails closed (the sender repeats), losing the wake-up signal fails open (the worker
looks by itself).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic
from typing import Protocol

import structlog

from app.callbacks.address_checks import AddressChecks, is_address_check
from app.callbacks.applications import ApplicationDirectory, NoApplications
from domain.calls import Clock
from domain.cards import holds_card_number, without_issued_numbers
from domain.errors import StaleMessageError, UnknownConnectionError
from domain.events import Delivery
from domain.ids import ConnectionId, MerchantId
from domain.ports.pos import WebhookReader
from domain.ports.webhooks import PartsDeliveries

_LOG = structlog.get_logger()
MAX_BYTES = 4 * 1024 * 1024
"""Shopify sends a product with up to 100 whole variants; others stay far below."""
_SKEW = timedelta(minutes=10)
BURST = timedelta(seconds=1)
"""So long after one message of a burst the others are there, and an order of ours has its end: they
become one question, or none."""
_KEPT_PREFIXES = ("x-", "content-type", "webhook-")
_DROPPED_PREFIXES = ("x-forwarded", "x-real", "x-request", "x-correlation", "x-amzn", "x-envoy")
_MAX_HEADERS = 32
_MAX_HEADER_LENGTH = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """Where one connection's webhooks arrive, and what proves them."""

    merchant_id: MerchantId
    connection_id: ConnectionId
    platform: str
    secrets: tuple[str, ...]
    """All that may sign now; several overlap during a rotation."""
    url: str
    """The public address the platform was given, byte for byte."""
    account: str | None = None
    """The platform's name of the account; deliveries for another one are not ours."""

    def __repr__(self) -> str:
        return f"WebhookEndpoint({self.platform}, {self.connection_id})"


class WebhookDirectory(Protocol):
    """Knows the endpoints."""

    def find(self, platform: str, connection_id: ConnectionId) -> WebhookEndpoint | None:
        """The endpoint of an existing connection of that platform, whatever its status."""
        ...


class InboxWriter(Protocol):
    """Stores deliveries durably."""

    def receive(
        self,
        endpoint: WebhookEndpoint,
        delivery: Delivery,
        *,
        headers: Mapping[str, str],
        received_at: datetime,
    ) -> bool:
        """Commit the delivery; False if this connection delivered that id before."""
        ...

    def receive_all(
        self,
        letters: Sequence[tuple[WebhookEndpoint, Delivery]],
        *,
        headers: Mapping[str, str],
        received_at: datetime,
    ) -> int:
        """Commit all of them or none; how many were not delivered before."""
        ...


class Outcome(StrEnum):
    """What became of a delivery; all of these are acknowledged."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    FOREIGN = "foreign"
    """Signed by the platform, but about an account that is not connected at this address."""
    ADDRESS_CHECK = "address_check"
    """A platform's unproved check of an address: shown to a person, or dropped as one too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookServices:
    """What the webhook receiver needs; `readers` are the platforms' own by name."""

    directory: WebhookDirectory
    readers: Mapping[str, WebhookReader]
    inbox: InboxWriter
    clock: Clock
    max_age: timedelta
    wake: Callable[[], None] | None = None
    """Tells the workers that something waits; must not raise and should not block."""
    applications: ApplicationDirectory = field(default_factory=NoApplications)
    """The addresses that many merchants share."""
    checks: AddressChecks = field(default_factory=AddressChecks)
    """Whom to tell when a platform checks an address."""
    look_at_version: Callable[[str, str], None] | None = None
    """Told the platform and the API version of each proved delivery that says its own."""


def take_in(
    services: WebhookServices,
    platform: str,
    connection_id: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
) -> Outcome:
    """Store one delivery. `headers` have lower-case names.

    Raises: UnknownConnectionError, BadSignatureError, StaleMessageError; database errors.
    """
    reader = services.readers.get(platform)
    endpoint = services.directory.find(platform, ConnectionId(connection_id)) if reader else None
    if reader is None or endpoint is None:
        raise UnknownConnectionError("no such webhook address")
    now = services.clock.now()
    if is_address_check(services.checks, platform, reader, body, now):
        return Outcome.ADDRESS_CHECK
    told = reader.verify(headers=headers, body=body, secrets=endpoint.secrets, url=endpoint.url)
    check_age(told, now, services.max_age)
    note_version(services, platform, told)
    parts = (told,) if told.account is not None else parts_of(reader, told)
    delivery = next((part for part in parts if not _is_foreign(part, endpoint)), None)
    if delivery is None:
        return Outcome.FOREIGN
    kept = kept_headers(headers)
    delivery = replace(delivery, body=without_issued_numbers(delivery.body))
    if not services.inbox.receive(endpoint, delivery, headers=kept, received_at=now):
        return Outcome.DUPLICATE
    if services.wake is not None and not delivery.of_burst:
        services.wake()
    return Outcome.STORED


def note_version(services: WebhookServices, platform: str, delivery: Delivery) -> None:
    """Let it be looked at in which API version a proved delivery is."""
    if delivery.api_version is not None and services.look_at_version is not None:
        services.look_at_version(platform, delivery.api_version)


def parts_of(reader: WebhookReader, delivery: Delivery) -> Sequence[Delivery]:
    """One delivery per account that it is about, as far as the platform's reader tells them."""
    return reader.split(delivery) if isinstance(reader, PartsDeliveries) else (delivery,)


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The platform's own headers; not those of proxies, nor what is overlong or a card number."""
    kept = {
        name: value
        for name, value in headers.items()
        if name.startswith(_KEPT_PREFIXES)
        and not name.startswith(_DROPPED_PREFIXES)
        and len(value) <= _MAX_HEADER_LENGTH
        and not holds_card_number(value)
    }
    return dict(list(kept.items())[:_MAX_HEADERS])


def check_age(delivery: Delivery, now: datetime, max_age: timedelta) -> None:
    """Raises StaleMessageError if it is too old, or from the future.

    Platforms that tell no time are guarded by the delivery id and the revision alone.
    """
    happened = delivery.occurred_at
    if happened is None:
        return
    if now - happened > max_age or happened - now > _SKEW:
        raise StaleMessageError(f"{delivery.topic} of {happened.isoformat()} is out of time")


def _is_foreign(delivery: Delivery, endpoint: WebhookEndpoint) -> bool:
    ours = endpoint.account
    if ours is None:
        return False
    if delivery.account is not None:
        return delivery.account != ours
    group = delivery.account_group
    return group is not None and not ours.startswith(f"{group}/")


class CachedDirectory:
    """A directory with a short memory, also for what is not there; bounded in size.

    A new secret is honored at most `ttl_s` after it was stored, a retired one refused as late.
    """

    def __init__(
        self,
        directory: WebhookDirectory,
        *,
        ttl_s: float = 5.0,
        size: int = 4096,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._directory = directory
        self._ttl_s = ttl_s
        self._size = size
        self._timer = timer
        self._known: dict[tuple[str, str], tuple[float, WebhookEndpoint | None]] = {}
        self._lock = threading.Lock()

    def find(self, platform: str, connection_id: ConnectionId) -> WebhookEndpoint | None:
        """The endpoint, from memory or from the directory."""
        name = (platform, connection_id)
        now = self._timer()
        kept = self._known.get(name)
        if kept is not None and kept[0] > now:
            return kept[1]
        endpoint = self._directory.find(platform, connection_id)
        with self._lock:
            self._known.pop(name, None)
            while len(self._known) >= self._size:
                self._known.pop(next(iter(self._known)))
            self._known[name] = (now + self._ttl_s, endpoint)
        return endpoint


class GentleWake:
    """Passes a wake-up on, at most once per interval and never with an error.

    What arrives within the interval is found by the worker that is awake already, or at its next
    look.
    """

    def __init__(
        self,
        signal: Callable[[], object],
        *,
        failures: tuple[type[Exception], ...],
        interval_s: float = 0.02,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._signal = signal
        self._failures = failures
        self._interval_s = interval_s
        self._timer = timer
        self._next = 0.0

    def __call__(self) -> None:
        now = self._timer()
        if now < self._next:
            return
        self._next = now + self._interval_s
        try:
            self._signal()
        except self._failures as error:
            _LOG.warning("worker.wake_failed", error=type(error).__name__)
