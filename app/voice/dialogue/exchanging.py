"""Goods for goods: which line goes back, what for, what that costs, a yes, what stands.

What goes back is found as for a return, what is wanted is chosen as for an order. That goods are
exchanged is said only from the exchange, the return and the order as they are stored.
"""

from __future__ import annotations

from typing import Final, assert_never

from app.commerce.model import (
    VariantView,
)
from app.voice.dialogue import giving_back, persons
from app.voice.dialogue.actions import LookUpOrder, Purpose, Step, Then
from app.voice.dialogue.exchange_outcomes import left, on_confirmed, on_priced, without
from app.voice.dialogue.exchange_price import ask_what
from app.voice.dialogue.exchanges import (
    BoughtFound,
    ExchangeConfirmed,
    ExchangeFact,
    ExchangePriced,
    LookUpBought,
)
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.questions import AssessReturn, ReturnAssessed
from app.voice.dialogue.reasons import reason_in
from app.voice.dialogue.state import Exchanging, Goal, Item, Returning, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.understanding import ExchangeWish, Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.turn import Intent
from domain.handover import HandoverReason
from domain.returns import Refused, ReturnReason, Wanted

_FAULTY: Final = frozenset({ReturnReason.DAMAGED, ReturnReason.DEFECTIVE})
"""Whoever got something broken is helped by a person, not sold something else."""
_WANTING: Final = frozenset({Intent.INFORM, Intent.UNKNOWN, Intent.PLACE_ORDER, Intent.NO})
_PIECES: Final = 5
"""No more of anything that does not fit are given back at once; a higher number is a size."""
_IN_HAND: Final = frozenset({Goal.ORDER, Goal.CART})


def wished(state: State, heard: Understanding) -> Step | None:
    """Goods shall be exchanged; None: that was not the wish, or it is of the order in hand."""
    if heard.exchange is None or (state.goal in _IN_HAND and (state.held or state.lines)):
        return None
    return _find(_begun(state, heard, heard.exchange), heard)


def other_size(state: State, heard: Understanding) -> Step | None:
    """Goods that do not fit shall rather come in the size that is told, where their return is
    talked over: "ich bräuchte die 41er"; None: no size is."""
    returning = state.returning
    wanted = heard.intent in _WANTING and not heard.product and heard.exchange is None
    if returning is None or returning.reason != ReturnReason.WRONG_SIZE or not wanted:
        return None
    number = heard.number if heard.number is not None else heard.quantity
    counted = str(number) if number is not None and number > _PIECES else None
    size = heard.attributes.get("size") or counted
    if size is None:
        return None
    wish = ExchangeWish(attributes={**heard.attributes, "size": size})
    heard = heard.but(attributes={}, number=None, quantity=None, either=None, exchange=wish)
    return wished(state, heard)


def _begun(state: State, heard: Understanding, wish: ExchangeWish) -> State:
    """What goes back and what is wanted; a return that is talked over goes on as an exchange."""
    before = state.returning or Returning()
    returning = Returning(asked=before.asked, wanted=heard.product, quantity=heard.quantity or 1)
    if heard.product is None and before.order_id is not None:
        returning = before
    asked = state.exchanging.asked if state.exchanging else 0
    return state.but(
        goal=Goal.EXCHANGE,
        item=None, cart=(), wanted=(), criteria=None, method=heard.method, place=heard.place,
        choices=(), offered=0, option=None, brought=False,
        returning=returning.but(reason=_reason(heard, wish) or returning.reason),
        exchanging=Exchanging(
            product=wish.product,
            phrase=wish.phrase or wish.product,
            attributes=dict(wish.attributes),
            option=wish.option,
            held=state.exchanging.held if state.exchanging else None,
            asked=asked,
        ),
    )  # fmt: skip


def _reason(heard: Understanding, wish: ExchangeWish) -> str | None:
    """Why it goes back: as it was said, or by what is wanted for it."""
    said = reason_in(heard)
    if said is not None:
        return said
    if wish.option == "size" or "size" in wish.attributes:
        return ReturnReason.WRONG_SIZE.value
    other = wish.product or wish.attributes or wish.option
    return ReturnReason.CHANGED_MIND.value if other else None


def _find(state: State, heard: Understanding) -> Step:
    """Look for what goes back; what was held for another wish is given up before."""
    let_go = drop_hold(state, Then.ADVANCE)
    if let_go is not None:
        return let_go
    if state.returning is not None and state.returning.position is not None:
        return go_on(state)
    return Step(
        state=state,
        next=LookUpOrder(
            purpose=Purpose.EXCHANGE,
            number=heard.order_number,
            goods=heard.product,
            kinds=tuple(heard.attributes.values()),
            day=heard.day,
        ),
    )


def go_on(state: State) -> Step:
    """The next thing missing: the line, the reason, what the policy says."""
    returning = state.returning or Returning()
    if returning.order_id is None or returning.position is None:
        look = LookUpOrder(purpose=Purpose.EXCHANGE, goods=returning.wanted)
        return Step(state=state, next=look)
    if returning.reason is None:
        question = say("exchange.reason", name=returning.name or "")
        again = say("return.reason.again")
        return ask(state.but(choices=(), offered=0), Expect.RETURN_REASON, question, again=again)
    wanted = Wanted(position=returning.position, quantity=returning.quantity)
    reason = ReturnReason(returning.reason)
    return Step(
        state=state,
        next=AssessReturn(order_id=returning.order_id, wanted=wanted, reason=reason),
    )


def no_order(state: State, *, by_number: bool) -> Step:
    """There is no such order."""
    missing = say("status.unknown.number" if by_number else "status.none")
    return tell(left(state), missing, end=False)


def on_assessed(state: State, fact: ReturnAssessed) -> Step:
    """May it come back? What a person must look at, one takes over with all that was said."""
    returning = state.returning or Returning()
    if isinstance(fact.said, Refused):
        return giving_back.refused(left(state), fact.said, returning.name or "")
    reason = ReturnReason(returning.reason or ReturnReason.OTHER)
    if fact.said.person is not None or reason in _FAULTY:
        why = HandoverReason.DAMAGE if reason in _FAULTY else HandoverReason.POLICY_EXCEPTION
        return persons.call(state.but(order_id=returning.order_id), why)
    if returning.order_id is None or returning.position is None:
        return go_on(state)
    look = LookUpBought(order_id=returning.order_id, position=returning.position)
    return Step(state=state, next=look)


def on_fact(state: State, fact: ExchangeFact) -> Step:
    """Choose what is wanted, read it back, say what stands."""
    match fact:
        case BoughtFound():
            return _choose(state, fact.variant)
        case ExchangePriced():
            return on_priced(state, fact)
        case ExchangeConfirmed():
            return on_confirmed(state, fact)
        case _:
            assert_never(fact)


def _choose(state: State, bought: VariantView | None) -> Step:
    """The same in another size or color, other goods, or the question what it shall be."""
    exchanging = state.exchanging or Exchanging()
    if exchanging.product is not None:
        item = Item(
            query=exchanging.product,
            phrase=exchanging.phrase or exchanging.product,
            attributes=exchanging.attributes,
            quantity=units(state),
        )
        return advance(state.but(item=item))
    if bought is None:
        return ask_what(state)
    state = state.but(exchanging=exchanging.but(bought=bought.sku))
    other = {name: v for name, v in exchanging.attributes.items() if name in bought.options}
    option = exchanging.option if exchanging.option in bought.options else None
    if not other and option is None:
        option = "size" if "size" in bought.options else next(iter(bought.options), None)
    if option is None and not other:
        return ask_what(state)
    kept = {n: v for n, v in bought.options.items() if n not in other and n != option}
    item = Item(
        query=bought.title,
        phrase=bought.title,
        title=bought.title,
        product_id=bought.product_id,
        attributes={**kept, **other},
        quantity=units(state),
    )
    return advance(state.but(item=item))


def units(state: State) -> int:
    return state.returning.quantity if state.returning else 1


def as_return(state: State) -> Step:
    """The goods go back for money."""
    return giving_back.go_on(without(state))


def kept(state: State) -> Step:
    """Nothing is exchanged."""
    return tell(left(state), say("exchange.kept"), end=False)
