"""After the sale: where an order is, and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Final, assert_never

from app.commerce.model import Canceled, CancelRefused, OrderView, PosDown, StillWorking
from app.voice.dialogue import exchanging, giving_back, persons
from app.voice.dialogue.actions import CancelDone, LookUpOrder, OrderFound, Purpose, Step, Then
from app.voice.dialogue.names import label_words, short_title
from app.voice.dialogue.ordering import drop_hold
from app.voice.dialogue.parcels import names_parcel, on_its_way
from app.voice.dialogue.recurring import FindSubscriptions
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.talk import ask, digress, tell
from app.voice.nlu.order_talk import means_other_order
from app.voice.nlu.own_payment import asks_what_was_ordered
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import has, say
from app.voice.reply import Card, Day, Digits, InfoCard, Speech, Text, joined, listed
from app.voice.turn import Intent
from domain.orders import OrderState, PaymentState

_REFUNDS: Final = frozenset({PaymentState.REFUNDED, PaymentState.PARTIALLY_REFUNDED})
_NAMING: Final = frozenset({Intent.INFORM, Intent.UNKNOWN, Intent.NO, Intent.CANCEL_ORDER})
_OVER: Final = frozenset({OrderState.DELIVERED, OrderState.COMPLETED, OrderState.PARTLY_RETURNED})
"""What is with the shopper goes back, and is not canceled any more."""
_AT_STORE: Final = frozenset({OrderState.CONFIRMED, OrderState.READY})


def order_status(state: State, heard: Understanding) -> Step:
    """Where the order with that number is, that with those goods or about that day, or the last;
    whoever asks for a parcel, the last that travels."""
    purpose = Purpose.PARCEL if names_parcel(heard.text) else Purpose.STATUS
    purpose = Purpose.CONTENTS if asks_what_was_ordered(heard.text) else purpose
    return _look_up_goods(state, purpose, heard)


def cancel_order(state: State, heard: Understanding) -> Step:
    """Give up what is in hand, else take back an order that stands."""
    if heard.order_number is None:
        let_go = drop_hold(state, Then.LEAVE)
        if let_go is not None:
            return let_go
    return _look_up_goods(giving_back.noted(state, heard), Purpose.CANCEL, heard)


def which_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "shall I cancel this order?" that names another ("the one with the socks");
    None: none is named, or it agrees."""
    of_orders = heard.intent is Intent.PRODUCT_SEARCH and means_other_order(heard.text)
    if not (heard.intent in _NAMING or of_orders) or not (heard.product or heard.order_number):
        return None
    return _look_up_goods(state, Purpose.CANCEL, heard)


def _look_up_goods(state: State, purpose: Purpose, heard: Understanding) -> Step:
    return look_up(
        state,
        purpose,
        heard.order_number,
        goods=heard.product or None,
        kinds=tuple(heard.attributes.values()),
        day=heard.day,
    )


def look_up(
    state: State,
    purpose: Purpose,
    number: str | None,
    *,
    goods: str | None = None,
    kinds: tuple[str, ...] = (),
    day: date | None = None,
) -> Step:
    """The order with that number, that with those goods or about that day, or the last one."""
    open_order = state.held.order_id if state.held else None
    asked = LookUpOrder(
        purpose=purpose,
        number=number,
        goods=goods,
        kinds=kinds,
        day=day,
        open_order=open_order,
        spoken_of=state.order_id,
    )
    return Step(state=state, next=asked)


def on_order(state: State, fact: OrderFound) -> Step:
    """Say where the order is, or ask whether it shall be canceled."""
    order = fact.order
    if fact.purpose is Purpose.ADDRESS and not (order is None and fact.by_number):
        return persons.on_order(state, fact)
    if order is None and fact.purpose is Purpose.EXCHANGE:
        return exchanging.no_order(state, by_number=fact.by_number)
    if order is None:
        return _no_order(state, fact)
    state = state.but(order_id=order.order_id)
    if fact.purpose is Purpose.RETURN:
        return giving_back.on_order(state, order, fact.position)
    if fact.purpose is Purpose.EXCHANGE:
        return giving_back.on_order(state, order, fact.position, then=exchanging.go_on)
    if fact.purpose is Purpose.REFUND:
        return giving_back.on_refund(state, order, fact)
    if fact.purpose is Purpose.CANCEL:
        return _to_cancel(state, order, fact.position)
    return _back_to_order(_unasked(state, order), _told(order, fact), card=_card(order))


def _no_order(state: State, fact: OrderFound) -> Step:
    """That there is none; who asked when something comes may have it sent again and again."""
    if fact.by_number:
        return _back_to_order(state, say("status.unknown.number"))
    idle = state.expect is Expect.NOTHING and state.held is None
    if idle and fact.purpose is Purpose.STATUS:
        return Step(state=state, next=FindSubscriptions(for_order=True))
    return _back_to_order(state, say("status.none"))


def _unasked(state: State, order: OrderView) -> State:
    """Without the question for a yes to this order, where that got through already."""
    is_it = state.held is not None and state.held.order_id == order.order_id
    return state.afresh().but(order_id=order.order_id) if is_it and _is_agreed(order) else state


def on_standing(state: State, order: OrderView) -> Step:
    """Nothing was let go: the shopper's yes got through, and they never heard so."""
    state = state.afresh().but(order_id=order.order_id)
    question = say("stands.after.all", goods=_goods(order), total=order.total)
    return ask(state, Expect.CONFIRM_CANCEL, question, again=say("cancel.which.again"))


def _is_agreed(order: OrderView) -> bool:
    return order.state is not OrderState.PENDING or order.is_under_way


def _goods(order: OrderView) -> Speech:
    return listed([label_words(short_title(line.name)) for line in order.lines], say("word.and"))


def _told(order: OrderView, fact: OrderFound) -> Speech:
    """Where the order is, and before that what is in it, where that was asked."""
    if fact.purpose is not Purpose.CONTENTS or not order.lines:
        return _status(order, fact)
    return joined(say("status.goods", goods=_counted(order)), _status(order, fact))


def _counted(order: OrderView) -> Speech:
    lines = [(Text(f"{line.quantity} "), *label_words(short_title(line.name)))
             for line in order.lines]  # fmt: skip
    return listed(lines, say("word.and"))


def _to_cancel(state: State, order: OrderView, position: int | None) -> Step:
    """Ask whether the order shall be canceled; what the shopper has already may go back instead."""
    if order.state in _OVER and order.lines:
        late = say("cancel.refused", number=Digits(order.called), state=_state(order))
        return giving_back.on_order(state.but(aside=late), order, position)
    question, again = _shall_be_canceled(order), say("cancel.which.again")
    return ask(giving_back.left(state), Expect.CONFIRM_CANCEL, question, again=again)


def _shall_be_canceled(order: OrderView) -> Speech:
    """The question, with all that would be canceled: nobody knows a number by heart."""
    number, total = Digits(order.called), order.total
    if not order.lines:
        return say("cancel.which", number=number, total=total)
    return say("cancel.which.goods", number=number, goods=_goods(order), total=total)


def on_canceled(state: State, fact: CancelDone) -> Step:
    """Say what came of canceling, each outcome in its own words."""
    outcome = fact.outcome
    match outcome:
        case Canceled():
            refund = say("cancel.refund", refunded=outcome.refunded) if outcome.refunded else ()
            done = say("cancel.done", number=Digits(outcome.order.called))
            return tell(state, joined(done, refund))
        case CancelRefused():
            return tell(state, _refused(outcome))
        case PosDown():
            return tell(
                state,
                say(
                    "cancel.pos.down",
                    store=outcome.location_name,
                    number=Digits(fact.number or ""),
                ),
            )
        case StillWorking():
            return tell(state, say("cancel.working"))
        case _:
            assert_never(outcome)


def _refused(outcome: CancelRefused) -> Speech:
    """Why it is not canceled; a reason without words of its own is that it is too late."""
    number, prompt = Digits(outcome.order.called), f"cancel.refused.{outcome.reason}"
    if has(prompt):
        return say(prompt, number=number)
    return say("cancel.refused", number=number, state=_state(outcome.order))


def _back_to_order(state: State, speech: Speech, *, card: Card | None = None) -> Step:
    """Return to an order that waits for a yes, if there is one."""
    if state.held is None:
        asking = state.goal is not Goal.NONE and state.expect is not Expect.NOTHING
        return digress(state, speech, card=card) if asking else tell(state, speech, card=card)
    question = say("read.back.again", total=state.held.total)
    return ask(state, Expect.CONFIRM, question, again=question, before=speech, card=card)


def _status(order: OrderView, fact: OrderFound) -> Speech:
    nobody_knows = order.is_under_way or order.pos_order_id is None
    if order.state is OrderState.PENDING and nobody_knows:
        return say("status.unfinished", total=order.total)
    if order.state is OrderState.PARKED:
        return say("status.parked.unnumbered", total=order.total)
    main = say(
        "status.order",
        number=Digits(order.called),
        day=Day(fact.placed_on or fact.today, fact.today),
        total=order.total,
        state=_state(order),
    )
    refund: Speech = ()
    if order.payment_state in _REFUNDS:
        refund = say(f"status.{order.payment_state.value}")
    old = say("status.stale") if fact.stale else ()
    return joined(main, _tracking(order, fact.today), refund, old)


def _state(order: OrderView) -> Speech:
    if order.state in _AT_STORE and order.location_name:
        return say(f"status.{order.state.value}.at", store=order.location_name)
    return say(f"status.{order.state.value}")


def _tracking(order: OrderView, today: date) -> Speech:
    numbered = [parcel for parcel in order.tracking if parcel.number]
    if not numbered:
        return ()
    way = on_its_way(numbered[0], today)
    if way:
        return way
    last4 = Digits((numbered[0].number or "")[-4:])
    if numbered[0].carrier:
        return say("status.tracking", carrier=numbered[0].carrier, last4=last4)
    return say("status.tracking.plain", last4=last4)


def _card(order: OrderView) -> Card | None:
    parcels = [parcel for parcel in order.tracking if parcel.number]
    if not parcels:
        return None
    return InfoCard(
        title=say("status.title"),
        lines=tuple(say("status.card.tracking", number=parcel.number or "") for parcel in parcels),
        link=parcels[0].url,
    )
