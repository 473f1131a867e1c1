"""What does not add up between payments and orders."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.shown.cells import CONNECTION, at_some_time, code, named, state, states, text, when
from app.console.words import money
from domain.balance import FindingKind, FindingState
from domain.money import Money
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow


def _order(row: AnyRow, scene: Scene) -> Markup | str:
    if row.order_id is None:
        return ""
    address = url_for("console.order", merchant=scene.merchant_id, its_id=row.order_id)
    return Markup('<a href="{}">{}</a>').format(address, row.order_id)


def _what(row: AnyRow, scene: Scene) -> Markup:
    address = url_for("console.finding", merchant=scene.merchant_id, its_id=row.id)
    return Markup('<a href="{}">{}</a>').format(address, row.kind.replace("-", " "))


BALANCE = ListPage(
    name="balance",
    title="Closing balance",
    hint="Every night payments are proved against orders, and refunds against returns. What does "
    "not add up stands here until it does, or a person accepted it.",
    empty="Nothing was ever found, or no night has passed yet. Prove it now: voicetill balance "
    "--run.",
    browse=Browse(
        table=tables.balance_findings,
        key="id",
        columns=(
            "id",
            "connection_id",
            "kind",
            "state",
            "subject",
            "order_id",
            "amount_minor",
            "currency",
            "detail",
            "found_at",
            "ended_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "kind", "connection_id"),
        searched=("subject", "order_id"),
    ),
    columns=(
        Column(title="What", cell=_what, sort="id"),
        Column(title="State", cell=state("state")),
        Column(
            title="Amount",
            cell=lambda row, _scene: money(Money(row.amount_minor, row.currency)),
            numeric=True,
        ),
        Column(title="Payment", cell=code("subject")),
        Column(title="Order", cell=_order),
        Column(title="Till", cell=named("connection_id")),
        Column(title="Why", cell=text("detail"), is_long=True),
        Column(title="Found", cell=when("found_at")),
        Column(title="Ended", cell=at_some_time("ended_at")),
    ),
    filters=(
        Filter(name="state", title="State", choices=states(FindingState)),
        Filter(
            name="kind",
            title="What",
            choices=[(each.value, each.value.replace("-", " ")) for each in FindingKind],
        ),
        CONNECTION,
    ),
    given={"state": FindingState.OPEN.value},
    search="payment or order",
)
