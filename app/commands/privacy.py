"""`voicetill privacy …`: what platforms asked about personal data, and the reports made of it."""

from __future__ import annotations

from dataclasses import asdict

import click

from app.commands.context import at_work, print_json
from domain.ids import MerchantId

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose customers.")


@click.group()
def privacy() -> None:
    """Requests about personal data, as platforms pass them on."""


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
