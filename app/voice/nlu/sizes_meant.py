"""A size that is told like a number or by how it differs from the one in hand: "could you do an
eleven", "tens then", "one size up".

Told to who has the goods with their size in hand: "an eleven" counts nothing, "eleven pairs" do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.manners import plainly

_NUMBER: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))
_COUNTED: Final = (
    r"(?: (?:of|pairs?|pars?|more|pares|paires?|paar|mas|de (?:plus|ell[oa]s|esas|esos)|mehr"
    r"|stuck|von|davon|dollars?|bucks|euros?|percent|years?|months?|weeks?|days?|hours?|minutes?"
    r"|anos?|meses|semanas?|dias?|horas?|minutos?|ans|mois|semaines?|jours?|heures?|jahre?n?"
    r"|monate?n?|wochen?|tage?n?|stunden?|minuten?|uhr|o clock|a m|p m|people|personas?"
    r"|personnes?|personen|euro)\b)"
)
_FIGURE: Final = re.compile(rf"\b(?P<word>{_NUMBER})(?P<many>s?)\b(?!{_COUNTED})")
_AS_SIZE: Final = re.compile(
    r"\b(?:an?|the|une|le|la|du|un|el|del|in|en|eine[rn]?|size|talla|taille|pointure|grosse)"
    rf" (?P<size>\d+)\b(?!{_COUNTED})"
)
_MANY: Final = re.compile(r"\b(?P<size>\d+) sizes\b")
_STEP: Final = re.compile(
    r"\b(?:(?:(?:one|a|the next|next) )?size (?:(?P<up>up|bigger|larger)|(?P<down>down|smaller))"
    r"|(?:the )?next size(?P<next>(?! (?:down|up|smaller|bigger|larger)))"
    r"|una (?:talla|numero) (?:(?P<mas>mas(?! (?:pequen\w+|chic[oa]))|mayor)|(?P<menos>menos|menor"
    r"|mas (?:pequen[oa]|chic[oa])))"
    r"|un numero (?:(?P<nmas>mas|mayor)|(?P<nmenos>menos|menor))"
    r"|(?:une|la) (?:taille|pointure) (?:(?P<dessus>(?:au )?dessus|plus grande?|de plus"
    r"|superieure)|(?P<dessous>(?:en |au )?dessous|plus petite?|de moins|inferieure))"
    r"|(?:eine|die nachste) (?:nummer|grosse) (?:(?P<grosser>grosser|hoher|rauf|mehr)"
    r"|(?P<kleiner>kleiner|runter|weniger))|(?P<nachst>(?:die|eine) nachstgrossere?)"
    r"|(?P<klein>(?:die|eine) nachstkleinere?))\b"
)
_UP: Final = frozenset({"up", "next", "mas", "nmas", "dessus", "grosser", "nachst"})
_LETTERS: Final = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")


_COUNTING: Final = re.compile(rf"\b(?:{_NUMBER}|\d+)\b{_COUNTED}")


def counts_goods(text: str) -> bool:
    """Whether a number is told with what it counts: "nine pairs", "nine of them"."""
    return _COUNTING.search(plainly(text)) is not None


def bare_numbers_in_figures(text: str) -> str:
    """The text in plain words, with numbers that count nothing in figures; "tens" are sizes 10."""
    return _FIGURE.sub(
        lambda found: NUMBERS[found["word"]] + (" sizes" if found["many"] else ""), plainly(text)
    )


def size_meant(text: str, sizes: Iterable[str], have: str) -> str | None:
    """The other size that is meant, where one is in hand; None: none surely is."""
    known = list(sizes)
    step = _STEP.search(plainly(text))
    if step is not None:
        return _next(known, have, up=step.lastgroup in _UP)
    if not have.isdecimal():
        return None
    plain = bare_numbers_in_figures(text)
    told = {found["size"] for each in (_AS_SIZE, _MANY) for found in each.finditer(plain)}
    told = (told & set(known)) - {have}
    return told.pop() if len(told) == 1 else None


def _next(sizes: list[str], have: str, *, up: bool) -> str | None:
    """The size next to the one in hand, of those that are told in the same way."""
    if have.isdecimal():
        alike = sorted((each for each in sizes if each.isdecimal()), key=int)
    else:
        known = {each.lower(): each for each in sizes}
        alike = [known[each] for each in _LETTERS if each in known]
    if have not in alike:
        return None
    at = alike.index(have) + (1 if up else -1)
    return alike[at] if 0 <= at < len(alike) else None
