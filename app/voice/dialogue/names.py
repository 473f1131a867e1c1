"""What goods are called aloud: short titles, sizes and colors, lists of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from app.commerce.model import VariantView
from app.voice.prompts.catalog import LANGUAGES, PROMPTS, has, say
from app.voice.reply import Speech, Text, listed

_SIZES: Final[Mapping[str, str]] = {
    "2XS": "extra extra small",
    "XS": "extra small",
    "S": "small",
    "M": "medium",
    "L": "large",
    "XL": "extra large",
    "2XL": "double extra large",
    "3XL": "triple extra large",
}
_SIZE_PROMPTS: Final = {label: f"size.{size.lower()}" for size, label in _SIZES.items()}
_NAME_WORDS: Final = 6


def short_title(title: str) -> str:
    """A product's title cut to what can be listened to (six words)."""
    words = title.split()
    return title if len(words) <= _NAME_WORDS else " ".join(words[:_NAME_WORDS])


def variant_name(variant: VariantView) -> Speech:
    """A variant as one says it."""
    return item_name(variant.title, variant.options)


def item_name(title: str, options: Mapping[str, str]) -> Speech:
    """The short title with the options that tell a variant apart, as one says it."""
    parts: list[Speech] = [(Text(short_title(title)),)]
    parts += [(Text(", "), *option_words(name, value)) for name, value in options.items()]
    return tuple(part for speech in parts for part in speech)


def option_words(name: str, value: str) -> Speech:
    """One option as one says it: "size 10" and "size small", but plainly "Black"."""
    if name == "size" and value in _SIZES:
        return say("size.of", value=label_words(_SIZES[value]))
    if value.lower().startswith(name.lower()):
        return (Text(value),)
    bare = len(value) <= 4 and (value[:1].isdecimal() or value.isupper())
    if not bare:
        return (Text(value),)
    return say("size.of", value=value) if name == "size" else (Text(f"{name} {value}"),)


def option_name(option: str) -> Speech:
    """An option as it is asked for; one that the catalog alone knows, by the name it has there."""
    prompt = f"option.called.{option}"
    return say(prompt) if has(prompt) else say("option.called.other", name=option.replace("_", " "))


def value_label(name: str, value: str) -> str:
    """An option's value alone, as one of a list of choices."""
    return _SIZES.get(value, value) if name == "size" else value


def label_words(label: str) -> Speech:
    """A choice's label as one says it: sizes in the language spoken."""
    prompt = _SIZE_PROMPTS.get(label)
    return say(prompt) if prompt else (Text(label),)


@cache
def called(label: str) -> frozenset[str]:
    """What a choice's label is called aloud, in every language."""
    prompt = _SIZE_PROMPTS.get(label)
    return frozenset({label, *(PROMPTS[each][prompt] for each in LANGUAGES)} if prompt else {label})


def called_by_language(label: str) -> tuple[str, ...]:
    """What a choice's label is called: by itself, then in each language."""
    prompt = _SIZE_PROMPTS.get(label)
    words = [PROMPTS[each][prompt] if prompt else label for each in LANGUAGES]
    return (label, *words)


def any_of(labels: Sequence[str]) -> Speech:
    """Labels as "a, b or c"."""
    return listed([label_words(label) for label in labels], say("word.or"))


def all_of(labels: Sequence[str]) -> Speech:
    """Labels as "a, b and c"."""
    return listed([label_words(label) for label in labels], say("word.and"))
