"""Packs of so many: "six pack", "packs de seis", "Sechserpack"."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.entities.numbers import cardinal_at, german
from app.voice.nlu.entities.tokens import Sheet

_PACKS: Final = frozenset({"pack", "packs", "pk"})
_OF: Final = frozenset({"of", "de", "a", "mit"})
_JOINED: Final = re.compile(
    r"(?:(?P<many>[a-z]+)er)?(?:pack|packs|pak|packung|packungen|trager|tragern|kasten|gebinde)"
)
_WRITTEN: Final = re.compile(r"(?:pack|packs|packung|packungen|trager)")


def pack_at(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """The pack that is named there, with how many are in it, and how many tokens name it."""
    if at >= len(sheet.plain):
        return None
    number = cardinal_at(sheet, at)
    after = sheet.plain[at + number[1] : at + number[1] + 1] if number else ()
    if number and after and after[0] in _PACKS:
        return f"{number[0]} pack", number[1] + 1
    if number and sheet.speaks("de") and after == ("er",):
        joined = sheet.plain[at + number[1] + 1 : at + number[1] + 2]
        return (f"{number[0]} pack", number[1] + 2) if _is_pack(joined) else None
    return _of_so_many(sheet, at) or (_german(sheet, at) if sheet.speaks("de") else None)


def _is_pack(words: tuple[str, ...]) -> bool:
    return bool(words) and _WRITTEN.fullmatch(words[0]) is not None


def _of_so_many(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """ "packs de seis": the number that follows is what is in one."""
    if sheet.plain[at] not in _PACKS or sheet.plain[at + 1 : at + 2] == ():
        return None
    number = cardinal_at(sheet, at + 2) if sheet.plain[at + 1] in _OF else None
    return (f"{number[0]} pack", 2 + number[1]) if number and number[0] > 1 else None


def _german(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """ "Sechserpack", "Sechser Pack", "Sixpack"."""
    word = sheet.plain[at]
    if word in {"sixpack", "sixpacks"}:
        return "6 pack", 1
    joined = _JOINED.fullmatch(word)
    if joined and joined.group("many"):
        many = _many(joined.group("many"))
        return (f"{many} pack", 1) if many else None
    many = _many(word.removesuffix("er")) if word.endswith("er") else None
    return (f"{many} pack", 2) if many and _is_pack(sheet.plain[at + 1 : at + 2]) else None


def _many(word: str) -> int | None:
    return 2 if word == "zweier" else german(word)
