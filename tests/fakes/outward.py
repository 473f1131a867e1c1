"""Acme's one webhook endpoint, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from app.outward.desk import EndpointChange
from domain.errors import InvalidInputError, NotFoundError
from domain.happenings import checked_patterns
from domain.ids import MerchantId
from storage.results import Listed
from storage.webhook_deliveries import Attempt, Delivery, DeliveryState
from storage.webhook_endpoints import Endpoint, EndpointState
from tests.fakes.clock import FakeClock
from tests.fakes.connections import OWNER

ENDPOINT = "whe_acme"
DELIVERY = "whd_acme"


@dataclass(slots=True)
class FakeWebhookDesk:
    """Acme has one endpoint, and one message to it that failed."""

    clock: FakeClock
    kept: dict[str, Endpoint] = field(default_factory=dict)
    replayed: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._keep(ENDPOINT, MerchantId(OWNER), "https://acme.example/hook", ("*",))

    def endpoints(self, merchant_id: MerchantId) -> list[Endpoint]:
        return [each for each in self.kept.values() if each.merchant_id == merchant_id]

    def endpoint(self, merchant_id: MerchantId, endpoint_id: str) -> Endpoint:
        found = self.kept.get(endpoint_id)
        if found is None or found.merchant_id != merchant_id:
            raise NotFoundError("webhook endpoint", endpoint_id)
        return found

    def add(self, merchant_id: MerchantId, *, url: str, events: Any, **_: Any) -> Endpoint:
        if not url.startswith("https://"):
            raise InvalidInputError("url", "…", "use https")
        patterns = checked_patterns(events)
        return self._keep(f"whe_{len(self.kept)}", merchant_id, url, patterns)

    def change(
        self, merchant_id: MerchantId, endpoint_id: str, change: EndpointChange, *, actor: str
    ) -> Endpoint:
        known = self.endpoint(merchant_id, endpoint_id)
        if change.enabled is False:
            known = replace(known, state=EndpointState.DISABLED, state_reason=f"by {actor}")
        self.kept[endpoint_id] = known
        return known

    def rotate(
        self, merchant_id: MerchantId, endpoint_id: str, *, overlap: timedelta, actor: str
    ) -> Endpoint:
        del overlap, actor
        return self.endpoint(merchant_id, endpoint_id)

    def remove(self, merchant_id: MerchantId, endpoint_id: str, *, actor: str) -> None:
        del actor
        self.endpoint(merchant_id, endpoint_id)
        del self.kept[endpoint_id]

    def try_endpoint(self, merchant_id: MerchantId, endpoint_id: str) -> Attempt:
        self.endpoint(merchant_id, endpoint_id)
        return Attempt(status=204, error=None, took_ms=3, at=self.clock.now())

    def deliveries(self, merchant_id: MerchantId, endpoint_id: str, **_: Any) -> Listed[Delivery]:
        self.endpoint(merchant_id, endpoint_id)
        return Listed(rows=(self._delivery(merchant_id),))

    def replay(
        self, merchant_id: MerchantId, endpoint_id: str, *, delivery_id: str | None, **_: Any
    ) -> int:
        self.endpoint(merchant_id, endpoint_id)
        self.replayed.append(delivery_id)
        return 1

    def _keep(
        self, endpoint_id: str, merchant_id: MerchantId, url: str, events: tuple[str, ...]
    ) -> Endpoint:
        now = self.clock.now()
        made = Endpoint(
            id=endpoint_id,
            merchant_id=merchant_id,
            url=url,
            description="",
            events=events,
            secret="whsec_c2VjcmV0",
            previous_secret=None,
            previous_until=None,
            on_premises=False,
            state=EndpointState.ACTIVE,
            state_reason=None,
            failing_since=None,
            failures=0,
            rests_until=None,
            created_at=now,
            updated_at=now,
        )
        self.kept[endpoint_id] = made
        return made

    def _delivery(self, merchant_id: MerchantId) -> Delivery:
        now = self.clock.now()
        return Delivery(
            id=DELIVERY,
            merchant_id=merchant_id,
            endpoint_id=ENDPOINT,
            event_id="evt_1",
            kind="order.placed",
            state=DeliveryState.FAILED,
            attempts=10,
            due_at=now,
            last_status=500,
            last_error="it answered 500",
            last_ms=12,
            tried_at=now,
            closed_at=now,
        )


@dataclass(slots=True)
class FakeOutward:
    """The parts that tell programs outside."""

    desk: FakeWebhookDesk
