"""What a rollout was set to, and what its shadow saw."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from markupsafe import Markup

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.shown.cells import text, when
from app.rollout.views import percent
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow


def _told(name: str) -> Callable[[AnyRow, Scene], Markup]:
    return lambda row, _scene: Markup("<code>{}</code>").format(
        orjson.dumps(row._mapping[name]).decode()
    )


DIFFERENCES = ListPage(
    name="differences",
    title="Shadow differences",
    hint="What our records would have said otherwise than was said.",
    empty="Nothing differs, or the shadow is off.",
    browse=Browse(
        table=tables.rollout_differences,
        key="id",
        columns=("id", "at", "channel", "field", "sku", "live", "shadow", "order_id"),
        sorts={"id": "desc"},
        filters=("channel", "field"),
        searched=("sku", "order_id"),
    ),
    columns=(
        Column(title="When", cell=when("at"), sort="id"),
        Column(title="Channel", cell=text("channel")),
        Column(title="What", cell=text("field")),
        Column(title="SKU", cell=text("sku")),
        Column(title="Said", cell=_told("live")),
        Column(title="Our records", cell=_told("shadow")),
        Column(title="Order", cell=text("order_id")),
    ),
    search="SKU, order",
)

PLANS = ListPage(
    name="rollout-history",
    title="Rollout history",
    hint="Every share and shadow as it was set, by whom and why.",
    empty="There was never a plan.",
    browse=Browse(
        table=tables.rollout_changes,
        key="id",
        columns=("id", "at", "channel", "share", "shadow", "reason", "actor"),
        sorts={"id": "desc"},
        filters=("channel", "shadow"),
        searched=("reason", "actor"),
    ),
    columns=(
        Column(title="When", cell=when("at"), sort="id"),
        Column(title="Channel", cell=text("channel")),
        Column(title="Served", cell=lambda row, _scene: f"{percent(row.share)} %"),
        Column(title="Shadow", cell=lambda row, _scene: "on" if row.shadow else "off"),
        Column(title="Why", cell=text("reason")),
        Column(title="By", cell=text("actor")),
    ),
    filters=(Filter(name="shadow", title="Shadow", choices=(("yes", "on"), ("no", "off"))),),
    search="why, by whom",
)
