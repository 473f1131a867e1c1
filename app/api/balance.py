"""`/v1/balance`: whether payments and orders match, and what does not."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields

from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import money
from app.api.fields import Instant, Text, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope
from app.payments.balance import ClosingBalance
from domain.balance import FindingKind, FindingState
from storage.balance import BalanceRun, StoredFinding

resource = Resource("Balance", "The closing balance of payments and orders.")


class BalanceServices(ApiServices, Protocol):
    """What this view reaches beyond the usual."""

    @property
    def balance(self) -> ClosingBalance:
        """Proves payments against orders."""
        ...


class BalanceQuery(Schema):
    """Which findings are wanted."""

    state = fields.Enum(FindingState, by_value=True, load_default=FindingState.OPEN)
    limit = Whole(least=1, most=500, load_default=100)


class AcceptFindingSchema(Schema):
    """Why it is right as it is."""

    note = Text(
        most=300,
        required=True,
        metadata={
            "description": "Kept with the finding and in the audit.",
            "examples": ["Goodwill of the store manager, agreed by phone."],
        },
    )


class BalanceRunAnswer(Schema):
    """The newest proof of one connection."""

    connection_id = fields.String()
    since = Instant()
    until = Instant()
    orders = fields.Integer(metadata={"description": "Orders looked at."})
    undone = fields.Integer(metadata={"description": "Undone checkouts that had a payment."})
    told = fields.Integer(metadata={"description": "Payments the platform listed by itself."})
    found = fields.Integer()
    ended_at = Instant()


class BalanceFindingAnswer(Schema):
    """Something that does not add up."""

    finding_id = fields.String()
    connection_id = fields.String()
    kind = fields.Enum(FindingKind, by_value=True)
    state = fields.Enum(FindingState, by_value=True)
    subject = fields.String(metadata={"description": "The platform's id of the payment."})
    order_id = fields.String(allow_none=True)
    amount = money()
    detail = fields.String()
    found_at = Instant()
    ended_at = Instant(allow_none=True)


class BalanceAnswer(Schema):
    """The newest proofs, and findings, newest first."""

    runs = fields.List(fields.Nested(BalanceRunAnswer))
    findings = fields.List(fields.Nested(BalanceFindingAnswer))


@resource.operation(
    "GET", "/balance", scope=Scope.PAYMENTS_WRITE, query=BalanceQuery, answer=BalanceAnswer
)
def read_balance(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Whether every capture has its order, and every refund its return."""
    runs, found = _service().standing(
        caller.merchant_id, state=wanted["state"], limit=wanted["limit"]
    )
    return {"runs": [run_told(run) for run in runs], "findings": [told(each) for each in found]}


@resource.operation(
    "POST",
    "/balance/<finding_id>/accept",
    scope=Scope.PAYMENTS_WRITE,
    body=AcceptFindingSchema,
    answer=BalanceFindingAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def accept_finding(caller: Caller, word: dict[str, Any], finding_id: str) -> dict[str, Any]:
    """A person's word that a finding is right as it is; another amount opens it again."""
    return told(
        _service().accept(caller.merchant_id, finding_id, note=word["note"], actor=caller.key_id)
    )


def _service() -> ClosingBalance:
    return cast(BalanceServices, current_app.extensions[EXTENSION]).balance


def run_told(run: BalanceRun) -> dict[str, Any]:
    """A run by its public fields."""
    return {
        "connection_id": run.connection_id,
        "since": run.since,
        "until": run.until,
        "orders": run.orders,
        "undone": run.undone,
        "told": run.told,
        "found": run.found,
        "ended_at": run.ended_at,
    }


def told(stored: StoredFinding) -> dict[str, Any]:
    """A finding by its public fields."""
    return {
        "finding_id": stored.id,
        "connection_id": stored.connection_id,
        "kind": stored.finding.kind,
        "state": stored.state,
        "subject": stored.finding.subject,
        "order_id": stored.finding.order_id,
        "amount": stored.finding.amount,
        "detail": stored.finding.detail,
        "found_at": stored.found_at,
        "ended_at": stored.ended_at,
    }
