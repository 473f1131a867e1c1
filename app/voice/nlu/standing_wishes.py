"""What is wished of what comes again and again, though no subscription is spoken of: "paradme lo
del café de momento", "no coffee this month", "passez mon café à trois paquets".

Closed lists, looked for in plain words. Nobody says so of goods that are bought once.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_VERB: Final = r"(?:a|e|o|ad|en|ar|emos|amos|and)(?:me|nos)?(?:l[oa]s?)?"
_HALT: Final = (
    rf"(?:par(?:ad|en|ar|emos)(?:me|nos)?(?:l[oa]s?)?|para(?:d?me|d?nos)(?:l[oa]s?)?|fren{_VERB}"
    rf"|congel{_VERB}|paus{_VERB}|suspend\w+|deten\w+|deteng\w+|interrump\w+|cort{_VERB}"
    r"|dej\w+ de|no (?:me |nos )?(?:mand|envi|tra(?:ig|e))\w*"
    r"|no (?:\w+ ){0,2}?(?:quiero|queremos|necesit\w+)"
    r"|(?:arret|stopp|suspend|interromp)\w+|gele[rz]?|stop|(?:envo|livr)\w+ (?:plus|pas)"
    r"|(?:veux|voulons|voudrais) (?:plus|pas)"
    r"|hold (?:off|my|our|the)|pause|don t (?:send|deliver)|no more"
    r"|stoppt?|anhalt\w*|halt\w* (?:\w+ ){1,4}?an|unterbrech\w*"
    r"|kein\w* (?:\w+ ){1,2}?(?:schick|liefer|send|bring)\w*|schick\w* (?:\w+ ){0,4}?(?:nicht"
    r"|kein\w*)|setz\w* (?:\w+ ){1,4}?aus|aussetz\w*)"
)
_FOR_NOW: Final = (
    r"(?:de momento|por (?:ahora|el momento|un tiempo|una temporada)|(?:durante|en) (?:un tiempo"
    r"|una temporada|las vacaciones)|mientras tanto|hasta (?:nuevo aviso|nueva orden|la vuelta"
    r"|que (?:\w+ )?(?:vuelv|regres|avis|dig)\w*)"
    r"|un moment|pour (?:l instant|le moment|un temps)|en attendant(?: mon retour)?|quelque temps"
    r"|pendant (?:un temps|les vacances|quelques? \w+)|jusqu a (?:nouvel ordre|mon retour"
    r"|nouvel avis|ce que)"
    r"|so ?lange|in der zwischenzeit|derweil|wahrenddessen|meanwhile|in the meantime|till then"
    r"|for (?:now|a while|a bit|the moment|the time being)|until (?:further notice|i)"
    r"|while (?:i m|we re) (?:away|gone|off)"
    r"|vorerst|erst ?mal|einstweilen|voruber\w*|bis (?:auf weiteres|ich)"
    r"|fur (?:eine weile|den moment))"
)
PAUSED: Final = re.compile(
    r"\bsetz\w* (?:\w+ ){0,3}?mit (?:dem|der) \w+ aus\b|"
    rf"\b{_HALT}\b.*\b{_FOR_NOW}\b|\b{_FOR_NOW}\b.*\b{_HALT}\b"
    r"|\b(?:pon|met|mis|laiss|dej|pas)\w* (?:\w+ ){0,4}?en (?:pausa|pause)\b"
    rf"|\b(?:congel{_VERB}|fren{_VERB}|par(?:a|ad|en|ar)(?:me|nos)|suspend\w+|paus{_VERB})"
    r" (?:\w+ ){0,2}?lo del? "
)
"""Halts what comes, to go on some day."""
_THIS_TIME: Final = (
    r"(?:est[ea] (?:mes|semana|vez|envio|entrega)|(?:el|la|mi) proxim[oa] (?:\w+ )?"
    r"(?:envio|entrega|cafe|paquete|pedido|vez|mes)"
    r"|ce mois(?: ci)?|cette (?:fois|semaine)(?: ci)?|l[ea] prochaine? \w+|de ce mois"
    r"|(?:this|next) (?:month|week|time)|la proxima(?= no)"
    r"|(?:the|my) next (?:\w+ )?(?:delivery|one|bag|coffee|lot|batch|shipment)"
    r"|diesen monat|diese woche|diesmal|dieses mal|die nachste lieferung|den nachsten \w+)"
)
_NOT_THEN: Final = (
    r"(?:no (?:me |nos |l[oa]s? |hace )?(?:mand|envi|tra|quier|necesit|falta)\w*"
    r"|(?:salt|omit|brinc)\w*|sin (?:el )?(?:cafe|envio|entrega)"
    r"|(?:saut|pass)\w* (?:mon tour|le|la)"
    r"|pas (?:de|besoin)|(?:veux|faut|envo\w+|livr\w+) (?:pas|plus)|sans (?:cafe|livraison)"
    r"|skip|no \w+|don t bother|spar\w+|weglassen|don t (?:send|need|want|deliver)|kein\w*|nicht"
    r"|uberspring\w*|aussetz\w*"
    r"|lass\w* .* aus)"
)
SKIPPED: Final = re.compile(
    rf"\b{_THIS_TIME}\b.*\b{_NOT_THEN}\b|\b{_NOT_THEN}\b.*\b{_THIS_TIME}\b"
    r"|\blass\w* (?:den|die|das) nachste\w* (?:\w+ ){1,2}?aus\b|\bpass\w* la prochaine\b"
)
"""Once it shall not come."""
ENDED: Final = re.compile(
    r"\b(?:beenden|kundigen|einstellen)(?: bitte)?$|\bplease (?:end|stop) (?:it|that|them)$|"
    r"\b(?:will|mochte|wollen|mochten) (?:\w+ )?kein\w* (?:\w+ ){1,2}?mehr (?:bekommen|kriegen"
    r"|geliefert|erhalten)\b"
    r"|\bdon t want (?:the|any|my) (?:\w+ ){1,2}?any ?more .*\b(?:end|stop|cancel) it\b"
    r"|\b(?:(?:quit|borr|elimin|termin|acab|cort|segu|cancel|anul|salir)\w* (?:\w+ ){0,3}?"
    r"(?:lo del?|el \w+ mensual)\b|(?:de|dar\w*|dad\w*|den\w*|dame) (?:de )?baja\b"
    r"|ya no (?:me |nos )?(?:mand|envi|traig)\w+ mas|(?:dejar|parar) de recibir"
    r"|no (?:quiero|queremos) (?:seguir|continuar) con"
    r"|(?:ya )?no (?:quiero|queremos) (?:recibir|que (?:me|nos) (?:mand|envi|lleg)\w+)"
    r"|(?:m|nous) (?:envo|livr)\w+ plus|(?:veux|voulons|souhaite|souhaitons) plus (?:\w+ )?"
    r"(?:recevoir|de livraison|etre livre)\w*|mett\w+ (?:un terme|fin) a|(?:on|j) arret\w+ (?:le|la"
    r"|les|tout)|(?:c est|ce sera) fini l[ea]s? |desinscri\w+|desabonn\w+"
    r"|(?:abonnement|abo|subscription|suscripcion) (?:\w+ ){0,6}?(?:j en (?:veux|voudrais) (?:plus"
    r"|pas)|je (?:l|le) veux (?:plus|pas)|(?:don t|do not) want (?:it|that)|(?:will|mochte|brauche)"
    r" ich (?:\w+ )?nicht|ya no l[ao] (?:quiero|necesito)|no l[ao] (?:quiero|necesito)))"
)
"""It shall not come any more."""
_FIGURE: Final = (
    r"(?:\d+|un[oa]?|une|one|two|three|four|five|dos|tres|cuatro|cinco|deux|trois|quatre|cinq|eins?"
    r"|zwei|drei|vier|funf)"
)
_FROM_NOW: Final = (
    r"(?:a partir de ahora|(?:desde|de) ahora(?: en adelante)?|cada vez|en cada envio|a chaque fois"
    r"|chaque fois|par envoi|desormais|dorenavant|a partir de maintenant|from (?:now|then|here) on"
    r"|going forward|each time"
    r"|every time|per delivery|ab (?:jetzt|sofort|da|dann|(?:dem )?nachste[nmr] (?:mal|monat|woche"
    r"|lieferung))"
    r"|from next (?:month|week|time|year)(?: on)?|a partir del? (?:mes|proxim\w+)(?: \w+)?|(?:des"
    r"|a partir du) (?:le )?(?:mois|prochain\w*)(?: \w+)?|jedes ?mal|pro lieferung|kunftig)"
)
COUNTED: Final = re.compile(
    rf"\b{_FROM_NOW}\b.*\b{_FIGURE}\b|\b{_FIGURE}\b.*\b{_FROM_NOW}\b"
    rf"|\b(?:sub|baj|aument|reduc|reduzc)\w* (?:\w+ ){{0,4}}?a {_FIGURE}\b"
    rf"|\b(?:pass|mont|baiss|augment|redui|descend)\w* (?:mon|ma|mes|notre) (?:\w+ ){{1,3}}?a"
    rf" {_FIGURE}\b"
    rf"|\bque (?:me|nos) (?:mand|envi|traig)\w+ {_FIGURE} .*\ben (?:vez|lugar) de {_FIGURE}\b"
    rf"|\b(?:up|raise|increase|drop|cut|reduce) (?:my|our|the) (?:\w+ ){{1,3}}?to {_FIGURE}\b"
)
"""So many of it shall come from now on."""
_BEGUN: Final = re.compile(
    r"\b(?:(?:me |nos )?(?:quiero|queremos|quisiera|queria|gustaria|puedo|podemos|podria)"
    r" (?:\w+ )?(?:suscribir|apuntar|abonar)\w*|suscrib(?:e|a|id|an)(?:me|nos)|apunt\w+(?:me|nos)"
    r"|(?:hacer\w*|abrir|contratar|empezar|iniciar) una suscripcion|(?:want|like|wanna|can i|let me"
    r"|could i) (?:\w+ )?(?:to )?subscribe|subscribe me|sign (?:me|us) up|(?:start|set up|take out)"
    r" (?:a|an) (?:\w+ )?subscription|m abonner|nous abonner|abonne[rz]? (?:moi|nous)"
    r"|(?:prendre|souscrire|faire) (?:a )?un abonnement|abonnieren|(?:abo|abonnement) (?:fur"
    r"|abschliessen|nehmen|machen|einrichten))\b"
)
"""Wishes for what does not come yet."""
_RATHER: Final = re.compile(
    r"\b(?:que (?:el|la|los|las|mi) (?:\w+ ){1,4}?(?:me |nos )?(?:lleg|veng)\w+|(?:el|la|mi) (?:\w+"
    r" ){1,4}?(?:mejor|preferiblemente)|menos (?:a menudo|frecuen\w+|veces|seguido)|mas (?:a menudo"
    r"|frecuen\w+|seguido|espaciad\w+)|(?:prefer\w+|aimer\w+ mieux) l[ea]s? |moins (?:souvent"
    r"|frequemm?ent\w*)|plus (?:souvent|espace\w*)|espac(?:ez|er|e)"
    r"|(?:mon|ma|mes) (?:\w+ ){1,3}?plutot"
    r"|(?:can|could|should|make) (?:the|my|our) (?:\w+ ){1,3}?come|(?:wurd\w*"
    r"|tat\w*) (?:\w+ ){0,2}?(?:reichen|genugen|langen)|(?:would|will) (?:be enough|do(?: us"
    r"| me)?)|get through it|hinterher|less often|more often|(?:immer|always"
    r"|siempre|toujours) (?:\w+ ){0,4}?(?:leer|alle|aus|out|empty|gone|acab\w*|vaci\w*|fini\w*"
    r"|vide)|mein\w* (?:\w+ ){1,3}?"
    r"lieber|seltener|ofter)\b"
)
"""Of what comes already: with how often, that is what shall be otherwise."""


_COMING: Final = re.compile(
    r"\b(?:envios?|entregas?|suscripci\w+|livraisons?|abonnements?|abos?|deliver(?:y|ies)"
    r"|subscriptions?|lieferung(?:en)?)\b"
)


_NEXT: Final = re.compile(
    r"\b(?:when|what day|cuando|que dia|quand|quel jour|wann|an welchem tag|welchen tag)\b.*"
    r"\b(?:next|proxim[oa]s?|prochaine?s?|nachste[nrs]?)\b"
    r"|\b(?:what day (?:is|does)|when does) my (?:\w+ ){1,3}com"
    r"|\bque dia (?:viene|(?:me )?llega) (?:el|la|mi)\b"
    r"|\bquel jour (?:arrive|vient) (?:le|la|mon|ma)\b"
    r"|\b(?:an welchem tag|welchen tag) kommt (?:der|die|das|mein\w*)\b"
)
_ORDERED: Final = re.compile(
    r"\b(?:order\w*|bought|ped\w+|compr\w+|command\w+|achet\w+|bestell\w*)\b"
)
_OF_MINE: Final = re.compile(
    r"\b(?:send|change|switch|move|make|get|mand\w+|envi\w+|cambi\w+|pon\w*|pass\w+|envoy\w+"
    r"|mett\w+|chang\w+|schick\w*|stell\w*|liefer\w*) (?:me |mir |moi |nous |nos )?"
    r"(?:the|my|our|el|la|los|las|mis?|le|les|mon|ma|mes|den|die|das|meine?[nm]?)\b"
)
"""With how often, of goods that are spoken of as coming already."""


def asks_for_next(text: str) -> bool:
    """Whether it is asked when something comes the next time, of no order."""
    plain = plainly(text)
    return _NEXT.search(plain) is not None and _ORDERED.search(plain) is None


def names_what_comes(text: str) -> bool:
    """Whether deliveries or a subscription are spoken of."""
    return _COMING.search(plainly(text)) is not None


def begins_one(text: str) -> bool:
    """Whether it is wished that something comes again and again, which does not yet: "me quiero
    suscribir al café, dos paquetes cada vez"."""
    return _BEGUN.search(plainly(text)) is not None


def wished_of_standing(text: str) -> bool:
    """Whether something is wished of what comes again and again, be it called by its goods."""
    plain = plainly(text)
    counted = not begins_one(text) and COUNTED.search(plain) is not None
    return (
        counted
        or any(each.search(plain) for each in (PAUSED, ENDED))
        or ("?" not in text and SKIPPED.search(plain) is not None)
    )


def comes_otherwise(text: str) -> bool:
    """Whether, beside how often, it is said that something comes already."""
    plain = plainly(text)
    return _RATHER.search(plain) is not None or _OF_MINE.search(plain) is not None
