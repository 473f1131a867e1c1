"""Words that name no goods: verbs in all their forms, and words that only join others.

A verb is listed once by its stem (`data/verbs.toml`); what is said is taken apart by the endings of
its language. So verbs stay few in memory, and a form that nobody listed is known all the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.words import split_words

_FILE: Final = Path(__file__).parents[1] / "data" / "verbs.toml"
_ENDINGS: Final[Mapping[tuple[str, str], str]] = {
    ("en", "regular"): "- s es ed d ing",
    ("en", "inflected"): "ed d ing",
    ("es", "ar"): "o a as amos ais an e es emos eis en aste o asteis aron aba abas abamos aban "
    "are ara aras aremos aran aria arias ariamos ariais arian ar ando ado ada ados adas ase aran "
    "ue ues uen",
    ("es", "er"): "o e es emos eis en a as amos an i iste io imos isteis ieron ia ias iamos ian "
    "ere era eras eremos eran eria erias eriamos erian er iendo ido ida idos idas iera ieran iese",
    ("es", "ir"): "o e es imos is en a as amos an i iste io isteis ieron ia ias iamos ian "
    "ire ira iras iremos iran iria irias iriamos irian ir iendo ido ida idos idas iera ieran",
    ("fr", "er"): "e es ons ez ent ais ait ions iez aient erai eras era erons erez eront erais "
    "erait erions eriez eraient er ant ee ees eons",
    ("de", "regular"): "- e st t en te test ten tet et est end ere ern ert etest eten ete",
}
_SUBJECTS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(split_words("i we they he she im ive ill id lets didnt doesnt wouldnt wont")),
    "fr": frozenset(split_words("je j tu il on ils elles ca")),
    "de": frozenset(split_words("ich wir er man du")),
}
"""What a verb stands behind."""
_SPANISH: Final = frozenset(split_words("yo me te se nos"))
"""The same in Spanish, where no English is mixed in: "show me zapatos"."""
_BE: Final = frozenset(
    split_words("am is are was were be been im youre theyre its hes shes were whos keep keeps kept")
)
_JOINING: Final = frozenset({"and", "that", "which", "it", "then", "just"})
_PARTICLES: Final = frozenset({"off", "out", "up", "down", "apart", "over", "away"})
_SHORT: Final = 5
_FRENCH: Final = ("ez", "iront", "eront", "eraient", "iraient")
_SIGHS: Final = 2
_SIGHING: Final = frozenset(split_words("ach ah oh also na ja und et dann bitte eh hm ben bon tja"))
_INVERTED: Final[Mapping[str, frozenset[str]]] = {
    "de": frozenset(split_words("sie ihr du wir ich man es er")),
    "fr": frozenset(split_words("vous tu on il elle ils elles nous")),
}
"""What stands behind the verb of a question: "führen sie", "avez-vous"."""
_WANTING: Final = frozenset(
    (word,)
    for word in split_words(
        "brauche brauchen brauchte brauchten suche suchen nehme nehmen hatte hatten bestelle kaufe"
    )
)
"""Behind these and their subject goods stand, no verb."""
_BETWEEN: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(split_words("just really also still already never always")),
    "fr": frozenset(split_words("ne n me m te t se s y en lui leur l")),
    "es": frozenset(split_words("lo la los las le les")),
}
"""Words between a subject and its verb."""
_CLITICS: Final = tuple(
    split_words(
        "melos melas melo mela noslo selo selos sela selas telo tela telos telas me te lo la los "
        "las le les nos se os"
    )
)
"""Pronouns that Spanish hangs on its verbs, the longest first: "mándamelo"."""
_SEPARABLE: Final = tuple(
    split_words(
        "zuruck hinzu heraus herein hinein raus rein runter rauf weiter wieder nach vor aus auf "
        "ab an ein dazu mit um zu weg los bei her hin durch uber unter"
    )
)
_ADVERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("ally", "antly", "ately", "edly", "ently", "ingly", "ously", "tely", "fully", "ably"),
    "es": ("mente",),
    "fr": ("amment", "emment", "ellement", "usement", "iquement", "ivement"),
    "de": ("erweise", "stens"),
}
"""Ends of adverbs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """What is no goods in one language."""

    lang: str
    classes: tuple[tuple[tuple[str, ...], frozenset[str]], ...]
    """Endings, and the stems that they may stand behind."""
    other: frozenset[str]
    goods: frozenset[str]
    """What only looks like a verb."""

    def acts(self, word: str) -> bool:
        """Whether the plain word is a form of a verb."""
        return word not in self.goods and self._is_form(word)

    def joins(self, word: str) -> bool:
        """Whether the plain word is an adverb, a preposition, or an irregular form."""
        return word not in self.goods and (word in self.other or self._is_adverb(word))

    def _is_adverb(self, word: str) -> bool:
        return len(word) > 6 and word.endswith(_ADVERBS[self.lang])

    def _is_form(self, word: str) -> bool:
        if self._inflected(word):
            return True
        if self.lang == "es":
            return self._with_pronoun(word)
        return self.lang == "de" and (self._participle(word) or self._separated(word))

    def _inflected(self, word: str) -> bool:
        return any(
            word[: -len(ending) or None] in stems
            for endings, stems in self.classes
            for ending in endings
            if word.endswith(ending)
        )

    def _with_pronoun(self, word: str) -> bool:
        """ "mandarme", "entreguenlo"; not nouns that end so by chance."""
        for clitic in _CLITICS:
            if word.endswith(clitic) and len(word) > len(clitic) + 3:
                verb = word.removesuffix(clitic)
                if verb.endswith(("r", "ndo", "a", "e", "n")) and self._inflected(verb):
                    return True
        return False

    def _participle(self, word: str) -> bool:
        """ "gesucht", "umgetauscht"."""
        start = word.find("ge", 0, 7)
        before = word[:start] if start > 0 else ""
        if start < 0 or (before and before not in _SEPARABLE):
            return False
        if before and word[start:] in self.other:
            return True  # "aufgegeben"
        rest = word[start + 2 :]
        return rest.endswith(("t", "en")) and self._inflected(rest)

    def _separated(self, word: str) -> bool:
        """ "zurückschicken", "abzuholen"."""
        for before in _SEPARABLE:
            if word.startswith(before) and len(word) > len(before) + 3:
                rest = word.removeprefix(before)
                if self._inflected(rest) or self._inflected(rest.removeprefix("zu")):
                    return True
        return False


def acts_at(sheet: Sheet, at: int) -> bool:
    """Whether an unknown word is a verb by what stands beside it: "they snagged", "je kiffe"."""
    return (
        _is_inverted(sheet, at)
        or _is_told_to(sheet, at)
        or _is_denied(sheet, at)
        or _is_going_on(sheet, at)
        or _is_phrasal(sheet, at)
        or _has_subject(sheet, at)
    )


def _is_phrasal(sheet: Sheet, at: int) -> bool:
    """ "it overheats and shuts off"."""
    after = sheet.plain[at + 1 : at + 2]
    joined = bool(at) and sheet.plain[at - 1] in _JOINING
    return sheet.speaks("en") and joined and bool(_PARTICLES.intersection(after))


def _is_inverted(sheet: Sheet, at: int) -> bool:
    """ "führen sie", "avez-vous"."""
    following = sheet.plain[at + 1] if at + 1 < len(sheet.plain) else ""
    return _begins(sheet, at) and any(
        sheet.speaks(lang) and following in subjects for lang, subjects in _INVERTED.items()
    )


def _begins(sheet: Sheet, at: int) -> bool:
    """Whether nothing but a sigh or two stands before the place."""
    return at <= _SIGHS and _SIGHING.issuperset(sheet.plain[:at])


def _is_told_to(sheet: Sheet, at: int) -> bool:
    """French imperatives, and what will do: "glissez aussi un paquet", "deux suffiront"."""
    word = sheet.plain[at]
    return sheet.speaks("fr") and word.endswith(_FRENCH) and len(word) > _SHORT


def _is_denied(sheet: Sheet, at: int) -> bool:
    """ "ma commande ne bouge pas", "das Paket bewegt sich nicht"."""
    if sheet.speaks("fr") and at and sheet.plain[at - 1] in {"ne", "n"}:
        return True
    return sheet.speaks("de") and sheet.plain[at + 1 : at + 2] == ("sich",)


def _is_going_on(sheet: Sheet, at: int) -> bool:
    """ "we're celebrating"."""
    word = sheet.plain[at]
    if not (sheet.speaks("en") and at and word.endswith("ing") and len(word) > _SHORT):
        return False
    return sheet.plain[at - 1] in _BE


def _has_subject(sheet: Sheet, at: int) -> bool:
    """ "they snagged", "je l'ai", "ça m'arrange"."""
    start = at
    for lang, little in _BETWEEN.items():
        if sheet.speaks(lang):
            while start and sheet.plain[start - 1] in little:
                start -= 1
    if start == 0 or (sheet.speaks("de") and sheet.plain[start - 2 : start - 1] in _WANTING):
        return False  # "jetzt brauche ich Kohle"
    if sheet.lang == "es" and sheet.plain[start - 1] in _SPANISH:
        return True
    if start < at and sheet.speaks("fr") and sheet.plain[at - 1] in {"m", "t", "s"}:
        return True
    return any(
        sheet.speaks(lang) and sheet.plain[start - 1] in subjects
        for lang, subjects in _SUBJECTS.items()
    )


@lru_cache(maxsize=512)
def is_verb(lang: str, word: str) -> bool:
    """Whether the plain word is a form of a verb in that language."""
    return load_verbs()[lang].acts(word)


@lru_cache(maxsize=512)
def is_little(lang: str, word: str) -> bool:
    """Whether the plain word names nothing in that language: an adverb, a preposition."""
    return load_verbs()[lang].joins(word)


@lru_cache(maxsize=1)
def load_verbs() -> Mapping[str, Verbs]:
    """The verbs that come with the project, by language; read once."""
    told = _told()
    goods = frozenset(told["goods"]["words"].split())
    return {lang: _verbs(lang, told[lang], goods) for lang in told.keys() - {"goods"}}


@lru_cache(maxsize=1)
def accented_goods() -> frozenset[str]:
    """Goods that are told from other words by their accents alone: "maïs", not "mais"."""
    return frozenset(_told()["goods"]["accented"].split())


def _told() -> Mapping[str, Any]:
    """The file, which is not kept: what is made of it is."""
    return tomllib.loads(_FILE.read_text("utf-8"))


def _verbs(lang: str, told: Mapping[str, Any], goods: frozenset[str]) -> Verbs:
    classes = [
        (tuple(ending.strip("-") for ending in _ENDINGS[lang, kind].split()), told[kind].split())
        for kind in sorted(told.keys() - {"other"})
    ]
    if lang == "en":
        classes += _softened([*told["regular"].split(), *told["inflected"].split()])
    return Verbs(
        lang=lang,
        classes=tuple((endings, frozenset(stems)) for endings, stems in classes),
        other=frozenset(told["other"].split()),
        goods=goods,
    )


def _softened(stems: list[str]) -> list[tuple[tuple[str, ...], list[str]]]:
    """English drops an e, doubles a letter and turns y to i before an ending."""
    short = [stem[:-1] for stem in stems if stem.endswith("e")]
    double = [stem + stem[-1] for stem in stems if stem[-1] in "bdgmnprt"]
    return [
        (("ed", "ing"), short + double),
        (("ies", "ied"), [stem[:-1] for stem in stems if stem.endswith("y")]),
    ]
