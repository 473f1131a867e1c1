"""Endpoints and deliveries as people and programs see them; never a secret."""

from __future__ import annotations

from typing import Any

from storage.webhook_deliveries import Attempt, Delivery
from storage.webhook_endpoints import Endpoint


def endpoint_view(endpoint: Endpoint) -> dict[str, Any]:
    """One endpoint."""
    return {
        "endpoint_id": endpoint.id,
        "url": endpoint.url,
        "description": endpoint.description,
        "events": list(endpoint.events),
        "enabled": endpoint.state.value == "active",
        "reason": endpoint.state_reason,
        "on_premises": endpoint.on_premises,
        "failures": endpoint.failures,
        "failing_since": endpoint.failing_since,
        "created_at": endpoint.created_at,
        "updated_at": endpoint.updated_at,
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """One message and how it went."""
    return {
        "delivery_id": delivery.id,
        "event_id": delivery.event_id,
        "event": delivery.kind,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "next_attempt_at": delivery.due_at if delivery.state.value == "pending" else None,
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
        "last_ms": delivery.last_ms,
        "tried_at": delivery.tried_at,
    }


def attempt_view(attempt: Attempt) -> dict[str, Any]:
    """How a trial went."""
    return {
        "taken": attempt.error is None,
        "status": attempt.status,
        "error": attempt.error,
        "took_ms": attempt.took_ms,
    }
