"""States that hold an address, sealed before they are stored.

A conversation's state is stored as it is, since it holds nothing personal. While a shopper tells an
address it does, for half an hour at most; then the whole of it is sealed under the master keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.voice.dialogue.state import State
from app.voice.dialogue.stored_state import decode
from domain.errors import ConfigurationError
from storage.keyring import KeyProvider
from storage.sealing import seal, unseal

_MARK: Final = b"sealed:"
"""A state that is not sealed is JSON and begins otherwise."""
_ABOUT: Final = "voice_session"


@dataclass(frozen=True, slots=True)
class SealedStates:
    """Turns states into what sessions keep, and back."""

    keyring: KeyProvider

    def kept(self, state: State, plain: bytes) -> bytes:
        """What is stored of a state whose bytes are `plain`."""
        if state.delivery is None:
            return plain
        return _MARK + seal(self.keyring, plain, about=_ABOUT).encode()

    def opened(self, stored: bytes) -> State:
        """The state back from `kept`; a fresh one if its key is gone."""
        if not stored.startswith(_MARK):
            return decode(stored)
        try:
            return decode(unseal(self.keyring, stored[len(_MARK) :].decode(), about=_ABOUT))
        except ConfigurationError:
            return State()
