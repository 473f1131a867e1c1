"""One request on its way to a platform, until it is answered or may not be repeated.

An attempt goes: circuit breaker → rate budgets → bulkhead and slots in flight → exchange → what
the dialect says the answer means. What failed in a way that is safe to repeat is repeated while
the deadline lasts; a write whose effect is unknown never is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import TypeAlias, TypedDict
from urllib.parse import urlencode

import orjson

from adapters import outcomes
from adapters.breaker import Breakers, Verdict
from adapters.budget import RateBudgets
from adapters.bulkhead import Bulkheads
from adapters.call_record import CallRecord
from adapters.destinations import DestinationPolicy, is_absolute, origin_of, target_of
from adapters.exchange import BrokenExchangeError, Exchanger, Outgoing, UnreadableAnswerError
from adapters.in_flight import InFlight
from adapters.retry import RetryPolicy
from adapters.versions import VersionWatch
from adapters.wire import (
    BudgetReading,
    Dialect,
    ExtraLimit,
    HttpRequest,
    HttpResponse,
    RatePolicy,
    TokenSource,
    assumed_rate,
    extra_limits,
    root_of,
)
from domain.calls import Call
from domain.errors import (
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RetryableError,
    UnavailableError,
)
from domain.ids import ConnectionId

Answer: TypeAlias = tuple[HttpResponse, Iterator[bytes]]
"""A response, and the lines still to come when it is streamed."""

_UNSAFE_IN_HEADER = re.compile(r"[^A-Za-z0-9._:\-]")
_TOO_LATE_S = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a line leads and on whose behalf."""

    connection_id: ConnectionId
    base_url: str
    dialect: Dialect
    tokens: TokenSource | None
    call: Call
    policy: DestinationPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Machinery:
    """What all deliveries of a process share."""

    exchanger: Exchanger
    budgets: RateBudgets
    breakers: Breakers
    bulkheads: Bulkheads
    in_flight: InFlight
    versions: VersionWatch
    retry: RetryPolicy
    sleep: Callable[[float], None]
    user_agent: str


class _About(TypedDict):
    platform: str
    operation: str


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Carries one request on one route; used once."""

    machinery: Machinery
    route: Route
    request: HttpRequest
    record: CallRecord
    is_streamed: bool = False
    traceparent: str | None = None
    """What the platform is told of the trace; None: nothing."""

    def run(self) -> Answer:
        """The successful answer; every failure is raised as a PlatformError.

        ConfigurationError comes through when the destination may not be called.
        """
        try:
            return self._until_settled()
        except RetryableError as error:
            if not self.record.maybe_done:
                raise
            raise outcomes.ambiguous(self.request, error) from error

    def _until_settled(self) -> Answer:
        token = self._token()
        for attempt in count(1):
            result = self._attempt(token)
            if not isinstance(result, PlatformError):
                return result
            if isinstance(result, NotAuthorizedError):
                token = self._renewed(token, result)
            else:
                self._pause(result, attempt)
        raise AssertionError("unreachable: count() does not end")

    def _token(self) -> str | None:
        route, request = self.route, self.request
        if not request.authenticated or origin_of(self._url()) != origin_of(self._root()):
            return None
        if route.tokens is None:
            raise NotAuthorizedError("the line has no tokens", **self._about())
        return route.tokens.access_token(route.call)

    def _renewed(self, stale: str | None, error: NotAuthorizedError) -> str:
        """A fresh token after a 401, once; the refused attempt was not executed."""
        tokens = self.route.tokens
        if self.record.has_renewed or error.status != 401 or stale is None or tokens is None:
            raise error
        self.record.has_renewed = True
        return tokens.refresh(stale, self.route.call)

    def _pause(self, error: PlatformError, attempt: int) -> None:
        """Wait before the next attempt, or raise the error if there may be none."""
        if not isinstance(error, RetryableError):
            raise error
        pause = self.machinery.retry.pause(
            error, attempt=attempt, deadline=self.route.call.deadline
        )
        if pause is None:
            raise error
        self.record.paused(error, pause)
        self.machinery.sleep(pause)

    def _attempt(self, token: str | None) -> Answer | PlatformError:
        """An answer, or a failure the platform or the network gave; refusals of ours are raised."""
        about = self._about()
        self._check_time()
        parts, connection_id = self.machinery, self.route.connection_id
        with parts.breakers.guard(connection_id=connection_id, **about) as verdict:
            rate, extra = (
                assumed_rate(self.route.dialect),
                extra_limits(self.route.dialect, self.request),
            )
            self._take(rate, extra)
            reading = None
            try:
                with ExitStack() as slots:
                    self._enter(slots, rate, extra)
                    self._check_time()
                    answer = self._exchange(token)
                error, reading = self._read(answer[0])
                verdict.is_healthy = outcomes.is_healthy(error)
                self.record.sick += verdict.is_healthy is False
                return answer if error is None else error
            except (BrokenExchangeError, UnreadableAnswerError) as failure:
                return self._unanswered(failure, verdict)
            finally:
                self._settle(rate, reading)

    def _check_time(self) -> None:
        """Sending what cannot be answered in time would only make a write ambiguous."""
        if self.route.call.deadline.remaining() < _TOO_LATE_S:
            raise UnavailableError("the deadline passed before anything was sent", **self._about())

    def _take(self, rate: RatePolicy, extra: Sequence[ExtraLimit]) -> None:
        take, call, about = self.machinery.budgets.take, self.route.call, self._about()
        waited = 0.0
        for limit in extra:
            if limit.rate is not None:
                name = self._name_of(limit)
                waited += take(connection_id=name, cost=1.0, policy=limit.rate, call=call, **about)
        waited += take(
            connection_id=self.route.connection_id,
            cost=self.request.cost,
            policy=rate,
            call=call,
            **about,
        )
        self.record.waited_for_budget(waited)

    def _name_of(self, limit: ExtraLimit) -> ConnectionId:
        """Whose budget it is, in the place of the connection."""
        owner = "app" if limit.over_app else self.route.connection_id
        return ConnectionId(f"{owner}:{limit.name}")

    def _enter(self, slots: ExitStack, rate: RatePolicy, extra: Sequence[ExtraLimit]) -> None:
        """Hold a place in each limit on what is under way."""
        parts, call, about = self.machinery, self.route.call, self._about()
        platform, connection_id = about["platform"], self.route.connection_id
        slots.enter_context(parts.bulkheads.slot(connection_id, call=call, **about))
        limits = [(f"{platform}:{connection_id}", rate.in_flight)]
        limits += [(f"{platform}:{self._name_of(each)}", each.in_flight) for each in extra]
        for name, most in limits:
            if most is not None:
                slots.enter_context(parts.in_flight.slot(name, most, call=call, **about))

    def _settle(self, rate: RatePolicy, reading: BudgetReading | None) -> None:
        self.machinery.budgets.settle(
            self.route.dialect.platform,
            self.route.connection_id,
            taken=self.request.cost,
            policy=rate,
            reading=reading,
        )

    def _exchange(self, token: str | None) -> Answer:
        exchanger, call = self.machinery.exchanger, self.route.call
        outgoing, policy = self._outgoing(token), self.route.policy
        started = perf_counter()
        status = None
        try:
            if self.is_streamed:
                answer = exchanger.open_stream(outgoing, deadline=call.deadline, policy=policy)
            else:
                whole = exchanger.exchange(outgoing, deadline=call.deadline, policy=policy)
                answer = (whole, iter(()))
            status = answer[0].status
            self.record.date = answer[0].headers.get("date")
        finally:
            self.record.exchanged(status, (perf_counter() - started) * 1000)
        return answer

    def _read(self, response: HttpResponse) -> tuple[PlatformError | None, BudgetReading | None]:
        """What the answer means, and what it tells about the rate limit."""
        dialect = self.route.dialect
        error = outcomes.failure_of(dialect, self.request, response)
        reading = outcomes.reading_of(dialect, response, error)
        if isinstance(error, RateLimitedError):
            self.record.throttled()
        self.machinery.versions.look(dialect, response)
        if error is None or not outcomes.leaves_doubt(self.request, response, error):
            return error, reading
        if self.request.repeatable:
            self.record.maybe_done = True
            return error, reading
        return outcomes.ambiguous(self.request, error), reading

    def _unanswered(
        self, failure: BrokenExchangeError | UnreadableAnswerError, verdict: Verdict
    ) -> PlatformError:
        platform = self.route.dialect.platform
        if isinstance(failure, UnreadableAnswerError):
            verdict.is_healthy = True
            return outcomes.unreadable(platform, self.request, failure)
        if outcomes.proves_ill_health(failure):
            verdict.is_healthy = False
            self.record.sick += 1
        self.record.maybe_done |= failure.sent and self.request.keyed
        return outcomes.unanswered(platform, self.request, failure)

    def _outgoing(self, token: str | None) -> Outgoing:
        request, route = self.request, self.route
        headers = {
            "User-Agent": self.machinery.user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "X-Correlation-Id": _UNSAFE_IN_HEADER.sub("_", route.call.correlation_id)[:128],
        }
        if self.traceparent is not None:
            headers["traceparent"] = self.traceparent
        if token is not None:
            headers |= route.dialect.auth_headers(token)
        body: bytes | bytearray | None = None
        if request.secret_json is not None:
            body = request.secret_json
            headers["Content-Type"] = "application/json"
        elif request.json is not None:
            body = orjson.dumps(request.json)
            headers["Content-Type"] = "application/json"
        elif request.form is not None:
            body = urlencode(request.form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        url = self._url()
        return Outgoing(
            method=request.method,
            origin=origin_of(url),
            target=target_of(url, request.params),
            headers={**headers, **request.headers},
            body=body,
        )

    def _url(self) -> str:
        path = self.request.path
        if is_absolute(path):
            return path
        # The slash keeps a path like "@elsewhere.example" from becoming a host.
        return f"{self._root()}/{path.removeprefix('/')}"

    def _root(self) -> str:
        """The host of the connection, or that of a sister service of the platform."""
        return root_of(self.route.dialect, self.request.service, self.route.base_url)

    def _about(self) -> _About:
        return _About(platform=self.route.dialect.platform, operation=self.request.operation)
