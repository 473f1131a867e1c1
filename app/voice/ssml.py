"""SSML 1.1 from parts of speech: the one place where markup is made, escaped at each leaf."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, assert_never

from app.voice.prompts.catalog import spoken
from app.voice.reply import Amount, Clock, Day, Digits, Part, Pause, Private, Said, Speech, Text
from app.voice.speech import clock_words, day_words, digit_groups, money_words

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
    | {"\t": " ", "\n": " ", "\r": " "}
)
_GROUP_BREAK: Final = '<break time="150ms"/>'
_MAX_BREAK_MS: Final = 10_000
_ROOT_LENGTH: Final = len("<speak></speak>")


def ssml(speech: Speech, *, locale: str, limit: int) -> str:
    """The speech as a `<speak>` document of at most `limit` characters, cut between parts.

    What holds a shopper's own words has no hash, and is made anew each time.
    """
    known = _TOLD.get((id(speech), locale, limit))
    if known is not None and known[0] is speech:
        return known[1]
    try:
        made = _remembered(speech, locale, limit)
    except TypeError:
        return _document(speech, locale, limit)
    if len(_TOLD) >= _MOST_TOLD:
        _TOLD.clear()
    _TOLD[id(speech), locale, limit] = (speech, made)
    return made


_MOST_TOLD: Final = 1024
_TOLD: Final[dict[tuple[int, str, int], tuple[Speech, str]]] = {}
"""Documents of speeches that are told again as the very same object, as answers known by heart are:
finding an equal one costs a third of making it."""


@lru_cache(maxsize=1024)
def _remembered(speech: Speech, locale: str, limit: int) -> str:
    return _document(speech, locale, limit)


def _document(speech: Speech, locale: str, limit: int) -> str:
    pieces: list[str] = []
    left = limit - _ROOT_LENGTH
    for part in spoken(speech, locale):
        piece = _marked(part, locale)
        if len(piece) > left:
            pieces.append(_cut(part, left))
            break
        pieces.append(piece)
        left -= len(piece)
    return f"<speak>{''.join(pieces)}</speak>"


@lru_cache(maxsize=4096)
def escaped(words: str) -> str:
    """Words as XML character data, without what XML 1.0 cannot hold."""
    return _escaped(words)


def _escaped(words: str) -> str:
    return _NOT_XML.sub("", words).translate(_ESCAPES)


def clean(words: str) -> str:
    """Words without control characters and lone surrogates, for places that take plain text."""
    return _NOT_XML.sub("", words)


def _cut(part: Part, left: int) -> str:
    """As much of a text as fits; other parts are left out whole."""
    if not isinstance(part, Text):
        return ""
    words = part.words[:left]
    while words and len(escaped(words)) > left:
        words = words[: -max(1, (len(escaped(words)) - left) // 6)]
    return escaped(words)


def _marked(part: Part, locale: str) -> str:
    match part:
        case Text(words=words) | Private(private=words):
            return escaped(words) if isinstance(part, Text) else _escaped(words)
        case Amount():
            return escaped(money_words(part.money, locale))
        case Digits():
            return _GROUP_BREAK.join(_spelled(group) for group in digit_groups(part.code))
        case Day():
            return escaped(day_words(part, locale))
        case Clock():
            return escaped(clock_words(part.at, locale))
        case Said():
            return "".join(_marked(each, locale) for each in spoken((part,), locale))
        case Pause():
            return f'<break time="{min(part.ms, _MAX_BREAK_MS)}ms"/>'
        case _:
            assert_never(part)


def _spelled(group: str) -> str:
    way = "digits" if group.isascii() and group.isdecimal() else "spell-out"
    return f'<say-as interpret-as="{way}">{escaped(group)}</say-as>'
