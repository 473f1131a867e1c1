"""Orders of which several stores deliver a part each."""

from __future__ import annotations

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.shown.cells import link, state, states, text, total, when
from domain.splits import OnFailure, SplitState
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow


def _total(row: AnyRow, scene: Scene) -> str:
    """What the parts come to; nothing before all of them are priced."""
    return "" if row.total_minor is None else total(row, scene)


SPLIT_ORDERS = ListPage(
    name="split-orders",
    title="Split orders",
    hint="One order over several tills: every part is authorized before any is paid.",
    empty="No split order. Shoppers are offered one where no one store has all of it.",
    browse=Browse(
        table=tables.split_orders,
        key="id",
        columns=(
            "id",
            "state",
            "on_failure",
            "total_minor",
            "currency",
            "channel",
            "reason",
            "created_at",
            "updated_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "on_failure"),
        searched=("id",),
    ),
    columns=(
        Column(title="Order", cell=link("console.split_order", "id", "id"), sort="id"),
        Column(title="State", cell=state("state")),
        Column(title="If a part fails", cell=text("on_failure")),
        Column(title="Total", cell=_total, numeric=True),
        Column(title="Through", cell=text("channel")),
        Column(title="Why", cell=text("reason")),
        Column(title="Asked", cell=when("created_at")),
    ),
    filters=(
        Filter(name="state", title="State", choices=states(SplitState)),
        Filter(name="on_failure", title="If a part fails", choices=states(OnFailure)),
    ),
    search="id",
)
