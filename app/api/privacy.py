"""`/v1/privacy-requests`: what shoppers asked about their data through a platform."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Instant
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope
from app.connections.privacy import PrivacyDesk
from domain.events import PrivacyKind
from storage.privacy import REPORT_KEPT, StoredRequest

resource = Resource("Privacy", "What shoppers asked about their data, and the reports of it.")


class PrivacyServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def privacy(self) -> PrivacyDesk:
        """Looks requests up."""
        ...


class PrivacyRequestAnswer(Schema):
    """A request that a platform passed on, and what was done; it is carried out as it arrives."""

    request_id = fields.String()
    connection_id = fields.String()
    kind = fields.String(validate=validate.OneOf([kind.value for kind in PrivacyKind]))
    subject = fields.String(
        metadata={"description": "The platform's id of the customer or the account."}
    )
    received_at = Instant()
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "How many of what were told or taken away."},
    )
    has_report = fields.Boolean(
        metadata={"description": f"Kept for {REPORT_KEPT.days} days, and told by its own address."}
    )


class PrivacyRequestsAnswer(Schema):
    """The merchant's newest hundred requests."""

    requests = fields.List(fields.Nested(PrivacyRequestAnswer))


class PrivacyReportAnswer(PrivacyRequestAnswer):
    """A request with its report."""

    report = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(),
        allow_none=True,
        metadata={
            "description": "What we know of the person, by kind of record; null: none was asked "
            "for, or its time is over."
        },
    )


@resource.operation(
    "GET", "/privacy-requests", scope=Scope.CUSTOMERS_READ, answer=PrivacyRequestsAnswer
)
def list_privacy_requests(caller: Caller) -> dict[str, Any]:
    """Requests about personal data, newest first."""
    return {"requests": [_told(each) for each in _desk().list(caller.merchant_id)]}


@resource.operation(
    "GET",
    "/privacy-requests/<request_id>",
    scope=Scope.CUSTOMERS_READ,
    answer=PrivacyReportAnswer,
    problems=(types.NOT_FOUND,),
)
def read_privacy_request(caller: Caller, request_id: str) -> dict[str, Any]:
    """One request with the report that the merchant hands to the shopper."""
    found = _desk().request(caller.merchant_id, request_id)
    return {**_told(found), "report": found.report}


def _told(stored: StoredRequest) -> dict[str, Any]:
    return {
        "request_id": stored.id,
        "connection_id": stored.connection_id,
        "kind": stored.kind,
        "subject": stored.subject,
        "received_at": stored.received_at,
        "counts": stored.counts,
        "has_report": stored.report is not None,
    }


def _desk() -> PrivacyDesk:
    return cast(PrivacyServices, current_app.extensions[EXTENSION]).privacy
