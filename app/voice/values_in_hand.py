"""Which of two values is meant, told by the goods in hand: "azul ya tengo, mejor la roja", "le 42
c'est mon frère, moi c'est 41".

Who names the color or size that was read back and another one wants the other.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.dialogue.state import State
from app.voice.nlu.denied_choices import names_value, refuses
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent, Turn

_OPEN: Final = frozenset({Expect.CONFIRM, Expect.CHANGE, Expect.METHOD, Expect.STORE})
_CHANGING: Final = frozenset(
    {
        Intent.INFORM,
        Intent.UNKNOWN,
        Intent.NO,
        Intent.PLACE_ORDER,
        Intent.PRODUCT_SEARCH,
        Intent.STOP,
    }
)
_NEITHER: Final = re.compile(r"\b(?:ni|neither|nor|weder)\b|\w (?:no|not|non|pas|nicht)[,.;]")
"""Refuses both of two, or the one before a pause: "azul no, roja"."""
_WORDS: Final = re.compile(r"[^\s,.;:!?¿¡]+")


def other_value(
    heard: Understanding, turn: Turn, state: State, vocabulary: Vocabulary
) -> Understanding:
    """What was heard, with the value that the goods in hand do not have, where both are named."""
    item, text = state.item, turn.text
    if item is None or not text or turn.intent is not None or state.expect not in _OPEN:
        return heard
    if heard.intent not in _CHANGING or len(state.lines) != 1:
        return heard
    for option, have in item.options.items():
        values = dict.fromkeys(vocabulary.values.get(option, {}).values())
        named = [each for each in values if _is_named(text, each)]
        told = [each for each in named if not refuses(text, each)]
        if not told and not _NEITHER.search(text.lower()):
            told = named  # "azul no roja", without a pause on either side of the no
        others = [each for each in told if each != have]
        if len(others) != 1 or not _is_named(text, have):
            continue
        figures = {have, others[0]}
        return heard.but(
            intent=Intent.INFORM,
            attributes={**heard.attributes, option: others[0]},
            product=None, phrase=None, full_phrase=None, either=None, others=(),
            number=None if str(heard.number) in figures else heard.number,
            quantity=None if str(heard.quantity) in {*figures, "1"} else heard.quantity,
        )  # fmt: skip
    return heard


def _is_named(text: str, value: str) -> bool:
    """Whether a value is named; a size is, where it is a word of its own."""
    if value.isalpha() and not value.isupper():
        return names_value(text, value)
    return value.lower() in (word.lower() for word in _WORDS.findall(text))
