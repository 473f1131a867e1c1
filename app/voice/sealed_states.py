"""States that hold an address, sealed before they are stored.

A conversation's state is stored as it is, since it holds nothing personal. While a shopper tells an
address it does, for half an hour at most; then the whole of it is sealed under the master keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.voice.dialogue.state import State
from app.voice.dialogue.stored_state import decode_marked, marked
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

    def kept(self, state: State, plain: bytes, *, begun: str) -> bytes:
        """What is stored of a state whose bytes are `plain`, of a conversation begun with that."""
        plain = marked(plain, begun)
        if state.delivery is None:
            return plain
        return _MARK + seal(self.keyring, plain, about=_ABOUT).encode()

    def opened(self, stored: bytes) -> tuple[State, str]:
        """The state back from `kept` and what the conversation was begun with; a fresh one if its
        key is gone."""
        if not stored.startswith(_MARK):
            return decode_marked(stored)
        try:
            return decode_marked(unseal(self.keyring, stored[len(_MARK) :].decode(), about=_ABOUT))
        except ConfigurationError:
            return State(), ""
