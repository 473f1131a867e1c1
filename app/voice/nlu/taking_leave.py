"""How people put off buying, in four languages: somebody at home is asked first, it is all for
today, or they only think about it yet.

Closed lists, looked for in plain words; which question is open tells whether they count.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_FAMILY: Final = (
    r"(?:wife|husband|partner|boyfriend|girlfriend|mom|mum|mother|dad|father|family|roommate|boss"
    r"|mujer|esposa|marido|esposo|pareja|novi[oa]|madre|padre|familia|jefe"
    r"|femme|mari|conjoint|compagne|compagnon|mere|pere|famille|copine|copain"
    r"|frau|mann|partnerin|freundin|freund|mutter|vater|familie|chef"
    r"|sister|brother|daughter|son|herman[oa]|hij[oa]|soeur|frere|fille|fils|schwester|bruder"
    r"|tochter|sohn)"
)
ASKS_AT_HOME: Final = re.compile(
    r"(?:(?:(?:no|nope|non|nein|nee|so|but|pero|mais|aber|da|that s a lot|es mucho|c est beaucoup"
    r"|das ist viel) )*"
    r"(?:(?:let|me|i|we|ll|d|ve|got|want|better|had|have|need|to|should|must|really) )*"
    r"(?:(?:ask|check with|talk to|speak (?:to|with)|run it by|ask with|discuss (?:it|this) with)"
    rf" (?:my|the) {_FAMILY}(?: about it)?|sleep on it)(?: first)?"
    r"|(?:(?:no|es mucho|uf|pero|mejor|antes|primero) )*"
    r"(?:(?:dejame|dejeme|tengo que|tendria que|voy a|quiero|prefiero|lo) )+"
    rf"(?:(?:consultar|hablar|preguntar|comentar)(?:l[oe])?|consulto|hablo|comento) (?:con|a) mi"
    rf" {_FAMILY}(?: (?:primero|antes))?"
    rf"|(?:(?:bueno|pues|uf|mejor) )*(?:se )?l[oe] (?:digo|pregunto|comento) a mi {_FAMILY}"
    r"|(?:no )?(?:lo )?(?:consulto|consultare) con la almohada"
    r"|(?:(?:non|mais|bon|je|j) )*(?:(?:vais|dois|prefere|voudrais|veux|faut que j|il|d abord|en|y)"
    rf" )*(?:parler?|demander|demande|discuter|voir) (?:a|avec|ca avec) (?:ma|mon) {_FAMILY}"
    r"(?: d abord| avant)?|(?:non )?la nuit porte conseil"
    r"|(?:(?:hm|nein|nee|aber|da) )*schlaf\w* ich (?:(?:erst|noch|mal|noch ?mal|lieber"
    r"|eine nacht) )*"
    r"(?:druber|daruber)"
    r"|(?:(?:nein|nee|aber|da|das|ich|muss|will|mochte|sollte|lieber|erst|erst mal|noch) )*"
    r"(?:(?:noch )?(?:ein)?mal (?:eine nacht )?(?:druber|daruber) schlafen"
    r"|(?:bespreche|frage) (?:ich )?(?:(?:das|erst|erst mal|noch|lieber) )*(?:mit )?"
    rf"mein(?:e[rnm]?)? {_FAMILY}|(?:(?:mit )?mein(?:e[rnm]?)? {_FAMILY})"
    r" (?:fragen|besprechen|reden|absprechen)))"
    r"(?: (?:y|et|und|and) (?:(?:ya|os|le|te|les|lo|a|vous|je|ich|mich|i|we|ll|will|dann) )*"
    r"(?:digo|dire|aviso|llamo|vuelvo(?: a llamar)?|redis|rappelle|tiens au courant|sage bescheid"
    r"|melde(?: mich)?|rufe? (?:\w+ )?an|get back to you|call (?:you )?back|let you know)"
    r"(?: (?:algo|luego|plus tard|dann|wieder|mich))*)?"
)
"""Nothing is wanted before somebody else was asked."""
ALL_FOR_TODAY: Final = re.compile(
    r"(?:(?:no|nope|okay|ok|right|so|and|bueno|bon|gut|also|nein|nee|non|no gracias|non merci"
    r"|nein danke|pues|creo que|ich glaube) )*"
    r"(?:that s (?:it|all|everything)|that ll be all|(?:nothing|anything) else"
    r"|(?:(?:con )?eso|ya)? ?(?:es|seria|sera|era) todo|(?:ya )?nada mas"
    r"|(?:c est|ce sera|ce serait|c etait) tout|rien (?:d autre|de plus)"
    r"|das (?:wars|(?:war|ist|ware)(?: e?s)?(?: (?:schon )?alles)?)"
    r"|(?:sonst|weiter) nichts(?: mehr)?"
    r"|nichts (?:mehr|weiter))"
    r"(?: ?(?:for (?:today|now|tonight)|por (?:hoy|ahora|el momento)|pour (?:aujourd hui|l instant"
    r"|le moment|ce soir)|fur (?:heute|jetzt)|dann|alors|entonces|then))?"
    r"(?: (?:thanks|thank you|cheers|bye|goodbye|so much|gracias|muchas gracias|adios|hasta luego"
    r"|merci|au revoir|bonne journee|danke|vielen dank|tschuss|auf wiederhoren))*"
)
"""Takes leave where nothing is in hand that could be meant to be all."""
MUSES: Final = re.compile(
    r"\b(?:i m (?:thinking (?:about|of)|considering|wondering (?:about|if|whether))"
    r"|i was (?:thinking (?:about|of)|considering|wondering (?:about|if|whether))"
    r"|(?:estoy|estaba|ando) (?:pensando|dudando)|no se si (?:comprar|pedir|llevar)\w*"
    r"|j hesite|(?:je )?(?:pense|songe|reflechis) (?:a )?(?:m |nous )(?:acheter|prendre|offrir)"
    r"|ich (?:uberlege?|denke daruber nach|denke druber nach|bin am uberlegen)"
    r"|weiss (?:noch )?nicht ob)\b"
)
"""Of goods that nobody has decided to have."""


_PARTS: Final = re.compile(
    r"\b(?:(?:no|non|nein|nee|nah) (?:thanks?|thank you|ta|cheers|gracias|merci|danke)"
    r"|(?:good ?)?bye|cheerio|adios|chao|chau|hasta (?:luego|otra|pronto|nunca)|me voy|au revoir"
    r"|bonne (?:journee|soiree)|a (?:bientot|plus)|je m en vais|tschuss|ciao|auf wiederhoren"
    r"|schonen (?:tag|abend)(?: noch)?|(?:some )?other (?:time|day)|otro dia|en otra ocasion"
    r"|une autre fois|un autre jour|ein ?ander ?mal|(?:lo|la|los|las) deja(?:mos|re)?"
    r"|(?:voy|ire) a (?:otr[oa]|buscar|mirar)|(?:j |on )?ir(?:ai|a|ons) (?:voir )?ailleurs"
    r"|look elsewhere|schau\w* woanders)\b"
)
"""Takes leave beside a no, whatever else is said: "that's robbery, no thanks"."""


def parts(text: str) -> bool:
    """Whether somebody who said no is done with it."""
    return _PARTS.search(plainly(text)) is not None


JUST_LOOKING: Final = re.compile(
    r"(?:(?:oh|ah|um|hm|hmm|no|nope|nah|nee|ne|nein|non|actually|eigentlich|i m|i am|well|na|ja)"
    r" )*"
    r"(?:(?:just|only) (?:looking|browsing)|(?:ich )?(?:schau|guck)\w*(?: (?:ich|mich|eigentlich"
    r"|ja|halt|erst|mal|hier))*"
    r" (?:nur|bloss)|(?:ich )?will (?:mich )?nur (?:mal )?(?:schauen|gucken|umsehen|umschauen)"
    r"|(?:solo|solamente) (?:estoy |estaba |queria )?(?:mir\w+|ver)|(?:je )?(?:regarde"
    r"|regardais) (?:juste|seulement)"
    r"|je (?:ne )?fais que regarder)"
    r"(?: (?:around|really|for now|thanks|thank you|cheers|mal|um|erst|so|danke|gracias|merci))*"
)
"""Wants nothing of what is told; whoever says so is done."""
_DECLINES: Final = re.compile(
    r"(?:(?:oh|ah|ach|ay|um|hm|hmm|well) )*(?:no|nope|nah|non|nein|nee|ne)"
    r"(?: (?:no|nope|nah|non|nein|nee))?"
    r"(?: (?:thanks?|thank you|cheers|ta|merci|gracias|danke|dank|you re all right))?"
    r"(?: (?:(?:i m |i am )?(?:just|only) (?:looking|browsing)(?: around| really| for now|"
    r" thanks| cheers)*"
    r"|(?:solo |solamente )(?:estoy |estaba )?mir\w+|(?:je )?(?:ne fais que )?regard\w+"
    r"(?: seulement| juste)?|(?:ich )?(?:schau|guck)\w* (?:(?:mich|eigentlich|ja|halt|erst|mal) )*"
    r"(?:nur|bloss)(?: (?:mal|um|erst|so))*))?(?: (?:danke|merci|gracias|thanks|cheers))?"
    r"|(?:i m |i am )?(?:just|only) (?:looking|browsing)(?: around| really| thanks)*|solo"
    r" (?:estoy )?mir\w+"
    r"|(?:je )?(?:regarde juste|ne fais que regarder)|ich (?:schau|guck)\w* (?:mich )?nur(?: um)?"
)


_NOT_NOW: Final = re.compile(
    r"(?:(?:no|non|nein|nee|nah|nope|uf|bof|ah|oh|bueno|vale|ok|okay|bon|ach|hm|well|thanks"
    r"|gracias|merci|danke|rien|nada|it s|that s) )*"
    r"(?:(?:i (?:was|am) |i m )?(?:just|only) (?:asking|checking|curious|wondering"
    r"|wanted to know.*)"
    r"|(?:not|nothing) (?:right )?(?:now|yet|today|at the moment)|maybe (?:later|another time)"
    r"|i ll (?:let you know|get back to you|think about it)"
    r"|(?:(?:era |es )?(?:solo|solamente|nada mas|simplemente) (?:era )?(?:preguntaba|preguntar"
    r"|por (?:saber\w*|curiosidad|preguntar)|consultaba|mirando|(?:queria|para) saber.*))"
    r"|(?:de momento|por ahora|por el momento|ahora(?: mismo)?|hoy) (?:no|nada)|todavia no|aun no"
    r"|(?:ya )?(?:os|les|le|te|lo) (?:dire|digo|aviso|avisare|llamo|llamare|pienso|pensare)"
    r"|luego (?:vuelvo|llamo|paso)|mas tarde quiza|(?:mejor )?otro dia(?: mejor)?"
    r"|(?:al final )?(?:mejor )?no (?:me )?(?:llevo|compro|pido) nada"
    r"|(?:finalement )?je (?:ne )?prends rien|j ai reflechi (?:rien|non)|je vais y reflechir"
    r"|(?:c (?:est|etait) )?(?:juste|simplement) (?:pour (?:savoir.*|voir|info)|par curiosite"
    r"|une question)|je (?:me )?renseign\w+(?: juste)?|je (?:demandais|regardais)"
    r" (?:juste|seulement)"
    r"|je voulais (?:juste|seulement|simplement) (?:savoir|le prix|connaitre).*"
    r"|pas (?:pour (?:le moment|l instant)|maintenant|tout de suite|encore|aujourd hui)"
    r"|je vous (?:re)?(?:dirai|dis|rappelle|rappellerai|tiens au courant)"
    rf"|j en (?:parle|discute) (?:d abord )?(?:a|avec) (?:ma|mon) {_FAMILY}"
    r"|(?:ich )?(?:wollt\w*|hab\w*|frag\w*) (?:ich )?(?:nur|bloss) (?:mal )?(?:fragen|wissen.*"
    r"|gefragt|schauen|so)?|nur (?:so|eine frage|mal so)|(?:im moment|momentan|jetzt|heute) nicht"
    r"|vielleicht spater|ich (?:sag|geb) (?:euch|ihnen) bescheid|rien|nada)"
    r"(?: (?:thanks|thank you|cheers|gracias|merci|danke|bye|adios|au revoir|tschuss|anyway))*"
)
"""Only asked, and wants nothing yet."""


def only_asked(text: str) -> bool:
    """Whether nothing is said but that it was only asked, or is not wanted yet: "era solo por
    saber", "pas pour le moment"."""
    return _NOT_NOW.fullmatch(plainly(text)) is not None


def declines(text: str) -> bool:
    """Whether nothing is said but that nothing is wanted: "no thanks, just looking"."""
    return _DECLINES.fullmatch(plainly(text)) is not None
