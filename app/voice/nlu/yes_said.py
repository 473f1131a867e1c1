"""Whether a yes is said: "ja" and "si" are one only where a clause begins or ends with them ("wir
sind ja mehr Leute" and "si puedo" agree to nothing)."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import is_answer, is_no, is_opener, plainly, praises

_MARKS: Final = re.compile(r"[,.;:!?¿¡…]+|\s[-–—]\s")
_PARTICLES: Final = frozenset({"ja", "si"})
"""Words for yes that mean something else within a clause."""


def says_yes(text: str) -> bool:
    """Whether one of the words of a text is a yes."""
    return any(_has_yes(plainly(clause).split()) for clause in _MARKS.split(text))


def _has_yes(words: list[str]) -> bool:
    start = 0
    while start < len(words) - 1 and is_opener(words[start]):
        start += 1
    agreeing = [at for at, word in enumerate(words) if is_answer(word) and not is_no(word)]
    return any(words[at] not in _PARTICLES or at in {start, len(words) - 1} for at in agreeing)


_KIND_TO: Final = re.compile(
    r"(?:(?:joven\w*|senor\w*|caballero|mi (?:amor|vida|rey|reina|hij[oa]|cielo)|carino|guap[oa]"
    r"|majo|maja|jefe|jefa|amig[oa]|hij[oa]|muy amables?|que amables?|es usted muy amable"
    r"|muy gentil|(?:se )?(?:lo|te lo) agradezco(?: mucho)?|(?:muchas |mil )?gracias|dear|love"
    r"|darling|mate|buddy|sir|ma am|madam|miss|honey|(?:very|so|how|that s(?: very| so)?) kind"
    r"(?: of you)?"
    r"|much (?:appreciated|obliged)|thanks?(?: (?:so|very) much| a lot)?|thank you(?: (?:so|very)"
    r" much)?|monsieur|madame|mademoiselle|jeune homme|mon cher|ma chere|tres aimable|bien aimable"
    r"|(?:c est|vous etes) (?:tres |bien )?(?:gentil\w*|aimable)|merci(?: (?:beaucoup|bien))?"
    r"|junger mann|junge frau|(?:das ist |sehr )+(?:nett|lieb|freundlich)(?: von ihnen)?|herzlichen"
    r" dank|vielen dank|danke(?: (?:schon|sehr))?)(?: |$))+"
)
"""Whom somebody speaks to, and thanks."""


def is_kind(text: str) -> bool:
    """Whether nothing is said but thanks and whom they go to: "joven, muy amable"."""
    return _KIND_TO.fullmatch(plainly(text)) is not None


def behind_yes(text: str) -> str:
    """What a text says behind the words that agree, praise or only open it: "perfecto, dos cafés y
    una botella"; the text where nothing else is said."""
    words = text.split()
    at = 0
    while at < len(words) and _only_opens(words[at]):
        at += 1
    return " ".join(words[at:]) or text


def _only_opens(word: str) -> bool:
    plain = plainly(word)
    return is_answer(plain) or is_opener(plain) or praises(plain)
