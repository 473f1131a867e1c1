"""`/v1/analytics`: what voice brings a merchant, by day, channel and locale."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, ValidationError, fields, post_load, validate

from app.analytics.desk import AnalyticsDesk, Asked
from app.analytics.figures import Split
from app.analytics.telling import report_csv, report_view
from app.api.access import Caller
from app.api.fields import MoneySchema, Text
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope
from domain.ids import MerchantId

_SPLITS = [split.value for split in Split]
resource = Resource("Analytics", "What voice brings: conversion, containment, costs, satisfaction.")


class AnalyticsServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def analytics(self) -> AnalyticsDesk:
        """Counts."""
        ...


class AnalyticsQuery(Schema):
    """Which days, and told apart by what."""

    first = fields.Date(
        data_key="from", load_default=None, metadata={"description": "First day, YYYY-MM-DD."}
    )
    last = fields.Date(
        data_key="to", load_default=None, metadata={"description": "Last day, included."}
    )
    by = Text(
        most=40,
        load_default=None,
        metadata={"description": "`day`, `channel`, `locale`, or several with commas between."},
    )
    form = fields.String(
        data_key="format", load_default="json", validate=validate.OneOf(["json", "csv"])
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """With the splits as they are counted by."""
        named = list(dict.fromkeys(filter(None, (data["by"] or "").split(","))))
        if not set(named) <= set(_SPLITS):
            raise ValidationError(f"Must be of: {', '.join(_SPLITS)}.", "by")
        return {**data, "by": tuple(map(Split, named))}


class FiguresAnswer(Schema):
    """Sums and rates; a rate of nothing is null."""

    contacts = fields.Integer(metadata={"description": "Conversations."})
    turns = fields.Integer()
    orders = fields.Integer(metadata={"description": "Placed in these conversations and standing."})
    conversion = fields.Float(
        allow_none=True, metadata={"description": "Share of conversations with an order."}
    )
    containment = fields.Float(
        allow_none=True, metadata={"description": "Share of conversations without a person."}
    )
    escalated = fields.Integer(metadata={"description": "Conversations with a person."})
    reasons = fields.Dict(keys=fields.String(), values=fields.Integer())
    misunderstanding = fields.Float(
        allow_none=True, metadata={"description": "Share of turns that were not understood."}
    )
    handle_time_s = fields.Float(allow_none=True)
    cost_per_contact = fields.Nested(MoneySchema, allow_none=True)
    revenue = fields.List(fields.Nested(MoneySchema), metadata={"description": "By currency."})
    average_order = fields.List(
        fields.Nested(MoneySchema),
        metadata={"description": "Empty where orders are in several currencies."},
    )
    returns = fields.Integer(metadata={"description": "Returns that were done."})
    return_time_s = fields.Float(allow_none=True)
    ratings = fields.Integer()
    satisfaction = fields.Float(
        allow_none=True, metadata={"description": "Mean score after a return, one to five."}
    )
    intents = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "Turns by what was wanted, the most frequent first."},
    )


class GroupAnswer(Schema):
    """One group; only what was split by is there."""

    day = fields.String()
    channel = fields.String()
    locale = fields.String(metadata={"description": "Empty for returns, which know none."})
    figures = fields.Nested(FiguresAnswer)


class IntentAnswer(Schema):
    """How often shoppers wanted what."""

    intent = fields.String()
    turns = fields.Integer()
    share = fields.Float()


class AnalyticsAnswer(Schema):
    """Figures of whole days in the shop's own time."""

    first = fields.String(data_key="from")
    last = fields.String(data_key="to")
    timezone = fields.String()
    total = fields.Nested(FiguresAnswer)
    groups = fields.List(fields.Nested(GroupAnswer))
    intents = fields.List(fields.Nested(IntentAnswer))


@resource.operation(
    "GET", "/analytics", scope=Scope.ANALYTICS_READ, query=AnalyticsQuery, answer=AnalyticsAnswer
)
def read_analytics(caller: Caller, asked: dict[str, Any]) -> dict[str, Any] | Response:
    """Figures of the last thirty days, or of those asked for; `format=csv` for spreadsheets."""
    found = _figures(caller.merchant_id, asked["first"], asked["last"], asked["by"])
    if asked["form"] == "csv":
        name = f"voicetill-{found.first}-{found.last}.csv"
        return Response(
            report_csv(found),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    return report_view(found)


def _figures(
    merchant_id: MerchantId, first: date | None, last: date | None, splits: tuple[Split, ...]
) -> Asked:
    return _desk().figures(merchant_id, first=first, last=last, splits=splits)


def _desk() -> AnalyticsDesk:
    return cast(AnalyticsServices, current_app.extensions[EXTENSION]).analytics
