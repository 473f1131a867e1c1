"""The master keys in use: by id, of which one wraps and all unwrap."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

import structlog

from domain.errors import ConfigurationError

KEY_BYTES = 32
RELOAD_S = 60.0
"""How old a live keyring may be before its source is asked again, beside the work in hand."""
_UNKNOWN_RELOAD_S = 2.0
_log = structlog.get_logger(__name__)


class KeyProvider(Protocol):
    """What the vault needs to know of master keys."""

    @property
    def current_id(self) -> str:
        """The id of the key that wraps new secrets."""
        ...

    def key(self, key_id: str) -> bytes:
        """A master key. Raises ConfigurationError if there is none of that id."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """Master keys by id; `current_id` wraps, all unwrap."""

    current_id: str
    keys: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        short = [key_id for key_id, key in self.keys.items() if len(key) != KEY_BYTES]
        if self.current_id not in self.keys or short:
            raise ConfigurationError(
                f"master keys: the current one ({self.current_id}) must be there and each must "
                f"have 32 bytes; wrong: {', '.join(short) or 'none'}"
            )

    def key(self, key_id: str) -> bytes:
        """A master key. Raises ConfigurationError if it was taken out of the settings."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise ConfigurationError(
                f"master key {key_id!r} is needed to read stored secrets; add it again to where "
                "the master keys come from, or rotate before removing it"
            ) from None


class LiveKeyring:
    """A keyring that follows its source, so that keys are exchanged while processes run.

    It looks again when a stored secret names a key it does not know, which is how a process
    learns that another has begun to use a new one, and once a minute. While the source cannot be
    read, the keys known so far stay in use. Thread-safe.
    """

    def __init__(
        self, load: Callable[[], Keyring], *, timer: Callable[[], float] = monotonic
    ) -> None:
        """Loads at once. Raises ConfigurationError."""
        self._load = load
        self._timer = timer
        self._lock = threading.Lock()
        self._ring = load()
        self._loaded_at = timer()

    @property
    def current_id(self) -> str:
        """The id of the key that wraps new secrets."""
        if self._timer() - self._loaded_at > RELOAD_S:
            threading.Thread(target=self.reload, name="reload-keys", daemon=True).start()
        return self._ring.current_id

    @property
    def ids(self) -> tuple[str, ...]:
        """Every key id there is, the current one first."""
        ring = self._ring
        return (ring.current_id, *(each for each in ring.keys if each != ring.current_id))

    def key(self, key_id: str) -> bytes:
        """A master key. Raises ConfigurationError if the source does not have it either."""
        if key_id not in self._ring.keys and self._timer() - self._loaded_at > _UNKNOWN_RELOAD_S:
            self.reload()
        return self._ring.key(key_id)

    def all_keys(self) -> tuple[bytes, ...]:
        """Every key, the current one first."""
        ring = self._ring
        return tuple(ring.keys[each] for each in self.ids)

    def reload(self) -> None:
        """Ask the source again; keep what is known if it cannot be read."""
        if not self._lock.acquire(blocking=False):
            return  # another thread is asking
        try:
            self._loaded_at = self._timer()
            self._ring = self._load()
        except ConfigurationError as error:
            _log.warning("keys.not_reloaded", error=str(error))
        finally:
            self._lock.release()
