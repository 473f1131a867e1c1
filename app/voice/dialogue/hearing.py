"""What an utterance does to the conversation, given the question that is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from app.voice.dialogue import (
    after,
    all_stores,
    answers,
    anytime,
    asides,
    card_failures,
    cart,
    choosing,
    chosen_parts,
    discovering,
    glancing,
    goods_asked_about,
    orders_spoken_of,
    persons,
    reference_resolution,
    steering,
    summing,
    value_answers,
)
from app.voice.dialogue.actions import Step
from app.voice.dialogue.open_question import Handler, take_answer
from app.voice.dialogue.order_changes import take_wish
from app.voice.dialogue.reasons import reason_in
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.yes_and_no import YES_OR_NO_ASKED, hear_no, hear_yes
from app.voice.nlu.agreed_by_name import has_it_bought
from app.voice.nlu.anaphora import asks_for_it, asks_how, means_that_one, says_way
from app.voice.nlu.doubtful_orders import may_order
from app.voice.nlu.hesitation import BOUGHT_BY_YES
from app.voice.nlu.keypad import KEYS
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import plainly
from app.voice.nlu.order_talk import (
    asks_rule,
    asks_to_cancel,
    cancels,
    mixed_up,
    needs_no_more,
    sets_count,
)
from app.voice.nlu.orders_asked_after import gives_it_back, with_number_told
from app.voice.nlu.part_lexicon import counts_all
from app.voice.nlu.taking_leave import declines, only_asked, parts
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.ways import fetches_there, lies_near, points_there
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod

_BUYING: Final = {Label.PLACE_ORDER, Label.ADD_TO_CART}
"""Between these, what is in the order already decides."""
_FOR_GOODS: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.PRODUCT_SEARCH, Intent.CHECK_AVAILABILITY, Intent.ADD_TO_CART}
)
_LEAVING: Final = frozenset({Intent.NO, Intent.STOP, Intent.UNKNOWN})
_OF_LETTERS: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.STOP, Intent.HELP, Intent.REPEAT,
     Intent.GREETING, Intent.THANKS, Intent.CHECKOUT, Intent.REORDER, Intent.SUBSCRIBE}
)  # fmt: skip
"""What a letter that is the size, and the words beside it, may be taken for."""
_VAGUE: Final = frozenset({Intent.UNKNOWN, Intent.INFORM})
_TOLD_HOW: Final = frozenset({Expect.OFFER, Expect.STORE, Expect.CONFIRM})
_NO_WAY: Final = frozenset(
    {Intent.CHECKOUT, Intent.VIEW_CART, Intent.REORDER, Intent.RETURN_ITEM, Intent.REFUND_STATUS}
)
"""What the way that was asked for may be taken for."""
_ORDER: Final = re.compile(r"\b(?:orders?|pedidos?|orden|ordenes|commandes?|bestellung(?:en)?)\b")
_FIGURES: Final = re.compile(r"\d{3,}")
"""What an order is called by, where one was just told of."""
_MANY: Final = 30
"""From here on a number is no count but a size."""


def hear(state: State, heard: Understanding) -> Step:
    """The step that an utterance leads to."""
    pressed = _by_key(state, heard)
    if pressed is not None:
        return pressed
    heard = _as_rule(state, _by_number(state, _from_there(state, _near(state, heard))))
    heard = summing.as_agreed(state, reference_resolution.without_pronoun(heard))
    heard = _of_placed(state, value_answers.with_value(state, _as_meant_here(state, heard)))
    state = steering.without_what_was_offered(summing.without_summed(state, heard), heard)
    state = goods_asked_about.with_option_asked(state, heard)
    if _is_leaving(state, heard):
        return anytime.stop(state)
    if state.expect is Expect.MODIFIER:
        chosen = choosing.answer(state, heard)
        if chosen is not None:
            return chosen
    turned = persons.escalated(state, heard) or asides.hours_asked(state, heard)
    turned = turned or discovering.compare(state, heard)
    turned = turned or goods_asked_about.answered(state, heard)
    turned = (
        turned
        or chosen_parts.resolve(state, heard)
        or all_stores.check_all_stores(state, heard)
        or reference_resolution.resolve(state, heard)
    )
    turned = turned or steering.steered(state, heard)
    turned = turned or orders_spoken_of.spoken_of(state, heard)
    if turned is not None:
        return turned
    at_any_time = _ANY_TIME.get(heard.intent)
    if at_any_time is not None:
        return at_any_time(state) or anytime.miss(state)
    own = steering.WISHES.get(heard.intent)
    made = own(state, heard) if own is not None else None
    if made is not None:
        return made
    fallback = _check_availability if own is not None and heard.product else take_answer
    handler = _WISHES.get(heard.intent, fallback)
    return handler(state, heard) or anytime.miss(state, heard.either)


def _is_leaving(state: State, heard: Understanding) -> bool:
    """Whether nothing is wanted: "no thanks, just looking", "that's robbery, no thanks"."""
    refused = "no " if heard.intent is Intent.NO else ""  # which may be left out of its words
    is_plain = declines(f"{refused}{heard.text}")
    if state.expect in {Expect.OFFER, Expect.CONFIRM} and only_asked(heard.text):
        return True
    if state.expect is not Expect.OFFER or is_plain:
        return is_plain and state.expect is Expect.NOTHING
    return heard.intent in _LEAVING and not heard.says_something and parts(heard.text)


def _as_meant_here(state: State, heard: Understanding) -> Understanding:
    """What was heard, where what else was said, or what is in hand, tells what it must mean."""
    if _answers_here(state, heard) or _is_letter(state, heard):
        named = None if heard.intent is Intent.CANCEL_ORDER else heard.product
        return heard.but(intent=Intent.INFORM, product=named, phrase=named and heard.phrase)
    vague = heard.intent in _VAGUE and not heard.says_something
    if vague and state.expect is Expect.OFFER and means_that_one(heard.text):
        return heard.but(intent=Intent.YES, either=None)
    if heard.intent is Intent.ADD_TO_CART and _is_changed(state, heard):
        return heard.but(intent=Intent.INFORM)
    either = set(heard.either or ())
    doubtful = heard.intent is Intent.UNKNOWN and heard.product and either == _BUYING
    if doubtful or (state.expect is Expect.NOTHING and may_order(heard)):
        intent = Intent.ADD_TO_CART if state.lines else Intent.PLACE_ORDER
        return heard.but(intent=intent, either=None)
    if Label.ORDER_STATUS in either and (heard.order_number or _is_of_told(state, heard)):
        return heard.but(intent=Intent.ORDER_STATUS, either=None)
    if any(plainly(heard.text) == plainly(choice.label) for choice in state.choices):
        return heard.but(intent=Intent.INFORM, either=None)  # one of those just read out
    bounded = heard.least is not None or heard.most is not None
    if bounded and heard.intent is Intent.UNKNOWN and Label.PRODUCT_SEARCH in either:
        # "I've got fifteen dollars, anything for that", "a mug between ten and fifteen dollars"
        return heard.but(intent=Intent.PRODUCT_SEARCH, either=None)
    return _not_wanted(state, heard)


def _of_placed(state: State, heard: Understanding) -> Understanding:
    """As what is asked of an order that was placed, where none is in hand: "cancel the order",
    "I'd like to check my order"."""
    idle = state.expect is Expect.NOTHING and not state.lines and heard.product is None
    if not idle or not _ORDER.search(plainly(heard.text)):
        return heard
    if heard.intent is Intent.STOP and asks_to_cancel(heard.text):
        return heard.but(intent=Intent.CANCEL_ORDER, either=None)
    asked = heard.intent is Intent.VIEW_CART
    return heard.but(intent=Intent.ORDER_STATUS, either=None) if asked else heard


def _not_wanted(state: State, heard: Understanding) -> Understanding:
    """As the wish to cancel, where a number or goods of an order are named that is not wanted."""
    cancels_it = asks_to_cancel(heard.text)
    numbered = heard.order_number is not None and cancels_it
    if numbered and heard.intent in _VAGUE | {Intent.PLACE_ORDER, Intent.ORDER_STATUS}:
        return heard.but(intent=Intent.CANCEL_ORDER, product=None, phrase=None, either=None)
    no_more = needs_no_more(heard.text)
    vague = heard.intent in _VAGUE or (no_more and heard.intent in _FOR_GOODS)
    if vague and heard.product and (cancels_it or no_more):
        idle = state.expect is Expect.NOTHING and state.held is None and not state.lines
        return heard.but(intent=Intent.CANCEL_ORDER, either=None) if idle else heard
    return heard


def _by_number(state: State, heard: Understanding) -> Understanding:
    """With the question for the order whose number is named: "and 0001?", where one was just told
    of."""
    idle = state.expect is Expect.NOTHING and not state.lines
    if idle:
        heard = with_number_told(heard)
    if not idle or heard.intent not in _VAGUE | {Intent.NO} or heard.product is not None:
        return heard
    figures = _FIGURES.findall(heard.text) if state.order_id is not None else []
    number = heard.order_number or (figures[0] if len(figures) == 1 else None)
    if number is None or _FIGURES.search(number) is None:  # "un sms" is no number
        return heard
    return heard.but(intent=Intent.ORDER_STATUS, order_number=number, either=None)


def _is_of_told(state: State, heard: Understanding) -> bool:
    """Whether what may be asked of an order is of the one told of: "when does it come"."""
    idle = state.expect is Expect.NOTHING and state.order_id is not None
    return idle and heard.intent is Intent.UNKNOWN and heard.product is None


def _answers_here(state: State, heard: Understanding) -> bool:
    """Whether words of another wish tell what was asked for, or how something is had."""
    way = heard.method is not None and not asks_how(heard.text)
    way_told = way and state.held is not None
    match heard.intent:
        case Intent.GREETING:
            return heard.says_something  # who says where, or what, says more than hello
        case Intent.REPEAT | Intent.HELP | Intent.HUMAN_AGENT | Intent.STORE_INFO:
            return _is_moved(state, heard) or (way and _is_answered_so(state, heard))
        case Intent.THANKS:
            return bool(heard.method or heard.place or heard.quantity)
        case Intent.STOP:  # who names a store or a way leaves nothing
            return (way_told or heard.place is not None) and not cancels(heard.text)
        case Intent.CANCEL_ORDER:  # "I don't have the car any more, you'd better deliver it"
            return way_told and not (cancels(heard.text) or asks_to_cancel(heard.text))
        case Intent.CHECK_AVAILABILITY:  # "a forty-three, if there is one"
            is_size = heard.number is not None and not heard.product
            return state.expect is Expect.OPTION and is_size
        case Intent.DELIVERY_INFO | Intent.CHANGE_ADDRESS | Intent.ORDER_STATUS:
            return not asks_how(heard.text) and _tells_how(state, heard)
        case _:  # "send all of it home"
            is_asked = state.expect is Expect.METHOD and heard.product is None
            return heard.intent in _NO_WAY and is_asked and way


def _is_letter(state: State, heard: Understanding) -> bool:
    """Whether the size is told with a verb of buying ("mettez-moi du M"), or in words that mean
    something else by themselves ("S müsst gehen")."""
    buys = heard.intent in _OF_LETTERS and not cancels(heard.text)
    asked = state.expect is Expect.OPTION
    return asked and buys and answers.letter_of(state, heard) is not None


def _is_moved(state: State, heard: Understanding) -> bool:
    """Whether another store is named for what is read back: "à Bastille, pardon", "wrong shop, it's
    Ballard"."""
    asks = heard.intent is Intent.STORE_INFO and not mixed_up(heard.text)
    return heard.place is not None and state.held is not None and not asks


def _is_answered_so(state: State, heard: Understanding) -> bool:
    """Whether a way is told in what is read as a call for help: "vous pouvez me l'envoyer ?",
    "is there any way somebody could drop it off"."""
    if heard.intent is Intent.STORE_INFO:
        return False
    doubtful = heard.intent is not Intent.HUMAN_AGENT or heard.either is not None
    return heard.intent is Intent.REPEAT or (doubtful and state.expect in _TOLD_HOW)


def _tells_how(state: State, heard: Understanding) -> bool:
    """Whether a store or a way is told, of which otherwise something would be asked."""
    if state.held is not None and heard.place is not None and heard.address is None:
        return True  # "I'd rather have it in Ballard, next to my place"
    wished = says_way(heard.text) or asks_for_it(heard.text)
    wished = wished or (heard.method is FulfillmentMethod.PICKUP and heard.place is not None)
    asked = state.expect is Expect.METHOD or (state.expect in _TOLD_HOW and wished)
    return heard.method is not None and asked  # "bring it to us", "can somebody bring it"


def _is_changed(state: State, heard: Understanding) -> bool:
    """Whether a line of the order read back shall be so many: it is no further line."""
    sets = state.held is not None and heard.quantity is not None and sets_count(heard.text)
    return sets and cart.find_line(state.lines, heard) is not None


def _by_key(state: State, heard: Understanding) -> Step | None:
    """What a key means by itself, even where figures are asked for: nobody's PIN is 0."""
    if heard.text not in KEYS:
        return None
    if heard.intent is Intent.HUMAN_AGENT:
        return persons.requested(state, heard)
    at_any_time = _ANY_TIME.get(heard.intent)
    return at_any_time(state) if at_any_time is not None else None


def _near(state: State, heard: Understanding) -> Understanding:
    """With the store that is said to be close by, and nothing else: "Altona liegt ums Eck"."""
    if state.expect not in _TOLD_HOW or heard.place is None or not lies_near(heard.text):
        return heard
    intent = heard.intent if heard.intent is Intent.YES else Intent.INFORM
    return heard.but(intent=intent, product=None, phrase=None, either=None)


def _from_there(state: State, heard: Understanding) -> Understanding:
    """With the store whose hours were told a moment ago, where goods are fetched "there"."""
    if state.hours_of is None or heard.place is not None:
        return heard
    wanted = heard.product is not None and heard.method is not FulfillmentMethod.SHIPPING
    if not fetches_there(heard.text) and not (wanted and points_there(heard.text)):
        return heard
    return heard.but(place=state.hours_of, method=heard.method or FulfillmentMethod.PICKUP)


def _as_rule(state: State, heard: Understanding) -> Understanding:
    """With the question for the rule, where it is asked what would be if: nothing goes back yet;
    with the return itself, where it is told why it shall: "he doesn't like it, may I bring it
    back"."""
    told_why = heard.intent is Intent.RETURN_POLICY and reason_in(heard) is not None
    if told_why and state.expect is Expect.NOTHING and gives_it_back(heard.text):
        return heard.but(intent=Intent.RETURN_ITEM, either=None)
    if heard.intent is not Intent.RETURN_ITEM or state.expect is not Expect.NOTHING:
        return heard
    if heard.exchange is not None or not asks_rule(heard.text):
        return heard
    return heard.but(intent=Intent.RETURN_POLICY, product=None, phrase=None, either=None)


def _check_availability(state: State, heard: Understanding) -> Step | None:
    glanced = glancing.glance(state, heard)
    if glanced is not None:
        return glanced
    if heard.least is not None or heard.most is not None:
        found = steering.look_around(state, heard)
        if found is not None:
            return found
    return take_wish(state, heard, Goal.AVAILABILITY)


def _place_order(state: State, heard: Understanding) -> Step | None:
    one = reference_resolution.the_one_offered(state, heard)
    if one is not None:  # "then give me two bags of that, I'll collect them"
        few = heard.number if (heard.number or _MANY) < _MANY else None
        heard = heard.but(product=None, phrase=None, quantity=heard.quantity or few, number=None)
        return take_wish(one, heard, Goal.ORDER)
    if not heard.says_something and state.expect in YES_OR_NO_ASKED - {Expect.CONFIRM_CANCEL}:
        unsaid = state.expect in BOUGHT_BY_YES and not has_it_bought(heard.text)
        if unsaid or (state.held is not None and _means_more(state, heard)):
            return anytime.miss(state)
        return hear_yes(state, heard)  # "order it" in answer to "shall I go ahead?"
    return take_wish(state, heard, Goal.ORDER)


def _means_more(state: State, heard: Understanding) -> bool:
    """Whether "both" is said of one thing, or behind a wait: more than was read back."""
    alone = len(state.lines) == 1 and state.lines[0].quantity == 1
    return counts_all(heard.text) and (alone or heard.hesitant)


_ANY_TIME: Final[Mapping[Intent, Callable[[State], Step | None]]] = {
    Intent.GREETING: anytime.greet,
    Intent.HELP: anytime.give_help,
    Intent.REPEAT: anytime.repeat,
    Intent.START_OVER: anytime.start_over,
    Intent.STOP: anytime.stop,
    Intent.MORE: anytime.more,
    Intent.WAIT: anytime.wait,
    Intent.UNSURE: anytime.unsure,
    Intent.WHO_SPEAKS: anytime.who_speaks,
    Intent.SILENCE: anytime.silent,
    Intent.CARD_FAILED: card_failures.card_failed,
}


_WISHES: Final[Mapping[Intent, Handler]] = {
    Intent.ORDER_STATUS: after.order_status,
    Intent.CANCEL_ORDER: after.cancel_order,
    Intent.YES: hear_yes,
    Intent.NO: hear_no,
    Intent.CHECK_AVAILABILITY: _check_availability,
    Intent.PLACE_ORDER: _place_order,
}
