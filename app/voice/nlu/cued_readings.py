"""Readings that no sentence has without a word for them.

Whoever calls an order off says so somehow: that something is not wanted, or shall be undone;
whoever wants something again and again says how often. Where nothing of the kind is said, the
classifier was led astray by a turn of phrase ("ich hol sie ab"), and the next reading counts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from app.voice.nlu.labels import Label
from app.voice.nlu.manners import plainly
from app.voice.nlu.parsing import Parsed
from app.voice.nlu.price_questions import asks_what_it_costs
from app.voice.nlu.understanding import Expect

_CALLED_OFF: Final = re.compile(
    r"\b(?:cancel\w*|call\w* .*off|scrap\w*|undo|drop\w*|withdraw\w*|revoke\w*|reverse\w*|void\w*"
    r"|stop\w*|halt\w*|kill|bin|binned|ditch\w*|abort\w*|pull\w*|back out|get out of|rid of|off"
    r"|remove\w*|delete\w*|take .*(?:back|out|away)|forget|never ?mind|chang\w* .*mind|mistake\w*"
    r"|accident\w*|wrong\w*|twice|double|dupl\w+|regret\w*|not?|n t|don t|doesn t|won t|didn t"
    r"|can t"
    r"|cannot|never|nothing|without|longer|any ?more|instead|already|elsewhere|too late|refund\w*"
    r"|money back|return\w*"
    r"|storn\w*|abbestell\w*|abbrech\w*|abblas\w*|absag\w*|annul\w*|widerruf\w*|zuruck\w*"
    r"|ruckgangig|rucktritt|ruckzieh\w*|streich\w*|losch\w*|raus\w*|weg|vergiss|vergess\w*|lass\w*"
    r"|nicht\w*|kein\w*|nie|nein|ohne|statt\w*|doch|anders|schon|bereits|versehen\w*|falsch\w*"
    r"|doppelt|zweimal|hinfallig|erledigt|bereu\w*|kundig\w*|stopp\w*|geld"
    r"|anul\w*|suspend\w*|quit\w*|retir\w*|elimin\w*|borr\w*|deshac\w*|deshag\w*|olvid\w*|dej\w*"
    r"|equivo\w*|error|sin|nada|nunca|ya|arrepent\w*|arrepient\w*|echar\w* atras|par\w+"
    r"|supprim\w*|enlev\w*|retract\w*|oubli\w*|laiss\w*|arret\w*|pas|plus|jamais|rien|sans|erreur"
    r"|tromp\w*|deja|finalement|revenir|revien\w*|renonc\w*|rembours\w*|devol\w*|reembols\w*)\b"
)


_AGAIN: Final = re.compile(
    r"\b(?:every\w*|(?<!of )each|(?:each|cada|chaque|jede[nrsm]?) (?:\w+ )?(?:day|week|month|year"
    r"|dia|semana|mes|ano|jour|semaine|mois|an|tag|woche|monat|jahr)s?|weekly|fortnight\w*|biweekly|monthly|quarterly|yearly|daily|annual\w*"
    r"|once a"
    r"|twice a|times a|(?:a|per) (?:day|week|month)|regular\w*|recurring|subscri\w*|standing"
    r"|auto\w*|keep \w+|continu\w*|always|deliver\w*|ongoing|repeat\w*|refill\w*|restock\w*|sign"
    r"|(?<!von )jede[nrsm]?|alle|wochentlich\w*|monatlich\w*|taglich\w*|jahrlich\w*"
    r"|regelmassig\w*|abo\w*"
    r"|dauer\w*|immer|laufend|standig|pro (?:woche|monat|tag)|(?:im|die) (?:monat|woche)|mal"
    r"|wiederkehrend\w*|fest|nachschub"
    r"|(?<!de )cada|todos|todas|semanal\w*|mensual\w*|diari\w*|quincenal\w*|al (?:mes|dia|ano)"
    r"|a la semana|por (?:semana|mes)|suscri\w*|regular\w*|siempre|periodic\w*|abon\w*|recurrent\w*"
    r"|fij[oa]|(?<!de )chaque|tous|toutes|hebdomadaire\w*|mensuel\w*|quotidien\w*"
    r"|par (?:semaine|mois|jour)"
    r"|reguli\w*|toujours|recevoir|automati\w*|permanen\w*)\b"
)
"""How often, or that it shall be so for good."""
_MONEY: Final = re.compile(
    r"\b(?:much|price\w*|pricing|cost\w*|pay|paying|charg\w*|rate\w*|fee\w*|damage|dollar\w*"
    r"|euro\w*"
    r"|bucks?|quid|pounds?|cents?|cheap\w*|expensive|dear\w*|pric\w+|worth|money|afford\w*|budget"
    r"|set me back|go(?:es|ing)? for|sell\w*|total|sum|quote\w*|estimate|discount\w*|sale|deal\w*"
    r"|expens\w*|tag|run me|value\w*|less|more|under|over|between|what s|what is|what are"
    r"|kost\w*|preis\w*|teuer\w*|teurer\w*|billig\w*|gunstig\w*|wie ?viel\w*|zahl\w*|geld|macht"
    r"|verlang\w*|nehmt|nimmt|liegt|liegen|kommt|kommen|hinlegen|blech\w*|ausgeb\w*|rabatt\w*|was"
    r"|summe|wert|unter|uber"
    r"|cuant\w+|preci\w+|cuest\w*|cost\w*|val\w+|sale\w*|car[oa]s?|barat\w*|pag\w*|dinero|plata"
    r"|cobr\w*|tarifa\w*|importe|que (?:me )?(?:piden|pedis|pides)|descuento\w*|total|a como|menos"
    r"|mas"
    r"|combien|prix|cout\w*|vaut|valent|cher\w*|paye\w*|tarif\w*|fait|font|argent|somme|montant"
    r"|moins|plus|bon marche|a quel|demand\w*)\b"
)
_ANEW: Final = re.compile(
    r"\b(?:start\w*|restart\w*|over|again|begin\w*|beginning|scratch|reset|fresh|anew|clear|empty"
    r"|new"
    r"|von (?:vorne?|vorn|anfang)|neu\w*|anfang\w*|nochmal\w*|noch ?mal|vorne|zuruck|leer\w*"
    r"|empez\w*|empiez\w*|comenz\w*|comienz\w*|nuevo|(?:a|de|desde) cero|reinici\w*|principio"
    r"|otra vez"
    r"|recommenc\w*|reprend\w*|debut|(?:a|de) zero|nouveau|depart|effac\w*|vid\w+)\b"
)
_STORE: Final = re.compile(
    r"\b(?:address|where (?:are|is)|phone|telephone|number|(?:opening )?hours|open|clos\w+|street"
    r"|adresse|anschrift|strasse|telefon\w*|offnungszeit\w*|offen|geoffnet|wo (?:seid|sind|ist"
    r"|liegt)"
    r"|direccion|telefono|horario\w*|abr\w+|cierr\w+|donde|calle|horaires?|ouvert\w*|ferm\w+|rue|ou"
    r" (?:est|etes))\b"
)
"""What is asked again of a store, and was not said before."""
_USUAL: Final = re.compile(
    r"\b(?:usual\w*|same|again|always|regular\w*|last (?:time|order|week|month)|reorder\w*"
    r"|repeat\w*"
    r"|order(?:ed)? (?:it )?before|another|more of (?:the|that|those|my)|favou?rite|normally"
    r"|typical\w*|run out|out of"
    r"|running low|restock\w*|refill\w*|top up|my \w+"
    r"|ublich\w*|gleiche\w*|selbe\w*|noch ?mal\w*|wieder\w*|immer|sonst|letzte\w*|nachbestell\w*"
    r"|wiederhol\w*|gewohn\w*|alle|leer|ausgegangen|nachschub|mein\w*|standard"
    r"|siempre|costumbre|mism\w+|habitual\w*|otra vez|de nuevo|repet\w*|repit\w*|ultim\w+|suel\w+"
    r"|anterior|acab\w*|mi|mis|lo de|vuelv\w*|volver|habitude|d hab|meme\w*|toujours|encore"
    r"|dernier\w*|recommand\w*|pareil\w*|comme|fini\w*|mon|ma|mes|repren\w+|repass\w+|remet\w+"
    r"|refai\w+|renouvel\w+)\b"
)
_OFFERS: Final = re.compile(
    r"\b(?:offers?|deals?|discount\w*|sales?|promo\w*|vouchers?|coupons?|reduced|reductions?"
    r"|special\w*"
    r"|percent|off|bargain\w*|clearance|codes?|angebot\w*|rabatt\w*|aktion\w*|prozent\w*"
    r"|reduzier\w*"
    r"|gutschein\w*|schnappchen|sonder\w*|nachlass\w*|billiger|gunstiger|cheaper|ausverkauf\w*"
    r"|ofert\w*|descuent\w*|rebaj\w*|cupon\w*|promocion\w*|ganga\w*|barat\w*|sold(?:es?|ee?s?)"
    r"|remise\w*|reduc\w*|bon plan|bons plans|offres?|moins cher\w*|liquidation)\b"
)
_NOT_PRICED: Final = frozenset(
    {Label.PLACE_ORDER, Label.ADD_TO_CART, Label.PRODUCT_SEARCH, Label.MODIFY_ORDER}
)
"""What a question for the price of so many may be taken for."""
_CUES: Final = {
    Label.PROMOTIONS: _OFFERS,
    Label.REORDER: _USUAL,
    Label.START_OVER: _ANEW,
    Label.CANCEL_ORDER: _CALLED_OFF,
    Label.SUBSCRIBE: _AGAIN,
    Label.PRICE_CHECK: _MONEY,
}


def cued(parsed: Parsed, text: str, expect: Expect) -> Parsed:
    """The reading without those that nothing in the text says a word for: of calling an order off,
    of having something again and again, of a price."""
    told_of_store = parsed.label is Label.REPEAT and _STORE.search(plainly(text)) is not None
    if told_of_store:  # "which address was that again?"
        first = replace(parsed.readings[0], label=Label.STORE_INFO)
        return replace(parsed, readings=(first, *parsed.readings[1:]))
    if expect is Expect.NOTHING and _asks_price(parsed, text):
        first = replace(parsed.readings[0], label=Label.PRICE_CHECK)
        return replace(parsed, readings=(first, *parsed.readings[1:]), sure=True)
    cue = _CUES.get(parsed.label)
    if parsed.label is not Label.REORDER and expect is not Expect.NOTHING:
        return parsed
    if cue is None or cue.search(plainly(text)):
        return parsed
    return replace(parsed, readings=(*parsed.readings[1:], parsed.readings[0]), sure=False)


def _asks_price(parsed: Parsed, text: str) -> bool:
    """Whether the price of goods is asked for, in what is read as a wish for them: "was würden drei
    Packungen Hauskaffee kosten"."""
    if parsed.sure and parsed.label not in _NOT_PRICED:
        return False
    goods = any(each.product for each in parsed.entities.items)
    return goods and asks_what_it_costs(text)
