"""Order numbers that are spelled, letter by letter or in pieces: "pe uve doble i griega dos".

A letter may be said by itself, by its name in four languages, by a word of a spelling alphabet, or
with a word that begins with it ("P as in Paul"). What is also a word ("you", "de", "y") is a letter
only among others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

ALPHABET: Final = {
    word: word[0]
    for word in split_words(
        "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet kilo lima "
        "november oscar papa quebec romeo sierra tango uniform victor whiskey xray "
        "yankee zulu anton berta casar dora emil friedrich gustav heinrich ida julius kaufmann "
        "ludwig martha nordpol otto paula quelle richard samuel theodor ulrich viktor wilhelm "
        "xanthippe ypsilon zacharias anatole berthe celestin desire eugene gaston irma kleber "
        "raoul suzanne ursule yvonne"
    )
}
"""Spelling alphabets: that of NATO, the German one, and what differs in the French one."""
_NAMES: Final = {
    "en": "B bee C cee D dee F eff ef G gee H aitch haitch J jay K kay L ell M em N en P pee Q cue "
    "queue S ess T tee V vee W dubya X ex Y wye Z zee zed",
    "es": "B be C ce D de F efe G ge H hache J jota K ka L ele M eme N ene P pe Q cu R erre ere "
    "S ese T te V uve ve X equis Y ye Z zeta",
    "fr": "B be C ce D de F effe G ge H hache ache J ji K ka L elle M emme N enne P pe Q ku cu "
    "R erre S esse T te V ve X ixe ix Y igrec Z zede",
    "de": "B be beh C ce zeh D de deh F eff G ge geh H ha J jot K ka L ell el M emm em N enn en "
    "P pe peh Q ku R err er S ess es T te teh V vau W we weh X ix iks Y ypsilon Z zett",
}
"""Names of letters as they are written down by who hears them, behind their letter."""
_IN_WORDS: Final = {
    "en": {"W": phrases("double u|double you")},
    "es": {
        "W": phrases("uve doble|doble uve|doble ve|doble u|ve doble|doble v"),
        "Y": phrases("i griega"),
        "B": phrases("be larga|be grande|be alta"),
        "V": phrases("ve corta|ve chica|ve baja"),
        "I": phrases("i latina"),
    },
    "fr": {"W": phrases("double v|double ve"), "Y": phrases("i grec")},
    "de": {},
}
"""Names of several words."""
_HOMOPHONES: Final = {
    "en": {"why": "Y", "you": "U", "are": "R", "see": "C", "sea": "C", "tea": "T", "oh": "O",
           "be": "B", "pea": "P", "eye": "I"},
    "es": {}, "fr": {}, "de": {},
}  # fmt: skip
_WORDS: Final = frozenset(
    split_words("a e i o u y de te se ve ge ce ha es er en em el elle ex be ye ese ja ess ka")
)
"""Letters, or their names, that are words as well."""
_SPELLED: Final = frozenset({"as", "like", "for", "comme", "wie", "de", "como"})
_BETWEEN: Final = frozenset(
    split_words(
        ", then and und et dann puis luego ensuite despues dash hyphen minus guion tiret strich "
        "bindestrich slash capital uppercase mayuscula majuscule gross letter letra lettre "
        "buchstabe its comes followed by y viene seguido de il a vient suivi kommt an "
        "gefolgt von"
    )
)
"""What may be said between two letters."""
_TIMES: Final = frozenset(split_words("double doble doppel doppelt triple zweimal dreimal"))
_VOWELS: Final = frozenset("aeiou")
_LONGEST: Final = 6
"""Letters of one written piece: "PWY 2V8"."""
_FEWEST: Final = 3
_ORDINAL_ENDS: Final = frozenset({"st", "nd", "rd", "th", "er", "eme"})
_LITTLE: Final = 3
"""Words that may be said between two pieces."""
_WRITTEN: Final = frozenset(
    split_words(
        "dvd dvds cds pcs tvs lbs pls plz thx tks btw bbq  lcd ssd kgs hmm mhm pst psst "
        "tv cd pc kg mg ml cl dl cm mm km mr ms hr hm my by xl xs xxl xxs nr lb gb tb"
    )
)
"""Written without vowels, and no piece of a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """What was spelled, and where it ends."""

    code: str
    end: int
    surely: int
    """How many signs of pieces that cannot be words."""
    letters: int
    named: bool
    """Whether a letter is among them that is no word."""


@dataclass(frozen=True, slots=True)
class _Piece:
    code: str
    length: int
    sure: bool


def _by_name() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for lang, told in _NAMES.items():
        letter = ""
        names = found.setdefault(lang, {})
        for word in told.split():
            if word.isupper():
                letter = word
            else:
                names[word] = letter
    return found


_NAMED: Final = _by_name()


def spelled_at(sheet: Sheet, at: int, *, led: bool = False) -> Spelled | None:
    """The letters and digits that are spelled there; None: fewer than three of them.

    `led`: the word for a number leads up to them, so that the first may sound like a word.
    """
    pieces: list[tuple[_Piece, int]] = []
    while at < len(sheet.plain):
        if pieces:
            at = _past_between(sheet, at)
        piece = _piece(sheet, at, inside=led or bool(pieces))
        if piece is None:
            break
        at += piece.length
        pieces.append((piece, at))
    while pieces and not pieces[-1][0].sure:
        pieces.pop()
    if not pieces:
        return None
    code = "".join(piece.code for piece, _ in pieces)
    surely = sum(len(piece.code) for piece, _ in pieces if piece.sure)
    letters = sum(char.isalpha() for char in code)
    named = any(piece.sure and piece.code.isalpha() for piece, _ in pieces)
    if len(code) < _FEWEST:
        return None
    return Spelled(code=code, end=pieces[-1][1], surely=surely, letters=letters, named=named)


def _past_between(sheet: Sheet, at: int) -> int:
    """Where the next piece stands, behind a few words between; the same place if none does."""
    past = at
    while past < at + _LITTLE and sheet.plain[past : past + 1] and sheet.plain[past] in _BETWEEN:
        past += 1
    return past if past > at and _piece(sheet, past, inside=True) else at


def _piece(sheet: Sheet, at: int, *, inside: bool) -> _Piece | None:
    if at >= len(sheet.plain) or sheet.used[at]:
        return None
    word = sheet.plain[at]
    if word.isdecimal():
        return _Piece(word, 1, sure=True)
    named = _in_words(sheet, at) or _letter(sheet, at, inside=inside)
    if named:
        return named
    times = word in _TIMES
    number = cardinal_at(sheet, at + times)
    if number:
        # a number doubled is a digit; "a hundred" is none of a code
        many = {"triple": 3, "dreimal": 3}.get(word, 2) if times else 1
        digits = str(number[0])
        whole = digits * (many if len(digits) == 1 else 1)
        return _Piece(whole, number[1] + times, sure=True)
    return _chunk(sheet, at)


def _in_words(sheet: Sheet, at: int) -> _Piece | None:
    """ "double u", "i griega"."""
    for lang, told in _IN_WORDS.items():
        for letter, said in told.items() if sheet.speaks(lang) else ():
            length = sheet.words_at(at, said)
            if length:
                return _Piece(letter, length, sure=True)
    return None


def _letter(sheet: Sheet, at: int, *, inside: bool) -> _Piece | None:
    word = sheet.plain[at]
    if len(word) == 1 and word.isalpha() and not is_elided(sheet, at):
        if word == "y" and sheet.speaks("es") and not _between_signs(sheet, at):
            return None
        spelled = spelled_by_word(sheet, at)
        return _Piece(word.upper(), spelled or 1, sure=bool(spelled) or word not in _WORDS)
    if word in ALPHABET and (inside or _is_spelled_on(sheet, at + 1)):
        sure = word != "kilo" or _is_spelled_on(sheet, at + 1)
        return _Piece(ALPHABET[word].upper(), 1, sure=sure)
    for lang, names in _NAMED.items():
        if not sheet.speaks(lang):
            continue
        if word in names:
            told = _explained(sheet, at, names[word])
            return _Piece(names[word], 1 + told, sure=bool(told) or word not in _WORDS)
        if inside and word in _HOMOPHONES[lang]:
            return _Piece(_HOMOPHONES[lang][word], 1, sure=False)
    return None


def _is_spelled_on(sheet: Sheet, at: int) -> bool:
    """Whether another word of an alphabet follows: "kilo tango seven"."""
    return sheet.plain[at : at + 1] != () and sheet.plain[at] in ALPHABET


def _between_signs(sheet: Sheet, at: int) -> bool:
    """Whether a Spanish "y" is spelled: single signs stand beside it."""
    beside = (*sheet.plain[max(at - 1, 0) : at], *sheet.plain[at + 1 : at + 2])
    return all(len(each) == 1 for each in beside)


def spelled_by_word(sheet: Sheet, at: int) -> int:
    """How many tokens "B as in boy" takes, the letter itself included; 0: no word follows."""
    letter = sheet.plain[at]
    spelled = sheet.plain[at + 1 : at + 4]
    if spelled[:2] == ("as", "in"):
        return 4
    return 3 if len(spelled) > 1 and spelled[0] in _SPELLED and spelled[1][:1] == letter else 0


def _explained(sheet: Sheet, at: int, letter: str) -> int:
    """How many tokens behind the name of a letter say which it is: "em wie Martha"."""
    following = sheet.plain[at + 1 : at + 4]
    if following[:2] == ("as", "in") and len(following) > 2:
        return 3
    led = len(following) > 1 and following[0] in _SPELLED and len(following[1]) > 1
    return 2 if led and following[1].startswith(letter.lower()) else 0


def _chunk(sheet: Sheet, at: int) -> _Piece | None:
    """A written piece of several letters: beside its digits, or one that nobody can pronounce."""
    word = sheet.plain[at]
    if not (1 < len(word) <= _LONGEST and word.isascii() and word.isalpha()):
        return None
    if word in _ORDINAL_ENDS and _touches(sheet, at - 1, at):
        return None  # "june 15th"
    counted = sheet.plain[at + 1 : at + 2] != () and cardinal_at(sheet, at + 1) is not None
    least = _FEWEST - counted  # "LR dos seis"
    mute = _VOWELS.isdisjoint(word) and len(word) >= least and word not in _WRITTEN
    if mute and "y" in word:
        mute = sheet.plain[at + 1 : at + 2] != () and sheet.plain[at + 1].isdecimal()
    beside = _touches(sheet, at, at + 1) or _touches(sheet, at - 1, at)
    return _Piece(word.upper(), 1, sure=True) if mute or beside else None


def _touches(sheet: Sheet, one: int, two: int) -> bool:
    """Whether the tokens are one written piece, letters and digits."""
    if one < 0 or two >= len(sheet.plain):
        return False
    digits = sheet.plain[one].isdecimal() or sheet.plain[two].isdecimal()
    return digits and sheet.tokens[one].end == sheet.tokens[two].start


def is_elided(sheet: Sheet, at: int) -> bool:
    """French "c'est": what is left of a word is no letter of a code."""
    end = sheet.tokens[at].end
    return sheet.text[end : end + 1] == "'"
