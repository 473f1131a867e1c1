"""Sends news to merchants' endpoints: a worker's loop, any number of which may run.

At least once, in no promised order. Attempts follow the schedule that Standard Webhooks proposes,
with jitter: at once, then after seconds, minutes and hours, ten attempts in about three days. An
endpoint that fails rests, so that one which is down holds nobody up; one that has failed for three
days, or answers 410 Gone, is disabled and the merchant's people are told.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Final, Protocol

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from app.outward.messages import body_of, signed
from domain.calls import Clock, Deadline
from domain.errors import ConfigurationError, NotFoundError, UnavailableError
from storage import audit, notifications, webhook_deliveries, webhook_events
from storage.alert_rules import Severity
from storage.engine import Database
from storage.webhook_deliveries import Attempt, Delivery
from storage.webhook_endpoints import Endpoint, Endpoints

log = structlog.get_logger(__name__)

SENT = Counter(
    "voicetill_webhooks_sent_total", "Messages to merchants' webhook endpoints.", ["outcome"]
)
RETRY_AFTER: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After each failed attempt but the last."""
DISABLE_AFTER: Final = timedelta(days=3)
"""Of nothing but failures."""
_GONE: Final = 410
_LEASE: Final = timedelta(seconds=120)
_POST_S: Final = 10.0
_BATCH: Final = 10
_LONGEST_REST: Final = timedelta(minutes=10)
_JITTER: Final = 0.1


class Poster(Protocol):
    """Sends a body to an address of somebody's choice (`adapters.outward.OutwardPoster`)."""

    def check(self, url: str) -> None:
        """Raises ConfigurationError unless the address, as written, may be posted to."""
        ...

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        """The answer's status; redirects are not followed. Raises ConfigurationError if the address
        is none that may be called, UnavailableError if no answer came."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Posters:
    """The two ways out: to the public, and to servers marked as the merchant's own."""

    public: Poster
    on_premises: Poster

    def of(self, *, on_premises: bool) -> Poster:
        """The way to an endpoint."""
        return self.on_premises if on_premises else self.public


class Sender:
    """Addresses news, and sends what is due."""

    def __init__(
        self,
        database: Database,
        endpoints: Endpoints,
        posters: Posters,
        clock: Clock,
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`chance` spreads attempts: a number from 0 to 1."""
        self._db = database
        self._endpoints = endpoints
        self._posters = posters
        self._clock = clock
        self._chance = chance
        self._owner = f"webhooks-{uuid.uuid4().hex[:12]}"

    def run_once(self) -> int:
        """One round; how many events were addressed and messages tried."""
        now = self._clock.now()
        with self._db.look() as tx:
            if not (webhook_events.has_new(tx) or webhook_deliveries.has_due(tx, now=now)):
                return 0
        with self._db.write() as tx:
            addressed = webhook_events.address(tx, now=now)
            due = webhook_deliveries.claim(
                tx, owner=self._owner, now=now, lease=_LEASE, limit=_BATCH
            )
        failed: set[str] = set()
        for delivery in due:
            if delivery.endpoint_id in failed:
                self._postpone(delivery)
            elif not self._attend(delivery):
                failed.add(delivery.endpoint_id)
        return addressed + len(due)

    def try_endpoint(self, endpoint: Endpoint, event_id: str, *, at: datetime) -> Attempt:
        """Send one event now, whatever the endpoint's state; nothing is written."""
        with self._db.read() as tx:
            event = webhook_events.get(tx, endpoint.merchant_id, event_id)
        return self._post(endpoint, event_id, body_of(event.kind, event.payload, event.at), at)

    def _attend(self, delivery: Delivery) -> bool:
        """Whether the endpoint is in order."""
        try:
            with self._db.read() as tx:
                endpoint = self._endpoints.get(tx, delivery.merchant_id, delivery.endpoint_id)
                event = webhook_events.get(tx, delivery.merchant_id, delivery.event_id)
        except NotFoundError:
            return True  # the endpoint was taken away meanwhile, and its messages with it
        except ConfigurationError as error:  # its secret cannot be opened
            return self._refused(delivery, _untried(str(error), self._clock.now()))
        body = body_of(event.kind, event.payload, event.at)
        attempt = self._post(endpoint, event.id, body, self._clock.now())
        if attempt.error is not None:
            return self._refused(delivery, attempt)
        with self._db.write() as tx:
            webhook_deliveries.taken(tx, delivery, attempt, owner=self._owner)
        SENT.labels("taken").inc()
        return True

    def _post(self, endpoint: Endpoint, message_id: str, body: bytes, now: datetime) -> Attempt:
        headers = signed(body, secrets=endpoint.secrets(now), message_id=message_id, now=now)
        poster = self._posters.of(on_premises=endpoint.on_premises)
        began = perf_counter()
        status, error = None, None
        try:
            status = poster.post(
                endpoint.url, headers=headers, body=body, deadline=Deadline.after(_POST_S)
            )
            if not 200 <= status < 300:
                error = f"it answered {status}"
        except (UnavailableError, ConfigurationError) as failure:
            error = f"{type(failure).__name__}: {failure}"[:300]
        except Exception as failure:  # the last handler of a message: logged, kept, tried again
            log.exception("webhook.not_sent", endpoint_id=endpoint.id)
            error = type(failure).__name__
        took_ms = round((perf_counter() - began) * 1000)
        return Attempt(status=status, error=error, took_ms=took_ms, at=self._clock.now())

    def _refused(self, delivery: Delivery, attempt: Attempt) -> bool:
        pause = self._pause(delivery.attempts)
        with self._db.write() as tx:
            webhook_deliveries.refused(
                tx,
                delivery,
                attempt,
                owner=self._owner,
                again_at=None if pause is None else attempt.at + pause,
                rest=min(_LONGEST_REST, pause or _LONGEST_REST),
            )
            self._perhaps_disable(tx, delivery, attempt)
        SENT.labels("given_up" if pause is None else "postponed").inc()
        log.warning(
            "webhook.not_taken",
            endpoint_id=delivery.endpoint_id,
            delivery_id=delivery.id,
            attempts=delivery.attempts,
            reason=attempt.error,
        )
        return False

    def _perhaps_disable(self, tx: Connection, delivery: Delivery, attempt: Attempt) -> None:
        try:
            endpoint = self._endpoints.get(tx, delivery.merchant_id, delivery.endpoint_id)
        except (NotFoundError, ConfigurationError):
            return
        reason = _why_disable(endpoint, attempt)
        if reason is None:
            return
        self._endpoints.disable(
            tx, endpoint.merchant_id, endpoint.id, reason=reason, now=attempt.at
        )
        audit.record(
            tx,
            merchant_id=endpoint.merchant_id,
            actor="webhooks",
            action="webhooks.endpoint_disabled",
            subject=endpoint.id,
            detail={"reason": reason},
            at=attempt.at,
        )
        notifications.tell(
            tx,
            endpoint.merchant_id,
            kind="webhook-endpoint-disabled",
            key=f"{endpoint.id}:{attempt.at.isoformat()}",
            severity=Severity.WARNING,
            message=f"{endpoint.url} gets no webhooks any more: {reason}",
            now=attempt.at,
        )
        log.error("webhook.endpoint_disabled", endpoint_id=endpoint.id, reason=reason)

    def _postpone(self, delivery: Delivery) -> None:
        with self._db.write() as tx:
            at = self._clock.now() + RETRY_AFTER[0]
            webhook_deliveries.postpone(tx, delivery, owner=self._owner, at=at)

    def _pause(self, attempts: int) -> timedelta | None:
        """How long until the next attempt; None: that was the last."""
        if attempts > len(RETRY_AFTER):
            return None
        return RETRY_AFTER[attempts - 1] * (1 + _JITTER * self._chance())


def _untried(error: str, at: datetime) -> Attempt:
    return Attempt(status=None, error=error[:300], took_ms=0, at=at)


def _why_disable(endpoint: Endpoint, attempt: Attempt) -> str | None:
    if attempt.status == _GONE:
        return "it answered 410 Gone"
    since = endpoint.failing_since
    if since is not None and attempt.at - since >= DISABLE_AFTER:
        return f"nothing was taken since {since:%Y-%m-%d %H:%M} UTC ({attempt.error})"
    return None
