"""What is asked of a store, in four languages: when it is open, where it is, how to call it.

Closed lists, looked for in plain words.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from app.voice.nlu.manners import is_answer, is_no, is_opener, plainly


class ShopAsked(NamedTuple):
    """What somebody wants to know of a store."""

    hours: bool
    place: bool
    phone: bool


EVERYTHING: Final = ShopAsked(hours=True, place=True, phone=True)
_HOURS: Final = re.compile(
    r"\b(?:open\w*|clos(?:e|es|ed|ing)|hours?|till when|until when|what time|abr\w+|abiert\w+"
    r"|cierr\w+|cerra\w+|horari\w+|hasta que hora|ouv\w+|ferm\w+|horaires?|heures?"
    r"|offen|offn\w*|geoffnet|auf|zu|schliess\w*|geschlossen|offnungszeiten|wie lange)\b"
)
_LATEST: Final = re.compile(
    r"(?:(?:what s|what is) the latest (?:that )?(?:i|we) (?:can|could)|how late (?:can|could)"
    r" (?:i|we)|(?:until|till) (?:when|what time) (?:can|could) (?:i|we)"
    r"|hasta (?:que hora|cuando) (?:me )?(?:puedo|podemos|podria)"
    r"|jusqu a quelle heure (?:est ce que )?(?:je peux|on peut|puis je)"
    r"|bis (?:wann|wie ?viel uhr) (?:kann|konnte|konnen) (?:ich|man|wir))"
    r"(?: \w+){0,4}? (?:come|drop|stop|swing|pop|visit|show up|ir|pasar\w*|venir|passer"
    r"|kommen|vorbei\w*|rein\w*|hin\w*)\b.*"
)
"""Asks how late one may come."""
_HOURS_ASKED: Final = re.compile(
    r"(?:what time|when|how late|(?:until|till) (?:when|what time)|at what time"
    r"|(?:a|hasta) que hora|cuando|(?:a|jusqu a) quelle heure|quand|(?:um |bis )?wann|wie lange"
    r"|um wie ?viel uhr)\b.*"
    r"\b(?:open\w*|clos\w+|abr\w+|cierr\w+|cerr\w+|ouv\w+|ferm\w+|offen|offn\w*|schliess\w*"
    r"|(?:macht|machen|macht ihr|hat|haben|habt) .*(?:auf|zu|offen|geoffnet))\b.*"
    r"|(?:\w+ ){0,12}?(?:will|are|would) (?:you|they) (?:guys )?(?:still |all )?(?:be )?(?:there"
    r"|around|in)"
    r"(?: .*)?|(?:\w+ ){0,12}?(?:vous serez|serez vous|vous etes|etes vous) (?:encore"
    r"|toujours) la(?: .*)?"
    r"|(?:\w+ ){0,12}?(?:estareis|estaran|estais|seguis|siguen) (?:todavia |aun )?(?:ahi"
    r"|alli)(?: .*)?"
    r"|(?:\w+ ){0,12}?(?:seid|sind) (?:ihr|sie) (?:\w+ ){0,4}?(?:noch|dann) da"
    r"|(?:\w+ ){1,4}(?:abr\w+|cierr\w+|cerr\w+|ouvr?\w+|ferm\w+|open\w*|clos\w+|macht|machen"
    r"|offn\w*|schliess\w*) (?:\w+ ){0,3}?(?:(?:a|hasta) que hora|cuando|(?:a|jusqu a) quelle heure"
    r"|quand|at what time|(?:bis )?wann|um wie ?viel uhr)(?: (?:auf|zu|\w+))?"
    r"|(?:is|are) (?:\w+ ){1,4}(?:open|closed)"
    r"(?: (?:on|at|till|until|today|tonight|tomorrow|now|late|this|for) ?.*)?"
    r"|(?:esta|estan) (?:\w+ ){0,4}(?:abiert[oa]s?|cerrad[oa]s?)(?: .*)?"
    r"|(?:est ce que )?(?:\w+ ){0,3}(?:est|etes vous|sont) (?:\w+ )?"
    r"(?:ouverte?s?|fermee?s?)(?: .*)?"
    r"|(?:ist|sind|hat|haben|habt) (?:\w+ ){1,4}(?:offen|geoffnet|geschlossen|zu)"
)
"""Asks when a store is open, whatever else is under way."""
_WHERE: Final = re.compile(
    r"\b(?:where|address|located|location|directions?|get there|find you|near(?:est|by)?|closest"
    r"|donde|direccion|ubicad\w+|cerca\w*|llegar|ou (?:est|se|etes|sont|vous)|adresse|trouve\w*"
    r"|proche|pres d|wo|anschrift|finde\w*|nachste\w*|nahe)\b"
)
_CALL: Final = re.compile(
    r"\b(?:phone|telephone|call|number|telefono|llam\w+|numero|appel\w+|telefon\w*|nummer"
    r"|anruf\w*)\b"
)
_CLAUSES: Final = re.compile(r"[,;.?!¿¡]+ *")
_STREET: Final = re.compile(
    r"(?:(?:and|so|great|super|ok|y|et|und|donc|also|pues) )*"
    r"(?:(?:what|which)(?: s| is)? (?:the )?(?:street|address|road)(?: .*)?"
    r"|where (?:exactly |about |abouts )?(?:is|are) (?:you|it|the (?:store|shop)|that)(?: .*)?"
    r"|(?:en )?(?:que|cual es la) (?:calle|direccion)(?: .*)?"
    r"|(?:c est |a )?(?:quelle|dans quelle) (?:rue|adresse)(?: .*)?|c est ou (?:deja"
    r"|exactement)(?: .*)?"
    r"|(?:in )?(?:welche[rs]?|wie (?:ist|war|heisst) die) (?:strasse|adresse|anschrift)(?: .*)?"
    r"|wo genau (?:ist|seid|sind|finde) .*)"
)
"""Asks where a store is, whatever else is under way."""


_OTHER_STORE: Final = re.compile(
    r"(?:(?:and|ok|okay|what about|how about|y|e|que tal|et|pour|und|was ist mit"
    r"|wie ist es (?:in|bei)|wie sieht es (?:in|bei)|in|at|en|a) )*"
    r"(?:(?:the|your) other (?:store|shop|one|branch|location|place)"
    r"|(?:la|el) otr[oa](?: (?:tienda|sucursal|local))?"
    r"|l autre(?: (?:magasin|boutique))?"
    r"|(?:d(?:er|ie|as|em)) andere[nr]?(?: (?:laden|filiale|geschaft))?)"
    r"(?: (?:then|open|abierta|entonces|ouvert|alors|dann|offen|auf))?"
)
"""Means the other store."""


def shop_asked(text: str) -> ShopAsked:
    """What of a store is asked for; everything, where nothing is named."""
    words = plainly(text)
    asked = (_HOURS.search(words), _WHERE.search(words), _CALL.search(words))
    return ShopAsked(*map(bool, asked)) if any(asked) else EVERYTHING


def asks_hours(text: str) -> bool:
    """Whether a text, or a clause of it, asks when a store is open."""
    return any(_HOURS_ASKED.fullmatch(_bare(each)) for each in (text, *_CLAUSES.split(text)))


def names_other_store(text: str) -> bool:
    """Whether no more is said than that the other store is meant: "what about the other one?"."""
    return _OTHER_STORE.fullmatch(plainly(text)) is not None


def asks_latest(text: str) -> bool:
    """Whether it is asked how late one may come: "what's the latest I can drop by?"."""
    return any(_LATEST.fullmatch(_bare(each)) for each in (text, *_CLAUSES.split(text)))


def _bare(text: str) -> str:
    """The plain words behind an opener or answer."""
    words = plainly(text).split()
    while words and (is_opener(words[0]) or (is_answer(words[0]) and not is_no(words[0]))):
        words = words[1:]
    return " ".join(words)


_ADDRESS_WANTED: Final = re.compile(
    r"\b(?:give|tell|send|what s|what is|whats|dame|deme|denme|dime|digame|me (?:das|da|dan"
    r"|dices|dice|pasas|puede\w* dar)|cual es|quisiera|quiero|necesito|donnez|donne|dites"
    r"|quelle est|c est quoi|je (?:veux|voudrais)|il me faut|was ist|gib|geben|sag\w*"
    r"|nenn\w*|ich brauche)"
    r" (?:(?!mi |my |mon |mein)\w+ ){0,4}?(?:address|direccion|adresse|anschrift)\b"
)


def wants_address(text: str) -> bool:
    """Whether the address of a store is asked for, and none shall be another."""
    return _ADDRESS_WANTED.search(plainly(text)) is not None


def asks_street(text: str) -> bool:
    """Whether a text, or a clause of it, asks in which street a store is."""
    return any(_STREET.fullmatch(_bare(each)) for each in (text, *_CLAUSES.split(text)))
