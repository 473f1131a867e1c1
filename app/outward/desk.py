"""What merchants do about their webhook endpoints: add, change, try, look back, replay."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from app.ops.messages import SECRET_BYTES, new_secret
from app.outward.messages import checked_secret
from app.outward.sender import Posters, Sender
from domain.calls import Clock
from domain.errors import ConfigurationError, InvalidInputError, NotFoundError
from domain.happenings import Happening, News, checked_patterns
from domain.ids import MerchantId
from storage import audit, webhook_deliveries, webhook_endpoints, webhook_events
from storage.engine import Database
from storage.results import Listed
from storage.webhook_deliveries import Attempt, Delivery, DeliveryState
from storage.webhook_endpoints import Endpoint, Endpoints, EndpointState

_MOST_ENDPOINTS: Final = 20
_LONGEST_OVERLAP: Final = timedelta(days=7)
KEPT: Final = timedelta(days=30)
"""How long events and deliveries can be looked at and replayed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChange:
    """What is to be set of an endpoint; None leaves it as it is."""

    url: str | None = None
    description: str | None = None
    events: Sequence[str] | None = None
    enabled: bool | None = None
    on_premises: bool | None = None
    """An operator's to say, never a program's: it opens private networks."""


class WebhookDesk:
    """One for the command line, the console and the REST surface; thread-safe."""

    def __init__(
        self,
        database: Database,
        endpoints: Endpoints,
        posters: Posters,
        sender: Sender,
        clock: Clock,
    ) -> None:
        self._db = database
        self._endpoints = endpoints
        self._posters = posters
        self._sender = sender
        self._clock = clock

    # --- endpoints ---------------------------------------------------------------------------

    def endpoints(self, merchant_id: MerchantId) -> list[Endpoint]:
        """All of a merchant, oldest first."""
        with self._db.read() as tx:
            return self._endpoints.of_merchant(tx, merchant_id)

    def endpoint(self, merchant_id: MerchantId, endpoint_id: str) -> Endpoint:
        """One of them. Raises NotFoundError."""
        with self._db.read() as tx:
            return self._endpoints.get(tx, merchant_id, endpoint_id)

    def add(
        self,
        merchant_id: MerchantId,
        *,
        url: str,
        events: Sequence[str],
        description: str,
        actor: str,
        secret: str | None = None,
        on_premises: bool = False,
    ) -> Endpoint:
        """A new endpoint, with a secret of its own. Raises InvalidInputError."""
        patterns = checked_patterns(events)
        self._check(url, on_premises=on_premises)
        chosen = checked_secret(secret) if secret else new_secret(secrets.token_bytes(SECRET_BYTES))
        now = self._clock.now()
        with self._db.write() as tx:
            if len(self._endpoints.of_merchant(tx, merchant_id)) >= _MOST_ENDPOINTS:
                raise InvalidInputError("url", "…", f"there are {_MOST_ENDPOINTS}; remove one")
            made = self._endpoints.add(
                tx,
                merchant_id,
                url=url,
                description=description,
                events=patterns,
                secret=chosen,
                on_premises=on_premises,
                now=now,
            )
            detail = {"events": list(patterns), "on_premises": on_premises}
            _note(tx, merchant_id, "endpoint_added", made.id, actor, now, detail)
        return made

    def change(
        self, merchant_id: MerchantId, endpoint_id: str, change: EndpointChange, *, actor: str
    ) -> Endpoint:
        """Set what is given. Raises NotFoundError, InvalidInputError."""
        now = self._clock.now()
        values = _values(change)
        with self._db.write() as tx:
            known = self._endpoints.get(tx, merchant_id, endpoint_id)
            on_premises = bool(values.get("on_premises", known.on_premises))
            if values.keys() & {"url", "on_premises"}:
                self._check(values.get("url", known.url), on_premises=on_premises)
            if values:
                known = self._endpoints.change(tx, merchant_id, endpoint_id, values, now=now)
            if change.enabled is True:
                known = self._endpoints.enable(tx, merchant_id, endpoint_id, now=now)
            elif change.enabled is False and known.state is EndpointState.ACTIVE:
                known = self._endpoints.disable(
                    tx, merchant_id, endpoint_id, reason=f"by {actor}", now=now
                )
            told = sorted(values) + ([] if change.enabled is None else ["enabled"])
            _note(tx, merchant_id, "endpoint_changed", endpoint_id, actor, now, {"set": told})
        return known

    def rotate(
        self, merchant_id: MerchantId, endpoint_id: str, *, overlap: timedelta, actor: str
    ) -> Endpoint:
        """A new secret; the one so far signs too for the overlap (at most seven days)."""
        if not timedelta(0) <= overlap <= _LONGEST_OVERLAP:
            raise InvalidInputError("overlap", str(overlap), "use at most seven days")
        now = self._clock.now()
        with self._db.write() as tx:
            known = self._endpoints.get(tx, merchant_id, endpoint_id)
            secret = new_secret(secrets.token_bytes(SECRET_BYTES))
            changed = self._endpoints.rotate(tx, known, secret=secret, until=now + overlap, now=now)
            _note(tx, merchant_id, "secret_rotated", endpoint_id, actor, now)
        return changed

    def remove(self, merchant_id: MerchantId, endpoint_id: str, *, actor: str) -> None:
        """Take it away with its deliveries. Raises NotFoundError."""
        now = self._clock.now()
        with self._db.write() as tx:
            if not webhook_endpoints.remove(tx, merchant_id, endpoint_id):
                raise NotFoundError("webhook endpoint", endpoint_id)
            _note(tx, merchant_id, "endpoint_removed", endpoint_id, actor, now)

    # --- messages ----------------------------------------------------------------------------

    def try_endpoint(self, merchant_id: MerchantId, endpoint_id: str) -> Attempt:
        """Send a trial now, and tell how it went; also to one that is disabled."""
        now = self._clock.now()
        trial = News(
            merchant_id=merchant_id,
            kind=Happening.ENDPOINT_TEST,
            data={"endpoint_id": endpoint_id, "message": "This is a trial; nothing happened."},
            at=now,
        )
        with self._db.write() as tx:
            endpoint = self._endpoints.get(tx, merchant_id, endpoint_id)
            event_id = webhook_events.add_addressed(tx, trial)
        return self._sender.try_endpoint(endpoint, event_id, at=now)

    def deliveries(
        self,
        merchant_id: MerchantId,
        endpoint_id: str,
        *,
        state: DeliveryState | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[Delivery]:
        """Messages to an endpoint, newest first. Raises NotFoundError."""
        with self._db.read() as tx:
            self._endpoints.get(tx, merchant_id, endpoint_id)
            return webhook_deliveries.of_endpoint(
                tx, merchant_id, endpoint_id, state=state, cursor=cursor, limit=limit
            )

    def replay(
        self,
        merchant_id: MerchantId,
        endpoint_id: str,
        *,
        actor: str,
        delivery_id: str | None = None,
        state: DeliveryState = DeliveryState.FAILED,
        since: datetime | None = None,
    ) -> int:
        """Send one message again, from the first attempt, or up to a thousand that stand like
        this; how many. Raises NotFoundError."""
        now = self._clock.now()
        with self._db.write() as tx:
            self._endpoints.get(tx, merchant_id, endpoint_id)
            if delivery_id is None:
                done = webhook_deliveries.replay(
                    tx, merchant_id, endpoint_id, state=state, since=since or now - KEPT, now=now
                )
            else:
                found = webhook_deliveries.get(tx, merchant_id, delivery_id)
                if found.endpoint_id != endpoint_id:
                    raise NotFoundError("webhook delivery", delivery_id)
                webhook_events.deliver(tx, merchant_id, endpoint_id, found.event_id, now=now)
                done = 1
            detail = {"delivery_id": delivery_id, "state": state.value, "deliveries": done}
            _note(tx, merchant_id, "deliveries_replayed", endpoint_id, actor, now, detail)
        return done

    def prune(self) -> int:
        """Forget what is older than thirty days; how many events."""
        gone = 0
        while True:
            with self._db.write() as tx:
                some = webhook_events.prune(tx, before=self._clock.now() - KEPT)
            gone += some
            if not some:
                return gone

    def _check(self, url: str, *, on_premises: bool) -> None:
        try:
            self._posters.of(on_premises=on_premises).check(url)
        except ConfigurationError as error:
            raise InvalidInputError("url", "…", str(error)) from error


def _values(change: EndpointChange) -> Mapping[str, Any]:
    told: dict[str, Any] = {
        "url": change.url,
        "description": change.description,
        "events": None if change.events is None else list(checked_patterns(change.events)),
        "on_premises": change.on_premises,
    }
    return {name: value for name, value in told.items() if value is not None}


def _note(
    tx: Connection,
    merchant_id: MerchantId,
    action: str,
    subject: str,
    actor: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        tx,
        merchant_id=merchant_id,
        actor=actor,
        action=f"webhooks.{action}",
        subject=subject,
        detail=None if detail is None else dict(detail),
        at=at,
    )
