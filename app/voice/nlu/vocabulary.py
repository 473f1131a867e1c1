"""A merchant's own words: option values of the catalog and names of the stores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import chain
from typing import Final

from app.commerce.words import names_something, root
from app.voice.nlu.manners import plainly
from app.voice.nlu.words import SIZE_NAMES, choice_words, norm_value, tokenize
from domain.ids import LocationId

_FILLER: Final = 2
"""Letters; shorter words ("de", "en") say nothing of goods, nor do longer ones like "pour"."""
_ANDS: Final = ("and", "y", "et", "und", "")
"""How "&" is said, if at all."""
_STORE_WORDS: Final = frozenset({"store", "shop", "location", "branch", "outlet", "the"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that name an option value."""

    words: tuple[str, ...]
    option: str
    value: str
    needs_cue: bool
    """Too short or plain a word to be taken for the value unless "size" or a question led to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreName:
    """Words that name a store."""

    words: tuple[str, ...]
    location_id: LocationId


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """Phrases by their first word, the longest first. Equal to none but itself."""

    phrases: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    stores: Mapping[str, tuple[StoreName, ...]] = field(default_factory=dict)
    store_names: Mapping[LocationId, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[tuple[str, ...], str]] = field(default_factory=dict)
    """Option name to its values by their normal form."""
    choices: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Words of the menus' choices ("oat milk") by their first word, the longest first."""

    goods: frozenset[str] = frozenset()
    """Words of the titles on sale, plainly."""
    goods_roots: frozenset[str] = frozenset()
    """The same without their endings."""
    brands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Brands of several words, plainly, by their first word, the longest first."""
    brand_words: frozenset[str] = frozenset()
    """The same brands, each written as one word."""
    zone: tzinfo = UTC
    """Where "today" and "on Sunday" are reckoned."""

    @classmethod
    def of(
        cls,
        option_values: Mapping[str, Iterable[str]],
        stores: Sequence[tuple[LocationId, str]],
        choice_names: Iterable[str] = (),
        title_words: Iterable[str] = (),
        brand_names: Iterable[str] = (),
        zone: tzinfo = UTC,
    ) -> Vocabulary:
        """The vocabulary of these option values, stores, choices of menus, titles and brands."""
        values = {
            option.lower(): {norm_value(value): value for value in sorted(offered)}
            for option, offered in option_values.items()
        }
        own = [*dict(stores).values(), *chain.from_iterable(map(dict.values, values.values()))]
        brands = _brand_phrases(brand_names, own)
        goods = frozenset(title_words)
        return cls(
            phrases=_option_phrases(values),
            stores=_store_phrases(stores),
            store_names=dict(stores),
            values=values,
            choices=_choice_phrases(choice_names),
            goods=goods,
            goods_roots=frozenset(map(root, goods)),
            brands=brands,
            brand_words=frozenset(
                brand.replace(" ", "") for alike in brands.values() for brand in alike
            ),
            zone=zone,
        )

    def knows_goods(self, words: Sequence[str]) -> bool:
        """Whether most of these words (folded) stand in titles: the shop sells such things."""
        known, telling = self._goods_among(words)
        return 2 * known > telling

    def names_goods(self, words: Sequence[str]) -> bool:
        """Whether all of these words (folded), and more than one, stand in titles or brands."""
        known, telling = self._goods_among(words)
        return known == telling > 1

    def is_goods(self, words: Sequence[str]) -> bool:
        """Whether each of these words (folded), and nothing else, stands in titles or brands."""
        return bool(words) and all(w in self.goods or w in self.brand_words for w in words)

    def names_word(self, words: Sequence[str]) -> bool:
        """Whether one of these words (folded) stands in titles: "The Thing" is sold here."""
        return any(word in self.goods for word in words)

    def _goods_among(self, words: Sequence[str]) -> tuple[int, int]:
        """How many stand in titles or brands, and how many say something at all."""
        telling = [word for word in words if len(word) > _FILLER and names_something(word)]
        return sum(word in self.goods or word in self.brand_words for word in telling), len(telling)

    def canonical(self, option: str, heard: str) -> str:
        """The catalog's own spelling of a value heard for an option; the word heard otherwise."""
        return self.values.get(option, {}).get(norm_value(heard), heard)

    def phrase_at(self, words: Sequence[str], at: int) -> Phrase | None:
        """The longest option value that starts there."""
        for phrase in self.phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase.words)]) == phrase.words:
                return phrase
        return None

    def choice_at(self, words: Sequence[str], at: int) -> int:
        """How many of the words from there name a choice, each without its plural s; 0: none."""
        for phrase in self.choices.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def store_at(self, words: Sequence[str], at: int) -> StoreName | None:
        """The longest store name that starts there."""
        first = words[at].removesuffix("'s")  # "Ballard's easiest for me"
        for name in self.stores.get(words[at], ()) or self.stores.get(first, ()):
            *led, last = words[at : at + len(name.words)]
            if (*led, last.removesuffix("'s")) == name.words or (*led, last) == name.words:
                return name
        return None


def _option_phrases(
    values: Mapping[str, Mapping[tuple[str, ...], str]],
) -> Mapping[str, tuple[Phrase, ...]]:
    phrases: list[Phrase] = []
    for option, offered in values.items():
        for normal, value in offered.items():
            forms = {normal, tokenize(value).norm}
            forms |= {words for words, short in SIZE_NAMES.items() if (short,) == normal}
            phrases.extend(
                Phrase(words=words, option=option, value=value, needs_cue=_needs_cue(words))
                for words in sorted(forms)
                if words
            )
    return _by_first_word(phrases)


def _choice_phrases(names: Iterable[str]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    grouped: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        words = choice_words(name)
        if words and not _needs_cue(words):
            grouped[words[0]].add(words)
    return {
        first: tuple(sorted(found, key=lambda words: (-len(words), words)))
        for first, found in grouped.items()
    }


def _brand_phrases(names: Iterable[str], own: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Brands of two words and more, but for those within `own`, the names of stores and the values
    of options, which stay what they are; brands with figures are left to the search."""
    taken = "|".join(f" {plainly(each)} " for each in own)
    grouped: dict[str, set[str]] = defaultdict(set)
    for name in names:
        forms = [name.replace("&", f" {each} ") for each in _ANDS] if "&" in name else [name]
        for form in map(plainly, forms):
            if " " in form and form.replace(" ", "").isalpha() and f" {form} " not in taken:
                grouped[form.partition(" ")[0]].add(form)
    return {first: tuple(sorted(found, key=len, reverse=True)) for first, found in grouped.items()}


def _needs_cue(words: tuple[str, ...]) -> bool:
    return all(word.replace(".", "").isdecimal() or len(word) == 1 for word in words)


def _store_phrases(
    stores: Sequence[tuple[LocationId, str]],
) -> Mapping[str, tuple[StoreName, ...]]:
    spelled = {location_id: tokenize(name).norm for location_id, name in stores}
    times = Counter(word for words in spelled.values() for word in set(words))
    names: list[StoreName] = []
    for location_id, words in spelled.items():
        own = tuple(w for w in words if times[w] == 1 and w not in _STORE_WORDS)
        forms = {words, own, tuple(w for w in words if w not in _STORE_WORDS)}
        forms |= {(word,) for word in own if len(word) > 3}
        names.extend(
            StoreName(words=form, location_id=location_id) for form in sorted(forms) if form
        )
    grouped: dict[str, list[StoreName]] = defaultdict(list)
    for name in names:
        grouped[name.words[0]].append(name)
    return {
        first: tuple(sorted(found, key=lambda n: -len(n.words))) for first, found in grouped.items()
    }


def _by_first_word(phrases: Iterable[Phrase]) -> Mapping[str, tuple[Phrase, ...]]:
    grouped: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        grouped[phrase.words[0]].append(phrase)
    return {
        first: tuple(sorted(found, key=lambda p: (-len(p.words), p.option, p.value)))
        for first, found in grouped.items()
    }
