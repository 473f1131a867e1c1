"""`/v1/rollout`: which share of shoppers is served, shadow mode, rollback, differences."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Instant, MoneySchema, Text, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.rollout.desk import PlanChange, RolloutDesk, share_of
from app.rollout.views import difference_view, plan_view, standing_view
from domain.money import Money
from storage.rollout import Difference

resource = Resource("Rollout", "Which share of shoppers is served, and what a shadow sees.")
_MONEY = MoneySchema()
_FIELDS = ("outcome", "unit_price", "subtotal", "available")


class HasRolloutDesk(Protocol):
    """What these views reach of the rollout's parts."""

    @property
    def desk(self) -> RolloutDesk:
        """Plans and differences."""
        ...


class RolloutServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def rollout(self) -> HasRolloutDesk:
        """The rollout's parts."""
        ...


def _channel(**options: Any) -> fields.Field[Any]:
    return Text(
        most=40,
        metadata={"description": "A channel such as `alexa`, or `*` for all.", "examples": ["*"]},
        **options,
    )


class RolloutPlanSchema(Schema):
    """What is to be set; what is left out stays. A first plan begins at ten percent."""

    channel = _channel(load_default="*")
    share_percent = Text(
        most=10, load_default=None, metadata={"description": "0 to 100.", "examples": ["12.5"]}
    )
    shadow = fields.Boolean(load_default=None, truthy={True}, falsy={False})
    fallback = Text(
        most=500,
        least=0,
        load_default=None,
        metadata={"description": "What the others hear; empty: our own sentence."},
    )
    transfer = fields.Boolean(load_default=None, truthy={True}, falsy={False})
    halt_percent = Whole(
        least=0,
        most=100,
        load_default=None,
        metadata={"description": "Nobody is served from this share of failed turns; 0: no rule."},
    )


class RollbackSchema(Schema):
    """Serve nobody any more."""

    channel = _channel(load_default="*")
    reason = Text(most=200, required=True, metadata={"examples": ["wrong prices downtown"]})


class RolloutPlanAnswer(Schema):
    """One plan."""

    channel = fields.String()
    share_percent = fields.String(metadata={"examples": ["10"]})
    shadow = fields.Boolean()
    fallback = fields.String(allow_none=True)
    transfer = fields.Boolean()
    halt_percent = fields.Integer(allow_none=True)
    revision = fields.Integer()
    updated_at = Instant()


class RolloutChangeAnswer(Schema):
    """A plan as it was set once."""

    channel = fields.String()
    share_percent = fields.String()
    shadow = fields.Boolean()
    reason = fields.String()
    actor = fields.String()
    at = Instant()


class RolloutAnswer(Schema):
    """How the rollout stands; no plans: everybody is served."""

    plans = fields.List(fields.Nested(RolloutPlanAnswer))
    history = fields.List(fields.Nested(RolloutChangeAnswer))
    differences = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "What shadows saw in the last seven days, by field."},
    )


class DecisionQuery(Schema):
    """Whose turn it is."""

    channel = _channel(required=True)
    shopper = Text(most=300, required=True, metadata={"description": "Their id on the channel."})


class DecisionAnswer(Schema):
    """Whether they are served."""

    served = fields.Boolean()
    fallback = fields.String(allow_none=True)
    transfer = fields.Boolean()


class RolloutDifferencesQuery(Schema):
    """Which differences."""

    field = fields.String(load_default=None, validate=validate.OneOf(_FIELDS))
    cursor = Text(most=1024, load_default=None)
    limit = Whole(least=1, most=100, load_default=50)


class RolloutDifferenceAnswer(Schema):
    """One thing the shadow would have said otherwise."""

    channel = fields.String()
    order_id = fields.String(allow_none=True)
    field = fields.String(validate=validate.OneOf(_FIELDS))
    sku = fields.String(allow_none=True)
    live = fields.Raw(allow_none=True, metadata={"description": "What was said."})
    shadow = fields.Raw(allow_none=True, metadata={"description": "What our records say."})
    at = Instant()


class RolloutDifferencesAnswer(Schema):
    """A page of differences, newest first."""

    items = fields.List(fields.Nested(RolloutDifferenceAnswer))
    next_cursor = fields.String(allow_none=True)


def _told(difference: Difference) -> dict[str, Any]:
    told = difference_view(difference)
    return told | {name: _side(told[name]) for name in ("live", "shadow")}


def _side(said: Any) -> Any:
    """Money as it is told everywhere; words and counts as they are."""
    return _MONEY.dump(Money(**said)) if isinstance(said, dict) else said


@resource.operation("GET", "/rollout", scope=Scope.ROLLOUT_READ, answer=RolloutAnswer)
def read_rollout(caller: Caller) -> dict[str, Any]:
    """Plans, how they came about, and how much the shadow disagreed."""
    return standing_view(_desk().standing(caller.merchant_id))


@resource.operation(
    "PUT",
    "/rollout",
    scope=Scope.ROLLOUT_WRITE,
    body=RolloutPlanSchema,
    answer=RolloutPlanAnswer,
    problems=(types.NOT_FOUND,),
)
def set_rollout(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set a channel's share, shadow mode, halt rule, and what those outside hear."""
    share = wanted["share_percent"]
    change = PlanChange(
        share=None if share is None else share_of(share),
        shadow=wanted["shadow"],
        fallback=wanted["fallback"],
        transfer=wanted["transfer"],
        halt_percent=wanted["halt_percent"],
    )
    made = _desk().set(caller.merchant_id, wanted["channel"], change, actor=_actor(caller))
    return plan_view(made)


@resource.operation(
    "POST",
    "/rollout/rollback",
    scope=Scope.ROLLOUT_WRITE,
    body=RollbackSchema,
    answer=RolloutAnswer,
    problems=(types.NOT_FOUND,),
)
def roll_back(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Serve nobody any more on a channel, or on any; it holds within two seconds."""
    _desk().roll_back(
        caller.merchant_id, wanted["channel"], reason=wanted["reason"], actor=_actor(caller)
    )
    return standing_view(_desk().standing(caller.merchant_id))


@resource.operation(
    "GET",
    "/rollout/decision",
    scope=Scope.ROLLOUT_READ,
    query=DecisionQuery,
    answer=DecisionAnswer,
)
def read_rollout_decision(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Whether a shopper is served, for routers in front of the gateway; nothing is counted."""
    verdict = _desk().decide(caller.merchant_id, wanted["channel"], wanted["shopper"])
    return {
        "served": verdict.served,
        "fallback": verdict.fallback,
        "transfer": verdict.transfer,
    }


@resource.operation(
    "GET",
    "/rollout/differences",
    scope=Scope.ROLLOUT_READ,
    query=RolloutDifferencesQuery,
    answer=RolloutDifferencesAnswer,
)
def list_rollout_differences(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the shadow would have said otherwise, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} differences {wanted['field']}"
    page = _desk().differences(
        caller.merchant_id,
        field=wanted["field"],
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    return {
        "items": [_told(each) for each in page.rows],
        "next_cursor": cursors.seal(page.cursor, scope=scope),
    }


def _actor(caller: Caller) -> str:
    return f"api:{caller.key_id}"


def _desk() -> RolloutDesk:
    return cast(RolloutServices, current_app.extensions[EXTENSION]).rollout.desk
