"""What a wish is called in every conversation that it is spoken of in."""

from __future__ import annotations

import hashlib
from typing import Final

from app.voice.turn import Turn
from domain.ids import CustomerId

_PREFIX: Final = "wish-"


def wish_named(turn: Turn, customer_id: CustomerId, wish: str) -> str | None:
    """The wish by a name that no other conversation's wish has: a serial is this conversation's
    own, any other name came with the wish from where it was begun. None: there is no wish."""
    if not wish or wish.startswith(_PREFIX):
        return wish or None
    own = "|".join((*turn.conversation, customer_id, wish))
    return f"{_PREFIX}{hashlib.sha256(own.encode()).hexdigest()[:40]}"
