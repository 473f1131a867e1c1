"""Who calls: API keys by Bearer token, looked up once in a few seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from time import monotonic
from typing import Final

from flask import Response, g, request

from app.api import problem_types as types
from app.api.problems import ProblemError
from app.api.rates import Allowance
from app.api.services import CHANNEL, Grant, KeyRegister, Scope, services
from app.ops.correlation import current_correlation_id
from domain.calls import Call
from domain.ids import IdempotencyKey, MerchantId

NO_KEY = IdempotencyKey("")
ASKED_BY: Final = "voicetill.channel"
"""Names, in the WSGI environment of an operation asked from within, the surface that asks. No
request from outside can set it: its headers begin with `HTTP_` there."""
_CHALLENGE = 'Bearer realm="voicetill"'
_MAX_KEY_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The API client behind a request, and the context of its work."""

    merchant_id: MerchantId
    key_id: str
    call: Call
    key: IdempotencyKey = NO_KEY
    """Names the intention towards commerce; set on writes."""
    channel: str = CHANNEL
    """What orders, and rules of stock and policy, call the surface that was asked."""


def authenticate(scope: Scope) -> Caller:
    """The caller of the request in hand, counted. Raises ProblemError (401, 403 or 429)."""
    grant = present_grant(counted=True)
    if grant.is_shut_out:
        raise ProblemError(types.TEST_KEY_REFUSED)
    if scope not in grant.scopes:
        raise ProblemError(
            types.INSUFFICIENT_SCOPE,
            headers={
                "WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
            },
            scope=str(scope),
        )
    seconds = services().rest.deadline.total_seconds()
    call = Call.within(seconds, correlation_id=current_correlation_id())
    return Caller(
        merchant_id=grant.merchant_id,
        key_id=grant.key_id,
        call=call,
        channel=request.environ.get(ASKED_BY, CHANNEL),
    )


def present_grant(*, counted: bool) -> Grant:
    """What the key of the request in hand stands for. Raises ProblemError (401 or 429)."""
    grant = _grant()
    if counted:
        _count(grant)
    return grant


def _grant() -> Grant:
    """One answer for every way of not having a key, so that nothing can be told from it."""
    scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and 0 < len(presented) <= _MAX_KEY_LENGTH:
        grant = services().rest.keys.find(presented.strip(), now=services().clock.now())
        if grant is not None:
            return grant
    raise ProblemError(types.UNAUTHENTICATED, headers={"WWW-Authenticate": _CHALLENGE})


def _count(grant: Grant) -> None:
    """Count the request; what is left is told by `tell_rate`, whatever becomes of it."""
    allowance = g.allowance = services().rest.rates.take(grant.key_id, grant.per_minute)
    if allowance.wait_s:
        raise ProblemError(types.RATE_LIMITED, headers={"Retry-After": str(allowance.wait_s)})


def tell_rate(response: Response) -> Response:
    """Say on an answer what its key may still do, where a key was found."""
    allowance: Allowance | None = g.get("allowance")
    if allowance is not None:
        response.headers["RateLimit-Policy"] = allowance.policy
        response.headers["RateLimit"] = allowance.state
    return response


class CachedKeys:
    """A register of keys with a short memory; a revoked key works at most `ttl_s` longer.

    Only keys that were found are remembered, under their hash, so that guessing fills nothing.
    """

    def __init__(
        self,
        register: KeyRegister,
        *,
        ttl_s: float = 5.0,
        size: int = 1024,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._register = register
        self._ttl_s = ttl_s
        self._size = size
        self._timer = timer
        self._known: dict[bytes, tuple[float, Grant]] = {}
        self._lock = threading.Lock()

    def find(self, presented: str, *, now: datetime) -> Grant | None:
        """What the key grants, from memory or from the register."""
        digest = sha256(presented.encode()).digest()
        moment = self._timer()
        kept = self._known.get(digest)
        if kept is not None and kept[0] > moment:
            return kept[1]
        grant = self._register.find(presented, now=now)
        self._remember(digest, grant, moment + self._ttl_s)
        return grant

    def _remember(self, digest: bytes, grant: Grant | None, until: float) -> None:
        with self._lock:
            self._known.pop(digest, None)
            if grant is None:
                return
            while len(self._known) >= self._size:
                self._known.pop(next(iter(self._known)))
            self._known[digest] = (until, grant)
