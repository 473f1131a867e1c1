"""What a sentence says in the merchant's own values: stores, sizes, colors and other options."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from app.voice.nlu.denied_choices import left_of, names_value
from app.voice.nlu.entities.item import Item
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.hesitation import names_nothing
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import is_answer, plainly
from app.voice.nlu.plain import unaccented
from app.voice.nlu.sizes_meant import counts_goods
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value, split_words, tokenize
from app.voice.turn import Intent
from domain.ids import LocationId

_BEFORE_SIZE: Final = frozenset(
    {
        "in",
        "en",
        "del",
        "du",
        "size",
        "talla",
        "taille",
        "grosse",
        "a",
        "an",
        "un",
        "una",
        "une",
        "la",
        "le",
    }
)
_BEFORE_COLOR: Final = frozenset({"in", "en", "color", "colour", "couleur", "farbe"})
_AROUND_A_SIZE: Final = LITTLE_WORDS | frozenset(
    split_words(
        "fits fit suits better best passt passen besser eher queda mejor mieux make take have go"
        " with prefer rather then maybe let it be do "
        "mejor prefiero ponme pon dame deme llevo quedo que sea entonces pues la el una "
        "plutot prends prenez mets mettez prefere alors donc ce sera disons la le un une du "
        "lieber doch eher nehme nehm dann mach machen sie mal halt die das eine einer draus "
        "but pero mais aber con avec one ones give get geben gib moi mir"
    )
)
"""Words that say of a size only that it is wanted."""
_POLITE_END: Final = re.compile(
    r"(?: (?:please|thanks|thank you|por favor|gracias|s il (?:vous|te) plait|merci|bitte"
    r"|danke))+$"
)
_PIECES: Final = re.compile(r"[^\s,.;:!?¿¡-]+")
_A_WORD: Final = 3
"""Letters of a value that may be said with another ending."""
_ALWAYS: Final = frozenset({"size", "color"})
"""Options that are asked for in any shop."""


def store_named(text: str, vocabulary: Vocabulary) -> LocationId | None:
    """The first store of the shop that a text names, and does not only refuse: "pas République,
    Bastille"."""
    words = tokenize(text).norm
    found = [vocabulary.store_at(words, at) for at in range(len(words))]
    named = list(dict.fromkeys(name.location_id for name in found if name))
    if len(named) > 1:
        names = [vocabulary.store_names.get(each, "") for each in named]
        left = left_of(text, names) if all(names) else None
        named = [named[at] for at in left] if left else named
    return named[0] if named else None


def size_told(text: str, vocabulary: Vocabulary) -> str | None:
    """A size of this shop that a text ends with ("the white ones in 42"), or names by a letter or
    two behind such a word: "red, in M, for pickup"."""
    words = _POLITE_END.sub("", plainly(text)).split()
    sizes = vocabulary.values.get("size", {})
    if len(words) > 1 and words[-2] in _BEFORE_SIZE:
        return sizes.get(norm_value(words[-1])) or _lettered_size(text, vocabulary)
    return _lettered_size(text, vocabulary)


def _lettered_size(text: str, vocabulary: Vocabulary) -> str | None:
    """A size of a letter or two behind a word for it; none that an apostrophe cuts off."""
    sizes = vocabulary.values.get("size", {})
    pieces = [unaccented(each) for each in _PIECES.findall(text.lower().replace("\u2019", "'"))]
    told = (
        sizes.get(norm_value(word))
        for cue, word in pairwise(pieces)
        if cue in _BEFORE_SIZE and word.isalpha() and len(word) <= len("xxxl")
    )
    return next((size for size in told if size is not None), None)


def with_size_alone(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """What was heard, with the size that is said in a letter or two and with nothing else: "make it
    an L", "plutôt en L". A letter that an apostrophe cuts off is none."""
    if "size" in found.attributes or counts_goods(text):
        return found
    sizes = vocabulary.values.get("size", {})
    pieces = [unaccented(each) for each in _PIECES.findall(text.lower().replace("\u2019", "'"))]
    lettered = [each for each in pieces if each.isalpha() and len(each) <= len("xxxl")]
    told = [sizes[norm_value(each)] for each in lettered if norm_value(each) in sizes]
    telling = [each for each in pieces if each not in _AROUND_A_SIZE and "'" not in each]
    telling = [each for each in telling if norm_value(each) not in sizes and not is_answer(each)]
    if len(told) != 1 or telling or len(pieces) == 1:
        return found
    intent = found.intent if found.intent in {Intent.YES, Intent.NO} else Intent.INFORM
    attributes = {**found.attributes, "size": told[0]}
    return found.but(intent=intent, product=None, phrase=None, either=None, attributes=attributes)


def is_value(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a value of an option and nothing else is said."""
    said = norm_value(text)
    return any(said in known for known in vocabulary.values.values())


def options_told(item: Item, vocabulary: Vocabulary) -> dict[str, str]:
    """What was said of options; of others than size and color only those that the shop has."""
    return {
        option: _of_the_shop(option, heard, vocabulary)
        for option, heard in item.attributes.items()
        if option in _ALWAYS or option in vocabulary.values
    }


def options_within(product: str | None, vocabulary: Vocabulary) -> dict[str, str]:
    """The shop's own options besides size and color that are told as part of a name: "prologue
    whole bean", where beans are sold by their grind."""
    words = tokenize(product or "").norm
    phrases = (vocabulary.phrase_at(words, at) for at in range(len(words)))
    return {
        each.option: each.value
        for each in phrases
        if each is not None and not each.needs_cue and each.option not in _ALWAYS
    }


def with_traits(item: Item, vocabulary: Vocabulary) -> str | None:
    """The product's words with those that name no option of this shop: they may be in its"
    " title."""
    if item.product is None:
        return None
    options = {*_ALWAYS, *vocabulary.values}
    traits = [heard for option, heard in item.attributes.items() if option not in options]
    return " ".join([*(each for each in traits if each not in item.product), item.product])


def _of_the_shop(option: str, heard: str, vocabulary: Vocabulary) -> str:
    """The merchant's own value for a word heard in any language; the word itself if none is."""
    for word in load_lexicon().same_as(heard):
        known = vocabulary.canonical(option, word)
        if known != word or norm_value(word) in vocabulary.values.get(option, {}):
            return known
    return heard


def color_of_any_language(text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """A color word behind "in" or "color", in whatever language, with the shop's own color for
    it: shoppers mix them ("zapatillas en black")."""
    if "color" not in vocabulary.values:
        return None
    words = plainly(text).split()
    for cue, word in pairwise(words):
        if cue not in _BEFORE_COLOR or word in vocabulary.goods:
            continue
        if not any(word in forms for forms in load_lexicon().colors.values()):
            continue
        own = _of_the_shop("color", word, vocabulary)
        if norm_value(own) in vocabulary.values["color"]:
            return word, own
    return None


def places_of(vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """The names of the stores in plain words."""
    named = (name.words for names in vocabulary.stores.values() for name in names)
    return [tuple(map(unaccented, each)) for each in named]


def named_at_all(found: Understanding, vocabulary: Vocabulary) -> Understanding:
    """Without goods that are no name, where the catalog has none called so; who says yes and more
    has not agreed to an order, whatever the more is."""
    found = _counted_by_pronoun(found)
    name = found.phrase or found.product or ""
    if (
        not name
        or found.intent is Intent.YES
        or not names_nothing(name)
        or vocabulary.names_word(plainly(name).split())
    ):
        return found
    found = found.but(product=None, phrase=None)
    empty = found.intent is Intent.INFORM and not found.says_something
    return found.but(intent=Intent.UNKNOWN) if empty else found


def of_values_alone(found: Understanding, vocabulary: Vocabulary) -> Understanding:
    """Without goods whose name is nothing but the values that were told, where others are in hand:
    "I'll take the red one", "je prends la rouge"."""
    words = plainly(found.product or "").split()
    values = [each for each in found.attributes.values() if each]
    if found.others or not words or not values or vocabulary.names_word(words):
        return found
    telling = [each for each in words if each not in _AROUND_A_SIZE]
    if not telling or not all(_tells_value(each, values) for each in telling):
        return found
    return found.but(product=None, phrase=None, full_phrase=None)


def _tells_value(word: str, values: Iterable[str]) -> bool:
    said = norm_value(word)
    return any(
        said == norm_value(each) or (len(each) >= _A_WORD and names_value(word, each))
        for each in values
    )


def _counted_by_pronoun(found: Understanding) -> Understanding:
    """With the number that a pronoun was counted by: "some of those socks, three of 'em"."""
    counts = [each.quantity for each in found.others if names_nothing(each.product)]
    told = [count for count in counts if count is not None and count > 1]
    if found.product is None or len(told) != 1 or found.quantity not in (None, 1):
        return found
    others = tuple(each for each in found.others if not names_nothing(each.product))
    return found.but(quantity=told[0], others=others)
