"""What somebody has to spend, with the question what can be had for it: "tengo veinte dólares, ¿qué
me puedo comprar?".

Closed lists in four languages, looked for in plain words.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Understanding
from app.voice.turn import Intent

MONEY: Final = frozenset(
    {"dollar", "dollars", "bucks", "quid", "pounds", "euro", "euros", "dolares", "dolar", "pavos",
     "pesos", "balles", "piastres", "dollari"}
)  # fmt: skip
_WHAT: Final = re.compile(
    r"\b(?:what (?:can|could|do|might) (?:i|we|you) (?:get|buy|have|afford)\b"
    r"|what (?:have|do) you (?:got|have)|what(?: s| is) there|anything for"
    r"|que (?:me |nos )?(?:puedo|podria|podemos|podriamos) (?:comprar|llevar|pillar|coger|pedir)\w*"
    r"|que me (?:llevo|compro|da|alcanza)|(?:que|para que) me (?:llega|alcanza)|que (?:hay|tienen"
    r"|teneis|tienes|venden) (?:por|para|con|de)?|que hay$|que tienen$|que teneis$"
    r"|(?:qu est ce que|que) (?:je|on) (?:peux|peut|pourrais|pourrait) (?:avoir|acheter|prendre"
    r"|m offrir|m acheter)|(?:je|on) (?:peux|peut|pourrais) (?:m |s )?(?:avoir|acheter|prendre"
    r"|offrir) quoi|vous avez quoi|(?:qu est ce que|que) vous avez|qu avez vous|y a quoi"
    r"|was (?:kann|konnte|krieg|kriege|bekomm|bekomme) (?:ich|man|wir) (?:\w+ ){0,3}?"
    r"(?:kaufen|haben|bekommen|kriegen|$)|was (?:krieg|bekomm)\w* (?:ich|wir)|was gibt(?: es|s| s)?"
    r"|was (?:habt ihr|haben sie))\b"
)
_NOT_TO_SPEND: Final = re.compile(
    r"\b(?:back|refund\w*|charged?|cost\w*|paid|devol\w*|reembols\w*|cobr\w*|cuesta\w*|pag(?:ue|o)"
    r"|rembours\w*|debit\w*|coute\w*|paye\w*|zuruck\w*|erstatt\w*|abgebucht|kostet\w*|bezahlt)\b"
)


def what_it_buys(text: str, lang: str) -> Understanding | None:
    """The wish to see what there is for so much money; None: it is not asked."""
    plain = plainly(text)
    if _WHAT.search(plain) is None or _NOT_TO_SPEND.search(plain):
        return None
    most = _amount(plain, lang)
    if most is None:
        return None
    return Understanding(intent=Intent.PRODUCT_SEARCH, most=most, text=plain)


def _amount(plain: str, lang: str) -> Decimal | None:
    """The sum of money that is told last; None: none is."""
    sheet = Sheet.of(plain, lang)
    words = list(sheet.plain)
    at = next((i for i in range(len(words) - 1, -1, -1) if words[i] in MONEY), None)
    for start in range(max(0, (at or 0) - 3), at or 0):
        found = amount_at(sheet, start)
        if found is not None and start + found[1] == at:
            return found[0]
    return None
