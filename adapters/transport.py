"""The one way every adapter's requests travel: pooled, bounded, budgeted, retried, recorded."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry
from redis import Redis

from adapters import outcomes
from adapters.breaker import Breakers
from adapters.budget import RateBudgets
from adapters.bulkhead import Bulkheads
from adapters.call_record import CallRecord, CallSeen
from adapters.circuit import BreakerPolicy, CircuitState
from adapters.delivery import Answer, Delivery, Machinery, Route
from adapters.destinations import DestinationPolicy, check_reachable, origin_of
from adapters.exchange import BrokenExchangeError, Exchanger, UnreadableAnswerError
from adapters.in_flight import InFlight
from adapters.metrics import TransportMetrics
from adapters.retry import RetryPolicy
from adapters.shared_state import SharedState
from adapters.tls import tls_context, trusting_only
from adapters.tracing import CallSpan, CallSpans
from adapters.versions import VersionWatch
from adapters.wire import Dialect, HttpRequest, HttpResponse, TokenSource
from domain.calls import Call
from domain.errors import VoicetillError
from domain.ids import ConnectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportConfig:
    """Bounds of every call. Times in seconds, sizes in bytes."""

    connect_timeout_s: float = 3.0
    """For the name, the connection and the TLS handshake together."""
    read_timeout_s: float = 15.0
    """Longest silence; the call's deadline bounds the whole."""
    max_body: int = 64 * 1024 * 1024
    max_line: int = 16 * 1024 * 1024
    concurrent_calls: int = 16
    """Per connection and process."""
    processes: int = 1
    """How many processes share the platforms' limits; each takes its part while Redis is away."""
    allow_loopback: bool = True
    """Whether sandboxes on this machine may be called; off in production."""
    extra_ca_file: Path | None = None
    """A certificate authority to trust besides the public ones."""
    user_agent: str = "Voicetill/0.1"
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    breaker: BreakerPolicy = field(default_factory=BreakerPolicy)


class Transport:
    """One per process, made after forking; thread-safe. Opens the lines adapters send on."""

    def __init__(
        self,
        config: TransportConfig,
        *,
        redis: Redis | None = None,
        registry: CollectorRegistry | None = None,
        sleeper: Callable[[float], None] = time.sleep,
        on_call: Callable[[CallSeen], None] | None = None,
        spans: CallSpans | None = None,
    ) -> None:
        """Without `redis`, budgets and breakers are local; `registry` is where metrics go.

        `on_call` is told of every call when it has ended, in the caller's thread; `spans` keeps
        them as parts of traces. None: a call's trace is only handed on to the platform.
        """
        # urllib3 logs whole URLs, whose queries may hold a phone number; our own line is enough.
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        shared = SharedState(redis)
        self._config = config
        self._on_call = on_call or (lambda _: None)
        self._spans = spans
        self._circuits: dict[ConnectionId, CircuitState] = {}
        self._metrics = TransportMetrics(registry or CollectorRegistry())
        self._machinery = Machinery(
            exchanger=Exchanger(
                partial(tls_context, extra_ca_file=config.extra_ca_file),
                connect_s=config.connect_timeout_s,
                read_s=config.read_timeout_s,
                max_body=config.max_body,
                max_line=config.max_line,
            ),
            budgets=RateBudgets(shared, processes=config.processes, sleeper=sleeper),
            breakers=Breakers(shared, policy=config.breaker, on_change=self._note_circuit),
            bulkheads=Bulkheads(config.concurrent_calls),
            in_flight=InFlight(shared, processes=config.processes),
            versions=VersionWatch(self._metrics),
            retry=config.retry,
            sleep=sleeper,
            user_agent=config.user_agent,
        )

    def line(
        self,
        connection_id: ConnectionId,
        base_url: str,
        dialect: Dialect,
        tokens: TokenSource | None,
        call: Call,
        *,
        on_premises: bool = False,
        trust_file: Path | None = None,
    ) -> PlatformLine:
        """A line for one call; `tokens` is None where no request carries a token (OAuth).

        `trust_file` holds the PEM certificates that alone prove this connection's server (a
        private authority, or the server's own); None: the public authorities do.
        Raises: ConfigurationError if the base URL is none that may be called.
        """
        policy = DestinationPolicy(
            allow_loopback=self._config.allow_loopback,
            on_premises=on_premises,
            trust_file=trust_file,
        )
        policy.check(origin_of(base_url))
        route = Route(
            connection_id=connection_id,
            base_url=base_url.rstrip("/"),
            dialect=dialect,
            tokens=tokens,
            call=call,
            policy=policy,
        )
        return PlatformLine(self, route)

    def check_address(
        self,
        base_url: str,
        *,
        on_premises: bool = False,
        trust_file: Path | None = None,
    ) -> None:
        """Raises ConfigurationError if the address is none, leads nowhere, or may not be called;
        also if the trust file cannot be read."""
        policy = DestinationPolicy(
            allow_loopback=self._config.allow_loopback, on_premises=on_premises
        )
        origin = origin_of(base_url)
        policy.check(origin)
        if trust_file is not None:
            trusting_only(trust_file)
        check_reachable(origin, policy, timeout_s=self._config.connect_timeout_s)

    def look_at_webhook(self, dialect: Dialect, version: str) -> None:
        """Count and report a proved webhook in another API version than calls ask for."""
        self._machinery.versions.look_at_webhook(dialect, version)

    def close(self) -> None:
        """Close idle connections."""
        self._machinery.exchanger.close()

    def deliver(self, route: Route, request: HttpRequest, *, stream: bool = False) -> Answer:
        """Carry a request on a route and record the call once; lines use this."""
        record = CallRecord(
            platform=route.dialect.platform,
            connection_id=route.connection_id,
            request=request,
            call=route.call,
            metrics=self._metrics,
        )
        span, trace = None, route.call.trace
        if self._spans is not None:
            about = route.dialect.platform, request.operation, route.connection_id
            span = self._spans.begin_call(*about, route.call)
        delivery = Delivery(
            machinery=self._machinery,
            route=route,
            request=request,
            record=record,
            is_streamed=stream,
            traceparent=span.header if span else trace.header if trace else None,
        )
        try:
            answer = delivery.run()
        except VoicetillError as error:
            self._tell(record, span, error)
            raise
        self._tell(record, span, None)
        return answer

    def _tell(
        self, record: CallRecord, span: CallSpan | None, error: VoicetillError | None
    ) -> None:
        """The call has ended: once to the log and metrics, and to those who watch."""
        record.publish(error)
        seen = record.seen(error)
        if span is not None:
            span.end(seen)
        self._on_call(seen)

    def standing(self, platform: str, connection_id: ConnectionId) -> tuple[CircuitState, float]:
        """As this process knows them: a connection's circuit, and how much of its rate budget is
        spent (0 to 1)."""
        state = self._circuits.get(connection_id, CircuitState.CLOSED)
        return state, self._machinery.budgets.spent(platform, connection_id)

    def _note_circuit(
        self, platform: str, connection_id: ConnectionId, state: CircuitState
    ) -> None:
        self._circuits[connection_id] = state
        self._metrics.breaker.labels(platform, connection_id).set(state)


class PlatformLine:
    """One connection bound to one call (`adapters.wire.Line`)."""

    __slots__ = ("_route", "_transport")

    def __init__(self, transport: Transport, route: Route) -> None:
        self._transport = transport
        self._route = route

    @property
    def connection_id(self) -> ConnectionId:
        """Whose line it is."""
        return self._route.connection_id

    @property
    def call(self) -> Call:
        """Deadline, lane and correlation id of the work in hand."""
        return self._route.call

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send and give back a success; every failure is raised as a PlatformError.

        Raises: ConfigurationError when the destination may not be called.
        """
        return self._transport.deliver(self._route, request)[0]

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """The non-empty lines of an answer of any length, as they arrive.

        The request is sent when the first line is asked for. Raises: ValueError unless it is
        repeatable; UnavailableError, not retried, when the answer breaks off half-way.
        """
        if not request.repeatable:
            raise ValueError(f"{request.operation}: only a repeatable request can be streamed")
        _, lines = self._transport.deliver(self._route, request, stream=True)
        platform = self._route.dialect.platform
        try:
            yield from lines
        except BrokenExchangeError as broken:
            raise outcomes.unanswered(platform, request, broken) from broken
        except UnreadableAnswerError as failure:
            raise outcomes.unreadable(platform, request, failure) from failure
