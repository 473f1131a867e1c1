"""Colors as they are told: "green", "dark green", "verde oscuro", "bleu marine", "hellblau"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.words import split_words

_BEHIND: Final = ("es", "fr")
"""Languages in which a shade stands behind its color; elsewhere it leads."""


_BEHIND_IN: Final = frozenset(
    split_words(
        "olive mint lavender plum peach rust cream mustard coral sage lime lilac copper bronze "
        "rose "
        "tan taupe mauve magenta cyan indigo aqua natural oliva menta lavanda ciruela melocoton "
        "crema mostaza coral salvia cobre bronce natural topo moutarde creme corail menthe prune "
        "cuivre taupe lavande naturel oliv mint senf creme koralle flieder petrol anthrazit natur "
        "apricot salbei kupfer"
    )
)
"""Colors only behind an "in": elsewhere they are what they are called after."""
_IN: Final = frozenset(split_words("in en im color colour couleur farbe"))


def color_behind_in(sheet: Sheet, at: int) -> bool:
    """Whether the token is a color as it stands behind an "in": "fabric in olive"."""
    return at > 0 and sheet.plain[at] in _BEHIND_IN and sheet.plain[at - 1] in _IN


def color_at(sheet: Sheet, words: Lexicon, at: int) -> tuple[str, int, int] | None:
    """The color that is told there, how many tokens tell it, and which of them the color itself is.

    In the singular masculine; a German shade is one word ("hellblau").
    """
    color = words.find(words.colors, sheet, at)
    if color is None and color_behind_in(sheet, at):
        return sheet.tokens[at].word, 1, at
    if color is None:
        return _led(sheet, words, at)
    following = at + 1 < len(sheet.plain)
    for lang in _BEHIND if following else ():
        shade = words.shades[lang].get(sheet.plain[at + 1]) if sheet.speaks(lang) else None
        if shade is not None:
            return f"{color} {shade}", 2, at
    return _led(sheet, words, at) or (color, 1, at)  # "navy blue"


def _led(sheet: Sheet, words: Lexicon, at: int) -> tuple[str, int, int] | None:
    """A shade before its color, or in one word with it."""
    word = sheet.plain[at]
    after = sheet.plain[at + 1] if at + 1 < len(sheet.plain) else ""
    if sheet.speaks("en") and word in words.shades["en"]:
        color = words.colors["en"].get(after)
        return (f"{words.shades['en'][word]} {color}", 2, at + 1) if color else None
    if not sheet.speaks("de"):
        return None
    if word in words.shades["de"]:
        color = words.colors["de"].get(after)
        return (f"{words.shades['de'][word]}{color}", 2, at + 1) if color else None
    color = words.shade_in(word)
    return (color, 1, at) if color else None
