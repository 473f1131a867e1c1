"""What each list of the console shows, and of which table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import url_for
from markupsafe import Markup

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.words import badge, moment, money
from domain.money import Money
from domain.orders import OrderState, PaymentState
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow

_LINK = Markup('<a href="{}">{}</a>')
_CODE = Markup("<code>{}</code>")


def _text(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    def cell(row: AnyRow, _scene: Scene) -> str:
        value = row._mapping[name]
        return "" if value is None else str(value)

    return cell


def _code(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    def cell(row: AnyRow, _scene: Scene) -> Markup | str:
        value = row._mapping[name]
        return "" if value is None else _CODE.format(value)

    return cell


def _state(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    return lambda row, _scene: badge(row._mapping[name])


def _when(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    return lambda row, scene: moment(row._mapping[name], scene.now)


def _named(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """A connection or a place by its name."""
    return lambda row, scene: scene.names.get(row._mapping[name] or "", row._mapping[name] or "")


def _link(endpoint: str, key: str, name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """To the record's own page; `name` is what it is called, or its id where it has no name."""

    def cell(row: AnyRow, scene: Scene) -> Markup | str:
        values = row._mapping
        address = url_for(endpoint, merchant=scene.merchant_id, its_id=values[key])
        return _LINK.format(address, values[name] or values[key])

    return cell


def _total(row: AnyRow, _scene: Scene) -> str:
    return money(Money(row.total_minor, row.currency))


def _states(kinds: type[OrderState] | type[PaymentState]) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in kinds]


_CONNECTION = Filter(name="connection_id", title="Connection")

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
    ),
    columns=(
        Column(title="Order", cell=_link("console.order", "id", "number")),
        Column(title="Placed", cell=_when("placed_at"), sort="placed_at"),
        Column(title="State", cell=_state("state")),
        Column(title="Payment", cell=_state("payment_state")),
        Column(title="Total", cell=_total, numeric=True),
        Column(title="Channel", cell=_text("channel")),
        Column(title="Till", cell=_named("connection_id")),
        Column(title="Store", cell=_named("location_id")),
    ),
    filters=(
        Filter(name="state", title="State", choices=_states(OrderState)),
        Filter(name="payment_state", title="Payment", choices=_states(PaymentState)),
        _CONNECTION,
    ),
    search="order number, order id or the till's id",
)

DELIVERIES = ListPage(
    name="deliveries",
    title="Webhook deliveries",
    hint="What the platforms sent, and what became of it.",
    empty="Nothing came in yet. Webhooks are subscribed when a platform is connected.",
    browse=Browse(
        table=tables.inbox,
        key="id",
        columns=(
            "id",
            "connection_id",
            "topic",
            "delivery_id",
            "state",
            "attempts",
            "reason",
            "received_at",
            "last_seen_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "connection_id", "topic"),
    ),
    columns=(
        Column(title="Delivery", cell=_link("console.delivery", "id", "topic"), sort="id"),
        Column(title="State", cell=_state("state")),
        Column(title="Received", cell=_when("received_at")),
        Column(title="Attempts", cell=_text("attempts"), numeric=True),
        Column(title="From", cell=_named("connection_id")),
        Column(title="Last failure", cell=_text("reason")),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=(("pending", "pending"), ("done", "done"), ("dead", "dead letter")),
        ),
        _CONNECTION,
    ),
)

QUARANTINE = ListPage(
    name="quarantine",
    title="Records that do not map",
    hint="Each with the path, the value and the remedy; the rest of the sync went on.",
    empty="Every record maps.",
    browse=Browse(
        table=tables.quarantine,
        key="id",
        columns=(
            "id",
            "connection_id",
            "entity",
            "platform_id",
            "path",
            "value",
            "remedy",
            "times",
            "first_seen_at",
            "last_seen_at",
            "resolved_at",
        ),
        sorts={"last_seen_at": "desc"},
        filters=("entity", "connection_id"),
        searched=("platform_id", "path"),
    ),
    columns=(
        Column(title="Record", cell=_code("platform_id")),
        Column(title="Kind", cell=_text("entity")),
        Column(title="Path", cell=_code("path")),
        Column(title="Value", cell=_code("value")),
        Column(title="Remedy", cell=_text("remedy")),
        Column(title="Seen", cell=_text("times"), numeric=True),
        Column(title="Last", cell=_when("last_seen_at"), sort="last_seen_at"),
    ),
    filters=(_CONNECTION,),
    search="record id or path",
    only=lambda: (tables.quarantine.c.resolved_at.is_(None),),
)

RUNS = ListPage(
    name="runs",
    title="Sync runs",
    hint="Full runs by connection and kind of record.",
    empty="No run yet. Start one: voicetill sync.",
    browse=Browse(
        table=tables.sync_runs,
        key="id",
        columns=(
            "id",
            "connection_id",
            "kind",
            "entity",
            "state",
            "counts",
            "error",
            "started_at",
            "heartbeat_at",
            "finished_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "entity", "connection_id"),
    ),
    columns=(
        Column(title="Run", cell=_code("id"), sort="id"),
        Column(title="Till", cell=_named("connection_id")),
        Column(title="Records", cell=_text("entity")),
        Column(title="State", cell=_state("state")),
        Column(
            title="Counted",
            cell=lambda row, _scene: f"{(row.counts or {}).get('records', 0):,}",
            numeric=True,
        ),
        Column(title="Started", cell=_when("started_at")),
        Column(title="Ended", cell=_when("finished_at")),
        Column(title="Fault", cell=_text("error")),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=(("running", "running"), ("done", "done"), ("failed", "failed")),
        ),
        _CONNECTION,
    ),
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
        Column(title="Hold", cell=_code("id"), sort="id"),
        Column(title="State", cell=_state("state")),
        Column(title="For", cell=_text("caller")),
        Column(title="Made", cell=_when("created_at")),
        Column(title="Ends", cell=_when("expires_at")),
        Column(title="Why it ended", cell=_text("reason")),
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
        filters=(),
    ),
    columns=(
        Column(title="Product", cell=_link("console.product", "id", "title"), sort="id"),
        Column(
            title="On sale",
            cell=lambda row, _scene: badge("active" if row.active else "not on sale"),
        ),
        Column(title="Leads", cell=_named("lead_connection_id")),
        Column(title="Id at the till", cell=_code("lead_platform_id")),
    ),
    search="words of the title",
)

AUDIT = ListPage(
    name="audit",
    title="Audit log",
    hint="Who did what to which credential or setting; never a secret's value.",
    empty="Nothing was done yet.",
    browse=Browse(
        table=tables.audit_entries,
        key="id",
        columns=("id", "connection_id", "actor", "action", "subject", "detail", "at"),
        sorts={"id": "desc"},
        filters=("actor", "action", "connection_id"),
        searched=("actor", "action", "subject"),
    ),
    columns=(
        Column(title="When", cell=_when("at"), sort="id"),
        Column(title="Who", cell=_text("actor")),
        Column(title="What", cell=_code("action")),
        Column(title="To", cell=_text("subject")),
        Column(title="Connection", cell=_named("connection_id")),
        Column(
            title="Detail",
            cell=lambda row, _scene: ", ".join(f"{k}: {v}" for k, v in (row.detail or {}).items()),
        ),
    ),
    filters=(_CONNECTION,),
    search="who, what or whose",
)

LISTS: Mapping[str, ListPage] = {
    each.name: each for each in (ORDERS, PRODUCTS, DELIVERIES, QUARANTINE, RUNS, HOLDS, AUDIT)
}


def with_choices(page: ListPage, connections: Mapping[str, str]) -> list[Filter]:
    """The filters with the merchant's own connections to choose from."""
    return [
        Filter(name=each.name, title=each.title, choices=tuple(connections.items()))
        if each is _CONNECTION
        else each
        for each in page.filters
    ]
