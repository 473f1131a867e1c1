"""`/v1/customers`: who has a phone number or an e-mail address;
`/v1/customers/{id}/matches`, `/merge`, `/unmerge`: who is whom, decided by people; and
`/v1/customers/{id}/loyalty`: the points they have with the merchant's own program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text
from app.api.operation import Resource
from app.api.queries import ContactQuery
from app.api.services import EXTENSION, ApiServices, Scope
from app.commerce.loyalty import LoyaltyDesk, Membership
from app.commerce.persons import MOST_FOUND, Persons
from domain.ids import CustomerId
from storage.customer_merges import CustomerMerge
from storage.customers import CustomerView

resource = Resource("Customers", "One person behind the records of several platforms.")
_CUSTOMER = {"examples": ["cus_01jd8qv7c8m5t0x9w3y2z1a4bc"]}


class PersonsServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def persons(self) -> Persons:
        """Merging and taking it back."""
        ...

    @property
    def loyalty(self) -> LoyaltyDesk:
        """Points and rewards."""
        ...


class MergeSchema(Schema):
    """Who is the same person, and why somebody thinks so."""

    customer_id = Identifier(required=True, metadata=_CUSTOMER)
    reason = Text(most=300, required=True, metadata={"examples": ["same phone, asked at the desk"]})
    is_sure = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Needed where they share neither phone nor e-mail."},
    )


class UnmergeSchema(Schema):
    """Who is another person after all."""

    customer_id = Identifier(required=True, metadata=_CUSTOMER)


class MergeAnswer(Schema):
    """One decision that two customers are one person."""

    merge_id = fields.String(attribute="id")
    kept_id = fields.String()
    merged_id = fields.String()
    moved = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        attribute="counts",
        metadata={"description": "How many rows of each kind were moved."},
    )
    reason = fields.String()
    by = fields.String(attribute="actor")
    at = Instant()
    undone_at = Instant(allow_none=True)
    undone_by = fields.String(allow_none=True)


class MatchAnswer(Schema):
    """A customer with that phone number or e-mail address; perhaps the person meant."""

    customer_id = fields.String(attribute="id")
    platforms = fields.Integer(metadata={"description": "Records of platforms that speak of them."})


class FoundCustomersAnswer(Schema):
    """Everybody whom the contact may mean; whoever asks decides between several."""

    items = fields.List(fields.Nested(MatchAnswer))
    is_complete = fields.Boolean(
        metadata={"description": f"false: more than {MOST_FOUND} share it, and the rest is left."}
    )


class MatchesAnswer(Schema):
    """Who may be the same person, and what was decided before."""

    items = fields.List(fields.Nested(MatchAnswer))
    merges = fields.List(fields.Nested(MergeAnswer))


class RewardAnswer(Schema):
    """Something that points buy."""

    reward_id = fields.String(metadata={"description": "As `POST /orders` takes it."})
    name = fields.String(metadata={"examples": ["$5 off your order"]})
    points = fields.Integer(metadata={"description": "What it costs.", "examples": [10]})
    is_affordable = fields.Boolean()


class MembershipAnswer(Schema):
    """Where a shopper stands with the loyalty program of one connection."""

    connection_id = fields.String()
    platform = fields.String(metadata={"examples": ["square"]})
    is_active = fields.Boolean(metadata={"description": "Whether the program runs."})
    is_member = fields.Boolean(metadata={"description": "Whether the shopper has joined it."})
    balance = fields.Integer(
        allow_none=True,
        metadata={"description": "Points that can be spent; null for who has not joined."},
    )
    lifetime = fields.Integer(allow_none=True, metadata={"description": "Points ever earned."})
    points_name = fields.String(metadata={"examples": ["Stars"]})
    rewards = fields.List(fields.Nested(RewardAnswer))


class LoyaltyAnswer(Schema):
    """Every loyalty program of the merchant's that knows the shopper."""

    items = fields.List(fields.Nested(MembershipAnswer))


@resource.operation(
    "GET",
    "/customers",
    scope=Scope.CUSTOMERS_READ,
    query=ContactQuery,
    answer=FoundCustomersAnswer,
)
def find_customers(caller: Caller, contact: dict[str, str]) -> dict[str, Any]:
    """Who has this phone number or e-mail address: all of them, nobody is guessed; their ids
    only."""
    found, is_complete = _persons().with_contact(caller.merchant_id, **contact)
    return {"items": _by_id(found), "is_complete": is_complete}


@resource.operation(
    "GET",
    "/customers/<customer_id>/loyalty",
    scope=Scope.CUSTOMERS_READ,
    answer=LoyaltyAnswer,
    problems=(types.NOT_FOUND, types.POS_UNAVAILABLE),
)
def read_customer_loyalty(caller: Caller, customer_id: str) -> dict[str, Any]:
    """The shopper's points and what they buy, asked of the platforms now."""
    desk = cast(PersonsServices, current_app.extensions[EXTENSION]).loyalty
    found = desk.memberships(caller.merchant_id, CustomerId(customer_id), caller.call)
    return {"items": [_membership(each) for each in found]}


def _membership(found: Membership) -> dict[str, Any]:
    program, account = found.standing.program, found.standing.account
    return {
        "connection_id": found.connection_id,
        "platform": found.platform,
        "is_active": program.active,
        "is_member": account is not None,
        "balance": None if account is None else account.balance,
        "lifetime": None if account is None else account.lifetime,
        "points_name": program.points,
        "rewards": [
            {
                "reward_id": tier.platform_id,
                "name": tier.name,
                "points": tier.points,
                "is_affordable": found.standing.affords(tier),
            }
            for tier in program.rewards
        ],
    }


@resource.operation(
    "GET",
    "/customers/<customer_id>/matches",
    scope=Scope.CUSTOMERS_READ,
    answer=MatchesAnswer,
    problems=(types.NOT_FOUND,),
)
def list_customer_matches(caller: Caller, customer_id: str) -> dict[str, Any]:
    """Others with the same phone number or e-mail address; nothing is guessed."""
    found, merges = _persons().matches(caller.merchant_id, CustomerId(customer_id))
    return {"items": _by_id(found), "merges": merges}


@resource.operation(
    "POST",
    "/customers/<customer_id>/merge",
    scope=Scope.CUSTOMERS_WRITE,
    body=MergeSchema,
    answer=MergeAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def merge_customers(caller: Caller, wish: dict[str, Any], customer_id: str) -> CustomerMerge:
    """Let everything of the customer in the body be this one's; it can be taken back."""
    return _persons().merge(
        caller.merchant_id,
        CustomerId(customer_id),
        CustomerId(wish["customer_id"]),
        reason=wish["reason"],
        is_sure=wish["is_sure"],
        actor=caller.key_id,
    )


@resource.operation(
    "POST",
    "/customers/<customer_id>/unmerge",
    scope=Scope.CUSTOMERS_WRITE,
    body=UnmergeSchema,
    answer=MergeAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def unmerge_customers(caller: Caller, wish: dict[str, Any], customer_id: str) -> CustomerMerge:
    """Give back what the merge moved and is still there."""
    return _persons().unmerge(
        caller.merchant_id,
        CustomerId(customer_id),
        CustomerId(wish["customer_id"]),
        actor=caller.key_id,
    )


def _by_id(found: Sequence[CustomerView]) -> list[dict[str, Any]]:
    return [{"id": each.id, "platforms": len(each.records)} for each in found]


def _persons() -> Persons:
    return cast(PersonsServices, current_app.extensions[EXTENSION]).persons
