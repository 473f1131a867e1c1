"""What is said of an order that stands while nothing else is in hand: it is asked after, its goods
are told of or are no good, another one is meant."""

from __future__ import annotations

from typing import Final

from app.voice.dialogue import (
    after,
    giving_back,
)
from app.voice.dialogue.actions import Purpose, Step
from app.voice.dialogue.order_changes import take_wish
from app.voice.dialogue.reasons import reason_in
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.talk import digress, tell
from app.voice.nlu.address_reading import to_another
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import gives_back, plainly
from app.voice.nlu.order_talk import (
    ORDERED,
    bought_before,
    cancels,
    complains,
    means_other_order,
    only_tells_of_buying,
    tells_of_bought,
)
from app.voice.nlu.orders_asked_after import (
    anothers_order_told,
    asks_about_order,
    asks_after_order_with,
    asks_after_ordered,
    asks_after_own,
    asks_if_arrived,
    asks_order_number,
    asks_where_collected,
    changes_order,
    was_told_by_shop,
)
from app.voice.nlu.own_payment import asks_what_was_ordered
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.unused_goods import lies_unused
from app.voice.prompts.catalog import say
from app.voice.turn import Intent
from domain.returns import ReturnReason

_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})
_OF_ORDERED: Final = _VAGUE | {Intent.CHECK_AVAILABILITY, Intent.PLACE_ORDER, Intent.PRODUCT_SEARCH}
_OF_OTHER: Final = _VAGUE | {Intent.NO, Intent.REORDER, Intent.CHECK_AVAILABILITY}
_BROKEN: Final = frozenset({ReturnReason.DAMAGED, ReturnReason.DEFECTIVE})
_FAULTY: Final = _BROKEN | {ReturnReason.WRONG_ITEM, ReturnReason.WRONG_SIZE}
_TOLD_OF: Final = _OF_ORDERED | {
    *(Intent.PRICE_CHECK, Intent.ORDER_STATUS, Intent.ADD_TO_CART, Intent.REORDER),
}
"""What a tale of something bought may be taken for."""
_OF_NUMBER: Final = _TOLD_OF | {
    *(Intent.HELP, Intent.REPEAT, Intent.CHANGE_ADDRESS, Intent.PAYMENT_INFO, Intent.NO),
}
"""What the question for an order's number may be taken for."""
_OF_STORES: Final = _VAGUE | {Intent.STORE_INFO, Intent.DELIVERY_INFO, Intent.ORDER_STATUS}
_OF_GOODS: Final = _VAGUE | {Intent.CHECK_AVAILABILITY, Intent.PRODUCT_SEARCH, Intent.STORE_INFO}


def spoken_of(state: State, heard: Understanding) -> Step | None:
    """What is said of an order in words that mean something else where there is none."""
    if heard.intent is Intent.CHANGE_ADDRESS and heard.product and to_another(heard.text):
        return take_wish(state, heard, Goal.ORDER)  # "a lamp, to another address"
    if state.held is None and not state.lines and state.expect is Expect.NOTHING:
        told = _told_or_asked(state, heard) or _of_goods_ordered(state, heard)
        if told is not None:
            return told
    if heard.intent is not Intent.STOP or not cancels(heard.text):
        return None
    in_hand = state.held is not None or state.lines or state.expect is not Expect.NOTHING
    placed = state.order_id is not None and not in_hand
    return after.look_up(state, Purpose.CANCEL, None) if placed else None  # "cancel it"


def _told_or_asked(state: State, heard: Understanding) -> Step | None:
    """Where an order is that is asked after or told of, with nothing else in hand."""
    if asks_what_was_ordered(heard.text):
        return after.order_status(state, heard.but(product=None, phrase=None, either=None))
    asked = _asked_of_order(heard)
    if asked is not None:
        return after.look_up(state, Purpose.STATUS, None, goods=asked or None)
    of_told = heard.product is None and heard.place is None and heard.intent in _OF_STORES
    if of_told and state.order_id is not None and asks_where_collected(heard.text):
        return after.order_status(state, heard.but(intent=Intent.ORDER_STATUS, either=None))
    anothers = heard.intent in _TOLD_OF and anothers_order_told(heard.text)
    if anothers and reason_in(heard) is None:
        return after.order_status(state, heard.but(intent=Intent.ORDER_STATUS, either=None))
    tale = _mere_tale(state, heard)
    if tale is not None:
        return tale
    if state.order_id is not None and _names_other_order(heard):
        return after.order_status(state, heard.but(intent=Intent.ORDER_STATUS))
    return None


def _of_goods_ordered(state: State, heard: Understanding) -> Step | None:
    """What is wrong with goods that were ordered, or asked of their order."""
    if heard.product and _is_faulty(heard):
        return giving_back.begin(state, heard.but(intent=Intent.RETURN_ITEM, quantity=None))
    if not heard.product and heard.intent in _VAGUE and changes_order(heard.text):
        return digress(state, say("order.not.changed"))
    is_asked = asks_after_ordered(heard.text) or asks_after_order_with(heard.text)
    if heard.product and heard.intent in _OF_ORDERED and is_asked:
        return after.order_status(state, heard)
    return None


def _asked_of_order(heard: Understanding) -> str | None:
    """The goods of an order that is asked after, empty where the last one is; None: none is."""
    numbered = heard.intent in _OF_NUMBER and heard.order_number is None
    if numbered and asks_order_number(heard.text):
        return ""
    unnamed = heard.intent is Intent.RETURN_ITEM and reason_in(heard) is None
    is_told = (unnamed or heard.intent in _OF_GOODS) and was_told_by_shop(heard.text)
    if is_told or (heard.intent in _TOLD_OF and asks_about_order(heard.text)):
        return ""
    doubtful = heard.intent in _OF_GOODS or Label.ORDER_STATUS in (heard.either or ())
    own = doubtful and (asks_after_own(heard.text) or asks_if_arrived(heard.text))
    if own and heard.product is None and Label.ORDER_STATUS in (heard.either or ()):
        return ""
    return heard.product if own else None


def _names_other_order(heard: Understanding) -> bool:
    """Whether goods are named of another order than the one told of: "no, the bottle"."""
    if heard.intent is Intent.RETURN_ITEM and reason_in(heard) is None:
        heard = heard if gives_back(heard.text) else heard.but(intent=Intent.UNKNOWN)
    if heard.product is None or heard.intent not in _OF_OTHER:
        return False
    return heard.intent is Intent.NO or means_other_order(heard.text)


def _is_faulty(heard: Understanding) -> bool:
    """Whether it is told that something bought here is broken, is not what was ordered, or is not
    as it should be."""
    text = heard.text
    if heard.intent in _TOLD_OF and (complains(text) or tells_of_bought(text) or _is_unused(heard)):
        return True
    reason = reason_in(heard) if heard.intent in _OF_GOODS else None
    if Label.RETURN_ITEM in (heard.either or ()) and reason in _BROKEN:
        return True
    return reason in _FAULTY and bought_before(heard.text)


def _mere_tale(state: State, heard: Understanding) -> Step | None:
    """Goods were bought, and nothing is wished of them, asked or wrong: what about them is asked,
    and where those are that were ordered is told."""
    doubtful = heard.intent is Intent.RETURN_ITEM and heard.either is not None
    told = doubtful or heard.intent in _TOLD_OF - {Intent.ORDER_STATUS}
    if not told or reason_in(heard) is not None or gives_back(heard.text):
        return None
    if not heard.product or not only_tells_of_buying(heard.text) or _is_faulty(heard):
        return None
    if ORDERED.search(plainly(heard.text)):
        return after.order_status(state, heard.but(intent=Intent.ORDER_STATUS, either=None))
    return tell(state, (), end=False)


def _is_unused(heard: Understanding) -> bool:
    """Whether goods lie about at home, and giving them back was one reading or is asked for."""
    either = heard.either or ()
    asked = Label.RETURN_ITEM in either or gives_back(heard.text)
    return asked and lies_unused(heard.text)
