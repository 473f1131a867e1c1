"""What becomes of a delivery that failed: another attempt or a dead letter, with its reason."""

from __future__ import annotations

import random
import traceback
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError

from domain.errors import (
    ConfigurationError,
    MalformedResponseError,
    NotAuthorizedError,
    RetryableError,
    VoicetillError,
)
from storage.engine import DatabaseBusyError
from storage.inbox import InboxRow
from sync.intake import DoubtfulRecordError
from sync.own_deliveries import accepted_doubt

PATIENCE = timedelta(hours=24)
"""How long an outage may last before what waits for its end becomes a dead letter."""
_ATTEMPTS = 8
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 900.0
OUTAGES = (
    RetryableError,
    NotAuthorizedError,
    ConfigurationError,
    OperationalError,
    InterfaceError,
    DatabaseBusyError,
)
"""What ends by itself or by the merchant's doing, and says nothing against the delivery."""


def reason_of(error: Exception) -> str:
    """Why it failed: a word for machines, a colon, and the rest for people."""
    name = error.code if isinstance(error, DoubtfulRecordError) else type(error).__name__
    return f"{name}: {_words(error)}"[:500]


def is_final(row: InboxRow, error: Exception, *, age: timedelta) -> bool:
    """Whether no further attempt will help."""
    if isinstance(error, MalformedResponseError | DoubtfulRecordError):
        return True
    if row.attempts < _ATTEMPTS:
        return False
    return age > PATIENCE or not isinstance(error, OUTAGES)


def _words(error: Exception) -> str:
    """What a dead letter says of its failure: of one we did not foresee, where it happened.

    A database error's own text would quote the record.
    """
    if isinstance(error, VoicetillError):
        return str(error)
    told = getattr(error, "orig", None) or error
    words = type(told).__name__ if told is not error else str(error)
    frames = traceback.extract_tb(error.__traceback__)
    frame = next(
        (one for one in reversed(frames) if "site-packages" not in one.filename), frames[-1]
    )
    return f"{words} ({Path(frame.filename).name}:{frame.lineno})"


def pause(attempts: int) -> timedelta:
    """Exponential with full jitter, so that what failed together does not return together."""
    ceiling = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(attempts, 20))
    return timedelta(seconds=random.uniform(0.1, ceiling))  # noqa: S311 - spreads load, no secret


def was_rejected_for(row: InboxRow) -> str | None:
    """Why what is good now had been refused or kept back, in a word; None: it never was."""
    if row.replays:
        return (row.reason or "unknown").partition(":")[0]
    return accepted_doubt(row.topic, row.body)
