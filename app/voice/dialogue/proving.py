"""Who is speaking: asked only where something needs it, then gone on with what was wished.

A person is one word away at every question, and a lock is told with its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, assert_never

from app.identity.factors import Factor
from app.identity.levels import Level
from app.voice.dialogue import (
    exchange_answers,
    exchanging,
    giving_back,
    ordering,
    standing,
    subscribing,
)
from app.voice.dialogue.actions import (
    CancelOrder,
    Identify,
    LookUpOrder,
    ProofNeeded,
    Purpose,
    Step,
)
from app.voice.dialogue.balances import LookUpBalance, Purse
from app.voice.dialogue.consents import Forget
from app.voice.dialogue.proofs import (
    CheckProof,
    CodeSent,
    LastFourNeeded,
    ProofFact,
    ProofFailed,
    ProofLocked,
    ProofPassed,
    SendCode,
)
from app.voice.dialogue.questions import FindUsual
from app.voice.dialogue.recurring import FindSubscriptions
from app.voice.dialogue.state import Goal, Proof, Proving, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from domain.spoken_digits import digits_in

_CODE: Final = re.compile(r"\b(?:codes?|codigo|kode|text|sms|mensaje|message|nachricht)\b")
_FACTORS: Final = {
    Expect.PROOF_NUMBER: Factor.ORDER_NUMBER,
    Expect.PROOF_LAST_FOUR: Factor.LAST_FOUR,
    Expect.PROOF_PIN: Factor.PIN,
    Expect.PROOF_CODE: Factor.CODE,
}
_WRITTEN: Final = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z]{6}", re.IGNORECASE)
_SPELLED: Final = re.compile(r"[a-z](?:[ .-]+[a-z]){3,11}", re.IGNORECASE)
"""Numbers as we give them, in whatever pieces they were heard: figures among letters, or letters
alone, one by one."""
_LAST: Final = 4
_WHOLE_NUMBER: Final = 7
"""Figures from which on a whole phone number was told."""
_LENGTHS: Final[Mapping[Expect, Collection[int]]] = {
    Expect.PROOF_LAST_FOUR: {_LAST},
    Expect.PROOF_PIN: range(4, 9),
    Expect.PROOF_CODE: {6},
}
"""Figures of each answer, where that is known."""
_QUESTIONS: Final = {
    Expect.PROOF_NUMBER: ("proof.number", "proof.number.again"),
    Expect.PROOF_LAST_FOUR: ("proof.last.four", "proof.last.four.again"),
    Expect.PROOF_PIN: ("proof.pin", "proof.pin.again"),
    Expect.PROOF_CODE: ("proof.code", "proof.code.again"),
}


def on_needed(state: State, fact: ProofNeeded) -> Step:
    """Ask for what proves enough; what was wished waits for it."""
    action = fact.action
    proving = Proving(wish=type(action).__name__)
    if isinstance(action, LookUpOrder):
        proving = proving.but(
            purpose=action.purpose.value, number=action.number, words=action.goods
        )
        if action.number is not None and fact.need is Level.KNOWN:
            # Who names an order has given the proof that would be asked for.
            known = CheckProof(factor=Factor.ORDER_NUMBER, told=action.number)
            return Step(state=state.but(proving=proving), next=known)
    if isinstance(action, FindUsual):
        proving = proving.but(words=action.words)
    if isinstance(action, LookUpBalance):
        proving = proving.but(words=action.purse.value)
    expect = Expect.PROOF_NUMBER if fact.need is Level.KNOWN else Expect.PROOF_PIN
    return _ask(state.but(proving=proving), expect)


def heard_proof(state: State, heard: Understanding) -> Step | None:
    """The answer to "who is speaking?"; None: it was none."""
    if state.proving is None:
        return None
    told = _fitting(state, _told(state, heard))
    if not told and _CODE.search(plainly(heard.text)):
        return Step(state=state, next=SendCode())
    if not told:
        return None
    check = CheckProof(factor=_FACTORS[state.expect], told=told, number=state.proving.claimed)
    return Step(state=state, next=check)


def _told(state: State, heard: Understanding) -> str:
    """What was told as an answer: figures, but of an order's number its letters, too."""
    named = heard.order_number or ""
    if state.expect is Expect.PROOF_NUMBER:
        spelled = "".join(filter(str.isalnum, heard.text)).upper()
        if _WRITTEN.fullmatch(heard.text) or _SPELLED.fullmatch(heard.text):
            return spelled
        if named or _WRITTEN.fullmatch(spelled):
            return named or spelled
    return digits_in(heard.text) or named


def _fitting(state: State, told: str) -> str:
    """What may be an answer to the question; empty: it cannot be, and counts as no wrong one."""
    if state.expect is Expect.PROOF_LAST_FOUR:
        if state.proving is not None and told == state.proving.claimed:
            return ""  # the order's number once more, as bots send all they know
        told = told[-_LAST:] if len(told) >= _WHOLE_NUMBER else told
    return told if len(told) in _LENGTHS.get(state.expect, {len(told)}) else ""


def on_fact(state: State, fact: ProofFact) -> Step:
    """Go on with what was wished, ask again, or say until when nothing is checked."""
    match fact:
        case ProofPassed():
            proof = Proof(customer_id=fact.customer_id, level=fact.level.value, caller=fact.caller)
            return _go_on(state.but(proof=proof, expect=Expect.NOTHING))
        case ProofFailed():
            expect = state.expect if state.expect in _QUESTIONS else Expect.PROOF_NUMBER
            return _ask(state, expect, before=say("proof.wrong"))
        case ProofLocked():
            return tell(
                state.but(proving=None), say("proof.locked", minutes=fact.minutes), end=False
            )
        case LastFourNeeded():
            proving = (state.proving or Proving()).but(claimed=fact.number)
            return _ask(state.but(proving=proving), Expect.PROOF_LAST_FOUR)
        case CodeSent():
            return _ask(state, Expect.PROOF_CODE)
        case _:
            assert_never(fact)


def _ask(state: State, expect: Expect, *, before: Speech = ()) -> Step:
    question, again = _QUESTIONS[expect]
    state = state.but(choices=(), offered=0)
    return ask(state, expect, say(question), again=say(again), before=before)


def _go_on(state: State) -> Step:
    proving = state.proving or Proving()
    state = state.but(proving=None)
    made = _WISHES.get(proving.wish, _nothing)(state, proving)
    return made or _nothing(state, proving) or tell(state, say("proof.passed"), end=False)


def _nothing(state: State, proving: Proving) -> Step | None:
    del proving
    return tell(state, say("proof.passed"), end=False)


def _look_up(state: State, proving: Proving) -> Step:
    purpose = Purpose(proving.purpose or Purpose.STATUS.value)
    open_order = state.held.order_id if state.held else None
    asked = LookUpOrder(
        purpose=purpose, number=proving.number, goods=proving.words, open_order=open_order
    )
    return Step(state=state, next=asked)


def _place(state: State, proving: Proving) -> Step:
    del proving
    if state.held is None:
        return Step(state=state, next=Identify())
    return ordering.place(state, state.held)


def _cancel(state: State, proving: Proving) -> Step | None:
    del proving
    if state.order_id is None:
        return None
    return Step(state=state, next=CancelOrder(order_id=state.order_id))


def _go_back(state: State) -> Step:
    if state.goal is Goal.EXCHANGE:
        return exchanging.go_on(state)
    return giving_back.go_on(state)


_WISHES: Final[Mapping[str, Callable[[State, Proving], Step | None]]] = {
    "Identify": lambda state, _: Step(state=state, next=Identify()),
    "Prepare": lambda state, _: ordering.advance(state),
    "Place": _place,
    "LookUpOrder": _look_up,
    "CancelOrder": _cancel,
    "FindUsual": lambda state, proving: Step(state=state, next=FindUsual(words=proving.words)),
    "AssessReturn": lambda state, _: _go_back(state),
    "StartReturn": lambda state, _: giving_back.agreed(state),
    "PriceExchange": lambda state, _: ordering.advance(state),
    "ConfirmExchange": lambda state, _: exchange_answers.agreed(state),
    "PreviewSubscription": lambda state, _: ordering.advance(state),
    "BeginSubscription": lambda state, _: subscribing.begin_agreed(state),
    "FindSubscriptions": lambda state, _: Step(state=state, next=FindSubscriptions()),
    "Forget": lambda state, _: Step(state=state, next=Forget()),
    "ManageSubscription": lambda state, _: standing.manage_agreed(state),
    "LookUpBalance": lambda state, proving: Step(
        state=state, next=LookUpBalance(purse=Purse(proving.words or Purse.CREDIT))
    ),
}
"""How each wish is gone on with, by the name of the action that waited."""
