"""What a platform's stand-in must offer so that the kit can host it, and its start options."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from sandbox.kit.clock import Clock
from sandbox.kit.web import Answer, JsonObject, Request
from sandbox.kit.webhooks import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a shop is started; the defaults suit tests."""

    seed_variants: int = 1000
    seed: int = 7
    state_file: Path | None = None
    latency_ms: float = 0
    limits: bool = True
    plan: str = "standard"
    """What the shop pays its vendor for; Shopify's allowance hangs on it, nobody else's."""
    token_seconds: int | None = None
    """Life of an access token; None = as long as the vendor grants."""
    client_id: str = "sandbox-client-id"
    client_secret: str = "sandbox-client-secret"  # noqa: S105 (a stand-in's well-known value)
    app_token: str = "sandbox-app-token"  # noqa: S105
    """The application's own access token (Square: webhook subscriptions, events)."""
    webhook_retry_factor: float = 1.0
    """Scales the vendor's retry gaps: 0.001 makes hours into seconds."""


class ControlError(Exception):
    """A control call that cannot be carried out; answered as JSON with `status`."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        """Keep the message for the answer."""
        super().__init__(message)
        self.status = status


Action = Callable[[Mapping[str, str], JsonObject], Any]
"""A control action: (path and query parameters, JSON body) → JSON answer.

Raises ControlError. Runs under the platform's lock.
"""


class Platform(Protocol):
    """One vendor's stand-in, without HTTP serving, faults, latency or recording.

    `handle`, the actions and `dump` run with `lock` held, so a platform needs no locks inside.
    """

    @property
    def name(self) -> str:
        """`square`, `shopify` …"""

    @property
    def lock(self) -> threading.RLock:
        """Held around everything that reads or writes the shop."""

    @property
    def clock(self) -> Clock:
        """The shop's time."""

    @property
    def sender(self) -> Sender:
        """The shop's outgoing webhooks."""

    @property
    def revision(self) -> int:
        """Grows with every change worth saving."""

    def labels(self, request: Request) -> Sequence[str]:
        """Names of what is called, most telling first: the first one counts in the statistics.

        E.g. `["GET /v2/orders/{order_id}"]` or `["mutation draftOrderCreate", "draftOrderCreate"]`.
        Faults match against any of them and against `METHOD /path`.
        """

    def handle(self, request: Request) -> Answer:
        """Do the work and answer as the vendor would, errors included."""

    def throttle(self, request: Request) -> Answer:
        """The vendor's own rate-limit answer."""

    def failure(self, request: Request, status: int) -> Answer:
        """A vendor-shaped error body for `status`, for an injected failure."""

    def actions(self) -> Mapping[str, Action]:
        """Control actions by `METHOD noun` or `METHOD noun/{id}`, e.g. `POST sell`."""

    def tick(self) -> None:
        """Let time do its work (expiries); called a few times a second with the lock held."""

    def dump(self) -> JsonObject:
        """The whole state as JSON values; may leave out what the seed gives anyway."""

    def load(self, state: JsonObject) -> None:
        """Take up a state that `dump` gave."""

    def reset(self) -> None:
        """Back to the freshly seeded shop."""


@runtime_checkable
class Gated(Protocol):
    """A platform that counts calls in flight; both methods run without `lock`."""

    def admit(self, request: Request) -> Answer | None:
        """Begin a call; an answer (429) refuses it, and then it has not begun."""

    def release(self, request: Request) -> None:
        """End a call that was admitted."""
