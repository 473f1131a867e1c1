"""What shall be done with a subscription that stands, and with what is known of a shopper.

Closed lists in four languages, looked for in words without accents, as `manners` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.voice.nlu.entities.intervals import Interval
from app.voice.nlu.manners import plainly
from app.voice.nlu.standing_wishes import ENDED, PAUSED, SKIPPED
from domain.errors import InvalidInputError
from domain.recurrence import Cadence, Unit


class Managing(StrEnum):
    """What a shopper may want of a subscription."""

    TELL = "tell"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    CANCEL = "cancel"
    MOVE = "move"
    """The next date to another day."""
    CADENCE = "cadence"
    QUANTITY = "quantity"
    APPROVE = "approve"
    """A higher price, or a substitute."""
    DECLINE = "decline"


_MANAGED: Final[Mapping[Managing, re.Pattern[str]]] = {
    Managing.RESUME: re.compile(
        r"\b(?:resum\w+|restart|reactivat\w+|unpause|start .* again|turn .* back on"
        r"|reanud\w+|reactiv\w+|retom\w+|repren\w+|relanc\w+"
        r"|(?:wieder ?)?aufnehm\w+|fortsetz\w+|setz\w* .* fort|reaktivier\w+|weiterlauf\w*)\b"
    ),
    Managing.SKIP: re.compile(
        r"\b(?:skip\w*|leave out|(?:paus\w*|suspend\w*|aussetz\w+) (?:it )?(?:just )?"
        r"(?:once|una vez|une fois|einmal)|einmal (?:aussetz\w+|pausier\w*)|miss the next"
        r"|salt\w+|omit\w+|saut\w+"
        r"|uberspring\w*|auslass\w+|lass\w* .* (?:aus|ausfallen))\b"
    ),
    Managing.PAUSE: re.compile(
        r"\b(?:(?:stop|halt|hold|anhalt|par|deten|arret|stopp)\w* .*\b(?:till|until|while|for"
        r" (?:a while|now|the moment)"
        r"|bis|solange|so lange|hasta que|mientras|jusqu|le temps|pendant)|paus\w+|on hold|on"
        r" ice|hold off|(?:hold|halt|freeze) (?:\w+ )?(?:deliver\w+"
        r"|shipments?|it)"
        r"|suspend\w*|en pause|deten\w+ (?:\w+ )?(?:envio|entrega)\w*|par(?:ar|en|e|ad|a)(?:me"
        r"|nos)? (?:l[oa]s|mis)"
        r" (?:envios|entregas)|anhalten|anzuhalten"
        r"|halt\w* .* an"
        r"|aussetz\w+|unterbrech\w+|pausier\w*"
        r"|auf eis|(?:setz|stopp)\w* .* aus)\b"
    ),
    Managing.MOVE: re.compile(
        r"\b(?:move|postpone|delay|reschedul\w+|push back|(?:change|another|different) (?:the )?"
        r"(?:next )?(?:date|day)|muev\w+|mover|aplaz\w+|pospon\w+|retras\w+|cambi\w+ (?:la )?fecha"
        r"|otro dia|deplac\w+|report\w+|decal\w+|repouss\w+|chang\w+ (?:la )?date|autre jour"
        r"|verschieb\w*|verleg\w*|anderen tag)\b"
    ),
    Managing.CANCEL: re.compile(
        r"\b(?:(?:cort|dej|acab)\w+ (?:con )?lo del?|aufhoren|schluss|(?:dej\w+"
        r"|pare\w*) de (?:mand|envi|tra)\w+|no (?:me|nos) (?:mand|envi|tra)\w+ mas"
        r"|no l[oa]s? quiero|(?:nicht|keine?n?) (?:\w+ )?mehr|en (?:envo|livr)\w+ plus|any ?more"
        r"|no more|out of (?:the|my|this|that)|opt out|raus|salir(?:me)? de|sortir de|quitter"
        r"|dar(?:me)? de baja|(?:quit|elimin|borr)\w+ (?:\w+ ){0,2}?(?:suscripc|envio|entrega)\w*"
        r"|(?:enlev|supprim)\w+ (?:\w+ ){0,2}?(?:abonnement|livraison)\w*"
        r"|cancel\w*|stop|end"
        r"|unsubscrib\w+|terminat\w+|anul\w+|de baja|termin\w+|annul\w+"
        r"|resili\w+|arret\w+|desabonn\w+|kundig\w*|abbestell\w*|beend\w*|stornier\w*)\b"
    ),
}


_HALTED: Final = re.compile(
    r"\b(?:(?:put|place|keep) (?:my|our) .*\bon (?:hold|ice)|put the (?:\w+ ){1,3}?on ice|(?:pause"
    r"|suspend"
    r"|hold off on) (?:my"
    r"|our)"
    r"|(?:pon\w*|dej\w*) (?:en pausa .*\b)?(?:mi|mis|nuestr[oa])\b.*\bpausa"
    r"|(?:pon\w*|dej\w*) en pausa (?:mi|mis|nuestr[oa])\b|(?:paus|suspend)\w+ (?:mi|mis"
    r"|nuestr[oa])\b"
    r"|(?:met\w*) (?:en pause (?:mon|ma|mes|notre)|(?:mon|ma|mes|notre) .*\ben pause)"
    r"|suspend\w* (?:mon|ma|mes|notre)"
    r"|(?:pause|halt|stop|suspend|freeze|hold|hold off on) (?:the|those|these|my|our)"
    r" (?:coffee )?(?:deliver(?:y|ies)|shipments?|parcels)"
    r"|(?:put|place|keep) (?:the|those|these) (?:deliver(?:y|ies)|shipments?|parcels) on (?:hold"
    r"|ice)"
    r"|(?:par|paus|suspend|deten|interrump)\w* (?:l[oa]s|mis|est[oa]s) (?:envios|entregas"
    r"|repartos)"
    r"|(?:arret|suspend|interromp|stopp)\w* (?:les|mes|ces) (?:livraisons|envois)"
    r"|(?:met\w*) (?:les|ces) (?:livraisons|envois) en pause"
    r"|(?:die|meine|unsere|den) (?:lieferung(?:en)?|sendung(?:en)?|nachschub|pakete?)"
    r" (?:\w+ ){0,5}?(?:anhalten|aussetzen|stoppen|pausieren|unterbrechen|einstellen)"
    r"|(?:stopp|halt|pausier|unterbrech|unterbrich)\w* (?:\w+ ){0,3}?(?:die|meine|unsere)"
    r" (?:lieferung|sendung)\w*"
    r"|(?:halt|stopp)\w* (?:(?:den|die|mein\w*|unser\w*) )?\w+ (?:\w+ ){0,4}?an"
    r"|(?:leg|setz)\w* (?:mein\w*|unser\w*|den|die|das) .*\b(?:auf eis|aus)|(?:mein"
    r"|unser)\w* .*\b(?:pausieren"
    r"|aussetzen"
    r"|auf eis legen)|pausier\w* (?:mein|unser)\w*)\b"
)
"""Halts what comes of one's own, though no subscription is spoken of: "put my coffee on hold"."""
_STOPPED: Final = re.compile(
    r"\b(?:(?:stop|cut|end|drop|quit) (?:the|my|our) \w+ (?:thing|deliver(?:y|ies))"
    r"|(?:cort|dej|acab|termin|quit)\w+ (?:con )?lo del? |(?:arret|stopp)\w+ (?:le truc"
    r"|les livraisons)"
    r"|mit dem \w+ (?:aufhoren|schluss|sein lassen)|stop (?:sending|delivering|shipping)"
    r"|don t (?:send|deliver) (?:me|us) any ?more|(?:don t|do not) (?:need|want) any more"
    r" (?:deliver\w+|of it)"
    r"|(?:no more (?:of it|of that|deliver\w+))|gone off (?:my |the )?(?:coffee|tea|it)"
    r"|(?:dej\w+|pare\w*) de (?:mand|envi|tra)\w+|no (?:me|nos) (?:mand|envi|tra)\w+ mas"
    r"|arret\w+ de (?:m|me|nous)(?: en| l[ae]s?)? (?:envo|livr)\w+|(?:m|nous) en (?:envo"
    r"|livr)\w+ plus"
    r"|(?:schick|liefer|bring)\w* (?:sie )?(?:mir|uns) (?:\w+ ){0,3}?(?:nicht"
    r"|keine?n?) (?:\w+ )?mehr"
    r"|(?:nicht|keine?n?) (?:\w+ )?mehr (?:schick|liefer)\w*)\b"
)
"""Ends what comes again and again."""
_PERIOD: Final = (
    r"(?: (?:every|each|once an?|an?|al|cada|todos los|todas las|chaque|tous les|toutes les|par"
    r"|jeden?|alle|im|pro) (?:\w+ )?(?:days?|weeks?|months?|dias?|semanas?|mes|meses|jours?"
    r"|semaines?|mois|tage?|wochen?|monate?)| mensual\w*| monthly| weekly)?"
)
_OWN_COMING: Final = re.compile(
    r"\b(?:(?<!can )(?<!could )(?<!would )(?<!will )(?<!if )(?<!may )you (?:guys )?"
    r"(?:send|deliver|ship|bring)(?: to)? (?:me|us)"
    r"|(?:that |which )?(?:i|we) (?:get|receive|m getting|am getting|re getting) from you"
    r"|que (?:me|nos) (?:mandais|mandan|enviais|envian|traeis|traen|llegan?)|que (?:recibo"
    r"|recibimos)"
    r"|(?<!voudrais )(?<!veux )(?<!aimerais )que (?:vous|tu) (?:m|nous) (?:envoyez|envoies|livrez)"
    r"|qu on (?:me|nous) (?:livre|envoie)|que je recois"
    r"|(?:den|die|das) (?:ihr|sie|du) (?:mir|uns) (?:\w+ ){0,3}?(?:schick|liefer|bring)\w+"
    r"|(?:den|die|das) (?:ich|wir) (?:\w+ ){0,3}?von (?:euch|ihnen) (?:\w+ ){0,2}?"
    r"(?:bekomme?n?|kriege?n?))"
    rf"{_PERIOD}\b"
)
"""Tells of what comes again and again already: "the coffee you send me every month"."""
_SUBSCRIPTION: Final = re.compile(
    r"\b(?:subscription|standing order|(?:kaffee ?)?abo|abonnement|dauerauftrag|suscripcion)\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:draus|daraus|bump|increase|reduce|raise|lower|up (?:it |that )?to|down to|erhoh\w*"
    r"|reduzier\w*"
    r"|aument\w*|reduc\w*|reduz\w*|augment\w*|diminu\w*|statt|anstatt|instead of|en vez de|au"
    r" lieu de)\b"
)
_MY: Final = r"(?:my|our|mein\w*|unser\w*|mis?|nuestr\w+|mon|ma|mes|notre|nos)"
_TOO_MANY: Final = re.compile(
    r"\b(?:too (?:many|much)|demasiad[oa]s?|trop|zu ?viel\w*|de mas|mas de la cuenta"
    r"|(?:me|nos) sobran?)\b"
)
_PILED_UP: Final = re.compile(
    r"\b(?:(?:i|we) (?:ve |have )?(?:still |already )?(?:have |got )?(?:(?:way|far) )?"
    r"(?:too (?:much|many)|plenty of|enough|loads of|tons of)(?! to)"
    r"|(?:me|nos) (?:sobra|queda (?:much|bastant|demasiad))\w*"
    r"|(?:tengo|tenemos) (?:aun |todavia |ya )?(?:demasiad|bastant|suficient|de sobra)\w*"
    r"|(?:j ai|on a|il (?:me|nous) reste) (?:encore |deja )*(?:trop|assez|plein|beaucoup) (?:de|d)"
    r"|(?:ich hab(?:e)?|wir haben) (?:noch |schon |mittlerweile )*(?:viel )?(?:zu ?viel|genug"
    r"|reichlich|mehr als genug)"
    r"|skip (?:one|the next|next|a (?:delivery|month|week|time)))\b"
)
_NEXT: Final = re.compile(
    r"\bwhen (?:is|does|will|do|s) .*\bnext\b|\bcuando .*\bproxim[oa]\b"
    r"|\bquand .*\bprochain\w*|\bprochain\w* .*\bquand\b|\bwann .*\bnachste\w*"
)
_NEXT_ONE: Final = re.compile(
    r"\bnext (?:one|ones|delivery|shipment|bags?|box(?:es)?|packs?|parcel|batch|time it comes)\b"
    r"|\bproxim[oa] (?:envio|entrega|paquete|bolsa|caja|pedido|reparto)\b"
    r"|\bprochaine? (?:envoi|livraison|colis|paquet|sachet|boite|fois|(?=le ))|\ble prochain\b"
    r"|\bnachste[nrs]? (?:lieferung|sendung|packung|paket|tute|ladung|mal)\b"
)
_FORGET: Final = re.compile(
    r"\b(?:forget (?:me|about me|everything (?:you know )?about me)"
    r"|(?:delete|erase|remove) (?:all )?(?:of )?my (?:personal )?"
    r"(?:data|information|details|account|profile)"
    r"|(?:delete|erase|remove|wipe) (?:everything|all|anything|whatever)(?: that)?"
    r" you (?:know|have|keep|store\w*)(?: on file)? (?:about|on|of) me"
    r"|(?:borr\w+|elimin\w+|olvid\w+) todo lo que (?:sab|ten|guard)\w+ (?:de|sobre) mi"
    r"|(?:efface\w*|supprim\w+|oubli\w+) tout ce que vous (?:savez|avez|gardez) (?:de|sur) moi"
    r"|(?:losch\w*|vergess\w*|vergiss) (?:sie )?(?:bitte )?alles(?: was (?:sie|du|ihr))?"
    r" uber mich(?: (?:wissen|haben|weisst|habt|gespeichert.*))?"
    r"|olvid\w+ (?:de mi|todo sobre mi|mis datos)|olvidame"
    r"|(?:borr\w+|elimin\w+) (?:todos )?(?:mis datos|mi cuenta|mi informacion)"
    r"|oubli\w+ moi"
    r"|(?:effac\w*|supprim\w+) (?:toutes )?(?:mes (?:donnees|informations)|mon compte)"
    r"|vergiss mich|vergessen sie mich|(?:losch\w*) (?:alle )?meine (?:\w+ )?(?:daten|angaben)"
    r"|meine (?:\w+ )?daten (?:zu )?losch\w*|losch\w* mein konto)\b"
)
_NOT: Final = (
    r"(?:do not|don ?t|stop|never|no longer|not to|no|ne|n|nicht|keine?|nicht mehr|pas|sin|sans"
    r"|deja\w* de|arret\w+)"
)
_REFUSED: Final[Mapping[str, re.Pattern[str]]] = {
    "marketing": re.compile(
        rf"\b{_NOT}\b.*\b(?:ads?|advertis\w+|marketing|promotion\w*|newsletters?|publicidad"
        rf"|anuncios"
        r"|promociones|publicite|pubs?|werbung|newsletter|reklame)\b"
        r"|\b(?:opt out|unsubscribe me) (?:of|from) (?:ads|marketing|promotions|e ?mails)\b"
    ),
    "remember": re.compile(
        rf"\b{_NOT}\b.*\b(?:(?:remember|record|keep|store|sav\w+) (?:what|this|my words|our)"
        r"|record me|(?:guard\w+|grab\w+|record\w+) (?:lo que|mis palabras|esta)"
        r"|(?:gard\w+|enregistr\w+|conserv\w+) (?:pas )?(?:ce que|mes paroles|cette)"
        r"|(?:speicher\w*|aufzeichn\w*|merk\w*))\b"
        r"|\bnicht (?:speichern|aufzeichnen|merken)\b|\bspeicher\w* .* nicht\b"
    ),
    "personalize": re.compile(
        rf"\b{_NOT}\b.*\b(?:personali[sz]\w+|use my (?:history|purchases)|track\w* me"
        r"|mi historial|mis compras|mon historique|mes achats|meine einkaufe|verlauf)\b"
    ),
}
_GIVEN: Final[Mapping[str, re.Pattern[str]]] = {
    "marketing": re.compile(
        r"\b(?:send me|sign me up for|i want|i would like|envia\w*me|mand\w*me|quiero|quisiera"
        r"|envoyez moi|je veux|je voudrais|schick\w* mir|ich mochte|ich will)\b.*"
        r"\b(?:ads|marketing|newsletter|promotional|publicidad|boletin|publicite|werbung)\b"
    ),
    "remember": re.compile(
        r"\byou (?:may|can) (?:remember|keep|record) (?:what|me|my|our)\b"
        r"|\bpuede\w* (?:guardar|recordar) lo que\b|\bvous pouvez (?:garder|retenir) ce que\b"
        r"|\b(?:sie durfen|du darfst) .*(?:speichern|merken)\b"
    ),
    "personalize": re.compile(
        r"\byou (?:may|can) use my (?:history|purchases)\b|\bpuede\w* usar mi historial\b"
        r"|\bvous pouvez utiliser mon historique\b|\bmeine einkaufe verwenden\b"
    ),
}


_BALANCES: Final[Mapping[str, re.Pattern[str]]] = {
    "gift_cards": re.compile(
        r"\bgift ?cards?\b.*\b(?:balance|left|remaining)\b"
        r"|\b(?:balance|left|remaining)\b.*\bgift ?cards?\b"
        r"|\bmuch (?:money )?(?:is|do i have) (?:still )?on my gift ?card"
        r"|\btarjetas? (?:de )?regalo\b.*\b(?:saldo|quedan?)\b"
        r"|\b(?:saldo|quedan?)\b.*\btarjetas? (?:de )?regalo\b"
        r"|\bcartes? cadeaux?\b.*\b(?:solde|reste)\b|\b(?:solde|reste)\b.*\bcartes? cadeaux?\b"
        r"|\b(?:geschenk|gutschein)karten?\b.*\b(?:guthaben|drauf|ubrig)\b"
        r"|\b(?:guthaben|wie ?viel)\b.*\b(?:geschenk|gutschein)karten?\b"
    ),
    "credit": re.compile(
        r"\b(?:how much|what s|what is|do i have|is there|check) .*\bstore credit\b"
        r"|\bstore credit\b.*\b(?:balance|left)\b"
        r"|\b(?:cuanto|tengo|queda|hay)\b.*\b(?:credito|saldo) (?:de|en) (?:la )?tienda\b"
        r"|\b(?:combien|reste|ai je)\b.*\b(?:mon avoir|credit (?:en )?magasin)\b"
        r"|\b(?:wie ?viel|habe ich|was ist)\b.*\b(?:laden|kunden|shop)?guthaben\b"
    ),
    "points": re.compile(
        r"\b(?:do i have|have i got|are there|got) (?:any |some )?(?:loyalty |reward |bonus"
        r" )?(?:points|stars)\b"
        r"|\b(?:tengo|me quedan) (?:\w+ )?puntos\b|\b(?:j ai|ai je|est ce que j ai) (?:des"
        r"|encore des) points\b"
        r"|\b(?:hab|habe) ich (?:\w+ ){0,3}?(?:treue|bonus)?punkte\b"
        r"|\bhow many (?:loyalty |reward |bonus )?(?:points|stars)\b"
        r"|\b(?:what s|what is|check|tell me) my (?:loyalty |reward |bonus )?points\b"
        r"|\bpoints (?:balance|do i have)\b"
        r"|\bcuantos puntos\b|\bmis puntos tengo\b|\bcombien de points\b"
        r"|\bwie ?viele? (?:treue|bonus)?punkte\b|\bpunktestand\b"
    ),
}
"""Questions only: who wishes to pay with them has not asked."""
_EN_POINTS: Final = r"(?:loyalty |reward |bonus )?(?:points|stars|rewards?)"
_DE_POINTS: Final = r"(?:treue|bonus)?punkten?"
_SPENDS: Final = re.compile(
    rf"\b(?:use|spend|redeem|apply|cash in)(?: all| some)?(?: of)?(?: my| the)? {_EN_POINTS}\b"
    rf"|\bwith(?: all)? my {_EN_POINTS}\b"
    r"|\b(?:us(?:o|a|ar|e|emos)|gast\w+|canje\w+|aplic\w+)(?: todos)?(?: mis| los)? puntos\b"
    r"|\bcon mis puntos\b"
    r"|\b(?:utilis\w+|depens\w+|echang\w+)(?: tous)?(?: mes| les| des)? points\b"
    r"|\bavec mes points\b"
    r"|\b(?:lose|losen|nutz\w*|benutz\w*|verwend\w*|nimm|nehm\w*|setz\w*)"
    rf"(?: sie| bitte| doch)*(?: meine| die| alle)* {_DE_POINTS}\b"
    rf"|\bmit meinen {_DE_POINTS}\b"
    rf"|\b{_DE_POINTS} (?:bitte )?(?:einlosen|einsetzen|benutzen|verwenden|nutzen|ausgeben)\b"
)
_SPENDS_NONE: Final = re.compile(
    rf"\b(?:don t|do not|not|no|never mind|without)\b.*\b{_EN_POINTS}\b"
    rf"|\b(?:keep|save|leave) my {_EN_POINTS}\b"
    r"|\b(?:sin|no)\b.*\bpuntos\b|\b(?:guard|conserv)\w+ mis puntos\b"
    r"|\b(?:sans|ne|pas)\b.*\bpoints\b|\bgard\w+ mes points\b"
    rf"|\b(?:ohne|nicht|keine)\b.*\b{_DE_POINTS}\b|\b{_DE_POINTS} (?:doch )?nicht\b"
    rf"|\b(?:behalt|spar)\w* meine {_DE_POINTS}\b"
)


_CHOICES: Final = re.compile(
    r"(?:and |so |well )*(?:what|which)(?: other)? (?:sizes?|colou?rs?|options?)\b"
    r"(?: (?:do|does|have|has|is|are|can|you|it|they|there|got|come|comes|in|i|get|available|left"
    r"|offered|else|the|sell|in stock))*"
    r"|(?:y |pues )*(?:que|cuales) (?:otr[ao]s )?(?:tallas|colores)(?: (?:hay|tienen?|quedan))*"
    r"|(?:et )*(?:quelles|quels)(?: autres)? (?:tailles|couleurs|coloris)"
    r"(?: (?:avez|vous|y|a|t|il|sont|disponibles|existe))*"
    r"|(?:und )*welche (?:anderen )?(?:grossen|farben)"
    r"(?: (?:gibt|es|haben|habt|sie|ihr|sind|da|denn))*"
)


_OPTIONS_OF: Final = re.compile(
    r"(?:so |and |hi |hello |um )*(?:in )?(?:what|which) (?:colou?rs?|sizes?)(?: and"
    r" (?:colou?rs?|sizes?))?"
    r" (?:do|does|can|is|are|have)(?: (?:you|i|we))?(?: (?:have|got|get|sell|do))?(?: (?:the"
    r"|your|those|that|in the|of the))*"
    r" (?!(?:it|they|them|that|this|you|have|there|one)\b)(?P<en>[\w\s'-]+?)(?: (?:come|comes"
    r"|available|have|got|made|sold))?(?: in)?"
    r"|(?:y |hola )*(?:en |de )?qu[eé] (?:colores|tallas|n[uú]meros) (?:vienen?|hay|tienen?"
    r"|est[aá]n?)(?: de| en)?(?: (?:las?|los?|el|sus?))*"
    r" (?P<es>[\w\s'-]+)"
    r"|(?:et )?(?:en |dans )?quel(?:le)?s (?:couleurs|coloris|tailles|pointures) (?:existent?"
    r"|avez-vous|vous avez|y a-t-il|il y a)"
    r"(?: (?:pour|en|les?|la|vos|des))* (?P<fr>[\w\s'-]+)",
    re.IGNORECASE,
)
_HAVE: Final = {"en": "do you have the", "es": "¿tienen", "fr": "vous avez", "de": "habt ihr"}
_IT: Final = (
    r"(?: (?:for|have|has|it|them|that|this|one|any|please|too|as well|nearby|near me|lo|la|los"
    r"|tienen?|hay|l ont|en ont|bitte|das|ihn|sie|es|haben|hat|noch|auch|else|is|are|do|you|in))*"
)
_EVERYWHERE: Final = re.compile(
    r"(?:(?:can|could|would|will) you |please |and |then |now )*"
    r"(?:check|search|try|look|what about|how about|which are|show me)(?: in| at| through)?"
    r"(?: (?:all of|any of))?(?: (?:all|every|the|your|any|each)){0,2}(?: other)?"
    r" (?:stores?|shops?|locations?|branch(?:es)?)"
    + _IT
    + r"|(?:and |in |at )*(?:which|what)(?: are the)?(?: other)?"
    r" (?:stores?|shops?|locations?|branches)"
    + _IT
    + r"|(?:and |is it |do you have (?:it|them|one) )*(?:any|some)?where else"
    + _IT
    + r"|do (?:any|the|your|any of your) other (?:stores|shops|locations)"
    + _IT
    + r"|(?:(?:puedes?|podria\w*|por favor|y) )*(?:mir|busc|revis|comprueb|comprob|consult)\w*"
    r"(?: en)?(?: (?:todas las|las otras|otras|las demas)) tiendas"
    + _IT
    + r"|(?:y )?(?:en )?(?:que|cuales|las) otras tiendas"
    + _IT
    + r"|(?:(?:pouvez vous|peux tu|et) )*(?:verifi|regard|cherch|voir)\w*"
    r"(?: dans)? (?:tous les|les autres|d autres) magasins"
    + _IT
    + r"|(?:et )?(?:dans )?(?:quels|les) autres magasins"
    + _IT
    + r"|(?:(?:konnen sie|kannst du|bitte|und) )*(?:prufe|schau|such|sieh|sehen)\w*(?: sie)?"
    r"(?: in)? (?:allen|alle|den anderen|anderen|andere) (?:filialen|laden|geschafte\w*)"
    + _IT
    + r"|(?:und )?(?:in )?(?:welchen?|den) anderen (?:filialen|laden|geschafte\w*)"
    + _IT
)


def asks_everywhere(text: str) -> bool:
    """Whether all stores are to be looked into for what was just spoken of."""
    return _EVERYWHERE.fullmatch(plainly(text)) is not None


def without_options_asked(text: str) -> str:
    """The text that asks for goods alone, where it asks in which colors or sizes they come: that is
    told with them; else just the same."""
    found = _OPTIONS_OF.fullmatch(text.strip(" ?!.¿¡"))
    if found is None:
        return text
    asked, goods = next((name, words) for name, words in found.groupdict().items() if words)
    return f"{_HAVE[asked]} {goods}"


def asks_choices(text: str) -> bool:
    """Whether nothing is asked but what there is to choose from."""
    return _CHOICES.fullmatch(plainly(text)) is not None


def managed_in(text: str) -> Managing | None:
    """What is wished of a subscription; None: nothing that the lists know."""
    words = plainly(text)
    told = next((each for each, named in _MANAGED.items() if named.search(words)), None)
    if told in {None, Managing.CANCEL, Managing.PAUSE} and SKIPPED.search(words):
        return Managing.SKIP
    if told in {None, Managing.CANCEL} and PAUSED.search(words):
        return Managing.PAUSE  # "stop it for now"
    if told is None and ENDED.search(words):
        return Managing.CANCEL
    return told


def halts_own(text: str) -> bool:
    """Whether something that comes again and again shall be halted or ended, be it called by its
    goods."""
    words = plainly(text)
    return bool(_HALTED.search(words) or _STOPPED.search(words))


def changes_coming(text: str, goods: str | None, *, is_doubtful: bool) -> bool:
    """Whether what comes again and again shall be otherwise: "make it four bags in my
    subscription", or of goods called one's own, where a reading says so as well."""
    words = plainly(text)
    if _SUBSCRIPTION.search(words) and _OTHERWISE.search(words):
        return True
    name = plainly(goods or "").split()
    own = name and re.search(rf"\b{_MY}(?: \w+){{0,2}} {re.escape(name[-1])}\b", words)
    return bool(own) and is_doubtful


def says_too_many(text: str) -> bool:
    """Whether there is more of something than is wanted."""
    return bool(_TOO_MANY.search(plainly(text)))


def piles_up(text: str) -> bool:
    """Whether there is still so much of what comes that the next may be left out: "we have plenty
    of coffee"."""
    return bool(_PILED_UP.search(plainly(text)))


def without_own_coming(text: str) -> str | None:
    """The text without what it tells of what comes already ("the coffee you send me monthly, one
    bag will do"); None: it tells nothing of the kind, or nothing else."""
    words = text.split()
    told = [(part, at) for at, word in enumerate(words) for part in plainly(word).split()]
    line = " ".join(part for part, _ in told)
    found = _OWN_COMING.search(line)
    if found is None:
        return None
    start = line[: found.start()].count(" ")
    end = start + found[0].count(" ") + 1
    gone = {at for _, at in told[start:end]}
    left = [word for at, word in enumerate(words) if at not in gone]
    return " ".join(left) if left else None


def asks_next(text: str) -> bool:
    """Whether it is asked when something comes next."""
    return bool(_NEXT.search(plainly(text)))


def speaks_of_next(text: str) -> bool:
    """Whether the next of what comes again and again is spoken of: "send the next one later"."""
    return bool(_NEXT_ONE.search(plainly(text)))


def wants_to_be_forgotten(text: str) -> bool:
    """Whether everything held of the shopper shall go."""
    return bool(_FORGET.search(plainly(text)))


def consent_in(text: str) -> tuple[str, bool] | None:
    """The purpose that a shopper refuses or agrees to, and which; None: neither."""
    words = plainly(text)
    for lists, given in ((_REFUSED, False), (_GIVEN, True)):
        for purpose, named in lists.items():
            if named.search(words):
                return purpose, given
    return None


def balance_in(text: str) -> str | None:
    """Of what a shopper asks what is left: points, credit or gift_cards; None: of nothing."""
    words = plainly(text)
    return next((each for each, named in _BALANCES.items() if named.search(words)), None)


def points_in(text: str) -> bool | None:
    """Whether points shall pay what they can (True) or nothing after all (False); None: nothing
    was said of that."""
    words = plainly(text)
    if _SPENDS_NONE.search(words):
        return False
    return True if _SPENDS.search(words) else None


def cadence_of(every: Interval | None) -> Cadence | None:
    """How often something comes; None for what no subscription can be: hourly, every ten years."""
    units = {"day": (1, Unit.DAY), "week": (1, Unit.WEEK), "month": (1, Unit.MONTH),
             "year": (12, Unit.MONTH)}  # fmt: skip
    if every is None or every.unit not in units:
        return None
    times, unit = units[every.unit]
    try:
        return Cadence(every=every.n * times, unit=unit)
    except InvalidInputError:
        return None
