"""The words of `data/entities.toml`, ready to be looked up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from app.voice.nlu.entities.same_values import Values
from app.voice.nlu.entities.tokens import Phrases, Sheet, by_first_word
from app.voice.nlu.entities.verbs import accented_goods, acts_at, is_little, is_verb
from app.voice.nlu.plain import unaccented
from app.voice.nlu.words import split_words

_NOUN_BEFORE: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(split_words("a an the my your our his her their this these those of some any")),
    "es": frozenset(split_words("un una unos unas mi mis tu tus su sus el los de")),
    "fr": frozenset(split_words("un une des du mon ma mes votre vos ce cette ces de")),
    "de": frozenset(split_words("ein eine einen einem mein meine meinen das dem den")),
}
"""Words that no verb stands behind."""
_FILE: Final = Path(__file__).parents[1] / "data" / "entities.toml"
_BESIDES: Final = _FILE.with_name("besides.toml")
ByLang: TypeAlias = Mapping[str, Mapping[str, str]]
_SHORTEST_SHADE: Final = 3
"""Letters; German colors have as many."""
_LANGS: Final = ("en", "es", "fr", "de")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words by what they do in an order; keys without accents, values as one writes them."""

    colors: ByLang
    units: ByLang
    sizes: ByLang
    traits: Mapping[str, Mapping[tuple[str, ...], tuple[str, str]]]
    """By language: phrase to the attribute (material, feature) and its value."""
    trait_phrases: Mapping[str, Phrases]
    stops: Mapping[str, frozenset[str]]
    outside: Mapping[str, frozenset[str]]
    """People, places and times: no goods where they stand alone, and in twos neither."""
    around: Mapping[str, frozenset[str]]
    """What else names no goods where it stands alone."""
    links: Mapping[str, frozenset[str]]
    size_cues: frozenset[str]
    joined: frozenset[tuple[str, str]]
    """Words around an "and" that belong together."""
    colored: frozenset[tuple[str, str]]
    """Names that a color is part of."""
    shades: ByLang
    """What makes a shade of a color."""
    values: Values
    """Which words mean one value, in any language and form."""
    reasons: tuple[tuple[str, re.Pattern[str]], ...]
    """Why goods come back: name and what gives it away, in the order of trust."""

    def same_as(self, word: str) -> tuple[str, ...]:
        """The word and what it is in other languages and forms, itself first; of a shade the plain
        color last."""
        return self.values.same_as(word)

    def shade_in(self, word: str) -> str | None:
        """The German shade that one plain word tells with its color: "hellblaue" is "hellblau"."""
        shades, colors = self.shades["de"], self.colors["de"]
        for at in range(_SHORTEST_SHADE, len(word) - _SHORTEST_SHADE + 1):
            if word[:at] in shades and word[at:] in colors:
                return shades[word[:at]] + colors[word[at:]]
        return None

    def find(self, table: ByLang, sheet: Sheet, at: int) -> str | None:
        """What the table makes of a token, in the languages of the sheet."""
        for lang in spoken(sheet):
            value = table[lang].get(sheet.plain[at])
            if value is not None:
                return value
        return None

    def is_stop(self, sheet: Sheet, at: int) -> bool:
        """Whether the token is never part of a product's name."""
        known = sheet.stops.get(at)
        if known is None:
            known = sheet.stops[at] = self._is_stop(sheet, at)
        return known

    def _is_stop(self, sheet: Sheet, at: int) -> bool:
        word = sheet.plain[at]
        if sheet.tokens[at].word in accented_goods():
            return False
        base = sheet.tokens[at].word.partition("'")[0]  # "wenn's", "fifteen's"
        words = (word, _plain(base)) if len(base) < len(sheet.tokens[at].word) else (word,)
        if any(each in self.stops[lang] for lang in spoken(sheet) for each in words):
            return True
        if any(is_little(lang, each) for lang in spoken(sheet) for each in words):
            return True
        if _is_noun(sheet, at):
            return False
        return any(is_verb(lang, word) for lang in spoken(sheet)) or acts_at(sheet, at)

    def is_beside(self, sheet: Sheet, at: int, *, alone: bool = True) -> bool:
        """Whether the token names no goods: a day, a place, a person.

        `alone`: no other word of a name stands beside it.
        """
        word = sheet.plain[at]
        return any(
            word in self.outside[lang] or (alone and word in self.around[lang])
            for lang in spoken(sheet)
        )

    def owns_beside(self, sheet: Sheet, at: int) -> bool:
        """Whether what is named there has something of its own: "dad's"."""
        owner = sheet.tokens[at].word.lower().removesuffix("'s")
        named = owner in self.outside["en"] or owner in self.around["en"]
        return named and owner != sheet.tokens[at].word.lower()

    def is_link(self, sheet: Sheet, at: int) -> bool:
        """Whether the token may stand inside a product's name."""
        return any(sheet.plain[at] in self.links[lang] for lang in spoken(sheet))


def spoken(sheet: Sheet) -> tuple[str, ...]:
    """The languages of a sheet; a mixed sentence has two."""
    return _spoken(sheet.lang)


@lru_cache(maxsize=64)
def _spoken(code: str) -> tuple[str, ...]:
    return tuple(lang for lang in _LANGS if lang in code) or ("en",)


def _is_noun(sheet: Sheet, at: int) -> bool:
    """Whether what may be a verb is goods by what stands before it: "a wrap", "trois savons"."""
    if at == 0:
        return False
    before = sheet.plain[at - 1]
    if before == "das" and sheet.plain[at].endswith("t"):
        return False  # "das eilt nicht"
    if any(sheet.speaks(lang) and before in words for lang, words in _NOUN_BEFORE.items()):
        return True
    return before.isdecimal()


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon that comes with the project; read once."""
    return _lexicon(tomllib.loads(_FILE.read_text("utf-8")))


def _lexicon(told: Mapping[str, Any]) -> Lexicon:
    sizes = told["sizes"]
    traits = {lang: _traits(told, lang) for lang in _LANGS}
    return Lexicon(
        colors={lang: _forms(told["colors"][lang]) for lang in _LANGS},
        units={lang: _forms(told["units"][lang]) for lang in _LANGS},
        sizes={lang: {**_forms(sizes[lang]), **_forms(sizes["beds"])} for lang in _LANGS},
        shades={lang: _forms(told["shades"][lang]) for lang in _LANGS},
        traits=traits,
        trait_phrases={lang: by_first_word(traits[lang]) for lang in _LANGS},
        stops={
            lang: frozenset(_plain(f"{told['stop'][lang]} {told['interjections'][lang]}").split())
            for lang in _LANGS
        },
        outside=_besides("alone"),
        around=_besides("around"),
        links={lang: frozenset(told["links"][lang].split()) for lang in _LANGS},
        size_cues=frozenset(_plain(told["cues"]["size"]).split()),
        joined=_pairs(told["names"]["joined"]),
        colored=_pairs(told["names"]["colored"]),
        values=Values.of(told),
        reasons=tuple((name, _any_of(told["reasons"][name])) for name in told["reasons"]),
    )


def _besides(kind: str) -> dict[str, frozenset[str]]:
    told = tomllib.loads(_BESIDES.read_text("utf-8"))
    return {lang: frozenset(told[lang][kind].split()) for lang in told}


def _forms(table: Mapping[str, str]) -> dict[str, str]:
    return {_plain(form): name for name, forms in table.items() for form in (name, *forms.split())}


def _traits(told: Mapping[str, Any], lang: str) -> dict[tuple[str, ...], tuple[str, str]]:
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for option, table in (("material", told["materials"]), ("feature", told["features"])):
        for written in table[lang].split():
            words = tuple(_plain(written).split("-"))
            bare = words[1:] if option == "material" and lang != "en" else words
            found[words] = option, " ".join(written.split("-")[len(words) - len(bare) :])
    return found


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((one, two) for one, _, two in (pair.partition("+") for pair in text.split()))


def _any_of(patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns.split("\n")))


def _plain(text: str) -> str:
    return unaccented(text.lower())
