"""Names of brands in a sentence: several words that are one name, whatever they mean apart.

"Petit Orme" is no size, "Côte Bleue" no color, and "Alder & Finch" are not two things. Before a
sentence is read, the words of such a name become one; afterwards they are put back as they were
said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Named, Understanding
from app.voice.nlu.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A sentence in which every brand is one word."""

    text: str
    names: Mapping[str, str]
    """The one word to the words as they were said."""

    def put_back(self, found: Understanding) -> Understanding:
        """What was understood, in the words that were said."""
        if not self.names:
            return found
        return found.but(
            product=self._said(found.product),
            phrase=self._said(found.phrase),
            full_phrase=self._said(found.full_phrase),
            text=self._said(found.text) or "",
            others=tuple(self._named(each) for each in found.others),
        )

    def _named(self, each: Named) -> Named:
        return replace(each, product=self._said(each.product) or "")

    def _said(self, words: str | None) -> str | None:
        if words is None:
            return None
        return " ".join(self.names.get(word, word) for word in words.split())


def joined(text: str, vocabulary: Vocabulary) -> Joined:
    """The text with each of the merchant's brands as one word."""
    said = text.split()
    names: dict[str, str] = {}
    words: list[str] = []
    plain = [plainly(word) for word in said] if vocabulary.brands else []
    at = 0
    while at < len(said):
        length = _brand_at(plain, at, vocabulary) if plain else 0
        if length:
            one = "".join(plain[at : at + length]).replace(" ", "")
            names[one] = " ".join(said[at : at + length])
        words.append(one if length else said[at])
        at += length or 1
    return Joined(text=" ".join(words), names=names)


def _brand_at(plain: list[str], at: int, vocabulary: Vocabulary) -> int:
    """How many of the words from there are the longest brand; 0: none."""
    for brand in vocabulary.brands.get(plain[at].partition(" ")[0], ()):
        heard, end = plain[at], at + 1
        while len(heard) < len(brand) and end < len(plain):
            heard, end = f"{heard} {plain[end]}".strip(), end + 1
        if heard == brand:
            return end - at
    return 0
