"""Several of the same goods that differ in color and size, told one way before they are read: "two
jackets, blue in S and red in M"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from app.voice.nlu.entities.colors import color_at
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value, split_words

_PAIR: Final = "(?:o*l*(?:cl*o*l*s|sl*c)o?|o+l*(?:s,c|c,l*s))"
_PAIRS: Final = re.compile(
    f"(?P<both>{_PAIR}(?:[j,]+{_PAIR}|(?=o){_PAIR})+"
    "|o*l*c(?:[j,]+o*l*c)+,?l+s|(?<=[lx])s,?o*l*c(?:[j,]+o*l*c)+"
    "|o*l*s(?:[j,]+o*l*s)+,?l+c)"
    "|o*l*c(?:[j,]+o*l*c)+|o*l*s(?:[j,]+o*l*s)+"
)
"""Two or more with a color and a size each, all with the same size, or with one of the two alone,
by the pieces of a text."""
_TAGS: Final = {
    "o": frozenset(
        split_words(
            "one a an the other another un una uno otra otro el la las los une le les autre ein"
            " eine einen eins einer einmal die den das der andere anderen anderer paar pair paire"
        )
    ),
    "l": frozenset(split_words("in en im size talla taille pointure grosse de du del")),
    "j": frozenset(split_words("and y e et und")),
    ",": frozenset(","),
}
_ONE_EACH: Final = {
    "en": ("one", "in size", " and "),
    "es": ("una", "en talla", " y "),
    "fr": ("une", "en taille", " et "),
    "de": ("eine", "in Größe", " und "),
}


def each_by_itself(text: str, vocabulary: Vocabulary, lang: str) -> str:
    """The text with each of several that differ in color and size told one way: "two jackets, blue
    in S and red in M" has one blue in size S and one red in size M."""
    if lang not in _ONE_EACH or not {"size", "color"} <= vocabulary.values.keys():
        return text
    pieces = list(_pieces(Sheet.of(text, lang), vocabulary))
    tags = "".join(each.tag for each in pieces)
    found = _PAIRS.search(tags)
    if found is None:
        return text
    within = pieces[found.start() : found.end()]
    pairs = _pairs(
        [each.word for each in within if each.tag == "c"],
        [each.word for each in within if each.tag == "s"],
    )
    before = (each.word for each in reversed(pieces[: found.start()]) if each.tag == "n")
    counted = next(before, None)
    each_named = found["both"] is not None and found[0].count("o") >= len(pairs) - 1
    fits = counted == str(len(pairs)) or (counted is None and each_named)
    if len(set(pairs)) < len(pairs) or not fits:
        return text
    one, in_size, and_one = _ONE_EACH[lang]
    told = [
        " ".join(filter(None, (one, color, size and f"{in_size} {size}"))) for color, size in pairs
    ]
    led = text[: within[0].start].rstrip(" ,")
    return f"{led and f'{led}, '}{and_one.join(told)}{text[within[-1].end :]}"


def _pairs(colors: Sequence[str], sizes: Sequence[str]) -> list[tuple[str, str]]:
    """Each color with its size, or with the one that all have."""
    count = max(len(colors), len(sizes))
    return list(zip(_for_each(colors, count), _for_each(sizes, count), strict=True))


def _for_each(told: Sequence[str], count: int) -> Sequence[str]:
    return told if len(told) == count else [*(told or [""])] * count


class _Piece(NamedTuple):
    """What stands in a text: a color, a size, a one, a little word, a joint, a number or else."""

    tag: str
    word: str
    start: int
    end: int


def _pieces(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[_Piece]:
    at = 0
    while at < len(sheet.tokens):
        tag, length, word = _piece_at(sheet, at, vocabulary)
        yield _Piece(tag, word, sheet.tokens[at].start, sheet.tokens[at + length - 1].end)
        at += length


def _piece_at(sheet: Sheet, at: int, vocabulary: Vocabulary) -> tuple[str, int, str]:
    plain = sheet.plain[at]
    tag = next((tag for tag, words in _TAGS.items() if plain in words), None)
    if tag is not None:
        return tag, 1, plain
    sizes = vocabulary.values["size"]
    number = cardinal_at(sheet, at)
    if number is not None:
        tag = "s" if norm_value(str(number[0])) in sizes else "n"
        return tag, number[1], str(number[0])
    if norm_value(plain) in sizes:
        return "s", 1, plain
    color = color_at(sheet, load_lexicon(), at)
    return ("x", 1, plain) if color is None else ("c", color[1], sheet.said(at, at + color[1]))
