"""`voicetill alerts …`: what a person must see to, by which rules, and where it is told."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from domain.counting import counted

if TYPE_CHECKING:
    from app.ops.alert_desk import RuleView
    from storage.notifications import AlertChannel

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")
_ACTOR = "command line"


@click.group(invoke_without_command=True)
@click.option("--merchant", default=None, help="Only this merchant's.")
@_JSON
@click.pass_context
def alerts(context: click.Context, merchant: str | None, as_json: bool) -> None:
    """Show what a person must see to; exit code 1 if something is critical."""
    if context.invoked_subcommand is not None:
        return
    from app.ops.rules import runbook
    from domain.ids import MerchantId

    with at_work() as services:
        whose = None if merchant is None else MerchantId(merchant)
        standing = services.care.alerts.standing(whose)
        now = services.clock.now()
    if as_json:
        print_json([{**asdict(each), "runbook": runbook(each.kind)} for each in standing])
    else:
        for each in standing:
            due = None if each.due_at is None else max(0, (each.due_at - now).days)
            left = "" if due is None else f" ({counted(due, 'day')})"
            click.echo(f"{each.severity:<9} {each.connection_id}  {each.message}{left}")
            click.echo(f"          {each.kind}: see {runbook(each.kind)}")
    sys.exit(1 if any(each.severity == "critical" for each in standing) else 0)


# --- rules -----------------------------------------------------------------------------------


@alerts.group()
def rules() -> None:
    """When an alert is raised and resolved."""


@rules.command("list")
@_MERCHANT
@_JSON
def list_rules(merchant: str, as_json: bool) -> None:
    """List the rules that hold for a merchant."""
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.care.alerts.rules(MerchantId(merchant))
    _print_rules(found, as_json=as_json)


@rules.command("set")
@click.argument("name")
@_MERCHANT
@click.option("--metric", default=None, help="What it is about (needed for a new rule).")
@click.option("--entity", default=None, help="With lag_s: only of this kind of records.")
@click.option("--threshold", type=int, default=None, help="From here on it is breached.")
@click.option("--raise-after", type=int, default=None, metavar="SECONDS")
@click.option("--resolve-after", type=int, default=None, metavar="SECONDS")
@click.option("--severity", type=click.Choice(["critical", "warning"]), default=None)
@click.option("--on/--off", "enabled", default=None, help="Whether it is judged at all.")
@_JSON
def set_rule(name: str, merchant: str, as_json: bool, **told: Any) -> None:
    """Change a rule for a merchant, or make one of the merchant's own."""
    from app.ops.alert_desk import RuleChange
    from domain.ids import MerchantId
    from storage.alert_rules import Severity

    change = RuleChange(
        metric=told["metric"],
        entity=told["entity"],
        threshold=told["threshold"],
        raise_after=_seconds(told["raise_after"]),
        resolve_after=_seconds(told["resolve_after"]),
        severity=None if told["severity"] is None else Severity(told["severity"]),
        enabled=told["enabled"],
    )
    with at_work() as services:
        view = services.care.alerts.set_rule(MerchantId(merchant), name, change, actor=_ACTOR)
    _print_rules([view], as_json=as_json)


@rules.command("reset")
@click.argument("name")
@_MERCHANT
def reset_rule(name: str, merchant: str) -> None:
    """Let the general rule of that name hold again, or end a rule of the merchant's own."""
    from domain.ids import MerchantId

    with at_work() as services:
        services.care.alerts.drop_rule(MerchantId(merchant), name, actor=_ACTOR)


# --- channels --------------------------------------------------------------------------------


@alerts.group()
def channels() -> None:
    """Where alerts are told."""


@channels.command("list")
@_MERCHANT
@_JSON
def list_channels(merchant: str, as_json: bool) -> None:
    """List a merchant's channels; secrets and addresses of webhooks are not shown."""
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.care.alerts.channels(MerchantId(merchant))
    told = [_channel(each) for each in found]
    if as_json:
        print_json(told)
        return
    for each in told:
        click.echo(f"{each['channel_id']}  {each['kind']:<8} {each['name']:<24} {each['to']}")


@channels.command("add")
@click.argument("kind", type=click.Choice(["webhook", "slack", "email"]))
@click.argument("target")
@_MERCHANT
@click.option("--name", default="from the command line", show_default=True)
@click.option(
    "--severity",
    type=click.Choice(["critical", "warning"]),
    default="warning",
    show_default=True,
    help="Tell nothing less urgent.",
)
@_JSON
def add_channel(
    kind: str, target: str, merchant: str, name: str, severity: str, as_json: bool
) -> None:
    """Tell alerts to TARGET: an https address, or a mail address.

    A webhook's signing secret is printed with it.
    """
    from domain.ids import MerchantId
    from storage.alert_rules import Severity
    from storage.notifications import ChannelKind

    with at_work() as services:
        made = services.care.alerts.add_channel(
            MerchantId(merchant),
            kind=ChannelKind(kind),
            name=name,
            target=target,
            least_severity=Severity(severity),
            actor=_ACTOR,
        )
    if as_json:
        print_json({**_channel(made), "secret": made.secret})
        return
    click.echo(made.id)
    if made.secret is not None:
        click.echo(made.secret)


@channels.command("test")
@click.argument("channel_id")
@_MERCHANT
def try_channel(channel_id: str, merchant: str) -> None:
    """Send a message that says it is a trial, now; exit code 1 if it is not taken."""
    from app.ops.mail import MailRefusedError
    from app.ops.notify import NotTakenError
    from domain.ids import MerchantId

    with at_work() as services:
        try:
            services.care.alerts.try_channel(MerchantId(merchant), channel_id)
        except (NotTakenError, MailRefusedError) as error:
            raise click.ClickException(f"it was not taken: {error}") from error
    click.echo("it was taken")


@channels.command("remove")
@click.argument("channel_id")
@_MERCHANT
def remove_channel(channel_id: str, merchant: str) -> None:
    """Tell nothing there any more."""
    from domain.ids import MerchantId

    with at_work() as services:
        services.care.alerts.remove_channel(MerchantId(merchant), channel_id, actor=_ACTOR)


def _channel(channel: AlertChannel) -> dict[str, Any]:
    from app.ops.views import channel_view

    return channel_view(channel)


def _print_rules(views: list[RuleView], *, as_json: bool) -> None:
    from app.ops.views import rule_view

    told = [rule_view(each) for each in views]
    if as_json:
        print_json(told)
        return
    for each in told:
        about = f"{each['metric']} >= {each['threshold']}"
        times = f"raise after {each['raise_after_s']} s, resolve after {each['resolve_after_s']} s"
        state = "own" if each["own"] else "general"
        off = "" if each["enabled"] else ", off"
        click.echo(f"{each['name']:<26} {each['severity']:<9} {about:<32} {times} ({state}{off})")


def _seconds(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)
