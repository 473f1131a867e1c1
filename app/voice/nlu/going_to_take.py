"""Goods that somebody is going to take ("je vais quand même prendre une lampe", "igual voy a
llevarme una taza"), or decides for behind a doubt. It orders them as "I'd like" does."""

from __future__ import annotations

import re
from typing import Final

_COUNTED: Final = (
    r"(?=\s+(?:une?|des|du|deux|trois|quatre|cinq|six|una?|un[oa]s|dos|tres|cuatro|cinco|seis"
    r"|an?|some|two|three|four|five|six|\d+)\b)"
)
"""Before goods that are not had yet; "je vais prendre la tasse" may be of one that was told of."""
_BESIDE: Final = r"(?:\s+[\wàâéèêíóúüöäß]+){0,3}?"
_SAID: Final = (
    (
        re.compile(
            rf"\b(?:je vais|on va|nous allons){_BESIDE}\s+(?:prendre|acheter|commander){_COUNTED}",
            re.IGNORECASE,
        ),
        "je voudrais",
    ),
    (
        re.compile(
            r"\b(?:voy|vamos) a (?:llevar|coger|comprar|pedir|agarrar|querer)(?:me|nos)?"
            rf"{_COUNTED}",
            re.IGNORECASE,
        ),
        "quiero",
    ),
    (
        re.compile(
            r"\b(?:i(?:['’]m| am)|we(?:['’]re| are))(?: still| just)? (?:going to|gonna)"
            rf" (?:get|take|buy|have|order|grab)(?: myself| us)?{_COUNTED}",
            re.IGNORECASE,
        ),
        "I'd like",
    ),
    (
        re.compile(
            r"\b(?:ich werde|wir werden)(?=(?: \w+){1,8} (?:nehmen|kaufen|bestellen)[.!]?$)",
            re.IGNORECASE,
        ),
        "ich möchte",
    ),
)  # fmt: skip


def wished_for(text: str) -> str:
    """The text with the wish for goods that it says somebody is going to take; else the same."""
    if "?" in text:
        return text
    for said, wish in _SAID:
        text = said.sub(wish, text)
    return text


_WHETHER: Final = re.compile(
    r"^\W*(?:no s[ée] si|je (?:ne )?sais pas (?:trop )?si|ich wei(?:ß|ss) nicht,? ob"
    r"|i (?:don['’]t know|am not sure|['’]m not sure) (?:if|whether))\s+(?P<goods>.+?),?\s+"
    r"(?:o no|ou pas|ou non|oder nicht|or not)\W+"
    r"(?:(?:bueno|venga|va|pues|bon|allez|ben|well|okay|ok|na gut|gut|doch)\W+)*"
    r"(?:s[íi]|oui|si|ja|doch|yes)\W+(?P<which>.+)$",
    re.IGNORECASE,
)
_WILL_DO: Final = re.compile(
    r"^\W*(?:el|la|los|las|le|les|l['’]|der|die|das|the)\s*"
    r"(?P<goods>(?:[\w'’-]+ ){0,3}?[\w'’-]+)\s+"
    r"(?:me (?:sirve|vale|va bien|convence|gusta|convient|va|pla[iî]t)|fera l['’]affaire|passt"
    r"|ist gut|will do|is fine|sounds good)[,;.]\s+"
    r"(?P<verb>ponme|p[óo]ngame|dame|deme|mettez|donnez|geben sie mir|give me)"
    r"(?:[- ]?m['’]en)?\s+(?P<count>\w+)(?P<end>[.!]?)$",
    re.IGNORECASE,
)


_TAKEN_IN: Final = re.compile(
    r"\b(?:me|nos) (?P<it>l[oa]s?) (?:llevo|llevamos|llevaremos|llevar[ée]|quedo|quedamos)"
    r"(?=,? (?:(?:pero|mejor|mas bien|más bien) )?(?:en (?!(?:la |el )?(?:tienda|casa|mano)\b)"
    r"|de la |del |talla |la |el |(?:roj|azul|negr|blanc|verd|gris|marr)\w*))",
    re.IGNORECASE,
)
"""Takes what is offered, in a size or color that is told behind it."""


def decided_for(text: str) -> str:
    """The text with the goods that somebody decides for behind a doubt ("no sé si me hace falta una
    chaqueta o no... sí, la impermeable"), or whose number is told behind them ("la taza me sirve,
    ponme dos"), or whose color is ("me la llevo en rojo")."""
    text = _TAKEN_IN.sub(r"\g<it> quiero", text)
    decided = _WHETHER.match(text)
    if decided is not None:
        return f"{decided['goods']}, {decided['which']}"
    so_many = _WILL_DO.match(text)
    if so_many is None:
        return text
    verb = so_many["verb"] + ("-moi" if so_many["verb"].lower() in {"mettez", "donnez"} else "")
    return f"{verb} {so_many['count']} {so_many['goods']}"
