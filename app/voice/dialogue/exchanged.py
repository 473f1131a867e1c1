"""What an exchange costs and what stands of it, in words made from the rows that are stored."""

from __future__ import annotations

from app.commerce.model import OrderView
from app.voice.dialogue.asides import label_told, way_back
from app.voice.dialogue.exchanges import ExchangeConfirmed
from app.voice.dialogue.names import short_title
from app.voice.prompts.catalog import say
from app.voice.reply import Digits, Speech, Text, joined, listed
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.returns import ReturnState
from storage.exchanges import StoredExchange


def costs(stored: StoredExchange, old: str) -> Speech:
    """The difference in price, and what is charged and given back for it."""
    difference, charge, refund = stored.difference, stored.to_charge, stored.to_refund
    if difference is None or charge is None:
        return ()
    if difference.amount == 0:
        cost = say("exchange.costs.same")
    else:
        prompt = "exchange.costs.more" if difference.amount > 0 else "exchange.costs.less"
        cost = say(prompt, difference=Money(abs(difference.amount), difference.currency))
    if charge.amount and refund.amount:
        return joined(cost, say("exchange.pays.both", charge=charge, refund=refund, old=old))
    if charge.amount:
        return joined(cost, say("exchange.pays.charge", charge=charge))
    if refund.amount:
        return joined(cost, say("exchange.pays.refund", refund=refund, old=old))
    return joined(cost, say("exchange.pays.nothing"))


def done(fact: ExchangeConfirmed, old: str) -> Speech:
    """That the new order stands, what was charged, what comes back, and how the goods get there."""
    charge = fact.stored.to_charge
    paid = say("receipt.charged", charge=charge) if charge and charge.amount else ()
    stands = _stands(fact.order) if fact.order else ()
    return joined(stands, paid, _given_back(fact, old), _way(fact, old))


def _stands(order: OrderView) -> Speech:
    lines = [(Text(f"{each.quantity:f} {short_title(each.name)}"),) for each in order.lines]
    new, number = listed(lines, say("word.and")), Digits(order.called)
    if order.method is FulfillmentMethod.PICKUP and order.location_name:
        return say("receipt.exchanged", new=new, number=number, store=order.location_name)
    return say("receipt.exchanged.sent", new=new, number=number)


def _given_back(fact: ExchangeConfirmed, old: str) -> Speech:
    refund = fact.stored.to_refund
    if not refund.amount:
        return ()
    state = fact.back.state if fact.back else ReturnState.AWAITING_GOODS
    if state is ReturnState.DONE:
        return say("returned.difference", refund=refund)
    if state is ReturnState.WORKING:
        return say("returned.difference.working", refund=refund)
    return say("exchange.pays.refund", refund=refund, old=old)


def _way(fact: ExchangeConfirmed, old: str) -> Speech:
    how = joined(label_told(fact.label), way_back(fact.instructions))
    return joined(say("exchanged.bring", old=old), how)
