"""Keeping a lease while work under it takes longer than the lease.

The lease itself can so be short: what a dead process had in hand is taken over within it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import DBAPIError

from storage.engine import DatabaseBusyError

log = structlog.get_logger(__name__)


@contextmanager
def kept(prolong: Callable[[], object], *, every_s: float) -> Iterator[None]:
    """Call `prolong` every so often, on a thread beside, until the work is done.

    A database that is gone is tried again; if it stays away, the lease ends as it should.
    """
    is_over = threading.Event()

    def keep() -> None:
        while not is_over.wait(every_s):
            try:
                prolong()
            except (DBAPIError, TimeoutError, DatabaseBusyError) as error:
                log.warning("lease.not_prolonged", error=type(error).__name__)

    keeper = threading.Thread(target=keep, name="lease-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        keeper.join()
