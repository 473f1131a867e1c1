"""A yes in the words of what was read back: its name, how many of it, or all of it.

"La deux places, ça ira" says the name of a tent and no number; "both, yes" agrees to two things,
and "one, that's right" to none of two. Closed lists in four languages, matched against the whole
sentence: what says anything else is read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.dialogue.state import Item
from app.voice.nlu.manners import plainly

_AGREES: Final = re.compile(
    r"\b(?:yes|yeah|yep|yup|ok|okay|sure"
    r"|(?:that|it) (?:is|s|ll be|will be) (?:it|right|fine|correct"
    r"|good|great|perfect|the one|okay|ok|all right)"
    r"|(?:is|are|looks|sounds) (?:right|fine|correct"
    r"|good|great|perfect|okay|ok)|that ll do|will do|fine|right|correct|exactly|perfect|great"
    r"|lovely|go ahead|agreed|absolutely"
    r"|si|claro|vale|eso es|asi es|eso mismo|eso|exacto|exactamente|correcto|perfecto|de acuerdo"
    r"|(?:me |nos )?(?:esta|estan|va|van|viene|parece|parecen) (?:muy )?(?:bien|perfecto|perfecta)"
    r"|(?:me |nos )(?:vale|valen|sirve|sirven)|adelante|conforme|justo"
    r"|oui|ouais|(?:c est|est|sont|ce sera) (?:bien )?(?:ca|cela|bon|bonne|parfaite?|correct"
    r"|exact|tres bien|bien)|ca (?:ira|va|marche|roule|me va|nous va|convient|me convient)"
    r"|(?:me |nous )(?:va|convient)|tres bien|parfait|exactement|voila|tout a fait|d accord|exact"
    r"|ja|jawohl|jo|genau|stimmt(?: so)?|richtig|passt(?: so| schon| gut)?|perfekt|so ist es"
    r"|(?:ist|sind|geht|das ist) (?:in ordnung|gut|richtig|okay|ok|perfekt|klar)|in ordnung|prima"
    r"|super|einverstanden)\b"
)
_POLITE: Final = re.compile(
    r"\b(?:please|thanks|thank you|por favor|gracias|s il vous plait|s il te plait|merci|bitte"
    r"|danke|gern|gerne|ah|oh|ach|so|well|pues|bueno|bien|bon|alors|also|na|then|entonces|dann)\b"
)
_ONLY: Final = r"(?:(?:only|just|solo|solamente|juste|seulement|nur|bloss|the|el|la|le|das|den) )*"
_ONES: Final = r"(?:one|una?|uno|une|eine?[nrs]?)"
_COUNT: Final = re.compile(
    rf"{_ONLY}(?P<count>{'|'.join(NUMBERS)}|\d\d?|{_ONES})"
    r"(?: (?:only|sol[oa]|seule?|single|einzige[nrs]?|of (?:them|those|it)|davon|nada mas"
    r"|seulement))?(?P<name>(?: \w+){0,4})"
)
_ALL: Final = re.compile(
    rf"(?P<said>(?:(?:the|las|los|les|die|alle|all|tou(?:te)?s(?: les)?|tod[oa]s l[oa]s) )?)"
    rf"(?P<all>{'|'.join(NUMBERS)}|\d|both|ambas|ambos|beide[ns]?)"
    r"(?: of (?:them|those|these))?"
    r"(?P<things>(?: (?:things|items|cosas|articulos|productos|choses|articles|sachen|dinge"
    r"|artikel|teile))?)"
)
_BOTH: Final = frozenset({"both", "ambas", "ambos", "beide", "beiden", "beides"})
_HOLDS: Final = frozenset(
    {
        *("person", "persons", "people", "man", "personas", "persona", "plazas"),
        *("personnes", "places", "personen", "mann", "leute"),
    }
)
"""What tents, tables and kettles are counted in: "a two person tent"."""
_LITTLE: Final = frozenset(
    {
        *("the", "a", "an", "of", "for", "it", "that", "this", "one", "ones"),
        *("el", "la", "los", "las", "de", "para", "una", "le", "les", "l", "un", "une", "pour"),
        *("das", "die", "der", "den", "ein", "eine", "einen", "fur"),
    }
)
_COMPOUND: Final = re.compile(rf"({'|'.join(NUMBERS)})(personen|mann|platz|er)([a-z]{{3,}})")
_MANY: Final = 30
"""From here on a number is no count but a size."""
_PAIR: Final = 2


class SaidBack(Enum):
    """What a sentence does with what was read back."""

    AGREED = "agreed"
    UNCLEAR = "unclear"
    """It names it, or part of it, and agrees to nothing for certain."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """So many of it are agreed to, and not as many as were read back."""

    count: int


def said_back(text: str, lines: Sequence[Item]) -> SaidBack | Recounted | None:
    """What a sentence does with the lines that were read back, where it says nothing but their
    name, how many, or all of them; None: it says something else."""
    told = _said_back(text, lines) if lines else None
    asks = text.rstrip(" .!").endswith("?")
    return SaidBack.UNCLEAR if asks and told is not None else told


def _said_back(text: str, lines: Sequence[Item]) -> SaidBack | Recounted | None:
    rest, agreed = _AGREES.subn(" ", _expanded(text))
    words = _POLITE.sub(" ", rest).split()
    if not words:
        return None
    named = by_numbered_name(words, lines)
    if named is not None:
        return SaidBack.AGREED if agreed and named and len(lines) == 1 else SaidBack.UNCLEAR
    if len(lines) > 1:
        return _of_several(" ".join(words), lines, agrees=agreed > 0)
    return _of_one(" ".join(words), lines[0]) if agreed else None


def named_with_number(text: str, lines: Sequence[Item]) -> SaidBack | None:
    """Whether a sentence says no more than the name of the one thing in hand, with the number that
    is in it, and agrees or not; None: it says something else."""
    rest, agreed = _AGREES.subn(" ", _expanded(text))
    named = by_numbered_name(_POLITE.sub(" ", rest).split(), lines)
    if named is None or len(lines) != 1:
        return None
    return SaidBack.AGREED if agreed and named else SaidBack.UNCLEAR


def by_numbered_name(words: Sequence[str], lines: Sequence[Item]) -> bool | None:
    """Whether words are no more than the name of a line that has a number in it; None: no line's
    number is named, or it counts: "two tents" of a "Two Person Tent"."""
    said = [NUMBERS.get(word, word) for word in words]
    while said and words[0] in _LITTLE and said[0] == "1":
        words, said = words[1:], said[1:]
    if said and words[-1] == "one":
        words, said = words[:-1], said[:-1]
    numbers = [at for at, word in enumerate(said) if word.isdecimal()]
    if len(numbers) != 1:
        return None
    at = numbers[0]
    before = [word for word in said[:at] if word not in _LITTLE]
    behind = [word for word in said[at + 1 :] if word not in _LITTLE]
    for line in lines:
        title = [NUMBERS.get(each, each) for each in plainly(line.title or line.query).split()]
        if said[at] not in title:
            continue
        where = title.index(said[at])
        head = [each for each in title[:where] if each not in _LITTLE]
        tail = [each for each in title[where + 1 :] if each not in _LITTLE]
        is_name = bool(behind) and (behind[0] in _HOLDS or _alike(behind[:1], tail[:1]))
        is_name = is_name or (bool(before) and _alike(before[-1:], head[-1:]))
        if is_name:
            others = [each for each in (*before, *behind) if each not in _HOLDS]
            return all(_is_of(each, title, line) for each in others)
    return None


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return bool(one) and [root(each) for each in one] == [root(each) for each in other]


def _is_of(word: str, title: Sequence[str], line: Item) -> bool:
    """Whether a word names a line: in its title, or in the words it was asked for by."""
    asked = plainly(f"{line.query} {line.phrase}").split()
    return root(word) in {root(each) for each in (*title, *asked)}


def _of_several(rest: str, lines: Sequence[Item], *, agrees: bool) -> SaidBack | None:
    found = _ALL.fullmatch(rest)
    if found is None:
        counted = _COUNT.fullmatch(rest) if agrees else None
        return SaidBack.UNCLEAR if counted is not None and not counted["name"] else None
    said = found["all"]
    count = _PAIR if said in _BOTH else int(NUMBERS.get(said, said))
    if count not in {len(lines), sum(each.quantity for each in lines)}:
        return SaidBack.UNCLEAR if agrees or found["said"] else None
    if agrees or said in _BOTH or found["things"]:
        return SaidBack.AGREED
    return SaidBack.UNCLEAR if found["said"] else None


def _of_one(rest: str, line: Item) -> SaidBack | Recounted | None:
    found = _COUNT.fullmatch(rest)
    if found is None:
        return None
    title = plainly(line.title or line.query).split()
    if not all(_is_of(each, title, line) for each in found["name"].split()):
        return None
    said = NUMBERS.get(found["count"], found["count"])
    count = int(said) if said.isdecimal() else 1
    values = {plainly(each) for each in line.options.values()}
    has_size = any(each.isdecimal() for each in values)
    if str(count) in values or count >= _MANY or (has_size and count > _PAIR):
        return None
    return SaidBack.AGREED if count == line.quantity else Recounted(count)


def _expanded(text: str) -> str:
    """The plain words, with compounds of a number taken apart: "Zweipersonenzelt"."""
    return _COMPOUND.sub(r"\1 \2 \3", plainly(text))
