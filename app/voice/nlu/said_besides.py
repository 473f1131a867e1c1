"""What is said besides a wish and is no part of it: a halt before a change, whom goods are for told
more closely, how small a budget is.

Taken off before a sentence is read, so that nothing of it is looked up as goods.
"""

from __future__ import annotations

import re
from typing import Final

_HALT: Final = re.compile(
    r"^(?P<lead>\s*(?:(?:ay|uy|oh|ah|eh|no|non|nein|ey|hey|bueno|che)[,!]?\s+)?)"
    r"(?:(?P<en>stop|whoa|hold it)|(?P<es>par[áa]|aguant[áa]|alto|quiet[oa]|fren[áa])"
    r"|(?P<fr>arr[êe]te[zr]?|minute|doucement|stop)|(?P<de>stopp?|halt))"
    r"\s*[,!.…:-]+\s+(?=\w+\W+\w)",
    re.IGNORECASE,
)
_TAKEN_BACK: Final = re.compile(
    r"(?:[,;.…-]+|\b(?:y|et|and|und|ay|uy|non|no|nein|ah|oh|euh)\b|\s)+"
    r"\b(?:miento|corrijo|rectifico|me (?:equivoco|he equivocado|confundo|lie)|qu[ée] digo"
    r"|no,? perd[óo]n|je mens|je (?:dis|raconte) n'importe quoi|qu'est-ce que je (?:dis|raconte)"
    r"|je me trompe|je (?:rectifie|corrige)|n'importe quoi|i tell a lie|i(?:'m| am) lying"
    r"|(?:i(?:'m| am)|that's) wrong|correction|my mistake|gelogen|(?:ich )?l[üu]ge|stimmt nicht"
    r"|(?:ach )?quatsch|bl[öo]dsinn|korrektur|falsch)\b[,;.…!-]*\s+(?=\w)",
    re.IGNORECASE,
)
"""Between what was said by mistake and what is meant."""
_TAKE_INSTEAD: Final = re.compile(
    r"(?:[,;.…]+\s*(?:(?:oh|ah|ay|uy|ach|äh|euh|bueno|bon|na|well|pues)[,…]? )?"
    r"(?:no|non|nein|nee|ne)\b[,;.…]*(?: (?:pues|mejor|lieber|plut[ôo]t|rather|bueno|alors))*"
    r"|[,;.…]*\s+(?:pero|mais|aber|but)(?: (?:mejor|lieber|plut[ôo]t|rather))?),?\s+"
    r"(?:(?:prenez|prends|donnez|donne|mettez|mets)(?:[- ]moi)?|je (?:prends|vais prendre)"
    r"|(?:d[ée]|p[óo]nga|m[áa]nde|da|pon|manda|d[ée]je)n?me|deme|dame|ponme|p[óo]nganme|me llevo"
    r"|(?:nehmen|geben|machen|nehm|geb|gib)e?(?: (?:sie|ich|wir|mir))*|(?:give|get) me"
    r"|(?:let's|i'll|let me) (?:take|have|get|go for)|make (?:it|that)|go for)"
    r"(?: (?:mejor|lieber|plut[ôo]t|doch|rather|du|en|in|a|the|el|la|un|una|une|eine?|die|den))*"
    r"\s+(?=\w)"
    r"|[,;.…]+\s*(?:(?:enfin|bueno|ay|ah|ach|oh) (?:non|no|nein)|o mejor|ou plut[ôo]t"
    r"|oder (?:lieber|besser)|or (?:rather|better))[,;.…]*(?: (?:el|la|le|du|die|den|the|a|en))*"
    r"\s+(?=\w)",
    re.IGNORECASE,
)
"""Before the value that is taken instead of the one just told: "je fais du 41... euh non, prenez
42"."""
_WAIT: Final = {"en": "wait", "es": "espera", "fr": "attends", "de": "warte"}
_MEANS: Final = re.compile(
    r"\b(?:small|tight|little|low|limited|petits?|maigre|serr[ée]|(?:klein|knapp|schmal)\w*)"
    r" (?=budget\b)|(?<=presupuesto)(?: (?:muy|bastante|un poco))? (?:peque[ñn]o|reducido|ajustado"
    r"|corto)\b|(?<=budget)(?: (?:tr[èe]s|assez|un peu))? (?:serr[ée]|petit|limit[ée])\b",
    re.IGNORECASE,
)
"""How small a budget is, which is no size."""
_WHICH_ONE: Final = re.compile(
    r"\b((?:for|para|pour|f[üu]r) (?:my|our|his|her|mi|mis|tu|su|nuestr[oa]|mon|ma|mes|notre|nos"
    r"|son|sa|mein\w*|unser\w*|sein\w*|ihr\w*|el|la|los|le|les|die|den|das|the) \w+)"
    r",? (?:the (?:\w+ ){0,2}?one|(?:el|la|los|las|le|les|the|die|den|das|der) (?:m[áa]s |plus )?"
    r"[a-zà-ÿ]+|l['’][a-zà-ÿ]+)(?=\s*(?:[,.;!?]|$))",
    re.IGNORECASE,
)
"""Behind whom something is for: "para mi sobrino, el flaquito"."""

_CADENCE: Final = (
    r"(?:(?:cada|every|each|chaque|tou(?:te)?s les|jede[nrs]?|alle)(?: (?!(?:y|et|and|und)\b)\w+)?"
    r" (?:d[íi]as?|semanas?|mes(?:es)?|days?|weeks?|months?|jours?|semaines?|mois|tage?n?"
    r"|wochen?|monate?n?)|al mes|mensual(?:mente)?|monthly|weekly|semanal(?:mente)?|monatlich"
    r"|w[öo]chentlich|mensuellement|par mois)"
)
_NOT_SO_OFTEN: Final = re.compile(
    r",?\s*\b(?:en (?:lugar|vez) de|au lieu(?: de| d['’]| que)?|plut[ôo]t que(?: de)?|instead of"
    r"|rather than|(?:an)?statt|(?:(?:y|and|et|und|ya) )*(?:no|not|nicht|pas|plus)"
    r"(?: mehr| m[áa]s)?)"
    rf" {_CADENCE}\b(?: m[áa]s| mehr)?,?",
    re.IGNORECASE,
)
"""How often something shall not come any more: "en lugar de cada mes, cada dos meses"."""


_SAID_ALREADY: Final = re.compile(
    r"[,;.!]?\s*¿?\b(?:(?:que )?(?:no|ya) (?:se|te|os) lo (?:acabo de|he|hab[íi]a|estoy) "
    r"(?:decir|dicho|diciendo)|(?:como )?(?:le|te|os) (?:acabo de decir|he dicho)"
    r"|(?<!\by )(?:como )?(?:le|te|os) digo(?! (?:algo|a|luego)\b)"
    r"|c'est (?:bien )?ce que je (?:viens de |vous ai |t'ai )?(?:dire|dit|dis)"
    r"|je (?:viens de (?:vous |te )?le dire|vous l'ai (?:d[ée]j[àa] )?dit)"
    r"|puisque je (?:vous|te) le dis|(?:as|like) i (?:just )?said"
    r"|didn't i (?:just )?say (?:so|that)"
    r"|i(?:'ve)? just (?:said|told you)(?: so)?|(?:das )?hab(?:e)? ich doch (?:gerade )?gesagt"
    r"|sag(?:te)? ich doch|wie gesagt)\b[?!.]*",
    re.IGNORECASE,
)
"""Said by who has said it before, which adds nothing to an answer."""
_TOLD_ANEW: Final = re.compile(
    rf"\b{_CADENCE}(?P<between>\b.*?),?\s*\b(?:no|nope|nein|nee|non|actually|hmm?|or rather"
    r"|make (?:it|that)|besser|lieber|mejor|plut[ôo]t|enfin)\b[,.…]*"
    r"(?: (?:no|wait|actually|say|let's say|make (?:it|that)|rather|sagen wir|lieber|besser|doch"
    r"|mal"
    rf"|mejor|digamos|disons|plut[ôo]t))*,? (?P<last>{_CADENCE})\b",
    re.IGNORECASE,
)
"""How often, and then otherwise: "jeden Monat, nein, sagen wir alle sechs Wochen"."""


_REALLY: Final = re.compile(
    r"\b((?:have|has|do|does|did|could|can|would|will|is|are)(?:n't)? "
    r"(?:you|they|i|we|it|there|that|ye|you guys))"
    r" (?:(?:actually|really|possibly|perhaps|maybe|currently|happen to) )+(?=\w)",
    re.IGNORECASE,
)
"""Within a question, where it asks no more: "have you actually got six"."""
_NOT_AS_BEFORE: Final = re.compile(
    r"[,;.…]*\s+(?:(?:et|and|y|und)\s+)?(?:pas|not|no|nicht|non pas)\s+[^\W_]+\s+"
    r"(?:comme|like|como|wie|as)\s+(?:(?:la|the|beim|das|avant|antes)\s+)?(?:derni[èe]re fois"
    r"|last time|[úu]ltima vez|otra vez|autre fois|letzte[nrs]? mal|d['’]habitude|usual|sonst"
    r"|siempre|vorher|before)\b",
    re.IGNORECASE,
)
"""How many it was before: "six paires, pas cinq comme la dernière fois"."""
_TO_KNOW: Final = re.compile(
    r"(?:^|(?<=[,.!] ))(?:je (?:voudrais|veux|souhait\w+|voulais|cherche à)|j'aimerais"
    r"|(?:quer[íi]a|quisiera|quiero|me gustar[íi]a|necesito)"
    r"|(?:i|we)(?:'d| would) like to|(?:i|we) want(?:ed)? to) (?:savoir|saber|know)"
    r" (?:si|s(?=')|if|whether) ",
    re.IGNORECASE,
)
"""Before what is asked: "je voudrais savoir si vous avez des tasses" orders nothing."""
_WHAT_IF: Final = re.compile(r"^\s*¿?\s*(?:et|y) si (?=\w+ \w)", re.IGNORECASE)
"""Opens a proposal, and says no yes: "et si vous me la livriez ?"."""


def corrected(text: str) -> str | None:
    """What is said behind a correction: "uso 41... miento, voy mejor con la 42"; None: nothing is
    corrected."""
    found = list(_TAKEN_BACK.finditer(text))
    return text[found[-1].end() :] if found and found[-1].start() else None


def taken_instead(text: str) -> str | None:
    """The value that shall be taken instead of one told before it, with what is said behind it;
    None: there is none."""
    found = list(_TAKE_INSTEAD.finditer(text))
    return text[found[-1].end() :] if found and found[-1].start() else None


def without_besides(text: str) -> str:
    """The text without what is said besides the wish; a halt before more words is a wait."""
    text = _without_old_cadence(text)
    text = _HALT.sub(_as_wait, text)
    text = _NOT_AS_BEFORE.sub("", text) or text
    text = _REALLY.sub(r"\1 ", _WHAT_IF.sub("", _TO_KNOW.sub("", text)))
    text = _SAID_ALREADY.sub("", text).strip() or text
    text = _WHICH_ONE.sub(_alone, text)
    return _MEANS.sub("", text) or text


def _as_wait(found: re.Match[str]) -> str:
    lang = found.lastgroup if found.lastgroup in _WAIT else "en"
    return f"{found['lead']}{_WAIT[lang]}, "


def _alone(found: re.Match[str]) -> str:
    whole, behind = found[0], found[0][len(found[1]) :]
    return found[1] if behind.startswith(",") else whole


def _without_old_cadence(text: str) -> str:
    """The text without how often something came, or was to come first, where another is told."""
    text = _TOLD_ANEW.sub(r"\g<between> \g<last>", text, count=1)
    left = _NOT_SO_OFTEN.sub(" ", text).strip()
    return left if left != text and re.search(_CADENCE, left, re.IGNORECASE) else text


def tells_cadence(text: str) -> bool:
    """Whether it is said how often something comes: "cada tres semanas, sí"."""
    return re.search(rf"\b{_CADENCE}\b", text, re.IGNORECASE) is not None
