"""A sentence with a plain thing in the place of goods: what is done with them says what is meant.

A merchant's goods have names that nobody taught the classifier, and their letters speak for
whatever they look like: "was kostet das Familienzelt" is heard better as "was kostet das Jacke".
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from app.commerce.words import root
from app.voice.nlu.concepts import Concepts
from app.voice.nlu.plain import NUMBER, plain_words
from app.voice.nlu.vocabulary import Vocabulary

_THINGS: Final = {"en": "jacket", "es": "chaqueta", "fr": "veste", "de": "jacke"}
"""Goods that are bought, asked for and returned in what the classifier was trained on."""
_GOODS: Final = "goods"
_SHORTEST: Final = 3


def with_plainer_goods(
    text: str, lang: str, vocabulary: Vocabulary, concepts: Concepts
) -> str | None:
    """The plain words of the text, each run of words from titles on sale one plain thing; None
    where there is none.

    A word that says something else as well ("gift card", "delivery box") stays as it is.
    """
    words = plain_words(text)
    thing = _THINGS.get(lang[:2], _THINGS["en"])
    meant = concepts.of_words(words)
    plainer: list[str] = []
    for word, about in zip(words, meant, strict=True):
        if not _is_goods(word, about, vocabulary):
            plainer.append("0" if word == NUMBER else word)
        elif plainer[-1:] != [thing]:
            plainer.append(thing)
    return " ".join(plainer) if thing in plainer else None


def _is_goods(word: str, about: Set[str], vocabulary: Vocabulary) -> bool:
    said_only = not about or _GOODS in about
    return said_only and len(word) >= _SHORTEST and root(word) in vocabulary.goods_roots
