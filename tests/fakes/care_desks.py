"""Care in memory: Acme's one conversation that a person takes over, and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.analytics.desk import Asked
from app.analytics.figures import Recorded, Split, report
from domain.calls import Clock
from domain.errors import IllegalTransitionError, NotFoundError
from domain.handover import ARROWS, HandoverReason, TicketState, Urgency
from domain.ids import MerchantId
from domain.money import Money
from storage.handovers import Line, Note, Ticket
from storage.results import Listed
from storage.voice_figures import Contact, Sale, Wanted
from tests.fakes.connections import OWNER


@dataclass
class FakeHandovers:
    """One open ticket of Acme's."""

    clock: Clock
    known: Ticket = field(init=False)

    def __post_init__(self) -> None:
        now = self.clock.now()
        self.known = Ticket(
            id="hof_m_acme",
            merchant_id=OWNER,
            number="482133",
            state=TicketState.OPEN,
            reason=HandoverReason.DAMAGE,
            urgency=Urgency.NOW,
            channel="phone",
            locale="en-US",
            identity_level=1,
            customer_id=None,
            callback="+12065550123",
            order_id=None,
            cart=[{"sku": "AM90-BLK-10", "name": "Nike Air Max", "quantity": 1}],
            transcript=(Line(heard="it arrived broken", said="I am sorry.", at=now),),
            tried=(),
            notes=(),
            claimed_by=None,
            created_at=now,
            claimed_at=None,
            closed_at=None,
        )

    def queue(
        self,
        merchant_id: MerchantId,
        *,
        state: TicketState | None = TicketState.OPEN,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[Ticket]:
        shown = merchant_id == OWNER and state in (None, self.known.state)
        return Listed(rows=(self.known,) if shown else ())

    def ticket(self, merchant_id: MerchantId, name: str) -> Ticket:
        if merchant_id != OWNER or name not in (self.known.id, self.known.number):
            raise NotFoundError("handoff", name)
        return self.known

    def claim(self, merchant_id: MerchantId, name: str, *, by: str) -> Ticket:
        return self._move(merchant_id, name, TicketState.CLAIMED, by)

    def release(self, merchant_id: MerchantId, name: str, *, by: str) -> Ticket:
        return self._move(merchant_id, name, TicketState.OPEN, None)

    def close(self, merchant_id: MerchantId, name: str, *, by: str, note: str = "") -> Ticket:
        return self._move(merchant_id, name, TicketState.CLOSED, by)

    def note(self, merchant_id: MerchantId, name: str, text: str, *, by: str) -> Ticket:
        self.ticket(merchant_id, name)
        told = Note(by=by, text=text, at=self.clock.now())
        self.known = replace(self.known, notes=(*self.known.notes, told))
        return self.known

    def _move(self, merchant_id: MerchantId, name: str, to: TicketState, by: str | None) -> Ticket:
        ticket = self.ticket(merchant_id, name)
        if to not in ARROWS[ticket.state]:
            raise IllegalTransitionError("handoff", ticket.state.value, to.value)
        self.known = replace(ticket, state=to, claimed_by=by)
        return self.known


@dataclass
class FakeAnalytics:
    """Two conversations of Acme's, one of them with an order."""

    clock: Clock

    def figures(
        self,
        merchant_id: MerchantId,
        *,
        first: date | None = None,
        last: date | None = None,
        splits: Sequence[Split] = (),
    ) -> Asked:
        now = self.clock.now()
        told = Recorded()
        if merchant_id == OWNER:
            talks = [
                Contact(
                    session=session,
                    channel="alexa",
                    locale="en-US",
                    began_at=now,
                    ended_at=now + timedelta(seconds=30),
                    last_took_ms=500,
                    turns=4,
                    missed=1,
                )
                for session in ("one", "two")
            ]
            wishes = [
                Wanted(intent=name, channel="alexa", locale="en-US", at=now, turns=turns)
                for name, turns in (("order", 6), ("help", 2))
            ]
            sale = Sale(session="one", total=Money(1250, "USD"))
            told = Recorded(contacts=talks, sales=[sale], intents=wishes)
        day = now.date()
        made = report(told, splits=splits, timezone=ZoneInfo("UTC"))
        return Asked(first=first or day, last=last or day, timezone="UTC", report=made)
