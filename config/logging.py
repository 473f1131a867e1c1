"""Structured logs: one JSON line per event in production, readable lines on a terminal.

Every line passes redaction last, after exceptions have become text, so that no card number,
token, phone number or e-mail address is written whoever logged it.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO, TypeAlias

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from domain.redaction import redact

Listener: TypeAlias = Callable[[Mapping[str, Any]], None]

_EVERY_REQUEST = "request.answered"
_OF_OUR_OWN = ("route", "method", "status", "ms", "intent", "channel")
"""Fields of the line that every request ends in whose values are words of ours, or numbers: looking
through them costs as much as the rest of the line."""
_OWN_ID = re.compile(r"[0-9a-f]{32}")
"""A correlation id as we make them; one that came with the request was looked through then."""
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
    target = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=_processors(log_format, target, on_event),
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=stream is None,
    )
    root = logging.getLogger()
    root.handlers[:] = [StructlogHandler()]
    root.setLevel(number)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)


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
    if event != _EVERY_REQUEST:
        return {"event": redact(event), **_cleaned(event_dict)}
    ours = {name: event_dict.pop(name) for name in _OF_OUR_OWN if name in event_dict}
    if _OWN_ID.fullmatch(str(event_dict.get("correlation_id"))):
        ours["correlation_id"] = event_dict.pop("correlation_id")
    return {"event": event, **ours, **(_cleaned(event_dict) if event_dict else {})}


def _cleaned(event_dict: EventDict) -> EventDict:
    cleaned = redact(event_dict)
    assert isinstance(cleaned, dict)  # noqa: S101 - redact keeps a mapping a mapping
    return cleaned


def _processors(log_format: str, stream: TextIO, on_event: Listener | None) -> list[Processor]:
    """Redaction stands behind everything that may carry data, and before what only we write."""
    ours: list[Processor] = [
        redact_event,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        *([] if on_event is None else [_telling(on_event)]),
    ]
    bound = structlog.contextvars.merge_contextvars
    if log_format == "console":
        console = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
            timestamp_key="at",
        )
        return [bound, structlog.processors.format_exc_info, *ours, console]
    tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=30)
    exceptions = structlog.processors.ExceptionRenderer(tracebacks)
    return [bound, exceptions, *ours, structlog.processors.JSONRenderer(serializer=_dumps)]


def _telling(listener: Listener) -> Processor:
    def tell(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> EventDict:
        listener(event_dict)
        return event_dict

    return tell


def _dumps(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
