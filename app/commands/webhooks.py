"""`voicetill webhooks …`: endpoints that are told what happens, and how each message went."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import click

from app.commands.context import at_work, print_json
from domain.counting import counted

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")
_ACTOR = "command line"


@click.group()
def webhooks() -> None:
    """Programs outside that are told what happens."""


@webhooks.command("events")
@_JSON
def list_events(as_json: bool) -> None:
    """List the events that can be asked for."""
    from domain.happenings import MEANINGS

    told = {kind.value: meaning for kind, meaning in MEANINGS.items()}
    if as_json:
        print_json(told)
        return
    for name, meaning in told.items():
        click.echo(f"{name:<20} {meaning}")


@webhooks.command("list")
@_MERCHANT
@_JSON
def list_endpoints(merchant: str, as_json: bool) -> None:
    """List a merchant's endpoints."""
    from app.outward.views import endpoint_view
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.outward.desk.endpoints(MerchantId(merchant))
    _print([endpoint_view(each) for each in found], as_json=as_json)


@webhooks.command("add")
@click.argument("url")
@_MERCHANT
@click.option("--event", "events", multiple=True, default=("*",), help="Repeat; default: all.")
@click.option("--description", default="from the command line", show_default=True)
@click.option("--on-premises", is_flag=True, help="Its server stands in a private network of ours.")
@_JSON
def add_endpoint(
    url: str,
    merchant: str,
    events: tuple[str, ...],
    description: str,
    on_premises: bool,
    as_json: bool,
) -> None:
    """Tell URL what happens, and print the secret that signs."""
    from app.outward.views import endpoint_view
    from domain.ids import MerchantId

    with at_work() as services:
        made = services.outward.desk.add(
            MerchantId(merchant),
            url=url,
            events=events,
            description=description,
            on_premises=on_premises,
            actor=_ACTOR,
        )
    if as_json:
        print_json({**endpoint_view(made), "secret": made.secret})
        return
    click.echo(made.id)
    click.echo(made.secret)


@webhooks.command("set")
@click.argument("endpoint_id")
@_MERCHANT
@click.option("--url", default=None)
@click.option("--event", "events", multiple=True, help="Repeat; in place of those so far.")
@click.option("--on/--off", "enabled", default=None, help="Whether it is told anything.")
@click.option("--on-premises/--public", default=None, help="Whether private addresses are fine.")
@_JSON
def set_endpoint(endpoint_id: str, merchant: str, as_json: bool, **told: Any) -> None:
    """Change an endpoint, disable it, or enable it with a clean slate."""
    from app.outward.desk import EndpointChange
    from app.outward.views import endpoint_view
    from domain.ids import MerchantId

    change = EndpointChange(
        url=told["url"],
        events=told["events"] or None,
        enabled=told["enabled"],
        on_premises=told["on_premises"],
    )
    with at_work() as services:
        made = services.outward.desk.change(MerchantId(merchant), endpoint_id, change, actor=_ACTOR)
    _print([endpoint_view(made)], as_json=as_json)


@webhooks.command("rotate")
@click.argument("endpoint_id")
@_MERCHANT
@click.option("--overlap-hours", default=24, show_default=True, type=click.IntRange(0, 168))
def rotate(endpoint_id: str, merchant: str, overlap_hours: int) -> None:
    """Make a new secret and print it; the one so far signs too for a while."""
    from domain.ids import MerchantId

    with at_work() as services:
        made = services.outward.desk.rotate(
            MerchantId(merchant),
            endpoint_id,
            overlap=timedelta(hours=overlap_hours),
            actor=_ACTOR,
        )
    click.echo(made.secret)


@webhooks.command("remove")
@click.argument("endpoint_id")
@_MERCHANT
def remove(endpoint_id: str, merchant: str) -> None:
    """Tell nothing there any more."""
    from domain.ids import MerchantId

    with at_work() as services:
        services.outward.desk.remove(MerchantId(merchant), endpoint_id, actor=_ACTOR)


@webhooks.command("test")
@click.argument("endpoint_id")
@_MERCHANT
@_JSON
def try_endpoint(endpoint_id: str, merchant: str, as_json: bool) -> None:
    """Send `endpoint.test` now; exit code 1 if it is not taken."""
    from app.outward.views import attempt_view
    from domain.ids import MerchantId

    with at_work() as services:
        attempt = services.outward.desk.try_endpoint(MerchantId(merchant), endpoint_id)
    told = attempt_view(attempt)
    if as_json:
        print_json(told)
    else:
        click.echo(f"taken in {attempt.took_ms} ms" if told["taken"] else str(attempt.error))
    sys.exit(0 if told["taken"] else 1)


@webhooks.command("deliveries")
@click.argument("endpoint_id")
@_MERCHANT
@click.option("--state", type=click.Choice(["pending", "delivered", "failed"]), default=None)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@_JSON
def deliveries(
    endpoint_id: str, merchant: str, state: str | None, limit: int, as_json: bool
) -> None:
    """List messages of the last thirty days, newest first."""
    from app.outward.views import delivery_view
    from domain.ids import MerchantId
    from storage.webhook_deliveries import DeliveryState

    with at_work() as services:
        page = services.outward.desk.deliveries(
            MerchantId(merchant),
            endpoint_id,
            state=None if state is None else DeliveryState(state),
            limit=limit,
        )
    told = [delivery_view(each) for each in page.rows]
    if as_json:
        print_json(told)
        return
    for each in told:
        click.echo(
            f"{each['delivery_id']}  {each['event']:<18} {each['state']:<9} "
            f"{counted(each['attempts'], 'attempt')}  {each['last_error'] or ''}"
        )


@webhooks.command("replay")
@click.argument("endpoint_id")
@click.argument("delivery_id", required=False)
@_MERCHANT
@click.option("--state", type=click.Choice(["failed", "delivered"]), default="failed")
def replay(endpoint_id: str, delivery_id: str | None, merchant: str, state: str) -> None:
    """Send one message again, or up to a thousand that stand like this."""
    from domain.ids import MerchantId
    from storage.webhook_deliveries import DeliveryState

    with at_work() as services:
        done = services.outward.desk.replay(
            MerchantId(merchant),
            endpoint_id,
            delivery_id=delivery_id,
            state=DeliveryState(state),
            actor=_ACTOR,
        )
    click.echo(f"{done} will be sent again")


def _print(told: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    for each in told:
        state = "on" if each["enabled"] else f"OFF: {each['reason']}"
        click.echo(f"{each['endpoint_id']}  {each['url']}  {', '.join(each['events'])}  {state}")
