"""`voicetill rollout …`: which share of shoppers is served, shadow mode, rollback, differences."""

from __future__ import annotations

from typing import Any

import click

from app.commands.context import at_work, print_json

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")
_CHANNEL = click.option(
    "--channel", default="*", show_default=True, help="A channel such as alexa; * for all."
)
_FIELDS = ("outcome", "unit_price", "subtotal", "available")
_ACTOR = "command line"


@click.group()
def rollout() -> None:
    """Which share of shoppers is served, and what a shadow sees."""


@rollout.command("show")
@_MERCHANT
@_JSON
def show(merchant: str, as_json: bool) -> None:
    """Show the plans, how they came about, and how much the shadow disagreed."""
    from app.rollout.views import standing_view
    from domain.ids import MerchantId

    with at_work() as services:
        told = standing_view(services.rollout.desk.standing(MerchantId(merchant)))
    if as_json:
        print_json(told)
        return
    if not told["plans"]:
        click.echo("no plan: everybody is served")
    for each in told["plans"]:
        click.echo(_plan(each))
    for each in told["history"][:10]:
        share = f"{each['share_percent']} %"
        click.echo(f"{each['at']:%Y-%m-%d %H:%M}  {each['channel']:<10} {share:<8} "
                   f"{each['reason']} ({each['actor']})")  # fmt: skip
    for name, times in sorted(told["differences"].items()):
        click.echo(f"shadow: {times} × {name} in seven days")


@rollout.command("set")
@click.argument("share", required=False)
@_MERCHANT
@_CHANNEL
@click.option("--fallback", default=None, help="What the others hear; empty: our own sentence.")
@click.option("--transfer/--no-transfer", default=None, help="Put the others through to a person.")
@click.option("--halt", "halt_percent", type=int, default=None, help="End it at so many % failed.")
@_JSON
def set_plan(share: str | None, merchant: str, channel: str, as_json: bool, **told: Any) -> None:
    """Serve SHARE percent of shoppers (10 where there is no plan yet), always the same ones."""
    from app.rollout.desk import PlanChange, share_of
    from app.rollout.views import plan_view
    from domain.ids import MerchantId

    change = PlanChange(share=None if share is None else share_of(share), **told)
    with at_work() as services:
        made = services.rollout.desk.set(MerchantId(merchant), channel, change, actor=_ACTOR)
    _print(plan_view(made), as_json=as_json)


@rollout.command("shadow")
@click.argument("state", type=click.Choice(["on", "off"]))
@_MERCHANT
@_CHANNEL
@_JSON
def shadow(state: str, merchant: str, channel: str, as_json: bool) -> None:
    """Let the shadow look at what is priced, or stop it; nobody is served more or less by it."""
    from app.rollout.desk import PlanChange
    from app.rollout.views import plan_view
    from domain.ids import MerchantId

    change = PlanChange(shadow=state == "on")
    with at_work() as services:
        made = services.rollout.desk.set(MerchantId(merchant), channel, change, actor=_ACTOR)
    _print(plan_view(made), as_json=as_json)


@rollout.command("rollback")
@_MERCHANT
@_CHANNEL
@click.option("--reason", required=True, help="Why, for the history.")
@_JSON
def rollback(merchant: str, channel: str, reason: str, as_json: bool) -> None:
    """Serve nobody any more, within two seconds; orders in the making are finished or undone."""
    from app.rollout.views import plan_view
    from domain.ids import MerchantId

    with at_work() as services:
        made = services.rollout.desk.roll_back(
            MerchantId(merchant), channel, reason=reason, actor=_ACTOR
        )
    told = [plan_view(each) for each in made]
    if as_json:
        print_json(told)
        return
    for each in told:
        click.echo(_plan(each))


@rollout.command("differences")
@_MERCHANT
@click.option("--field", type=click.Choice(_FIELDS), default=None, help="Only these.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@_JSON
def differences(merchant: str, field: str | None, limit: int, as_json: bool) -> None:
    """List what the shadow would have said otherwise, newest first."""
    from app.rollout.views import difference_view, said
    from domain.ids import MerchantId

    with at_work() as services:
        desk = services.rollout.desk
        page = desk.differences(MerchantId(merchant), field=field, limit=limit)
        plans = desk.standing(MerchantId(merchant)).plans
    told = [difference_view(each) for each in page.rows]
    if as_json:
        print_json(told)
        return
    for each in told:
        sides = f"said {said(each['live'])}, our records say {said(each['shadow'])}"
        click.echo(f"{each['at']:%Y-%m-%d %H:%M}  {each['channel']:<8} {each['field']:<11} "
                   f"{each['sku'] or each['order_id'] or ''}: {sides}")  # fmt: skip
    shadowed = ", ".join("every channel" if p.channel == "*" else p.channel
                         for p in plans if p.shadow)  # fmt: skip
    if not told and shadowed:
        click.echo(f"No difference was seen. The shadow looks at each order that is prepared "
                   f"({shadowed}).")  # fmt: skip


def _print(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        click.echo(_plan(told))


def _plan(told: dict[str, Any]) -> str:
    halt = "" if told["halt_percent"] is None else f", ends at {told['halt_percent']} % failed"
    mode = ", shadow on" if told["shadow"] else ""
    others = (told["fallback"] or "our own sentence") + (", put through" * told["transfer"])
    return f"{told['channel']:<10} {told['share_percent']} % served{mode}{halt}; others: {others}"
