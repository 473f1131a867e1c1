"""What is sold and comes back: orders, returns, the catalog, holds."""

from __future__ import annotations

from app.commerce.queue_words import why
from app.commerce.refusal_words import told
from app.console.lists import Column, Filter, ListPage
from app.console.shown.cells import (
    CONNECTION,
    LEAD,
    code,
    link,
    named,
    state,
    states,
    text,
    total,
    when,
)
from app.console.words import badge, money
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.parking import ParkedState
from domain.returns import ReturnState
from storage import refused_orders, tables
from storage.browse import Browse
from storage.order_told import PAYMENT

ORDERS = ListPage(
    name="orders",
    title="Orders",
    hint="Placed here, and those the tills tell of.",
    empty="No order yet. Place one: voicetill say, or POST /v1/orders.",
    browse=Browse(
        table=tables.orders,
        key="id",
        columns=(
            "id",
            "number",
            "pos_order_id",
            "connection_id",
            "channel",
            "state",
            "payment_state",
            "total_minor",
            "currency",
            "location_id",
            "placed_at",
            "updated_at",
        ),
        sorts={"placed_at": "desc"},
        filters=("state", "payment_state", "channel", "connection_id"),
        searched=("id", "number", "pos_order_id"),
        hidden={"channel": PAYMENT},
    ),
    columns=(
        Column(title="Order", cell=link("console.order", "id", "number")),
        Column(title="Placed", cell=when("placed_at"), sort="placed_at"),
        Column(title="State", cell=state("state")),
        Column(title="Payment", cell=state("payment_state")),
        Column(title="Total", cell=total, numeric=True),
        Column(title="Channel", cell=text("channel")),
        Column(title="Till", cell=named("connection_id")),
        Column(title="Store", cell=named("location_id")),
    ),
    filters=(
        Filter(name="state", title="State", choices=states(OrderState)),
        Filter(name="payment_state", title="Payment", choices=states(PaymentState)),
        CONNECTION,
    ),
    search="order number, order id or the till's id",
)

QUEUE = ListPage(
    name="queue",
    title="Waiting for a till",
    hint="Orders received while their till could not be reached; entered by themselves once it is.",
    empty="No order waits. What may wait is set with: voicetill orders parking.",
    browse=Browse(
        table=tables.parked_orders,
        key="order_id",
        columns=(
            "order_id",
            "state",
            "connection_id",
            "location_name",
            "channel",
            "total_minor",
            "currency",
            "is_authorized",
            "reason",
            "attempts",
            "number",
            "parked_at",
            "until",
            "closed_by",
        ),
        sorts={"parked_at": "asc"},
        filters=("state", "connection_id"),
        searched=("order_id", "number"),
    ),
    columns=(
        Column(title="Order", cell=link("console.order", "order_id", "order_id")),
        Column(title="State", cell=state("state")),
        Column(title="Received", cell=when("parked_at"), sort="parked_at"),
        Column(title="Until", cell=when("until")),
        Column(title="Total", cell=total, numeric=True),
        Column(
            title="Money",
            cell=lambda row, _scene: "authorized" if row.is_authorized else "not yet",
        ),
        Column(title="Store", cell=text("location_name")),
        Column(title="Till", cell=named("connection_id")),
        Column(title="Till's number", cell=text("number")),
        Column(title="Why", cell=lambda row, _scene: why(row.reason), is_long=True),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=[(each.value, each.value.replace("_", " ")) for each in ParkedState],
        ),
        CONNECTION,
    ),
    search="order id or the till's number",
)

REFUSED = ListPage(
    name="refused-orders",
    title="Refused orders",
    hint="Asked for here, and not taken by the merchant's own rules: why, and what would let the "
    "next one in.",
    empty="No order was refused. What is refused is set with: voicetill merchants set.",
    browse=refused_orders.BROWSE,
    columns=(
        Column(title="Refused", cell=when("at"), sort="at"),
        Column(title="Channel", cell=text("channel")),
        Column(title="Total", cell=total, numeric=True),
        Column(
            title="Reason",
            cell=lambda row, _scene: "; ".join(told(each).why for each in row.reasons),
            is_long=True,
        ),
        Column(
            title="What helps",
            cell=lambda row, _scene: "; ".join(
                dict.fromkeys(told(each).remedy for each in row.reasons)
            ),
            is_long=True,
        ),
        Column(title="Till", cell=named("connection_id")),
    ),
    filters=(CONNECTION,),
    only=lambda: (refused_orders.is_refused(),),
)

RETURNS = ListPage(
    name="returns",
    title="Returns",
    hint="Goods that come back, and the money for them.",
    empty="Nobody gave anything back. Ask for one: POST /v1/returns.",
    browse=Browse(
        table=tables.returns,
        key="id",
        columns=(
            "id",
            "order_id",
            "state",
            "reason",
            "amount_minor",
            "currency",
            "channel",
            "restocked",
            "detail",
            "created_at",
            "updated_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "reason"),
        searched=("id", "order_id"),
    ),
    columns=(
        Column(title="Return", cell=link("console.return_page", "id", "id"), sort="id"),
        Column(title="Order", cell=link("console.order", "order_id", "order_id")),
        Column(title="State", cell=state("state")),
        Column(title="Reason", cell=text("reason")),
        Column(
            title="Amount",
            cell=lambda row, _scene: money(Money(row.amount_minor, row.currency)),
            numeric=True,
        ),
        Column(
            title="For staff or a person",
            cell=lambda row, _scene: (
                "; ".join(row.detail.get("left", ())) or row.detail.get("person") or ""
            ),
        ),
        Column(title="Asked", cell=when("created_at")),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=[(each.value, each.value.replace("_", " ")) for each in ReturnState],
        ),
    ),
    search="return or order id",
)

PRODUCTS = ListPage(
    name="catalog",
    title="Catalog",
    hint="One product, whatever tills sell it.",
    empty="The catalog is empty. Connect a platform, then: voicetill sync.",
    browse=Browse(
        table=tables.products,
        key="id",
        columns=("id", "title", "active", "lead_connection_id", "lead_platform_id"),
        sorts={"id": "asc"},
        searched=("title",),
        filters=("lead_connection_id",),
    ),
    columns=(
        Column(title="Product", cell=link("console.product", "id", "title"), sort="id"),
        Column(
            title="On sale",
            cell=lambda row, _scene: badge("active" if row.active else "not on sale"),
        ),
        Column(title="Leads", cell=named("lead_connection_id")),
        Column(title="Id at the till", cell=code("lead_platform_id")),
    ),
    filters=(LEAD,),
    search="words of the title",
)

HOLDS = ListPage(
    name="holds",
    title="Holds",
    hint="Stock kept aside for a shopper until its time is over.",
    empty="Nobody holds anything.",
    browse=Browse(
        table=tables.holds,
        key="id",
        columns=("id", "state", "caller", "reason", "created_at", "expires_at", "closed_at"),
        sorts={"id": "desc"},
        filters=("state",),
        searched=("id",),
    ),
    columns=(
        Column(title="Hold", cell=code("id"), sort="id"),
        Column(title="State", cell=state("state")),
        Column(title="For", cell=text("caller"), is_long=True),
        Column(title="Made", cell=when("created_at")),
        Column(title="Ends", cell=when("expires_at")),
        Column(title="Why it ended", cell=text("reason")),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=(
                ("live", "live"),
                ("committed", "sold"),
                ("released", "released"),
                ("expired", "expired"),
            ),
        ),
    ),
    search="hold id",
)
