"""`voicetill balance`: whether payments and orders match."""

from __future__ import annotations

import sys

import click

from app.commands.context import at_work, print_json


@click.command()
@click.option("--merchant", default="demo", show_default=True)
@click.option("--run", "prove", is_flag=True, help="Prove every connection now.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def balance(merchant: str, prove: bool, as_json: bool) -> None:
    """Show the newest closing balance and what is open; exit code 1 if anything is."""
    from app.api.balance import BalanceAnswer, run_told, told
    from domain.balance import FindingState
    from domain.ids import MerchantId
    from storage import merchants
    from storage.merchants import ConnectionStatus

    with at_work() as services:
        if prove:
            with services.database.read() as tx:
                mine = [
                    each
                    for each in merchants.connections(tx, merchant)
                    if each.status is ConnectionStatus.ACTIVE
                ]
            for connection in mine:
                services.balance.prove(connection, lambda: None, correlation_id="balance-command")
        runs, found = services.balance.standing(MerchantId(merchant), state=FindingState.OPEN)
    if as_json:
        rows = {"runs": [run_told(run) for run in runs], "findings": [told(each) for each in found]}
        print_json(BalanceAnswer().dump(rows))
    else:
        for run in runs:
            click.echo(
                f"{run.connection_id}  until {run.until:%Y-%m-%d %H:%M} UTC  "
                f"{run.orders} orders, {run.undone} undone, {run.told} payments, {run.found} found"
            )
        for each in found:
            finding = each.finding
            click.echo(
                f"{finding.kind.value:<24} {finding.amount}  payment {finding.subject}  "
                f"order {finding.order_id or '-'}: {finding.detail}"
            )
        if not runs:
            click.echo("no closing balance yet; the first comes in the night, or with --run")
    sys.exit(1 if found else 0)
