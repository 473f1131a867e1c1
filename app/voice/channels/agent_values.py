"""The values that a merchant's shop gives the slots of a generated skill or agent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.voice.channels.sentences.catalog import LANGUAGES
from app.voice.channels.sentences.language import Language
from app.voice.channels.skill_intents import KINDS, IntentDefinition, SlotKind
from app.voice.numerals import number_words
from domain.errors import InvalidInputError

Values: TypeAlias = Mapping[str, tuple[str, ...]]
"""A value, and what else is said for it."""
SLOT: Final = re.compile(r"\{(\w+)\}")
_LONGEST: Final = 140
"""Characters of a value, of Alexa's slots as of Lex's."""
_NUMBER: Final = re.compile(r"\d+")
_OURS: Final = (*(SlotKind.COLOR, SlotKind.METHOD, SlotKind.ORDINAL),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopNames:
    """What is to be understood of one shop by name."""

    stores: Sequence[str] = ()
    products: Sequence[str] = ()
    """Names that one can say, best-selling first."""
    sizes: Sequence[str] = ()
    colors: Sequence[str] = ()


def language_of_agent(locale: str) -> Language:
    """The sentences for a locale. Raises InvalidInputError for a language without any."""
    found = LANGUAGES.get(locale.partition("-")[0].lower())
    if found is None:
        raise InvalidInputError("locale", locale, f"a locale of {', '.join(LANGUAGES)}")
    return found


def values_of(language: Language, shop: ShopNames) -> Mapping[SlotKind, Values]:
    """The values of our own kinds of slots; kinds without any are left out."""
    found: dict[SlotKind, Values] = {kind: language.values[kind.value] for kind in _OURS}
    found[SlotKind.SIZE] = _with(language.sizes(), shop.sizes)
    found[SlotKind.COLOR] = _with(found[SlotKind.COLOR], shop.colors)
    found[SlotKind.STORE] = _with({}, shop.stores)
    found[SlotKind.PRODUCT] = _with({}, shop.products)
    return {kind: values for kind, values in found.items() if values}


def sentences_of(
    definition: IntentDefinition, language: Language, values: Mapping[SlotKind, Values]
) -> tuple[str, ...]:
    """The samples of an intent whose slots all have values."""
    return tuple(
        sample
        for sample in language.sentences(definition.name)
        if all(takes(slot, values) for slot in SLOT.findall(sample))
    )


def takes(slot: str, values: Mapping[SlotKind, Values]) -> bool:
    """Whether a slot can be filled: by the vendor's own kinds always, by ours if there are any."""
    kind = KINDS[slot]
    return kind in {SlotKind.PHRASE, SlotKind.NUMBER} or kind in values


def in_words(synonym: str) -> str:
    """Numbers in words, as Alexa wants them in synonyms."""
    return _NUMBER.sub(lambda match: number_words(int(match.group())), synonym)


def _with(own: Values, more: Iterable[str]) -> Values:
    """The values with those of the shop that are not said by any yet: two tills may write one of
    them in two ways, and a value that stands there twice is refused by Alexa and Lex."""
    said = {each.casefold() for value, others in own.items() for each in (value, *others)}
    found = dict(own)
    for each in (name.strip()[:_LONGEST].strip() for name in more):
        if each and each.casefold() not in said:
            said.add(each.casefold())
            found[each] = ()
    return found
