"""Two things named to hear which of them costs less, or more: "which is cheaper, the bottle or the
mug", "entre la gourde et la tasse, laquelle est la moins chère"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.voice.nlu.hesitation import tidied
from app.voice.nlu.manners import plainly

_LESS: Final = (
    r"(?:cheap(?:er|est)|(?:less|least) (?:expensive|dear)|costs? (?:me )?(?:the )?(?:less|least)"
    r"|(?:better|best) value"
    r"|(?:mas (?:barat|economic)|menos car)\w+|(?:cuesta|sale|vale) menos"
    r"|moins cher\w*|meilleur marche|plus (?:abordable|economique)|coute(?:nt)? (?:le )?moins"
    r"|(?:am )?(?:billig|gunstig|preiswert)(?:er|ere|eres|eren|sten|ste)|kostet (?:\w+ )?weniger"
    r"|weniger kostet)"
)
_MORE: Final = (
    r"(?:dear(?:er|est)|pric(?:ier|iest)|(?:more|most) expensive|costs? (?:the )?(?:more|most)"
    r"|mas car[oa]s?|(?:cuesta|sale|vale) mas(?! (?:barat|economic))"
    r"|plus cher\w*|coute(?:nt)? (?:le )?plus(?! (?:economique|abordable))"
    r"|(?:am )?teur(?:er|ere|eres|eren|sten|ste)|kostet (?:\w+ )?mehr|mehr kostet)"
)
_ASKS: Final = (
    r"(?:(?:tell me|do you know|dime|digame|sabe|sabes|dites moi|savez vous|sagen sie mir|wissen"
    r" sie) )?"
    r"(?:which|what|que|cual|cuales|lequel|laquelle|lesquels|lesquelles|quel(?:le)?s?"
    r"|qu est ce qui|c est quoi|was|welche[rsn]?)"
)
_QUESTION: Final = re.compile(
    rf"\b{_ASKS} (?:\w+ ){{0,4}}?(?:(?P<less>{_LESS})|(?P<more>{_MORE}))"
    r"(?: (?:one|ones|of (?:the|those|these) two|of the pair|of them|de los dos|de las dos"
    r"|des deux|von (?:beiden|den beiden)|est|ist|es|sind))*"
)
_OR: Final = r" (?:or|o|u|ou|oder) "
_AND: Final = r" (?:or|o|u|ou|oder|and|y|e|et|und) "
_LEAD: Final = r"(?:between|entre|zwischen|out of|of|von|de)"
_NAME: Final = r"(?:\w+ ){0,5}?\w+"
_PAIR: Final = re.compile(
    rf"(?:{_LEAD} (?P<one>{_NAME}){_AND}(?P<two>{_NAME})"
    rf"|(?P<first>{_NAME}){_OR}(?P<second>{_NAME}))"
    r"(?: (?:please|por favor|s il vous plait|bitte))?"
)
_ARTICLE: Final = re.compile(
    r"^(?:(?:the|an?|el|la|los|las|una?|le|les|l|une|celui|celle|der|die|das|den|dem|eine?[mnr]?"
    r"|your|vuestr[oa]|su|votre|euer|eure[nrms]?|ihre?[nrms]?) )+"
)
_OF: Final = re.compile(r"^(?:de|del|du|d|von|vom) ")


@dataclass(frozen=True, slots=True)
class Compared:
    """The two names, and whether the cheaper one is asked for, or the dearer."""

    names: tuple[str, str]
    lowest: bool


def compared_in(text: str) -> Compared | None:
    """What two things are compared by their price; None: it is no such question."""
    plain = plainly(tidied(text))
    asked = _QUESTION.search(plain)
    if asked is None:
        return None
    rest = " ".join(f"{plain[: asked.start()]} {plain[asked.end() :]}".split())
    found = _PAIR.fullmatch(rest)
    if found is None:
        return None
    one, two = found["one"] or found["first"], found["two"] or found["second"]
    first, second = _ARTICLE.sub("", one), _ARTICLE.sub("", two)
    if not first:
        return None
    if _OF.match(second):  # "el café expreso y el de la casa"
        second = f"{first.split()[0]} {second}"
    return Compared(names=(first, second), lowest=asked["less"] is not None)
