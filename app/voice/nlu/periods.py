"""How often something comes, told as so many of a span ("two bags a month", "eine Packung pro
Woche") or in other words than those with "every"."""

from __future__ import annotations

import re
from typing import Final

_UNIT: Final = {
    "day": "every day", "week": "every week", "fortnight": "every two weeks",
    "month": "every month", "tag": "jeden Tag", "woche": "jede Woche", "monat": "jeden Monat",
    "dia": "cada día", "día": "cada día", "semana": "cada semana", "quincena": "cada dos semanas",
    "mes": "cada mes", "jour": "chaque jour", "semaine": "chaque semaine",
    "quinzaine": "toutes les deux semaines", "mois": "chaque mois",
}  # fmt: skip
_NOT_BEHIND: Final = (
    r"(?<!\bin )(?<!\bfor )(?<!\bonce )(?<!\btwice )(?<!times )(?<!\bhalf )(?<!\bthan )(?<!after )"
    r"(?<!within )(?<!mal )(?<!\bfois )(?<!vez )(?<!veces )(?<!\btake )(?<!\babout )(?<!\bnearly )"
)
_SPAN: Final = re.compile(
    rf"{_NOT_BEHIND}\b(?:(?:an?|per|each) (?P<en>day|week|fortnight|month)(?! (?:ago|from|later"
    rf"|now|or|and|off|old|early|late|in))"
    r"|(?:pro|im|in der|die) (?P<de>woche|monat)(?! (?:vor|nach|darauf|spater|später))"
    r"|(?:al|por|a la) (?P<es>d[ií]a|semana|quincena|mes)(?! (?:que|pasad))"
    r"|par (?P<fr>jour|semaine|quinzaine|mois))\b(?!['’])",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"\b(?:\d+|an?|one|two|three|four|five|six|eine?n?|zwei|drei|vier|f[uü]nf|sechs|una?|dos"
    r"|tres|cuatro"
    r"|cinco|une|deux|trois|quatre|cinq) (?:\w+ ){1,6}$",
    re.IGNORECASE,
)
"""So many of something, right before the span."""


_OTHER_WORDS: Final = (
    (re.compile(r"\b(?:aux|à tou(?:te)?s les) (?=(?:\w+ )?(?:semaines|mois|jours)\b)", re.I),
     "toutes les "),
    (re.compile(r"\bune semaine sur deux\b", re.I), "toutes les deux semaines"),
    (re.compile(r"\bun mois sur deux\b", re.I), "tous les deux mois"),
    (re.compile(r"\bun jour sur deux\b", re.I), "tous les deux jours"),
    (re.compile(r"\b(?:chaque|toutes les|par) quinzaines?\b|\bbimensuellement\b", re.I),
     "toutes les deux semaines"),
    (re.compile(r"\b(?:una semana s[ií](?: y)? (?:otra|una) no|semana (?:de|por) medio"
                r"|cada quincena|quincenal(?:mente)?)\b", re.I), "cada dos semanas"),
    (re.compile(r"\b(?:un mes s[ií](?: y)? (?:otro|uno) no|mes (?:de|por) medio"
                r"|bimestral(?:mente)?)\b", re.I), "cada dos meses"),
    (re.compile(r"\b(?:every fortnight|fortnightly|once a fortnight)\b", re.I),
     "every two weeks"),
    (re.compile(r"\b(?:vierzehntäglich|vierzehntägig|zweiwöchentlich|14-tägig)\b", re.I),
     "alle zwei Wochen"),
)  # fmt: skip
"""How often, in words of a country or in one word: "aux deux semaines", "semana por medio"."""


def with_every(text: str) -> str:
    """The text with "every month" for "a month" behind so many of something, and for other words
    of the same; else just the same."""
    for words, plain in _OTHER_WORDS:
        text = words.sub(plain, text)
    for found in _SPAN.finditer(text):
        if _COUNTED.search(text[: found.start()]) is None:
            continue
        said = next(each for each in found.groups() if each)
        return f"{text[: found.start()]}{_UNIT[said.lower()]}{text[found.end() :]}"
    return text


_MONTH: Final = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    r"|diciembre|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre"
    r"|d[ée]cembre|januar|februar|m[äa]rz|april|juni|juli|august|september|oktober|november|dezember"
    r"|january|february|march|may|june|july|october|december)"
)
_DAY_OF_MONTH: Final = re.compile(
    rf"\b(?:\d{{1,2}}\.?|[a-zà-ÿ]+)(?: y [a-zà-ÿ]+)? (?:de |of )?{_MONTH}\b", re.IGNORECASE
)


def day_of_month(text: str) -> str | None:
    """The words for the one day of a month that is named; None: none is, or several are."""
    found = _DAY_OF_MONTH.findall(text)
    return found[0] if len(found) == 1 else None
