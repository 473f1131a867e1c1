"""Counts and spoken codes that a speaker corrects within a sentence: "eight bulbs no make it ten".

What is taken back is the last number before the correction, or the digits right before it; only
where the correction begins with a number of the same kind. Else the words stay as they were said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.voice.nlu.date_repair import redated
from app.voice.nlu.entities.codes import spoken_code
from app.voice.nlu.entities.measures import GROUPS
from app.voice.nlu.entities.numbers import amount_at, cardinal_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.manners import plainly
from app.voice.nlu.words import split_words

_NO: Final = r"(?:no|nope|non|nein|nee|nö|ne)"
_OH: Final = (
    r"(?:oh|ah|uh|um|euh|ach|ay|uy|äh|ähm|eh|er|hm|well|bueno|o sea|enfin|en fait|na|also|"
    r"eigentlich|actually)"
)
_SORRY: Final = (
    r"(?:wait(?: a (?:second|sec|moment|minute))?|hang on|hold on|sorry|scratch that|excuse me|"
    r"pardon|"
    r"my mistake|correction|actually|rather|instead|espera|espere|perdón|perdon|perdona|perdone|"
    r"disculpa|disculpe|mejor dicho|mejor|digo|corrijo|me equivoqué|me he equivocado|"
    r"attends|attendez|excusez moi|excuse moi|désolée?|plutôt|plutot|"
    r"warte(?:n sie)?|halt|moment|entschuldigung|verzeihung|doch lieber|lieber|besser|quatsch|"
    r"stopp?|ich meine)"
)
_SO: Final = (
    r"(?:(?:let'?s )?(?:make|say) (?:it|that|them)|let'?s (?:say|do)|make|better make it|i mean|i "
    r"meant|"
    r"that'?s|it'?s|it should be|"
    r"(?:que )?sean|(?:que )?sea|pon|ponme|ponga|póngame|ponlo en|quise decir|quería decir|quiero "
    r"decir|"
    r"digamos|son|es|"
    r"mets|mettez|mets[- ]en|mettez[- ]en|mets[- ]moi|mettons|disons|je veux dire|je voulais dire|"
    r"c'est|ce sera|"
    r"mach|mache|machen sie|mach draus|machen wir|machen sie draus|sagen wir|sag|ich meine|"
    r"ich meinte|das sind|es sind|es ist|nimm|nehmen wir)"
)
_TURNED: Final = re.compile(
    rf"(?<=\w)[,;.…]?(?:\s+[-–—])?\s+(?:{_OH},?\s+)?(?:"
    rf"{_NO},?\s+(?:{_NO},?\s+)?(?:{_SORRY},?\s+)*(?:{_SORRY}|{_SO})"
    rf"|(?:{_SORRY},?\s+)+(?:{_SO}|{_NO})|(?:actually |better |doch lieber )?{_SO}"
    r"|enfin|(?:oder )?(?:besser|genauer) gesagt|o sea|más bien|moment|un moment|espera|attends|"
    r"attendez"
    r"|warte|entschuldigung|sorry|wait|scratch that|perd[oó]n|perdona|digo|mejor dicho|pardon|"
    r"quatsch|oder (?:nein|besser)"
    r"|or rather|o mejor|ou plutôt|actually|en realidad|mejor|en fait|plut[oô]t|eigentlich|besser|"
    r"(?:doch )?lieber"
    rf"|{_NO})[,;.…]?\s+(?:(?:mejor|besser|lieber|plutôt|rather|doch)\s+)?(?=\w)",
    re.IGNORECASE,
)
"""Between what is taken back and what is meant."""
_WEAK: Final = re.compile(rf"[\s,;.…–—-]*{_NO}[\s,;.…]*", re.IGNORECASE)
"""A no alone: it takes back digits, and a count whose goods are named again; "nine no ten" may deny
one."""
_STRONG: Final = re.compile(rf"\s*[,;.…–—-]+\s*{_NO}\s*[,;.…]+\s*", re.IGNORECASE)
"""A no between two pauses denies nothing behind it: "two bottles, no, three"."""
_MANNER: Final = re.compile(
    r"(?:para (?:recoger|llevar|retirar|pasar|que|env)|a (?:domicilio|casa|retirer|emporter|livrer)"
    r"|en (?:livraison|retrait|tienda)|pour (?:le )?retrait|for (?:pick ?up|collection|delivery)"
    r"|to (?:pick|collect|be|go)|delivered|shipped|picked|zum (?:abholen|mitnehmen)|zur (?:abholung"
    r"|lieferung)|geliefert|nach hause|las recojo|los recojo|las retiro|los retiro)\b"
)
"""Behind a number, how the goods named before it are had."""
_SPANISH: Final = frozenset(
    split_words("dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta")
)
_APART: Final = re.compile(r"[,;.…–—-]+\s*\w+[,;.…]+\s*")
_BACK: Final = re.compile(
    rf"\b(?:{_NO}|sorry|wait|scratch that|hang on|hold on|perd[oó]n|perdona|digo|mejor dicho|"
    rf"pardon|"
    r"quatsch|or rather|i meant?|excuse me|attends|attendez|je veux dire|warte|halt|moment|"
    r"entschuldigung|"
    r"(?:besser|genauer) gesagt)\b",
    re.IGNORECASE,
)
"""What takes back even other goods; "two mugs, make it three bags" may add some."""
_SAID: Final = re.compile(
    r"\b(?:i|we) (?:just )?(?:said|asked for|told you)\b|\b(?:he |hemos )?(?:dije|dicho|pedí)\b"
    r"|\bj'ai (?:dit|demandé)\b|\bje disais\b|\bgesagt\b|\bich sagte\b",
    re.IGNORECASE,
)
_WANTED: Final = re.compile(
    r"(?<=\w)[,;.…]?\s+(?:(?:but|and|pero|y|mais|et|aber|und)\s+)?(?:actually |en realidad |"
    r"eigentlich )?"
    r"(?:(?:i|we) (?:meant|wanted|need|want)|(?:en realidad )?(?:quería|quise|quiero)(?: decir)?|"
    r"eran|era|"
    r"(?:en fait )?(?:je (?:voulais|veux)(?: dire)?|c'était|c'est)|"
    r"(?:ich )?(?:meinte|meine|wollte|will)(?: ich)?(?: aber| eigentlich)?|es (?:sind|sollten|"
    r"waren))"
    r"(?: to say)?\s+(?=\w)",
    re.IGNORECASE,
)
"""Behind what somebody says to have said."""
_ONE: Final = frozenset(split_words("a an one un una uno une ein eine einen eins"))
_BEHIND: Final = frozenset(
    split_words(
        "please thanks instead then of them those por favor gracias entonces de ellos ellas esos "
        "s il vous te plait merci alors d eux bitte danke davon dann stattdessen stuck "
        "ein rein hinein dazu rather actually mejor plutot lieber besser doch"
    )
)
"""Words behind a number that name nothing."""
_PAUSES: Final = frozenset(",;.")
"""Behind a number, before why it is so many: "no, four, there are four of us"."""
_DIGITS: Final = 3
"""From so many signs on digits in a row are a code."""
_LITTLE: Final = frozenset(split_words("a e i o u y"))
_SAME: Final = 4
_LANGS: Final = "en-es-fr-de"


def recounted(text: str) -> str | None:
    """The text with the number that was meant in place of the one taken back; None: none was."""
    for turned in _TURNED.finditer(text):
        found = _corrected(text, turned)
        if found is not None:
            return found
    said = _SAID.search(text)
    if said is None:
        return None
    corrections = (_restated(text, found) for found in _WANTED.finditer(text))
    return next((found for found in corrections if found is not None), None)


def _corrected(text: str, turned: re.Match[str]) -> str | None:
    turn = _Turn.of(text, turned)
    if _is_code(turn.after):
        return turn.recoded()
    turn = turn.without_comma()
    dated = redated(turn.said, turn.meant)
    if dated is not None:
        return dated
    weak = _WEAK.fullmatch(turned.group()) and not _STRONG.fullmatch(turned.group())
    if weak and not (turn.names_again() or turn.counts_anew(turned.group())):
        return None
    return turn.recounted(anew=_BACK.search(turned.group()) is not None)


def _restated(text: str, wanted: re.Match[str]) -> str | None:
    turn = _Turn.of(text, wanted)
    return None if _is_code(turn.after) else turn.recounted(anew=True)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What was said before a correction and behind it, in words and in pieces."""

    said: str
    meant: str
    before: Sheet
    after: Sheet

    @classmethod
    def of(cls, text: str, turned: re.Match[str]) -> _Turn:
        said, meant = text[: turned.start()], text[turned.end() :]
        return cls(said, meant, Sheet.of(said, _LANGS), Sheet.of(meant, _LANGS))

    def recoded(self) -> str | None:
        """With the digits that were meant: "seven seven six no wait seven seven eight"."""
        sheet = self.before
        start = next((at for at in range(len(sheet.plain)) if _ends_in_code(sheet, at)), None)
        if start is None:
            return None
        if sheet.plain[start] in _LITTLE and not self.after.plain[0].isalpha():
            start += 1
        return f"{self.said[: sheet.tokens[start].start]}{self.meant}"

    def names_again(self) -> bool:
        """Whether the same goods stand behind both numbers: "ten markers no twelve markers"."""
        length, was = _count_at(self.after), _last_count(self.before)
        if length is None or was is None or length >= len(self.after.plain):
            return False
        return _alike(self.after.plain[length], self.before.plain[was[1] : was[1] + 1])

    def without_comma(self) -> _Turn:
        """Without a comma between the number that is meant and its goods: "no three, of those"."""
        length, was = _count_at(self.after), _last_count(self.before)
        if length is None or was is None or was[1] != len(self.before.plain):
            return self
        end = self.after.tokens[length - 1].end
        if not self.meant.startswith(",", end):
            return self
        meant = f"{self.meant[:end]}{self.meant[end + 1 :]}"
        return replace(self, meant=meant, after=Sheet.of(meant, _LANGS))

    def counts_anew(self, no: str) -> bool:
        """Whether the no stands between two numbers and the goods behind the second: "two, no
        three, of the bottles". A Spanish no may deny the second one, unless it is set apart."""
        length, was = _count_at(self.after), _last_count(self.before)
        if length is None or was is None or was[1] != len(self.before.plain):
            return False
        if self.after.plain[0] in _ONE or _BEHIND.issuperset(self.after.plain[length:]):
            return False  # "two, no one told me", "nine, no ten"
        first = self.after.plain[0]
        denies = plainly(no) == "no" and (first in _SPANISH or first.isdecimal())
        return not denies or _APART.fullmatch(no) is not None

    def recounted(self, *, anew: bool) -> str | None:
        """With another number in place of the last one, and with other goods where some are named.

        `anew`: other goods than before may be meant.
        """
        length, was = _count_at(self.after), _last_count(self.before)
        if length is None or was is None:
            return None
        start, end = was
        kept = self.said[: self.before.tokens[start].start]
        rest = self.after.plain[length:]
        if (
            rest
            and rest[0] not in _BEHIND | _PAUSES
            and not _MANNER.match(" ".join(filter(str.isalnum, rest)))
        ):
            if not _alike(rest[0], self.before.plain[end : end + 1]):
                return f"{kept}{self.meant}" if anew else None
            if not _BEHIND.issuperset(rest[1:]):
                return f"{kept}{self.meant}"
            length, end = length + 1, end + 1  # "two kilos of apples sorry three kilos"
        number = self.meant[: self.after.tokens[length - 1].end]
        goods = self.said[self.before.tokens[end - 1].end :]
        return f"{kept}{number}{goods}{self.meant[len(number) :]}"


def _is_code(sheet: Sheet) -> bool:
    """Whether digits begin there that count nothing: several numbers in a row, or a letter."""
    return _code_at(sheet, 0) is not None


def _code_at(sheet: Sheet, at: int) -> int | None:
    """Where the code ends that begins there."""
    found = spoken_code(sheet, at) if at < len(sheet.plain) else None
    if found is None or len(found[0]) < _DIGITS:
        return None
    whole = cardinal_at(sheet, at)
    one = whole is not None and at + whole[1] == found[1]
    return None if one and len(sheet.plain[at]) <= _DIGITS else found[1]


def _ends_in_code(sheet: Sheet, at: int) -> bool:
    written = sheet.plain[at].isdecimal() and len(sheet.plain[at]) == _DIGITS
    end = at + 1 if written else _code_at(sheet, at)
    return end == len(sheet.plain)


def _count_at(sheet: Sheet) -> int | None:
    """How many tokens the number takes that the sheet begins with."""
    length = _number_at(sheet, 0)
    if length:
        return length
    alone = bool(sheet.plain) and sheet.plain[0] in _ONE and _BEHIND.issuperset(sheet.plain[1:])
    return 1 if alone else None


def _number_at(sheet: Sheet, at: int) -> int:
    """How many tokens the number takes that stands there, a dozen too; 0: none does."""
    number = amount_at(sheet, at)
    article = at < len(sheet.plain) and sheet.plain[at] in _ONE
    length = number[1] if number else int(article)
    if sheet.plain[at + length : at + length + 1] and sheet.plain[at + length] in GROUPS:
        return length + 1
    return length if number else 0


def _last_count(sheet: Sheet) -> tuple[int, int] | None:
    """Where the last number begins and ends; an article where there is none."""
    found: tuple[int, int] | None = None
    article: tuple[int, int] | None = None
    at = 0
    while at < len(sheet.plain):
        number = _number_at(sheet, at)
        length = number or 1
        if sheet.plain[at] in _ONE and length == 1:
            article = at, at + 1
        elif number:
            found = at, at + length
        at += length
    return found or article


def _alike(one: str, other: Sequence[str]) -> bool:
    """Whether both words name the same goods, as far as their beginning tells: a mug, two mugs."""
    if not other:
        return False
    short, long = sorted((one, other[0]), key=len)
    is_plural = len(short) == _SAME - 1 and long in {f"{short}s", f"{short}es"}
    return is_plural or one[:_SAME] == other[0][:_SAME]
