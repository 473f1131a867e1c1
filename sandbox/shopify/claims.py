"""Idempotency keys of the `@idempotent` directive, kept for 24 hours (fact sheet §13)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.shopify.answers import Payload, refused
from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.rows import Claim
from sandbox.shopify.shop import Shop

KEPT_S = 24 * 3600.0
MOST_KEY = 255

Outcome = dict[str, int]
Perform = Callable[[], tuple[Payload, Outcome]]
"""Does the work: (answer, ids from which the answer can be told again)."""
Retell = Callable[[Outcome], Payload]


def require_key(key: str | None, version: str) -> None:
    """Refuse a call without a key. Raises: FieldError."""
    if key is None and version >= "2026-04":
        raise FieldError(
            "The @idempotent directive is required for this mutation but was not provided.",
            "BAD_REQUEST",
        )
    if key is not None and not 0 < len(key) <= MOST_KEY:
        text = f"The idempotency key must be between 1 and {MOST_KEY} characters."
        raise FieldError(text, "BAD_REQUEST")


def once(
    shop: Shop,
    operation: str,
    key: str | None,
    arguments: Mapping[str, Any],
    perform: Perform,
    retell: Retell,
) -> Payload:
    """Carry out `perform`, or tell the answer of the first call with the same key again."""
    if key is None:
        return perform()[0]
    claims = shop.books.claims
    fingerprint = hashlib.sha256(repr((operation, arguments)).encode()).hexdigest()
    known = claims.get(key)
    if known is not None and known.until <= shop.clock.timestamp():
        known = None
    if known is not None:
        return _again(known, fingerprint, retell)
    payload, outcome = perform()
    claims[key] = Claim(
        key=key,
        operation=operation,
        fingerprint=fingerprint,
        until=shop.later(KEPT_S),
        outcome=outcome,
        failed=bool(payload["userErrors"]),
    )
    return payload


def _again(known: Claim, fingerprint: str, retell: Retell) -> Payload:
    if known.fingerprint != fingerprint:
        text = "The same idempotency key cannot be used with different operation parameters."
        return refused(None, text, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
    if known.failed:
        text = (
            "A previous request with this idempotency key failed. Retry with a new idempotency key."
        )
        return refused(None, text, "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")
    return retell(known.outcome)
