"""What a command says when the database cannot be used."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.engine import DatabaseBusyError

_FAULTS = (OperationalError, InterfaceError, PoolTimeoutError, DatabaseBusyError)

_NOT_MIGRATED = frozenset({"42P01", "42703"})
"""PostgreSQL's states for a table and for a column that there is not."""


def words_of(error: Exception) -> str | None:
    """One line about it, without the statement and its values; None for any other error."""
    if _lacks_schema(error):
        return "the database has not the schema that this code knows; run `voicetill migrate`"
    if not isinstance(error, _FAULTS):
        return None
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    told = lines[0].rstrip(".") if lines else type(cause).__name__
    return f"the database cannot be used: {told}; `voicetill doctor` says more"


def _lacks_schema(error: Exception) -> bool:
    """Whether a table or column is missing: nobody brought the database here yet."""
    if not isinstance(error, (OperationalError, ProgrammingError)):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in _NOT_MIGRATED or str(error.orig).startswith(("no such table", "no such column"))
