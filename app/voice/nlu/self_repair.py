"""Speakers who correct themselves within a sentence: "in a nine, no hang on, a ten".

What is taken back is found by how the correction begins: with the same kind of little word ("in",
"a"), or as the same kind of value. Where neither is to be seen, the words stay as they were said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from app.voice.nlu.count_repair import recounted
from app.voice.nlu.denied_choices import is_color
from app.voice.nlu.manners import plainly
from app.voice.nlu.words import split_words

_REMEMBERED: Final = 64
"""A conversation asks again for the sentence it is about."""
_TURNED: Final = re.compile(
    r"(?<=\w)(?:[,;.…]+|\s+[-–—])?\s+(?:"
    r"(?:no|oh|uh|ah|wait|sorry)(?:,? (?:no|wait|hang on|hold on|sorry|scratch that))+"
    r"|i mean|or rather|make that|scratch that"
    r"|(?:ay |uy |ah )?no,? (?:espera|perd[oó]n|perdona|mejor|digo|mir[ae])|digo|mejor dicho"
    r"|quiero decir|o sea|eh,? no"
    r"|(?:euh |ah |oh )non(?:,? (?:pardon|attends|attendez|plut[oô]t))?"
    r"|non,? (?:pardon|attends|attendez|plut[oô]t)|je veux dire|enfin"
    r"|(?:oder )?(?:warte|warten (?:s|sie)|moment|halt|stopp)['’]?,? (?:nein|nee|doch|lieber)"
    r"|(?:(?:ach|[äa]h|oh) )?(?:nein|nee),? (?:warte|halt|moment|lieber|doch"
    r"|entschuldigung|verzeihung|sorry)|(?:ach|[äa]h|oh) (?:nein|nee)"
    r"|(?:oder )?besser gesagt|quatsch"
    r")(?:[,;.…]|\s+[-–—])?\s+(?=\w)"
    r"|(?<=\w)(?:,|\.{2,}|…|\s+[-–—])\s*"
    r"(?:no|nope|non|nan|nein|nee|sorry|pardon|perd[oó]n|perdona)(?:,|\.{2,}|…)\s*"
    r"(?:(?:i mean|i meant|je veux dire|ich meine|quiero decir|digo),?\s+)?(?=\w)"
    r"|(?<=\w),?\s+(?:(?:nein|nee|no)\s+(?=in )|non\s+(?=en ))"
    r"(?=\w\w (?:an? |der |une? )?(?:x{0,3}[sml]|\d+)\b)"
    r"|(?<=\w)(?:[,.…]+|\s+[-–—])?\s*\b(?:nah|nö)\b[,.…]*\s+(?=\w)",
    re.IGNORECASE,
)
"""Between what is taken back and what is meant. A no alone must be set apart: "socks, no, ..."; a
"nah" denies nothing behind it, so it need not be."""
_WORDS: Final = re.compile(r"[^\W\d_]+")
_CUES: Final = frozenset(
    split_words(
        "no nope nah non nan nein nee nö ne wait sorry mean meant wanted want need rather make "
        "say scratch "
        "hang "
        "hold actually correction mistake excuse let espera espere perdón perdon perdona perdone "
        "digo digamos mejor decir sea sean dije dicho pedí corrijo equivoqué equivocado disculpa "
        "disculpe realidad bien pon ponme dire enfin pardon plutôt plutot fait disons mets mettez "
        "mettons attends attendez désolé désolée moi dit demandé disais quatsch gesagt sagte "
        "meinte "
        "meine besser lieber doch mach mache machen draus warte warten halt moment stop stopp "
        "entschuldigung verzeihung eigentlich sag sagen nimm nehmen eran era oder or"
    )
)
"""One of these is in every correction."""
_RATHER: Final = frozenset(split_words("rather lieber doch mejor plutot sorry pardon perdon"))
_KINDS: Final = tuple(
    frozenset(split_words(words))
    for words in (
        "a an the one un una uno el la los las une le les ein eine einen einer der die den das",
        "in en im",
        "for para pour fur",
        "to al au aux nach zu zum zur",
        "at from de desde von vom aus",
        "of",
        "with con avec mit",
        "size talla taille grosse",
        "du des",
        "between entre zwischen",
        "under below unter sous bajo",
        "over above uber",
    )
)
"""Little words that stand for one another: "a stove, no wait, the lamp"."""
_LETTERS: Final = re.compile(r"x{0,3}[sml]|\d+(?:[.,]5)?", re.IGNORECASE)
"""Values that stand for one another by themselves: sizes in letters, figures."""
_SIZE_WORDS: Final = frozenset(
    split_words(
        "small medium large chico chica pequeno pequena mediano mediana grande petit petite moyen "
        "moyenne grand klein mittel gross"
    )
)
"""Sizes in words, which stand for one another as well."""
_LED: Final = frozenset(split_words("in en im size talla taille grosse"))
"""Before a size, behind a color whose goods are not said again: "no, red in M"."""
_ONES: Final = frozenset({"one", "ones"})
_JOINTS: Final = frozenset({"de", "en", "of", "for", "aus", "fur", "la"})
_JOINED: Final = {"l": "le", "d": "de"}
"""French words that are joined to the next one."""
_LONGEST: Final = 12
"""Words that may be taken back at once."""


@lru_cache(maxsize=_REMEMBERED)
def repaired(text: str) -> str:
    """The text without what its speaker took back; the same text where nothing surely was."""
    if _CUES.isdisjoint(_WORDS.findall(text.lower())):
        return text  # most sentences: no pattern needs to be tried
    found = _TURNED.search(text)
    counted = recounted(text)
    if counted is not None:
        return repaired(counted)
    if found is None:
        return text
    before, after = text[: found.start()].split(), text[found.end() :].split()
    while len(after) > 1 and plainly(after[0]) in _RATHER:
        after = after[1:]
    meant = _recolored(before, after) or _behind_kept(before, after)
    return text if meant is None else repaired(" ".join(meant))


def with_other_goods(text: str, is_goods: Callable[[str], bool]) -> str:
    """The text with the goods that were meant in place of those taken back by name: "two mugs, no
    sorry, head lamps"."""
    found = None if _CUES.isdisjoint(_WORDS.findall(text.lower())) else _TURNED.search(text)
    if found is None:
        return text
    before, after = text[: found.start()].split(), text[found.end() :].split()
    if not is_goods(plainly(after[0])):
        return text
    start = end = len(before)
    while start and (is_goods(plainly(before[start - 1])) or _joins(before, start - 1, end)):
        start -= 1
    while start < end and not is_goods(plainly(before[start])):
        start += 1
    return " ".join([*before[:start], *after]) if start < end else text


def _joins(words: Sequence[str], at: int, end: int) -> bool:
    """Whether a word joins two of a name: the "de" of "tasse de camping"."""
    return at + 1 < end and plainly(words[at]) in _JOINTS


def _behind_kept(before: Sequence[str], after: Sequence[str]) -> Sequence[str] | None:
    kept = _kept(before, after)
    return None if kept is None else (*before[:kept], *after)


def _recolored(before: Sequence[str], after: Sequence[str]) -> Sequence[str] | None:
    """With another color in the place of the last one; None: it is not colors that differ."""
    if not is_color(after[0]):
        return None
    at = next((at for at in range(len(before) - 1, -1, -1) if is_color(before[at])), None)
    color = after[0].rstrip(",.;…")
    goes_on = color != after[0] and len(after) > 1  # "in 41, no black, black stays clean"
    apart = goes_on or len(after) == 1 or plainly(after[1]) in _LED
    if at is None or (at < len(before) - 1 and not apart):
        return None
    if not goes_on:
        return (*before[:at], color, *before[at + 1 :], *after[1:])
    said = [*before[:at], color, *before[at + 1 :]]
    return [*said[:-1], f"{said[-1]},", *after[1:]]


def _leading(word: str) -> str:
    """The little word that a word is, or that is joined to it: the "de" of "d'expresso"."""
    first, *joined = plainly(word).split(" ")
    return _JOINED.get(first, first) if joined else first


def _kept(before: Sequence[str], after: Sequence[str]) -> int | None:
    """How many of the words before the correction stay; None: it is not seen what it corrects."""
    first = _leading(after[0])
    last = plainly(before[-1])
    kind = next((each for each in _KINDS if first in each), None)
    if kind is not None:
        least = max(0, len(before) - _LONGEST)
        end = len(before) - (last in _ONES)  # of "the red one" the article leads, not the one
        places = range(end - 1, least - 1, -1)
        led = next((at for at in places if _leading(before[at]) in kind), None)
        sized = last in _SIZE_WORDS and len(after) == 2 and plainly(after[1]) in _SIZE_WORDS
        return len(before) - 1 if led is None and sized else led
    if first in _SIZE_WORDS and last in _SIZE_WORDS:
        return len(before) - 1
    same = _LETTERS.fullmatch(first) and _LETTERS.fullmatch(last)
    return len(before) - 1 if same and first.isdecimal() is last.isdecimal() else None
