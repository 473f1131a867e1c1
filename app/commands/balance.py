"""`voicetill balance`: whether payments and orders match."""

from __future__ import annotations

import sys

import click

from app.commands.context import at_work, print_json
from domain.counting import counted


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--merchant", default="demo", show_default=True)
@click.option("--run", "prove", is_flag=True, help="Prove every connection now.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def balance(context: click.Context, merchant: str, prove: bool, as_json: bool) -> None:
    """Show the newest closing balance and what is open; exit code 1 if anything is."""
    if context.invoked_subcommand is None:
        _show(merchant, prove, as_json)


@balance.command("accept")
@click.argument("finding")
@click.option("--merchant", default="demo", show_default=True)
@click.option("--note", required=True, help="Why it is right as it is.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def accept(finding: str, merchant: str, note: str, as_json: bool) -> None:
    """Say that FINDING is right as it is; another amount opens it again."""
    from app.api.balance import BalanceFindingAnswer, told
    from domain.ids import MerchantId

    with at_work() as services:
        said = services.balance.accept(MerchantId(merchant), finding, note=note, actor="cli")
    if as_json:
        print_json(BalanceFindingAnswer().dump(told(said)))
    else:
        click.echo(f"{said.finding.kind.value} {said.finding.amount}: {said.finding.detail}")


def _show(merchant: str, prove: bool, as_json: bool) -> None:
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
                f"{counted(run.orders, 'order')}, {run.undone} undone, "
                f"{counted(run.told, 'payment')}, {run.found} found"
            )
        for each in found:
            finding = each.finding
            click.echo(
                f"{finding.kind.value:<24} {finding.amount}  payment {finding.subject}  "
                f"order {finding.order_id or '-'}: {finding.detail}  ({each.id})"
            )
        if not runs:
            click.echo("no closing balance yet; the first comes in the night, or with --run")
    sys.exit(1 if found else 0)
