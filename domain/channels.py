"""The ways by which shoppers and programs come in, by the names that rules and plans use."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from domain.errors import InvalidInputError

CHANNELS: Final = frozenset(
    {
        *("alexa", "phone", "vxml", "dialogflow", "google", "lex", "vapi", "retell"),
        *("chat", "web", "terminal"),
        *("api", "mcp", "acp", "ucp"),
        "subscription",
    }
)


def require_channel(name: str, *, besides: Collection[str] = ()) -> str:
    """A channel by which something can come. Raises InvalidInputError: a rule about any other
    would stand there and hold for nobody."""
    if name in CHANNELS or name in besides:
        return name
    raise InvalidInputError("channel", name[:40], f"use one of {', '.join(sorted(CHANNELS))}")
