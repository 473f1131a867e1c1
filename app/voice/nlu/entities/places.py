"""The pieces that a spoken address is made of: words, figures, spelled names, breaks.

"six two seven oh four" becomes one figure, "M E Y E R" and "M as in Mary" one name; what was said
otherwise keeps its own spelling, since a name must arrive as the till would print it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.tokens import Sheet, Token
from app.voice.nlu.plain import unaccented
from app.voice.nlu.words import split_words

_PIECE: Final = re.compile(
    r"\d+(?:st|nd|rd|th|er|e|º|ª)\b|\d+[a-z]?(?:[-/]\d+[a-z]?)?\b|(?=[^\W_]*\d)[^\W_]+"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*\.?|[,;:]",
    re.I,
)
_FIGURE: Final = re.compile(r"\d+[a-z]?(?:[-/]\d+[a-z]?)?", re.I)
_LONGEST: Final = 60
_ZEROS: Final = frozenset({"oh", "o"})
_TIMES: Final = {"double": 2, "doble": 2, "doppel": 2, "triple": 3, "dreifach": 3}
_AS_IN: Final = frozenset({"as", "like", "wie", "comme", "como", "de", "for"})
_SUFFIXES: Final = frozenset("abcdefgh")
_OF: Final = frozenset(split_words("du de des del la le les der die das des of the"))
"""Words before a number that is part of a street's name: "rue du quatre septembre"."""
_SHORTEST_SPELLED: Final = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as it would be written, and as it is compared."""

    text: str
    plain: str
    is_figure: bool = False
    is_spelled: bool = False
    is_digits: bool = False
    """Told digit by digit, as codes are."""

    @property
    def is_break(self) -> bool:
        """A comma, behind which something else begins."""
        return self.text in {",", ";", ":"}


def pieces_of(text: str, lang: str) -> list[Piece]:
    """The pieces of a text, as they follow each other."""
    return list(_Reader(_sheet(text, lang)).read())


def _sheet(text: str, lang: str) -> Sheet:
    """Words alone, with their places in the text as it was said."""
    shown = text.replace("’", "'")
    found = list(_PIECE.finditer(shown))[:_LONGEST]
    tokens = tuple(
        Token(each.group(), unaccented(each.group().lower()).rstrip("."), *each.span())
        for each in found
    )
    plain = tuple(token.plain for token in tokens)
    return Sheet(shown, lang, tokens, plain, [False] * len(tokens))


@dataclass(slots=True)
class _Reader:
    sheet: Sheet

    def read(self) -> Iterator[Piece]:
        at, before = 0, ""
        while at < len(self.sheet.tokens):
            piece, taken = self._spelled(at) or self._figure(at, before) or self._word(at)
            yield piece
            before = piece.plain
            at += taken

    def _word(self, at: int) -> tuple[Piece, int]:
        token = self.sheet.tokens[at]
        hyphen = "-" if self.sheet.text[token.end : token.end + 1] == "-" else ""
        return Piece(token.word + hyphen, token.plain), 1

    def _spelled(self, at: int) -> tuple[Piece, int] | None:
        """Letters told one by one, at least three; "double" and words that stand for them too."""
        letters: list[str] = []
        start, times = at, 1
        while at < len(self.sheet.plain):
            word = self.sheet.plain[at]
            if word in _TIMES and letters:
                times, at = _TIMES[word], at + 1
                continue
            if not (len(word) == 1 and word.isalpha()):
                break
            letters.append(word * times)
            at, times = at + 1 + self._explained(at), 1
        if sum(map(len, letters)) < _SHORTEST_SPELLED:
            return None
        name = "".join(letters)
        return Piece(name.capitalize(), name, is_spelled=True), at - start

    def _explained(self, at: int) -> int:
        """How many words say which letter is meant: "as in Mary", "wie Martha"."""
        rest = self.sheet.plain[at + 1 : at + 4]
        if rest[:2] == ("as", "in") and len(rest) > 2:
            return 3
        led = len(rest) > 1 and rest[0] in _AS_IN and len(rest[1]) > 1
        return 2 if led and rest[1][0] == self.sheet.plain[at] else 0

    def _figure(self, at: int, before: str) -> tuple[Piece, int] | None:
        """A number with its letter, or the digits of a code."""
        start, values, single = at, list[str](), True
        while at < len(self.sheet.plain):
            found = self._value(at, bool(values))
            if found is None:
                break
            if values and not self._goes_on(values[-1], found[0]):
                break
            values.append(found[0])
            single = single and len(found[0]) <= 2
            at += found[1]
        spoken = bool(values) and not self.sheet.plain[start][0].isdecimal()
        if not values or (spoken and before in _OF):
            return None
        text = "".join(values)
        if at < len(self.sheet.plain) and self._is_suffix(at) and text.isdecimal():
            return Piece(
                f"{text}{self.sheet.plain[at].upper()}", text, is_figure=True
            ), at + 1 - start
        digits = len(values) > 2 and single
        return Piece(text.upper(), text, is_figure=True, is_digits=digits), at - start

    def _value(self, at: int, inside: bool) -> tuple[str, int] | None:
        """The digits of one number, written or spoken, and how many words it takes."""
        word = self.sheet.plain[at]
        if _FIGURE.fullmatch(word):
            return word, 1
        if word in _ZEROS:
            return ("0", 1) if inside else None
        if word in _TIMES and at + 1 < len(self.sheet.plain):
            digit = self._value(at + 1, inside)
            one = digit is not None and len(digit[0]) == 1
            return (digit[0] * _TIMES[word], 1 + digit[1]) if digit and one else None
        number = cardinal_at(self.sheet, at)
        return (str(number[0]), number[1]) if number else None

    def _goes_on(self, last: str, found: str) -> bool:
        """Whether two numbers in a row are one code: what is told in ones and twos is."""
        return len(last) <= 2 and len(found) <= 3 and last.isdecimal() and found.isdecimal()

    def _is_suffix(self, at: int) -> bool:
        """A letter that belongs to a house's number, and begins no spelled name."""
        word = self.sheet.plain[at]
        following = self.sheet.plain[at + 1] if at + 1 < len(self.sheet.plain) else ""
        if word in {"bis", "ter"}:
            return False
        return (
            word in _SUFFIXES
            and len(following) != 1
            and not (word == "a" and following and not following[0].isdecimal())
        )
