"""`/v1/customers/{id}/store-credit`: what a shopper has to spend, and what changed it."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Instant, MoneySchema, Text, money
from app.api.operation import Resource
from app.api.queries import PageQuery
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.commerce.credit_desk import CreditDesk
from domain.ids import CustomerId
from storage.store_credit import CreditEntry, CreditKind

resource = Resource("Store credit", "What a merchant owes a customer in goods; it does not expire.")


class CreditServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def credit(self) -> CreditDesk:
        """Customers' store credit."""
        ...


class CreditChangeSchema(Schema):
    """Credit to be granted, or taken away."""

    amount = fields.Nested(
        MoneySchema,
        required=True,
        metadata={"description": "Negative: taken away, never more than is there."},
    )
    reason = Text(most=300, required=True, metadata={"examples": ["for the late parcel"]})


class CreditEntryAnswer(Schema):
    """One change of a balance."""

    entry_id = fields.String(attribute="id")
    kind = fields.Enum(CreditKind, by_value=True)
    amount = money(metadata={"description": "Negative where it was spent or taken away."})
    order_id = fields.String(allow_none=True)
    by = fields.String(attribute="actor")
    note = fields.String(allow_none=True)
    at = Instant()


class CreditAnswer(Schema):
    """A customer's balances, and a page of what changed them, newest first."""

    balances = fields.List(money(), metadata={"description": "One for each currency."})
    items = fields.List(fields.Nested(CreditEntryAnswer))
    next_cursor = fields.String(allow_none=True)


@resource.operation(
    "GET",
    "/customers/<customer_id>/store-credit",
    scope=Scope.CUSTOMERS_READ,
    query=PageQuery,
    answer=CreditAnswer,
    problems=(types.NOT_FOUND,),
)
def read_store_credit(caller: Caller, wanted: dict[str, Any], customer_id: str) -> dict[str, Any]:
    """What a customer has to spend, and what changed it."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} credit of {customer_id}"
    balances, found = _desk().of_customer(
        caller.merchant_id,
        CustomerId(customer_id),
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    return {
        "balances": list(balances.values()),
        "items": found.rows,
        "next_cursor": cursors.seal(found.cursor, scope=scope),
    }


@resource.operation(
    "POST",
    "/customers/<customer_id>/store-credit",
    scope=Scope.CUSTOMERS_WRITE,
    body=CreditChangeSchema,
    answer=CreditEntryAnswer,
    status=201,
    problems=(types.NOT_FOUND,),
)
def change_store_credit(caller: Caller, change: dict[str, Any], customer_id: str) -> CreditEntry:
    """Grant a customer credit, or take some away; it is in the audit trail."""
    return _desk().change(
        caller.merchant_id,
        CustomerId(customer_id),
        change["amount"],
        reason=change["reason"],
        key=caller.key,
        actor=caller.key_id,
    )


def _desk() -> CreditDesk:
    return cast(CreditServices, current_app.extensions[EXTENSION]).credit
