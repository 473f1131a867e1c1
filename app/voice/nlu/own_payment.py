"""Questions about what was ordered and paid lately, which telling the order answers: "how much did
I pay", "what was my order number". Closed lists in four languages."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

ASKS_AFTER_PAYMENT: Final = re.compile(
    r"(?:(?:so|and|sorry|hey|hi|hello) )*"
    r"(?:(?:did|has) (?:my|the) payment (?:go|gone|come) through"
    r"|(?:what|how much) (?:did|have|was|were) (?:i|you|we) (?:pay|paid|charged?)(?: (?:me|us))?"
    r"|(?:was|were|am|have|did) (?:i|you|we) (?:been )?(?:get )?charged?(?: (?:me|us|my card))?"
    r"|how much (?:did (?:it|that|my order) (?:cost|come to)|was (?:it|that|my order))"
    r"|(?:what|which) (?:is|was|s) (?:my|the) order ?(?:number|no)|my order number"
    r"|(?:tell|give|remind) me (?:of )?(?:my|the) order number"
    r"|(?:cuanto|que) (?:pague|he pagado|me (?:cobraron|cobrasteis|cobraste|han cobrado"
    r"|habeis cobrado))"
    r"|(?:ya )?(?:se )?(?:cobro|hizo|paso|entro|ha pasado|ha entrado) (?:el|mi) pago"
    r"|(?:cual|que) (?:es|era|fue) (?:mi|el) numero de(?:l)? pedido|mi numero de pedido"
    r"|combien (?:est ce que )?(?:j ai|ai je) paye|combien (?:vous )?(?:m avez vous|m avez)"
    r" (?:debite|pris|facture)"
    r"|(?:est ce que )?(?:mon|le) paiement (?:est|a) (?:bien )?(?:passe|ete accepte|ete pris)"
    r"|(?:quel (?:est|etait)|c est quoi|c etait quoi) (?:mon|le) numero de (?:ma )?commande"
    r"|(?:wie ?viel|was) hab(?:e)? ich (?:da |dafur |denn |eigentlich )*(?:be)?zahlt"
    r"|(?:wurde|ist) (?:mir )?(?:schon |bereits )?(?:etwas |was )?abgebucht(?: worden)?"
    r"|(?:ist|hat|ging) (?:die|meine) zahlung (?:durch(?:gegangen)?|geklappt|angekommen)"
    r"|(?:wie|was) (?:ist|war|lautet)(?: denn)? (?:noch ?mal )?(?:meine|die) bestellnummer)"
    r"(?: (?:again|in the end|for (?:it|that|my order)|yet|please|de nuevo|al final|por favor|deja"
    r"|finalement|s il vous plait|noch ?mal|eigentlich|bitte|schon))*"
)
_ONCE: Final = (
    r"(?: (?:la (?:ultima|otra) vez|la vez pasada|ultimamente|ayer|el otro dia|en mi ultimo pedido"
    r"|last time|last|from you|lately|yesterday|the other day|recently|before|la derniere fois"
    r"|derniere fois|hier|l autre jour|dernierement|letztes mal|beim letzten mal|zuletzt|neulich"
    r"|gestern|bei (?:euch|ihnen)|con (?:vosotros|ustedes)|chez vous|denn|eigentlich|noch ?mal|deja"
    r"|again|(?:que )?(?:ya )?no (?:me acuerdo|lo recuerdo|recuerdo)|i (?:forgot|forget"
    r"|can t remember|don t remember)|je (?:ne )?(?:m en souviens|sais) plus"
    r"|ich weiss es nicht mehr|por favor|please|s il vous plait|bitte))*"
)
ASKS_WHAT_WAS_ORDERED: Final = re.compile(
    r"(?:(?:oye|oiga|mira|hola|hey|hi|so|and|y|et|und|sag mal|(?:me )?(?:dices|dice|puedes decir"
    r"|puede decir(?:me)?)|dime|digame|recuerdame|recuerdeme|quiero saber"
    r"|(?:can you )?(?:tell|remind) me|dites moi|konnen sie mir sagen"
    r"|(?:ya )?no (?:me )?(?:acuerdo|recuerdo)(?: de)?|se me (?:ha )?olvid(?:o|ado)"
    r"|(?:i )?(?:can t|cannot|don t|can not) remember|i forgot|i ve forgotten"
    r"|je ne (?:sais|me (?:souviens|rappelle)) plus(?: de)?|je (?:sais|me souviens) plus(?: de)?"
    r"|j ai oublie|ich (?:weiss|weiß) (?:gar |leider )?nicht mehr|ich habe? vergessen) )*"
    r"(?:(?:que (?:fue|era|es) lo que|que cosas|que|lo que) (?:yo )?(?:te |os |les |le |me )?"
    r"(?:pedi|compre|ordene|encargue|lleve|(?:he|habia) (?:pedido|comprado|encargado))"
    r"|(?:que|cual) (?:fue|era) mi (?:ultim[oa] )(?:pedido|compra|orden)|que (?:hay|habia|lleva"
    r"|llevaba|incluye|incluia|tiene|tenia) (?:en )?mi (?:ultimo )?pedido"
    r"|what (?:it was )?(?:i|we) (?:ordered|bought)|was (?:ich|wir) (?:\w+ ){0,2}?(?:bestellt"
    r"|gekauft) hab\w*"
    r"|what (?:was it (?:that )?i|did (?:i|we)|have (?:i|we)) (?:last )?(?:order|buy|get|ordered"
    r"|bought)|what (?:s|is|was) (?:in )?my last order|what (?:s|is|was) in my order"
    r"|(?:qu est ce que|ce que) j (?:ai|avais) (?:commande|achete|pris)"
    r"|j (?:ai|avais) commande quoi|(?:c etait quoi|quelle etait) ma derniere commande"
    r"|qu y a t il dans ma (?:derniere )?commande"
    r"|was (?:hab\w*|hatt\w*) (?:ich|wir)(?: (?:denn|da|letztes mal|beim letzten mal|zuletzt"
    r"|neulich|gestern|noch ?mal|bei (?:euch|ihnen)))* (?:bestellt|gekauft|mitgenommen)"
    r"|was (?:war|ist)(?: (?:denn|in))* meine[rn]? (?:letzten? )?bestellung)"
    rf"{_ONCE}"
    r"(?: (?:me l[oa] (?:puede|puedes|podria) decir|me l[oa] dices?|puede(?:s)? decirmelo"
    r"|(?:can|could) you (?:tell|remind) me|vous pouvez me (?:le )?dire"
    r"|konnen sie (?:es )?mir (?:das )?sagen))?"
)
"""Asks what was in the order, and not where it is."""


def asks_what_was_ordered(text: str) -> bool:
    """Whether it is asked what was in an order: "qué fue lo que pedí la última vez"."""
    return ASKS_WHAT_WAS_ORDERED.fullmatch(plainly(text)) is not None
