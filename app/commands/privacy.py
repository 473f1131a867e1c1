"""`voicetill privacy …`: requests about personal data, exports, erasures, and retention."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from app.commands.context import at_work, print_json
from domain.counting import counted
from domain.ids import CustomerId, MerchantId

if TYPE_CHECKING:
    from storage.retention import Kind

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose customers.")


@click.group()
def privacy() -> None:
    """Personal data: what platforms asked, what is held of a shopper, and for how long."""


@privacy.command("list")
@_MERCHANT
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_requests(merchant: str, as_json: bool) -> None:
    """List requests with what was done; reports are fetched with `show`."""
    with at_work() as services:
        found = services.privacy.list(MerchantId(merchant))
    if as_json:
        print_json([{**asdict(each), "report": each.report is not None} for each in found])
        return
    for each in found:
        done = ", ".join(f"{count} {name}" for name, count in each.counts.items() if count)
        click.echo(f"{each.id}  {each.received_at:%Y-%m-%d}  {each.kind:<16} {done or 'nothing'}")


@privacy.command("show")
@click.argument("request_id")
@_MERCHANT
def show_request(request_id: str, merchant: str) -> None:
    """Print a request, with its report while that is kept (30 days), as JSON."""
    with at_work() as services:
        print_json(asdict(services.privacy.request(MerchantId(merchant), request_id)))


@privacy.command("export")
@click.argument("customer")
@_MERCHANT
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Into this file.")
def export(customer: str, merchant: str, out: Path | None) -> None:
    """Print everything that is held of a shopper (by our id), by table, as JSON."""
    with at_work() as services:
        told = services.shoppers.export(MerchantId(merchant), CustomerId(customer), actor=_me())
    if out is None:
        print_json(told)
        return
    out.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2, default=str))
    click.echo(f"{counted(sum(map(len, told.values())), 'row')} in {out}")


@privacy.command("erase")
@click.argument("customer")
@_MERCHANT
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(customer: str, merchant: str, yes: bool) -> None:
    """Take a shopper out of every table; orders keep their sums. It cannot be taken back."""
    if not yes:
        click.confirm(f"Erase everything that is held of {customer}?", abort=True, err=True)
    with at_work() as services:
        counts = services.shoppers.erase(MerchantId(merchant), CustomerId(customer), actor=_me())
    for table, count in counts.items():
        click.echo(f"{count:>6} {table}")
    click.echo(f"{sum(counts.values()):>6} rows in all")


@privacy.command("retention")
@_MERCHANT
@click.option("--set", "wanted", multiple=True, metavar="KIND=DAYS", help="Keep a kind so long.")
@click.option("--now", "at_once", is_flag=True, help="Forget at once what is over.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def retention(merchant: str, wanted: tuple[str, ...], at_once: bool, as_json: bool) -> None:
    """Show or set for how many days each kind of data is kept."""
    with at_work() as services:
        for each in wanted:
            kind, days = _rule(each)
            services.shoppers.keep(MerchantId(merchant), kind, days, actor=_me())
        gone = services.shoppers.forget() if at_once else None
        kept = services.shoppers.kept(MerchantId(merchant))
    if as_json:
        print_json({kind.value: days for kind, days in kept.items()})
        return
    for kind, days in kept.items():
        click.echo(f"{kind.value:<10} {counted(days, 'day')}")
    if gone is not None:
        click.echo(f"{counted(gone, 'row')} forgotten")


def _rule(told: str) -> tuple[Kind, int]:
    from storage.retention import Kind

    name, _, days = told.partition("=")
    try:
        return Kind(name), int(days)
    except ValueError as error:
        kinds = ", ".join(Kind)
        raise click.BadParameter(f"{told}: KIND=DAYS, of {kinds}", param_hint="--set") from error


def _me() -> str:
    return f"cli:{getpass.getuser()}"
