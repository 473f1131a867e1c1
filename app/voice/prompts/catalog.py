"""Prompts by id: templates with named places and plurals, filled with parts of speech.

A template is plain words with `{name}` for a value and `{name:one|many}` for a word that
depends on a count. It never holds markup: markup is made by channels from the parts.

Every language has the same prompts with the same places. `say` checks them and leaves the words
open; `spoken` puts them in, in the language that the listener is spoken to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, TypeAlias

from app.voice.prompts import de, en, es, fr
from app.voice.reply import Amount, Clock, Day, Digits, Part, Pause, Private, Said, Speech, Text
from domain.money import Money

_PLACE: Final = re.compile(r"\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}")
FALLBACK: Final = "en"
PROMPTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": en.PROMPTS,
    "es": es.PROMPTS,
    "fr": fr.PROMPTS,
    "de": de.PROMPTS,
}
"""Templates by id, by language."""
LANGUAGES: Final = frozenset(PROMPTS)
_ONE_OF_NONE: Final = frozenset({"fr"})
"""Languages that speak of none as of one: "0 magasin"."""

Value: TypeAlias = str | int | Money | Part | Speech


@dataclass(frozen=True, slots=True)
class _Place:
    name: str


@dataclass(frozen=True, slots=True)
class _Plural:
    name: str
    one: str
    many: str


_Piece: TypeAlias = Text | _Place | _Plural


@cache
def _pieces(language: str, prompt_id: str) -> tuple[_Piece, ...]:
    """A template in its pieces, taken apart when it is first said: all of them in all languages
    are a megabyte. Raises KeyError on an unknown id."""
    template = PROMPTS[language][prompt_id]
    pieces: list[_Piece] = []
    at = 0
    for match in _PLACE.finditer(template):
        if match.start() > at:
            pieces.append(Text(template[at : match.start()]))
        name, one, many = match.groups()
        pieces.append(_Place(name) if one is None else _Plural(name, one, many))
        at = match.end()
    if at < len(template):
        pieces.append(Text(template[at:]))
    return tuple(pieces)


def say(prompt_id: str, **values: Value) -> Speech:
    """The prompt of that id with its places filled. Raises KeyError on an unknown id or place,
    or where a value is missing."""
    if values.keys() != places(prompt_id):
        missing = sorted(values.keys() ^ places(prompt_id))
        raise KeyError(f"{prompt_id}: {', '.join(missing)}")
    return (Said(prompt_id, tuple((name, _kept(value)) for name, value in values.items())),)


def spoken(speech: Speech, locale: str) -> Speech:
    """The speech in words of the locale's language: no part of it is open any more."""
    return tuple(_closed(speech, language_of(locale)))


@lru_cache(maxsize=256)
def language_of(locale: str) -> str:
    """The language of a locale, where there are sentences for it; else English."""
    language = re.split("[-_]", locale.lower(), maxsplit=1)[0]
    return language if language in LANGUAGES else FALLBACK


def has(prompt_id: str) -> bool:
    """Whether there is a prompt of that id."""
    return prompt_id in en.PROMPTS


@lru_cache(maxsize=1024)
def places(prompt_id: str, language: str = FALLBACK) -> frozenset[str]:
    """The names of the values that a prompt needs. Raises KeyError on an unknown id."""
    pieces = _pieces(language, prompt_id)
    return frozenset(piece.name for piece in pieces if not isinstance(piece, Text))


def _kept(value: Value) -> int | Speech:
    match value:
        case int():
            return value
        case str():
            return (Text(value),)
        case Money():
            return (Amount(value),)
        case tuple():
            return value
        case Text() | Private() | Amount() | Digits() | Day() | Clock() | Pause() | Said():
            return (value,)


def _closed(speech: Speech, language: str) -> Iterator[Part]:
    for part in speech:
        if not isinstance(part, Said):
            yield part
        elif part.prompt.startswith("stock."):
            yield from _about_stock(part, language)
        else:
            yield from _filled(part, language)


@lru_cache(maxsize=4096)
def _about_stock(said: Said, language: str) -> Speech:
    """What is said most is said alike: the same product, in the same store, for the same price.

    Nothing of a person is in it, nor remembered.
    """
    return tuple(_filled(said, language))


def _filled(said: Said, language: str) -> Iterator[Part]:
    values = dict(said.values)
    for piece in _pieces(language, said.prompt):
        match piece:
            case Text():
                yield piece
            case _Place():
                value = values[piece.name]
                if isinstance(value, int):
                    yield Text(str(value))
                else:
                    yield from _closed(value, language)
            case _Plural():
                yield Text(piece.one if _is_one(values[piece.name], language) else piece.many)


def _is_one(count: int | Speech, language: str) -> bool:
    return count == 1 or (count == 0 and language in _ONE_OF_NONE)
