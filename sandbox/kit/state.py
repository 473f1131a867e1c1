"""State that survives a restart: a snapshot file, replaced atomically while the shop runs."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from sandbox.kit.web import JsonObject

SAVE_EVERY_S = 0.5
_REST_PER_WORK = 4
"""A large shop is saved less often, so that saving takes at most a fifth of the time."""


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` so that a reader sees the old or the new content, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def read_snapshot(path: Path) -> JsonObject | None:
    """The saved state, or None when there is no file. Raises: ValueError on a broken one."""
    if not path.exists():
        return None
    state = orjson.loads(path.read_bytes())
    if not isinstance(state, dict):
        raise ValueError(f"{path.name} does not hold a JSON object")
    return state


class Snapshots:
    """Saves a shop's state whenever it has changed, at most every half second, and at the end."""

    def __init__(
        self, path: Path, *, dump: Callable[[], bytes], revision: Callable[[], int]
    ) -> None:
        """Watch `revision()`; `dump()` gives the state as JSON and does its own locking."""
        self._path = path
        self._dump = dump
        self._revision = revision
        self._saved = revision()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="snapshots", daemon=True)

    def start(self) -> None:
        """Save a first time, then watch in a thread. Raises: OSError where nothing can be saved."""
        self.save()
        self._thread.start()

    def save(self) -> bool:
        """Save now if anything changed; gives whether it did."""
        revision = self._revision()
        if revision == self._saved and self._path.exists():
            return False
        write_atomically(self._path, self._dump())
        self._saved = revision
        return True

    def stop(self) -> None:
        """Stop watching and save a last time."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self.save()

    def _run(self) -> None:
        rest_s = SAVE_EVERY_S
        while not self._ended.wait(rest_s):
            begun = time.monotonic()
            try:
                self.save()
            except OSError as error:  # a full disk may have room again
                print(f"cannot save the shop, still trying: {error}", file=sys.stderr)
            rest_s = max(SAVE_EVERY_S, _REST_PER_WORK * (time.monotonic() - begun))
