"""An order that was begun and not finished, kept for the shopper wherever they speak next.

It is kept under the customer instead of the session, for as long as a session lives, and written
only in turns that looked the shopper up anyway. What was held for it is not: stock is held anew,
for the same wish, so that what the first conversation held is let go and only one of them buys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.stored_state import decode, encode
from app.voice.nlu.understanding import Expect
from app.voice.performer import Performer
from app.voice.services import VoiceServices
from app.voice.sessions import SessionKey
from app.voice.turn import Intent, TurnKind
from app.voice.wish_names import wish_named
from domain.ids import CustomerId, MerchantId

_CHANNEL: Final = "shopper"
"""Stands for all channels of one shopper; no channel is called so."""
_ORDERING: Final = frozenset({Goal.ORDER, Goal.CART})


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Orders that were begun, by shopper."""

    voice: VoiceServices

    def recall(self, performer: Performer) -> State | None:
        """What the shopper who opens a conversation began elsewhere; None: nothing."""
        turn = performer.turn
        if turn.kind is not TurnKind.LAUNCH or not turn.access_token:
            return None
        shopper = performer.shopper()
        if shopper is None:
            return None
        key = _key(turn.merchant_id, shopper.customer_id)
        stored = self.voice.sessions.load(key, self.voice.clock.now())
        state = decode(stored.state) if stored is not None else State()
        return state.but(expect=Expect.RESUME) if state.lines else None

    def keep(self, performer: Performer, before: State, state: State) -> None:
        """Keep an order that goes on, forget one that ended here; only where it is known whose it
        is."""
        shopper = performer.known_shopper
        if shopper is None:
            return
        sessions = self.voice.sessions
        key = _key(performer.turn.merchant_id, shopper.customer_id)
        if state.goal not in _ORDERING or not state.lines:
            if before.lines and not _looks_around(performer, before):
                sessions.drop(key)
            return
        begun = State(
            goal=state.goal,
            item=state.item,
            cart=state.cart,
            method=state.method,
            place=state.place,
            home=state.home,
            # What is not prepared yet gets the next serial: both conversations speak of one wish.
            wish=wish_named(
                performer.turn, shopper.customer_id, state.wish or str(state.prepared + 1)
            )
            or "",
        )
        expires_at = self.voice.clock.now() + self.voice.session_ttl
        sessions.put(key, encode(begun), expires_at=expires_at)


def _looks_around(performer: Performer, before: State) -> bool:
    """Whether what was offered to go on with is only left for other goods, and not declined."""
    heard = performer.heard
    return before.expect is Expect.RESUME and heard is not None and heard.intent is not Intent.NO


def _key(merchant_id: MerchantId, customer_id: CustomerId) -> SessionKey:
    return SessionKey(merchant_id=merchant_id, channel=_CHANNEL, session_id=customer_id)
