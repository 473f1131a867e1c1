"""The first page: what goes on now, live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from flask import Blueprint, Response, redirect, render_template, url_for
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    func,
    literal_column,
    select,
    type_coerce,
)
from werkzeug.wrappers import Response as AnyResponse

from app.console.access import needs
from app.ops.standing import ConnectionStanding
from app.ops.status import standings
from domain.ids import OrderId
from domain.money import Money
from storage import alerts, inbox, journal, tables
from storage.alerts import Alert
from storage.inbox import Backlog
from storage.merchants import Merchant
from storage.operators import Role
from storage.order_told import PAYMENT
from storage.types import to_micros

if TYPE_CHECKING:
    from app.console.blueprint import Console

_HOURS = 24
_HOUR_MICROS = 3_600_000_000
_NEEDS_PERSON_DAYS = 30
_LIVE_RETRY_MS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """Orders placed within one hour."""

    at: datetime
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the first page shows."""

    hours: Sequence[Hour]
    """The last day, oldest first."""
    orders_today: int
    sold_today: tuple[Money, ...]
    """By currency."""
    open_checkouts: int
    needs_person: Sequence[OrderId]
    live_holds: int
    backlog: Backlog
    tills: Sequence[ConnectionStanding]
    alerts: Sequence[Alert]
    products: int

    @property
    def chart(self) -> str:
        """The hours for the chart: seconds since 1970 and counts."""
        xs = [int(each.at.timestamp()) for each in self.hours]
        return orjson.dumps([xs, [each.orders for each in self.hours]]).decode()


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    services = console.services

    def read(merchant: Merchant) -> Overview:
        with services.database.read() as tx:
            return overview_of(tx, merchant, services.clock.now())

    @pages.get("/")
    @needs(Role.VIEWER)
    def start() -> AnyResponse | str:
        """To the merchant, or the choice of one."""
        mine = console.gate.merchants()
        if len(mine) == 1:
            return redirect(url_for("console.overview", merchant=mine[0].id))
        return console.page("console/start.html", None)

    @pages.get("/<merchant>/overview")
    @needs(Role.VIEWER)
    def overview(merchant: str) -> str:
        """What goes on now."""
        of = console.gate.merchant(merchant)
        return console.page("console/overview.html", of, told=read(of), here="overview")

    @pages.get("/<merchant>/live")
    @needs(Role.VIEWER)
    def live(merchant: str) -> Response:
        """The figures as a server-sent event.

        The stream ends after it and the browser comes again after three seconds: a stream that
        stayed open would keep one of the few threads that serve shoppers.
        """
        of = console.gate.merchant(merchant)
        html = render_template(
            "console/overview_figures.html",
            told=read(of),
            merchant=of,
            now=services.clock.now(),
        )
        data = "\n".join(f"data: {line}" for line in html.splitlines() if line.strip())
        return Response(
            f"retry: {_LIVE_RETRY_MS}\n{data}\n\n",
            content_type="text/event-stream",
        )


def overview_of(tx: Connection, merchant: Merchant, now: datetime) -> Overview:
    """Read the figures of one merchant."""
    hours = _hours(tx, merchant.id, now)
    return Overview(
        hours=hours,
        orders_today=sum(each.orders for each in hours),
        sold_today=_sold(tx, merchant.id, now - timedelta(hours=_HOURS)),
        open_checkouts=_count(tx, tables.checkouts, merchant.id, "open"),
        needs_person=_needing(tx, merchant.id, now),
        live_holds=_count(tx, tables.holds, merchant.id, "live"),
        backlog=inbox.backlog(tx, merchant_id=merchant.id),
        tills=standings(tx, now=now, merchant_id=merchant.id),
        alerts=alerts.standing(tx, merchant.id),
        products=_products(tx, merchant.id),
    )


def _hours(tx: Connection, merchant_id: str, now: datetime) -> list[Hour]:
    orders = tables.orders
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=_HOURS - 1)
    hour = (func.floor((_micros() - to_micros(first)) / _HOUR_MICROS)).label("hour")
    rows = tx.execute(
        select(hour, func.count().label("orders"))
        .where(
            orders.c.merchant_id == merchant_id,
            orders.c.placed_at >= first,
            orders.c.pos_order_id.is_not(None),
            orders.c.channel != PAYMENT,
        )
        .group_by(hour)
    )
    counts = {int(row.hour): row.orders for row in rows}
    return [
        Hour(at=first + timedelta(hours=each), orders=counts.get(each, 0)) for each in range(_HOURS)
    ]


def _micros() -> ColumnElement[int]:
    return type_coerce(tables.orders.c.placed_at, BigInteger)


def _sold(tx: Connection, merchant_id: str, since: datetime) -> tuple[Money, ...]:
    orders = tables.orders
    rows = tx.execute(
        select(orders.c.currency, func.sum(orders.c.total_minor).label("minor"))
        .where(
            orders.c.merchant_id == merchant_id,
            orders.c.placed_at >= since,
            orders.c.channel != PAYMENT,
            orders.c.payment_state == "paid",
        )
        .group_by(orders.c.currency)
        .order_by(orders.c.currency)
    )
    return tuple(Money(int(row.minor), row.currency) for row in rows)


def _count(tx: Connection, table: Table, merchant_id: str, state: str) -> int:
    found = tx.execute(
        select(func.count())
        .select_from(table)
        .where(
            table.c.merchant_id == merchant_id,
            table.c.state == literal_column(f"'{state}'"),  # a literal: the index is partial
        )
    )
    return found.scalar_one()


def _needing(tx: Connection, merchant_id: str, now: datetime) -> list[OrderId]:
    ids = journal.needing_person(tx, since=now - timedelta(days=_NEEDS_PERSON_DAYS))
    if not ids:
        return []
    mine = tx.execute(
        select(tables.checkouts.c.order_id).where(
            tables.checkouts.c.merchant_id == merchant_id,
            tables.checkouts.c.order_id.in_(ids),
        )
    ).scalars()
    return [OrderId(each) for each in mine]


def _products(tx: Connection, merchant_id: str) -> int:
    products = tables.products
    return tx.execute(
        select(func.count())
        .select_from(products)
        .where(products.c.merchant_id == merchant_id, products.c.active)
    ).scalar_one()
