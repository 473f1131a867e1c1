"""How people talk while they make up their mind, in four languages: hesitation, doubt, second
thoughts, and the question who is speaking.

Closed lists, looked for in plain words. Nothing of it names goods.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from app.voice.nlu.agreed_by_name import CANCELS_IT, GIVES_IT_BACK
from app.voice.nlu.manners import is_answer, is_no, is_opener, plainly, refuses_price
from app.voice.nlu.own_payment import ASKS_AFTER_PAYMENT, ASKS_WHAT_WAS_ORDERED
from app.voice.nlu.taking_leave import ALL_FOR_TODAY, ASKS_AT_HOME, JUST_LOOKING
from app.voice.nlu.understanding import YES_OR_NO, Expect
from app.voice.nlu.words import split_words
from app.voice.turn import Intent

_PAUSE: Final = (
    r"(?:wait|hold on|hang on|hold up)(?: (?:a|one) (?:minute|second|sec|moment|bit)(?! one))?"
    r"|(?:just )?(?:a|one) (?:moment|second|sec|minute)(?! one)"
    r"(?! (?!please|there|now|yes|no|ok)\w+(?: (?:for|too|as well|please)\b|$))"
    r"|(?:just )?give me (?:a|one) (?:moment|second|sec|minute)(?! one)"
    r"|let me (?:see|think|check)|let s see"
    r"|esper(?:a|e|ate|ame|eme)(?: (?:un|una) (?:momento|momentito|segundo|minuto|poco))?"
    r"|un (?:momento|momentito|segundo|minuto)|dejame (?:ver|pensar)|a ver(?: si)?"
    r"|(?:attends|attendez)(?: (?:un|une|deux) (?:moment|instant|peu|secondes?|minutes?))?"
    r"|(?:un moment|un instant|une (?:seconde|minute)|deux secondes)"
    r"|laisse[zr]? moi (?:voir|reflechir)"
    r"|(?:warte|warten sie|moment|augenblick|sekunde)(?: (?:mal|kurz|eben|bitte))*"
    r"|einen? (?:moment|augenblick|sekunde)(?: (?:mal|bitte))?|mal (?:sehen|schauen)"
    r"|lass(?:en sie)? mich (?:mal )?(?:kurz )?(?:uberlegen|nachdenken|sehen|schauen)"
)
_GREETING: Final = (
    r"(?:very )?good (?:morning|afternoon|evening|day)|(?:hi|hello|hey) (?:there|again|everyone)"
    r"|(?:quick|just a (?:quick )?) ?question|excuse me|sorry to (?:bother|trouble) you|listen"
    r"|buen(?:os dias|as (?:tardes|noches)|as|os)|muy buenas|una pregunta(?: rapida)?|oiga|oye"
    r"|mira"
    r"|disculpe|perdone|(?:bonjour|bonsoir|salut)(?: (?:madame|monsieur|a (?:tous|vous)))?"
    r"|(?:excusez|pardonnez) moi|s il vous plait(?= \w)|(?:une |juste une )?(?:petite )?question"
    r"(?: rapide)?|dites(?: moi)?(?= \w)|(?:schonen )?guten (?:tag|morgen|abend)|gruss gott|gruezi"
    r"|entschuldigen sie(?: bitte)?|(?:kurze|ich hab(?:e)? eine) frage|sagen sie(?: mal)?"
)
"""Before what somebody wants; a name or a kind word may follow it."""
_VOCATIVE: Final = (
    r"(?: (?:hija|hijo|guapa|guapo|senor|senora|senorita|amigo|amiga|madame|monsieur|mademoiselle"
    r"|sir|ma am|miss|everybody|folks|young (?:lady|man)|love|dear|darling|mate|junge[rs]? (?:mann"
    r"|frau|dame)|zusammen))?"
)
_TURN: Final = (
    r"actually|on (?:second thoughts?|reflection)|(?:now )?(?:that )?(?:i|when i) think about it"
    r"|thinking about it"
    r"|wenn ich (?:s |es )?mir (?:(?:recht|so|genau) )*uberlege|pensandolo mejor|ahora que lo"
    r" pienso|a bien y reflechir|come to think of it|you know what|i mean|i meant|rather|ich"
    r" mein(?:e|te)|qu(?:ise|eria) decir|je voulais dire"
    r"|i d (?:rather|prefer)|i prefer|make that(?= (?:pickup|delivery))"
    r"|en realidad|mejor dicho|mejor(?: que)?|pensandolo bien|quiero decir|de hecho|prefiero"
    r"|en fait|finalement|tout compte fait|reflexion faite|je veux dire|plutot|je prefere"
    r"|eigentlich|ich meine|doch lieber|doch besser|lieber|dann lieber|besser"
)
_OCCASION: Final = (
    r"(?:(?:it s|this is|that s|c est|es|das ist|es ist) (?:(?:for|pour|para|fur|als) )?"
    r"(?:(?:an?|my|our|un|une|mon|ma|mes|mi|mis|mein\w*|eine?[nm]?|das|le|la) ){0,2}"
    r"(?:gift|present|birthday|wedding|wife|husband|son|daughter|mother|father|mom|mum|dad|kids?"
    r"|cadeau|anniversaire|noel|offrir|femme|mari|fils|fille|mere|pere|enfants?"
    r"|regalo|regalar|cumpleanos|mujer|marido|hijo|hija|madre|padre|ninos?"
    r"|geschenk|geburtstag|frau|mann|sohn|tochter|mutter|vater|kinder))"
)
"""Whom, or what for, something is: no part of what it is."""
_NUMBER: Final = (
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|un[oa]?|dos|tres|cuatro|cinco|seis"
    r"|siete"
    r"|ocho|nueve|diez|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|einen?|eins|zwei|drei|vier"
    r"|funf|sechs|sieben|acht|neun|zehn"
)
_JUST: Final = r"(?:just|only|solo|solamente|seulement|juste|nur|bloss)"
_LED: Final = re.compile(
    rf"(?:(?:{_GREETING}){_VOCATIVE}|{_PAUSE}|{_TURN}|{_OCCASION}"
    rf"|{_JUST}(?= (?:{_NUMBER})(?: (?:please|por favor|bitte))?$))(?= |$)"
)
_BEHIND: Final = re.compile(
    r" (?:if you (?:please|would|don t mind)|if i may|wenn s recht ist|wenn es recht ist|wenn"
    r" moglich"
    r"|si es tan amable|instead|after all|though|(?:is|would be|sounds) better|works better"
    r"|(?:(?:will|would|might|should|ll|d) )?(?:fits?|suits?|do(?:es)?|looks?|works?)(?: (?:me"
    r"|us|him|her|it))? (?:better|best|fine"
    r"|nicely)|would suit(?: me| us)?|passt?(?: (?:mir|uns|ihm|ihr|eher|da))* (?:besser|gut|am"
    r" besten)|ware mir lieber|steht mir besser"
    r"|me (?:queda|va|viene) mejor|(?:m |me )?ira(?:it)? mieux|conviendrait mieux|en su lugar"
    r"|(?:es|seria|esta) mejor|al final|a la place|(?:c est|ce serait|est) mieux|plutot"
    r"|stattdessen|(?:ist|ware) besser|dann doch"
    r"|(?:(?:it|that|there) s|which is|c est|que (?:me )?(?:queda|pilla)|esta|das ist"
    r"|(?:das )?liegt)"
    r" (?:\w+ ){0,2}?(?:near|close to|next to|on (?:my|the) way|round the corner|a cote|pres|en"
    r" bas"
    r"|cerca|al lado|de camino|um die ecke|auf dem weg|in der nahe|naher)(?: \w+){0,4}"
    r"|(?:and|y|et|und) (?:that s (?:it|all)|nothing (?:else|more)|punto|ya(?: esta)?|nada mas"
    r"|basta|c est tout|rien (?:d autre|de plus)|voila|das war s|fertig|sonst nichts|nichts"
    r" weiter)"
    r"|actually|rather|en realidad|en fait|finalement|eigentlich)$"
)
_NOT_THAT: Final = re.compile(
    rf" (?:and not|not|y no|no|et pas|pas|und nicht|nicht) (?:{_NUMBER})$"
)
_POLITE: Final = r"(?: (?:please|por favor|s il vous plait|s il te plait|bitte))?"
_PAUSES: Final = re.compile(rf"(?:(?:{_PAUSE}) ?)+{_POLITE}")
_PAUSE_FIRST: Final = re.compile(rf"(?:{_PAUSE})(?= |$)")
_UNSURE: Final = re.compile(
    r"(?:i )?(?:really |honestly )?(?:don t|do not) (?:really )?know(?: yet)?|dunno|no idea"
    r"|(?:i m |i am )?not (?:really |quite )?sure(?: yet)?|i can t decide|hard to say|whatever"
    r"|no (?:lo )?se(?: (?:todavia|aun|bien))?|ni idea|no tengo (?:ni )?idea|no estoy segur[oa]"
    r"|no me decido|(?:je )?(?:ne )?sais pas(?: (?:trop|encore|vraiment))?|aucune idee|j hesite"
    r"|je (?:ne )?suis pas sure?|(?:ich )?weiss (?:ich |es )?(?:noch |auch )?nicht(?: genau"
    r"| recht)?"
    r"|keine ahnung|(?:ich bin )?(?:mir )?(?:noch )?nicht sicher|schwer zu sagen|ist mir egal"
)
_OFF: Final = (
    r"forget (?:it|that|about it)|never ?mind"
    r"|cancel(?: (?:it|that|this|everything|the (?:whole )?(?:order|thing)))?|call it off"
    r"|scrap (?:it|that)|olvid(?:al|el)[oa]|dej(?:al|el)[oa]|cancel(?:al|el)[oa]|cancela(?: todo)?"
    r"|anul(?:al|el)[oa]|laisse[zr]? tomber|oublie[zr]?(?: ca)?|annule[zr]?(?: (?:ca|la|le|tout))?"
    r"|vergiss (?:es|das|s)|vergessen sie (?:es|das|s)|lass(?:en wir| wir)? (?:es"
    r"|das)(?: gut sein)?"
    r"|(?:bitte )?(?:abbrechen|brich (?:das )?ab)|lass(?:en sie)?(?: (?:es|das))? mal|leave it"
    r"|dejemoslo|dejelo"
)
_REGRET: Final = (
    r"i (?:ve |have )?changed my mind|i don t want (?:it|that|this|them)(?: any ?more)?"
    r"|(?:he cambiado|cambie) de (?:idea|opinion)|(?:ya )?no l[oa]s? quiero(?: ya)?"
    r"|j ai change d avis|je (?:ne )?(?:le|la|les) veux (?:plus|pas)|j(?:e n)? en veux (?:plus"
    r"|pas)"
    r"|(?:ich )?hab(?:e)? (?:s |es )?mir (?:das |es )?(?:doch )?anders uberlegt"
    r"|ich (?:will|mochte) (?:es|das|sie|ihn) (?:doch )?nicht(?: mehr)?|doch nicht"
)
_LATER: Final = (
    r"i (?:ll|will|need to|have to) think (?:about it|it over)|let me think (?:about it|it over)"
    r"|(?:me )?lo (?:voy a pensar|pienso|pensare)|ya (?:volvere|vuelvo|pasare|llamare)"
    r"(?: otro dia| luego| mas tarde)?|je (?:vais|dois) (?:y )?(?:reflechir|penser)|je reviendrai"
    r"|ich (?:uberleg|uberlege|uberlegs) (?:s |es |das )?(?:mir )?(?:(?:noch ?mal|noch einmal))?"
)
"""Said behind it, by who may come again."""
_SECOND_THOUGHT: Final = (
    r"(?:actually|you know what|en realidad|al final|mejor|en fait|finalement|eigentlich|oh|ah|ach"
    r"|bon|bueno|na|gut)"
)
_AND: Final = r"(?: (?:and|y|et|und|so|asi que|donc|also))? "
_CALLED_OFF: Final = re.compile(
    rf"(?:{_SECOND_THOUGHT} )*(?:(?:{_REGRET}){_AND})*(?:(?:can|could|would) you )?"
    rf"(?:please |just |then )*(?:{_OFF})"
    rf"(?: (?:then|entonces|alors|dann))?{_POLITE}(?:{_AND}(?:{_LATER}))?"
)
_REFUSED: Final = re.compile(
    rf"(?:{_SECOND_THOUGHT} )+(?:no|non|nein|nee) (?:{_OFF}){_POLITE}(?:{_AND}(?:{_LATER}))?"
)
"""Where canceling is offered, it is what nobody wants: "finally no, leave it"."""
_REGRETTED: Final = re.compile(_REGRET)
_WHO: Final = re.compile(
    r"(?:(?:pero|mais|but|aber|oye|dites|bueno|so|and|y|et|und|tu|vous|usted|ustedes|vosotros|sag"
    r"|sagen sie|(?:buen[oa]s )?(?:dias|tardes|noches)|good (?:morning|afternoon|evening)|bonsoir"
    r"|allo|guten (?:tag|morgen|abend)|gruss gott|excuse me|disculpe|entschuldigen sie|excusez moi"
    r") )*(?:(?:are you|am i (?:talking|speaking) (?:to|with)|is this|is that)"
    r" (?:really )?(?:an? )?"
    r"(?:real )?"
    r"(?:robot|bot|machine|computer|human|person|human being|recording|ai|real)(?: or .*)?"
    r"|(?:who|what) are you|who(?:m)? (?:am|do) i (?:talking|speaking|talk|speak"
    r"|have the pleasure of (?:talking|speaking))(?: (?:to|with))?(?: (?:here|please|now))?"
    r"|who(?:m)? do i have (?:the pleasure|on the (?:line|phone))|(?:who is|who s) (?:this|speaking"
    r"|there|on the (?:line|phone))(?: please)?|(?:to|with) whom am i (?:talking|speaking)"
    r"|(?:con|a) quien (?:hablo|estoy hablando|tengo el (?:gusto|placer)(?: de hablar)?|me atiende)"
    r"(?: (?:por favor|ahora))?|quien (?:me (?:atiende|habla)|habla|es usted|esta (?:ahi|al"
    r" (?:telefono|aparato|habla)))(?: por favor)?"
    r"|(?:a|avec) qui (?:(?:ai je|j ai) (?:l honneur|affaire|le plaisir)|(?:je|on) parle"
    r"|parle je|est ce que je parle|suis je en (?:ligne|communication))(?: s il vous plait)?"
    r"|(?:c est qui|qui (?:est (?:la|a l appareil|au bout du fil)|me parle|est ce qui parle))"
    r"(?: s il vous plait)?"
    r"|(?:mit )?wem? (?:spreche|rede|telefoniere|sprech|red) ich(?: (?:da|hier|denn|eigentlich"
    r"|bitte|jetzt))*|mit wem hab(?:e)? ich (?:denn |hier )?(?:das vergnugen|die ehre|es zu tun)"
    r"|wer (?:spricht|ist)(?: (?:da|dort|hier|denn|am (?:apparat|telefon)|bitte))+"
    r"|(?:eres|es usted|es|hablo con|estoy hablando con) (?:una? )?"
    r"(?:robot|maquina|cacharro|bot|persona(?: real)?|human[oa]|ordenador|grabacion)(?: o .*)?"
    r"|quien eres"
    r"|(?:vous etes|tu es|etes vous|es tu|(?:est ce que )?(?:je parle|vous etes)(?: a"
    r"| avec)?) (?:une? )?"
    r"(?:vraie? )?(?:robot|machine|bot|humain|personne|ordinateur)(?: ou .*)?|qui etes vous"
    r"|(?:bist du|sind sie|ist das|(?:spreche|rede) ich mit)(?: hier)? (?:ein(?:e[mr]?)? )?"
    r"(?:echte[rn]? )?"
    r"(?:roboter|maschine|bot|computer|mensch(?:en)?|person|automat)(?: oder .*)?|wer "
    r"(?:bist du|sind sie))"
)
_WRONG_NUMBER: Final = re.compile(
    r"(?:(?:oh|ay|uy|huy|ups|oops|anda|vaya|bueno|pues|mira|no|non|nein|nee|nope|perdon|perdona"
    r"|perdone|perdoname|disculpa|disculpe|lo siento|pardon|desolee?|excusez moi|sorry|so sorry"
    r"|ah|ach|hallo|entschuldigung|entschuldigen sie|verzeihung|tut mir leid|hola|hello|hi|bonjour"
    r"|allo|je crois que|creo que|me parece que|i think|i must have|looks like|das ist|da|it s"
    r"|this is|i m afraid|ich glaube) )*"
    r"(?:(?:yo )?me (?:he |habre )?(?:equivo\w+|confund\w+) de (?:numero|telefono|sitio)"
    r"|(?:es (?:un )?)?numero equivocado|(?:he )?(?:marcado|marque) mal(?: el numero)?"
    r"|(?:je )?me suis trompee? de numero|(?:c est )?(?:un )?(?:faux|mauvais) numero"
    r"|(?:j ai )?(?:fait|compose) (?:un |le )?(?:faux|mauvais) numero"
    r"|(?:i (?:ve |have )?)?(?:got |dialed |dialled |rung |called )?(?:the |a )?wrong number"
    r"|(?:(?:ich )?(?:bin|hab\w*)(?: ich)?(?: mich)? )?falsch verbunden"
    r"|(?:(?:ich )?hab(?:e)?(?: ich)? mich )?(?:wohl )?(?:verwahlt|in der nummer geirrt))"
    r"(?: (?:perdon\w*|pardon|sorry|entschuldigung|entschuldigen sie|verzeihung|disculp\w+"
    r"|la molestia|las molestias|lo siento|gracias|merci|thanks?|thank you|danke|chao|chau|ciao"
    r"|adios|hasta luego|bye|goodbye|bye bye|cheers|au revoir|bonne (?:journee|soiree)|desolee?"
    r"|excusez moi|de vous (?:avoir )?derange\w*|tschuss|tschau|auf wiederhoren|wiederhoren"
    r"|schonen tag(?: noch)?|tut mir leid|que (?:tenga|tengas) buen dia|buen dia|buenas tardes"
    r"|have a (?:good|nice) (?:day|one)|for (?:bothering|disturbing) you|por|para|pour|fur|la"
    r"|die|storung|y|and|et|und|i|think|then|pues|eh))*"
)
_KNOWING: Final = re.compile(
    r"\b(?:ich|wir|wer|man|er|sie) wei(?:ß|ss)(?: (?:noch |auch |gar |ja )?nicht(?: (?:recht"
    r"|genau|so recht))?)?"
    r"(?:,? ob)?\b,?\s*|\bwei(?:ß|ss)t? (?:ich|du|ihr|man|jemand)\b,?\s*",
    re.IGNORECASE,
)
_ANYBODY: Final = re.compile(
    r"(?:(?:hello|hallo|hola|allo|bonjour|hi|hey) )*(?:is )?(?:anybody|anyone|somebody|someone)"
    r"(?: still)? (?:there|here|home)|are you (?:still )?there|can you hear me|(?:hallo )?(?:ist"
    r" )?(?:da|noch) jemand"
    r"(?: (?:da|dran))?|sind sie (?:noch )?(?:da|dran)|horen sie mich"
    r"|(?:hola )?(?:hay alguien|me oyen?|me escuchan?)(?: ahi)?|(?:allo )?(?:il )?y a quelqu un"
    r"|vous (?:m entendez|etes la)"
)
_RANGE: Final = re.compile(
    r"what (?:all |else )?(?:do|have|can) you (?:guys )?(?:have|got|sell|carry|offer|recommend)"
    r"(?: (?:here|there|in (?:the|your) (?:store|shop)|today|for me))?"
    r"|what (?:kind|sort)s? of (?:things|stuff|products|items|goods) do you (?:have|sell|carry)"
    r"|what s (?:popular|there|good)|what are your best ?sellers|recommend (?:me )?something"
    r"|surprise me|que (?:cosas )?(?:tienen|tienes|teneis|venden|vendes|vendeis|hay|ofrecen)"
    r"(?: (?:ahi|aqui|en la tienda))?|que me (?:recomiendas?|recomienda usted)"
    r"|(?:qu est ce que|que) (?:vous )?(?:avez|vendez|proposez|recommandez)(?: vous)?"
    r"(?: comme (?:articles?|produits?|choses?))?"
    r"|vous (?:avez|vendez|proposez) quoi|was (?:habt ihr|haben sie|gibt es|gibt s|verkauft ihr"
    r"|verkaufen sie|bietet ihr(?: an)?)(?: (?:denn|so|alles|da|zu bieten))*"
    r"|was (?:konnen|konnt) (?:sie|ihr) (?:mir )?(?:so )?empfehlen"
)
_AT_PRICE: Final = re.compile(
    r" (?:so )?(?:for )?(?:less than|under|below|up to|around|about|unter|bis(?: zu)?|fur|um die"
    r"|por menos de|hasta"
    r"|de menos de|a moins de|pour moins de|jusqu a) .*$"
)
_HOW_MUCH: Final = re.compile(
    r"(?:what (?:is|was|s)|how much (?:is|was|s)) (?:the |my )?(?:total|price|sum|it|that)"
    r"(?: (?:again|now|all together|altogether|in total))?"
    r"|(?:por )?cuanto (?:es|era|sale|salia|cuesta|costaba|seria)"
    r"(?: (?:en total|todo|ahora|otra vez))?|cual (?:es|era) el (?:total|precio)"
    r"|(?:c est|c etait|ca fait|ca coute|elle coute|il coute|elles coutent|ils coutent) combien"
    r"(?: (?:deja|encore|en tout|au total))?"
    r"|(?:quel|c est quoi) (?:est |etait )?le (?:total|prix)(?: deja)?"
    r"|combien(?: ca (?:fait|coute))?(?: (?:deja|encore|en tout))?"
    r"|(?:was|wie ?viel) (?:macht|kostet|kostete|war|ist|sind) (?:das|es|die|der)"
    r"(?: (?:nochmal|noch mal|gleich|denn|zusammen|insgesamt|alles))*"
)
"""What it costs, in so many words."""
_TOTAL: Final = re.compile(
    rf"{_HOW_MUCH.pattern}"
    r"|(?:(?:eso|esto|ya|y) )*(?:lleva|incluye|va con|es con) (?:los |el )?(?:impuestos|iva)"
    r"(?: incluidos?)?|(?:con )?(?:los )?(?:impuestos|iva) incluidos?"
    r"|(?:les )?taxes (?:sont )?(?:comprises|incluses)|tva (?:est )?comprise|c est ttc"
    r"|(?:is|does) (?:that|it) (?:with|include|including) (?:the )?tax"
    r"|(?:ist|sind) (?:da |das )?(?:die )?(?:mwst|mehrwertsteuer|steuern?) (?:drin|dabei|inklusive)"
    r"|(?:que|qu est ce que) (?:he pedido|j ai commande)|j ai commande quoi|what did i order"
    r"|was hab\w* ich (?:denn )?bestellt"
    r"|was (?:ist|war) (?:die summe|der gesamtbetrag|der preis)(?: nochmal)?"
)
_READY: Final = re.compile(
    r"how (?:long|soon) (?:will|does|is|until) (?:it|that|this|they)(?: (?:be|take|going to \w+))?"
    r"(?: ready)?|when (?:can|could|may|should) i (?:come and )?(?:pick|get|collect|fetch)"
    r" (?:it|them|that)(?: up)?|when (?:will|is) (?:it|that|my stuff)(?: be)? ready"
    r"|when (?:does|will|do|is) (?:it|that|they) (?:come|coming|arrive|get here|be here)"
    r"|(?:cuando|a partir de cuando) (?:puedo|podre) (?:pasar a )?(?:recoger|buscar)l[oa]s?"
    r"|cuando (?:estara|esta|va a estar) list[oa]|cuanto (?:tarda|tardara|falta)"
    r"|(?:quand|a partir de quand) (?:est ce que )?(?:je peux|puis je) (?:venir |passer )?"
    r"(?:le |la |les )?(?:chercher|prendre|retirer|recuperer)"
    r"|quand (?:est ce que )?(?:ce sera|c est) pret|ca prend combien de temps"
    r"|(?:ab )?wann kann ich (?:es|das|sie|ihn) (?:abholen|holen)"
    r"|wann ist (?:es|das|sie) (?:fertig|abholbereit)|wie lange dauert (?:es|das)"
)
_THROUGH: Final = re.compile(
    r"(?:so )?(?:is|was|are) (?:it|that|this|everything|my order|the order) (?:all )?"
    r"(?:done|finished|ordered|placed|through|complete|completed)(?: (?:now|yet|already|then))?"
    r"|did (?:it|that|my order|the order) (?:go|get|come) through|did (?:it|that) work(?: out)?"
    r"|has (?:it|that|my order|the order) gone through(?: yet)?"
    r"|(?:ya )?(?:esta|se ha) (?:hecho|pedido|terminado|completado)(?: ya| el pedido)?"
    r"|(?:ya )?(?:ha (?:salido|ido) bien|ha funcionado|funciono|salio bien)(?: el pedido)?"
    r"|(?:est ce que )?(?:c est|ca y est c est) (?:fait|bon|passe|commande|termine|bien passe)"
    r"|ca y est|(?:est ce que )?(?:ca a marche|c est passe)"
    r"|(?:est ce que )?(?:ma|la) commande est (?:passee|faite|partie)"
    r"|(?:ist|hat) (?:es|das|alles|die bestellung|meine bestellung) (?:jetzt |schon |denn |nun )?"
    r"(?:fertig|durch|bestellt|erledigt|geklappt|funktioniert|durchgegangen)"
    r"|hat s (?:jetzt |schon |denn )?geklappt"
)
_AT_A_LOSS: Final = re.compile(
    r"(?:(?:and|y|et|und) )?(?:what (?:can|should|do) i say|que (?:puedo|debo|tengo que) decir"
    r"|qu est ce que je (?:peux|dois) dire|que (?:puis|dois) je dire|was (?:kann|soll|muss) ich"
    r" sagen)"
)
"""Asks what may be said here."""
_ACTS: Final = (
    (Intent.WAIT, _PAUSES),
    (Intent.WHO_SPEAKS, _WHO),
    (Intent.UNSURE, _UNSURE),
    (Intent.HELP, _AT_A_LOSS),
    (Intent.STOP, _CALLED_OFF),
    (Intent.STOP, _REFUSED),
)
_RELUCTANT: Final = re.compile(
    r"i (?:guess|suppose)(?: so)?|why (?:ever )?not|warum (?:\w+ )?nicht|mm ?hmm?|mhm|uh ?huh"
    r"|that ll do|it ll do|supongo"
    r"(?: que si)?"
    r"|por que no|bueno|na gut|meinetwegen|von mir aus|pourquoi pas|si vous voulez|mouais"
)
_DOUBTFUL: Final = re.compile(
    r"i (?:guess|suppose)(?: so)?|supongo(?: que si)?|mouais|(?:je )?suppose|vermutlich|wird schon"
)
"""Agrees to nothing that costs money."""
_WITH_MORE: Final = re.compile(
    r"(?:(?:yes|yeah|yep|ok|okay|sure|si|claro|vale|oui|ouais|d accord|ja|jo|gut) )+"
    r"(?:with|without|con|sin|avec|sans|mit|ohne|but|only if|pero|mais|aber) (?!(?:(?:mucho|grand"
    r"|great|vielen?) )?"
    r"(?:pleasure|gusto|placer|duda|problema|plaisir|probleme|vergnugen|freude|dank)\b).*"
)
"""A yes to something beside what was read back: "sí, con lazo"."""
_HANGING: Final = frozenset(
    split_words(
        "they he she we the an but if because with for from my your yo el las un una con de "
        "para por porque pero mi su je tu ils mon ma mais avec pour parce le les une aber wenn "
        "weil mit fur von ich ein eine mein meine"
    )
)
"""After these more was said than was heard."""
_NAMELESS: Final = frozenset(
    split_words(
        "they them em it he she both those these that this there thing things whatever something "
        "anything everything nothing again then now long how much many cost costs price total "
        "what when which where why who is are be was would really better best good fine me you "
        "i ll s also too about one ones the a an and or so to of at for in on please like want "
        "dorenavant desormais adelante partir kunftig from onwards "
        "cosita cositas cosilla truc chose choses kleinigkeit sache "
        "ella usted ustedes nosotros nosotras lui eux moi toi ihm ihnen uns euch "
        "ello ellos ellas eso esto esa ese esas esos este esta estas estos cuanto cuanta cuesta "
        "cuestan cuestas vale valen precio otra otro vez algo nada cosa cosas todo entonces ahora "
        "mejor que es el la lo los "
        "las y o un una por para en ca cela ils elles elle il combien coute coutent prix deja "
        "encore quelque chose rien tout maintenant alors mieux c est le les de du et ou je vous "
        "if there available any left si hay quedan pues disponible dispo reste falls vorratig "
        "wife husband partner boyfriend girlfriend mom mum mother dad father son daughter kid"
        " kids "
        "sister brother friend mujer esposa marido esposo pareja novia novio madre padre hijo"
        " hija "
        "hermano hermana amigo amiga femme mari copine copain mere pere fille fils frere soeur "
        "frau mann freundin freund mutter vater sohn tochter bruder schwester "
        "direct directly direkt directo directamente directement straight immediately sofort "
        "quick quickly fast asap sharpish pronto rapido vite rapidement flott schnell zackig fix "
        "today tonight tomorrow hoy manana demain aujourd hui heut heute morgen "
        "das sie er der die den kostet kosten preis nochmal noch mal etwas alles nichts jetzt "
        "dann besser denn eigentlich wie viel viele wo wann ist und oder ich im zum zur bitte"
    )
)
_TAKEN_LIGHTLY: Final = frozenset(
    {Expect.OFFER, Expect.OTHER_STORE, Expect.RESUME, Expect.PRODUCT_CHOICE}
)
_NOTHING_IN_HAND: Final = frozenset({Expect.NOTHING, Expect.OFFER, Expect.PRODUCT_CHOICE})
_LEFT_FOR_NOW: Final = _TAKEN_LIGHTLY | {Expect.OPTION, Expect.METHOD, Expect.STORE, Expect.CONFIRM}
"""Questions whose yes leads to another question, and to nothing that lasts."""
BOUGHT_BY_YES: Final = frozenset({Expect.CONFIRM, Expect.TRY_AGAIN, Expect.PAY_LINK})
_OF_GOODS_IN_HAND: Final = frozenset({Expect.OPTION, Expect.METHOD, Expect.STORE, Expect.OFFER})
_ANSWERS: Final = (
    ({Expect.CONFIRM_CANCEL}, CANCELS_IT, Intent.YES),
    ({Expect.CONFIRM_RETURN}, GIVES_IT_BACK, Intent.YES),
    (BOUGHT_BY_YES, _TOTAL, Intent.PRICE_CHECK),
    (_OF_GOODS_IN_HAND, _HOW_MUCH, Intent.PRICE_CHECK),
    ({Expect.NOTHING}, _ANYBODY, Intent.GREETING),
    ({Expect.NOTHING}, ASKS_AFTER_PAYMENT, Intent.ORDER_STATUS),
    ({Expect.NOTHING}, ASKS_WHAT_WAS_ORDERED, Intent.ORDER_STATUS),
    ({Expect.NOTHING}, _READY, Intent.ORDER_STATUS),
    ({Expect.NOTHING}, _WRONG_NUMBER, Intent.STOP),
    ({Expect.NOTHING}, _THROUGH, Intent.ORDER_STATUS),
    (_TAKEN_LIGHTLY, _RELUCTANT, Intent.YES),
    (_NOTHING_IN_HAND, ALL_FOR_TODAY, Intent.STOP),
    (_NOTHING_IN_HAND | {Expect.PRODUCT, Expect.OPTION}, JUST_LOOKING, Intent.STOP),
    (_LEFT_FOR_NOW, ASKS_AT_HOME, Intent.STOP),
)


def act_of(text: str, expect: Expect) -> Intent | None:
    """What a text does that is hesitation, doubt or second thoughts and nothing else; None: it is
    more than that. "I guess so" agrees to nothing that costs money."""
    asked = _by_question(text, expect)
    if asked is not None:
        return asked
    for plain in _forms(text):
        for intent, pattern in _ACTS:
            if pattern.fullmatch(plain):
                return intent
        if _REGRETTED.fullmatch(plain) and expect is not Expect.RETURN_REASON:
            return Intent.NO if expect in YES_OR_NO else Intent.STOP
    return None


def _by_question(text: str, expect: Expect) -> Intent | None:
    """What a text means at this question and at no other."""
    whole, opened = plainly(text), _forms(text)[0]
    for expected, pattern, intent in _ANSWERS:
        if expect in expected and (pattern.fullmatch(whole) or pattern.fullmatch(opened)):
            return intent
    return Intent.NO if expect in BOUGHT_BY_YES and refuses_price(text) else None


def tidied(text: str) -> str:
    """The text without greeting, hesitation and turn at its start, be it behind a yes or no, and
    without what it takes back at its end ("four, not three"); a text of nothing else stays."""
    words = text.split()
    told = [(part, at) for at, word in enumerate(words) for part in plainly(word).split()]
    plain = [part for part, _ in told]
    start, kept = _start_of(plain), []
    if start < len(plain) - 1 and is_answer(plain[start]):
        kept = [told[start][1]]
        start = _behind(plain, start)
    end = start + _length(plain[start:])
    if not told or (not kept and start == 0 and end == len(told)):
        return text
    kept += [at for _, at in told[start:end]]
    return " ".join(words[at] for at in dict.fromkeys(kept)).rstrip(",;:")


def without_knowing(text: str) -> str:
    """The text without who knows, or does not: "ich weiß nicht" names no color."""
    return _KNOWING.sub("", text) or text


def _behind(plain: Sequence[str], answer: int) -> int:
    """Where what follows a yes or no begins, said twice or with hesitation behind it."""
    start = answer + 1
    while start < len(plain) - 1 and plain[start] == plain[answer]:
        start += 1
    return start + _start_of(plain[start:])


def _start_of(plain: Sequence[str]) -> int:
    """Where a sentence begins, behind openers and hesitation; one word at least is left."""
    start = 0
    while start < len(plain) - 1:
        led = _LED.match(" ".join(plain[start:]))
        count = led[0].count(" ") + 1 if led else int(is_opener(plain[start]))
        if not count or start + count >= len(plain):
            break
        start += count
    return start


def _length(plain: Sequence[str]) -> int:
    """How many of the words are left without what is taken back or added at their end."""
    line = " ".join(plain)
    while found := _BEHIND.search(line) or _NOT_THAT.search(line):
        line = line[: found.start()]
    return line.count(" ") + 1


def agrees_in_doubt(text: str, expect: Expect) -> bool:
    """Whether a yes is none where it costs money: "I guess so", "yes it they"."""
    if expect not in BOUGHT_BY_YES:
        return False
    hangs = plainly(text).split()[-1:]
    return any(_DOUBTFUL.fullmatch(each) for each in _forms(text)) or not _HANGING.isdisjoint(hangs)


def agrees_to_more(text: str) -> bool:
    """Whether a yes is to more than was read back, or to less: "sí, con lazo"."""
    return _WITH_MORE.fullmatch(plainly(text)) is not None


def begins_with_pause(text: str) -> bool:
    """Whether it begins with a wait, be it behind a yes: "wait, both", "yes, hang on, both"."""
    words = plainly(text).split()
    while words and (is_opener(words[0]) or is_answer(words[0])):
        words = words[1:]
    return bool(_PAUSE_FIRST.match(" ".join(words)))


def _forms(text: str) -> tuple[str, str]:
    """The plain words of a text without the oh that they begin with, and without its no."""
    words = plainly(text).split()
    start = _led_by(words, 0, is_opener)
    behind = _led_by(words, start, lambda word: is_opener(word) or is_no(word))
    return " ".join(words[start:]), " ".join(words[behind:])


def _led_by(words: Sequence[str], start: int, leads: Callable[[str], bool]) -> int:
    while start < len(words) - 1 and leads(words[start]):
        start += 1
    return start


def asks_for_range(text: str) -> bool:
    """Whether it is asked what there is at all."""
    return any(_RANGE.fullmatch(_AT_PRICE.sub("", plain)) for plain in _forms(text))


def names_nothing(words: str) -> bool:
    """Whether a name is made of pronouns and little words: "they", "¿cuánto cuesta?"."""
    return all(word in _NAMELESS for word in plainly(words).split())
