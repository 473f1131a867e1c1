"""Exchanging the master key: step by step, beside everything that runs."""

from __future__ import annotations

from collections.abc import Callable

from storage import sealing
from storage.engine import Database
from storage.keyring import KeyProvider
from storage.vault import Rewrapped, Vault

_STEP = 200


def rotate(
    database: Database,
    vault: Vault,
    keys: KeyProvider,
    on_progress: Callable[[int], object] = lambda _: None,
) -> Rewrapped:
    """Wrap every secret under the current master key; what was done, and what cannot be opened.

    Each step commits by itself, so it may be broken off and begun again at any time.
    `on_progress` is told how many each step looked at.
    """
    with database.write() as tx:
        done, unreadable = sealing.rewrap(tx, keys)
    on_progress(done + unreadable)
    after_id: str | None = None
    while True:
        with database.write() as tx:
            step = vault.rewrap(tx, after_id=after_id, limit=_STEP)
        done, unreadable = done + step.done, unreadable + step.unreadable
        on_progress(step.done + step.unreadable)
        after_id = step.last_id
        if after_id is None:
            return Rewrapped(done=done, unreadable=unreadable, last_id=None)
