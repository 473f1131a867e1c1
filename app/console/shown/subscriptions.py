"""What shoppers get again and again."""

from __future__ import annotations

from app.console.lists import Column, Filter, ListPage
from app.console.shown.cells import link, state, text, when
from app.console.words import money
from domain.money import Money
from domain.recurrence import Cadence, Unit
from domain.subscriptions import SubscriptionState
from storage import tables
from storage.browse import Browse

SUBSCRIPTIONS = ListPage(
    name="subscriptions",
    title="Subscriptions",
    hint="What shoppers get again and again, and whether it goes on.",
    empty="Nobody subscribed yet. Begin one: POST /v1/subscriptions.",
    browse=Browse(
        table=tables.subscriptions,
        key="id",
        columns=(
            "id",
            "customer_id",
            "state",
            "reason",
            "sku",
            "name",
            "quantity",
            "price_minor",
            "currency",
            "every",
            "unit",
            "channel",
            "resume_at",
            "created_at",
        ),
        sorts={"id": "desc"},
        filters=("state",),
        searched=("id", "customer_id", "sku"),
    ),
    columns=(
        Column(title="Subscription", cell=link("console.subscription", "id", "name"), sort="id"),
        Column(title="State", cell=state("state")),
        Column(title="Why", cell=text("reason")),
        Column(
            title="How often",
            cell=lambda row, _scene: Cadence(every=row.every, unit=Unit(row.unit)).words,
        ),
        Column(title="Quantity", cell=text("quantity"), numeric=True),
        Column(
            title="Each",
            cell=lambda row, _scene: money(Money(row.price_minor, row.currency)),
            numeric=True,
        ),
        Column(title="Through", cell=text("channel")),
        Column(title="Begun", cell=when("created_at")),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=[(each.value, each.value.replace("_", " ")) for each in SubscriptionState],
        ),
    ),
    search="id, customer or SKU",
)
