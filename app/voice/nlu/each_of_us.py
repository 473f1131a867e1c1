"""So many for each of several people ("somos cinco y queremos una taza para cada uno"), and how
many it shall be since more of them come.

Closed lists in four languages, looked for in plain words.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from app.commerce.words import NUMBERS
from app.voice.nlu.manners import plainly
from app.voice.nlu.plain import unaccented
from app.voice.nlu.taken_offers import count_told
from app.voice.nlu.understanding import Understanding
from app.voice.turn import Intent

_NUMBER: Final = rf"(?P<{{0}}>{'|'.join(NUMBERS)}|\\d{{{{1,2}}}})"
_WE_ARE: Final = re.compile(
    rf"\b(?:(?:somos|seremos|vamos a ser|vamos|estamos|venimos|son) {_NUMBER.format('es')}"
    rf"|(?:on|nous) (?:est|sera|sommes|serons|part|va etre) (?:a )?{_NUMBER.format('fr')}"
    rf"|(?:there(?: s| are| will be| ll be)?|we(?: re| are)) {_NUMBER.format('en')}(?: of us)?"
    rf"|(?:wir sind|sind wir|wir waren) (?:zu )?{_NUMBER.format('de')}"
    r"|(?:wir sind|sind wir|wir fahren|wir gehen) (?:\w+ ){0,2}?zu (?P<zu>zweit|dritt|viert|funft"
    r"|sechst|siebt|acht))\b"
)
_EACH: Final = re.compile(
    r"\b(?:(?:para |a )?cada (?:un[oa]|cual)|por (?:cabeza|persona|barba)|(?:pour )?chacune?"
    r"|par (?:personne|tete)|each(?: of us)?|apiece|per (?:person|head)|for everyone"
    r"|(?:fur )?jede[nrs]?(?: von uns)?|pro (?:person|kopf|nase))\b"
)
_TOGETHER: Final = {"zweit": 2, "dritt": 3, "viert": 4, "funft": 5, "sechst": 6, "siebt": 7,
                    "acht": 8}  # fmt: skip
_LED: Final = re.compile(
    r"^(?:(?:amig[oa]s?|herman[oa]s?|colegas?|personas?|gente|copains?|copines?|ami?e?s?|personnes"
    r"|collegues|freunde?|leute|friends|people|of us|of them|en todo|en tout|total) )*"
    r"(?:(?:y|et|and|und|so|asi que|donc|alors|also|entonces|que) )*"
)
_BUYING: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.UNKNOWN, Intent.INFORM, Intent.SUBSCRIBE,
     Intent.PRODUCT_SEARCH}
)  # fmt: skip


class OfEach(NamedTuple):
    """How many people there are, and what is wanted for each of them."""

    people: int
    wish: str


def of_each(text: str) -> OfEach | None:
    """The wish for each of several people; None: it is none."""
    plain = unaccented(text.lower()).replace("'", " ").replace("’", " ")
    found = _WE_ARE.search(plain)
    each = _EACH.search(plain)
    if found is None or each is None:
        return None
    said = next(one for one in found.groups() if one)
    count = _TOGETHER.get(said) or int(NUMBERS.get(said, said))
    said_so = text if len(text) == len(plain) else plain  # as it was said, where it can be seen
    behind = plain[found.end() :].lstrip(" ,")
    start = len(plain) - len(_LED.sub("", behind, count=1))
    wish = _without(each, start, said_so)
    return OfEach(count, wish) if count > 1 and wish else None


def _without(each: re.Match[str], start: int, text: str) -> str:
    """The text from there, without the words that each shall have it."""
    if each.start() < start:
        return text[start:].strip()
    return f"{text[start : each.start()]}{text[each.end() :]}".strip()


_PEOPLE_FIRST: Final = re.compile(
    r"^\W*(?:(?:bonjour|bonsoir|salut|hello|hi|hey|hola|buenas|hallo|guten tag|also|alors|pues|so"
    r"|well|moin)\W+)*"
    r"(?:nous sommes|on est|on sera|nous serons|we['’]re|we are|there['’]s|there are|somos|seremos"
    rf"|wir sind|wir werden) (?:{'|'.join(NUMBERS)}|\d{{1,2}})(?: [^\W\d]+){{0,4}}\s*[,.;]+\s+"
    r"(?=(?:\S+\s+){2}\S)",
    re.IGNORECASE,
)


def without_people_first(text: str) -> str:
    """The wish without how many people there are, which counts no goods: "nous sommes cinq à la
    maison, il nous faut la tente"; as it was where each of them shall have one."""
    return text if of_each(text) is not None else _PEOPLE_FIRST.sub("", text)


def for_all(found: Understanding, people: int) -> Understanding:
    """The wish for one of them, for all."""
    if found.product is None or found.intent not in _BUYING or found.every is not None:
        return found
    many = people * (found.quantity or 1)
    return found.but(intent=Intent.PLACE_ORDER, quantity=many, either=None)


_COME: Final = re.compile(
    r"\b(?:vien\w+|vendra\w*|apunt\w+|somos|seremos|hay mas|mas gente|invitad\w+|invite\w*|invites?"
    r"|viendr\w+|arriv\w+|debarqu\w+|(?:on|nous) (?:est|sera|sommes|serons)|du monde|il y a"
    r"|kommt|kommen|(?:wir|sie) (?:sind|werden)|gaste|besuch|mehr leute"
    r"|coming|comes|come over|turning up|we (?:re|are|ll be)|there (?:s|are|will be)|guests?"
    r"|visita|visite)\b"
)
_FETCHES: Final = re.compile(
    r"\b(?:recog\w*|recoj\w*|busc\w+|retir\w*|por ell[oa]s?|cherch\w+|recuper\w*|prendre|abhol\w*"
    r"|hol\w*|collect\w*|fetch\w*|pick\w*|get (?:it|them))\b"
)
_MARKS: Final = re.compile(r"[,;.!…]+(?:\s+|$)")
_LED_BY_SO: Final = re.compile(
    r"^(?:(?:asi que|entonces|pues|donc|alors|du coup|also|dann|so|then|y|et|and|und|qu|il|on|en"
    r"|nous|me|faut|faudrait|mette|mettrait|prenons|deme|dame|necesit\w+|wir|ich|brauche?n?|we|i|ll"
    r"|need|want) )+"
)
_LANGS: Final = "en-es-fr-de"


def count_for_more(text: str) -> int | None:
    """How many there shall be, where a clause before it tells who comes as well: "hoy viene más
    gente a la oficina, que sean cuatro" has nothing sent to an office; None: it is told otherwise,
    or somebody comes for the goods."""
    clauses = [each for each in _MARKS.split(text) if each.strip()]
    if len(clauses) < 2 or "?" in text or _FETCHES.search(plainly(text)):
        return None
    if not any(_COME.search(plainly(each)) for each in clauses[:-1]):
        return None
    return count_told(_LED_BY_SO.sub("", plainly(clauses[-1])), _LANGS)


_A_COUNT: Final = rf"(?:{'|'.join(NUMBERS)}|an?|une?|una|eine?n?|[1-9])"
_OF_EVERY: Final = re.compile(
    rf"\b(?:{_A_COUNT} (?:\w+ )?(?:of (?:each|every)|de (?:cada|chaque)|von jede[mr])"
    rf"(?! (?:day|week|month|size|colou?r|talla|color|taille|couleur|grosse|farbe))"
    rf"|von jede[mr](?: \w+){{1,2}} {_A_COUNT})\b"
)


def of_every_kind(text: str) -> bool:
    """Whether so many of every kind of some goods are wanted: "one of each of your coffees"."""
    return _OF_EVERY.search(plainly(text)) is not None
