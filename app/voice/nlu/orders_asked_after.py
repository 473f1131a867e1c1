"""How somebody asks after an order that was made, in four languages: where the goods are, whether
they can be had, how the order is getting on.

Closed lists, looked for in plain words.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly
from app.voice.nlu.order_talk import ORDERED, asks_rule
from app.voice.nlu.understanding import Understanding
from app.voice.turn import Intent

_WHERE_MINE: Final = re.compile(
    r"\b(?:where (?:\w+ ){0,3}?(?:is|are|s|re)|what (?:happened to|became of)) (?:\w+ ){0,2}?my\b"
    r"|\bdonde (?:\w+ ){0,2}?(?:esta|estan|anda|andan|queda|quedan) (?:\w+ ){0,2}?mis?\b"
    r"|\bou (?:\w+ ){0,2}?(?:est|sont|reste|restent) (?:\w+ ){0,2}?(?:ma|mon|mes)\b"
    r"|\bwo (?:\w+ ){0,3}?(?:bleibt|bleiben|ist|sind|steckt|stecken) (?:\w+ ){0,2}?mein\w*\b"
    r"|\b(?:that|the|those) (?:\w+ ){1,3}?of mine\b.*\b(?:com\w+|turn\w* up|arriv\w+|show\w* up"
    r"|there"
    r"|here|ready)\b"
    r"|\b(?:is|are) my (?:\w+ ){1,3}?(?:there|here|in|ready|back|done|waiting)\b"
    r"|\b(?:ist|sind) mein\w* (?:\w+ ){1,3}?(?:da|fertig|bereit|angekommen|eingetroffen)\b"
    r"|\b(?:still |been )?waiting (?:on|for) (?:my|the|that|a) \w+|\bany (?:news|word) (?:on|of"
    r"|about)\b"
    r"|\b(?:haven t|have not|hasn t) (?:\w+ )?(?:got|received|come|arrived|turned up|shown up)\b"
    r"|\b(?:sigo|estoy) esperando\b|\bno me ha(?:n)? llegado\b|\bj attends (?:toujours|encore)\b"
    r"|\b(?:ai|est|sont|a|ont) (?:\w+ )?(?:pas|jamais) (?:\w+ )?(?:recu|arrivee?s?)\b"
    r"|\bwarte (?:\w+ )?(?:noch )?(?:immer )?(?:noch )?auf\b|\bnoch nicht (?:da|angekommen"
    r"|gekommen)\b"
)
"""Asks after goods that are one's own, so were bought, or waits for them."""
_COMES_FOR: Final = re.compile(
    r"\b(?:(?:can|could|may|should) i (?:\w+ )?(?:come|pick|collect|get|fetch|swing|pop)|ready"
    r"|arrived?"
    r"|here yet|on (?:its|the) way|where|how (?:s|is|are|re)|any (?:sign|news|word|update)"
    r"|what about|(?:puedo|podria) (?:\w+ )?(?:pasar|ir|venir|recoger\w*)"
    r"|list[oa]s?|llegado|llegaron|llego|donde|como va|en que va|por donde|novedades|noticias"
    r"|ou (?:ca )?en (?:est|sont)|(?:des |aucune )?nouvelles"
    r"|(?:je peux|puis je|on peut|je pourrais) (?:\w+ ){0,2}?(?:venir|passer|recuperer|prendre"
    r"|chercher)"
    r"|prete?s?|arrivee?s?|ou en"
    r"|(?:kann|konnte|darf) ich (?:\w+ ){0,4}?(?:abholen|holen|kommen|vorbei\w*)|fertig|angekommen"
    r"|schon da|wo|wie (?:sieht|steht|weit)|tut sich|was ist mit|was macht|was (?:neues|gibt s))\b"
)
"""Asks behind an order whether it can be had."""
_ABOUT_ORDER: Final = re.compile(
    r"\b(?:(?:llam|escrib|pregunt|vengo|estoy pendiente)\w* (?:por|de|sobre) (?:un|mi|el) pedido"
    r"|(?:j appelle|je viens|c est|je vous contacte) (?:pour|au sujet d\w*|a propos d\w*)"
    r" (?:une |ma )?commande que"
    r"|(?:calling|checking|ringing|here) (?:up )?(?:about|on|for) (?:my|an) order"
    r"|(?:es geht um|ruf\w* (?:an )?wegen) (?:meine\w*|eine\w*) bestellung"
    r"|lo que (?:pedi|encargue|he pedido)|ce que j ai commande|what i ordered"
    r"|was ich bestellt hab\w*|estoy pendiente de (?:un|mi|el) pedido)\b"
)
"""Speaks of an order that was made, and says nothing else."""
_NAMED_ORDER: Final = re.compile(
    r"\b(?:the|my|that|our) order (?:with|for|of)|(?:die|meine|unsere|der|meiner) bestellung"
    r" (?:mit|von|uber)"
    r"|(?:el|mi|nuestro|del) pedido (?:con|de)|(?:la|ma|notre) commande (?:avec|de|des|du)\b"
)
_FAR_ALONG: Final = re.compile(
    r"\b(?:how far|how s|how is|where|when|what s|status|stand|state of|along|wie weit|wie steht"
    r"|wie lauft"
    r"|wie sieht|was ist|was macht|wo|wann|como va|en que|donde|cuando|que tal va|ou|quand"
    r"|comment va|avance)\b"
)
_TOLD_BY_SHOP: Final = re.compile(
    r"\b(?:text|sms|message|mail|e mail|email|notification|note|nachricht|benachrichtigung"
    r"|whatsapp|mensaje"
    r"|correo|aviso|courriel|avis)\b.*\b(?:pick(?:ed)? (?:\w+ )?up|collect\w*|ready|waiting"
    r"|arrived|abhol\w*|bereit"
    r"|fertig|da ist|recog\w*|list[oa]s?|retirer|recuperer|prete?s?|arrivee?s?)\b"
)
"""Tells of a message of the shop's that something can be fetched."""


_ORDER_NUMBER: Final = (
    r"(?:order (?:number|no|nr|code|id)|bestellnummer|auftragsnummer|bestellnr|vorgangsnummer"
    r"|nummer (?:\w+ )?(?:meiner|von meiner|zu meiner|der) bestellung"
    r"|numero de (?:mi |ma )?(?:pedido|commande)|(?:pedido|commande) numero)"
)
_NUMBER_ASKED: Final = re.compile(
    r"\b(?:(?:what|which) (?:\w+ ){0,4}?|(?:forgot\w*|lost|mislaid|don t (?:remember|know|have)"
    r"|can t (?:find|remember)|tell|give|need|read|repeat|say) (?:\w+ ){0,3}?"
    r"|(?:wie|was|welche) (?:\w+ ){0,5}?|(?:sag|nenn|geb|gib|brauch|wiederhol|weiss|find)\w* "
    r"(?:\w+ ){0,4}?|(?:cual|que) (?:\w+ ){0,4}?|(?:olvid|perd|dime|diga|dig|dec|dar|dame|deme"
    r"|necesit|record|recuerd|encuentr)\w* (?:\w+ ){0,4}?"
    r"|(?:quel(?:le)?|quoi|oublie|perdu|retrouve|donne\w*|dire|rappel\w*|redonn\w*|dis) "
    r"(?:\w+ ){0,4}?)"
    rf"{_ORDER_NUMBER}\b(?! (?:ist|is|es|est) (?:die |the |la |el |le )?\d)"
    rf"|\b{_ORDER_NUMBER} (?:\w+ ){{0,4}}?(?:vergess\w*|verloren|verlegt|nicht mehr|sagen|nennen"
    r"|geben|wissen|again|was it|already)\b"
)
"""Asks what an order is called by, or tells that it is not known any more."""


def asks_order_number(text: str) -> bool:
    """Whether it is asked by what number an order goes: "wie war noch mal meine Bestellnummer"."""
    return _NUMBER_ASKED.search(plainly(text)) is not None


def asks_about_order(text: str) -> bool:
    """Whether somebody speaks of an order of theirs, and does not say what about it."""
    return _ABOUT_ORDER.search(plainly(text)) is not None


def asks_after_order_with(text: str) -> bool:
    """Whether it is asked how an order is getting on that is named by its goods: "wie weit ist die
    Bestellung mit den Schuhen"."""
    plain = plainly(text)
    return bool(_NAMED_ORDER.search(plain) and _FAR_ALONG.search(plain))


def was_told_by_shop(text: str) -> bool:
    """Whether somebody was told that something is ready, and asks of it."""
    return _TOLD_BY_SHOP.search(plainly(text)) is not None


def asks_after_own(text: str) -> bool:
    """Whether it is asked where goods are that are the speaker's: "where's my lamp"."""
    return bool(_WHERE_MINE.search(plainly(text)))


def asks_after_ordered(text: str) -> bool:
    """Whether it is told that something was ordered, and asked whether it can be had: "I ordered a
    lamp, can I come and get it?"."""
    plain = plainly(text)
    ordered = ORDERED.search(plain)
    return ordered is not None and _COMES_FOR.search(plain, ordered.end()) is not None


_ARRIVED: Final = re.compile(
    r"\b(?:has|have) (?:the|my|those|that) (?:\w+ ){1,3}?(?:come in|arrived|turned up|got there)\b"
    r"|\b(?:are|is) (?:the|those|that) (?:\w+ ){1,3}?(?:ready|here yet|in yet|there yet)\b"
    r"|\b(?:ist|sind) (?:der|die|das) (?:\w+ ){1,3}?(?:schon|jetzt|inzwischen|endlich) (?:da"
    r"|fertig|angekommen|eingetroffen|abholbereit)\b"
    r"|\bkann ich (?:den|die|das) \w+ (?:(?:schon|jetzt|heute|bereits) )+(?:ab)?hol\w*\b"
    r"|\bcan i (?:come|pop|swing) (?:\w+ ){0,2}?for (?:the|my) \w+ (?:yet|already|now)\b"
    r"|\b(?:ya )?(?:ha|han) llegado (?:ya )?(?:el|la|los|las) \w+|\best(?:a|an) list[oa]s? (?:el|la"
    r"|los|las) \w+|\b(?:est ce que )?(?:le|la|les) (?:\w+ ){1,3}?(?:est|sont) (?:arrive|pret)\w*\b"
)
"""Asks of certain goods whether they have come, as nobody asks of what a shop sells."""


_IN_STOCK_AGAIN: Final = re.compile(
    r"\b(?:back(?: in)?|again|in stock|wieder|(?:de|a) nouveau|revenue?s?|de nuevo|otra vez"
    r"|vuelt[oa])\b"
)
"""What is back was sold out before: nobody says so of what was ordered."""


def asks_if_arrived(text: str) -> bool:
    """Whether it is asked if goods that are waited for have come: "sind die Socken schon da"; "is
    the stove back in yet" asks a shop."""
    plain = plainly(text)
    return _ARRIVED.search(plain) is not None and _IN_STOCK_AGAIN.search(plain) is None


_NUMBER_TOLD: Final = re.compile(
    r"\b(?:the|la|el|le|die|der|number|numero|nummer|no|nr|del|dem|de|a) (?P<number>\d{4,8})\b"
)
_OF_ORDERS: Final = frozenset({Intent.ORDER_STATUS, Intent.CANCEL_ORDER, Intent.RETURN_ITEM})
_FOR_GOODS: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.CHECK_AVAILABILITY, Intent.PRODUCT_SEARCH, Intent.ADD_TO_CART,
     Intent.UNKNOWN, Intent.INFORM}
)  # fmt: skip
_TO_KNOW: Final = re.compile(r"\b(?:savoir|saber|wissen|know|estado|etat|status)\b")


def with_number_told(found: Understanding) -> Understanding:
    """With the number of the order that is spoken of ("celle qui m'intéresse, c'est la 0001, elle
    en est où ?"); goods are not called by a number that begins with a nought."""
    numbers = set(_NUMBER_TOLD.findall(plainly(found.text)))
    if len(numbers) != 1:
        return found
    (number,) = numbers
    if found.intent in _OF_ORDERS:
        return found if found.order_number else found.but(order_number=number)
    asked = found.intent in _FOR_GOODS and number.startswith("0")
    plain = plainly(found.text)
    if not asked or not (_COMES_FOR.search(plain) or _TO_KNOW.search(plain)):
        return found
    return Understanding(intent=Intent.ORDER_STATUS, order_number=number, text=found.text)


_CHANGES_ORDER: Final = re.compile(
    r"\b(?:change|modify|alter|edit|amend|update|correct) (?:\w+ ){0,3}?orders?\b"
    r"|\b(?:cambi|modific|corrig|edit)\w+ (?:\w+ ){0,3}?pedidos?\b"
    r"|\b(?:chang|modifi|corrig)\w+ (?:\w+ ){0,3}?commandes?\b"
    r"|\b(?:bestellung|auftrag) (?:\w+ ){0,3}?(?:ander|korrigier|anpass|umander)\w*"
    r"|\b(?:ander|korrigier)\w* (?:\w+ ){0,3}?bestellung\b"
)


def changes_order(text: str) -> bool:
    """Whether an order shall be otherwise, and it is not said what: "I want to change my"
    " order"."""
    return _CHANGES_ORDER.search(plainly(text)) is not None


_IT_BACK: Final = re.compile(
    r"\b(?:(?:bring|send|take|give|return) (?:it|them|that|those)\b"
    r"|(?:es|sie|ihn|die|den|das) (?:\w+ ){0,2}?(?:zuruck\w*|umtausch\w*)"
    r"|(?:devolver|traer|regresar|cambiar)l[oa]s?|l[oa]s? (?:devuelv|puedo devolver|traig)\w*"
    r"|(?:l|la|le|les) (?:rapport|rend|renvo|ramen)\w*)"
)


def gives_it_back(text: str) -> bool:
    """Whether goods that were spoken of go back, and no rule is asked for."""
    plain = plainly(text)
    return _IT_BACK.search(plain) is not None and not asks_rule(text)


_ANOTHERS: Final = re.compile(
    r"\b(?:my|our) (?:\w+ ){1,4}?(?:ordered|bought) (?:\w+ ){1,5}?(?:off|from|with|through|on|at)"
    r" (?:you|this|here|your)\b"
    r"|\bmein\w* (?:\w+ ){1,3}?hat (?:\w+ ){0,6}?(?:bei (?:euch|ihnen)|hier|mit diesem"
    r"|uber diese\w*)"
    r" (?:\w+ ){0,4}?(?:bestellt|gekauft)\b"
    r"|\bmis? (?:\w+ ){1,3}?(?:acaba de (?:pedir|comprar|encargar)|ha (?:pedido|comprado|encargado)"
    r"|pidio|encargo)\b"
    r"|\b(?:mon|ma|mes) (?:\w+ ){1,3}?(?:vient de (?:commander|acheter)|a (?:commande|achete))\b"
)
"""Somebody else has ordered something here."""
_WISHED: Final = re.compile(
    r"\b(?:want|wants|need|needs|like|quier\w*|queremos|quisier\w*|necesit\w*|veux|veut|voudr\w*"
    r"|aimer\w*|mocht\w*|will|brauch\w*|hatte gern\w*|another|otr[oa]s?|autres?|noch|same|igual\w*"
    r"|mism\w+|meme|gleich\w*|me|us|para mi|pour moi|fur mich)\b"
)


def anothers_order_told(text: str) -> bool:
    """Whether it is told that somebody else ordered something here, and nothing is wished: "my six
    year old just ordered a tent off you"."""
    plain = plainly(text)
    told = "?" not in text and _ANOTHERS.search(plain) is not None
    return told and _WISHED.search(plain) is None


_COLLECTED_WHERE: Final = re.compile(
    r"\b(?:(?:which|what) (?:shop|store|branch|place)|where) (?:\w+ ){0,5}?(?:pick|collect|get"
    r"|fetch)\b"
    r"|\b(?:in|bei|aus) welche[rmn] (?:laden|filiale|geschaft)\b.*\b(?:hol\w*|abhol\w*|liegt)\b"
    r"|\bwo (?:\w+ ){0,4}?(?:ab)?hol\w*\b"
    r"|\b(?:(?:en|de) que (?:tienda|sitio|local)|donde) (?:\w+ ){0,5}?(?:recog|recoj|retir|busc)\w*"
    r"|\b(?:dans|a) quel(?:le)? (?:magasin|boutique)\b|\bou (?:\w+ ){0,4}?(?:recuper|retir"
    r"|cherch)\w*"
)


def asks_where_collected(text: str) -> bool:
    """Whether it is asked at which store something waits: "which shop do I pick it up from?"."""
    return _COLLECTED_WHERE.search(plainly(text)) is not None
