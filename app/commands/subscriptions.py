"""`voicetill subscriptions …`: what shoppers get again and again, and charging what is due."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from domain.counting import counted

if TYPE_CHECKING:
    from app.commerce.subscriptions.model import SubscriptionView, Wish

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_TRIED_AGAIN = ("retrying", "waiting")
"""States of a period whose day is past; what comes next is another attempt."""
_STATES = ("active", "paused", "past_due", "canceled")


@click.group()
def subscriptions() -> None:
    """What shoppers get again and again."""


@subscriptions.command("list")
@_MERCHANT
@click.option("--customer", help="Of one customer only.")
@click.option("--state", type=click.Choice(_STATES), help="In one state only.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@_JSON
def list_subscriptions(
    merchant: str, customer: str | None, state: str | None, limit: int, as_json: bool
) -> None:
    """List subscriptions, the newest first."""
    from domain.ids import MerchantId
    from domain.subscriptions import SubscriptionState

    with at_work() as services:
        found = services.subscriptions.list(
            MerchantId(merchant),
            customer_id=customer,
            state=None if state is None else SubscriptionState(state),
            limit=limit,
        )
    _print([_told(each) for each in found.rows], as_json)


@subscriptions.command("show")
@click.argument("subscription")
@_MERCHANT
@_JSON
def show(subscription: str, merchant: str, as_json: bool) -> None:
    """Show one with its periods, its history and the charges to come."""
    from domain.ids import MerchantId

    with at_work() as services:
        service, owner = services.subscriptions, MerchantId(merchant)
        told = _told(service.get(owner, subscription))
        history = service.history(owner, subscription)
        coming = service.upcoming(owner, subscription, count=6)
    if as_json:
        print_json(
            told
            | {
                "upcoming": [_time(each) for each in coming],
                "periods": [asdict(each) for each in history.periods],
                "events": [asdict(each) for each in history.events],
            }
        )
        return
    _print([told], as_json=False)
    for moment in coming:
        click.echo(f"  to be charged {_time(moment)}")
    for event in history.events:
        period = "" if event.number is None else f" no. {event.number}"
        click.echo(f"  {_time(event.at)}  {event.kind}{period}  by {event.actor}")


@subscriptions.command("pause")
@click.argument("subscription")
@_MERCHANT
@click.option("--until", help="A day of the store's calendar, YYYY-MM-DD; else until resumed.")
@_JSON
def pause(subscription: str, merchant: str, until: str | None, as_json: bool) -> None:
    """Send nothing for a while."""
    from app.commerce.subscriptions.model import Pause

    _manage(merchant, subscription, Pause(until=_day(until)), as_json)


@subscriptions.command("resume")
@click.argument("subscription")
@_MERCHANT
@_JSON
def resume(subscription: str, merchant: str, as_json: bool) -> None:
    """Go on, from the next date of the cadence."""
    from app.commerce.subscriptions.model import Resume

    _manage(merchant, subscription, Resume(), as_json)


@subscriptions.command("skip")
@click.argument("subscription")
@_MERCHANT
@_JSON
def skip(subscription: str, merchant: str, as_json: bool) -> None:
    """Leave out the charge that is to come."""
    from app.commerce.subscriptions.model import Skip

    _manage(merchant, subscription, Skip(), as_json)


@subscriptions.command("cancel")
@click.argument("subscription")
@_MERCHANT
@click.option("--reason", default="operator", show_default=True)
@_JSON
def cancel(subscription: str, merchant: str, reason: str, as_json: bool) -> None:
    """End it; a charge that is under way is finished."""
    from app.commerce.subscriptions.model import Cancel

    _manage(merchant, subscription, Cancel(reason=reason), as_json)


@subscriptions.command("run")
@_JSON
def run(as_json: bool) -> None:
    """Do what a worker does: end pauses that are over, remind, and charge what is due."""
    with at_work() as services:
        resumed, periods = services.subscriptions.resume_due(), 0
        while done := services.biller.run_once():
            periods += done
    told = {"resumed": resumed, "periods": periods}
    if as_json:
        print_json(told)
        return
    click.echo(f"{resumed} resumed, {counted(periods, 'period')} looked at")


def _manage(merchant: str, subscription: str, wish: Wish, as_json: bool) -> None:
    from domain.ids import MerchantId

    with at_work() as services:
        view = services.subscriptions.manage(
            MerchantId(merchant), subscription, wish, actor="command line"
        )
    _print([_told(view)], as_json)


def _told(view: SubscriptionView) -> dict[str, Any]:
    """For people and programs: no card, no address."""
    stored, period = view.stored, view.period
    return {
        "subscription_id": stored.id,
        "customer_id": stored.customer_id,
        "state": stored.state.value,
        "reason": stored.reason,
        "sku": stored.sku,
        "name": stored.name,
        "quantity": stored.quantity,
        "price": str(stored.price),
        "cadence": stored.recurrence.cadence.words,
        "period": None if period is None else period.number,
        "period_state": None if period is None else period.state.value,
        "due_at": None if period is None else _time(period.due_at),
        "next_look_at": _time(period.wake_at) if period and period.wake_at else None,
        "resume_at": None if stored.resume_at is None else _time(stored.resume_at),
    }


def _print(told: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    for each in told:
        again = each["period_state"] in _TRIED_AGAIN and each["next_look_at"]
        due_at = again or each["due_at"]
        due = f"   next {due_at} ({each['period_state']})" if due_at else ""
        click.echo(
            f"{each['subscription_id']}  {each['state']:<8}  {each['quantity']} × "
            f"{each['name']} {each['cadence']}{due}"
        )


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day such as 2026-12-25") from error
