"""Single statements of several threads in one commit.

On SQLite every commit waits for the one writer. While a thread waits for its turn the statements of
others come in; who gets the turn runs all that wait, in their order, and each is told the number of
the commit that holds its statement.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError

from storage.dialects import DatabaseBusyError

Statements: TypeAlias = Sequence[tuple[str, Sequence[object]]]
"""In the driver's words, each with its values."""


@dataclass(slots=True, eq=False)
class _Wish:
    statement: str
    values: Sequence[object]
    changed: int = 0
    commit: int = 0
    error: Exception | None = None
    is_done: bool = False


class JointWrites:
    """Gathers the single statements of one process's threads."""

    def __init__(
        self,
        turn: Callable[[], AbstractContextManager[None]],
        commit: Callable[[Statements], Sequence[int]],
        committed: Callable[[], int],
    ) -> None:
        """`turn` lets one thread write at a time; `commit` runs statements in one transaction and
        tells how many rows each changed. Both raise DatabaseBusyError. `committed` numbers the
        commit just made."""
        self._turn = turn
        self._commit = commit
        self._committed = committed
        self._waiting: list[_Wish] = []
        self._lock = threading.Lock()

    def run(self, statement: str, values: Sequence[object]) -> tuple[int, int]:
        """How many rows it changed, and the number of the commit, which may not be durable yet.

        Raises DatabaseBusyError and sqlalchemy.exc.DBAPIError; then it changed nothing, unless the
        turn came too late to see that another thread had just run it.
        """
        wish = _Wish(statement, values)
        with self._lock:
            self._waiting.append(wish)
        try:
            with self._turn():
                if not wish.is_done:
                    self._carry_out(self._taken())
        except DatabaseBusyError:
            self._withdraw(wish)
            raise
        if isinstance(wish.error, DatabaseBusyError):
            raise DatabaseBusyError(str(wish.error)) from wish.error
        if wish.error is not None:
            raise wish.error
        return wish.changed, wish.commit

    def _taken(self) -> list[_Wish]:
        with self._lock:
            taken, self._waiting = self._waiting, []
        return taken

    def _withdraw(self, wish: _Wish) -> None:
        with self._lock:
            if wish in self._waiting:
                self._waiting.remove(wish)

    def _carry_out(self, wishes: Sequence[_Wish]) -> None:
        """All in one commit; where one of them fails, each in its own."""
        try:
            counts = self._commit([(wish.statement, wish.values) for wish in wishes])
        except DatabaseBusyError as error:
            _fail(wishes, error)
        except DBAPIError as error:
            if len(wishes) == 1:
                _fail(wishes, error)
                return
            for wish in wishes:
                self._carry_out([wish])
        else:
            number = self._committed()
            for wish, changed in zip(wishes, counts, strict=True):
                wish.changed, wish.commit, wish.is_done = changed, number, True


def _fail(wishes: Sequence[_Wish], error: Exception) -> None:
    for wish in wishes:
        wish.error, wish.is_done = error, True
