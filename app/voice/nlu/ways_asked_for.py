"""How somebody who was asked for it says the way: "paso yo con la furgoneta", "par coursier".

Whoever was asked "pickup or delivery?" need not name either: who comes fetches it, what is brought
is delivered, and who cannot come has it brought.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.anaphora import asks_how
from app.voice.nlu.manners import plainly
from domain.orders import FulfillmentMethod

_SENT: Final = re.compile(
    r"\b(?:courier|messenger|post(?:man|ed)?|mail(?:ed)?|parcel|(?:my|our|the) (?:address|door"
    r"|flat|house|place)|(?:bring|send|ship|drop) (?:\w+ )?(?:over|round|off|out)"
    r"|(?:someone|somebody|you) (?:can |could )?(?:bring|drop|deliver)\w*"
    r"|leave (?:it|them) (?:at|by)"
    r"|mensajer\w+|correos?|paquete(?:ria)?|repartidor\w*|reparto|(?:mi|nuestra) (?:direccion|casa"
    r"|puerta)|(?:trai|traig|trae|traed|mand|envi|remit|acer[cq]u?)\w*(?:lo|la|los|las|me|nos)"
    r"|(?:me|nos) l[oa]s? (?:\w+ )?(?:trai|traig|trae|traer|mand|envi|acer[cq])\w*"
    r"|(?:me|nos) l[oa]s? (?:\w+ )?llev(?:e|en|a|an|ais|eis|ar)\b"
    r"|(?:traig|llev|envi|mand)(?:an|en|ais|eis|a|e) ustedes|que l[oa]s? dejen"
    r"|(?:la )?direccion (?:de siempre|que (?:ya )?teneis|que (?:ya )?tienen|registrada)"
    r"|boite aux lettres|(?:l |mon )?adresse (?:habituelle|de d habitude|que vous avez)"
    r"|chronopost|dhl|ups|fedex|mondial relay|(?:usual|same) address|letterbox"
    r"|(?:ubliche|gewohnte|hinterlegte) adresse|briefkasten"
    r"|coursier|livreur|la poste|colis|colissimo|(?:mon|notre) (?:adresse|domicile|appart\w*"
    r"|palier)|(?:apport|amen|expedi|envoy|fai\w+ (?:moi )?livr|livr)\w* l[ea]s?"
    r"|(?:me|nous) (?:faire|fasse) livrer"
    r"|(?:me|nous) l(?:[ea]s?)? (?:\w+ )?(?:apport|amen|expedi|envo|livr)\w*"
    r"|(?:apport|amen|expedi|envo[iy])\w* (?:moi|nous|tout)"
    r"|kurier|bote|paket|(?:meine|unsere) (?:adresse|wohnung|haustur|tur)|zustell\w*"
    r"|(?:bring|schick|send|liefer)\w* (?:\w+ ){0,3}?(?:mir|uns|vorbei|her|zu))\b"
)
_CANNOT_COME: Final = re.compile(
    r"\b(?:(?:ya )?no (?:me )?(?:salgo|muevo)|sors (?:plus|pas|jamais)|bouge (?:plus|pas)"
    r"|don t (?:really )?(?:go|get) out|geh\w* (?:\w+ ){0,2}?nicht (?:mehr )?(?:raus|aus)"
    r"|no (?:me )?(?:puedo|podemos|podre|quiero) (?:\w+ )?(?:salir|ir|pasar\w*|mover\w*"
    r"|acercar\w*|desplazar\w*|venir)|no tengo (?:coche|carro|auto|como ir)"
    r"|(?:peux|pouvons|pourrai|veux) pas (?:\w+ )?(?:sortir|venir|passer|deplacer|bouger|y aller)"
    r"|(?:ai|avons) pas (?:de |la )?(?:voiture|permis)"
    r"|(?:can t|cannot|can not|won t|not able to|unable to|don t) (?:really )?(?:get|come|make it"
    r"|leave|go|drive)|no car|(?:don t|haven t) (?:have|got) a car"
    r"|(?:kann|konnen|komm\w*|schaff\w*) (?:\w+ ){0,3}?nicht|nicht (?:aus dem haus|raus|weg)"
    r"|kein auto"
    r"|(?:vivo|vivimos|estoy|me (?:pilla|queda)|queda) (?:muy |bastante |demasiado )?lejos"
    r"|(?:j habite|on habite|c est|je suis) (?:trop |tres |assez |bien )?loin"
    r"|(?:i live|we live|it s|that s) (?:too |very |quite |miles |so )?(?:far|miles away)"
    r"|(?:wohn\w*|ist|bin) (?:\w+ ){0,3}?(?:zu |sehr )?weit (?:weg|entfernt)"
    r"|pierna rota|escayol\w+|muletas|silla de ruedas|en (?:la )?cama|recien operad[oa]"
    r"|con fiebre|platree?|bequilles|fauteuil roulant|clouee? au lit|alitee?|immobilisee?"
    r"|broken (?:leg|ankle|foot)|crutches|wheelchair|in bed|gips|krucken|rollstuhl|im bett)\b"
)
_COMES: Final = re.compile(
    r"\b(?:(?:i|we|he|she|they|husband|wife|son|daughter|mum|mom|dad|brother|sister|friend"
    r"|somebody|someone) (?:ll |will |can |could |m |are |am |is |s |be )*(?:come|comes|coming"
    r"|pop|popping|swing|nip|drop|stop|pass|go(?!t|od|ne|lf)|going|drive|call|walk)\w*|myself"
    r"|in person"
    r"|(?:on )?(?:my|our) way (?:home|past|by)|when i m (?:there|in)"
    r"|(?:me |ya |mejor |os |les )?(?:paso|pasa|pasamos|pasan|pasare|pasara|pasaremos|vengo|viene"
    r"|vendre|vendra|vendremos|voy|vamos|va|ire|ira|iremos|bajo|bajamos|bajare|subo|acerco"
    r"|acercare|acercamos)(?: (?:yo|nosotros|el|ella|mi|a|por|hoy|manana|luego|con|en|al|alli|ahi"
    r"|despues|mas))?|encargo de ir|yo mism[oa]|en persona|de camino"
    r"|(?:je|j|on|nous|il|elle|mari|femme|fils|fille|pere|mere|frere|soeur|copain|copine|ami|amie"
    r"|qui|y) (?:l[ea]s? |y )?(?:passe|passes|passera|passerai|passons|passerons|viens|vient"
    r"|viendra|viendrai|viendrons|vais|va|ira|irai|irons|descends|descend|descendrai|recupere"
    r"|recupererai|prends|prendrai)|moi meme|en personne|sur (?:ma|la) route|sur (?:mon|le) chemin"
    r"|(?:komme?|kommen|kommt|fahre?|fahren|fahrt|gehe?|gehen|hole?|holen|holt|schaue?|laufe?)\b"
    r"|selbst|selber|personlich|auf dem weg"
    r"|mand(?:o|are|amos) (?:a )?(?:mi|un|una|al|alguien)"
    r"|l[oa]s? (?:coj|pill|agarr|retir|levant)\w+|^(?:ir|pasar(?:me)?|venir|passer|kommen)$"
    r"|(?:estoy|vivo|trabajo|vivimos|quedo) (?:\w+ )?(?:al lado|cerca|a la vuelta"
    r"|a (?:un|dos) pasos?)"
    r"|prefiero (?:ir|pasar|recoger|buscar|venir|acercarme)\w*|(?:alli|ahi) mismo"
    r"|no hace falta (?:que )?(?:me )?(?:l[oa]s? )?(?:mand|envi|traig)\w+"
    r"|je me deplace\w*|(?:habite|travaille|suis) (?:\w+ )?(?:a cote|tout pres|pas loin"
    r"|dans le coin)"
    r"|(?:je )?prefere (?:venir|passer|aller|recuperer)|(?:fais|ferai) un saut|a emporter"
    r"|(?:je )?m en (?:occupe|charge)|(?:pas )?(?:la )?(?:peine|besoin) de (?:me )?(?:l |la |les )?"
    r"(?:envoyer|livrer)|l envoyez pas|rather (?:come|collect)|(?:live|work) (?:\w+ )?(?:close"
    r"|nearby|round the corner|next door)|no need to (?:send|ship|deliver)"
    r"|wohn\w* (?:\w+ )?(?:um die ecke|nebenan|in der nahe)|nicht (?:notig|schicken))\b"
)
_NOT_TO_GO: Final = re.compile(
    r"\b(?:va|ira|viene|vendra) (?:a |para )?(?:mi |nuestra )?(?:casa|domicilio)\b|\bva bien\b"
    r"|\bca (?:me |nous )?va\b|\bgeht (?:klar|in ordnung)\b"
)
"""Words of coming that tell of nobody who comes."""


def way_told(text: str) -> FulfillmentMethod | None:
    """The way that an answer to the question for it means; None: it tells none, or asks one."""
    words = plainly(text)
    if "?" in text or asks_how(text):
        return None
    if _CANNOT_COME.search(words) or _SENT.search(words):
        return FulfillmentMethod.SHIPPING
    if _COMES.search(words) and not _NOT_TO_GO.search(words):
        return FulfillmentMethod.PICKUP
    return None


_IT_SENT: Final = re.compile(
    r"^(?:(?:please|just|then|so|you|d|can|better|bitte|einfach|dann|por favor|s il vous plait) )*"
    r"(?:(?:deliver|send|ship|post|mail|bring|drop) (?:it|them|that|those|everything|the lot)"
    r"|(?:livrez|envoyez|apportez|expediez|livre|envoie|amenez)(?: (?:moi|nous|la|le|les|tout))+"
    r"|(?:envi|mand|tra[ei]|acerc)\w*(?:me|nos)l[oa]s?"
    r"|(?:(?:liefern|schicken|bringen|senden) sie|liefer|schick|bring)(?: (?:mir|uns))*"
    r" (?:es|sie|das|ihn|alles)(?: \w+){0,2}?)"
    r"(?! (?:back|zuruck|atras|otra vez|to (?:the|my|a) (?!house|home|place|door|flat)))\b"
)


def has_it_sent(clause: str) -> bool:
    """Whether a clause does no more than have goods sent: "just deliver it, I can't get out"."""
    return _IT_SENT.search(plainly(clause)) is not None
