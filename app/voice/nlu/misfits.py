"""Goods that do not fit, and the size that would, told without a word for exchanging: "las
zapatillas me aprietan, dadme un 42", "je me suis trompé de pointure, je voulais du 42".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import ExchangeWish, Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value
from app.voice.turn import Intent, Turn

_MISFITS: Final = re.compile(
    r"\b(?:(?:me|le|nos) (?:van?|quedan?|vienen?|estan?|resultan?) (?:\w+ ){0,2}?(?:pequen\w+"
    r"|grand\w+|chic\w+|enan\w+|cort\w+|larg\w+|estrech\w+|apretad\w+|ajustad\w+|justas?|anch\w+)"
    r"|(?:me|le) aprietan?|no (?:me|le) (?:entran?|caben?|quedan? bien)|talla equivocada"
    r"|equivo\w+ (?:de|la|con la) talla|equivo\w+ de numero|otr[oa] (?:numero|talla)"
    r"|cambi\w* de (?:talla|numero)|(?:numero|talla) mas (?:grande|pequen\w+|chic\w+)"
    r"|(?:sont|est) (?:\w+ )?trop (?:petite?s?|grande?s?|serree?s?|juste?s?|larges?|etroite?s?)"
    r"|(?:me|le) serrent?|trompee? de (?:pointure|taille)|autre (?:pointure|taille)"
    r"|changement de (?:pointure|taille)|(?:pointure|taille) (?:au|en) dessus|mauvaise (?:pointure"
    r"|taille)|(?:pointure|taille) (?:plus (?:grande|petite)|inferieure|superieure)"
    r"|(?:is|are|s|were|was) (?:\w+ ){0,3}?too (?:small|big|tight|large|loose|snug)"
    r"|(?:don t|doesn t|do not) fit"
    r"|wrong size|another size|a size (?:up|down|bigger|smaller)|pinch\w*"
    r"|(?:ist|sind|war|waren|sitz\w*|fall\w*)"
    r" (?:\w+ ){0,4}?zu (?:klein|gross|eng|weit|knapp|kurz|lang|schmal|breit)"
    r"|pass(?:t|en) (?:mir |nicht |leider )+"
    r"|(?:drucken|falsche grosse|andere grosse|grosse (?:grosser|kleiner)))\b"
)
_WOULD_NOT_FIT: Final = re.compile(
    r"\b(?:(?:(?:va|van|iba) a )?(?:qued|vien|sal|est|result)\w* (?:muy |demasiado |un poco |algo "
    r"|mas )?(?:pequen\w+|grand\w*|chic\w+|cort\w+|larg\w+|estrech\w+|ajustad\w+|just\w+|anch\w+)"
    r"|(?:qued|ser|vendr)\w*ian? (?:muy |demasiado )?(?:pequen\w+|grand\w*|chic\w+)"
    r"|(?:demasiado|muy) (?:grand\w*|pequen\w+|chic\w+)"
    r"|no (?:me|le|te|nos|les) (?:entr|cab|val|sirv)\w+"
    r"|trop (?:petite?s?|grande?s?|serree?s?|justes?|larges?|longue?s?|courte?s?)"
    r"|nag\w+ dedans|flott\w+ dedans|rentr\w+ pas dedans"
    r"|too (?:small|big|tight|large|loose|long|short)|drown in|swim in"
    r"|zu (?:klein|gross|eng|weit|lang|kurz|knapp|schmal|breit))\b"
)
_OF_BODY: Final = re.compile(
    r"\b(?:pieds?|epaules?|hanches?|mollets?|pull|pie|pies|hombros?|caderas?|espaldas?|jersey|sueter"
    r"|feet|foot|shoulders?|hips?|sweater|jumper|fuss|fusse|schultern?|huften?|pullover|pulli"
    r"|(?:chaussettes|calcetines|medias) (?:\w+ )?(?:epaisses?|grues\w+|gord\w+)|(?:thick|dicke) "
    r"(?:socks|socken)|taillent|abult\w+|calzan|tallan|come up|run (?:small|big|large)"
    r"|fallen (?:\w+ ){0,2}?aus)\b"
)
"""Tells what feet and shoulders are like, or how goods come up, and no size."""
_CLAUSE: Final = re.compile(
    r"[,;.!]+\s+|\s+(?:as[íi] que|conque|o sea que|donc|du coup|alors|so|also|deshalb)\s+"
    r"|\s+(?:que|porque|parce que|car|weil|because|since|cos)\s+(?=(?:tengo|tiene|los|las|j'ai|il a"
    r"|elle a|elles|ils|ich|i have|i've|i|they)\b)",
    re.IGNORECASE,
)
_UNFIT_IN: Final = re.compile(
    r"\b(?:in|en) (?:an? |der |la |du )?(\w+) (?:\w+ ){0,2}?(?:zu|too|trop|demasiado"
    r"|(?:me|le|nos) (?:van?|quedan?|aprietan?|vienen?)) "
    r"|\b(?:too|zu|trop|demasiado|aprietan?|van?|quedan?) (?:\w+ )??(?:in|en)"
    r" (?:an? |der |la |du )?(\w+)[.!]?$"
)
"""A size told with what is wrong with it."""
_OWN: Final = re.compile(
    r"^(?:\w+ ){0,3}?(?:les|mes|las|los|mis|the|my|die|der|das|meine?|ma|mi)\b"
)
"""Goods that somebody speaks of as had already."""
_SWAPS: Final = re.compile(
    r"\b(?:en (?:vez|lugar) del?|a la place d[ue]|au lieu d[ue]|instead of|statt|anstatt)"
    r"(?: (?:the|an?|el|la|une?|la taille|talla|size|der|die|das|eine?[rnm]?))* (?P<old>\w+)\b"
)
"""Before the size that goes back."""
_OLD: Final = re.compile(
    r"\b(?:from|desde|del|de(?: la)?|von|(?:las?|los|les|el|le|the|my|mis|mes|die|meine) \w+"
    r"(?: (?:en|in|du|del|de la))?)$"
)
"""Before the size that one has: "from 40 to 42", "las zapatillas 40"."""


def with_other_size(
    heard: Understanding, turn: Turn, *, vocabulary: Vocabulary, expect: Expect
) -> Understanding:
    """What was heard, as the wish to exchange goods for another size, where that is what it comes
    to; else just the same."""
    sizes = vocabulary.values.get("size", {})
    if not turn.text or turn.pressed or expect is not Expect.NOTHING or not sizes:
        return heard
    if heard.exchange is not None or heard.order_number is not None:
        return heard
    plain = plainly(turn.text)
    swapped = _SWAPS.search(plain)
    is_swap = swapped is not None and norm_value(swapped["old"]) in sizes
    if not is_swap and _MISFITS.search(plain) is None:
        return heard
    old = swapped["old"] if swapped is not None else _unfit(turn.text)
    size = _wanted(plain, sizes, old) or _had(turn.text, sizes, old)
    if size is None:
        return heard
    words = plainly(heard.product or "").split()
    named = heard.product if vocabulary.names_word(words) else None
    return heard.but(
        intent=Intent.RETURN_ITEM,
        product=named, phrase=named, full_phrase=None, quantity=None, number=None, item_ref=None,
        method=None, attributes={}, others=(), either=None,
        exchange=ExchangeWish(attributes={"size": size}),
    )  # fmt: skip


def _unfit(text: str) -> str | None:
    """The size of the goods that do not fit: "in 40 zu knapp", "they're too tight in a 9"."""
    found = _UNFIT_IN.search(text.lower())
    return next((plainly(each) for each in found.groups() if each), None) if found else None


def _had(text: str, sizes: Mapping[tuple[str, ...], str], old: str | None) -> str | None:
    """The size of goods that somebody has, where none is told that would fit."""
    own = _OWN.search(plainly(text)) is not None and "?" not in text
    return sizes.get(norm_value(old)) if own and old is not None else None


def _wanted(plain: str, sizes: Mapping[tuple[str, ...], str], old: str | None) -> str | None:
    """The size that is wanted: the last one told that nobody has already."""
    told = [
        (found.group(), plain[: found.start()].rstrip())
        for found in re.finditer(r"\w+", plain)
        if norm_value(found.group()) in sizes and found.group()[0].isdecimal()
    ]
    wanted = [word for word, _ in told if word != old]
    new = [word for word, before in told if word != old and _OLD.search(before) is None]
    last = (new or (wanted if len(told) == 1 else []))[-1:]
    return sizes[norm_value(last[0])] if last else None


def without_misfit(text: str) -> str:
    """An answer to the question for a size, without the clause that tells which would not fit: "la
    M le va a quedar grande, deme la S" names no large."""
    clauses = [each for each in _CLAUSE.split(text) if each.strip()]
    left = [each for each in clauses if not _tells_of_fit(plainly(each))]
    return ", ".join(left) if left and len(left) < len(clauses) else text


def _tells_of_fit(plain: str) -> bool:
    of_body = _OF_BODY.search(plain) is not None and not any(map(str.isdecimal, plain.split()))
    return of_body or _WOULD_NOT_FIT.search(plain) is not None
