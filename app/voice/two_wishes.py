"""Two wishes in one breath: "order a lamp, and when do you open tomorrow?".

What can be told at once is told first; the other wish is gone on with behind it. Of two errands
("cancel my order and order two mugs") the one of an order that stands is done first, and the words
of the other are remembered until it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

from app.voice.dialogue.cart import find_line
from app.voice.dialogue.state import Item, State
from app.voice.nlu.fewer import fewer_in
from app.voice.nlu.hesitation import BOUGHT_BY_YES
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import (
    adds,
    answer_at_start,
    means_usual,
    names_another,
    orders_it,
    plainly,
    takes_away,
)
from app.voice.nlu.order_talk import bought_before, only_tells_of_buying
from app.voice.nlu.swaps import swap_in, wants_rather, without_making
from app.voice.nlu.taken_offers import count_of_units, names_only_units, one_alone
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.ways import sent_so
from app.voice.nlu.ways_asked_for import has_it_sent
from app.voice.nlu.yes_said import behind_yes, says_yes
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, Speech, Text
from app.voice.turn import Intent, Turn
from domain.orders import FulfillmentMethod

_AND: Final = re.compile(
    r"[,;.?]? (?:and (?:also |then )?|also |y (?:también |además )?|et (?:aussi )?|und (?:auch"
    r" )?)",
    re.IGNORECASE,
)
_TOLD: Final = frozenset(
    {Intent.STORE_INFO, Intent.RETURN_POLICY, Intent.DELIVERY_INFO, Intent.PAYMENT_INFO,
     Intent.PROMOTIONS}
)  # fmt: skip
"""Wishes that one answer ends, whatever else is under way."""
_GOODS: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.CHECK_AVAILABILITY, Intent.PRODUCT_SEARCH,
     Intent.PRICE_CHECK, Intent.SUBSCRIBE}
)  # fmt: skip
_OTHERS: Final = _TOLD | {
    *(Intent.ORDER_STATUS, Intent.CANCEL_ORDER, Intent.RETURN_ITEM, Intent.REFUND_STATUS),
    *(Intent.YES, Intent.NO, Intent.REORDER),
}
_BOUGHT: Final = frozenset({Intent.PLACE_ORDER, Intent.ADD_TO_CART})
_OF_ORDERS: Final = frozenset(
    {Intent.ORDER_STATUS, Intent.CANCEL_ORDER, Intent.RETURN_ITEM, Intent.REFUND_STATUS}
)
_MONEY_BACK: Final = _OF_ORDERS - {Intent.ORDER_STATUS}
"""Whoever names two of these means one thing."""
_CALLED_OFF: Final = frozenset({Intent.CANCEL_ORDER, Intent.RETURN_ITEM})
""" "Cancel my order and refund me": the money comes back with the cancellation."""
_THEN: Final = re.compile(
    r"[,;.?!]? (?:and (?:also |then )?|also |then |y (?:también |además |luego |después )?|luego "
    r"|et (?:aussi |puis |ensuite )?|puis |und (?:auch |dann )?|dann )|[.;?!] ",
    re.IGNORECASE,
)
_CHANGED: Final = frozenset({Expect.CONFIRM, Expect.CHANGE, Expect.MORE_ITEMS})
_CHANGING: Final = frozenset(
    {Intent.INFORM, Intent.UNKNOWN, Intent.NO, Intent.PLACE_ORDER, Intent.ADD_TO_CART}
)
_ADDED: Final = _CHANGING | {Intent.PRODUCT_SEARCH, Intent.CHECK_AVAILABILITY}
_HAS: Final = re.compile(
    r"\b(?:already|ya (?:ten|hay)\w*|(?:ai|avons|a) deja|schon|bereits|enough|suficiente|assez"
    r"|genug)\b"
)
"""Why something is left out: "que ya tengo dos"."""
_COMMA: Final = re.compile(r", ")
_ARTICLE: Final = re.compile(r"(?:an?|the|una?|el|la|une?|le|eine?n?|der|die|das|den) ")
_AND_OR_COMMA: Final = re.compile(_AND.pattern + r"|, ", re.IGNORECASE)
_CUES: Final = re.compile(
    r"\b(?:open|clos|hour|where|address|phone|return|deliver|ship|pay|cash|discount|offer|abr"
    r"|cierr"
    r"|cerra|horari|donde|direccion|telefono|devol|envi|entreg|pag|descuent|ofert|ouv|ferm|horaire"
    r"|heure|ou |adresse|retour|rend|livr|pai|remise|promo|offen|offn|geoffnet|schliess|wo |nummer"
    r"|zuruck|liefer|zahl|rabatt|angebot)"
)
WITHOUT: Final = {
    "en": "take out the {}",
    "es": "quita la {}",
    "fr": "enlevez la {}",
    "de": "nimm die {} raus",
}
_SO_MANY: Final = re.compile(
    r"^(?:(?:so|but|then|just|only|make it|aber|also|dann|nur|bloß|diesmal|así que|pero|entonces"
    r"|solo|sólo|donc|mais|alors|seulement|juste|que) )+|(?: (?:this time|today|diesmal|heute"
    r"|esta vez|hoy|cette fois|aujourd'hui|please|bitte|por favor))+$",
    re.IGNORECASE,
)
_FEW: Final = 3
_SHORTEST: Final = 4
_MOST: Final = 3
"""Places where a sentence is tried to be cut."""


class Read(Protocol):
    """What a turn means where `expect` was asked for."""

    def __call__(self, turn: Turn, *, expect: Expect) -> Understanding: ...


IsSold: TypeAlias = Callable[[str], bool]
"""Whether a name is that of goods."""


@dataclass(frozen=True, slots=True)
class TwoWishes:
    """What is told first, and what is gone on with."""

    told: Understanding
    wish: Understanding


def two_wishes(turn: Turn, expect: Expect, read: Read) -> TwoWishes | None:
    """The two wishes of a turn, one of which can be told at once; None: there are not two."""
    text = turn.text
    if not text or turn.intent is not None or len(text.split()) < _SHORTEST:
        return None
    if _AND.search(text) is None or _CUES.search(plainly(text)) is None:
        return None
    for one, other in _cuts(text):
        if expect is Expect.NOTHING and sent_so(other):
            continue
        first, second = (
            _ordered(read(replace(turn, text=each), expect=expect)) for each in (one, other)
        )
        if first.intent is second.intent or bought_before(one) or bought_before(other):
            continue  # a tale of what one has already
        if _is_told(first) and _is_wish(second) and _is_meant(second, other, expect):
            return TwoWishes(first, second)
        if _is_told(second) and _is_wish(first) and _is_meant(first, one, expect):
            return TwoWishes(second, first)
    return None


def _is_meant(heard: Understanding, text: str, expect: Expect) -> bool:
    """Whether what costs money is agreed to in so many words: "ok, and when do you open?" does not
    buy."""
    agrees = heard.intent is Intent.YES and expect in BOUGHT_BY_YES
    return not agrees or says_yes(text) or orders_it(text)


def _ordered(heard: Understanding) -> Understanding:
    """So many of goods beside a question are ordered, where that is one of two readings."""
    so_many = heard.product is not None and heard.quantity is not None
    if heard.intent is Intent.UNKNOWN and so_many and Label.PLACE_ORDER in (heard.either or ()):
        return heard.but(intent=Intent.PLACE_ORDER, either=None)
    return heard


def _is_told(heard: Understanding) -> bool:
    """Whether words alone answer it; "and a mug, for delivery" names goods and how they come."""
    names_goods = heard.intent is Intent.DELIVERY_INFO and heard.product is not None
    return heard.intent in _TOLD and not names_goods


@dataclass(frozen=True, slots=True)
class TwoErrands:
    """What is done first, and the words of what comes after it."""

    first: Understanding
    later: str | None
    """None: it is the same errand, in other words."""


def two_errands(turn: Turn, expect: Expect, read: Read, is_sold: IsSold) -> TwoErrands | None:
    """The two errands of a turn that opens something; None: there are not two."""
    text = turn.text
    if not text or turn.intent is not None or expect is not Expect.NOTHING:
        return None
    if len(text.split()) < _SHORTEST or _THEN.search(text) is None or only_tells_of_buying(text):
        return None
    for one, other in _cuts(text, _THEN):
        first, second = (read(replace(turn, text=each), expect=expect) for each in (one, other))
        if {first.intent, second.intent} == _CALLED_OFF:
            return TwoErrands(first if first.intent is Intent.CANCEL_ORDER else second, None)
        if not _are_two(first, second, is_sold) or bought_before(one) or bought_before(other):
            continue
        if first.intent in _OF_ORDERS:
            return TwoErrands(first, other)
        return TwoErrands(second, one)
    return None


def two_changes(turn: Turn, state: State, read: Read) -> tuple[Understanding, ...]:
    """The two changes of a turn of which one takes something out of the order in hand and the other
    does not: "leave out the lamp and make it three mugs"; none where there are not two."""
    text = turn.text
    usual = usual_and_more(turn, state.expect, read) or _wished_and_sent(turn, state.expect, read)
    if usual:
        return usual
    if not text or turn.intent is not None or not state.lines or state.expect not in _CHANGED:
        return ()
    for cut in (*_cuts(text, _THEN), *_cuts(text, _COMMA)):
        out = _taken_out(*cut)
        if out is None or _HAS.search(plainly(cut[1])):
            continue
        heard = tuple(read(replace(turn, text=each), expect=state.expect) for each in cut)
        if all(map(_is_change, heard, cut)):
            return tuple(
                each if is_out else _come_with(each, state)
                for each, is_out in zip(heard, out, strict=True)
            )
    return ()


def _taken_out(one: str, other: str) -> tuple[bool, bool] | None:
    """Which of two changes leaves something out, or so many fewer; None: both or neither does."""
    out = takes_away(one), takes_away(other)
    if not any(out):
        out = fewer_in(one) is not None, fewer_in(other) is not None
    return None if out[0] is out[1] else out


def _come_with(heard: Understanding, state: State) -> Understanding:
    """What was heard beside something left out: other goods come to the rest of the order."""
    wished = heard.product is not None and heard.intent is not Intent.NO
    if not wished or find_line(state.lines, heard) is not None:
        return heard
    return heard.but(intent=Intent.ADD_TO_CART, either=None)


def _is_change(heard: Understanding, text: str) -> bool:
    """Whether something of an order in hand changes; "take one off" names nothing besides."""
    told = heard.says_something or fewer_in(text) is not None
    return told and heard.intent in _CHANGING


def as_addition(heard: Understanding, turn: Turn, state: State) -> Understanding:
    """What was heard; goods that are named on top of an order that is read back ("and a lamp") come
    with it."""
    is_named = heard.product is not None and heard.intent in _CHANGING | {Intent.PLACE_ORDER}
    is_open = state.held is not None or (state.expect is Expect.OFFER and bool(state.lines))
    text = turn.text or ""
    others = names_another(text) or (state.expect is Expect.OFFER and adds(text))
    if not (is_open and is_named and others):
        return heard
    if find_line(state.lines, heard) is not None:
        return heard
    return heard.but(intent=Intent.ADD_TO_CART, either=None)


def recounted(turn: Turn, state: State, read: Read) -> tuple[Understanding, ...]:
    """The lines of the order in hand that are named with how many of each: "make that two mugs and
    three lamps"; none where not every part of the sentence names another line."""
    text = turn.text
    if not text or turn.intent is not None or len(state.lines) < 2 or state.expect not in _CHANGED:
        return ()
    if takes_away(text) or adds(text):
        return ()
    for at in (_AND, _AND_OR_COMMA):
        parts = [each.strip() for each in at.split(behind_yes(text)) if each and each.strip()]
        if not 2 <= len(parts) <= len(state.lines):
            continue
        heard = [read(replace(turn, text=each), expect=state.expect) for each in parts]
        lines = [find_line(state.lines, each) for each in heard if each.quantity]
        found = [each for each in lines if each is not None]
        if len({id(each) for each in found}) == len(parts):
            return tuple(map(_with_count_of, heard, found))
    return ()


def _with_count_of(heard: Understanding, line: Item) -> Understanding:
    product = heard.product or line.title
    return heard.but(intent=Intent.INFORM, product=product, others=(), either=None)


def swapped_in_hand(
    turn: Turn, state: State, heard: Understanding, read: Read
) -> tuple[Understanding, ...]:
    """The changes of an order in hand of which one thing shall be another: nothing of it can go
    back yet; none where it is of goods that the shopper has."""
    wish = heard.exchange
    if not state.lines or state.expect not in _CHANGED | {Expect.OFFER}:
        return ()
    if wish is None:
        return _instead(turn, state, heard, read)
    if wish.product is None and wish.attributes:
        return (heard.but(intent=Intent.INFORM, attributes=wish.attributes, exchange=None),)
    if wish.product is None:
        return ()
    gone = heard.product if heard.product and find_line(state.lines, heard) else None
    if (
        gone is None
        and len(state.lines) == 1
        and find_line(state.lines, _of_goods(wish.product)) is None
    ):
        gone = state.lines[0].title  # "swap it for a lamp"
    if gone is None:
        return ()
    added = Understanding(
        intent=Intent.ADD_TO_CART,
        product=wish.product,
        phrase=wish.phrase or wish.product,
        attributes=dict(wish.attributes),
        text=wish.phrase or wish.product,
    )
    return _in_place_of(turn, state, gone, added, read)


def _of_goods(name: str) -> Understanding:
    return Understanding(intent=Intent.INFORM, product=name, text=name)


def _in_place_of(
    turn: Turn, state: State, gone: str, added: Understanding, read: Read
) -> tuple[Understanding, ...]:
    """One thing out of the order in hand and another into it; never is nothing left between. Of
    what is only offered nothing needs to go."""
    if state.expect is Expect.OFFER:
        return (added.but(intent=Intent.CHECK_AVAILABILITY, quantity=added.quantity),)
    without = WITHOUT[turn.locale[:2].lower()].format(gone)
    taken_out = read(replace(turn, text=without), expect=state.expect)
    taken_out = taken_out.but(product=gone, phrase=gone, quantity=None)
    return (taken_out, added) if len(state.lines) > 1 else (added, taken_out)


def _instead(
    turn: Turn, state: State, heard: Understanding, read: Read
) -> tuple[Understanding, ...]:
    """ "A bottle instead of the mug", or "a bottle, rather" of the one thing in hand."""
    if not turn.text or turn.pressed:
        return ()
    swap = swap_in(turn.text)
    if swap is None:
        return _rather(turn, state, heard, read)
    back = read(replace(turn, text=swap.instead_of), expect=Expect.PRODUCT)
    wanted = without_making(swap.wanted)
    new = read(replace(turn, text=wanted), expect=Expect.PRODUCT)
    if new.product is None and new.quantity is not None and not new.attributes:
        name = " ".join(wanted.split()[1:]) or None  # "two bottles" of nothing are goods
        new = new.but(product=name, phrase=name)
    if back.product is None or new.product is None or find_line(state.lines, back) is None:
        return ()
    return _in_place_of(turn, state, back.product, new.but(intent=Intent.ADD_TO_CART), read)


def _rather(
    turn: Turn, state: State, heard: Understanding, read: Read
) -> tuple[Understanding, ...]:
    if len(state.lines) != 1 or heard.intent not in _CHANGING or not heard.product:
        return ()
    if heard.intent is Intent.ADD_TO_CART and adds(turn.text or ""):
        return ()  # "y mejor añade también una taza"
    led = answer_at_start(turn.text or "")
    is_denied = led is not None and not led[0] and _ARTICLE.match(plainly(led[1]))  # "no, a lamp"
    if not (is_denied or wants_rather(turn.text or "")):
        return ()
    if find_line(state.lines, heard) is not None:
        return ()
    if takes_away(turn.text or "") and not heard.others:
        return ()
    named = state.lines[0].title or state.lines[0].query
    return _in_place_of(turn, state, named, heard.but(intent=Intent.ADD_TO_CART), read)


def usual_and_more(turn: Turn, expect: Expect, read: Read) -> tuple[Understanding, ...]:
    """The usual and what shall come with it: "the usual, and throw in a mug"; none where it is not
    both."""
    text = turn.text
    if not text or turn.intent is not None or expect is not Expect.NOTHING or not means_usual(text):
        return ()
    for one, other in (*_cuts(text, _THEN), *_cuts(text, _COMMA)):
        if not means_usual(one) or means_usual(other) or sent_so(other):
            continue
        few = _last_count(turn, other, expect, read)
        if few is not None:
            usual = read(replace(turn, text=one), expect=expect)
            return (usual.but(quantity=few),) if usual.intent is Intent.REORDER else ()
        usual, more = (read(replace(turn, text=each), expect=expect) for each in (one, other))
        if usual.intent is Intent.REORDER and more.product and more.intent in _ADDED:
            return (usual, more.but(intent=Intent.ADD_TO_CART, either=None))
    return ()


def _wished_and_sent(turn: Turn, expect: Expect, read: Read) -> tuple[Understanding, ...]:
    """What is wished and shall be sent: "the usual, and you deliver it"; none where it is not
    both."""
    text = turn.text
    if not text or turn.intent is not None or expect is not Expect.NOTHING:
        return ()
    for one, other in _cuts(text):
        if not sent_so(other):
            continue
        wish = _ordered(read(replace(turn, text=one), expect=expect))
        if wish.intent is Intent.REORDER or (wish.intent in _BOUGHT and wish.product):
            return (wish.but(method=FulfillmentMethod.SHIPPING),)
    return ()


def _last_count(turn: Turn, words: str, expect: Expect, read: Read) -> int | None:
    """How many of the usual are told at the end, in no more than a count of packs: "but I'm cutting
    down, so two bags"; None: it is not told."""
    said = words.split(", ")[-1].strip(" .!")
    last = _SO_MANY.sub("", said)
    if last == said:
        return None  # "and a cup" comes with it
    heard = read(replace(turn, text=last), expect=expect)
    units = heard.product is not None and names_only_units(heard.product)
    few = 1 if one_alone(last) else count_of_units(last, turn.locale[:2].lower())
    if few is not None:
        return few
    return heard.quantity if units and len(last.split()) <= _FEW else None


def _are_two(first: Understanding, second: Understanding, is_sold: IsSold) -> bool:
    """Whether both are errands of their own, at least one of an order that stands."""
    both = {first.intent, second.intent}
    if len(both) < 2 or not both & _OF_ORDERS or both <= _MONEY_BACK:
        return False
    goods = [each for each in (first, second) if each.intent not in _OF_ORDERS]
    return all(
        each.intent in _GOODS and each.address is None and each.product and is_sold(each.product)
        for each in goods
    )


def _cuts(text: str, at: re.Pattern[str] = _AND) -> Iterator[tuple[str, str]]:
    """The text in two; "and just deliver it" only tells how the goods before it come."""
    for found in list(at.finditer(text))[:_MOST]:
        one, other = text[: found.start()].strip(), text[found.end() :].strip()
        if one and other and not has_it_sent(other):
            yield one, other


def _is_wish(heard: Understanding) -> bool:
    return heard.intent in _OTHERS or (heard.intent in _GOODS and heard.product is not None)


def told_of(reply: Reply, after: State) -> Speech | None:
    """What a reply tells, without the question behind it; None: it is more than words."""
    return None if reply.card is not None or reply.transfer else told_first(after)


def told_first(after: State) -> Speech:
    """What was told, without the question behind it."""
    for question in (after.asked, say("what.next")):
        count = len(question)
        if count and after.said[-count:] == question:
            told = after.said[:-count]
            return told[:-1] if told[-1:] == (Text(" "),) else told
    return after.said
