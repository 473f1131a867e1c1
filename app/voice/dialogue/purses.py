"""Points, store credit and gift cards: told when asked for, then the open question again."""

from __future__ import annotations

from app.voice.dialogue.actions import Step
from app.voice.dialogue.balances import BalanceKnown, LookUpBalance, PointsTaken, Purse
from app.voice.dialogue.state import State
from app.voice.dialogue.talk import digress
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.wishes import balance_in, points_in
from app.voice.prompts.catalog import say
from app.voice.reply import Digits, Speech, Text, listed


def wished(state: State, heard: Understanding) -> Step | None:
    """The question what is left somewhere; None: it was not asked."""
    asked = balance_in(heard.text)
    if asked is None and points_in(heard.text):
        asked = Purse.POINTS.value
    return None if asked is None else Step(state=state, next=LookUpBalance(purse=Purse(asked)))


def on_balance(state: State, fact: BalanceKnown) -> Step:
    """All that is left of it, or that there is none."""
    return digress(state, _told(fact))


def taken(points: PointsTaken) -> Speech:
    """What points pay of an order, said before its total; or that they pay nothing."""
    if not points.name:
        return say("purse.points.none")
    name = (Text(points.name),)
    if points.is_refused:
        return say("points.refused", name=name)
    if points.reward is None:
        return say("points.too.few", count=points.points, name=name)
    return say("points.taken", count=points.points, name=name, reward=(Text(points.reward),))


def _told(fact: BalanceKnown) -> Speech:
    match fact.purse:
        case Purse.POINTS:
            parts = [say("purse.points", count=n, name=(Text(name),)) for name, n in fact.points]
            none = say("purse.points.none")
        case Purse.CREDIT:
            parts = [say("purse.credit", amount=each) for each in fact.credit if each.amount]
            none = say("purse.credit.none")
        case Purse.GIFT_CARDS:
            parts = [say("purse.card", amount=m, last4=Digits(last4)) for last4, m in fact.cards]
            none = say("purse.cards.none")
    return say("purse.have", parts=listed(parts, say("word.and"))) if parts else none
