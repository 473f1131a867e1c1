"""What deliveries brought, in one transaction: what they tell, and what they made us ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Connection

from domain.catalog import StockLevel
from domain.events import (
    Changed,
    Deleted,
    Disconnected,
    Entity,
    PosEvent,
    PrivacyRequest,
    Record,
    Refetch,
    SubscriptionMoved,
)
from domain.ports.pos import Account, Page
from storage import merchants, native_subscriptions, privacy, sync_runs
from storage.inbox import InboxRow
from storage.intake import Verdict
from storage.merchants import ConnectionStatus
from sync.apply import (
    Arrival,
    apply_counts,
    apply_deletion,
    apply_page,
    apply_records,
    close_faults,
)
from sync.failures import was_rejected_for
from sync.fetch import Fetched
from sync.hints import Question
from sync.intake import WEBHOOK, Judgement, count_doubts, note
from sync.own_deliveries import accepted_doubt

log = structlog.get_logger(__name__)

Answer: TypeAlias = list[Fetched] | Account | None
"""Pages of records; or whose account it is, None if it is not ours to see any more."""


@dataclass(slots=True)
class Letter:
    """One delivery, what it says, and what the platform answered to what it asks."""

    row: InboxRow
    events: list[PosEvent]
    judgement: Judgement = field(default_factory=Judgement)
    answers: dict[Question, Answer] = field(default_factory=dict)
    asked_at: datetime | None = None
    """When the platform was asked, or before."""

    @property
    def questions(self) -> list[Question]:
        """What only the platform can tell."""
        return [event for event in self.events if isinstance(event, Refetch | Disconnected)]


def write_letters(tx: Connection, arrival: Arrival, letters: Sequence[Letter]) -> None:
    """Everything these deliveries of one connection brought, and what was doubted of it."""
    connection, now = arrival.connection, arrival.now
    accepted = _accepted(letters)
    _write_told(tx, arrival, letters)
    asked_at = min((each.asked_at for each in letters if each.asked_at), default=None)
    asked = replace(arrival, asked_at=asked_at)
    orders: list[Page[Any]] = []
    for question, answer in answers_of(letters).items():
        if question in accepted:
            _write_answer(tx, replace(asked, accepts_doubts=True), question, answer)
        elif isinstance(answer, list) and _names_an_order(question):
            orders += (fetched.page for fetched in answer)
        else:
            _write_answer(tx, asked, question, answer)
    if orders:
        apply_page(tx, asked, Entity.ORDER, _one_page(orders))
    note(tx, connection, WEBHOOK, [each.judgement for each in letters], now)
    unfounded = [code for each in letters if (code := was_rejected_for(each.row))]
    count_doubts(tx, connection, WEBHOOK, Verdict.FALSE_REJECT, unfounded, now)


def _names_an_order(question: Question) -> bool:
    return (
        isinstance(question, Refetch)
        and question.entity is Entity.ORDER
        and question.platform_id is not None
    )


def _one_page(pages: Sequence[Page[Any]]) -> Page[Any]:
    """The answers to several questions, to be written like one."""
    return Page(
        records=tuple(record for page in pages for record in page.records),
        quarantined=tuple(fault for page in pages for fault in page.quarantined),
    )


def answers_of(letters: Sequence[Letter]) -> dict[Question, Answer]:
    """Each question once, with its answer."""
    return {question: answer for each in letters for question, answer in each.answers.items()}


def _write_told(tx: Connection, arrival: Arrival, letters: Sequence[Letter]) -> None:
    """What the bodies tell by themselves; each record knows which delivery brought it."""
    mapped: defaultdict[Entity, list[Record]] = defaultdict(list)
    counts: list[tuple[StockLevel, str]] = []
    for letter in letters:
        told = replace(arrival, delivery_id=letter.row.delivery_id)
        for event in letter.events:
            if isinstance(event, Changed):
                mapped[event.entity].append(event.record)
                if isinstance(event.record, StockLevel):
                    counts.append((event.record, letter.row.delivery_id))
                else:
                    apply_records(tx, told, event.entity, [event.record])
            elif isinstance(event, Deleted):
                apply_deletion(tx, told, event)
            else:
                _pass_on(tx, told, event, letter.row.delivery_id)
    apply_counts(tx, arrival, counts)
    for entity, records in mapped.items():
        close_faults(tx, arrival, entity, records)


def _pass_on(tx: Connection, told: Arrival, event: PosEvent, delivery_id: str) -> None:
    """What is for others to carry out; questions are asked apart."""
    connection = told.connection
    if isinstance(event, SubscriptionMoved):
        native_subscriptions.look_soon(tx, connection.id, event.platform_id, now=told.now)
    elif isinstance(event, PrivacyRequest):
        privacy.carry_out(tx, connection, event, delivery_id=delivery_id, now=told.now)


def _write_answer(tx: Connection, arrival: Arrival, question: Question, answer: Answer) -> None:
    connection = arrival.connection
    if answer is None:
        reason = question.reason if isinstance(question, Disconnected) else "access is refused"
        merchants.set_status(tx, connection.id, ConnectionStatus.REVOKED, reason)
        log.warning("connection.revoked", connection_id=connection.id, reason=reason)
    elif isinstance(answer, Account):
        merchants.set_scopes(tx, connection.id, answer.granted_scopes)
    else:
        for fetched in answer:
            apply_page(tx, arrival, fetched.entity, fetched.page)
            mark = fetched.page.high_water
            if mark is not None:
                entity = fetched.entity.value
                sync_runs.set_since(tx, connection, entity, mark, now=arrival.now)


def _accepted(letters: Sequence[Letter]) -> frozenset[Question]:
    """Questions whose answers a person has decided to take as they are."""
    return frozenset(
        question
        for letter in letters
        if accepted_doubt(letter.row.topic, letter.row.body)
        for question in letter.questions
    )
