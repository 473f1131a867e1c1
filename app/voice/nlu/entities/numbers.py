"""Numbers in figures and in words, in four languages and mixed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_SMALL: Final[Mapping[str, str]] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciseis diecisiete dieciocho diecinueve",
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize",
    "de": "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn "
    "funfzehn sechzehn siebzehn achtzehn neunzehn",
}
_TENS: Final[Mapping[str, str]] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "de": "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
}
_MORE: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {"fourty": 40},
    "es": {
        "veintiun": 21,
        "veintiuno": 21,
        "veintiuna": 21,
        "veintidos": 22,
        "veintitres": 23,
        "veinticuatro": 24,
        "veinticinco": 25,
        "veintiseis": 26,
        "veintisiete": 27,
        "veintiocho": 28,
        "veintinueve": 29,
        "cien": 100,
        "ciento": 100,
        "doscientos": 200,
        "doscientas": 200,
        "trescientos": 300,
        "trescientas": 300,
        "cuatrocientos": 400,
        "cuatrocientas": 400,
        "quinientos": 500,
        "quinientas": 500,
        "seiscientos": 600,
        "setecientos": 700,
        "ochocientos": 800,
        "novecientos": 900,
    },
    "fr": {"vingts": 20},
    "de": {"zwo": 2},
}
_HUNDRED: Final = {"hundred", "cent", "cents", "hundert"}
_THOUSAND: Final = {"thousand", "mil", "mille", "tausend", "grand"}
_ONES: Final = frozenset(split_words("a an un una une ein eine einen einem einer"))
"""Articles that stand for one before a hundred, a dozen, a half."""
_FOREIGN: Final[Mapping[str, str]] = {
    "once": "es",
    "dos": "es",
    "cent": "fr",
    "cents": "fr",
    "un": "fr",
    "neuf": "fr",
    "mil": "es",
    "elf": "de",
    "acht": "de",
    "null": "de",
    "six": "en fr",
    "grand": "",
    "tres": "es",
    "four": "en",
    "ten": "en",
}
"""Words that mean something else elsewhere ("sac à dos"): read only in these languages."""
_FIGURES: Final = re.compile(r"\d[\d.,]*")
_AND: Final = frozenset({"and", "y", "et", "und"})
_GERMAN: Final = re.compile(
    r"(?:(?P<thousands>[a-z]*?)tausend)?(?:(?P<hundreds>[a-z]*?)hundert)?(?:und)?(?P<rest>[a-z]*)"
)
_PARTS: Final = (
    (
        Decimal("0.5"),
        phrases(
            "and a half|y medio|y media|et demi|et demie|und ein halbes|und einen halben|point five"
        ),
    ),
    (Decimal("0.25"), phrases("and a quarter|y cuarto|et quart|und ein viertel")),
    (
        Decimal("0.75"),
        phrases("and three quarters|y tres cuartos|et trois quarts|und drei viertel"),
    ),
)


def _table() -> dict[str, int]:
    found: dict[str, int] = {}
    for words in _SMALL.values():
        found |= {word: value for value, word in enumerate(words.split())}
    for words in _TENS.values():
        found |= {word: value * 10 for value, word in enumerate(words.split(), start=2)}
    for more in _MORE.values():
        found |= more
    return found


_VALUES: Final = _table()
_FIRST: Final = frozenset(_VALUES) | _HUNDRED | _THOUSAND | _ONES
"""Words that a number may begin with, compounds of German aside."""


def figures(word: str) -> Decimal | None:
    """A number in figures: "12", "1.5", "24,50", "1,200"; None when the word is none."""
    if not _FIGURES.fullmatch(word):
        return None
    parts = re.split(r"[.,]", word)
    if len(parts) == 1:
        return Decimal(word)
    if len(parts[-1]) == 3 and all(len(part) == 3 for part in parts[1:]):
        return Decimal("".join(parts))
    return Decimal("".join(parts[:-1]) + "." + parts[-1])


def small_value(sheet: Sheet, at: int) -> int | None:
    """What one word is worth by itself: a digit, a teen, a ten, or a German compound."""
    word = sheet.plain[at]
    if word in _FOREIGN and not any(sheet.speaks(lang) for lang in _FOREIGN[word].split()):
        return None
    if word == "tres" and sheet.tokens[at].word != "tres":
        return None  # French "très"
    value = _VALUES.get(word)
    return value if value is not None else german(word)


def german(word: str) -> int | None:
    """A German number written as one word ("zweihundertfünfzig", without accents)."""
    if word in _VALUES:
        return _VALUES[word]
    if not _may_be_compound(word):
        return None
    found = _GERMAN.fullmatch(word)
    if found is None:
        return None
    total = 0
    for name, worth in (("thousands", 1000), ("hundreds", 100)):
        many = found.group(name)
        if many is not None:
            count = 1 if many in {"", "ein"} else german(many)
            if count is None:
                return None
            total += count * worth
    rest = found.group("rest")
    if not rest:
        return total or None
    low = _german_below_hundred(rest)
    return None if low is None else total + low


def _may_be_compound(word: str) -> bool:
    return "und" in word or "tausend" in word  # "hundert" holds "und"


def _german_below_hundred(word: str) -> int | None:
    ones, joined, tens = word.partition("und")
    if not joined:
        return _VALUES.get(word)
    one = 1 if ones == "ein" else _VALUES.get(ones)
    ten = _VALUES.get(tens)
    if one is None or ten is None or one > 9 or ten < 20:
        return None
    return ten + one


def cardinal_at(sheet: Sheet, at: int) -> tuple[int, int] | None:
    """The whole number in words or figures that starts there, and how many tokens it takes."""
    if at >= len(sheet.plain):
        return None
    word = sheet.plain[at]
    if word.isdecimal():
        return int(word), 1
    if word not in _FIRST and not _may_be_compound(word):
        return None
    if at not in sheet.numbers:
        sheet.numbers[at] = _Cardinal(sheet, at).read()
    return sheet.numbers[at]


class _Cardinal:
    """Adds number words up as long as each is smaller than the room that the last one left."""

    def __init__(self, sheet: Sheet, at: int) -> None:
        self._sheet, self._start, self._at = sheet, at, at
        self._thousands = 0
        self._current = 0
        self._room = 1000
        self._any = False

    def read(self) -> tuple[int, int] | None:
        """The number and its length."""
        while self._at < len(self._sheet.plain) and self._step():
            pass
        if not self._any:
            return None
        return self._thousands + self._current, self._at - self._start

    def _step(self) -> bool:
        word = self._sheet.plain[self._at]
        if self._any and word in _AND and self._joins():
            self._at += 1
            return True
        if not self._any and word in _ONES and self._next_is(_HUNDRED | _THOUSAND):
            self._at += 1
            word = self._sheet.plain[self._at]
        if self._scale(word):
            return True
        return self._add()

    def _joins(self) -> bool:
        """Whether this "and" is inside the number: "thirty and five" is not, in English."""
        if self._at + 1 >= len(self._sheet.plain) or self._room <= 1:
            return False
        following = small_value(self._sheet, self._at + 1)
        if following is None and self._sheet.plain[self._at + 1] in {"un", "une"}:
            following = 1
        if following is None and self._is_feminine_one():
            following = 1
        word, after_hundred = self._sheet.plain[self._at], self._current % 100 == 0
        if word == "et":
            return following in {1, 11}
        if following is None or not 0 < following < self._room or self._scaled(self._at + 1):
            return False
        return after_hundred if word == "and" else not after_hundred or word == "und"

    def _is_feminine_one(self) -> bool:
        """ "cuarenta y una", not "cien velas y una"."""
        tens = self._current % 100
        return self._next_is({"una"}) and tens >= 30 and tens % 10 == 0

    def _scaled(self, at: int) -> bool:
        """Whether a hundred or thousand follows within two words: that number stands for itself."""
        return any(word in _HUNDRED | _THOUSAND for word in self._sheet.plain[at + 1 : at + 3])

    def _next_is(self, words: frozenset[str] | set[str]) -> bool:
        return self._at + 1 < len(self._sheet.plain) and self._sheet.plain[self._at + 1] in words

    def _scale(self, word: str) -> bool:
        if word in _HUNDRED and self._may(word) and self._current < 100:
            bare = word != "hundred" and self._thousands and not self._current  # "mille cent onze"
            if self._any and not (self._current > 0 or bare):
                return False
            self._current = max(self._current, 1) * 100
            self._room = 100
        elif word in _THOUSAND and self._may(word) and not self._thousands:
            self._thousands = max(self._current, 1) * 1000
            self._current, self._room = 0, 1000
        else:
            return False
        self._any = True
        self._at += 1
        return True

    def _may(self, word: str) -> bool:
        langs = _FOREIGN.get(word)
        return langs is None or any(self._sheet.speaks(lang) for lang in langs.split())

    def _add(self) -> bool:
        value = small_value(self._sheet, self._at)
        if value is not None and value >= 1000 and not self._any:  # "siebentausenddreihundert"
            self._thousands = value - value % 1000
            self._take(value % 1000, 1, room=1 if value % 1000 else 1000)
            return True
        if value is None and self._any and self._sheet.plain[self._at] in {"un", "une", "una"}:
            value = 1 if self._sheet.plain[self._at - 1] in {"et", "y"} else None
        if value == 4 and self._next_is({"vingt", "vingts"}) and self._room > 80:
            self._take(80, 2, room=20)
            return True
        if value is None or value >= self._room or (self._any and value == 0):
            return False
        if value < 10 or 10 < value < 20 or (value == 10 and not self._sheet.speaks("fr")):
            room = 1
        else:
            room = self._room_after(value)
        self._take(value, 1, room=room)
        return True

    def _room_after(self, value: int) -> int:
        if value == 60 and self._sheet.speaks("fr"):
            return 20
        if value == 10:
            return 10  # "dix-sept"
        if value % 100 == 0:
            return 100
        return 10 if value % 10 == 0 else 1

    def _take(self, value: int, length: int, *, room: int) -> None:
        self._current += value
        self._room = room
        self._any = True
        self._at += length


def _and_a_half(word: str) -> Decimal | None:
    """A German number with its half in one word: "zweieinhalb"."""
    whole = german(word.removesuffix("einhalb")) if word.endswith("einhalb") else None
    return None if whole is None else whole + Decimal("0.5")


def amount_at(sheet: Sheet, at: int) -> tuple[Decimal, int] | None:
    """The number that starts there, with halves and decimals, and how many tokens it takes."""
    if at >= len(sheet.plain):
        return None
    if at not in sheet.amounts:
        sheet.amounts[at] = _amount_at(sheet, at)
    return sheet.amounts[at]


def amounts_in(sheet: Sheet) -> list[Decimal]:
    """All numbers that are said, in their order, with halves and decimals."""
    found, at = [], 0
    while at < len(sheet.plain):
        number = amount_at(sheet, at)
        if number is not None:
            found.append(number[0])
        at += number[1] if number is not None else 1
    return found


def in_figures(sheet: Sheet) -> str:
    """What is said in plain words, with its whole numbers in figures: "nicht die einundvierzig" as
    "nicht die 41"."""
    words, at = [], 0
    while at < len(sheet.plain):
        number = cardinal_at(sheet, at)
        words.append(sheet.plain[at] if number is None else str(number[0]))
        at += 1 if number is None else number[1]
    return " ".join(words)


def _amount_at(sheet: Sheet, at: int) -> tuple[Decimal, int] | None:
    written = figures(sheet.plain[at])
    if written is not None and not sheet.plain[at].isdecimal():
        return written, 1
    if sheet.plain[at] in {"anderthalb", "eineinhalb"}:
        return Decimal("1.5"), 1
    half = _and_a_half(sheet.plain[at]) if sheet.speaks("de") else None
    if half is not None:
        return half, 1
    found = cardinal_at(sheet, at)
    if found is None:
        return None
    value, length = Decimal(found[0]), found[1]
    for part, said in _PARTS:
        more = sheet.words_at(at + length, said)
        if more:
            return value + part, length + more
    return value, length
