"""What turns a conversation elsewhere: words that mean something only here and now, and wishes
that are answered in between or begin a dialogue of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from app.voice.dialogue import (
    addressing,
    after,
    answers,
    anytime,
    asides,
    cart,
    discovering,
    exchange_answers,
    exchanging,
    fewer_of_it,
    giving_back,
    glancing,
    paying,
    persons,
    privacy,
    proving,
    purses,
    rating,
    sending,
    standing,
    subscribing,
    summing,
    unfound,
)
from app.voice.dialogue.actions import Identify, Step, Then
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.reasons import reason_in
from app.voice.dialogue.state import Goal, State, Subscribing
from app.voice.dialogue.talk import ask
from app.voice.nlu.anaphora import wants_the_same
from app.voice.nlu.hesitation import asks_for_range
from app.voice.nlu.manners import (
    adds,
    asks_for_more,
    gives_back,
    is_done,
    means_usual,
)
from app.voice.nlu.order_talk import cancels, names_own
from app.voice.nlu.price_extremes import goods_of_extreme
from app.voice.nlu.taken_offers import says_one
from app.voice.nlu.understanding import PROOFS, Expect, Understanding
from app.voice.nlu.wishes import points_in
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.turn import Intent

_Handler: TypeAlias = Callable[[State, Understanding], Step | None]

_GOODS: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.INFORM, Intent.CHECK_AVAILABILITY,
     Intent.PRODUCT_SEARCH, Intent.UNKNOWN, Intent.YES, Intent.NO}
)  # fmt: skip
_OTHER_GOODS: Final = frozenset(
    {Intent.PLACE_ORDER, Intent.CHECK_AVAILABILITY, Intent.PRODUCT_SEARCH, Intent.PRICE_CHECK}
)
_WIDE_OPEN: Final = frozenset(
    {Expect.NOTHING, Expect.PRODUCT, Expect.PRODUCT_CHOICE, Expect.RESUME}
)
_RECOUNTED: Final = frozenset({Intent.INFORM, Intent.NO, Intent.UNKNOWN, Intent.PLACE_ORDER})
_ORDERING: Final = frozenset({Intent.PLACE_ORDER, Intent.UNKNOWN, Intent.INFORM})
_ELSEWHERE: Final = frozenset(
    {Intent.STOP, Intent.HELP, Intent.REPEAT, Intent.START_OVER, Intent.HUMAN_AGENT,
     Intent.STORE_INFO, Intent.DELIVERY_INFO, Intent.PAYMENT_INFO, Intent.RETURN_POLICY,
     Intent.ORDER_STATUS, Intent.THANKS}
)  # fmt: skip


def steered(state: State, heard: Understanding) -> Step | None:
    """What the open question makes of the words; None: nothing special."""
    if state.choices and state.expect is not Expect.MODIFIER and asks_for_more(heard.text):
        return anytime.more(state)
    if state.expect in _WIDE_OPEN and state.held is None and asks_for_range(heard.text):
        opened = state if state.expect is not Expect.RESUME else state.afresh()
        return discovering.look_for(opened.but(cart=opened.lines), heard)
    usual = _usual_goods(state, heard)
    if usual is not None:
        return cart.reorder(state, usual)
    followed = asides.followed(state, heard) or standing.followed(state, heard)
    if followed is not None:
        return followed
    begun = sending.wished(state, heard) or _exchange(state, heard) or _by_points(state, heard)
    if begun is not None:
        return begun
    if _goes_back(state, heard):
        return giving_back.begin(state, heard)
    private = _private(state, heard) if state.expect not in PROOFS else None
    if private is not None:
        return private
    by_question = _BY_QUESTION.get(state.expect)
    made = by_question(state, heard) if by_question is not None else None
    made = made or addressing.elsewhere(state, heard) or discovering.pick(state, heard)
    return made or _of_the_order(state, heard) or discovering.refine(state, heard)


def _usual_goods(state: State, heard: Understanding) -> Understanding | None:
    """What was heard where it wishes for what is always bought, or for goods that are called one's
    own ("send me my coffee"), as many as always; None: it does not."""
    if heard.intent not in _ORDERING or _in_hand(state, heard):
        return None
    if state.expect is Expect.OPTION and answers.chosen(state, heard) is not None:
        return None  # "d'habitude je prends M"
    if means_usual(heard.text):  # "le café que je prends toujours" is as many as always
        told = heard.quantity != 1 or says_one(heard.text)
        return heard if told else heard.but(quantity=None)
    idle = state.expect is Expect.NOTHING and not state.lines
    if not idle or not names_own(heard.text, heard.product):
        return None
    return heard.but(quantity=heard.quantity if heard.quantity != 1 else None, number=None)


def _exchange(state: State, heard: Understanding) -> Step | None:
    """Goods for goods, or the money for them after all."""
    return exchange_answers.turned(state, heard) or exchanging.wished(state, heard)


def _goes_back(state: State, heard: Understanding) -> bool:
    """Whether goods shall go back, in words read otherwise: "take back the shoes I ordered"."""
    if state.expect is not Expect.NOTHING or not gives_back(heard.text):
        return False
    called_off = heard.intent is Intent.CANCEL_ORDER and not cancels(heard.text)
    return called_off or heard.intent in _GOODS


def _in_hand(state: State, heard: Understanding) -> bool:
    """Whether there is an order to which "the same" refers, or half of one."""
    return bool(state.lines) or (state.item is not None and wants_the_same(heard.text))


def _by_points(state: State, heard: Understanding) -> Step | None:
    """Whether points shall pay of the order in hand: it is priced anew and read back."""
    wish = points_in(heard.text)
    if wish is None or wish is state.with_points or state.goal not in {Goal.ORDER, Goal.CART}:
        return None
    if state.item is None or state.expect in PROOFS:
        return None
    changed = state.but(with_points=wish, choices=(), offered=0)
    return drop_hold(changed, Then.ADVANCE) or advance(changed)


def _private(state: State, heard: Understanding) -> Step | None:
    """What is the shopper's own, whatever was just asked: data, points, credit, gift cards."""
    return privacy.wished(state, heard) or purses.wished(state, heard)


def _of_the_order(state: State, heard: Understanding) -> Step | None:
    """Taking a line out of the order, putting one on top of it, or nothing more."""
    if not state.lines:
        return None
    if state.expect is Expect.CONFIRM and is_done(heard.text):  # "that's all": not yet a yes
        return Step(state=state, next=Reply(say=state.asked, reprompt=state.asked))
    taken = fewer_of_it.taken_off(state, heard) or cart.take_out(state, heard)
    if taken is not None:
        return taken
    if state.expect is Expect.CONFIRM and _is_besides(state, heard):
        return cart.add(state, heard)
    is_open = state.goal in {Goal.ORDER, Goal.CART}
    if is_open and heard.product and heard.intent in _GOODS and adds(heard.text):
        return cart.add(state, heard)
    return None


def _is_besides(state: State, heard: Understanding) -> bool:
    """Whether other goods are named, so many of them, to an order that was read back: they come to
    it. What is ordered by a verb of its own may be another wish."""
    counted = heard.product is not None and heard.quantity is not None
    named = heard.intent in {Intent.INFORM, Intent.ADD_TO_CART, Intent.UNKNOWN}
    return counted and named and not cart.names_line(state.lines, heard.product or "")


def _more_items(state: State, heard: Understanding) -> Step | None:
    """Anything else? Whoever names something wants it; no, or that's all: on to the order."""
    if is_done(heard.text) or heard.intent is Intent.CHECKOUT:
        return cart.check_out(state)
    if heard.intent is Intent.STOP:
        return None
    count = heard.quantity or heard.number
    if count and not heard.product and heard.item_ref is None and heard.intent in _RECOUNTED:
        return advance(answers.with_quantity(state, count))  # "no, five": of what was named last
    if heard.intent is Intent.NO and not heard.says_something:
        return cart.check_out(state)
    if heard.intent is Intent.YES and not heard.says_something:
        wanted, again = say("ask.product.else"), say("ask.product.again")
        return ask(state, Expect.MORE_ITEMS, wanted, again=again)
    if heard.product and heard.intent in _GOODS:
        return cart.take_out(state, heard) or cart.add(state, heard)
    if heard.intent in _ORDERING and (heard.method or heard.place):  # "pickup at Ballard"
        return cart.check_out(answers.with_manner(state, heard))
    return None


def _product(state: State, heard: Understanding) -> Step | None:
    """What is wanted, or none of what is not sold, beside what is in the order."""
    return exchange_answers.what_heard(state, heard) or unfound.gone_on_without(state, heard)


def _return_reason(state: State, heard: Understanding) -> Step | None:
    wished = exchange_answers.reason_heard(state, heard)
    if wished is not None:
        return wished
    if heard.intent in _ELSEWHERE and reason_in(heard, asked=True) is None:
        return None
    return giving_back.reason_heard(state, heard, then=_onward(state))


def _return_line(state: State, heard: Understanding) -> Step | None:
    return giving_back.line_heard(state, heard, then=_onward(state))


def _onward(state: State) -> Callable[[State], Step] | None:
    """What goes on with what goes back: an exchange, or a return."""
    return exchanging.go_on if state.goal is Goal.EXCHANGE else None


def _confirm_return(state: State, heard: Understanding) -> Step | None:
    agrees = heard.intent in {Intent.YES, Intent.RETURN_ITEM} and heard.exchange is None
    if agrees and not heard.says_something:
        return giving_back.agreed(state)  # "I want to send it back"
    other = exchanging.other_size(state, heard)
    if other is not None:
        return other
    if heard.intent in {Intent.NO, Intent.STOP}:
        return giving_back.kept(state)
    return giving_back.reason_told(state, heard)


def _resume(state: State, heard: Understanding) -> Step | None:
    """Go on where another conversation stopped, or not."""
    if heard.intent is Intent.YES and not heard.says_something:
        state = state.but(expect=Expect.NOTHING)
        ordered = state.goal is Goal.ORDER
        return Step(state=state, next=Identify()) if ordered else advance(state)
    if heard.intent is Intent.NO and not heard.says_something:
        wanted, again = say("ask.product"), say("ask.product.again")
        return ask(state.afresh(), Expect.PRODUCT, wanted, again=again)
    return None


def without_what_was_offered(state: State, heard: Understanding) -> State:
    """Who is asked whether to go on with what was begun elsewhere and wants other goods is served
    as if nothing had been begun: it is in hand only after a yes."""
    if state.expect is not Expect.RESUME or not heard.product or heard.intent not in _OTHER_GOODS:
        return state
    return state if cart.find_line(state.lines, heard) is not None else state.afresh()


def subscribe(state: State, heard: Understanding) -> Step:
    """Something that shall come again and again; what, is asked for where it was not said."""
    wished = subscribing.wished(state, heard)
    if wished is not None:
        return drop_hold(wished, Then.ADVANCE) or Step(state=wished, next=Identify())
    wanted, again = say("ask.product"), say("ask.product.again")
    state = state.but(
        goal=Goal.SUBSCRIBE, subscribing=Subscribing(cadence=heard.every, first=heard.first)
    )
    return ask(state.but(choices=(), offered=0), Expect.PRODUCT, wanted, again=again)


def _cadence(state: State, heard: Understanding) -> Step | None:
    told = subscribing.cadence_heard(state, heard)
    return None if told is None else advance(told)


def _confirm_subscription(state: State, heard: Understanding) -> Step | None:
    made = subscribing.confirm_heard(state, heard)
    return advance(made) if isinstance(made, State) else made


def wish_for_more(state: State, heard: Understanding) -> Step | None:
    """Something for the order: the first line, or one on top."""
    if not heard.product and not heard.phrase:
        wanted, again = say("ask.product"), say("ask.product.again")
        state = state.but(goal=Goal.CART if state.goal is not Goal.ORDER else state.goal)
        return ask(state.but(choices=(), offered=0), Expect.MORE_ITEMS, wanted, again=again)
    return cart.add(state, heard)


def look_around(state: State, heard: Understanding) -> Step | None:
    """Something of a kind, at a price; with an order waiting for a yes it is a question of it."""
    if state.held is not None or state.expect in {Expect.OPTION, Expect.MODIFIER}:
        return None
    return discovering.look_for(state, heard)


def price_of(state: State, heard: Understanding) -> Step | None:
    """What something costs; with an order read back, its total, or that of other goods."""
    glanced = glancing.glance(state, heard)
    if glanced is not None:
        return glanced
    if not heard.product and (
        state.held is not None or state.expect is Expect.CONFIRM_SUBSCRIPTION
    ):
        return Step(state=state, next=Reply(say=state.asked, reprompt=state.asked))
    if goods_of_extreme(heard.product, heard.text) and not (state.held or state.cart):
        return discovering.look_for(state, heard)  # "which tent is the cheaper one"
    summed = summing.asked(state, heard)
    if summed is not None:
        return summed
    item = answers.new_item(heard) if heard.product or state.item is None else state.item
    if item is None:
        return None
    if state.held is not None or state.cart:
        return None
    state = answers.with_manner(state, heard).but(item=item.but(sku=None), goal=Goal.PRICE)
    return advance(state.but(choices=(), offered=0))


def reorder(state: State, heard: Understanding) -> Step | None:
    """The usual; "order more coffee" in the middle of an order is one more line."""
    if state.lines and heard.product and not means_usual(heard.text):
        return cart.add(state, heard)
    if state.item is not None and state.expect is not Expect.NOTHING and wants_the_same(heard.text):
        return anytime.miss(state)
    return cart.reorder(state, heard)


def _told(answer: Callable[[State], Step]) -> _Handler:
    def handler(state: State, heard: Understanding) -> Step | None:
        del heard
        return answer(state)

    return handler


_BY_QUESTION: Final[Mapping[Expect, _Handler]] = {
    Expect.MORE_ITEMS: _more_items,
    Expect.RETURN_REASON: _return_reason,
    Expect.RETURN_LINE: _return_line,
    Expect.CONFIRM_RETURN: _confirm_return,
    Expect.CONFIRM_CANCEL: after.which_heard,
    Expect.CONFIRM_EXCHANGE: exchange_answers.confirm_heard,
    Expect.EXCHANGE_ELSE: exchange_answers.else_heard,
    Expect.PRODUCT: _product,
    Expect.RATING: rating.heard_rating,
    Expect.RESUME: _resume,
    Expect.STORE: sending.store_heard,
    Expect.TRANSFER: sending.answer,
    Expect.PAY_LINK: paying.link_heard,
    Expect.TRY_AGAIN: paying.link_wished,
    Expect.CONFIRM_FORGET: privacy.confirm_heard,
    Expect.PROOF_NUMBER: proving.heard_proof,
    Expect.PROOF_LAST_FOUR: proving.heard_proof,
    Expect.PROOF_PIN: proving.heard_proof,
    Expect.PROOF_CODE: proving.heard_proof,
    Expect.ADDRESS_STREET: addressing.piece_heard,
    Expect.ADDRESS_NUMBER: addressing.piece_heard,
    Expect.ADDRESS_CITY: addressing.piece_heard,
    Expect.ADDRESS_POSTCODE: addressing.piece_heard,
    Expect.ADDRESS_PART: addressing.part_heard,
    Expect.CONFIRM_ADDRESS: addressing.confirm_heard,
    Expect.SUBSCRIPTION_CADENCE: _cadence,
    Expect.CONFIRM_SUBSCRIPTION: _confirm_subscription,
    Expect.SUBSCRIPTION_CHOICE: standing.choice_heard,
    Expect.SUBSCRIPTION_WISH: standing.wish_heard,
    Expect.SUBSCRIPTION_DATE: standing.date_heard,
    Expect.CONFIRM_CHANGE: standing.confirm_heard,
    Expect.PRICE_CONSENT: standing.consent_heard,
}
WISHES: Final[Mapping[Intent, _Handler]] = {
    Intent.ADD_TO_CART: wish_for_more,
    Intent.VIEW_CART: _told(cart.view),
    Intent.CHECKOUT: _told(cart.check_out),
    Intent.REORDER: reorder,
    Intent.PRODUCT_SEARCH: look_around,
    Intent.PRICE_CHECK: price_of,
    Intent.PROMOTIONS: asides.promotions,
    Intent.RETURN_ITEM: giving_back.begin,
    Intent.REFUND_STATUS: giving_back.refund_status,
    Intent.RETURN_POLICY: _told(asides.return_policy),
    Intent.CHANGE_ADDRESS: persons.change_address,
    Intent.SUBSCRIBE: subscribe,
    Intent.MANAGE_SUBSCRIPTION: standing.begin,
    Intent.DELIVERY_INFO: asides.delivery,
    Intent.PAYMENT_INFO: _told(asides.payment),
    Intent.STORE_INFO: asides.store_info,
    Intent.HUMAN_AGENT: persons.requested,
    Intent.THANKS: _told(asides.thanks),
}
"""Dialogues of their own; None from one: the wish is about the goods being talked of."""
