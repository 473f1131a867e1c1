"""A sentence as it was meant: without what its speaker took back, and without what is said besides
the wish; then read as one or clause by clause."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.clause_reading import Read, by_clauses
from app.voice.nlu.each_of_us import for_all, of_each
from app.voice.nlu.misfits import without_misfit
from app.voice.nlu.numbers_corrected import with_last_number
from app.voice.nlu.said_besides import corrected, without_besides
from app.voice.nlu.understanding import Expect, Understanding

_ONE_ANSWER: Final = frozenset(
    {Expect.OPTION, Expect.METHOD, Expect.STORE, Expect.QUANTITY, Expect.OFFER,
     Expect.SUBSCRIPTION_CADENCE, Expect.SUBSCRIPTION_DATE}
)  # fmt: skip
"""Questions to which what is said behind a correction is the answer."""
_OF_ORDERS: Final = frozenset({Expect.NOTHING, Expect.ORDER_NUMBER, Expect.CONFIRM_CANCEL})
_ONE: Final = r"(?:one|eine?[nrs]?|una?|uno|une?) (?:in )?\w+"
_ONE_AND_ONE: Final = re.compile(
    rf"\b({_ONE}),? ({_ONE})(?=[,.]|$| (?:please|bitte|por favor|s'il))", re.IGNORECASE
)
"""Two kinds told one after the other: "one red one blue"."""


def as_meant(text: str, expect: Expect, read: Read, *, option: Read) -> Understanding:
    """What a text means at this question; `option` reads the answer to one for a size or color."""
    text = with_last_number(text) if expect in _OF_ORDERS else text
    text = _ONE_AND_ONE.sub(r"\1 and \2", text) if _ONE_AND_ONE.search(text) else text
    several = of_each(text) if expect is Expect.NOTHING else None
    if several is not None:
        return for_all(by_clauses(several.wish, expect, read, option=option), several.people)
    text = without_misfit(text) if expect is Expect.OPTION else text
    meant = corrected(text) if expect in _ONE_ANSWER else None
    if meant is not None:
        found = by_clauses(without_besides(meant), expect, read, option=option)
        if found.says_something or expect is Expect.OPTION:
            return found
    return by_clauses(without_besides(text), expect, read, option=option)
