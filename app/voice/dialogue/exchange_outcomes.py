"""What came of pricing an exchange and of the yes to it, each outcome in its own words."""

from __future__ import annotations

from typing import assert_never

from app.commerce.model import (
    CanceledSince,
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    NotOrderable,
    OutOfStock,
    Parked,
    PayElsewhere,
    Placed,
    PlaceOutcome,
    PosDown,
    PriceChanged,
    StillWorking,
)
from app.voice.dialogue import exchanged, giving_back, persons
from app.voice.dialogue.actions import Step, Then
from app.voice.dialogue.exchange_price import ask_what
from app.voice.dialogue.exchanges import ExchangeConfirmed, ExchangePriced
from app.voice.dialogue.names import item_name, variant_name
from app.voice.dialogue.ordering import drop_hold
from app.voice.dialogue.state import Choice, Exchanging, Goal, Held, State
from app.voice.dialogue.talk import ask, tell, with_choices
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import has, say
from app.voice.reply import Speech
from domain.handover import HandoverReason
from domain.ids import HoldId
from domain.returns import Refused
from storage.exchanges import ExchangeState, StoredExchange


def on_priced(state: State, fact: ExchangePriced) -> Step:
    outcome = fact.outcome
    match outcome:
        case StoredExchange():
            return _read_back(state, outcome, fact.store)
        case Refused():
            if outcome.code == "needs-person":
                return persons.call(state, HandoverReason.POLICY_EXCEPTION)
            name = (state.returning.name if state.returning else None) or ""
            return giving_back.refused(left(state), outcome, name)
        case OutOfStock():
            return _sold_out(state, outcome)
        case PosDown():
            down = say("pos.down", store=outcome.location_name)
            return _try_again(state, before=down)
        case NotOrderable():
            prompt = f"not.orderable.{outcome.reason}"
            why = say(prompt if has(prompt) else "not.orderable")
            return ask_what(state, before=why)
        case _:
            assert_never(outcome)


def _read_back(state: State, stored: StoredExchange, store: str) -> Step:
    """What goes back, what comes for it and what that costs; nothing is exchanged yet."""
    exchanging, item = state.exchanging or Exchanging(), state.item
    if stored.new_order_id is None or stored.total is None or item is None:
        return _try_again(state, before=say("exchange.over"))  # it had ended before this turn
    if stored.state is not ExchangeState.PRICED:
        return _try_again(state, before=say("exchange.over"))
    old = (state.returning.name if state.returning else None) or ""
    held = Held(
        order_id=stored.new_order_id,
        hold_id=HoldId(stored.new_order_id),
        total=stored.total,
        exchange_id=stored.id,
    )
    question = say(
        "exchange.confirm",
        old=old,
        count=item.quantity,
        new=item_name(item.title or item.query, item.options),
        store=store,
        money=exchanged.costs(stored, old),
    )
    state = state.but(exchanging=exchanging.but(held=held), choices=(), offered=0)
    return ask(state, Expect.CONFIRM_EXCHANGE, question, again=say("exchange.confirm.again"))


def _sold_out(state: State, outcome: OutOfStock) -> Step:
    """Another store that has it, another size or color, or the money."""
    name, store = variant_name(outcome.variant), outcome.location_name
    before = say("out.of.stock", store=store, name=name)
    again = say("exchange.else.again")
    if not outcome.alternatives:
        state = state.but(choices=(), offered=0)
        return ask(state, Expect.EXCHANGE_ELSE, say("exchange.else"), again=again, before=before)
    choices = [
        Choice(key=each.location_id, label=each.location_name) for each in outcome.alternatives
    ]
    question = say("out.of.stock.other.plain", other=choices[0].label)
    state = with_choices(state, choices)
    return ask(state, Expect.EXCHANGE_ELSE, question, again=again, before=before)


def _try_again(state: State, *, before: Speech) -> Step:
    """Nothing is held any more: it may be priced anew."""
    exchanging = (state.exchanging or Exchanging()).but(stale=True)
    state = state.but(exchanging=exchanging, choices=(), offered=0)
    return _ask_once_more(state, before)


def on_confirmed(state: State, fact: ExchangeConfirmed) -> Step:
    outcome = fact.outcome
    if fact.stored.state is ExchangeState.DONE:
        name = (state.returning.name if state.returning else None) or ""
        done = exchanged.done(fact, name)
        return tell(left(state).but(order_id=fact.stored.new_order_id), done)
    if outcome is None or isinstance(outcome, (HoldExpired, CanceledSince, Placed)):
        return _try_again(state, before=say("exchange.over"))
    return _not_placed(state, outcome)


def _not_placed(state: State, outcome: PlaceOutcome) -> Step:
    if isinstance(outcome, CardDeclined):
        return _ask_once_more(state, say(f"declined.{outcome.reason.value}"))
    if isinstance(outcome, NoCard):
        return _ask_once_more(state, say("exchange.no.card"))
    if isinstance(outcome, CardUnread):
        return _ask_once_more(state, say("card.unread"))
    if isinstance(outcome, PriceChanged):
        return drop_hold(state, Then.ADVANCE) or _try_again(state, before=say("exchange.over"))
    if isinstance(outcome, OutOfStock):
        return _sold_out(state, outcome)
    if isinstance(outcome, PosDown):
        return _ask_once_more(state, say("pos.down", store=outcome.location_name))
    if isinstance(outcome, NotOrderable):
        prompt = f"not.orderable.{outcome.reason}"
        return _try_again(state, before=say(prompt if has(prompt) else "not.orderable"))
    return tell(left(state), _waiting(outcome))


def _ask_once_more(state: State, before: Speech) -> Step:
    """The new goods are still held: the same exchange may be tried once more."""
    question, again = say("exchange.again"), say("exchange.confirm.again")
    return ask(state, Expect.CONFIRM_EXCHANGE, question, again=again, before=before)


def _waiting(outcome: PlaceOutcome) -> Speech:
    """It goes on without the shopper, who is told when it is known; nothing is said to stand."""
    if isinstance(outcome, Parked):
        return say("exchange.parked", store=outcome.location_name)
    if isinstance(outcome, PayElsewhere):
        return say("pay.elsewhere")
    if isinstance(outcome, StillWorking):
        return say("still.working")
    raise TypeError(type(outcome).__name__)


def without(state: State) -> State:
    """Without the wish for other goods; how many exchanges were asked for is kept."""
    asked = state.exchanging.asked if state.exchanging else 0
    exchanging = Exchanging(asked=asked) if asked else None
    return state.but(goal=Goal.NONE, item=None, place=None, method=None, exchanging=exchanging)


def left(state: State) -> State:
    """Without the exchange in hand."""
    return giving_back.left(without(state))
