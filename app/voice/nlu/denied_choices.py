"""Choices that are named only to be refused: "anything but the red one", "roja no", "j'aime pas le
rouge".

Closed lists in four languages, looked for around what was just read out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.manners import plainly

_ARTICLES: Final = (
    r"(?: (?:the|a|an|el|la|los|las|lo|un|una|le|les|l|du|de|des|en|in|der|die|das|den|dem|es|me"
    r"|que|sea|at|to|soit|color|colou?r|couleur|farbe))*"
)
_BEFORE: Final = re.compile(
    r"\b(?:not|no|ni|never|anything but|except(?: for)?|other than|do(?:n t| not) (?:like|want)"
    r"|hate"
    r"|no (?:me gustan?|quiero|es|sea)|menos|excepto|salvo|odio|cualquiera menos"
    r"|no (?:sea|sean|fuera)|que no|(?:ne )?soi(?:t|ent) pas|pas|sauf|excepte|hormis|tout sauf"
    r"|aime(?:ais)? pas|deteste|surtout pas"
    r"|nicht|kein\w*|ausser|bloss nicht|mag \w*)"
    rf"{_ARTICLES}$"
)
_RATHER: Final = re.compile(
    rf"\b(?:than|rather than|instead of|que|en (?:vez|lugar) de|au lieu|statt|als){_ARTICLES}$"
)
"""Before what something else is preferred to."""
_INSTEAD: Final = re.compile(
    rf"\b(?:instead of|en (?:vez|lugar) de|au lieu|a la place|statt|anstatt){_ARTICLES}$"
)
_BEHIND: Final = re.compile(
    r"^ (?:no|non|nicht|mag ich nicht|pas|lieber nicht)(?= |$)(?! (?:me|se))"
)
_SAYS_NO: Final = re.compile(
    r"^(?:no|non|nein|nope|nah|nee) (?!(?:me gust\w+|quier\w+|es|sea|mag)\b)"
)
"""A no that answers: "no, in red" wants red."""
_PREFERS: Final = re.compile(
    r"\b(?:rather|better|prefer\w*|instead|mejor|mas|prefier\w*|plutot|mieux|plus|lieber|besser)\b"
)


_NOT_THAT: Final = re.compile(
    r"(?P<kept>\b\w+),?\s+(?:(?:and|y|et|und)\s+)?"
    r"(?:not(?: (?:in|an?|the|size))*|no (?:en|la|una|un|el|del|de|talla)(?: (?:la|un|una|talla))*"
    r"|pas(?: (?:en|du|de|la|le|un|une|taille))*"
    r"|(?:nicht|keine?n?)(?: (?:in|die|eine?|der|gr(?:ö|oe|o)(?:ß|ss)e))*)"
    r"\s+(?P<gone>\w+)(?=\s*(?:[,.;!?…]|$))",
    re.IGNORECASE,
)
_SIZED: Final = re.compile(r"x{0,3}[sml]|small|medium|large|median[oa]|grande|pequeñ[oa]")
_FIGURES: Final = re.compile(r"\d{2}")


def without_refused_value(text: str) -> str:
    """The text without a size or color that is named behind another only to be refused: "in M,
    not in L"."""
    return _NOT_THAT.sub(lambda found: found["kept"] if _are_alike(found) else found[0], text)


def _are_alike(found: re.Match[str]) -> bool:
    """Whether both are sizes in letters or words, both figures, or both colors."""
    both = found["kept"].lower(), found["gone"].lower()
    kinds = (_SIZED.fullmatch, _FIGURES.fullmatch, is_color)
    return any(all(map(kind, both)) for kind in kinds)


def is_color(word: str) -> bool:
    """Whether a word is a color in one of the languages."""
    return any(plainly(word) in forms for forms in load_lexicon().colors.values())


def left_of(text: str, labels: Sequence[str]) -> tuple[int, ...] | None:
    """Which of the choices are left once those that a text refuses are gone; the one alone that it
    wants instead, where it names one. None: it refuses none, or all."""
    plain = _SAYS_NO.sub("", plainly(text))
    denied, named, behind_it = set[int](), set[int](), set[int]()
    for at, label in enumerate(labels):
        for found in _named(plain, plainly(label)):
            before, behind = plain[: found.start()].rstrip(), plain[found.end() :]
            if _is_denied(before, behind, plain):
                denied.add(at)
                behind_it |= {at} if _BEHIND.match(behind) else set()
            else:
                named.add(at)
    if len(denied) == len(labels) > len(behind_it) > 0:  # "Centro no, Norte"
        denied, named = behind_it, denied - behind_it
    if not denied or len(denied) == len(labels):
        return None
    wanted = named - denied
    if len(wanted) == 1:
        return tuple(wanted)
    return tuple(at for at in range(len(labels)) if at not in denied)


def _is_denied(before: str, behind: str, plain: str) -> bool:
    if _BEFORE.search(before) or _BEHIND.match(behind) or _INSTEAD.search(before):
        return True
    return _RATHER.search(before) is not None and _PREFERS.search(plain) is not None


def _named(plain: str, label: str) -> list[re.Match[str]]:
    """Where a text names a choice, in whatever gender or number: "rojo", "las rojas"."""
    stem = label[:-1] if len(label) > 3 and label.isalpha() else label
    ending = r"\w{0,3}" if label.isalpha() else ""
    return list(re.finditer(rf"\b{re.escape(stem)}{ending}\b", plain)) if stem else []


def names_value(text: str, value: str) -> bool:
    """Whether a text names a value, in whatever gender or number."""
    return bool(_named(plainly(text), plainly(value)))


def refuses(text: str, value: str) -> bool:
    """Whether a text names a value only to refuse it: "one that is not red"."""
    plain = _SAYS_NO.sub("", plainly(text))
    named = _named(plain, plainly(value))
    return bool(named) and all(
        _is_denied(plain[: each.start()].rstrip(), plain[each.end() :], plain) for each in named
    )
