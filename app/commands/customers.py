"""`voicetill customers …`: who is whom, and joining two who are one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from app.commands.context import at_work, print_json
from domain.counting import counted

if TYPE_CHECKING:
    from storage.customer_merges import CustomerMerge

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose customers.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_OPERATOR = "operator"


@click.group()
def customers() -> None:
    """One person behind the records of several platforms."""


@customers.command("matches")
@click.argument("customer_id")
@_MERCHANT
@_JSON
def matches(customer_id: str, merchant: str, as_json: bool) -> None:
    """List others who share CUSTOMER_ID's phone or e-mail, and merges there were."""
    from domain.ids import CustomerId, MerchantId

    with at_work() as services:
        found, merges = services.persons.matches(MerchantId(merchant), CustomerId(customer_id))
    if as_json:
        print_json({"items": [each.id for each in found], "merges": [asdict(m) for m in merges]})
        return
    if not found and not merges:
        click.echo("Nobody shares a phone number or an e-mail address, and nobody was merged.")
    for each in found:
        click.echo(f"{each.id}  {counted(len(each.records), 'record')}")
    for done in merges:
        click.echo(_line(done))


@customers.command("merge")
@click.argument("kept")
@click.argument("merged")
@click.option("--reason", required=True, help="Why they are one person.")
@click.option("--sure", is_flag=True, help="Also where they share neither phone nor e-mail.")
@_MERCHANT
@_JSON
def merge(kept: str, merged: str, reason: str, sure: bool, merchant: str, as_json: bool) -> None:
    """Let everything of customer MERGED be KEPT's; `unmerge` takes it back."""
    from domain.ids import CustomerId, MerchantId

    with at_work() as services:
        done = services.persons.merge(
            MerchantId(merchant),
            CustomerId(kept),
            CustomerId(merged),
            reason=reason,
            is_sure=sure,
            actor=_OPERATOR,
        )
    _print(done, as_json=as_json)


@customers.command("unmerge")
@click.argument("kept")
@click.argument("merged")
@_MERCHANT
@_JSON
def unmerge(kept: str, merged: str, merchant: str, as_json: bool) -> None:
    """Give back to MERGED what the merge into KEPT moved."""
    from domain.ids import CustomerId, MerchantId

    with at_work() as services:
        done = services.persons.unmerge(
            MerchantId(merchant), CustomerId(kept), CustomerId(merged), actor=_OPERATOR
        )
    _print(done, as_json=as_json)


def _print(done: CustomerMerge, *, as_json: bool) -> None:
    if as_json:
        print_json({**asdict(done), "moved": done.counts})
    else:
        click.echo(_line(done))


def _line(done: CustomerMerge) -> str:
    moved = ", ".join(f"{count} {name}" for name, count in done.counts.items()) or "nothing"
    ended = "" if done.undone_at is None else f"  undone {done.undone_at:%Y-%m-%d %H:%M}"
    return f"{done.at:%Y-%m-%d %H:%M}  {done.merged_id} into {done.kept_id}: {moved}{ended}"
