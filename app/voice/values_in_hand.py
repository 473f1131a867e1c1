"""Which of two values is meant, told by the goods in hand: "azul ya tengo, mejor la roja", "le 42
c'est mon frère, moi c'est 41", "could you do an eleven".

Who names the color or size that was read back and another one wants the other, and so does who
tells another size of the goods that are read back.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.dialogue.cart import find_line
from app.voice.dialogue.state import State
from app.voice.nlu.denied_choices import names_value, refuses
from app.voice.nlu.sizes_meant import bare_numbers_in_figures, size_meant
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent, Turn

_OPEN: Final = frozenset({Expect.CONFIRM, Expect.CHANGE, Expect.METHOD, Expect.STORE})
_SIZED: Final = _OPEN | {Expect.OFFER}
_CHANGING: Final = frozenset(
    {Intent.INFORM, Intent.UNKNOWN, Intent.NO, Intent.PLACE_ORDER, Intent.PRODUCT_SEARCH,
     Intent.CHECK_AVAILABILITY, Intent.ADD_TO_CART, Intent.STOP}
)  # fmt: skip
_SIZE: Final = "size"
_NEITHER: Final = re.compile(r"\b(?:ni|neither|nor|weder)\b|\w (?:no|not|non|pas|nicht)[,.;]")
"""Refuses both of two, or the one before a pause: "azul no, roja"."""
_WORDS: Final = re.compile(r"[^\s,.;:!?¿¡]+")


def other_value(
    heard: Understanding, turn: Turn, state: State, vocabulary: Vocabulary
) -> Understanding:
    """What was heard, with the value that the goods in hand do not have, where both are named."""
    item, text = state.item, turn.text
    if item is None or not text or turn.intent is not None or heard.intent not in _CHANGING:
        return heard
    sized = _of_other_size(heard, text, state, vocabulary) if state.expect in _SIZED else None
    if sized is not None:
        return sized
    if state.expect not in _OPEN or len(state.lines) != 1:
        return heard
    said = bare_numbers_in_figures(text)
    for option, have in item.options.items():
        values = dict.fromkeys(vocabulary.values.get(option, {}).values())
        named = [each for each in values if _is_named(said, each)]
        told = [each for each in named if not refuses(said, each)]
        if not told and not _NEITHER.search(text.lower()):
            told = named  # "azul no roja", without a pause on either side of the no
        others = [each for each in told if each != have]
        if len(others) != 1 or not _is_named(said, have):
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


def _of_other_size(
    heard: Understanding, text: str, state: State, vocabulary: Vocabulary
) -> Understanding | None:
    """With another size than the goods in hand have, told like a number or by a step; of several,
    those that are named, or the only ones that have a size. None: no other size is told."""
    named = find_line(state.lines, heard) if heard.product and len(state.lines) > 1 else None
    sized = [each for each in state.lines if _SIZE in each.options]
    line = named or (sized[0] if len(sized) == 1 else None)
    have = line.options.get(_SIZE) if line is not None else None
    sizes = vocabulary.values.get(_SIZE, {}).values()
    size = None if have is None else size_meant(text, sizes, have)
    if size is None or line is None:
        return None
    product = line.title if len(state.lines) > 1 else None
    counted = heard.quantity if str(heard.quantity) not in {size, have, "1"} else None
    asked = heard.intent is Intent.CHECK_AVAILABILITY
    return heard.but(
        intent=heard.intent if asked else Intent.INFORM,
        attributes={**heard.attributes, _SIZE: size},
        product=product, phrase=product, full_phrase=None, either=None, others=(),
        number=None, quantity=counted,
    )  # fmt: skip


def _is_named(text: str, value: str) -> bool:
    """Whether a value is named; a size is, where it is a word of its own."""
    if value.isalpha() and not value.isupper():
        return names_value(text, value)
    return value.lower() in (word.lower() for word in _WORDS.findall(text))
