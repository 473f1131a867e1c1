"""`voicetill analytics …`: what voice brings, and what a conversation costs."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json

if TYPE_CHECKING:
    from app.analytics.desk import Asked

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose figures.")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(invoke_without_command=True)
@_MERCHANT
@click.option("--from", "first", type=_DAY, help="First day; usually thirty days ago.")
@click.option("--to", "last", type=_DAY, help="Last day, included; usually today.")
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(["day", "channel", "locale"]),
    help="Tell figures apart; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print as CSV.")
@click.pass_context
def analytics(
    context: click.Context,
    merchant: str,
    first: datetime | None,
    last: datetime | None,
    by: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print conversion, containment, handle time, costs, revenue and satisfaction."""
    if context.invoked_subcommand is not None:
        return
    from app.analytics.figures import Split
    from app.analytics.telling import report_csv, report_view
    from domain.ids import MerchantId

    with at_work() as services:
        asked = services.analytics.figures(
            MerchantId(merchant),
            first=None if first is None else first.date(),
            last=None if last is None else last.date(),
            splits=tuple(map(Split, dict.fromkeys(by))),
        )
    if as_csv:
        click.echo(report_csv(asked), nl=False)
    elif as_json:
        print_json(report_view(asked))
    else:
        _tell(asked)


@analytics.command("cost")
@click.argument("machine")
@click.argument("person")
@click.option("--currency", default="USD", show_default=True)
@click.option("--channel", default="", help="Of this channel only; without it, of all others.")
@_MERCHANT
def cost(machine: str, person: str, currency: str, channel: str, merchant: str) -> None:
    """Say that a conversation costs MACHINE, and PERSON more where somebody takes over."""
    from domain.ids import MerchantId
    from domain.money import Money
    from storage.voice_figures import ContactCost

    try:
        told = ContactCost(
            machine=Money.from_decimal(machine, currency),
            person=Money.from_decimal(person, currency),
        )
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    with at_work() as services:
        services.analytics.set_cost(
            MerchantId(merchant), channel, told, actor=f"cli:{getpass.getuser()}"
        )
    click.echo("set")


def _tell(asked: Asked) -> None:
    """Lines for people: the total, the groups, the commonest wishes."""
    from app.analytics.telling import figures_view

    click.echo(f"{asked.first} to {asked.last} ({asked.timezone})")
    if not asked.report.total.contacts:
        click.echo("no conversation in these days")
    for name, value in figures_view(asked.report.total).items():
        if name != "intents":
            click.echo(f"  {name:<18} {_words(value)}")
    for key, figures in asked.report.groups.items():
        shown = figures_view(figures)
        told = ", ".join(f"{name} {_words(shown[name])}" for name in ("contacts", "orders"))
        click.echo(f"  {' '.join(key)}: {told}, conversion {_words(shown['conversion'])}")
    for intent, turns in list(asked.report.total.wanted.items())[:10]:
        click.echo(f"  {intent:<18} {turns}")


def _words(value: Any) -> str:
    from domain.money import Money

    if value is None or value in ((), {}):
        return "-"
    if isinstance(value, Money):
        return f"{value.decimal_string()} {value.currency}"
    return ", ".join(map(_words, value)) if isinstance(value, tuple) else str(value)
