"""What several goods cost together: "what would two mugs and a coffee come to", "cuánto me
costarían dos tazas y un café todo junto".

Closed lists in four languages, looked for in plain words; what is a name, the search decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.commerce.words import NUMBERS, names_something
from app.voice.nlu.hesitation import tidied
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Named, Understanding
from app.voice.nlu.words import tokenize
from app.voice.turn import Intent

_TELL: Final = (
    r"(?:(?:can|could|would) you (?:please )?tell me|(?:please )?tell me|i (?:d like|want|wanted)"
    r" to know|do you know|(?:me )?(?:puede\w*|podria\w*) decir\w*|(?:me )?di(?:me|game|ces|ce|cen)"
    r"|(?:quiero|queria|quisiera|me gustaria) saber|sabe\w*|(?:pouvez|pourriez) vous me dire"
    r"|dites moi|je (?:veux|voudrais|voulais) savoir|(?:konnen|konnten) sie mir sagen|sagen sie mir"
    r"|sag mal|ich (?:wollte|mochte) (?:gern |mal )?wissen|and|y|et|und|so|pues|oye|oiga"
    r"|alors|also)"
)
_LEAD: Final = re.compile(
    rf"(?:{_TELL} )*"
    r"(?:(?:how much|what)(?: (?:s|is|are|would|will|do|does|for|the|it|i|cost|costs|price|total|of"
    r"|pay|be|to|get|buy|if|take))*"
    r"|(?:the )?(?:price|total|cost) (?:of|for)"
    r"|(?:a )?(?:cuanto|por cuanto)(?: (?:me|nos|te|se|en total|todo|junto|es|son|pago|pagaria|por"
    r"|va|van|a|cuest\w+|cost\w+|val\w+|sal\w+|ser\w+|cobra\w*|qued\w+|sub\w+|suma\w*|hac\w+|llevando|si|llevo|compro"
    r"|pido))*"
    r"|que (?:precio|valor) (?:tien\w+|tendri\w+)|(?:cual (?:es|seria) )?el (?:precio|total)"
    r"(?: total)? (?:de|por)"
    r"|(?:c est )?combien(?: (?:ca|cela|me|est ce que|cout\w+|va\w*|fai\w+|fe\w+|font|font ils"
    r"|ser\w+|pour|je|paie|payerais?|si|prends|ensemble|en tout))*"
    r"|(?:quel (?:est|serait) )?le (?:prix|total) (?:de|des|du|pour)"
    r"|(?:was|wie ?viel)(?: (?:kost\w+|mach\w+|kam\w*|kommen?|wurd\w+|zahl\w+|ist|sind|mich|mir|uns"
    r"|das|ich|zusammen|insgesamt|fur|wenn|nehme|denn|so))*"
    r"|(?:der )?preis (?:von|fur)) "
)
_TAIL: Final = re.compile(
    r"(?: (?:cost|costs|come to|come out (?:to|at)|be|run me|run|set me back|me|kosten"
    r"|zusammenkosten|machen|coutent|couteraient|couterait|cuestan|costarian|costaria|valen|together"
    r"|altogether|all together|in total|in all|all in|total|both|todo junto|tod[oa]s junt[oa]s"
    r"|junt[oa]s?|en total|todo|en conjunto|ensemble|en tout|au total|le tout|zusammen|insgesamt"
    r"|alles|please|por favor|bitte|s il vous plait|then|denn|cada una?|each))+$"
)
_PRICED: Final = re.compile(
    r"\b(?:how much|price|cost|costs|total|come (?:out )?(?:to|at)|set me back|run me|pay"
    r"|cuanto|precio|valor|combien|prix|was (?:kost|mach|kam|komm|wurd|zahl)\w*|kosten|kostet"
    r"|wie ?viel|preis)\b"
)
_JOINED: Final = re.compile(
    r" (?:and(?: also)?|y(?: tambien)?|e|et(?: aussi)?|und(?: auch)?|plus|sowie|mas"
    r"(?= (?:una?|unos|unas|el|la|los|las|dos|tres|cuatro|\d+)\b)) "
)
_COMMA: Final = re.compile(r"[,;]\s*(?=\S)")
_ARTICLE: Final = re.compile(
    r"(?:(?:of|for|de|del|des|du|d|von|fur|pour|por) )?"
    r"(?:(?:the|some|your|el|la|los|las|unos|unas|le|les|l|des|du|der|die|das|den|dem) )*"
)
_UNIT: Final = re.compile(
    r"(?:pairs?|bags?|pac(?:k|ket)s?|boxes|box|par(?:es)?|paquetes?|bolsas?|cajas?|paires?|paquets?"
    r"|sachets?|boites?|paar|packung(?:en)?|pack(?:chen)?|tuten?)(?: (?:of|de|d|von))? "
)
_NO_NAME: Final = re.compile(
    r"\b(?:when|where|what|which|who|how|do|does|can|could|is|are|it|them|you|i|we|open|ship\w*"
    r"|deliver\w*|que|cuando|cuanto|donde|como|puedo|pueden|tienen?|hay|esta|estan|abren|cierran"
    r"|envi\w+|envio|entrega|quand|ou|comment|peut|pouvez|avez|ouvr\w+|ferm\w+|vous|je|livr\w+"
    r"|wann|wo|wie|was|kann|konnen|habt|haben|hat|macht|ihr|sie|ich|es|gibt|liefer\w*|versand)\b"
)
"""Words of another question."""
_FEW: Final = 6
_ONE: Final = dict.fromkeys(("a", "an", "un", "una", "une", "ein", "eine", "einen", "einem"), "1")
_SEVERAL: Final = 2
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of goods, by the name they were called."""

    name: str
    count: int


def as_list(text: str) -> str:
    """The plain words of a text, its commas told as an "and"."""
    return plainly(_COMMA.sub(" and ", text.rstrip(",;")))


def summed_in(text: str) -> tuple[Counted, ...]:
    """The goods whose prices are asked for together; empty: it is no such question, or of one."""
    counted = [_counted(each) for each in _parts(text)]
    goods = tuple(each for each in counted if each is not None)
    return goods if len(goods) == len(counted) >= _SEVERAL else ()


def of_sum(text: str, read: Callable[[str], Understanding]) -> Understanding:
    """The question for the price of several goods, each with the size and color told of it."""
    first, *rest = (
        Named(product=each.name, quantity=each.count, attributes=read(each.name).attributes)
        for each in summed_in(text)
    )
    return Understanding(
        intent=Intent.PRICE_CHECK,
        product=first.product,
        phrase=first.product,
        quantity=first.quantity,
        attributes=first.attributes,
        others=tuple(rest),
        text=as_list(text),
    )


def asks_sum(text: str) -> bool:
    """Whether it is asked what so many of one thing cost: "what do I pay for three mugs"."""
    parts = _parts(text)
    counted = _counted(parts[0]) if len(parts) == 1 else None
    return counted is not None and counted.count > 1


def _parts(text: str) -> list[str]:
    """What stands for goods in a question for a price, part by part; empty: it is no such."""
    plain = as_list(tidied(text))
    lead = _LEAD.match(f"{plain} ")
    if lead is None or _PRICED.search(plain) is None:
        return []
    rest = _TAIL.sub("", " " + plain[lead.end() :]).strip()
    return [each for each in _JOINED.split(f" {rest} ") if each.strip()]


def _counted(words: str) -> Counted | None:
    """How many of what; None: the words are no name."""
    bare = _ARTICLE.sub("", words.strip(), count=1)
    first, _, rest = bare.partition(" ")
    count = int(first) if first.isdecimal() else int(NUMBERS.get(first, _ONE.get(first, "0")))
    name = _ARTICLE.sub("", rest, count=1) if 0 < count < _MOST and rest else bare
    name = _UNIT.sub("", name, count=1)
    tokens = tokenize(name).norm
    if not 0 < len(tokens) <= _FEW or _NO_NAME.search(name):
        return None
    if not any(map(names_something, tokens)):
        return None
    return Counted(name=name, count=count if 0 < count < _MOST and rest else 1)
