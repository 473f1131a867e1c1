"""Why it shall be fewer, and for how many people it is, in four languages: "one of the kids has his
own", "que mi suegra no viene", "für uns zwei".

Neither is a wish, nor a number of goods. Closed lists, looked for in plain words.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import adds, plainly
from app.voice.nlu.ways import method_in

_WHY: Final = re.compile(
    r"\b(?:has|have|s|ve|got|brings?|bringing|uses?|using|kept|keeps) (?:\w+ ){0,2}?"
    r"(?:(?:his|her|their|my|our|its) own|his|hers|theirs|mine|one already)\b"
    r"|\b(?:(?:just|ve|we|i|s|dad|mum|he|she|they) (?:just )?(?:found|dug (?:out|up)|unearthed))\b"
    r"|\b(?:not|isn t|aren t|won t be) (?:\w+ )?(?:coming|joining|staying)\b"
    r"|\b(?:can t|cannot|couldn t|won t) (?:\w+ )?(?:come|make it|join)\b|\bdropped out\b"
    r"|\b(?:doesn t|don t|never) (?:\w+ )?(?:drinks?|uses?|likes?)\b"
    r"|\b(?:hat|haben|hab|habe|bringt|bringen|nimmt|nehmen) (?:\w+ ){0,4}?"
    r"(?:eigene[nrsm]?|seine[nrs]?|ihre[nrs]?|selbst|selber)\b"
    r"|\bgefunden\b|\babgesagt\b|\bspringt ab\b"
    r"|\b(?:kommt|kommen|trinkt|trinken|fahrt|fahren) (?:\w+ ){0,3}?(?:nicht|keine?[nrs]?|nie)\b"
    r"|\b(?:tien\w+|tengo|trae\w*|lleva|llevan) (?:\w+ ){0,2}?(?:suy[oa]s?|propi[oa]s?|mi[oa]s?)\b"
    r"|\b(?:encontr\w+|aparecid\w+|aparecio)\b|\brajad\w+\b|\bsomos menos\b"
    r"|\bno (?:\w+ )?(?:viene|vienen|vendra|vendran|va a venir|van a venir|bebe|beben|usa|usan"
    r"|puede venir|pueden venir)\b|\bnos (?:han )?(?:regal\w+|prest\w+)\b"
    r"|\b(?:a|ont|ai|avons|apporte\w*|amene\w*|prend|garde) (?:\w+ ){0,2}?(?:la sienne|le sien"
    r"|les siens|les siennes|les leurs|la leur|le leur|la mienne|le mien|deja (?:une?|la|le))\b"
    r"|\b(?:retrouv\w*|viens? de trouver|vient de trouver)\b|\bdesiste\w*"
    r"|\b(?:vient|viennent|viendra|viendront|boit|boivent|(?:peut|peuvent) \w*) ?(?:\w+ )?(?:pas"
    r"|plus|jamais)\b"
)
_NO_REASON: Final = re.compile(
    r"\b(?:want\w*|need\w*|make it \w+|take|send|deliver\w*|bring (?:it|them)|instead|rather"
    r"|cancel\w*|collect\w*|pick\w*|stop|forget|ich|will|brauch\w*|mocht\w*|nehm\w*|schick\w*"
    r"|liefer\w*|storn\w*|abhol\w*|hol\w*|quier\w*|queremos|necesit\w*|ponme|mand\w*|envi\w*"
    r"|cancel\w*|anul\w*|recog\w*|recoj\w*|buscar\w*|veux|voul\w*|faut|faudrait|mettez|envoy\w*"
    r"|livr\w*|annul\w*|cherch\w*|recuper\w*|je peux|on peut|i can t|i won t|we can t|no puedo)\b"
)
"""Words by which a clause wishes for something itself, or tells how the goods are had."""
_LONGEST: Final = 14
_NUMBER: Final = (
    r"(?:two|three|four|five|six|zwei|drei|vier|fünf|sechs|dos|tres|cuatro|cinco|seis|deux|trois"
    r"|quatre|cinq|six|[2-9])"
)
_FOR_US: Final = re.compile(
    rf"\b(?P<us>for|für|para|pour) (?:(?P<we>us|uns|nosotr[oa]s|nous)(?: {_NUMBER}\b(?! (?!is|are"
    rf"|reich|passt|wär|das|va|est|ça|and|und|y|et)[^\W\d_]{{3,}}s?\b))"
    rf"|(?:just |only )?the {_NUMBER} of us\b|l[oa]s {_NUMBER}\b(?! \w+s\b))",
    re.IGNORECASE,
)
_FOR_ALL_OF_US: Final = re.compile(
    rf"\b(for|para) (?:(?:just |only )?the ({_NUMBER}) of us|l[oa]s ({_NUMBER}))\b(?! \w+s\b)",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(rf"\b{_NUMBER}\b", re.IGNORECASE)
_WE_ARE: Final = re.compile(
    rf",?\s*\b(?:wir sind|sind wir|somos|seremos|on est|on sera|nous sommes|we are|we're"
    rf"|there(?:'s| is| are)|es sind)(?: ja| doch| just| only| nur| eh| solo| sólo| que)*"
    rf" {_NUMBER}(?: of us)?(?=\s*(?:[,.!]|$))",
    re.IGNORECASE,
)


def tells_why_fewer(clause: str) -> bool:
    """Whether a clause tells no more than why somebody needs none of it."""
    plain = plainly(clause)
    told = "?" not in clause and len(plain.split()) <= _LONGEST and _WHY.search(plain) is not None
    return told and not (_NO_REASON.search(plain) or adds(clause) or method_in(clause))


def of_so_many(text: str) -> str:
    """The text with how many people something is for as one kind of goods may be called: "one for
    two", which is not both of them."""
    return _FOR_ALL_OF_US.sub(lambda found: f"{found[1]} {found[2] or found[3]}", text)


def for_us(text: str) -> str:
    """The text without how many people something is for: "für uns zwei" counts no goods."""
    return _FOR_US.sub(lambda found: f"{found['us']} {found['we'] or 'us'}", text)


def without_people(text: str) -> str:
    """The text without how many people it is for or there are; as it was where nothing else is
    said."""
    left = _WE_ARE.sub("", for_us(text))
    return left if plainly(left) else text


def counted_besides(text: str) -> str:
    """The text without the people, where a number is told besides: "make it two, there are two of
    us"; as it was where theirs is the only one."""
    left = without_people(text)
    return left if _COUNT.search(left) is not None else text
