"""Structured logs: one JSON line per event in production, readable lines on a terminal.

Every line passes redaction last, after exceptions have become text, so that no card number,
token, phone number or e-mail address is written whoever logged it.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO, TypeAlias

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from domain.log_fields import fields_of_lines
from domain.redaction import redact

Listener: TypeAlias = Callable[[Mapping[str, Any]], None]

_EVERY_REQUEST = "request.answered"
_OF_OUR_OWN = frozenset({"event", "route", "method", "status", "ms", "intent", "channel"})
"""Fields of the line that every request ends in whose values are words of ours, or numbers: looking
through them costs as much as the rest of the line."""
_IDS = ("correlation_id", "trace_id")
_KNOWN = _OF_OUR_OWN | set(_IDS)
_OWN_ID = re.compile(r"[0-9a-f]{32}")
"""An id as we make them and as traces have them; what else came with a request is looked
through."""
_QUIET = ("urllib3", "alembic", "apscheduler", "werkzeug", "_granian")


def configure_logging(
    log_format: str,
    level: str,
    *,
    stream: TextIO | None = None,
    on_event: Listener | None = None,
) -> None:
    """Route structlog and the standard library's logging into one stream (default: stderr).

    `on_event` is told of every event that is written, redacted, before it is.
    """
    global _lines
    target = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    processors = _processors(log_format, target, on_event)
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=stream is None,
    )
    first = processors[0]
    _lines = None
    if isinstance(first, _JsonLines) and number <= logging.INFO:
        _lines = _Lines(first, processors, target)
    root = logging.getLogger()
    root.handlers[:] = [StructlogHandler()]
    root.setLevel(number)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)


def info(event: str, **fields: str | int | float) -> None:
    """Log as structlog's `info` does, at two thirds of the cost (measured, see
    docs/performance.md): for the line that every request ends in."""
    if _lines is None or not _lines.stands:
        structlog.get_logger().info(event, **fields)
    else:
        _lines.write({"event": event, **fields})


class StructlogHandler(logging.Handler):
    """Hands records of the standard library's logging on to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record as the event `log.emitted` with its message and logger."""
        structlog.get_logger().log(
            record.levelno,
            "log.emitted",
            logger=record.name,
            message=record.getMessage(),
            exc_info=record.exc_info,
        )


def redact_event(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> EventDict:
    """A structlog processor that cleans every value of an event."""
    event = event_dict.pop("event", None)
    cleaned = redact(event_dict)
    assert isinstance(cleaned, dict)  # noqa: S101 - redact keeps a mapping a mapping
    return {"event": redact(event), **cleaned}


def _bound(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> EventDict:
    """A structlog processor that adds what every line of the work in hand bears."""
    return {**fields_of_lines(), **event_dict}


def _processors(log_format: str, stream: TextIO, on_event: Listener | None) -> list[Processor]:
    """Redaction stands behind everything that may carry data, and before what only we write."""
    ours: list[Processor] = [
        redact_event,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        *([] if on_event is None else [_telling(on_event)]),
    ]
    if log_format == "console":
        console = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
            timestamp_key="at",
        )
        return [_bound, structlog.processors.format_exc_info, *ours, console]
    tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=30)
    exceptions = structlog.processors.ExceptionRenderer(tracebacks)
    json = structlog.processors.JSONRenderer(serializer=_dumps)
    return [_JsonLines([_bound, exceptions, *ours, json], on_event)]


class _JsonLines:
    """A structlog processor that does what others do one after the other, and what every request
    ends in at a quarter of the cost (measured, see docs/performance.md)."""

    def __init__(self, usual: Sequence[Processor], on_event: Listener | None) -> None:
        self._usual = usual
        self._on_event = on_event

    def __call__(self, logger: WrappedLogger, method: str, event_dict: EventDict) -> Any:
        """The line."""
        if event_dict["event"] == _EVERY_REQUEST:
            bound = {"event": _EVERY_REQUEST, **fields_of_lines(), **event_dict}
            if _is_our_own(bound):
                bound["level"] = method
                bound["at"] = datetime.now(UTC).isoformat().removesuffix("+00:00") + "Z"
                if self._on_event is not None:
                    self._on_event(bound)
                return _dumps(bound)
        line: Any = event_dict
        for process in self._usual:
            line = process(logger, method, line)
        return line


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where lines go that pass structlog by."""

    made: _JsonLines
    processors: Sequence[Processor]
    """What structlog was told to do, a list that whoever captures lines changes."""
    stream: TextIO

    @property
    def stands(self) -> bool:
        """Whether structlog still writes to the same place."""
        now = structlog.get_config()["processors"]
        return now is self.processors and len(now) == 1 and now[0] is self.made

    def write(self, fields: EventDict) -> None:
        """Write one line at once."""
        line: str = self.made(None, "info", fields)
        self.stream.write(line + "\n")
        self.stream.flush()


_lines: _Lines | None = None


def _is_our_own(fields: Mapping[str, Any]) -> bool:
    """Whether there is nothing in it that came with the request, so nothing to be looked for."""
    return fields.keys() <= _KNOWN and all(
        name not in fields or _OWN_ID.fullmatch(str(fields[name])) for name in _IDS
    )


def _telling(listener: Listener) -> Processor:
    def tell(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> EventDict:
        listener(event_dict)
        return event_dict

    return tell


def _dumps(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
