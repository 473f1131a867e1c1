"""What shoppers hear who are not served yet, where their merchant has no words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.rollout.gate import RolloutGate
from app.voice.prompts.catalog import language_of
from app.voice.reply import Reply, Text
from app.voice.turn import Turn, TurnKind

_OUTSIDE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "I can't take orders for this store yet. Please contact the store directly.",
        "es": "Todavía no puedo tomar pedidos aquí. Contacta directamente con la tienda.",
        "fr": "Je ne peux pas encore prendre de commandes ici. Contactez directement le magasin.",
        "de": "Ich kann hier noch keine Bestellungen annehmen. Bitte melde dich direkt beim Laden.",
    }
)
_PUT_THROUGH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "One moment, I'll put you through to the store.",
        "es": "Un momento, te paso con la tienda.",
        "fr": "Un instant, je vous passe le magasin.",
        "de": "Einen Moment, ich verbinde dich mit dem Laden.",
    }
)
_CONVERSING: Final = frozenset({TurnKind.LAUNCH, TurnKind.SPEECH})
"""What ends a session is carried out for everybody: it gives held goods back."""


def outside(gate: RolloutGate | None, turn: Turn) -> Reply | None:
    """The reply to a shopper who is not served; None: they are."""
    if gate is None or turn.kind not in _CONVERSING:
        return None
    verdict = gate.verdict(turn.merchant_id, turn.channel, turn.caller)
    if verdict.served:
        return None
    words = _PUT_THROUGH if verdict.transfer else _OUTSIDE
    language = language_of(turn.locale)
    said = verdict.fallback or words.get(language, words["en"])
    return Reply(say=(Text(said),), end=True, transfer=verdict.transfer)


def note_served(gate: RolloutGate | None, turn: Turn, *, failed: bool) -> None:
    """How a turn of a served shopper went, for the halt rule."""
    if gate is not None:
        gate.note(turn.merchant_id, turn.channel, failed=failed)
