"""An address looked for in a turn: where one was asked for, and where one is told unasked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.voice.nlu.entities.addresses import Asked, read_address, seems_address
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import ADDRESSING, Expect, Understanding
from app.voice.turn import Turn

_ASKED: Final[Mapping[Expect, str]] = {
    Expect.ADDRESS_STREET: Asked.STREET,
    Expect.ADDRESS_NUMBER: Asked.NUMBER,
    Expect.ADDRESS_CITY: Asked.CITY,
    Expect.ADDRESS_POSTCODE: Asked.POSTAL_CODE,
}
_NAMED: Final[Mapping[str, re.Pattern[str]]] = {
    Asked.POSTAL_CODE: re.compile(
        r"\b(?:zip|zipcode|postcode|postal code|codigo postal|code postal|postleitzahl|plz)\b"
    ),
    Asked.NUMBER: re.compile(r"\b(?:number|numero|hausnummer|nummer)\b"),
    Asked.CITY: re.compile(r"\b(?:city|town|ciudad|ville|stadt|ort)\b"),
    Asked.STREET: re.compile(r"\b(?:street|calle|rue|strasse)\b"),
}
_ANOTHER: Final = (
    r"(?:another|a different|a new|other|different|new) address|somewhere else"
    r"|otra direccion|direccion (?:distinta|diferente|nueva)|nueva direccion|a otro sitio"
    r"|(?:une )?(?:autre|nouvelle) adresse|adresse differente|ailleurs"
    r"|(?:andere|neue|abweichende)n? (?:\w+)?adresse|(?:andere|neue)n? anschrift|woanders ?hin"
)
_ELSEWHERE: Final = re.compile(
    rf"\b(?:{_ANOTHER}|not (?:to )?(?:that|my|the) address|change (?:the|my) (?:delivery )?address"
    r"|cambia\w* la direccion|chang\w+ (?:l )?adresse|adresse andern|andere die adresse)\b"
)
_SENT_ELSEWHERE: Final = re.compile(
    rf" (?:(?:to|a|an|nach|zu) )?(?:(?:la|une|eine) )?(?:{_ANOTHER})$"
)


def with_address(
    heard: Understanding, turn: Turn, *, country: str, expect: Expect
) -> Understanding:
    """What was heard, with the pieces of an address where there are any; else just the same.

    Where an address was asked for, `text` becomes what was said in its own spelling.
    """
    text = turn.text
    if not text or (expect not in ADDRESSING and not seems_address(text)):
        return heard
    lang = turn.locale.lower()
    if expect not in ADDRESSING:
        return heard.but(address=read_address(text, lang=lang, country=country))
    asked = _ASKED.get(expect) or piece_named(text)
    address = read_address(text, lang=lang, country=country, asked=asked)
    return heard.but(address=address, text=text)


def piece_named(text: str) -> str | None:
    """Which piece of an address is spoken of: "the city is wrong"."""
    words = plainly(text)
    return next((piece for piece, named in _NAMED.items() if named.search(words)), None)


def wants_elsewhere(text: str) -> bool:
    """Whether the order in hand shall go to another address."""
    return _ELSEWHERE.search(plainly(text)) is not None


def to_another(text: str) -> bool:
    """Whether goods shall go to another address than that on file."""
    return re.search(rf"\b(?:{_ANOTHER})\b", plainly(text)) is not None


def without_elsewhere(text: str) -> str:
    """The text without the "to another address" that it ends with; else just the same."""
    words = text.split()
    plain = " ".join(plainly(word) or "-" for word in words)
    found = _SENT_ELSEWHERE.search(plain)
    if found is None or plain.count(" ") != len(words) - 1:
        return text
    return " ".join(words[: plain[: found.start()].count(" ") + 1])
