"""Which words may be the name of goods, and how likely they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.voice.nlu.concepts import Concepts
from app.voice.nlu.entities.item_words import DETERMINERS
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_ALSO_NOUNS: Final = {
    "montre": frozenset({"la", "une", "ma", "cette"}),
    "bin": frozenset({"a", "the", "new"}),
    "ostras": frozenset({"de", "las", "unas", "tus", "mas"}),
    **dict.fromkeys(
        ("basket", "cesta", "panier", "korb"), frozenset(split_words("a una un einen"))
    ),
}
"""Stop words that are goods after an article: "la montre" is a watch, "montre" is "show"."""
_UNLESS: Final[Mapping[str, frozenset[tuple[str, ...]]]] = {
    "running": frozenset({(), ("low",), ("out",), ("short",)}),
    "pienso": frozenset({("que",), ("en",), ("yo",), ("si",)}),
}
"""Stop words that are part of a name, unless these follow: "running shoes"."""
_THINKING: Final = {(word,) for word in split_words("lo la yo me no ya")}
"""Before "pienso" these make a verb of it: "me lo pienso"."""
_INSIDE: Final = frozenset(
    split_words("switch drops box set bin cart basket number offs ups erase")
)
"""Stop words that are goods behind another word of their name: "a light switch"."""
_INSIDE_VERBS: Final = frozenset({"vino"})
"""Goods as well, but verbs behind a name: "la chaqueta vino rota"."""
_OF: Final = {("de",)}
_THE_ES: Final = {
    (word,) for word in split_words("el la los las mi mis tu tus su sus este esta lo")
}
_WHOLE: Final = phrases(
    "left handed|right handed|left hand|right hand|left foot|right foot|tienda de campana"
)
"""Names whose first word alone is none: a tent is no shop."""
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
_OFTEN_BEFORE_VERBS: Final = frozenset(split_words("de d of for on me"))
_HABITUAL: Final = frozenset(split_words("usual habitual habituel ubliche ublichen normal"))
_LEADING: Final = (_CARRYING - _OFTEN_BEFORE_VERBS) | DETERMINERS | _HABITUAL
"""Words that are said right before goods."""
_OBJECTS: Final = frozenset({"me", "us", "it", "them", "mir", "uns", "moi", "nous"})
_ME: Final = frozenset({"me", "us"})
_WHENEVER: Final = frozenset(split_words("when whenever while after"))
_THE: Final = frozenset(split_words("die der das mein meine dieser diese dieses"))
_OWNED: Final = frozenset(split_words("my our the his her their all everything"))
_SAFE: Final = frozenset(split_words("safe proof friendly compatible resistant approved"))
_ASKED: Final = frozenset(split_words("is are does do was were will"))
MY: Final = frozenset(
    split_words(
        "my our his her their mi mis nuestro nuestra mon ma mes notre mein meine unser unsere"
    )
)
_WANTING: Final = frozenset(
    split_words(
        "needs need wants want loves likes like prefers hates eats drinks uses wears has loved "
        "liked "
        "necesita necesitan quiere quieren come usa lleva veut veulent aime mange a utilise boit "
        "braucht brauchen brauchte brauchten wunscht will wollen mag mogen frisst trinkt tragt hat "
        "necesitaria quisiera querria voudrait aurait"
    )
)
_LED_ON: Final = frozenset(split_words("from to at between about near under around"))
_ADVERBS: Final = ("ly", "mente")


def is_content(sheet: Sheet, words: Lexicon, at: int, *, inside: bool = False) -> bool:
    """Whether the token may be part of a name; `inside`: one is being read."""
    word = sheet.plain[at]
    bare = len(word) == 1 or word.isdecimal()
    if sheet.used[at] or not word[0].isalnum() or (bare and not inside):
        return False
    kept = _kept(sheet, words, at, inside=inside)
    return kept if kept is not None else not words.is_stop(sheet, at)


def _kept(sheet: Sheet, words: Lexicon, at: int, *, inside: bool) -> bool | None:
    """Whether a stop word is part of a name by its neighbors, or the other way; None: neither."""
    word = sheet.plain[at]
    if word in _UNLESS and sheet.plain[at + 1 : at + 2] not in _UNLESS[word]:
        return word != "pienso" or sheet.plain[at - 1 : at] not in _THINKING
    if word == "sobre" and sheet.speaks("es") and sheet.plain[at + 1 : at + 2] in _THE_ES:
        return False  # "sobre el pedido"
    if sheet.plain[at : at + 2] in words.colored:
        return True
    if inside and sheet.plain[at - 1 : at + 1] in words.colored:
        return True
    if inside and word in _INSIDE:
        return True
    if inside and word in _INSIDE_VERBS and sheet.speaks("es"):
        return sheet.plain[at - 1 : at] in _OF  # "copas de vino", "la chaqueta vino rota"
    if sheet.words_at(at, _WHOLE):
        return True
    return True if _is_led(sheet, words, at) else None


def _is_led(sheet: Sheet, words: Lexicon, at: int) -> bool:
    """Whether what leads up to a stop word makes goods of it: "une montre", "einen Korb"."""
    word = sheet.plain[at]
    if word == "farbe" and sheet.speaks("de"):
        return _is_measured(sheet, words, at)  # "fünf Liter weiße Farbe"
    return word in _ALSO_NOUNS and at > 0 and sheet.plain[at - 1] in _ALSO_NOUNS[word]


def _is_measured(sheet: Sheet, words: Lexicon, at: int) -> bool:
    """Whether a unit leads up to the word, colors and sizes aside."""
    before = at - 1
    while before > 0 and (
        words.find(words.colors, sheet, before)
        or words.find(words.sizes, sheet, before)
        or words.shade_in(sheet.plain[before])
    ):
        before -= 1
    return before >= 0 and words.find(words.units, sheet, before) is not None


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
    return likely - 2 * (plain[end - 1].endswith(_ADVERBS) and not goods)


def leads_to_goods(sheet: Sheet, start: int) -> bool:
    """Whether what stands before a name is said before goods: "the dog food three bags"."""
    before = sheet.plain[start - 1] if start else ""
    return before in _LEADING


def owns(sheet: Sheet, start: int, end: int) -> bool:
    """Whether the name is of who wants goods: "my cat needs", "mi perro come"."""
    before = sheet.plain[start - 1] if start else ""
    after = sheet.plain[end] if end < len(sheet.plain) else ""
    return before in MY and after in _WANTING


def without_verb(sheet: Sheet, start: int, end: int) -> int:
    """Where the name really ends: "the toaster oven sparks whenever" ends before the sparks."""
    after = sheet.plain[end] if end < len(sheet.plain) else ""
    last = sheet.plain[end - 1]
    if end - start < 2:
        return end
    if last in _SAFE and sheet.plain[0] in _ASKED and end - start > 2:
        return end - 2  # "are those mugs dishwasher safe"
    if sheet.speaks("en") and after in _ME | _WHENEVER:
        acts = after in _ME or (last.endswith("s") and not last.endswith("ss"))
        return end - 1 if acts else end
    if sheet.speaks("en") and after in _OWNED and last.endswith("ed"):
        return end - 1  # "the curling iron burned my carpet"
    led_on = after in _LED_ON or (end < len(sheet.plain) and sheet.used[end])
    if sheet.speaks("en") and led_on and last.endswith("ing"):
        return end - 1  # "a rug ranging from one hundred"
    before = sheet.plain[start - 1] if start else ""
    if sheet.speaks("de") and before in _THE and last.endswith("t"):
        return end - 1  # "die bohrmaschine raucht"
    return end
