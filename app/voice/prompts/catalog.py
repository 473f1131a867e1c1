"""Prompts by id: templates with named places and plurals, filled with parts of speech.

A template is plain words with `{name}` for a value and `{name:one|many}` for a word that
depends on a count. It never holds markup: markup is made by channels from the parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from app.voice.prompts import en
from app.voice.reply import Amount, Day, Digits, Part, Pause, Speech, Text
from domain.money import Money

_PLACE: Final = re.compile(r"\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}")

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


def _compile(template: str) -> tuple[_Piece, ...]:
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


_ENGLISH: Final[Mapping[str, tuple[_Piece, ...]]] = {
    prompt_id: _compile(template) for prompt_id, template in en.PROMPTS.items()
}


def say(prompt_id: str, **values: Value) -> Speech:
    """The prompt of that id with its places filled. Raises KeyError on an unknown id or place."""
    if prompt_id.startswith("stock."):
        return _about_stock(prompt_id, **values)
    return _filled(prompt_id, values)


@lru_cache(maxsize=4096)
def _about_stock(prompt_id: str, **values: Value) -> Speech:
    """What is said most is said alike: the same product, in the same store, for the same price.

    Nothing of a person is in it, nor remembered.
    """
    return _filled(prompt_id, values)


def _filled(prompt_id: str, values: Mapping[str, Value]) -> Speech:
    parts: list[Part] = []
    for piece in _ENGLISH[prompt_id]:
        match piece:
            case Text():
                parts.append(piece)
            case _Place():
                parts.extend(_parts(values[piece.name]))
            case _Plural():
                parts.append(Text(piece.one if values[piece.name] == 1 else piece.many))
    return tuple(parts)


def word(name: str) -> str:
    """A small word such as "or", as it is."""
    return en.PROMPTS[f"word.{name}"]


def has(prompt_id: str) -> bool:
    """Whether there is a prompt of that id."""
    return prompt_id in _ENGLISH


def places(prompt_id: str) -> frozenset[str]:
    """The names of the values that a prompt needs."""
    return frozenset(piece.name for piece in _ENGLISH[prompt_id] if not isinstance(piece, Text))


def _parts(value: Value) -> Speech:
    match value:
        case str():
            return (Text(value),)
        case int():
            return (Text(str(value)),)
        case Money():
            return (Amount(value),)
        case tuple():
            return value
        case Text() | Amount() | Digits() | Day() | Pause():
            return (value,)
