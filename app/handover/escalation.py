"""Words that say a person should take over, in the four languages of the dialogues.

Told by stems and phrases rather than by a model: what escalates must be explainable, and a false
alarm costs a minute of somebody's time while a missed one costs a customer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from app.voice.nlu.plain import unaccented
from domain.handover import HandoverReason

MISSES: Final = 2
"""After this many turns in a row that were not understood, a person is offered."""

_LEXICON: Final = Path(__file__).with_name("lexicon.toml")
_ORDER: Final = (
    HandoverReason.DAMAGE,
    HandoverReason.DISPUTE,
    HandoverReason.ANGER,
    HandoverReason.POLICY_EXCEPTION,
    HandoverReason.REQUESTED,
)
"""The first that fits: what harms most is said first."""
_INJURY: Final = "injury"
_BREAKS: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 600


def reason_in(text: str) -> HandoverReason | None:
    """What in these words wants a person, whatever the language; None: nothing."""
    plain = _plain(text)
    if not plain:
        return None
    if _pattern(_INJURY).search(plain):
        return HandoverReason.DAMAGE
    return next((reason for reason in _ORDER if _pattern(reason.value).search(plain)), None)


def tells_of_injury(text: str) -> bool:
    """Whether somebody was hurt or came near it: nothing else is to be talked over then."""
    return _pattern(_INJURY).search(_plain(text)) is not None


def _plain(text: str) -> str:
    return _BREAKS.sub(" ", unaccented(text[:_LONGEST].lower())).strip()


def escalation(text: str, *, misses: int = 0, wants_person: bool = False) -> HandoverReason | None:
    """Why this turn should go to a person; None: it need not.

    `misses` are the turns in a row, this one included, that were not understood; `wants_person`
    is what the intent says.
    """
    said = reason_in(text)
    if said is not None:
        return said
    if wants_person:
        return HandoverReason.REQUESTED
    return HandoverReason.REPEATED_FAILURE if misses >= MISSES else None


@cache
def _pattern(table: str) -> re.Pattern[str]:
    spoken = _lexicon()[table].values()
    wanted = "|".join(f"(?:{each})" for phrases in spoken for each in phrases)
    return re.compile(rf"\b(?:{wanted})\b")


@cache
def _lexicon() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Phrases by reason and language."""
    return tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
