"""Which words may be the name of goods, and how likely they are."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.concepts import Concepts
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.words import split_words

_ALSO_NOUNS: Final = {"montre": frozenset({"la", "une", "ma", "cette"})}
"""Stop words that are goods after an article: "la montre" is a watch, "montre" is "show"."""
_UNLESS: Final = {"running": {(), ("low",), ("out",), ("short",)}}
"""Stop words that are part of a name, unless these follow: "running shoes"."""
_CARRYING: Final = frozenset(
    split_words(
        "order buy get need needs needed want wants have sell carry find stock of add remove "
        "delete for any some me on more new has got with show purchase return exchange cancel "
        "quiero necesito busco compra anade agrega hay tienen tienes teneis venden mas "
        "quita devolver veux voudrais cherche du des de d avez vendez ajoute plus "
        "brauche suche habt haben gibt es will mochte mir sie ihr kostet fuhrt"
    )
)
"""Words that are mostly followed by goods."""
_OBJECTS: Final = frozenset({"me", "us", "it", "them", "mir", "uns", "moi", "nous"})
_RELATIVES: Final = frozenset(
    split_words(
        "daughter son kid kids child children wife husband mom mum dad mother father sister "
        "brother nephew niece grandma grandpa hija hijo hijos sobrino sobrina mujer marido madre "
        "padre hermana hermano abuela abuelo fille fils femme mari mere pere soeur frere neveu "
        "niece tochter sohn frau mann mutter vater schwester bruder neffe nichte oma opa"
    )
)
_ADVERBS: Final = ("ly", "mente")


def is_content(sheet: Sheet, words: Lexicon, at: int, *, inside: bool = False) -> bool:
    """Whether the token may be part of a name; `inside`: one is being read."""
    word = sheet.plain[at]
    if sheet.used[at] or not word[0].isalnum() or (len(word) == 1 and not inside):
        return False
    if word in _UNLESS and sheet.plain[at + 1 : at + 2] not in _UNLESS[word]:
        return True
    if sheet.plain[at : at + 2] in words.colored:
        return True
    if inside and sheet.plain[at - 1 : at + 1] in words.colored:
        return True
    if word in _ALSO_NOUNS and at and sheet.plain[at - 1] in _ALSO_NOUNS[word]:
        return True
    return not words.is_stop(sheet, at)


def likelihood(sheet: Sheet, concepts: Concepts, start: int, end: int, *, led: bool) -> int:
    """How likely the tokens are goods rather than a verb or an adverb that no list holds.

    `led`: an article, a number or an attribute leads up to them. Above 0: rather goods.
    """
    plain = sheet.plain
    goods = any("goods" in names for names in concepts.of_words(plain[start:end]))
    before = plain[start - 1] if start else ""
    after = plain[end] if end < len(plain) else ""
    likely = 3 * led + 3 * goods + 2 * (before in _CARRYING) + (start == 0)
    if after in _OBJECTS:
        likely -= 3  # "hook me up"
    if plain[end - 1] in _RELATIVES:
        likely -= 3  # "my daughter needs a tutu"
    return likely - 2 * (plain[end - 1].endswith(_ADVERBS) and not goods)
