"""The catalog's vote on what was heard: which words name goods that are sold, and which do not.

"That'd be lovely" is no name of goods: an order that is nearly done is not given up for it. What
is really asked for ("do you have bananas?") is left to the dialogue, which says that there is none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from app.commerce.ports import Discovery
from app.commerce.words import NUMBERS, fold, names_something, root, tokens_of
from app.voice.nlu.goods_phrase import whole_name
from app.voice.nlu.manners import plainly
from app.voice.nlu.taken_offers import names_only_units
from app.voice.nlu.understanding import YES_OR_NO, Expect, Named, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import fetches_there
from app.voice.nlu.words import split_words
from app.voice.turn import Intent
from domain.ids import MerchantId

_IN_HAND: Final = YES_OR_NO | {
    *(Expect.OPTION, Expect.METHOD, Expect.QUANTITY, Expect.STORE),
    *(Expect.OTHER_STORE, Expect.ORDER_NUMBER),
}
"""Questions that a name of other goods does not answer."""
_VAGUE: Final = frozenset({Intent.INFORM, Intent.UNKNOWN, Intent.NO})
"""Not a yes: who adds what nobody understands has agreed to nothing."""
_BUYING: Final = frozenset({Intent.PLACE_ORDER, Intent.ADD_TO_CART})
_BESIDE: Final = frozenset({Expect.OFFER, Expect.NOTHING, Expect.PRODUCT_CHOICE})
_AND_THE: Final = re.compile(
    r"(?:(?:oh|uf|uff|ouch|ah|oof|hm|hmm|ok|okay|bueno|bon|na|gut|tja) )*"
    r"(?:(?:and|y|et|und|what about|how about|que tal|et pour|was ist mit|wie ist es mit) )*"
    r"(?:(?:the|el|la|los|las|le|les|l|das|die|der|den|dem) )((?:\w+ ){0,4}?\w+)(?: ones?)?"
)
_ASKED_BESIDES: Final = re.compile(
    r"\b(?:and|y|et|und|what about|how about|que tal|et pour|was ist mit|wie ist es mit)\b"
)
_LISTING: Final = frozenset(NUMBERS) | frozenset(
    split_words(
        "and plus also some a an the of any my with y e un una unos unas el la los las con"
        " tambien "
        "et un une des le la les du de avec aussi und ein eine einen einer das die den der mit"
        " noch "
        "auch paar pair pairs par pares paire paires"
    )
)
_AT: Final = frozenset(
    split_words(
        "in at on under into near dans sous sur chez vers en sobre bajo por auf unter bei im"
        " for pour para fur"
    )
)
"""Before where somebody is: "je bosse dans une cave" lists no cellar."""
_TALE: Final = re.compile(
    r"\b(?:when|whenever|while|because|since|cos|if|where|until|after|before|so that"
    r"|(?:it|that|there|he|she) (?:s|is)|its|thats|theres|they (?:re|are)|(?:i|we) (?:m|re|am|are)"
    r"|cuando|porque|mientras|donde|si|(?:es|ya) que|esta|estan|hace|para que|hasta que"
    r"|quand|lorsque|parce que|car|comme|puisque|pendant que|c est|il (?:fait|y a|est)|elle est"
    r"|wenn|weil|denn|damit|solange|wahrend|nachdem|bevor|(?:es|das|er|sie) (?:ist|sind|wird)"
    r"|ist (?:ja|so|immer))\b"
)
"""Begins what somebody tells behind a wish: "a lamp, it's dark when I walk the dog"."""
_FOR: Final = re.compile(
    r"\b(?:for|para|pour|fur)(?: (?:all|both|each)(?: of)?| tod[oa]s| tous| toutes| alle)?"
    r" (?:the|my|our|his|her|their|el|la|los|las|mis?|tus?|sus?|nuestr[oa]s?|l[ea]s?|m[oae]n?s?"
    r"|notre|nos|s[oae]n?s?|leurs?|die|den|das|meine?n?|unsere?n?|seine?n?|ihre?n?)$"
)
_PURPOSE: Final = re.compile(
    r" (?:for|para|pour|furs?)(?: (?:the|my|our|a|whole|entire|el|la|los|las|mi|nuestra|una|toda"
    r"|l[ea]s?|ma|mes|notre|une|toute|die|das|den|dem|eine|meine?n?|unsere?n?|ganze))*"
    r" (?P<what>\w{4,})"
)
"""What goods are for, whom or when."""
_JOINING: Final = frozenset(split_words("and plus also y e et und auch aussi tambien"))
_TWO: Final = 2
_AND_SO_MANY: Final = re.compile(
    rf"\b(?:y|et|and|und) (?P<count>{'|'.join(NUMBERS)}|(?:un )?autre|otr[oa]|un[oa]?|une"
    r"|eine?n?s?|an?)"
    r" (?P<kind>(?:de |del |du )?\w+(?: \w+){0,2})"
)
_LOOKED_AT: Final = 5
_ASKING: Final = frozenset({Intent.CHECK_AVAILABILITY, Intent.PRODUCT_SEARCH})
_NAMES: Final = 3
"""Words that a name by itself has at most."""
_KNOWN: Final = 70.0
"""From this score on the words are taken for a product's."""


def without_unsold_goods(
    heard: Understanding, discovery: Discovery, merchant_id: MerchantId, expect: Expect
) -> Understanding:
    """What was heard, without a product that the search does not find for certain."""
    name = heard.product or heard.phrase
    told = expect is Expect.OPTION and bool(heard.attributes)  # "ooh, do they come in blue"
    told = told or (heard.place is not None and fetches_there(heard.text))
    meant = _VAGUE | _BUYING | (_ASKING if told else frozenset())
    if name is None or expect not in _IN_HAND or heard.intent not in meant:
        return heard
    counted = heard.quantity is not None and names_only_units(heard.product or "")
    if heard.intent in _BUYING and not (heard.method or heard.place or counted or told):
        return heard
    names = {name} if counted else {name, heard.phrase or name}
    if any(is_sold(each, discovery, merchant_id) for each in names):
        return heard
    left = heard.but(product=None, phrase=None, full_phrase=None, others=())
    if left.quantity == 1 and heard.product is not None:
        left = left.but(quantity=None)  # "oui, avec une carte cadeau"
    if left.intent in _BUYING | _ASKING:  # "it's for my wife, can I get it delivered?"
        left = left.but(intent=Intent.INFORM)
    is_nothing = left.intent is Intent.INFORM and not left.says_something
    return left.but(intent=Intent.UNKNOWN) if is_nothing else left


def with_whole_names(
    heard: Understanding, discovery: Discovery, merchant_id: MerchantId, vocabulary: Vocabulary
) -> Understanding:
    """What was heard, with each of several goods as titles have it: "un café de la casa, una taza y
    unos calcetines" names no coffee of another kind."""
    if not heard.others or heard.product is None:
        return heard

    def whole(name: str) -> str:
        words, shortest = whole_name(name, heard.text, vocabulary).split(), len(name.split())
        longer = (" ".join(words[:end]) for end in range(len(words), shortest, -1))
        titled = (each for each in longer if names_something(each.split()[-1]))
        return next((one for one in titled if _title_with(one, discovery, merchant_id)), name)

    others = tuple(replace(each, product=whole(each.product)) for each in heard.others)
    return heard.but(product=whole(heard.product), others=others)


def with_another_kind(
    heard: Understanding, discovery: Discovery, merchant_id: MerchantId
) -> Understanding:
    """What was heard, with so many of another kind of the same goods, whose name is not said again:
    "dos cafés expreso y uno de la casa"."""
    head, *_ = plainly(heard.product or "").split() or [""]  # a slot may hold no letter we know
    if not head or heard.intent not in _BUYING:
        return heard
    named = {word for name in _names_of(heard) for word in plainly(name).split()} - {head}
    known = {product_sold(name, discovery, merchant_id) for name in _names_of(heard)}
    for found in _AND_SO_MANY.finditer(plainly(heard.text)):
        words = found["kind"].split()
        if not named.isdisjoint(words) or head in words or None in known:
            continue
        told = (" ".join([head, *words[:end]]) for end in range(len(words), 0, -1))
        titles = (_title_with(each, discovery, merchant_id) for each in told)
        title = next((each for each in titles if each is not None), None)
        if title is not None and product_sold(title, discovery, merchant_id) not in known:
            count = int(NUMBERS.get(found["count"], "1"))
            other = Named(product=title, quantity=count, attributes={})
            return heard.but(others=(*heard.others, other), phrase=heard.product)
    return heard


def with_kind_told(
    heard: Understanding, discovery: Discovery, merchant_id: MerchantId
) -> Understanding:
    """What was heard, with the one of several kinds that is called by what it is for: "das Zelt für
    die Familie" is the Familienzelt."""
    told = _PURPOSE.search(plainly(heard.text))
    name = heard.product
    if told is None or name is None or heard.others or told["what"] in plainly(name):
        return heard
    purpose = root(told["what"])
    found = discovery.find(merchant_id, name, attributes={}, limit=_LOOKED_AT)
    kinds = [each.title for each in found if each.score >= _KNOWN]
    meant = [title for title in kinds if purpose in fold(title)]
    if len(meant) != 1 or len(kinds) == 1:
        return heard
    return heard.but(product=meant[0], phrase=meant[0], full_phrase=None)


def _names_of(heard: Understanding) -> list[str]:
    return [each for each in (heard.product, *(other.product for other in heard.others)) if each]


def without_told_beside(
    heard: Understanding, discovery: Discovery, merchant_id: MerchantId
) -> Understanding:
    """What was heard, without further goods that are none of the shop's and that nothing counts or
    points at: "four socks, I'm on shifts"."""
    heard = _each_by_its_name(heard, discovery, merchant_id) if heard.others else heard
    if not heard.others or heard.product is None:
        return heard
    words = plainly(heard.text).split()
    first, *rest = heard.others
    listed = heard.attributes or _is_listed(plainly(heard.product).split(), words)
    sold = [is_sold(name, discovery, merchant_id) for name in (heard.product, first.product)]
    if not listed and not rest and sold == [False, True]:  # "he's off to school and needs a lamp"
        return heard.but(
            product=first.product, phrase=first.product, full_phrase=None,
            quantity=first.quantity, attributes=dict(first.attributes), others=(),
        )  # fmt: skip
    kept = tuple(
        each
        for each in heard.others
        if not _is_where(plainly(each.product).split(), words)
        and (
            (each.quantity or 1) > 1
            or _is_listed(plainly(each.product).split(), words)
            or is_sold(each.product, discovery, merchant_id)
        )
        and not (
            _is_beside(heard.product, each.product, words)
            and not is_sold(each.product, discovery, merchant_id)
        )
    )
    return heard if len(kept) == len(heard.others) else heard.but(others=kept)


def _each_by_its_name(
    heard: Understanding, discovery: Discovery, merchant_id: MerchantId
) -> Understanding:
    """What was heard; where each of several goods is found by its own name, the first one is not
    looked up by the words of the others: "deux cafés maison et un café expresso, livrés"."""
    whole, name = heard.phrase, heard.product
    if whole is None or name is None or whole == name:
        return heard
    own = product_sold(name, discovery, merchant_id)
    others = {product_sold(each.product, discovery, merchant_id) for each in heard.others}
    if own is None or own in others or product_sold(whole, discovery, merchant_id) not in others:
        return heard
    return heard.but(phrase=name)


def _is_listed(name: list[str], words: list[str]) -> bool:
    """Whether goods are named behind an article, an "and" or the like."""
    ats = [at for at in range(len(words)) if words[at : at + len(name)] == name]
    return not ats or any(words[at - 1] in _LISTING for at in ats if at)


def _is_beside(named: str, name: str, words: list[str]) -> bool:
    """Whether a name is of what is told beside a wish: a tale, or whom the goods are for."""
    tale = _is_of_tale(plainly(named), plainly(name), words)
    return tale or _is_for(plainly(name).split(), words)


def _is_of_tale(named: str, name: str, words: list[str]) -> bool:
    """Whether a name stands in what is told behind the goods named first, and no "and" leads it."""
    text = " ".join(words)
    start = text.find(named) + len(named)
    end = text.find(name, start)
    if not named or start < len(named) or end < 0 or not _TALE.search(text, start, end):
        return False
    return _JOINING.isdisjoint(text[start:end].split()[-_TWO:])


def _is_for(name: list[str], words: list[str]) -> bool:
    """Whether it is told whom goods are for: "socks for all my nephews"."""
    ats = [at for at in range(len(words)) if words[at : at + len(name)] == name]
    return bool(ats) and all(_FOR.search(" ".join(words[:at])) is not None for at in ats)


def _is_where(name: list[str], words: list[str]) -> bool:
    """Whether it is told of a place, or of whom it is for: "pour les enfants" names no coffee."""
    ats = [at for at in range(len(words)) if words[at : at + len(name)] == name]
    return bool(ats) and all(
        at >= _TWO and words[at - 1] in _LISTING and words[at - _TWO] in _AT for at in ats
    )


def with_sold_goods(
    heard: Understanding, discovery: Discovery, merchant_id: MerchantId, expect: Expect
) -> Understanding:
    """What was heard, with the name of goods that a word or two are by themselves: "coffee"."""
    other = _asked_besides(heard, expect)
    title = None if other is None else _title_with(other, discovery, merchant_id)
    if title is not None:
        return heard.but(
            intent=Intent.CHECK_AVAILABILITY,
            product=title, phrase=title, number=None, quantity=None, either=None,
        )  # fmt: skip
    is_open = expect in {Expect.NOTHING, Expect.PRODUCT} and heard.intent is Intent.UNKNOWN
    if not is_open or heard.says_something or not 0 < len(heard.text.split()) <= _NAMES:
        return heard
    if not is_sold(heard.text, discovery, merchant_id):
        return heard
    return heard.but(intent=Intent.PRODUCT_SEARCH, product=heard.text, phrase=heard.text)


def _asked_besides(heard: Understanding, expect: Expect) -> str | None:
    """What other goods are asked about in a few words ("and the two person one?"), which may be
    called by a number; None: none are, or they are told apart by their size and color."""
    found = _AND_THE.fullmatch(plainly(heard.text)) if expect in _BESIDE else None
    if expect is Expect.PRODUCT_CHOICE and not _ASKED_BESIDES.search(plainly(heard.text)):
        return None  # "den Kaffee" is one of those read out
    is_read = heard.product is not None and heard.quantity is None
    is_read = is_read and heard.intent is not Intent.UNKNOWN
    return None if found is None or heard.attributes or is_read else found[1]


def _title_with(words: str, discovery: Discovery, merchant_id: MerchantId) -> str | None:
    """The title that has every telling word of these, of those that the search finds for them."""
    said = {root(word) for word in tokens_of(words) if names_something(word)}
    if words.isdecimal() or (not words.count(" ") and words in NUMBERS):
        return None  # "and the two?"
    found = discovery.find(merchant_id, words, attributes={}, limit=_LOOKED_AT) if said else ()
    titles = (match.title for match in found)
    return next((each for each in titles if said <= set(map(root, tokens_of(each)))), None)


def product_sold(name: str, discovery: Discovery, merchant_id: MerchantId) -> str | None:
    """The product that the search finds by that name for certain; None: there is none."""
    found = discovery.find(merchant_id, name, attributes={}, limit=1)
    return found[0].product_id if found and found[0].score >= _KNOWN else None


def title_sold(name: str, discovery: Discovery, merchant_id: MerchantId) -> str | None:
    """The title of the product that the search finds by that name for certain."""
    found = discovery.find(merchant_id, name, attributes={}, limit=1)
    return found[0].title if found and found[0].score >= _KNOWN else None


def is_sold(name: str, discovery: Discovery, merchant_id: MerchantId) -> bool:
    """Whether the search finds that name for certain."""
    return product_sold(name, discovery, merchant_id) is not None
