"""What somebody has to spend, with the question what can be had for it: "tengo veinte dólares, ¿qué
me puedo comprar?", "solo me alcanza para 13, ¿hay algo?", "I don't want to spend more than 20".

Closed lists in four languages, looked for in plain words.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.prices import price_bounds
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
_ANYTHING: Final = re.compile(
    r"\b(?:(?:is|s) there (?:any|some)thing|(?:do you have|have you got|got) (?:any|some)thing"
    r"|(?:any|some)thing (?:for|under|that)|(?:hay|tienen?|tienes|teneis|venden|habra|habria) algo"
    r"|algo (?:por|de|que|para)|(?:y a t il|il y a|y a|avez vous|vous avez|auriez vous) (?:quelque"
    r" chose|un truc)|quelque chose (?:a|pour|qui)"
    r"|(?:gibt(?: es|s| s)?|habt ihr|haben sie|hatten sie) (?:da |dafur )?(?:et)?was|etwas"
    r" (?:fur|das|unter))\b"
)
_SPENT: Final = (
    r"(?:spend(?: (?:more than|over|up to|about|around|at most|only|just|like))?"
    r"|budget(?: (?:is|of|s|about|around|only|up to))*|(?:can|could)(?: t)? (?:only |just )?"
    r"(?:afford|stretch to|go up to|go to)(?: (?:more than|over|about))?"
    r"|gast\w+(?: (?:mas (?:de|que)|como mucho|como maximo|hasta|maximo|solo|unos|sobre|de))*"
    r"|presupuesto(?: (?:es|seria|de|son|unos|maximo|como mucho))*"
    r"|(?:alcanza|llega|da|alcanzan) (?:solo )?(?:para|hasta)"
    r"|(?:quiero|queremos|puedo|podemos) pasar(?:me|nos)? de"
    r"|depens\w+(?: (?:plus (?:de|que)|que|au maximum|au max|jusqu a|environ|pas plus de))*"
    r"|budget(?: (?:est|c est|serait|de|environ|maximum))*|(?:peux|veux) mettre"
    r"(?: (?:que|plus de))?|budget (?:ist|von|sind|liegt bei|betragt)(?: (?:etwa|ungefahr|so))?)"
)
"""Before a sum that somebody tells to be what may be spent."""
_OWNED: Final = (
    r"(?:(?:i|we)(?: ve)? (?:only |just )?(?:got|have)(?: only| just| about)?|(?:with|for)(?: only"
    r"| just)?|(?:tengo|llevo|traigo|tenemos|llevamos|cuento con|dispongo de)(?: (?:solo|unos"
    r"|nada mas(?: que)?))?|(?:con|por)(?: (?:solo|unos|es[oe]s?))?"
    r"|(?:(?:j|n) ai|(?:on|nous) (?:n )?(?:a|avons))(?: (?:que|plus que|juste|seulement|environ))?"
    r"|(?:pour|avec)(?: (?:juste|seulement|mes))?"
    r"|(?:ich |wir )?(?:hab|habe|haben)(?: (?:ich|wir|nur|bloss|noch|gerade|so|etwa))*"
    r"|(?:mit|fur)(?: (?:nur|bloss|meinen))?)"
)
"""Before a sum of which nothing tells that it is money but what is asked beside it."""
_ANY_GOODS: Final = re.compile(
    r"(?:(?:some|any|an?|un[ao]?s?|une|des?|eine?[nrs]?|little|small|nice|cheap|pretty|pequen\w*"
    r"|bonit\w*|lind\w*|barat\w*|sencill\w*|petite?s?|jolie?s?|sympa|pas|cher|klein\w*|schon\w*"
    r"|nett\w*|gunstig\w*|something|anything|algo|quelque|chose|etwas|was|para|for|pour|fur"
    r"|regal(?:o|it)\w*|detall(?:e|it)\w*|obsequi\w*|gifts?|presents?|surprise|sorpresa"
    r"|cadeaux?|souvenirs?|recuerd(?:o|it)\w*|geschenke?|mitbringsel|kleinigkeit\w*"
    r"|aufmerksamkeit|things?|stuff|cos(?:a|it)\w*|trucs?|choses?|sachen?|bricoles?)(?: |$))+"
)
"""Something to give, or something at all: no goods by name."""
_OF_SPENDING: Final = re.compile(
    r"\b(?:spend|budget|afford|stretch|go (?:up )?to|gast\w+|presupuesto|alcanzan?|llega|da para"
    r"|pasar(?:me|nos)?|depens\w+|mettre|ausgeben|hinlegen|zahlen|locker)\b"
)
_SPAN: Final = re.compile(r"\b(?:between|entre|zwischen)\b")
_A_SUM: Final = 5
"""Less than that counts goods: "con eso me llega para dos"."""
_SPEND_IT: Final = re.compile(rf"\b{_SPENT}$")
_OWN_IT: Final = re.compile(rf"\b(?:{_SPENT}|{_OWNED})$")
_BOUND: Final = re.compile(
    r"\b(?:mehr als|hochstens|maximal|bis zu|nur|bloss|um die|rund|etwa|ungefahr)$"
)
_PAID_OUT: Final = re.compile(r"(?:\w+ )?(?:ausgeben|hinlegen|zahlen|locker ?machen)\b")
_GOES_ON: Final = re.compile(
    r"(?:$|(?:on me|to spend|left|or (?:less|so)|nada mas|como (?:mucho|maximo)|o menos|maximo|max"
    r"|au (?:plus|max\w*)|en tout|sur moi|dabei|in der tasche|ubrig|ausgeben|ubrig|and|but|so|y"
    r"|pero|o|et|mais|und|aber|is|s|what|que|hay|tienen?|tienes|teneis|il|y a|qu|nomas|no mas|on"
    r"|je|vous|was"
    r"|gibt\w*|krieg\w*|hab\w*|do|have|can|anything|something|algo|quelque|para|asi|entonces|alors"
    r"|dann|da|please|por favor|bitte|s il|en total|for)\b)"
)
"""What may stand behind a sum: no goods that it counts."""
_COSTING_LESS: Final = re.compile(
    r"\b(?:that|which|que|qui|das|was)(?: \w+){0,2}? (?:costs?|cuest[ae]n?|kostet|coute\w*)"
    r"(?: (?:less|menos|moins|weniger))?\b"
    r"|\b(?:que|das|was) (?:weniger|menos|no) (?:kostet|cueste)\b"
)
"""What is asked for shall cost so much: nobody asks for the price of something."""
_NOT_TO_SPEND: Final = re.compile(
    r"\b(?:back|refund\w*|charged?|cost\w*|paid|devol\w*|reembols\w*|cobr\w*|cuesta\w*|pag(?:ue|o)"
    r"|rembours\w*|debit\w*|coute\w*|paye\w*|zuruck\w*|erstatt\w*|abgebucht|kostet\w*|bezahlt)\b"
)


def what_it_buys(text: str, lang: str) -> Understanding | None:
    """The wish to see what there is for so much money; None: it is not asked."""
    plain = plainly(text)
    if _NOT_TO_SPEND.search(_COSTING_LESS.sub("", plain)):
        return None
    most = None
    if _WHAT.search(plain) or _ANYTHING.search(plain):
        most = _amount(plain, lang) or _told(plain, lang, _OWN_IT)
    if most is None and _OF_SPENDING.search(plain):
        most = _told(plain, lang, _SPEND_IT)
    if most is None:
        return None
    span = price_bounds(Sheet.of(plain, lang)) if _SPAN.search(plain) else None
    if span is not None and span.max is not None:  # "between 30 and 40 euros, what do you have"
        return Understanding(
            intent=Intent.PRODUCT_SEARCH, least=span.min, most=span.max, text=plain
        )
    return Understanding(intent=Intent.PRODUCT_SEARCH, most=most, text=plain)


def _told(plain: str, lang: str, leads: re.Pattern[str]) -> Decimal | None:
    """The sum that stands behind such words, or before a verb of paying, though no money is named:
    "my budget is 40", "nicht mehr als 20 ausgeben"; None: no sum does."""
    sheet = Sheet.of(plain, lang)
    for at in range(len(sheet.plain)):
        found = amount_at(sheet, at)
        if found is None or found[0] < _A_SUM:
            continue
        before, behind = sheet.plain[:at], sheet.plain[at + found[1] :]
        behind = behind[1:] if behind and behind[0] in MONEY else behind
        led, rest = " ".join(before), " ".join(behind)
        paid_out = _BOUND.search(led) and _PAID_OUT.match(rest)
        if paid_out or (leads.search(led) and _GOES_ON.match(rest)):
            return found[0]
    return None


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


def names_any_goods(words: str) -> bool:
    """Whether what is looked for is no more than something, or something to give: "un regalito"."""
    return _ANY_GOODS.fullmatch(plainly(words)) is not None
