"""Choices of the merchant's menus in an utterance: "with oat milk and two extra shots, no foam"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.scan import Scan
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import number_at, singular, split_words

_JOINING: Final = frozenset(split_words("with and plus add but also some"))
_WITHOUT: Final = frozenset(split_words("without no hold skip minus"))
_BETWEEN: Final = frozenset(split_words("the any a an some"))
_MOST: Final = 9


def choices_in(scan: Scan, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The choices named and those to be left out; their words are accounted for.

    A word that is an option's value as well ("medium") stays one: the product decides what it is.
    """
    words = tuple(map(singular, scan.tokens.norm))
    taken: list[str] = []
    left_out: list[str] = []
    at = 0
    while at < len(words):
        length = 0 if scan.used[at] else vocabulary.choice_at(words, at)
        phrase = vocabulary.phrase_at(scan.tokens.norm, at) if length else None
        if phrase is not None and len(phrase.words) >= length:
            length = 0
        if length:
            name = " ".join(scan.tokens.said[at : at + length])
            start, times, without = _led_by(scan, at)
            if not without:
                scan.choice_like.update(range(at, at + length))
            scan.use(start, at + length)
            (left_out if without else taken).extend([name] * times)
        at += length or 1
    return tuple(taken), tuple(left_out)


def _led_by(scan: Scan, at: int) -> tuple[int, int, bool]:
    """Where the words that lead up to a choice begin, how often it is wanted, and whether not."""
    said, start, times = scan.tokens.said, at, 1
    if start and said[start - 1] in _BETWEEN:
        start -= 1
    without = start > 0 and said[start - 1] in _WITHOUT
    if without:
        start -= 1
    elif start > 1 and said[start - 2] in _JOINING:
        number = number_at(said, start - 1)
        if number is not None and 0 < number[0] <= _MOST:
            start, times = start - 1, number[0]
    while start and said[start - 1] in _JOINING:
        start -= 1
    return start, times, without
