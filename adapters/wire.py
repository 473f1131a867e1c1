"""The vocabulary between an adapter's client and the shared transport.

A platform's client builds `HttpRequest`s and sends them on a `Line`, which is one connection
bound to one call. How the platform authenticates, words its errors and signals its limits is
told to the transport by the platform's `Dialect`. Timeouts, pooling, retry, rate budget, breaker,
redaction, logs and metrics are the transport's business and are never copied into an adapter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, runtime_checkable

import orjson

from domain.calls import Call
from domain.errors import PlatformError
from domain.ids import ConnectionId

JsonObject: TypeAlias = dict[str, Any]  # vendor JSON; `Any` stops at the mapping tables


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One request to a platform."""

    method: str
    path: str
    """Absolute path below the connection's base URL, e.g. "/v2/orders"; or a full https URL, which
    carries no access token when it leads to another host."""
    operation: str
    """A short constant name for logs, metrics and errors, e.g. "orders.create"."""
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: JsonObject | list[JsonObject] | None = None
    secret_json: bytearray | None = field(default=None, repr=False)
    """A JSON body that holds a card number, instead of `json`: sent from where it lies, and
    overwritten by whoever made it once `send` is over. Never repeatable."""
    form: Mapping[str, str] | None = None
    repeatable: bool = False
    """Whether sending it again has no second effect: reads, and writes under an idempotency key.
    Only then is a lost answer retried; otherwise it is raised as `AmbiguousOutcomeError`."""
    keyed: bool = False
    """Set, with `repeatable`, on a write under an idempotency key: if its answer stays lost after
    the last attempt, something may have been done, and that is `AmbiguousOutcomeError` too, where
    a read ends in `UnavailableError`."""
    cost: float = 1.0
    """Expected units of the platform's rate budget (points, tokens)."""
    authenticated: bool = True
    """False for OAuth calls, which carry no access token."""
    service: str = ""
    """Which of the platform's own hosts, as its dialect names them (`KnowsHosts`); empty is the
    base URL's. The access token goes there too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """One complete answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    elapsed_ms: float = 0.0

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is not."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetReading:
    """What an answer told about the platform's rate limit."""

    capacity: float | None = None
    """Size of the bucket."""
    remaining: float | None = None
    restore_per_s: float | None = None
    cost: float | None = None
    """What this request really cost."""
    throttled: bool = False
    retry_after_s: float | None = None


class Dialect(Protocol):
    """How one platform authenticates, fails and throttles."""

    @property
    def platform(self) -> str:
        """The platform's name in lower case."""
        ...

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """Headers every authenticated request carries."""
        ...

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error an answer means (also those in an HTTP 200), or None if it is a success."""
        ...

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """What the answer tells about the rate limit, if anything."""
        ...

    def version_served(self, response: HttpResponse) -> str | None:
        """The API version the platform says it answered with."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePolicy:
    """What is assumed about a platform's rate limit until its answers teach better."""

    per_s: float = 10.0
    """Units restored each second."""
    burst: float = 10.0
    """Size of the bucket."""
    adaptive: bool = True
    """True where the platform publishes nothing: halve on a throttle, rise slowly. False where
    its answers carry capacity and restore rate, which are then believed."""
    max_per_s: float = 50.0
    """How far an adaptive rate may rise."""
    in_flight: int | None = None
    """Most requests at once, over all processes; None where the platform sets no such limit."""

    @classmethod
    def per_window(
        cls, requests: float, seconds: float, *, in_flight: int | None = None
    ) -> RatePolicy:
        """For "so many in so many seconds": no window of that length, wherever it begins, sees
        more than `requests`. 30 % may come at once, the rest is spread."""
        burst = max(1.0, requests * 0.3)
        return cls(
            per_s=(requests - burst) / seconds or 1 / seconds,
            burst=burst,
            adaptive=False,
            in_flight=in_flight,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraLimit:
    """A further limit that some requests fall under, beside their connection's budget."""

    name: str
    """Lower case; requests under the same name share the limit."""
    rate: RatePolicy | None = None
    """Its budget, one unit per request; None: only `in_flight` counts."""
    in_flight: int | None = None
    """Most of these requests at once."""
    over_app: bool = False
    """Whether all merchants of our application share it, rather than each connection alone."""


@runtime_checkable
class StatesLimits(Protocol):
    """A dialect that also names limits of single routes, or of our whole application."""

    def limits(self, request: HttpRequest) -> Sequence[ExtraLimit]:
        """The limits this request falls under, besides the connection's own."""
        ...


@runtime_checkable
class StatesRate(Protocol):
    """A dialect that also says what to assume about the rate limit (else `RatePolicy()`)."""

    @property
    def rate(self) -> RatePolicy:
        """The assumption to start from."""
        ...


@runtime_checkable
class KnowsHosts(Protocol):
    """A dialect of a platform whose APIs live on several hosts under one access token."""

    def root_of(self, service: str, base_url: str) -> str:
        """The base URL of a service, for a connection whose own base URL is `base_url`."""
        ...


@runtime_checkable
class AsksVersion(Protocol):
    """A dialect that also says which API version it asks for; another one served is reported."""

    @property
    def version(self) -> str:
        """The version as `version_served` would word it."""
        ...


_SPEAKS: dict[tuple[type[Any], type[Any]], bool] = {}


def _as(dialect: Dialect, more: type[Any]) -> Any:  # a protocol above; mypy takes none for type[T]
    """The dialect, if it also says what `more` names; else None.

    Asked at every call; looking through a protocol's names costs 15 µs, so it is done once a type.
    """
    known = _SPEAKS.get((type(dialect), more))
    if known is None:
        known = _SPEAKS[type(dialect), more] = isinstance(dialect, more)
    return dialect if known else None


def assumed_rate(dialect: Dialect) -> RatePolicy:
    """What is assumed of a platform's rate limit until its answers teach better."""
    stating: StatesRate | None = _as(dialect, StatesRate)
    return RatePolicy() if stating is None else stating.rate


def extra_limits(dialect: Dialect, request: HttpRequest) -> Sequence[ExtraLimit]:
    """The limits a request falls under besides its connection's own."""
    stating: StatesLimits | None = _as(dialect, StatesLimits)
    return () if stating is None else stating.limits(request)


def root_of(dialect: Dialect, service: str | None, base_url: str) -> str:
    """The base URL of a connection, or that of a sister service of its platform."""
    knowing: KnowsHosts | None = _as(dialect, KnowsHosts) if service else None
    return base_url if knowing is None or not service else knowing.root_of(service, base_url)


def version_asked(dialect: Dialect) -> str | None:
    """The API version that is asked for; None where the platform has none to compare."""
    asking: AsksVersion | None = _as(dialect, AsksVersion)
    return None if asking is None else asking.version


class TokenSource(Protocol):
    """Hands out a connection's access token; refreshing is single-flight behind it."""

    def access_token(self, call: Call) -> str:
        """A token that is valid now. Raises NotAuthorizedError if none can be had."""
        ...

    def refresh(self, stale: str, call: Call) -> str:
        """A token newer than `stale`, which the platform just refused."""
        ...


class Line(Protocol):
    """One connection bound to one call; what an adapter's client sends on."""

    @property
    def connection_id(self) -> ConnectionId:
        """Whose line it is."""
        ...

    @property
    def call(self) -> Call:
        """Deadline, lane and correlation id of the work in hand."""
        ...

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send and give back a success; every failure is raised as a `PlatformError`."""
        ...

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """The non-empty lines of an answer of any length, as they arrive (JSONL bulk files).

        Only for repeatable requests. A failure after the first line is raised, not retried:
        the caller knows how to take up the thread.
        """
        ...
