"""Questions about what was ordered and paid lately, which telling the order answers: "how much did
I pay", "what was my order number". Closed lists in four languages."""

from __future__ import annotations

import re
from typing import Final

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
