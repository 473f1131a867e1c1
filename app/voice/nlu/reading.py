"""One turn read as a whole: the channel's own intent and slots first, free words second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.voice.nlu.keypad import key_meant
from app.voice.nlu.understanding import Expect, Understander, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import ORDINALS, number_at, spoken_code, tokenize
from app.voice.turn import Intent, Slot, Turn, TurnKind
from domain.cards import holds_card_number

_OPTION_SLOTS: Final = {Slot.SIZE: "size", Slot.COLOR: "color"}
_WORD_SLOTS: Final = (Slot.PRODUCT, Slot.PLACE, Slot.METHOD)


def says_card_number(turn: Turn) -> bool:
    """Whether anything in the turn looks like a card number, written or spoken digit by digit."""
    heard = [*turn.slots.values(), *([turn.text] if turn.text else [])]
    return any(holds_card_number(words) for words in heard)


def read(
    turn: Turn, *, vocabulary: Vocabulary, expect: Expect, understander: Understander
) -> Understanding:
    """What the turn means: the channel's intent stands, its free words are read for entities."""
    if turn.kind is TurnKind.LAUNCH:
        return Understanding(intent=Intent.GREETING)
    key = key_meant(turn.text, expect, vocabulary) if turn.pressed and turn.text else None
    if key is not None:
        return key
    if not turn.text and turn.intent is None and not turn.slots:
        return Understanding(intent=Intent.SILENCE)
    words = turn.slots.get(Slot.QUERY) or turn.text
    found = Understanding(intent=Intent.UNKNOWN)
    if words:
        found = understander.understand(
            words,
            vocabulary=vocabulary,
            expect=expect,
            locale=turn.locale,
            known=None if turn.intent is Intent.INFORM else turn.intent,
        )
    for slot in _WORD_SLOTS:
        if slot in turn.slots:
            heard = understander.understand(
                turn.slots[slot],
                vocabulary=vocabulary,
                expect=Expect.NOTHING,
                locale=turn.locale,
                known=turn.intent or Intent.INFORM,
            )
            found = _merged(found, heard, product=slot is Slot.PRODUCT)
    found = _with_figures(found, turn.slots, vocabulary)
    return found.but(intent=_intent(turn, found))


def _intent(turn: Turn, found: Understanding) -> Intent:
    if turn.intent is None or (turn.intent is Intent.INFORM and found.intent is not Intent.UNKNOWN):
        return found.intent
    return turn.intent


def _merged(base: Understanding, heard: Understanding, *, product: bool) -> Understanding:
    return base.but(
        product=heard.product if product else base.product,
        phrase=heard.phrase if product else base.phrase,
        quantity=base.quantity if base.quantity is not None else heard.quantity,
        attributes={**heard.attributes, **base.attributes},
        choices=base.choices or heard.choices,
        left_out=base.left_out or heard.left_out,
        method=base.method or heard.method,
        place=base.place or heard.place,
        text=base.text or heard.text,
    )


def _with_figures(
    base: Understanding, slots: Mapping[Slot, str], vocabulary: Vocabulary
) -> Understanding:
    attributes = dict(base.attributes)
    for slot, option in _OPTION_SLOTS.items():
        if slot in slots:
            attributes[option] = vocabulary.canonical(option, slots[slot])
    code = slots.get(Slot.ORDER_NUMBER, "")
    spoken = spoken_code(tokenize(code).said)
    return base.but(
        attributes=attributes,
        quantity=_number(slots.get(Slot.QUANTITY)) or base.quantity,
        number=_number(slots.get(Slot.NUMBER)) or base.number,
        item_ref=ORDINALS.get(slots.get(Slot.ORDINAL, "").lower())
        or _number(slots.get(Slot.ORDINAL))
        or base.item_ref,
        order_number=spoken or code.replace(" ", "").upper() or base.order_number,
    )


def _number(heard: str | None) -> int | None:
    """A whole number of at least one, in figures or words."""
    if not heard:
        return None
    words = tokenize(heard).said
    number = number_at(words, 0)
    return number[0] if number and number[1] == len(words) and number[0] > 0 else None
