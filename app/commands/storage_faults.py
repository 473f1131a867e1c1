"""What a command says when the database cannot be used."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.engine import DatabaseBusyError

_FAULTS = (OperationalError, InterfaceError, PoolTimeoutError, DatabaseBusyError)


def words_of(error: Exception) -> str | None:
    """One line about it, without the statement and its values; None for any other error."""
    if not isinstance(error, _FAULTS):
        return None
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    told = lines[0].rstrip(".") if lines else type(cause).__name__
    return f"the database cannot be used: {told}; `voicetill doctor` says more"
