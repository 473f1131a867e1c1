"""`voicetill transfers …`: goods that one store sends to another for a shopper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from domain.transfers import TransferState
    from storage.transfers import StoredTransfer

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_STATES = ("requested", "sent", "received", "canceled")
_CALL_S = 20.0
_ACTOR = "command line"


@click.group()
def transfers() -> None:
    """Goods that one store sends to another."""


@transfers.command("list")
@_MERCHANT
@click.option("--state", type=click.Choice(_STATES), help="In one state only.")
@click.option("--by", type=click.Choice(("till", "staff")), help="Moved by whom.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@_JSON
def list_transfers(
    merchant: str, state: str | None, by: str | None, limit: int, as_json: bool
) -> None:
    """List transfers, the newest first."""
    from domain.ids import MerchantId
    from domain.transfers import TransferState
    from storage.transfers import MadeBy

    with at_work() as services:
        found = services.transfers.list(
            MerchantId(merchant),
            state=None if state is None else TransferState(state),
            made_by=None if by is None else MadeBy(by),
            limit=limit,
        )
    _print([_told(each) for each in found.rows], as_json)


@transfers.command("show")
@click.argument("transfer")
@_MERCHANT
@_JSON
def show(transfer: str, merchant: str, as_json: bool) -> None:
    """Show one with its stores and why it stands where it does."""
    from domain.ids import MerchantId

    with at_work() as services:
        told = _told(services.transfers.get(MerchantId(merchant), transfer))
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        click.echo(f"{name.replace('_', ' '):<15} {'' if value is None else value}")


@transfers.command("sent")
@click.argument("transfer")
@_MERCHANT
@_JSON
def sent(transfer: str, merchant: str, as_json: bool) -> None:
    """Say that staff sent it by hand, and took it out of the count there."""
    from domain.transfers import TransferState

    _mark(merchant, transfer, TransferState.SENT, as_json)


@transfers.command("received")
@click.argument("transfer")
@_MERCHANT
@_JSON
def received(transfer: str, merchant: str, as_json: bool) -> None:
    """Say that what was sent by hand is there, and counted."""
    from domain.transfers import TransferState

    _mark(merchant, transfer, TransferState.RECEIVED, as_json)


@transfers.command("cancel")
@click.argument("transfer")
@_MERCHANT
@_JSON
def cancel(transfer: str, merchant: str, as_json: bool) -> None:
    """Call it off, in the till as well; its goods are free again."""
    from domain.calls import Call
    from domain.ids import MerchantId

    with at_work() as services:
        ended = services.transfers.cancel(
            MerchantId(merchant), transfer, actor=_ACTOR, call=Call.within(_CALL_S)
        )
    _print([_told(ended)], as_json)


def _mark(merchant: str, transfer: str, to: TransferState, as_json: bool) -> None:
    from domain.calls import Call
    from domain.ids import MerchantId

    with at_work() as services:
        moved = services.transfers.mark(
            MerchantId(merchant), transfer, to, actor=_ACTOR, call=Call.within(_CALL_S)
        )
    _print([_told(moved)], as_json)


def _told(transfer: StoredTransfer) -> dict[str, Any]:
    """For people and programs: nobody's name."""
    return {
        "transfer_id": transfer.id,
        "state": transfer.state.value,
        "made_by": transfer.made_by.value,
        "sku": transfer.sku,
        "name": transfer.name,
        "quantity": transfer.quantity,
        "source_id": transfer.source_id,
        "destination_id": transfer.destination_id,
        "expected_on": transfer.expected_on.isoformat(),
        "platform_id": transfer.platform_id,
        "kept_hold_id": transfer.kept_hold_id,
        "reason": transfer.reason,
        "unsent_until": f"{transfer.unsent_until:%Y-%m-%dT%H:%M:%SZ}",
        "created_at": f"{transfer.created_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _print(told: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    print_table(
        ("transfer", "state", "by", "expected", "why", "quantity", "goods"),
        [
            (
                each["transfer_id"],
                each["state"],
                each["made_by"],
                each["expected_on"],
                each["reason"],
                each["quantity"],
                each["name"],
            )
            for each in told
        ],
        wide=("by", "why"),
    )
