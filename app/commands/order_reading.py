"""`voicetill orders list`, `show` and `refused`: the order book at a terminal."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from app.commerce.model import OrderView
    from domain.money import Money

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose orders.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_CALL_S = 10.0


@click.command("list")
@_MERCHANT
@click.option("--state", default=None, help="Only these: pending, confirmed, canceled …")
@click.option("--channel", default=None, help="Only those of this channel: alexa, rest, pos …")
@click.option("--search", default="", help="In order numbers, ours and the till's.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--cursor", default=None, help="Go on where the list before ended.")
@_JSON
def list_orders(
    merchant: str,
    state: str | None,
    channel: str | None,
    search: str,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """List orders, the newest first."""
    from app.console.shown.sales import ORDERS
    from storage import browse

    filters = {"state": state, "channel": channel}
    query = browse.Query(
        filters={name: value for name, value in filters.items() if value is not None},
        search=search,
        cursor=cursor,
        limit=limit,
    )
    with at_work() as services, services.database.read() as tx:
        found = browse.page(tx, ORDERS.browse, merchant, query)
    rows = [{name: row._mapping[name] for name in ORDERS.browse.columns} for row in found.rows]
    if as_json:
        print_json({"orders": rows, "cursor": found.cursor})
        return
    if not rows:
        click.echo('No such order. Place one: voicetill say "…"')
        return
    _print_rows(rows)
    if found.cursor is not None:
        click.echo(f"more: --cursor {found.cursor}", err=True)


def _print_rows(rows: list[dict[str, Any]]) -> None:
    from domain.money import Money

    print_table(
        ("order", "number", "placed", "state", "total", "payment", "channel"),
        (
            (
                row["id"],
                row["number"],
                f"{row['placed_at']:%Y-%m-%d %H:%M}",
                row["state"],
                Money(row["total_minor"], row["currency"]),
                row["payment_state"],
                row["channel"],
            )
            for row in rows
        ),
        wide={"payment", "channel"},
    )


@click.command("refused")
@_MERCHANT
@click.option("--channel", default=None, help="Only those asked for here: alexa, phone, api …")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--cursor", default=None, help="Go on where the list before ended.")
@_JSON
def list_refused(
    merchant: str, channel: str | None, limit: int, cursor: str | None, as_json: bool
) -> None:
    """List orders that the merchant's rules did not take, the newest first, with why and what
    helps."""
    from app.commerce.refusal_words import told
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.orders.refused(
            MerchantId(merchant), channel=channel, limit=limit, cursor=cursor
        )
    if as_json:
        rows = [
            asdict(each) | {"reasons": [asdict(told(code)) for code in each.reasons]}
            for each in found.rows
        ]
        print_json({"refused": rows, "cursor": found.cursor})
        return
    if not found.rows:
        click.echo("No order was refused. What is refused is set with: voicetill merchants set.")
        return
    print_table(
        ("refused", "channel", "total", "reason", "what helps"),
        (
            (
                f"{each.at:%Y-%m-%d %H:%M}",
                each.channel,
                each.total,
                "; ".join(told(code).why for code in each.reasons),
                "; ".join(dict.fromkeys(told(code).remedy for code in each.reasons)),
            )
            for each in found.rows
        ),
        wide={"channel"},
    )
    if found.cursor is not None:
        click.echo(f"more: --cursor {found.cursor}", err=True)


@click.command("show")
@click.argument("order")
@_MERCHANT
@click.option("--live", is_flag=True, help="Ask the till how it stands now.")
@_JSON
def show_order(order: str, merchant: str, live: bool, as_json: bool) -> None:
    """Show ORDER (our id or its number) with its lines, parcels and history."""
    from domain.calls import Call
    from domain.errors import NotFoundError
    from domain.ids import MerchantId, OrderId

    owner = MerchantId(merchant)
    with at_work() as services:
        known = services.orders.by_number(owner, order)
        order_id = OrderId(order) if known is None else known.order_id
        call = Call.within(_CALL_S, correlation_id=f"cli-{order_id}") if live else None
        try:
            found = services.orders.order(owner, order_id, call=call)
        except NotFoundError as error:
            raise click.ClickException(
                f"{merchant} has no order {order}; `voicetill orders list` shows which there are"
            ) from error
    if as_json:
        print_json(asdict(found))
    else:
        _print_order(found)


def _print_order(order: OrderView) -> None:
    named = order.order_id if order.number is None else f"{order.number} ({order.order_id})"
    click.echo(f"Order {named}")
    click.echo(f"  {order.state.value}, {order.payment_state.value}, by {order.channel}")
    place = order.location_name or "no store"
    click.echo(f"  {order.platform}: {order.pos_order_id or 'not in the till'} at {place}")
    click.echo(f"  placed {order.created_at:%Y-%m-%d %H:%M} UTC")
    if order.is_under_way:
        click.echo("  being placed: a worker finds out what its last step came to")
    if order.pos_was_silent:
        click.echo("  the till did not answer: this is what it told last", err=True)
    for line in order.lines:
        click.echo(f"  {_count(line.quantity)} × {line.name:<40} {_money(line.total):>14}")
    sums = (
        ("taken off already", order.discount),
        ("tax", order.tax),
        ("total", order.total),
        ("given back", order.refunded),
        ("given in store credit", order.credited),
    )
    for name, amount in sums:
        if amount is not None:
            click.echo(f"  {name:<44} {_money(amount):>14}")
    for parcel in order.tracking:
        click.echo(f"  parcel {parcel.number or '-'}")
    for event in order.history:
        click.echo(f"  {event.at:%Y-%m-%d %H:%M} {event.state} {event.detail}".rstrip())


def _count(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _money(money: Money | None) -> str:
    return "-" if money is None else str(money)
