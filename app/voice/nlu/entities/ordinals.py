"""Ordinal numbers: days of a month, and places in the list just read out ("the second one")."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.entities.numbers import cardinal_at, small_value
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_EN: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_WORDS: Final = {word: value for value, word in enumerate(_EN.split(), start=1)} | {
    "thirtieth": 30,
    **dict.fromkeys(
        split_words("primero primera primer premier premiere erste ersten erster erstes ersteren"),
        1,
    ),
    **dict.fromkeys(
        split_words("segundo segunda deuxieme seconde zweite zweiten zweiter zweites"), 2
    ),
    **dict.fromkeys(
        split_words("tercero tercera tercer troisieme dritte dritten dritter drittes"), 3
    ),
    **dict.fromkeys(split_words("cuarto cuarta quatrieme vierte vierten vierter viertes"), 4),
    **dict.fromkeys(split_words("quinto quinta cinquieme funfte funften funfter funftes"), 5),
    **dict.fromkeys(split_words("sexto sexta sixieme sechste sechsten sechster sechstes"), 6),
    **dict.fromkeys(split_words("septimo septima septieme siebte siebten siebter siebtes"), 7),
    **dict.fromkeys(split_words("octavo octava huitieme"), 8),
    **dict.fromkeys(split_words("noveno novena neuvieme"), 9),
    **dict.fromkeys(split_words("decimo decima dixieme"), 10),
    **dict.fromkeys(split_words("achte achten achter achtes"), 8),
}
_LAST: Final = frozenset(
    split_words("last ultimo ultima dernier derniere letzte letzten letztes letzter")
)
_TENS: Final = {"twenty": 20, "thirty": 30}
_FIGURES: Final = re.compile(r"st|nd|rd|th|er|re|e|eme")
_GERMAN: Final = re.compile(r"([a-z]+?)(?:s?ten|s?te|s?ter|s?tes)")
_LAST_BUT_ONE: Final = phrases(
    "second to last|next to last|last but one|one before last|one before the last|penultimate|"
    "penultimo|penultima|avant dernier|avant derniere|vorletzte|vorletzten|vorletztes"
)
_LED: Final = frozenset(
    split_words(
        "the el la los le les l das die den der dem number option numero nummer opcion take"
    )
)
_NUMBERED: Final = phrases("number|option|numero|opcion|nummer|choice|la numero|le numero")
_TAIL: Final = frozenset(
    split_words(
        "one option please choice por favor opcion s il vous te plait bitte thanks instead "
        "of those these them two lot then thank you i think guess sounds good great looks best "
        "pues mejor entonces gracias alors merci dann danke gerne gern lieber nehmen haben "
        "you mentioned que dijiste has dicho leiste said read named listed nombraste dit cite "
        "that which tu as vous avez viens venez de dont lui lu lue que me nos acabas acaba acabais "
        "has han ha "
        "du sie ihr hast haben habt hattest den das die denen was eben gerade jetzt just have had "
        "l "
        "genannt gesagt on your my list de del la vuestra su tu lista votre ta liste von aus auf "
        "ihrer deiner eurer der "
        "to into in cart basket bag better more most best it is would be fine right nicer "
        "a al en cesta carrito carro bolsa gusta mas bien parece esta me va perfecto "
        "au dans mon ma panier plait plus mieux convient va est bien c parfait "
        "im meinen meinem warenkorb einkaufswagen korb gefallt mir besser mehr am besten passt "
        "ist gut schon rein hinein dazu ware et puis tout y ya nada und fertig das wars thats all "
        "it"
    )
)
_EMPTY: Final = frozenset(
    split_words(
        "the el la le l les das die den der i ill take want give me i'd like lets do "
        "go with quiero dame je prends prenons prenez on prend veux donne moi ich nehme mochte "
        "yes si oui ja um uh and ok order add ill id we well would we'd wed have choose pick "
        "prefer rather maybe think actually say said mean please that me my us just "
        "quedo llevo prefiero elijo escojo mejor creo pues con para a ver venga "
        "plutot alors choisis preferes prefere garde pour moi euh bon ben c est "
        "let hear tell about show more read of am are going vais voy va vamos aller prendre "
        "tomar coger werde gehe will lets the very "
        "lieber dann wohl doch bitte mir gerne also hatte gern wurde nehmen nehm wir "
        "glaube "
        "hm hmm mm mmm ah ahh oh eh ehm er erm well right alright sure fine great perfect so now "
        "yeah ay uy vale bueno venga claro perfecto genial ahora gracias hola eh bien "
        "bah voila d accord parfait maintenant ach na naja tja gut okay jetzt eben "
        "ponme pon ponga anade anademe anada agrega agregame mete meteme apunta reserva "
        "add put throw toss keep grab save ajoute ajoutez ajouter mets mettez mettre pack packe "
        "packen leg lege legen fug stell doy deme guardame elegir vous nous il faut "
        "super sie toll prima puh uf uff ouf bof pff halt digamos disons sagen let s lets say "
        "allez "
        "tiens hop anda hala los komm"
    )
)
_MOST: Final = 9
_SAYING: Final = re.compile(
    r"(?:mention|nam|read|list|suggest|propos|offer|describ|cit|nomm|dit|parl|enumer|mencion|nombr|"
    r"ofrec|propus|propuest|suger|coment|dich|dij|deci|leid|genann|erwahn|vorgeles|aufgezahl|"
    r"vorgeschlag|angebot|gezeig|said|told|spok)[a-z]*"
)
"""Verbs of telling: what they told is a list read out, not an order sent."""
_AT_LAST: Final = phrases(
    "last|at last|at the end|zuletzt|am ende|als letztes|en dernier|a la fin|por ultimo|al final|"
    "en ultimo lugar"
)
_ONE_OF: Final = frozenset(
    split_words("whichever celui celle ceux one ones el la lo das die den der")
)


def ordinal_at(sheet: Sheet, at: int) -> tuple[int, int] | None:
    """The ordinal number that starts there, and how many tokens it takes."""
    if at >= len(sheet.plain):
        return None
    word = sheet.plain[at]
    following = sheet.plain[at + 1] if at + 1 < len(sheet.plain) else ""
    if word in _WORDS:
        return _WORDS[word], 1
    if word in _TENS and _WORDS.get(following, 99) < 10:
        return _TENS[word] + _WORDS[following], 2
    if word.isdecimal() and len(word) < 3 and _FIGURES.fullmatch(following) and _touch(sheet, at):
        return int(word), 2
    stem = _GERMAN.fullmatch(word) if sheet.speaks("de") else None
    if stem:
        value = _german_value(sheet, stem.group(1))
        return (value, 1) if value else None
    return None


def _touch(sheet: Sheet, at: int) -> bool:
    return sheet.tokens[at].end == sheet.tokens[at + 1].start


def _german_value(sheet: Sheet, stem: str) -> int | None:
    read = Sheet.of(stem, sheet.lang)
    return small_value(read, 0) if read.tokens else None


def item_reference(sheet: Sheet) -> int | None:
    """The 1-based place in the last list read out, -1 the last, -2 the one before.

    Its tokens are spoken for. Only where the sentence is about that place: "the first one", "the
    last", "number two", not "my last order".
    """
    for at in range(len(sheet.plain)):
        if sheet.used[at]:
            continue
        found = _numbered(sheet, at) or _from_the_end(sheet, at) or _ordinal(sheet, at)
        if found:
            end = at + found[1]
            sheet.use(at, len(sheet.plain) if _alone(sheet, at, end) else end)
            return found[0]
    if _told_last(sheet):
        sheet.use(0, len(sheet.plain))
        return -1
    return None


def _numbered(sheet: Sheet, at: int) -> tuple[int, int] | None:
    led = sheet.words_at(at, _NUMBERED)
    number = cardinal_at(sheet, at + led) if led else None
    if (
        number is None
        and led
        and sheet.plain[at + led : at + led + 1] in {("uno",), ("un",), ("eins",)}
    ):
        number = 1, 1
    if number is None or not 0 < number[0] <= _MOST:
        return None
    return (number[0], led + number[1]) if _alone(sheet, at, at + led + number[1]) else None


def _from_the_end(sheet: Sheet, at: int) -> tuple[int, int] | None:
    length = sheet.words_at(at, _LAST_BUT_ONE)
    return (-2, length) if length and _alone(sheet, at, at + length) else None


def _ordinal(sheet: Sheet, at: int) -> tuple[int, int] | None:
    last = sheet.plain[at] in _LAST
    found = (-1, 1) if last else ordinal_at(sheet, at)
    if found is None or found[0] > _MOST:
        return None
    end = at + found[1]
    one = sheet.plain[end : end + 1] in {("one",), ("option",), ("opcion",), ("choice",)}
    led = at > 0 and sheet.plain[at - 1] in _LED | {"very"}
    if (one and led) or ((led or at == 0) and _alone(sheet, at, end)):
        return found[0], found[1] + one
    return None


def _alone(sheet: Sheet, start: int, end: int) -> bool:
    """Whether nothing else of weight is said."""
    before = all(word in _EMPTY for word in sheet.plain[:start])
    return before and all(
        word in _TAIL or _SAYING.fullmatch(word) is not None for word in sheet.plain[end:]
    )


def _told_last(sheet: Sheet) -> bool:
    """ "the one you mentioned last", "das was du zuletzt genannt hast"."""
    last = next((at for at in range(len(sheet.plain)) if sheet.words_at(at, _AT_LAST)), None)
    if last is None or not any(map(_SAYING.fullmatch, sheet.plain)):
        return False
    behind = last + sheet.words_at(last, _AT_LAST)
    return all(
        word in _EMPTY or word in _TAIL or word in _ONE_OF or _SAYING.fullmatch(word) is not None
        for word in (*sheet.plain[:last], *sheet.plain[behind:])
    )
