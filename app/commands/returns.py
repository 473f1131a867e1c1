"""`voicetill returns list` and `returns show`: goods that come back, at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.orders import Tracking
    from storage.return_labels import StoredLabel
    from storage.returns import StoredReturn
    from storage.statements import AnyRow

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose returns.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_STATES = (
    "needs_person", "exchanging", "awaiting_goods", "working", "needs_staff", "done", "refused",
    "canceled",
)  # fmt: skip
_REASONS = (
    "changed_mind", "wrong_size", "wrong_item", "not_as_described", "damaged", "defective", "late",
    "other",
)  # fmt: skip


@click.group()
def returns() -> None:
    """Goods that come back, and the money for them."""


@returns.command("list")
@_MERCHANT
@click.option("--state", type=click.Choice(_STATES), default=None, help="In one state only.")
@click.option("--reason", type=click.Choice(_REASONS), default=None, help="For one reason only.")
@click.option("--search", default="", help="In ids of returns and of their orders.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--cursor", default=None, help="Go on where the list before ended.")
@_JSON
def list_returns(
    merchant: str,
    state: str | None,
    reason: str | None,
    search: str,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """List returns, the newest first."""
    from app.console.shown.sales import RETURNS
    from storage import browse

    query = browse.Query(
        filters={"state": state or "", "reason": reason or ""},
        search=search,
        cursor=cursor,
        limit=limit,
    )
    with at_work() as services, services.database.read() as tx:
        found = browse.page(tx, RETURNS.browse, merchant, query)
    rows = [_listed(row, RETURNS.browse.columns) for row in found.rows]
    if as_json:
        print_json({"returns": rows, "cursor": found.cursor})
        return
    if not rows:
        click.echo("No such return. Ask for one: POST /v1/returns, or by voice.")
        return
    _print_rows(rows)
    if found.cursor is not None:
        click.echo(f"more: --cursor {found.cursor}", err=True)


def _listed(row: AnyRow, columns: Sequence[str]) -> dict[str, Any]:
    """What the list has of a return; its plan of refunds stays inside."""
    told = {name: row._mapping[name] for name in columns if name != "detail"}
    told["waits_for"] = row.detail.get("person")
    told["left_to_staff"] = row.detail.get("left", [])
    return told


def _print_rows(rows: list[dict[str, Any]]) -> None:
    from domain.money import Money

    print_table(
        ("return", "order", "asked", "state", "reason", "amount", "for staff or a person"),
        (
            (
                row["id"],
                row["order_id"],
                f"{row['created_at']:%Y-%m-%d %H:%M}",
                row["state"],
                row["reason"],
                Money(row["amount_minor"], row["currency"]),
                "; ".join(row["left_to_staff"]) or row["waits_for"],
            )
            for row in rows
        ),
        wide={"reason", "asked"},
    )


@returns.command("show")
@click.argument("return_id", metavar="RETURN")
@_MERCHANT
@_JSON
def show_return(return_id: str, merchant: str, as_json: bool) -> None:
    """Show RETURN with its goods, where they are, its label, and what staff must do."""
    from domain.errors import NotFoundError
    from domain.ids import MerchantId

    owner = MerchantId(merchant)
    with at_work() as services:
        try:
            stored = services.returns.get(owner, return_id)
        except NotFoundError as error:
            raise click.ClickException(
                f"{merchant} has no return {return_id}; `voicetill returns list` shows which there "
                "are"
            ) from error
        label = services.returns.labels(owner, [return_id]).get(return_id)
        parcel = services.returns.parcels(owner, [stored]).get(return_id)
        lines = services.orders.order(owner, stored.order_id).lines
    names = [line.name for line in lines]
    told = _whole(stored, names, label, parcel)
    if as_json:
        print_json(told)
    else:
        _print_return(stored, told)


def _whole(
    stored: StoredReturn, names: list[str], label: StoredLabel | None, parcel: Tracking | None
) -> dict[str, Any]:
    from app.commerce.return_facts import label_of

    return {
        "return_id": stored.id,
        "order_id": stored.order_id,
        "state": stored.state.value,
        "reason": stored.reason.value,
        "lines": [
            {
                "position": position,
                "name": names[position] if position < len(names) else None,
                "quantity": quantity,
            }
            for position, quantity in stored.lines
        ],
        "amount_minor": stored.amount.amount,
        "goes_back_minor": stored.goes_back.amount,
        "currency": stored.amount.currency,
        "refund_to": stored.detail.get("refund_to"),
        "channel": stored.channel,
        "waits_for": stored.detail.get("person"),
        "way_back": stored.detail.get("way_back"),
        "label_url": label_of(stored, label),
        "label_state": None if label is None else label.state.value,
        "label_problem": None if label is None else label.problem,
        "parcel": None if parcel is None else parcel.number,
        "left_to_staff": list(stored.detail.get("left", ())),
        "restocked": stored.restocked,
        "platform_id": stored.platform_id,
        "created_at": stored.created_at,
        "updated_at": stored.updated_at,
    }


def _print_return(stored: StoredReturn, told: dict[str, Any]) -> None:
    click.echo(f"Return {stored.id} of order {stored.order_id}")
    reason = stored.reason.value.replace("_", " ")
    click.echo(f"  {stored.state.value.replace('_', ' ')}, {reason}, by {stored.channel}")
    click.echo(f"  asked {stored.created_at:%Y-%m-%d %H:%M} UTC")
    for line in told["lines"]:
        name = line["name"] or f"line {line['position']}"
        click.echo(f"  {line['quantity']} × {name}")
    exchanged = stored.goes_back != stored.amount
    back = f"{stored.goes_back} of it go back" if exchanged else "back"
    click.echo(f"  worth {stored.amount}, {back} to {told['refund_to'] or 'original'}")
    if exchanged:
        click.echo("  the rest pays for goods taken in exchange")
    if stored.note:
        click.echo(f"  in the shopper's words: {stored.note}")
    if told["waits_for"]:
        click.echo(f"  a person decides, because: {told['waits_for']}")
    for name in ("way_back", "label_url", "label_state", "label_problem", "parcel"):
        if told[name]:
            click.echo(f"  {name.replace('_', ' ')}: {told[name]}")
    for task in told["left_to_staff"]:
        click.echo(f"  for staff: {task}")
    click.echo(f"  {'back in stock' if stored.restocked else 'not back in stock'}")
