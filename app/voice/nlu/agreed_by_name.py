"""Who names what was asked whether it shall be done agrees to it: "yes, cancel it", "I just want my
money back". Closed lists in four languages, matched against whole plain sentences."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.manners import plainly

_LED: Final = (
    r"(?:(?:yes|yeah|yep|yup|ok|okay|sure|right|exactly|correct|si|claro|vale|exacto|eso|oui|ouais"
    r"|d accord|voila|ja|jo|jawohl|genau|richtig|please|por favor|s il vous plait|bitte|just|only"
    r"|solo|nada mas|juste|seulement|nur|einfach|and|y|et|und|go ahead(?: and)?|do|then|pues|alors"
    r"|dann|also|well|bueno|bien|na|gut) )*"
)
_BEHIND: Final = (
    r"(?: (?:please|por favor|s il vous plait|s il te plait|bitte|now|then|ya|ahora|maintenant"
    r"|alors|jetzt|dann|for me|thanks|gracias|merci|danke))*"
)
_IT: Final = r"(?: (?:it|that|this|the (?:whole )?(?:order|thing)|my order|everything))?"
_LA: Final = r"(?: (?:el pedido|mi pedido|todo|esa|ese|eso))?"
_LE: Final = r"(?: (?:la|le|les|ca|tout|cela|la commande|ma commande))?"
_ES: Final = r"(?: (?:es|sie|das|alles|die bestellung|meine bestellung|bitte))*"
CANCELS_IT: Final = re.compile(
    rf"{_LED}(?:(?:(?:can|could|would) you |i (?:do )?want (?:you )?to )?cancel{_IT}|call it off"
    r"|scrap (?:it|that)|i (?:do )?want (?:it|that) canceled"
    rf"|(?:quiero |puedes? |puede )?(?:cancel|anul)\w*{_LA}"
    rf"|(?:vous pouvez |je (?:veux|voudrais) |il faut )?(?:l )?annule[rz]?{_LE}"
    rf"|(?:sie konnen (?:sie |es )?|du kannst (?:sie |es )?)?stornier\w*{_ES}){_BEHIND}"
    r"|(?:(?:yes|yeah|ok|okay|si|claro|vale|oui|ouais|mais|d accord|ja) )+"
    r"(?:(?:ya )?no l[oa]s? (?:necesito|quiero)(?: (?:ya|mas))?|que remedio|por desgracia|lo siento"
    r"|(?:je )?(?:n )?en (?:veux|ai) (?:plus|pas)(?: besoin)?|tant pis|helas|(?:je suis )?desolee?"
    r"|(?:i )?don t (?:want|need) (?:it|them)(?: any ?more)?|(?:i m )?afraid so"
    r"|(?:ich )?(?:brauche?|will) (?:\w+ )?nicht(?: mehr)?|leider)"
)
""" "Shall I cancel it?" "Yes, cancel it." No "never mind": that leaves it as it is."""
_MONEY: Final = (
    r"(?:(?:i (?:just |only )?(?:want|need|d like)|give me|i ll take) )?(?:(?:my|the|a) )?"
    r"(?:money(?: back)?|refund)|refund (?:me|it)|(?:quiero|dame|deme|prefiero) (?:mi|el|que me"
    r" devuelvan el) (?:dinero|reembolso)(?: de vuelta)?|(?:mi|el) (?:dinero|reembolso)"
    r"|(?:quiero que me )?(?:devuelv|reembols)\w+(?: (?:el|mi) dinero)?"
    r"|je (?:veux|voudrais|prefere) (?:etre (?:remboursee?)|mon argent|un remboursement"
    r"|le remboursement)|rembours\w+(?: moi)?|mon argent"
    r"|(?:ich (?:will|mochte|hatte gern) )?(?:nur )?(?:mein|das) geld(?: (?:zuruck|wieder|haben"
    r"|zuruckhaben))*|geld zuruck|(?:die )?(?:ruck)?erstattung|erstatten sie (?:es|mir das)"
)
_BACK: Final = (
    r"(?:start|do|make|begin|open) (?:it|that|the return)|(?:return|send) (?:it|them)(?: back)?"
    r"|(?:send|pass) (?:it|that|them) (?:on|to them|over|along)|take (?:it|them) back"
    r"|(?:envi|mand|pas)\w+l[oae]s?|(?:inicia|empieza|haz)(?:la)?(?: la devolucion)?"
    r"|transmettez(?: (?:le|la|lui))*|(?:faites|lancez|commencez)(?: (?:le|la))?(?: (?:retour"
    r"|demande))?|renvoyez(?: (?:le|la|les))?"
    r"|(?:geben|leiten) sie (?:es|sie|das) weiter|weitergeben|weiterleiten|zuruck(?:geben|schicken"
    r"|nehmen)|(?:nehmen|nimm) (?:sie )?(?:es|sie|ihn) zuruck"
)
GIVES_IT_BACK: Final = re.compile(rf"{_LED}(?:{_MONEY}|{_BACK}){_BEHIND}")
""" "Shall I start the return?" "I just want my money back." """
_BUYS: Final = re.compile(
    r"\b(?:order|buy|purchase|place|bestell\w*|kauf\w*|compr\w+|pid\w+|ped\w+|encarg\w+|tramit\w+"
    r"|command\w+|achet\w+|acheter|prends|take|nehm\w*|llev\w+)\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:not?|don|t|but|if|unless|maybe|only|just|one|two|three|another|other|more|instead"
    r"|nein|nicht|kein\w*|aber|wenn|nur|ein\w*|zwei|drei|andere\w*|lieber|noch"
    r"|pero|si no|solo|un[oa]?|dos|tres|otr[oa]s?|mejor|non|pas|mais|seulement|juste|une?|deux"
    r"|trois|autres?|plutot)\b"
)


def has_it_bought(text: str) -> bool:
    """Whether words that were read as a wish to order have what was read back ordered, and say
    nothing of how many or what else; a channel's own intent comes without words."""
    plain = plainly(text)
    return not plain or (_BUYS.search(plain) is not None and _OTHERWISE.search(plain) is None)
