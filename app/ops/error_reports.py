"""Errors told to a collector that speaks Sentry's envelopes (Sentry, GlitchTip and others).

What is logged as an error is reported, after redaction, with its stack: no local variables, no
bodies, no addresses. One thread sends; whoever logs never waits, and what is too much is dropped.
Protocol: develop.sentry.dev/sdk/foundations/transport/envelopes, read 2026-11-21; header and
address as sentry-sdk 2 makes them of a DSN, which also reads what is made here.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Full, Queue
from secrets import token_hex
from time import monotonic
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import orjson
import structlog

from domain.calls import Deadline
from domain.errors import ConfigurationError, UnavailableError

log = structlog.get_logger(__name__)

_CLIENT: Final = "voicetill/0.1"
_LEVELS: Final = {"error": "error", "critical": "fatal"}
_TAGS: Final = ("correlation_id", "platform", "channel", "loop", "operation", "route")
_OURS: Final = frozenset({"event", "level", "at", "exception", "trace_id"})
_WAITING: Final = 100
_PER_MINUTE: Final = 60
_POST_S: Final = 5.0
_REST_S: Final = 60.0
_FAREWELL_S: Final = 2.0
_OK: Final = 200


class Poster(Protocol):
    """Sends a body to the collector (`adapters.outward.OutwardPoster`)."""

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        """The answer's status. Raises ConfigurationError, UnavailableError."""
        ...


@dataclass(frozen=True, slots=True)
class Dsn:
    """Where to report and as whom."""

    url: str
    public_key: str

    @classmethod
    def parse(cls, text: str) -> Dsn:
        """From `https://key@host/path/project`. Raises ConfigurationError."""
        parts = urlsplit(text)
        path, _, project = parts.path.rstrip("/").rpartition("/")
        if not parts.username or not parts.hostname or not project:
            raise ConfigurationError("the DSN of error reports must be https://KEY@HOST/PROJECT")
        port = "" if parts.port is None else f":{parts.port}"
        url = f"{parts.scheme}://{parts.hostname}{port}{path}/api/{project}/envelope/"
        return cls(url, parts.username)


class ErrorReports:
    """A log processor that reports errors; made before forking, it sends in each process."""

    def __init__(
        self,
        dsn: Dsn,
        poster: Poster,
        *,
        environment: str,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._dsn = dsn
        self._poster = poster
        self._environment = environment
        self._clock = clock
        self._queue: Queue[bytes | None] = Queue(_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._minute, self._told = 0.0, 0

    def note(self, event: Mapping[str, Any]) -> None:
        """Report the redacted log event, if it is an error; returns at once."""
        if event.get("level") not in _LEVELS or not self._may_tell():
            return
        try:
            self._queue.put_nowait(envelope(event, environment=self._environment))
        except Full:
            return
        self._start()

    def close(self) -> None:
        """Send what waits, as far as that is done in two seconds."""
        thread = self._thread
        if thread is None:
            return
        try:
            self._queue.put(None, timeout=_FAREWELL_S)
        except Full:
            return
        thread.join(_FAREWELL_S)

    def _may_tell(self) -> bool:
        """A storm says nothing that its first sixty errors a minute did not."""
        with self._lock:
            now = self._clock()
            if now - self._minute >= 60:
                self._minute, self._told = now, 0
            self._told += 1
            return self._told <= _PER_MINUTE

    def _start(self) -> None:
        """The thread of this process, once there is something to send."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="error-reports", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _run(self) -> None:
        silent_until = 0.0
        while (body := self._queue.get()) is not None:
            if self._clock() >= silent_until and not self._send(body):
                silent_until = self._clock() + _REST_S

    def _send(self, body: bytes) -> bool:
        """Whether the collector took it; a failure must not become an error report itself."""
        proof = (
            f"Sentry sentry_version=7, sentry_client={_CLIENT}, sentry_key={self._dsn.public_key}"
        )
        headers = {"Content-Type": "application/x-sentry-envelope", "X-Sentry-Auth": proof}
        try:
            status = self._poster.post(
                self._dsn.url, headers=headers, body=body, deadline=Deadline.after(_POST_S)
            )
        except (UnavailableError, ConfigurationError) as failure:
            log.warning("error.unreported", reason=str(failure))
            return False
        if status != _OK:
            log.warning("error.unreported", reason=f"the collector answered {status}")
        return status == _OK


def envelope(event: Mapping[str, Any], *, environment: str) -> bytes:
    """One event as an envelope: three lines of JSON."""
    event_id = token_hex(16)
    told: dict[str, Any] = {
        "event_id": event_id,
        "timestamp": event.get("at"),
        "platform": "python",
        "level": _LEVELS[event["level"]],
        "environment": environment,
        "logentry": {"formatted": event["event"]},
        "tags": {name: str(event[name]) for name in _TAGS if name in event},
        "extra": {name: value for name, value in event.items() if name not in _OURS},
    }
    stacks = event.get("exception")
    if isinstance(stacks, list):
        told["exception"] = {"values": [_raised(each) for each in reversed(stacks)]}
    elif stacks is not None:
        told["extra"]["exception"] = stacks
    if "trace_id" in event:
        told["contexts"] = {"trace": {"trace_id": event["trace_id"], "span_id": token_hex(8)}}
    payload = orjson.dumps(told, default=str)
    lines = ({"event_id": event_id}, {"type": "event", "length": len(payload)})
    return b"\n".join((*(orjson.dumps(line) for line in lines), payload, b""))


def _raised(stack: Mapping[str, Any]) -> dict[str, Any]:
    """One exception of a chain, the innermost frame last."""
    return {
        "type": stack.get("exc_type"),
        "value": stack.get("exc_value"),
        "stacktrace": {
            "frames": [
                {
                    "filename": frame.get("filename"),
                    "function": frame.get("name"),
                    "lineno": frame.get("lineno"),
                }
                for frame in stack.get("frames", ())
            ]
        },
    }
