"""The desk where conversations are handed to persons: tickets opened, told, claimed and closed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import InterfaceError, OperationalError

from app.conversations.redacting import redacted
from app.voice.services import HandoffAsked
from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.handover import URGENCY, TicketState, Urgency
from domain.ids import MerchantId
from domain.redaction import redact_text
from storage import audit, handovers, notifications, turns
from storage.alert_rules import Severity
from storage.engine import Database, DatabaseBusyError
from storage.handovers import Line, NewTicket, Ticket
from storage.results import Listed
from storage.turns import Spoken

_LOG = structlog.get_logger(__name__)
NEWS: Final = "handoff-opened"
"""What channels of alerts are told when a ticket is opened; also the name of its runbook."""
_LEAST_FOR_CALLBACK: Final = 3
_MOST_NOTE: Final = 2_000
_MOST_TRIED: Final = 20
_MOST_LINES: Final = 50
OPENED = Counter("voicetill_handoffs_total", "Conversations handed to a person.", ["reason"])


class Transcripts(Protocol):
    """Knows what was said."""

    def spoken(self, merchant_id: MerchantId, channel: str, session_id: str) -> list[Spoken]:
        """The words of a conversation so far, redacted, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverDesk:
    """One for dialogues, REST, the command line and the console; thread-safe."""

    database: Database
    transcripts: Transcripts
    clock: Clock

    def open(self, asked: HandoffAsked) -> str:
        """The number of the conversation's ticket for this reason; opened once and told once."""
        turn, now = asked.turn, self.clock.now()
        session = turns.session_digest(turn.merchant_id, turn.channel, turn.session_id)
        named = f"{session}:{asked.reason.value}:{asked.order_id or ''}"
        new = NewTicket(
            merchant_id=turn.merchant_id,
            key=hashlib.sha256(named.encode()).hexdigest()[:40],
            reason=asked.reason,
            urgency=URGENCY[asked.reason],
            channel=turn.channel,
            locale=turn.locale[:35],
            session=session,
            identity_level=asked.identity_level,
            customer_id=asked.customer_id,
            callback=_callback(turn.user_id),
            order_id=asked.order_id,
            cart=[dict(line) for line in asked.cart[:_MOST_LINES]],
            transcript=self._transcript(asked),
            tried=tuple(asked.tried[:_MOST_TRIED]),
        )
        with self.database.write() as tx:
            ticket, is_new = handovers.add(tx, new, now=now)
            if is_new:
                notifications.tell(
                    tx,
                    turn.merchant_id,
                    kind=NEWS,
                    key=ticket.id,
                    severity=_severity(ticket.urgency),
                    message=_news(ticket),
                    now=now,
                )
        if is_new:
            OPENED.labels(asked.reason.value).inc()
            _LOG.info("handoff.opened", ticket=ticket.number, reason=asked.reason.value)
        return ticket.number

    def queue(
        self,
        merchant_id: MerchantId,
        *,
        state: TicketState | None = TicketState.OPEN,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[Ticket]:
        """Tickets, the most urgent and longest waiting first; `state` None: of all states."""
        with self.database.read() as tx:
            return handovers.queue(tx, merchant_id, state=state, cursor=cursor, limit=limit)

    def ticket(self, merchant_id: MerchantId, name: str) -> Ticket:
        """The ticket of that id or number. Raises NotFoundError."""
        with self.database.read() as tx:
            return handovers.get(tx, merchant_id, name)

    def claim(self, merchant_id: MerchantId, name: str, *, by: str) -> Ticket:
        """Take it on. Raises NotFoundError, IllegalTransitionError when somebody has it."""
        return self._move(merchant_id, name, TicketState.CLAIMED, by=by)

    def release(self, merchant_id: MerchantId, name: str, *, by: str) -> Ticket:
        """Give it back, or reopen it. Raises NotFoundError, IllegalTransitionError."""
        return self._move(merchant_id, name, TicketState.OPEN, by=by)

    def close(self, merchant_id: MerchantId, name: str, *, by: str, note: str = "") -> Ticket:
        """It is settled. Raises NotFoundError, IllegalTransitionError, InvalidInputError."""
        return self._move(merchant_id, name, TicketState.CLOSED, by=by, note=note)

    def note(self, merchant_id: MerchantId, name: str, text: str, *, by: str) -> Ticket:
        """Write on it. Raises NotFoundError, InvalidInputError."""
        words = _checked(text)
        with self.database.write() as tx:
            return handovers.note(tx, merchant_id, name, words, by=by, at=self.clock.now())

    def _move(
        self, merchant_id: MerchantId, name: str, to: TicketState, *, by: str, note: str = ""
    ) -> Ticket:
        now = self.clock.now()
        words = _checked(note) if note else ""
        with self.database.write() as tx:
            ticket = handovers.move(tx, merchant_id, name, to, by=by, now=now)
            if words:
                ticket = handovers.note(tx, merchant_id, ticket.id, words, by=by, at=now)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=by,
                action=f"handoff.{to.value}",
                subject=ticket.id,
                at=now,
            )
        return ticket

    def _transcript(self, asked: HandoffAsked) -> Sequence[Line]:
        """What is stored of the conversation, and the turn in hand, which is not stored yet."""
        turn = asked.turn
        try:
            before = self.transcripts.spoken(turn.merchant_id, turn.channel, turn.session_id)
        except (OperationalError, InterfaceError, DatabaseBusyError) as error:
            _LOG.warning("handoff.without_transcript", error=type(error).__name__)
            before = []
        lines = [Line(heard=each.heard, said=each.said, at=each.at) for each in before]
        said, now = redacted(asked.said), self.clock.now()
        if said and not (lines and lines[-1].said == said):
            lines.append(Line(heard="", said=said, at=now))
        return [*lines, Line(heard=redacted(turn.text or ""), said="", at=now)]


def _severity(urgency: Urgency) -> Severity:
    return Severity.CRITICAL if urgency is Urgency.NOW else Severity.WARNING


def _news(ticket: Ticket) -> str:
    """One line without anything personal: channels of alerts are read by many."""
    reason = ticket.reason.value.replace("_", " ")
    return f"ticket {ticket.number} waits for a person: {reason}, by {ticket.channel}"


def _callback(user_id: str) -> str | None:
    """The number of a caller, where the channel knows the shopper by it; devices' ids are none."""
    digits = sum(map(str.isdecimal, user_id))
    is_number = user_id[:1] == "+" and user_id[1:].isdecimal() and digits >= _LEAST_FOR_CALLBACK
    return user_id if is_number else None


def _checked(text: str) -> str:
    """A note without card numbers and secrets; names may be needed. Raises InvalidInputError."""
    plain = redact_text(text.strip())
    if not plain or len(plain) > _MOST_NOTE:
        raise InvalidInputError("note", text[:80], f"write 1 to {_MOST_NOTE} characters")
    return plain
