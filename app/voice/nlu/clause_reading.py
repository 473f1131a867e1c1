"""Sentences of several clauses: who tells a story before the wish, and who takes leave behind it.

A clause that only takes leave, thanks or regrets wishes nothing, so the others are read without
it. Where the whole is in doubt, a clause that is not decides. Closed lists in four languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.voice.nlu.anaphora import how_many_more
from app.voice.nlu.hesitation import BOUGHT_BY_YES, act_of
from app.voice.nlu.manners import is_answer, is_opener, plainly, refuses_price, takes_it
from app.voice.nlu.order_talk import calls_off_order
from app.voice.nlu.self_repair import repaired
from app.voice.nlu.taken_offers import names_only_units
from app.voice.nlu.understanding import UNTOLD, YES_OR_NO, Expect, Understanding
from app.voice.nlu.ways import NOT_SENT
from app.voice.nlu.ways_asked_for import way_told
from app.voice.turn import Intent

_BREAK: Final = re.compile(r"\s*(?:[.;:!?…]+|,|\s[-–—])\s+")
_SHORTEST: Final = 3
"""Words that a clause with a wish of its own has at least."""
_A_SIZE: Final = 30
"""A number from here on is a size where one may be told."""
_A_PRICE: Final = 10
"""A number from here on, said back, is rather a price than a count."""
_FEW: Final = 5
"""Words that a clause for a size or a color has at most."""
_LOOKED_AT: Final = 3
"""Clauses, from the last one, that are read by themselves."""
_LEAD: Final = (
    r"(?:(?:then|dann|na|gut|also|okay|ok|so|and|und|well|oh|ah|ach|pues|bueno|entonces|bon|ben"
    r"|alors"
    r"|et|y|e|but|aber|pero|mais|still|maybe|perhaps|vielleicht|quiza|quizas|tal vez|peut etre"
    r"|no|nein|nee|ne|nah|non|nope|right|anyway|jedenfalls|ya|mejor) )*"
)
_TAIL: Final = (
    r"(?: (?:then|dann|thanks|thank you|danke|gracias|merci|so much|noch|now|for now|everyone"
    r"|peut etre"
    r"|maybe|halt|eben|mal|alors|entonces|bye|tschuss?|adios|au revoir|zusammen))*"
)
_BYE: Final = re.compile(
    rf"{_LEAD}(?:(?:good ?)?bye(?: bye)?|good ?night|see (?:you|ya)(?: (?:later|soon|around"
    rf"|tomorrow))?"
    r"|cheerio|take care|(?:have|enjoy) (?:a|the|your)(?: rest of (?:your|the))?"
    r"(?: (?:good|great|nice|lovely|wonderful))?(?: rest of (?:your|the))? "
    r"(?:one|day|evening|afternoon|weekend|night|week)"
    r"|(?:auf )?wieder(?:horen|sehen|schauen|schaun)|tschuss?(?:i|chen)?|tschau|ciao|chao"
    r"|auf wieder(?:horen|sehen|schauen)"
    r"|bis (?:dann|bald|spater|morgen|die tage|zum nachsten mal|nachstes mal)"
    r"|(?:(?:einen?|ihnen|euch|dir) )*schone[ns]? (?:tag|abend|nachmittag|feierabend|rest\w*"
    r"|wochenende|woche)|mach(?:en sie |t |s )?(?:es |s )?gut"
    r"|adios|hasta (?:luego|pronto|manana|otra|la (?:vista|proxima))|nos vemos"
    r"|que (?:teng|pas)\w+ (?:un )?buen\w* (?:dia|tarde|noche|fin de semana)"
    r"|au revoir|bonne (?:journee|soiree|nuit|fin de \w+|continuation)"
    r"|a (?:bientot|plus(?: tard)?|demain|la prochaine(?: fois)?|une prochaine(?: fois)?))"
    rf"{_TAIL}"
)
"""Takes leave, whatever was said before it."""
_ELSEWHERE: Final = re.compile(
    rf"{_LEAD}(?:(?:i|we)(?: ll| will)?(?: just)?(?: have to)? (?:look|try|check|go|shop|ask|see"
    rf"|buy (?:it|one))"
    r" (?:elsewhere|somewhere else|another (?:shop|store|place)|around|online)"
    r"|(?:i|we) ll (?:come|call|ring|pop|drop|be|check) (?:back|by|in)(?: again)?(?: (?:later"
    r"|another time"
    r"|some other time|tomorrow|next week|when \w+ \w+(?: \w+)?))?"
    r"|(?:i|we) ll (?:try|do|call|ring)(?: again)? (?:tomorrow|later|another time|some other time)"
    r"|(?:some |an)other time|not today"
    r"|(?:ich )?(?:schau|guck|such|frag|kauf|hol|probier|versuch)\w*(?: (?:ich|wir|es|mal|halt"
    r"|eben|s))*"
    r" (?:woanders|anderswo|im internet|online|in einem anderen laden)"
    r"|(?:ich )?(?:komm|ruf|meld|schau)\w*(?: (?:ich|mich|dann|halt|mal|einfach))*(?: (?:spater"
    r"|morgen"
    r"|noch ?mal|ein andermal|ein anderes mal|die tage|nachste woche))+(?: (?:wieder|an|vorbei"
    r"|rein))?"
    r"|ein ander(?:es )?mal|nachstes mal|heute nicht"
    r"|(?:lieber |erst |dann )*(?:nachsten monat|nachste woche|nachstes jahr)(?: (?:erst|mal"
    r"|dann))?"
    r"|(?:maybe |perhaps )?(?:next month|next week|after payday)(?: (?:then|maybe|perhaps))?"
    r"|(?:(?:lo|la|ya) )*(?:mir|busc|compr|prob)\w+ (?:en|por) otr[oa] (?:sitio|lado|lugar"
    r"|tienda|parte)"
    r"|(?:sera (?:para )?)?(?:otro dia|en otra ocasion)(?: sera)?|otra vez sera"
    r"|(?:vuelv|volver|llam|pas)\w+ (?:luego|otro dia|mas tarde"
    r"|manana)"
    r"|(?:je vais |j irai |on va )?(?:voir|cherch\w+|regard\w+) ailleurs"
    r"|(?:(?:ce|ca) sera )?(?:pour )?une (?:autre|prochaine) fois"
    r"|je (?:re)?(?:pass|viendr|appell|rappell)\w+(?: (?:plus tard|un autre jour|demain))?)"
    rf"{_TAIL}"
)
"""Will be served elsewhere, or at another time."""
_KIND_WORD: Final = re.compile(
    rf"{_LEAD}(?:(?:thanks|thank you|cheers|ta)(?: (?:very much|so much|a lot|anyway|all the"
    rf" same|though"
    r"|for (?:your|the) (?:help|time)|for (?:looking|checking)))*|much appreciated"
    r"|(?:trotzdem |dennoch )?(?:vielen |schonen |besten |herzlichen )?dank(?:e)?(?: (?:schon|sehr"
    r"|trotzdem|fur \w+ (?:hilfe|muhe|auskunft)|furs nachsehen|furs nachschauen))*"
    r"|(?:muchas |muchisimas |mil )?gracias(?: (?:de todos modos|de todas formas|igualmente|igual"
    r"|por (?:todo|la ayuda|su ayuda|tu ayuda)))*"
    r"|merci(?: (?:beaucoup|bien|quand meme|tout de meme|a vous|pour (?:tout|votre aide)))*"
    r"|(?:oh |ach )?(?:what a |that s a |it s a )?(?:shame|pity|bother)|too bad|bummer|oh well"
    r"|(?:that s|how) (?:disappointing|unfortunate|annoying)"
    r"|(?:das ist |wie |sehr |zu )?schade|bloed|wie (?:argerlich|dumm)|da kann man nichts machen"
    r"|(?:que )?(?:lastima|pena|mala suerte)|vaya|(?:c est )?dommage|tant pis)"
    rf"{_TAIL}"
)
"""Thanks, or regrets: it says nothing of what is wanted."""
_GIVEN_UP: Final = re.compile(
    rf"{_LEAD}(?:(?:i|we|let s|let us|i think)(?: (?:ll|will|d|would|think|rather|better|just|d"
    rf" better))*"
    r" (?:leave|skip|pass(?: on)?|drop)(?: (?:it|that|them|this))?(?: (?:for (?:now|today)|there"
    r"|at that|be|out|up))*|(?:i|we)(?: ll| will| d|) (?:pass|rather not)|better not|(?:i"
    r"|we) ll give (?:it|that|this|them) a miss|no can do|(?:it|that) s a no from me"
    r"|(?:that s|it s|this is) not for me|no deal|don t bother|leave it(?: (?:be|there|at that))?"
    r"|lass\w*(?: (?:ich|wir|sie|es|das|die|den|s|doch|lieber|besser|mal|jetzt))+(?: (?:gut sein"
    r"|bleiben"
    r"|sein|stecken))?|(?:da |dann )?(?:verzichte|pass|passe) ich|ich (?:pass|passe"
    r"|verzichte)(?: (?:lieber|drauf|da))*|(?:da )?verzichte ich(?: (?:lieber|drauf|darauf))*"
    r"|(?:lieber |doch |halt "
    r"|eben )+nicht"
    r"|nein lieber nicht|vergiss (?:es|das)|(?:das )?wird nichts"
    r"|(?:l[oa]s? )?(?:dej[oa]|dejamos|dejare|dejemos)(?:l[oa]s?)?(?: (?:estar|asi|por hoy|para"
    r" otro dia))*"
    r"|paso|pues nada|dej(?:e|a|ad|en)(?: (?:dej(?:e|a|ad|en)|estar))+"
    r"|ya (?:(?:l[oa]s?|os|te|le|les) )?(?:ver|dir)(?:e|emos)|(?:me l[oa]s? (?:pienso|pensare)"
    r"|l[oa] (?:pienso|hablo|consulto)(?: (?:con|en) (?:\w+ ){0,2}?\w+)?)"
    r"(?: (?:bien|un poco|mejor))?"
    r"(?: y (?:ya )?(?:(?:l[oa]s?|os|te|le|les) )?(?:dire|digo|aviso|avisare|llamo|llamare|cuento"
    r"|vuelvo|volvere)(?: algo)?)?"
    r"|(?:je|on) verrai?|on verra(?: bien)?|j y (?:reflechis|reflechirai|penserai)"
    r"|(?:mejor )?no (?:l[oa]s? )?(?:cojo|llevo|compro|quiero)(?: (?:nada|ya))?"
    r"|(?:je|on) (?:laisse|passe|renonce)(?:rai)?(?: (?:tomber|mon tour))?|laisse[zr]? tomber"
    r"|(?:finalement )?(?:ce sera |c est )?sans moi)"
    rf"{_TAIL}"
)
"""Does not want what is in hand."""
_REASON: Final = re.compile(
    r"\b(?:already|schon|bereits|deja|ya (?:ten|ha|he|lo|la|me)\w*"
    r"|too (?:much|dear|expensive|pricey|steep)|more than|zu (?:viel|teuer)|mehr als|demasiado"
    r"|mas (?:de )?(?:lo )?que"
    r"|(?:viens|venons) de (?:voir|regarder|verifier|recevoir)|acab\w+ de (?:ver|mirar|comprobar)"
    r"|just (?:seen|saw|checked|looked)|(?:gerade|eben) (?:gesehen|geschaut|nachgeschaut)"
    r"|trop|plus (?:cher )?que|don t need|doesn t need|brauche?n? (?:\w+ ){0,4}?(?:nicht|kein\w*)"
    r"|(?:i|we) (?:really |just |only |actually )?(?:needed|wanted|was after|were after)|(?:hatte"
    r"|hatten) (?:\w+ ){0,4}?(?:gebraucht|gewollt)|wollte eigentlich"
    r"|no (?:l[oa]s? )?necesit\w+|pas besoin|told me|says?|said|sagt|meint|dice|dit)\b"
)
"""Why something is not wanted."""
_KEPT: Final = re.compile(
    r"\b(?:hold|keep|save|reserve|(?:put|set|lay) (?:\w+ ){1,3}?(?:aside|by|back)"
    r"|(?:apart|guard|reserv|separ)\w+|(?:gard|reserv)(?:ez|e|er)|de cote"
    r"|(?:reservier|zurucklegen|beiseite|aufheb)\w*|leg\w* (?:\w+ ){1,6}?zuruck)\b"
)
"""Wants goods kept: whoever comes by tomorrow then comes for them."""
_SOFT: Final = re.compile(r"\b(?:na|ja|ach|je|tja|gut|right|good|fine|great|super|prima|schon)\b")
_SUITS: Final = re.compile(
    rf"{_LEAD}(?:(?:das |that |it )?(?:schaff|schaffe|pack|packe) (?:ich|wir)|das (?:passt|geht"
    rf"|reicht)"
    r"(?: (?:mir|uns|gut|ja))*|(?:i|we) can (?:make|manage|do) (?:that|it)|that (?:works|suits"
    r"|s (?:fine"
    r"|good|grand|perfect))(?: (?:for )?me)?|(?:that )?gives me (?:plenty of )?time|me (?:da|va)"
    r" (?:tiempo|bien)|j ai le temps|ca (?:me )?va)"
)
"""Says beside a yes that it suits."""
_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})
_NOTHING_WISHED: Final = frozenset({Intent.NO, Intent.THANKS, Intent.STOP, Intent.UNSURE})
_IN_HAND: Final = frozenset(
    {Expect.NOTHING, Expect.PRODUCT, Expect.PRODUCT_CHOICE, Expect.OPTION, Expect.METHOD,
     Expect.STORE, Expect.OTHER_STORE, Expect.OFFER, Expect.CONFIRM, Expect.CHANGE,
     Expect.TRY_AGAIN, Expect.TRANSFER, Expect.QUANTITY}
)  # fmt: skip
"""Questions of goods that nobody has bought yet."""
_OFFERED: Final = frozenset({Expect.OFFER, Expect.PRODUCT_CHOICE})
_WISHES: Final = frozenset(
    {Intent.CHECK_AVAILABILITY, Intent.PLACE_ORDER, Intent.PRICE_CHECK, Intent.ORDER_STATUS,
     Intent.CANCEL_ORDER, Intent.RETURN_ITEM, Intent.SUBSCRIBE, Intent.MANAGE_SUBSCRIPTION,
     Intent.STORE_INFO, Intent.HUMAN_AGENT, Intent.RETURN_POLICY, Intent.PROMOTIONS,
     Intent.PAYMENT_INFO, Intent.PRODUCT_SEARCH}
)  # fmt: skip

_OF_ORDERS: Final = frozenset({Intent.ORDER_STATUS, Intent.CANCEL_ORDER, Intent.RETURN_ITEM})
_FOR_GOODS: Final = _VAGUE | {
    *(Intent.CHECK_AVAILABILITY, Intent.PLACE_ORDER, Intent.PRODUCT_SEARCH, Intent.PRICE_CHECK),
}
_NO_ANSWERS: Final = frozenset(
    {Intent.STOP, Intent.WAIT, Intent.UNSURE, Intent.GREETING, Intent.HELP, Intent.REPEAT,
     Intent.THANKS, Intent.START_OVER, Intent.MORE, Intent.WHO_SPEAKS}
)  # fmt: skip
"""What a clause beside an answer is taken for: "wait, I want both"."""

Read = Callable[[str], Understanding]


def clauses_of(text: str) -> list[str]:
    """The clauses of a text, as its marks part them."""
    return [each for each in _BREAK.split(f"{text} ") if each.strip()]


def by_clauses(text: str, expect: Expect, read: Read, *, option: Read) -> Understanding:
    """What a text means: read as one, and clause by clause where some of them wish nothing, or
    the whole is in doubt. `option` reads the answer to a question for a size or a color."""
    clauses = clauses_of(repaired(text))
    if expect in UNTOLD or not clauses or calls_off_order(text) or refuses_price(text):
        return read(text)
    left = [each for each in clauses if not _only_polite(each)]
    leaves = any(map(_takes_leave, clauses)) and not any(map(_has_it_kept, clauses))
    stopped = Understanding(intent=Intent.STOP, text=plainly(text))
    is_open = expect in _IN_HAND
    comes = expect is Expect.METHOD and way_told(text) is not None  # "je passe" comes by
    if is_open and not comes and _is_left(left, clauses, expect, read, leaves=leaves):
        return stopped
    if leaves and left and len(left) < len(clauses):
        rest = read(", ".join(left))
        return stopped if is_open and _in_doubt(rest, expect) else rest
    taken = _taken(clauses, expect, read)
    if taken is not None:
        return taken.but(text=plainly(text))
    found = read(text)
    if found.intent is Intent.NO and not found.says_something:
        return _said_how(clauses, read) or found
    if len(clauses) < 2:
        return found
    if _in_doubt(found, expect):
        found = next(_decided(found, clauses, expect, read), found)
    return _with_options(found, clauses, option) if expect is Expect.NOTHING else found


def _with_options(found: Understanding, clauses: Sequence[str], option: Read) -> Understanding:
    """With the size or color that a clause of its own tells: "a rain jacket, a large if you
    please"."""
    if found.product is None or found.others or found.intent not in _FOR_GOODS:
        return found
    for clause in clauses:
        if len(clause.split()) > _FEW or set(found.product.split()) & set(clause.lower().split()):
            continue
        told = _as_size(option(clause if " " in clause.strip() else f"in {clause}"))
        if told.product is None and told.attributes and not (told.place or told.method):
            is_size = str(found.quantity) in told.attributes.values()  # "shoes, ten, black"
            kept = None if is_size else found.quantity
            found = found.but(attributes={**told.attributes, **found.attributes}, quantity=kept)
    return found


def _as_size(told: Understanding) -> Understanding:
    """With a number that no count is as the size: "ich hab 41"."""
    if told.attributes or (told.number or 0) < _A_SIZE:
        return told
    return told.but(attributes={"size": str(told.number)}, number=None)


def _taken(clauses: Sequence[str], expect: Expect, read: Read) -> Understanding | None:
    """A yes to what was offered with how it is had behind it: "I'll take that one, I'll get it in
    Ballard"; None: something else is said as well."""
    rest = [each for each in clauses if not takes_it(each)]
    if expect not in _OFFERED or not rest or len(rest) == len(clauses):
        return None
    if expect is Expect.OFFER and all(_goes_along(each, expect) for each in rest):
        return Understanding(intent=Intent.YES)
    found = read(", ".join(rest))
    told = found.place or found.method or found.quantity or found.attributes
    named = plainly(found.product or "")
    is_sentence = named == plainly(", ".join(rest))  # and no name of goods
    if not told or (named and not is_sentence) or found.intent is Intent.NO:
        return None
    found = found.but(product=None, phrase=None, full_phrase=None)
    return found.but(intent=Intent.YES if expect is Expect.OFFER else found.intent)


def _goes_along(clause: str, expect: Expect) -> bool:
    """Whether a clause beside one that takes an offer agrees, or says no more than oh and well."""
    plain = plainly(clause)
    opens = all(is_opener(word) for word in _SOFT.sub("", plain).split())
    return opens or act_of(clause, expect) is Intent.YES or bool(_SUITS.fullmatch(plain))


def _said_how(clauses: Sequence[str], read: Read) -> Understanding | None:
    """What a clause behind a no tells of how it shall come: "I can't make it, send it"."""
    for clause in reversed(clauses):
        one = read(clause)
        if one.method is not None and one.intent is not Intent.NO:
            return one.but(intent=Intent.INFORM, either=None)
    return None


def _takes_leave(clause: str) -> bool:
    plain = plainly(clause)
    return bool(_BYE.fullmatch(plain) or _ELSEWHERE.fullmatch(plain))


def _has_it_kept(clause: str) -> bool:
    return _KEPT.search(plainly(clause)) is not None


def _only_polite(clause: str) -> bool:
    return _takes_leave(clause) or _KIND_WORD.fullmatch(plainly(clause)) is not None


def _is_left(
    left: Sequence[str], clauses: Sequence[str], expect: Expect, read: Read, *, leaves: bool
) -> bool:
    """Whether what is in hand is given up, and nothing else wished: a clause says so, and those
    beside it tell why."""
    if not left:
        return leaves
    if any(NOT_SENT.search(plainly(each)) for each in clauses):
        return False  # "ne l'envoyez pas, je passe"
    off = [each for each in left if _gives_up(each, expect)]
    if not off and not leaves:
        return False
    if len(clauses) == 1 and not off:
        return True
    return all(_wishes_nothing(each, expect, read) for each in left if each not in off)


def _gives_up(clause: str, expect: Expect) -> bool:
    if _GIVEN_UP.fullmatch(plainly(clause)):
        return True
    return act_of(clause, expect) is Intent.STOP


def _wishes_nothing(clause: str, expect: Expect, read: Read) -> bool:
    plain = plainly(clause)
    if all(is_opener(word) or is_answer(word) for word in plain.split()):
        return True
    if _REASON.search(plain):
        return True
    if how_many_more(clause) is not None:
        return False  # "stop, noch ein Paar für meinen Opa"
    found = read(clause)
    if (found.number or 0) >= _A_PRICE and not found.product and len(clause.split()) <= _FEW:
        return True  # "ninety nine bucks?"
    if found.intent in _NOTHING_WISHED or (expect not in YES_OR_NO and found.intent is Intent.YES):
        return True
    return found.intent in _VAGUE and not found.says_something and found.every is None


def _in_doubt(found: Understanding, expect: Expect) -> bool:
    """Whether a text is not understood well enough to be acted on."""
    if expect is Expect.NOTHING:
        return found.intent is Intent.UNKNOWN or found.either is not None
    return found.intent in _VAGUE and not found.says_something and found.every is None


def _decided(
    found: Understanding, clauses: Sequence[str], expect: Expect, read: Read
) -> Iterator[Understanding]:
    """Readings of single clauses that are in no doubt, the last one first: a wish comes behind
    its story."""
    for clause in list(reversed(clauses))[:_LOOKED_AT]:
        if expect is Expect.NOTHING and len(clause.split()) < _SHORTEST:
            continue
        each = read(clause)
        if expect is Expect.NOTHING:
            rule = each.intent is Intent.RETURN_POLICY and found.product is not None
            if each.intent in _WISHES and each.either is None and not rule:
                told = _with_number(_with_goods(each, found), clauses, clause, read)
                yield _named_before(told, clauses, clause, read)
        elif each.intent not in _NO_ANSWERS and not (
            _in_doubt(each, expect) or _buys(each, expect)
        ):
            yield each.but(text=found.text)


def _with_number(
    found: Understanding, clauses: Sequence[str], clause: str, read: Read
) -> Understanding:
    """A wish about an order with the number that another clause tells: "I have to call an order
    off, it's triple zero one"."""
    if found.intent not in _OF_ORDERS or found.order_number is not None:
        return found
    told = (read(each).order_number for each in clauses if each != clause)
    return found.but(order_number=next((each for each in told if each is not None), None))


def _named_before(
    found: Understanding, clauses: Sequence[str], clause: str, read: Read
) -> Understanding:
    """A wish for so many of what another clause names: "they have no wool socks, get me four
    pairs"."""
    only_units = found.product is not None and names_only_units(found.product)
    if found.intent is not Intent.PLACE_ORDER or (found.product is not None and not only_units):
        return found
    told = (read(each).product for each in reversed(clauses) if each != clause)
    name = next((each for each in told if each is not None), None)
    return found if name is None else found.but(product=name, phrase=name)


def _buys(found: Understanding, expect: Expect) -> bool:
    """Whether a clause would buy, where the others were not understood."""
    return expect in BOUGHT_BY_YES and found.intent in {Intent.YES, Intent.PLACE_ORDER}


def _with_goods(found: Understanding, whole: Understanding) -> Understanding:
    """A wish with the way and the store that another clause tells ("two mugs, I'll collect them
    downtown"), and one for "it" with what is spoken of in the clauses before."""
    method, place = found.method or whole.method, found.place or whole.place
    if whole.product is not None and len(whole.others) > len(found.others):
        return whole.but(intent=found.intent, either=None, method=method, place=place)  # a list
    found = found.but(text=whole.text, method=method, place=place)
    if found.product is not None or found.attributes or whole.product is None:
        return found
    return found.but(product=whole.product, phrase=whole.phrase)
