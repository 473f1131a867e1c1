"""What the conversation hands to a channel: parts of speech, cards, and what happens next.

A reply is data. Only channels turn it into SSML, TwiML or plain text, each from this one tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

from app.voice.nlu.understanding import Expect
from domain.money import Money


@dataclass(frozen=True, slots=True)
class Text:
    """Words, spoken and shown as they are; escaped by the channel."""

    words: str


@dataclass(slots=True)
class Private:
    """Words of a shopper's own, such as a street: said and shown like text, and kept by no cache,
    since it cannot be hashed."""

    private: str


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money: in words when spoken, in figures when shown."""

    money: Money


@dataclass(frozen=True, slots=True)
class Digits:
    """An order number or the like, spoken character by character in groups."""

    code: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, relative when it is near."""

    day: date
    today: date


@dataclass(frozen=True, slots=True)
class Pause:
    """A short silence."""

    ms: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, as the shop's own clock shows it."""

    at: time


@dataclass(frozen=True, slots=True)
class Said:
    """A prompt of the catalog with its values: words only once the language is known.

    So a reply can be given, repeated and gone on with in any language. `say` makes them.
    """

    prompt: str
    values: tuple[tuple[str, int | Speech], ...] = ()
    """By the name of the place; a count stays a number, since words depend on it."""


Part: TypeAlias = Text | Private | Amount | Digits | Day | Clock | Pause | Said
Speech: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoCard:
    """Something to read in the companion app or on the screen."""

    title: Speech
    lines: tuple[Speech, ...]
    link: str | None = None
    """Shown, never spoken."""


@dataclass(frozen=True, slots=True)
class LinkAccountCard:
    """Asks the shopper to link the shop account on the channel's own page."""


class Permission(StrEnum):
    """What of a shopper's own account a channel may be asked for."""

    ADDRESS = "address"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PermissionCard:
    """Asks the shopper, on the channel's own page, to let us read these."""

    permissions: tuple[Permission, ...]
    say: Speech = ()
    """Said instead of the reply's words by a channel that has such a page."""


Card: TypeAlias = InfoCard | LinkAccountCard | PermissionCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to say and show, and whether to listen afterwards."""

    say: Speech
    reprompt: Speech = ()
    """Said when the shopper keeps silent; worded differently from `say`."""
    choices: tuple[str, ...] = ()
    """The options just offered, for screens and for channels that bias recognition by them."""
    card: Card | None = None
    end: bool = False
    is_open: bool = False
    """With `end`: nobody took leave, so that a caller is asked for more before the call ends."""
    pay: Speech = ()
    """Said instead by a channel that can take a card by keypad, at a payment service of its own,
    and then does so; empty: no card is needed."""
    keypad: Speech = ()
    """Said as well by a channel with keys: which of them mean what."""
    transfer: bool = False
    """Hand the call to a person where the channel can and knows whom to call; with `end`."""
    expect: Expect = Expect.NOTHING
    """What is asked for, for channels that can be told what to listen for."""
    option: str | None = None
    """The option asked for while `expect` is OPTION, such as `size`."""


SILENCE = Reply(say=(), end=True)
"""The answer where nothing may be said: a session that ended, an event outside a conversation."""


def joined(*speeches: Speech) -> Speech:
    """Several pieces of speech, one after the other with a space between."""
    parts: list[Part] = []
    for speech in speeches:
        if not speech:
            continue
        if parts:
            parts.append(Text(" "))
        parts.extend(speech)
    return tuple(parts)


def listed(items: Sequence[Speech], conjunction: Speech) -> Speech:
    """Items as a spoken list: "a", "a or b", "a, b or c"."""
    parts: list[Part] = []
    for index, item in enumerate(items):
        if 0 < index < len(items) - 1:
            parts.append(Text(", "))
        elif index:
            parts.extend((Text(" "), *conjunction, Text(" ")))
        parts.extend(item)
    return tuple(parts)
