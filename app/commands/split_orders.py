"""`voicetill orders split …`: orders of which several stores deliver a part each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from storage.split_orders import StoredSplit

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_CALL_S = 30.0


@click.group()
def split() -> None:
    """Split orders: one order over several tills."""


@split.command("list")
@_MERCHANT
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@_JSON
def list_split_orders(merchant: str, limit: int, as_json: bool) -> None:
    """List split orders, the newest first."""
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.splits.list(MerchantId(merchant), cursor=None, limit=limit)
    _print([_told(each) for each in found.rows], as_json)


@split.command("show")
@click.argument("split_order")
@_MERCHANT
@_JSON
def show_split_order(split_order: str, merchant: str, as_json: bool) -> None:
    """Show a split order with the store, order and total of each part."""
    from domain.ids import MerchantId

    with at_work() as services:
        view = services.splits.get(MerchantId(merchant), split_order)
        places = {each.id: each.name for each in services.stock.places(MerchantId(merchant))}
    told = _told(view.stored)
    if as_json:
        print_json(told)
        return
    _print([told], as_json=False)
    print_table(
        ("store", "order", "state", "payment", "total"),
        [
            (
                places.get(part.location_id, part.location_id),
                part.order_id,
                None if order is None else order.state.value,
                None if order is None else order.payment_state.value,
                _amount(part.total_minor, told["currency"]),
            )
            for part, order in zip(view.stored.parts, view.orders, strict=True)
        ],
    )


@split.command("cancel")
@click.argument("split_order")
@_MERCHANT
@_JSON
def cancel_split_order(split_order: str, merchant: str, as_json: bool) -> None:
    """Take every part of a split order back, with its money; what was handed over stays."""
    from domain.calls import Call
    from domain.ids import MerchantId

    with at_work() as services:
        call = Call.within(_CALL_S, correlation_id=f"cli-{split_order}")
        view = services.splits.cancel(MerchantId(merchant), split_order, call=call)
    _print([_told(view.stored)], as_json)


parts = click.Group("parts", split.commands, hidden=True, help=split.help)
"""What `split` was called first."""


def _told(stored: StoredSplit) -> dict[str, Any]:
    """For people and programs: nobody's name."""
    return {
        "split_id": stored.id,
        "state": stored.state.value,
        "on_failure": stored.on_failure.value,
        "total_minor": None if stored.total is None else stored.total.amount,
        "currency": None if stored.total is None else stored.total.currency,
        "channel": stored.channel,
        "reason": stored.reason,
        "created_at": f"{stored.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "parts": [
            {
                "location_id": part.location_id,
                "connection_id": part.connection_id,
                "order_id": part.order_id,
                "lines": list(part.lines),
                "total_minor": part.total_minor,
            }
            for part in stored.parts
        ],
    }


def _amount(minor: int | None, currency: str | None) -> str | None:
    """An amount as people read it."""
    from domain.money import Money

    if minor is None or currency is None:
        return None
    return f"{Money(minor, currency).to_decimal()} {currency}"


def _print(told: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    print_table(
        ("order", "state", "parts", "total", "asked", "why"),
        [
            (
                each["split_id"],
                each["state"],
                len(each["parts"]),
                _amount(each["total_minor"], each["currency"]),
                each["created_at"],
                each["reason"],
            )
            for each in told
        ],
        wide=("asked", "why"),
    )
