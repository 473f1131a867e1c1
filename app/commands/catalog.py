"""`voicetill catalog …`: how ready a catalog is for voice."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from app.commands.context import at_work, print_json
from domain.counting import counted

if TYPE_CHECKING:
    from app.commerce.audit import AuditReport

_SHOWN = 25


@click.group()
def catalog() -> None:
    """The merchant's catalog, as shoppers hear it."""


@catalog.command()
@click.option("--merchant", default="demo", show_default=True, help="Whose catalog.")
@click.option("--limit", default=_SHOWN, show_default=True, help="Products shown; 0: all.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def audit(merchant: str, limit: int, as_json: bool) -> None:
    """Grade each product's readiness for voice, worst first, with the fix."""
    from domain.ids import MerchantId
    from storage import merchants

    with at_work() as services:
        with services.database.read() as tx:
            merchants.merchant(tx, merchant)  # or NotFoundError
        report = services.audit.report(MerchantId(merchant))
    if as_json:
        print_json(asdict(report))
        return
    grades = "  ".join(f"{grade}: {count}" for grade, count in report.grades.items())
    click.echo(f"{counted(report.products, 'product')}   {grades}")
    _show(report, limit or len(report.flawed))


def _show(report: AuditReport, limit: int) -> None:
    for each in report.flawed[:limit]:
        click.echo(f"\n{each.grade} {each.score:3}  {each.title}  ({each.product_id})")
        for finding in each.findings:
            click.echo(f"       {finding.flaw}: {finding.detail}\n         → {finding.fix}")
    more = len(report.flawed) - limit
    if more > 0:
        click.echo(f"\n… and {more} more; --limit 0 shows all, --json everything.")
