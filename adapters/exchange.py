"""One HTTP exchange: a request out, the whole answer in, within a deadline; no policy."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic, perf_counter
from typing import cast

from urllib3.exceptions import DecodeError, HTTPError
from urllib3.exceptions import TimeoutError as PoolTimeoutError
from urllib3.response import BaseHTTPResponse

from adapters.connections import Pools, Watch, begin
from adapters.destinations import DestinationPolicy, Origin
from adapters.wire import HttpResponse
from domain.calls import Deadline

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request as it goes over the wire."""

    method: str
    origin: Origin
    target: str
    """Path and query."""
    headers: Mapping[str, str]
    body: bytes | bytearray | None = field(repr=False)


class BrokenExchangeError(Exception):
    """No whole answer came; `sent` tells whether the platform may have seen the request."""

    def __init__(self, reason: str, *, sent: bool, timed_out: bool, after_s: float) -> None:
        super().__init__(reason)
        self.sent = sent
        self.timed_out = timed_out
        self.after_s = after_s
        """How long it had been waited for, connecting included."""


class UnreadableAnswerError(Exception):
    """An answer came that is larger than allowed or wrongly encoded."""


class Exchanger:
    """Sends requests over shared connection pools. Thread-safe."""

    def __init__(
        self,
        make_context: Callable[[], ssl.SSLContext],
        *,
        connect_s: float,
        read_s: float,
        max_body: int,
        max_line: int,
    ) -> None:
        self._pools = Pools(make_context)
        self._connect_s = connect_s
        self._read_s = read_s
        self._max_body = max_body
        self._max_line = max_line

    def close(self) -> None:
        """Close idle connections."""
        self._pools.close()

    def exchange(
        self, outgoing: Outgoing, *, deadline: Deadline, policy: DestinationPolicy
    ) -> HttpResponse:
        """The answer, whatever its status; redirects are not followed.

        Raises: BrokenExchangeError, UnreadableAnswerError, ConfigurationError (destination).
        """
        started = perf_counter()
        watch = self._begin(deadline, policy)
        answer = self._open(outgoing, watch)
        body = b"".join(self._chunks(answer.read, answer, watch, limit=self._max_body))
        return HttpResponse(
            status=answer.status,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=body,
            elapsed_ms=(perf_counter() - started) * 1000,
        )

    def open_stream(
        self, outgoing: Outgoing, *, deadline: Deadline, policy: DestinationPolicy
    ) -> tuple[HttpResponse, Iterator[bytes]]:
        """Status and headers at once, the answer's lines as they arrive.

        An answer that is no success is read whole into the response; its lines are empty.
        """
        started = perf_counter()
        watch = self._begin(deadline, policy)
        answer = self._open(outgoing, watch)
        is_success = 200 <= answer.status < 300
        whole = () if is_success else self._chunks(answer.read, answer, watch, limit=self._max_body)
        body = b"".join(whole)
        head = HttpResponse(
            status=answer.status,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=body,
            elapsed_ms=(perf_counter() - started) * 1000,
        )
        return head, self._lines(answer, watch) if is_success else iter(())

    def _begin(self, deadline: Deadline, policy: DestinationPolicy) -> Watch:
        watch = Watch(
            deadline=deadline, policy=policy, connect_s=self._connect_s, read_s=self._read_s
        )
        begin(watch)
        return watch

    def _open(self, outgoing: Outgoing, watch: Watch) -> BaseHTTPResponse:
        watch.policy.check(outgoing.origin)
        pool = self._pools.pool(outgoing.origin, watch.policy)
        try:
            return pool.urlopen(
                outgoing.method,
                outgoing.target,
                body=cast("bytes | None", outgoing.body),  # urllib3 takes any buffer as it is
                headers=outgoing.headers,
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
            )
        except (HTTPError, OSError) as error:
            raise _broken(error, watch) from error

    def _chunks(
        self,
        read: Callable[[int], bytes],
        answer: BaseHTTPResponse,
        watch: Watch,
        *,
        limit: int | None,
    ) -> Iterator[bytes]:
        """The body in pieces; whatever ends the reading early also ends the connection."""
        size = 0
        try:
            while chunk := read(_CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise UnreadableAnswerError(f"the answer is larger than {limit} bytes")
                yield chunk
            answer.release_conn()
        except DecodeError as error:
            raise UnreadableAnswerError("the answer's content encoding is broken") from error
        except (HTTPError, OSError) as error:
            raise _broken(error, watch) from error
        finally:
            answer.close()  # a connection that was not released yet is in an unknown state

    def _lines(self, answer: BaseHTTPResponse, watch: Watch) -> Iterator[bytes]:
        rest = b""
        for chunk in self._chunks(answer.read1, answer, watch, limit=None):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from (line for line in map(bytes.strip, whole) if line)
            if len(rest) > self._max_line:
                raise UnreadableAnswerError(f"a line is longer than {self._max_line} bytes")
        if rest.strip():
            yield rest.strip()


def _broken(error: HTTPError | OSError, watch: Watch) -> BrokenExchangeError:
    timed_out = isinstance(error, (TimeoutError, PoolTimeoutError))
    reason = type(error.__cause__ or error).__name__
    return BrokenExchangeError(
        reason, sent=watch.sent, timed_out=timed_out, after_s=monotonic() - watch.began_at
    )
