"""Which level each action needs, and what a turn's caller has proven so far."""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from typing import Final, assert_never

from app.identity.factors import Claim, Factor, LockedOut, NotPassed, Outcome, Passed
from app.identity.levels import LEVELS, Act, Level, allows
from app.voice.dialogue.actions import (
    Action,
    CancelOrder,
    LookUpOrder,
    Place,
    ProofNeeded,
    Purpose,
)
from app.voice.dialogue.consents import Forget
from app.voice.dialogue.exchanges import ConfirmExchange, PriceExchange
from app.voice.dialogue.proofs import (
    CheckProof,
    CodeSent,
    LastFourNeeded,
    ProofAction,
    ProofFact,
    ProofFailed,
    ProofLocked,
    ProofPassed,
)
from app.voice.dialogue.questions import AssessReturn, FindUsual, StartReturn
from app.voice.dialogue.recurring import BeginSubscription, ManageSubscription
from app.voice.dialogue.state import Proof
from app.voice.identity import LinkedShopper, Speakers
from app.voice.services import VoiceServices
from app.voice.turn import Turn
from domain.ids import CustomerId

_NUMBER: Final = re.compile(r"\+?\d{7,15}")
_ACTS: Final = {
    Place: Act.ORDER_STORED_PAYMENT,
    CancelOrder: Act.CANCEL,
    StartReturn: Act.RETURN,
    PriceExchange: Act.RETURN,
    ConfirmExchange: Act.ORDER_STORED_PAYMENT,
    AssessReturn: Act.REFUND_STATUS,
    FindUsual: Act.REORDER_LOOK,
    Forget: Act.CHANGE_ADDRESS,
    BeginSubscription: Act.SUBSCRIBE,
    ManageSubscription: Act.MANAGE_SUBSCRIPTION,
}

_PURPOSES: Final = {Purpose.REFUND: Act.REFUND_STATUS, Purpose.ADDRESS: Act.CHANGE_ADDRESS}


def act_of(action: Action) -> Act:
    """What an action of a known shopper amounts to; whatever else is told of them is level 1."""
    if isinstance(action, LookUpOrder):
        return _PURPOSES.get(action.purpose, Act.ORDER_STATUS)
    return _ACTS.get(type(action), Act.ORDER_PAY_IN_STORE)


def caller_digest(turn: Turn) -> str:
    """Whom the channel names, where a conversation must remember it."""
    named = "\0".join((turn.merchant_id, turn.channel, turn.caller))
    return hashlib.sha256(named.encode()).hexdigest()[:24]


@dataclass(slots=True, kw_only=True)
class Speaker:
    """One turn's speaker: looked up once, proven earlier or now. Raises what the stores raise."""

    voice: VoiceServices
    turn: Turn
    proof: Proof | None = None
    """What was proven in the conversation so far."""
    known: LinkedShopper | None = None
    """Who was looked up in this turn, if anybody was."""

    def shopper(self) -> LinkedShopper | None:
        """The shopper of the linked account, else the one who proved it on this line."""
        if self.known is None and self.turn.access_token:
            now = self.voice.clock.now()
            self.known = self.voice.links.find(self.turn.merchant_id, self.turn.access_token, now)
        speakers, proof = self.voice.speakers, self._own_proof()
        if self.known is None and speakers is not None and proof is not None:
            customer_id = CustomerId(proof.customer_id)
            self.known = speakers.person(self.turn.merchant_id, customer_id)
        return self.known

    def forget(self) -> None:
        """Nobody is known any more: what is noted of this turn must not name who was erased."""
        self.known = self.proof = None

    def _own_proof(self) -> Proof | None:
        """What was proven, unless somebody else speaks by now."""
        proof = self.proof
        return proof if proof is not None and proof.caller == caller_digest(self.turn) else None

    @property
    def proven(self) -> CustomerId | None:
        """Who proved it in this conversation; nobody is looked up."""
        proof = self._own_proof()
        return None if proof is None else CustomerId(proof.customer_id)

    @property
    def level(self) -> Level:
        """How sure it is who speaks."""
        shopper, proof = self.shopper(), self._own_proof()
        if shopper is None:
            return Level.NOBODY
        own = proof is not None and proof.customer_id == shopper.customer_id
        return Level(proof.level) if proof is not None and own else Level.KNOWN

    def missing(self, action: Action) -> ProofNeeded | None:
        """What must be proven before the action; None: nothing, or it cannot be on this channel."""
        speakers, act, shopper = self.voice.speakers, act_of(action), self.shopper()
        if speakers is None or allows(self.level, act):
            return None
        needed = ProofNeeded(action=action, need=LEVELS[act])
        if shopper is None:
            return needed if self._number or self.turn.by_phone else None
        linked = self.turn.access_token is not None
        if linked and not speakers.needs_more(self.turn.merchant_id, shopper.customer_id):
            return None
        return needed

    @property
    def _number(self) -> str | None:
        """The phone number that the channel names, if it names one."""
        user_id = self.turn.user_id
        return f"+{user_id.lstrip('+')}" if _NUMBER.fullmatch(user_id) else None

    def prove(self, action: ProofAction) -> ProofFact:
        """Check what was told, or send a code."""
        speakers = self.voice.speakers
        if speakers is None:
            return ProofFailed()
        shopper = self.shopper() or self._called(speakers)
        customer_id = None if shopper is None else shopper.customer_id
        if not isinstance(action, CheckProof):
            speakers.send_code(self._claim(customer_id), locale=self.turn.locale)
            return CodeSent()
        if customer_id is None and action.factor is Factor.ORDER_NUMBER:
            return LastFourNeeded(number=action.told)
        if customer_id is None and action.factor is Factor.LAST_FOUR and action.number:
            customer_id = speakers.buyer(self.turn.merchant_id, action.number)
        outcome = speakers.check(self._claim(customer_id), action.factor, action.told)
        return self._fact(outcome, customer_id)

    def _fact(self, outcome: Outcome, customer_id: CustomerId | None) -> ProofFact:
        match outcome:
            case Passed() if customer_id is not None:
                level, caller = max(outcome.level, self.level), caller_digest(self.turn)
                self.proof = Proof(customer_id=customer_id, level=level, caller=caller)
                return ProofPassed(customer_id=customer_id, level=level, caller=caller)
            case Passed() | NotPassed():
                return ProofFailed()
            case LockedOut():
                left = (outcome.until - self.voice.clock.now()).total_seconds()
                return ProofLocked(minutes=max(1, math.ceil(left / 60)))
            case _:
                assert_never(outcome)

    def _called(self, speakers: Speakers) -> LinkedShopper | None:
        number = self._number
        return speakers.called(self.turn.merchant_id, number) if number else None

    def _claim(self, customer_id: CustomerId | None) -> Claim:
        turn = self.turn
        return Claim(
            merchant_id=turn.merchant_id,
            customer_id=customer_id,
            channel=turn.channel,
            caller=turn.caller,
        )
