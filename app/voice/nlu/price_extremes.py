"""Which goods are meant by the cheapest or the dearest of them: "das billigste Zelt"."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import picks_by_price, plainly

_WORD: Final = re.compile(
    r"(?:cheap(?:er|est)?|dear(?:er|est)?|pric(?:ier|iest)|least|most|less|more|expensive"
    r"|(?:billig|gunstig|preiswert|teuer|teur)\w*|mas|menos|barat\w*|economic\w*|car[oa]s?|plus"
    r"|moins"
    r"|chere?s?|marche|meilleur)"
)
_LITTLE: Final = frozenset({"one", "ones", "you", "your", "euer", "eure", "ihr", "das", "die"})
_MOST: Final = 2
_LONGEST: Final = 4
"""Words that a name of goods has at most."""


_SMALLER: Final = re.compile(
    r"\b(?:the (?:smaller|smallest|little|small) (?:one|of)|(?:d(?:as|ie|er|en)) (?:kleiner"
    r"|kleinst)\w*"
    r"|(?:el|la) (?:mas )?(?:pequen\w+|chic\w+)|(?:le|la) plus petite?)\b"
)
_LARGER: Final = re.compile(
    r"\b(?:the (?:bigger|biggest|larger|largest|big|large) (?:one|of)|(?:d(?:as|ie|er"
    r"|en)) (?:grosser"
    r"|grosst)\w*|(?:el|la) (?:mas )?grande|(?:le|la) plus grande?)\b"
)


def picks_by_size(text: str) -> bool | None:
    """Whether of several goods the smaller one is meant (True), which costs less, or the larger one
    (False); None: neither."""
    words = plainly(text)
    return True if _SMALLER.search(words) else False if _LARGER.search(words) else None


def goods_of_extreme(product: str | None, text: str) -> str | None:
    """The goods of which the cheapest or the dearest is asked for, without the words for that;
    None: nothing of the kind is asked, or no goods are named."""
    if picks_by_price(text) is None:
        return None
    named = [each for each in plainly(product or "").split() if not _is_of_price(each)]
    words = plainly(text).split()
    at = next((at for at, each in enumerate(words) if _WORD.fullmatch(each)), len(words))
    if len(named) > _LONGEST:  # a whole question is no name: "quelle est la tente la moins chère"
        before = [each for each in words[:at] if each not in LITTLE_WORDS and len(each) > _MOST]
        return before[-1] if before else None
    if named:
        return " ".join(named)
    behind = [each for each in words[at + 1 :] if not _is_of_price(each)][:_MOST]
    return " ".join(behind) or None


def _is_of_price(word: str) -> bool:
    return _WORD.fullmatch(word) is not None or word in _LITTLE
