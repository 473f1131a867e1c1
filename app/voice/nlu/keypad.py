"""What a single key means: a person is one key away, and yes, no and repeat need no voice.

Keys are an alternative for who speaks slowly or not at all. A key that can be an answer to the
open question is one: size nine is size nine, and everything longer than a key is read as figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent

_ALWAYS: Final[Mapping[str, Intent]] = {
    "0": Intent.HUMAN_AGENT,
    "00": Intent.HUMAN_AGENT,
    "*": Intent.START_OVER,
    "9": Intent.REPEAT,
}
KEYS: Final = frozenset(_ALWAYS)
"""Keys that mean something by themselves, where they are no answer."""
_YES_OR_NO: Final[Mapping[str, Intent]] = {"1": Intent.YES, "2": Intent.NO}
_ASKS_YES_OR_NO: Final = frozenset(
    {Expect.NOTHING, Expect.OFFER, Expect.CONFIRM, Expect.TRY_AGAIN, Expect.OTHER_STORE,
     Expect.CHANGE, Expect.CONFIRM_CANCEL, Expect.CONFIRM_RETURN, Expect.PERSON, Expect.RESUME,
     Expect.MORE_ITEMS, Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE, Expect.PRICE_CONSENT,
     Expect.CONFIRM_FORGET, Expect.CONFIRM_ADDRESS, Expect.TRANSFER, Expect.CONFIRM_EXCHANGE,
     Expect.EXCHANGE_ELSE, Expect.PAY_LINK}
)  # fmt: skip

_COUNTED: Final = frozenset({Expect.QUANTITY, Expect.ADDRESS_NUMBER})


def key_meant(keys: str, expect: Expect, vocabulary: Vocabulary) -> Understanding | None:
    """What one pressed key means at this question; None: it is an answer in figures."""
    if _is_answer(keys, expect, vocabulary):
        return None
    agreed = _YES_OR_NO.get(keys) if expect in _ASKS_YES_OR_NO else None
    if agreed is not None:
        return Understanding(intent=agreed)  # no words: "2" is no wish for two of something
    intent = _ALWAYS.get(keys)
    return Understanding(intent=intent, text=keys) if intent else None


def _is_answer(keys: str, expect: Expect, vocabulary: Vocabulary) -> bool:
    if expect is Expect.OPTION:
        return any((keys,) in values for values in vocabulary.values.values())
    return expect in _COUNTED and keys not in {"0", "00", "*"}
