"""How many of what was just offered are taken, in four languages: "I'll have a couple then"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from app.commerce.words import NUMBERS
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.hesitation import tidied
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import plainly

_TAKEN: Final = re.compile(
    r"(?:(?:right|okay|ok|yes|lovely|great|good|alright|so|well) )*"
    r"(?:(?:i ll|i will|let me|we ll|i d like to|can i|could i) (?:still )?(?:have|take|get|grab)"
    r"|give me|gimme|get me|put me down for) (?P<en>.+)"
    r"|(?:(?:pues|vale|si|venga|bueno|entonces|bien) )*"
    r"(?:me llevo|ponme|pongame|dame|deme|quiero|querria|mandenme|mandeme) (?P<es>.+)"
    r"|(?:(?:oui|d accord|alors|allez|bon|bien|parfait) )*"
    r"(?:(?:mettez|mets|donnez|donne|gardez|garde|envoyez) m en|j en (?:prends|voudrais|veux)"
    r"|je vais en prendre|il m en faut(?:drait)?) (?P<fr>.+)"
    r"|(?:(?:ja|gut|also|dann|prima|okay|na gut) )*"
    r"(?:(?:ich )?(?:nehme?|hatte gern|mochte|brauche?) (?:ich )?(?:dann |davon |gleich )*"
    r"|geben sie mir (?:dann |davon |gleich )*)(?P<de>.+)"
)
_TAIL: Final = re.compile(
    r" (?:of (?:them|those|these)|de (?:ell[oa]s|es[oa]s)|davon|von denen|then|please|entonces"
    r"|(?:anyway|anyhow|regardless|all the same|trotzdem|dennoch|igualmente|de tod[oa]s (?:formas"
    r"|modos)"
    r"|quand meme|tout de meme)|por favor|alors|s il (?:vous|te) plait|bitte|dann|pieces?|stuck"
    r"|(?:one|une?|una|uno|eine?n?s?) (?:for|pour|para|fur) (?:\w+ ){0,3}?\w+"
    r"(?: (?:and|et|y|und))? (?:one|une?|una|uno|eine?n?s?|the other) (?:for|pour|para|fur) .*)$"
)
_MADE: Final = re.compile(
    r"^(?:(?:(?:just|only|nur|bloss|solo|solamente|juste|seulement|rien que)(?: (?:the|die|den|das"
    r"|l[ae]s?|el|los))?|oh|ok|okay|can|could|would|please|just|do|make|it|that|we|you|have|let s"
    r"|better|rather|hmm|give me|get me|i ll (?:take|have)"
    r"|haz(?:lo|me)?|que|sean|pon(?:lo|me|ga|gan)?|pueden|puedes|puede|ser|mejor|quiero"
    r"|on|peut|pouvez|vous|en|mettre|faire|prendre|mettez|plutot|disons"
    r"|konnen|kannst|sie|du|wir|mach(?:en|t)?|nehmen|lieber|besser|bitte|doch) )+"
)
_MADE_LAST: Final = re.compile(
    r"(?: (?:brauch\w* (?:ich|wir)|hatt\w* (?:ich|wir)(?: gern\w*)?|nehm\w* (?:ich|wir)|will ich"
    r"|better|instead|rather|actually|this time|today|then|diesmal|heute|eigentlich|dann"
    r"|esta vez"
    r"|cette fois|mejor|plutot|mieux|lieber|besser|machen|nehmen|draus|daraus"
    r"|now|ahora|maintenant|jetzt))+$"
)
_GROUPS: Final = {"a couple": 2, "a dozen": 12, "una docena": 12, "une douzaine": 12,
                  "ein dutzend": 12, "eine": 1, "einen": 1, "einer": 1, "una": 1, "uno": 1,
                  "une": 1}  # fmt: skip
"""A pair is one of what comes in pairs, and stands for no number here."""
_COUNT: Final = rf"(?P<count>{'|'.join(NUMBERS)}|an?|une?|una|uno|eine?n?s?|[1-9])"
_ENOUGH: Final = re.compile(
    rf"\b{_COUNT}(?: (?:of (?:them|those)|single|seule?|sol[oa]|einzige[rns]?"
    rf"|davon))?(?: \w+){{0,2}}?"
    r"(?<! weeks)(?<! months)(?<! days)(?<! week)(?<! month)(?<! wochen)(?<! monate)(?<! tage)"
    r"(?<! wochen das)(?<! monate das)(?<! weeks that)(?<! months that)(?<! semanas)(?<! meses)"
    r"(?<! semaines)(?<! mois)"
    r" (?:(?:is|are|will be|would be|s|me|nous|m|mir|uns"
    r"|dann) )*(?:(?<!big )(?<!large )(?<!good )(?<!long )enough"
    r"|plenty|(?:will|ll) do|(?:a|per) (?:month|week) (?:is|will be) (?:fine|enough|plenty)"
    r"|tuts?(?: s)?(?: auch| schon)?"
    r"|basta(?:n|ria|ra)?|alcanzan?|llegan?|sobra|(?:es|son|sera) suficientes?|suffi(?:t|sent|ra"
    r"|rait)"
    r"|reich(?:t|en|te)|genug(?:t|en)|langt)\b"
    rf"|\bcon {_COUNT.replace('count', 'with_it')} (?:me|nos)"
    r" (?:apan|arregl|manej|vale|bast|sobr)\w*"
    rf"|\b(?:(?:basta|alcanza|vale|sobra|llega) con|(?:only|just) (?:need|want)"
    rf"|(?:veux|faut|prends|prendrai|mettez|mets|plus) (?:\w+ )?qu|brauche(?: doch| nur| bloss)+"
    rf"|(?:solo|solamente) (?:quiero|necesito))"
    rf" {_COUNT.replace('count', 'only')}\b"
)
"""Says how many will do: "one lamp is enough", "con una basta"."""
_A: Final = frozenset({"a", "an", "un", "ein"})
_MOST: Final = 999


def count_taken(text: str) -> int | None:
    """The number of what was offered that a text takes, and nothing else; None: it does not."""
    found = _TAKEN.fullmatch(plainly(tidied(text)))
    if found is None:
        return None
    lang, rest = next((name, words) for name, words in found.groupdict().items() if words)
    return _counted(rest, lang)


_NO_TIME: Final = (
    r"(?! (?:uhr|oclock|o clock|hours?|stunden?|tagen?|days?|minut\w+|wochen?|weeks?|horas?|dias?"
    r"|heures?|jours?|semanas?|semaines?|am|pm|h|mal|times|veces|fois)\b)"
)
_FEW: Final = (
    "(?P<{0}>"
    + "|".join(word for word, value in NUMBERS.items() if value not in {"0", "1"})
    + r"|[2-9])\b"
    + _NO_TIME
)
_FETCHED: Final = re.compile(
    r"\b(?:hol\w*|nehm\w*|pick(?:ing)? up|collect(?:ing)?|fetch(?:ing)?|grab(?:bing)?|recoj\w+"
    r"|recog\w+|(?:paso|pasamos|voy|vamos) (?:a )?por|cherch\w+|recuper\w+|prend\w*)"
    rf"(?: (?:ich|wir|mir|uns|dann|gleich|davon|then|just|of|en))* {_FEW.format('count')}"
)
"""So many fetched of what was offered: "dann hol ich zwei Stück in Mitte ab"."""
_TOTAL: Final = (
    r"(?:insgesamt|zusammen|in total|altogether|all together|en total|en todo|en tout|au total)"
)
_IN_ALL: Final = re.compile(
    rf"\b{_FEW.format('before')}(?: (?:stuck|pieces|of them|unidades))? {_TOTAL}\b"
    rf"|\b{_TOTAL} {_FEW.format('behind')}"
)
"""How many there shall be in the end: "noch einen, also drei insgesamt"."""


_MADE_SO_MANY: Final = re.compile(
    r"\b(?:make (?:it|that)|let s (?:say|have|do)|que sean|pon(?:me|ga|game)|mettez en|mets en"
    r"|disons|mach(?:en|t|e)?(?: (?:wir|sie|doch|mal|bitte|lieber))*)"
    rf" {_FEW.format('count')}"
    r"(?: (?:of (?:them|those)|please|then|draus|daraus|bitte|davon|por favor|alors|instead))*$"
)
"""So many there shall be, at the end: "you'd better make it two"."""


def count_made(text: str) -> int | None:
    """How many a text says in its end that there shall be; None: it does not."""
    return _figure(_MADE_SO_MANY.search(plainly(text)))


def count_fetched(text: str) -> int | None:
    """How many of what was offered somebody comes for; None: it is not told."""
    return _figure(_FETCHED.search(plainly(text)))


def count_in_all(text: str) -> int | None:
    """How many there shall be altogether; None: it is not told."""
    return _figure(_IN_ALL.search(plainly(text)))


def _figure(found: re.Match[str] | None) -> int | None:
    word = next((each for each in found.groups() if each), None) if found else None
    return None if word is None else int(NUMBERS.get(word, word))


def count_alone(text: str, lang: str) -> int | None:
    """The number that a text is, with no more than a word for what was offered: "vier Stück davon";
    None: it is more."""
    return _counted(plainly(text), lang)


def count_told(text: str, lang: str) -> int | None:
    """The number that a text says there shall be, and nothing else: "hazlo tres", "können Sie drei
    machen?"; None: it says more."""
    return _counted(_MADE.sub("", _MADE_LAST.sub("", plainly(text))).strip(), lang)


def _counted(rest: str, lang: str) -> int | None:
    while (tail := _TAIL.search(rest)) is not None:
        rest = rest[: tail.start()]
    if rest in _GROUPS:
        return _GROUPS[rest]
    sheet = Sheet.of(rest, lang)
    number = amount_at(sheet, 0) if sheet.tokens else None
    if number is None or number[1] != len(sheet.tokens) or number[0] != int(number[0]):
        return None
    return int(number[0]) if 0 < number[0] <= _MOST else None


_ONE_ALONE: Final = re.compile(
    r"(?:(?:no|non|nein|nope|oh|ay|ah|uy|euh|wait|espera|attendez|attends|warte|perdon|pardon"
    r"|sorry|solo|solamente|nada mas que|just|only|seulement|juste|rien qu|rien que|nur|bloss"
    r"|al final|finalement|en fait|mejor|plutot|lieber|doch|rather|better|que|sea|sean|pon|ponme"
    r"|pongame|dame|deme|dejal[oa]|dejel[oa]|dejame|en|m en|mets|mettez|mettez en|laissez|laisse"
    r"|moi|donnez|donne|quiero|queria|querria|quisiera|era|eran|c etait|c est|j en voulais"
    r"|j en veux|je n en veux qu"
    r"|je n en veux que|je n en prends qu|j en prends|je prends|il m en faut|il n en faut qu|con"
    r"|make it|it was|i only want|i only wanted|i wanted|es war|ich wollte|mach|machen sie|daraus"
    r"|draus|nehme ich|ich nehme|und|and|y|et|then|pues|alors|dann|entonces) )*"
    r"(?:una|uno|un|une|one|eine|einen|einer|eins|1)"
    r"(?: (?:sola|solo|seule|seul|single|einzige[rns]?))?"
    r"(?: (?:me |nous |nos )?(?:basta|vale|llega|nada mas|y ya|y ya esta|y listo|tengo bastante"
    r"|tengo suficiente|bastara|suffit|suffira|ca ira|ca suffit|et c est tout|finalement|plutot"
    r"|mejor|por favor|please|s il vous plait|bitte|alors|entonces|pues|then|dann|will do|is enough"
    r"|is plenty|reicht|genugt|davon|only|solamente|seulement|nur))*"
)
"""One, and no more than that it shall be so."""


_ONE: Final = re.compile(r"\b(?:one|1|an?|una?|uno|une?|ein\w*|just|only|solo|seule?)\b")


def says_one(text: str) -> bool:
    """Whether any word says that it is one: a name by itself counts nothing."""
    return _ONE.search(text) is not None


def one_alone(text: str) -> bool:
    """Whether one of what is in hand will do, and nothing else is said: "une seule finalement"."""
    return _ONE_ALONE.fullmatch(plainly(text)) is not None


def count_enough(text: str) -> int | None:
    """How many will do, where that is said: "eine Lampe reicht"; None: it is not."""
    found = _ENOUGH.search(plainly(text))
    if found is None:
        return None
    said = found["count"] or found["with_it"] or found["only"]
    return int(NUMBERS.get(said) or (said if said.isdecimal() else 1))


def count_of_units(text: str, lang: str) -> int | None:
    """How many packs, bags or boxes a text names, and nothing else: "un paquete"; None: it says
    more."""
    count, _, unit = plainly(text).partition(" ")
    if not names_only_units(unit):
        return None
    return 1 if count in _A else count_alone(count, lang)


def names_only_units(name: str) -> bool:
    """Whether a name of goods is nothing but a word for packs, bags or boxes."""
    words = [each for each in plainly(name).split() if each not in LITTLE_WORDS]
    units = load_lexicon().units.values()
    return bool(words) and all(any(word in forms for forms in units) for word in words)


_PLACES: Final = (
    "second|segund[oa]|deuxieme|seconde|zweite[nrs]?",
    "third|tercer[oa]?|troisieme|dritte[nrs]?",
    "fourth|cuart[oa]|quatrieme|vierte[nrs]?",
    "fifth|quint[oa]|cinquieme|funfte[nrs]?",
    "sixth|sext[oa]|sixieme|sechste[nrs]?",
)
_ONE_FURTHER: Final = re.compile(
    r"(?:(?:oh|ah|and|et|y|und|no|non|nein|ok|okay|then|alors|dann|entonces|please|bitte|also|can"
    r"|could|you|peut|on|pouvez|vous|konnen|puedes?|puede) )*"
    r"(?:make|add|put|throw|have|give|pon\w*|anad\w*|agreg\w*|ech\w*|sum\w*|met\w*|ajout\w*"
    r"|rajout\w*|prend\w*|pren\w*|leg\w*|pack\w*|nehm\w*|nimm|gib\w*|geben|tu\w*|mach\w*)"
    r" (?:(?:it|that|in|me|m|en|moi|nous|l[eao]s?|sie|mir|uns|noch|doch|mal|bitte|ruhig|auch|also"
    r"|aussi|encore|tambien) )*(?:an?|una?|une|eine?n?s?|the|la|le|el|die|den|das) "
    rf"(?:(?P<p2>{_PLACES[0]})|(?P<p3>{_PLACES[1]})|(?P<p4>{_PLACES[2]})|(?P<p5>{_PLACES[3]})"
    rf"|(?P<p6>{_PLACES[4]}))"
    r"(?: (?:one|pairs?|bag|pack|paires?|paquet|sachet|par|paquete|bolsa|paar|packung|tute|stuck"
    r"|then|please|too|on top|as well|actually|finalement|alors|aussi|en plus|tant qu on y est"
    r"|s il (?:vous|te) plait|entonces|tambien|por favor|mas|dazu|rein|hinzu|noch|bitte|dann))*"
)


def counted_up_to(text: str) -> int | None:
    """How many it shall be, told by one more that is the third of them: "mettez-en une troisième";
    None: it is told otherwise."""
    found = _ONE_FURTHER.fullmatch(plainly(text))
    if found is None:
        return None
    return next(int(name[1:]) for name, said in found.groupdict().items() if said)


_SOFT: Final = (
    r"(?:(?:good|great|fine|okay|ok|yes|then|so|well|please|gut|ja|dann|also|prima|bitte|na|vale"
    r"|bueno|pues|si|entonces|perfecto|bon|oui|alors|parfait|d accord|super) )*"
)
_KEPT_FOR_ME: Final = re.compile(
    rf"{_SOFT}(?:(?:reservier|leg|halt|heb)\w* (?:(?:sie|ihr|ihn|es|das|die|den|eine?n?s?) )*"
    r"(?:(?:mir|uns|fur mich|fur uns|bitte|doch|mal|dann|da|dort|zuruck|beiseite|auf|frei|bereit)"
    r" ?)+"
    r"|(?:reserve|hold|keep|put|set) (?:it|that|this|one|them)(?: (?:by|aside|back|for me|for us"
    r"|there|then|please))+"
    r"|(?:(?:mettez|mets|gardez|garde|laissez|reservez|reserve) (?:(?:la|le|les|l|en|m|moi|nous"
    r"|une?)"
    r" ?)+(?:de cote|sous le coude)?|(?:vous )?(?:me|nous) (?:la|le|les) (?:mettez|gardez|reservez)"
    r"(?: de cote)?)(?: ?(?:la bas|la|s il vous plait|s il te plait|alors))*"
    r"|(?:me |nos )?(?:la|lo|las|los) (?:guard|reserv|apart)\w+(?: (?:ahi|alli|por favor))*"
    r"|(?:guard|reserv|apart)\w*(?:me|nos)l[oa]s?(?: (?:ahi|alli|por favor))*)"
)

_SO_MANY: Final = (
    rf"(?P<n{{0}}>{'|'.join(each for each in NUMBERS if each not in {'un', 'una', 'une', 'a'})}"
    r"|[1-9])"
)
_SO_MANY_KEPT: Final = re.compile(
    r"\b(?:put|set|hold|keep|reserve|lay) "
    + _SO_MANY.format(1)
    + r"(?: of (?:them|those))?(?: (?:aside|by|back|for (?:me|us)|there)\b)"
    + r"|\b(?:leg|halt|heb|reservier)\w* (?:(?:sie|ihr|mir|uns|doch|bitte|mal|dann|da|davon|gleich)"
    + r" )*"
    + _SO_MANY.format(2)
    + r"(?: (?:davon|da|dort|bitte|fur (?:mich|uns)))*"
    + r"(?: (?:zuruck|beiseite|auf|bereit|fest|weg)\b|$|(?<=mich)|(?<=uns))"
    + r"|\b(?:guard|reserv|apart)\w* "
    + _SO_MANY.format(3)
    + r"(?=$| (?:de (?:ell|es)[oa]s|en|ahi|alli|para (?:mi|nosotr\w+)|por favor)\b)"
    + r"|\b(?:(?:me|nous) )?(?:mett|met|gard|reserv|laiss)\w* (?:(?:m|moi|nous|en) )+"
    + _SO_MANY.format(4)
    + r"(?=$| (?:de cote|sous le coude|la bas|la|a|au|pour (?:moi|nous)|s il|alors)\b)"
)


class Kept(NamedTuple):
    """How many of what was offered shall be kept, and what is said besides."""

    many: int
    besides: str


def so_many_kept(text: str) -> Kept | None:
    """How many of what was offered shall be kept for who speaks: "put two aside for me"; None: it
    is not said."""
    plain = plainly(text)
    found = _SO_MANY_KEPT.search(plain)
    if found is None:
        return None
    said = next(each for each in found.groupdict().values() if each)
    rest = f"{plain[: found.start()]} {plain[found.end() :]}"
    return Kept(int(NUMBERS.get(said) or said), rest.strip())


def has_it_kept(text: str) -> bool:
    """Whether what was offered shall be kept for who speaks: "dann reserviert sie mir da"."""
    return _KEPT_FOR_ME.fullmatch(plainly(text)) is not None
