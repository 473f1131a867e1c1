"""`voicetill orders …` and `voicetill notices …`: what waits for a till, and how shoppers hear."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json

if TYPE_CHECKING:
    from storage.parked import ParkedOrder

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose orders.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_OPERATOR = "operator"
_CALL_S = 20.0


@click.group()
def orders() -> None:
    """The order book, and orders that wait for their till."""


@orders.command("queue")
@_MERCHANT
@click.option("--state", default=None, help="waiting, working, confirmed, entered, ended …")
@click.option("--limit", default=50, show_default=True)
@_JSON
def queue(merchant: str, state: str | None, limit: int, as_json: bool) -> None:
    """List parked orders as they came, then orders that are under way for too long."""
    from domain.ids import MerchantId
    from domain.parking import OPEN_STATES, ParkedState

    try:
        states = OPEN_STATES if state is None else (ParkedState(state),)
    except ValueError:
        known = ", ".join(each.value for each in ParkedState)
        raise click.BadParameter(f"one of {known}", param_hint="--state") from None
    with at_work() as services:
        found = services.parked.list(MerchantId(merchant), states=states, limit=limit)
        stuck = () if state is not None else services.parked.under_way(MerchantId(merchant))
    if as_json:
        told = [asdict(each) | {"state": "under_way", "why": each.why} for each in stuck]
        print_json([*map(_told, found.rows), *told])
        return
    for row in found.rows:
        click.echo(_line(row))
    for each in stuck:
        click.echo(
            f"{each.order_id}  {each.since:%Y-%m-%d %H:%M}  {'under way':<12} {'':<10} "
            f"{each.total}  {each.location_name}  {each.why}"
        )


@orders.command("retry")
@click.argument("order_id")
@_MERCHANT
@_JSON
def retry(order_id: str, merchant: str, as_json: bool) -> None:
    """Try to enter ORDER_ID in its till now, whatever its turn."""
    from domain.calls import Call
    from domain.ids import MerchantId, OrderId

    with at_work() as services:
        call = Call.within(_CALL_S, correlation_id=f"cli-{order_id}")
        row = services.parked.retry(
            MerchantId(merchant), OrderId(order_id), actor=_OPERATOR, call=call
        )
    _print(row, as_json=as_json)


@orders.command("cancel")
@click.argument("order_id")
@_MERCHANT
@_JSON
def cancel(order_id: str, merchant: str, as_json: bool) -> None:
    """Undo ORDER_ID: hold and authorization are given back, the shopper is told."""
    from domain.calls import Call
    from domain.ids import MerchantId, OrderId

    with at_work() as services:
        call = Call.within(_CALL_S, correlation_id=f"cli-{order_id}")
        services.parked.cancel(MerchantId(merchant), OrderId(order_id), actor=_OPERATOR, call=call)
        row = services.parked.get(MerchantId(merchant), OrderId(order_id))
    _print(row, as_json=as_json)


@orders.command("entered")
@click.argument("order_id")
@click.argument("number")
@_MERCHANT
@_JSON
def entered(order_id: str, number: str, merchant: str, as_json: bool) -> None:
    """Say that staff typed ORDER_ID in at the till, which calls it NUMBER."""
    from domain.calls import Call
    from domain.ids import MerchantId, OrderId

    with at_work() as services:
        call = Call.within(_CALL_S, correlation_id=f"cli-{order_id}")
        row = services.parked.entered(
            MerchantId(merchant), OrderId(order_id), number=number, actor=_OPERATOR, call=call
        )
    _print(row, as_json=as_json)


@orders.command("parking")
@_MERCHANT
@click.option("--mode", default=None, help="refuse, with_authorization or without_payment.")
@click.option("--most-minor", type=int, default=None, help="Highest total, in minor units.")
@click.option("--most-minutes", type=int, default=None, help="How long an order may wait.")
@click.option("--most-orders", type=int, default=None, help="Orders that may wait at one till.")
@_JSON
def parking(merchant: str, as_json: bool, **wanted: Any) -> None:
    """Show what the merchant lets be parked, or set it."""
    from domain.parking import ParkingPolicy
    from storage import merchants

    with at_work() as services, services.database.write() as tx:
        found = merchants.merchant(tx, merchant)
        told = dict(found.settings.get("parking", {}))
        told |= {name: value for name, value in wanted.items() if value is not None}
        policy = ParkingPolicy.from_settings(told)
        merchants.update_merchant(tx, replace(found, settings={**found.settings, "parking": told}))
    if as_json:
        print_json(asdict(policy))
        return
    for each in fields(policy):
        click.echo(f"{each.name:<14} {getattr(policy, each.name)}")


@click.group()
def notices() -> None:
    """How shoppers are told what became of their orders."""


@notices.command("list")
@_MERCHANT
@_JSON
def list_channels(merchant: str, as_json: bool) -> None:
    """List the ways in which shoppers are told; passwords are not shown."""
    with at_work() as services, services.database.read() as tx:
        found = services.care.shopper_channels.of_merchant(tx, merchant)
    told = [{"kind": each.kind.value, "url": each.url, "sender": each.sender} for each in found]
    if as_json:
        print_json(told)
        return
    for each in told:
        click.echo(f"{each['kind']:<8} {each['url']}  {each['sender']}")


@notices.command("sms")
@click.argument("url")
@click.option("--user", required=True, help="Who signs in there (Twilio: the account SID).")
@click.option("--sender", required=True, help="The number or name messages come from.")
@click.option("--password", prompt=True, hide_input=True, help="Asked for if not given.")
@_MERCHANT
def set_sms(url: str, user: str, sender: str, password: str, merchant: str) -> None:
    """Tell shoppers by SMS, handed in at URL as Twilio takes messages."""
    _set(merchant, "sms", url=url, user=user, sender=sender, secret=password)


@notices.command("email")
@_MERCHANT
def set_email(merchant: str) -> None:
    """Tell shoppers by mail, over the gateway's mail server."""
    _set(merchant, "email")


@notices.command("webhook")
@click.argument("url")
@_MERCHANT
def set_webhook(url: str, merchant: str) -> None:
    """Tell a program of the merchant's at URL; prints the secret that signs the messages."""
    import secrets

    from app.ops.messages import SECRET_BYTES, new_secret

    secret = new_secret(secrets.token_bytes(SECRET_BYTES))
    _set(merchant, "webhook", url=url, secret=secret)
    click.echo(secret)


@notices.command("remove")
@click.argument("kind", type=click.Choice(["sms", "email", "webhook"]))
@_MERCHANT
def remove_channel(kind: str, merchant: str) -> None:
    """Tell shoppers nothing by KIND any more."""
    from storage import shopper_notices
    from storage.shopper_notices import ShopperChannelKind

    with at_work() as services, services.database.write() as tx:
        gone = shopper_notices.remove(tx, merchant, ShopperChannelKind(kind))
    click.echo("removed" if gone else "there was none")


def _set(merchant: str, kind: str, *, url: str = "", **told: str) -> None:
    from storage import merchants
    from storage.shopper_notices import ShopperChannelKind

    with at_work() as services:
        if url:
            services.care.poster.check(url)
        with services.database.write() as tx:
            merchants.merchant(tx, merchant)
            services.care.shopper_channels.put(
                tx, merchant, ShopperChannelKind(kind), url=url, now=services.clock.now(), **told
            )
    click.echo(f"shoppers of {merchant} are told by {kind}", err=True)


def _print(row: ParkedOrder, *, as_json: bool) -> None:
    if as_json:
        print_json(_told(row))
    else:
        click.echo(_line(row))


def _told(row: ParkedOrder) -> dict[str, Any]:
    from app.commerce.queue_words import why

    return asdict(row) | {"why": why(row.reason)}


def _line(row: ParkedOrder) -> str:
    from app.commerce.queue_words import why

    paid = "authorized" if row.is_authorized else "unpaid"
    return (
        f"{row.order_id}  {row.parked_at:%Y-%m-%d %H:%M}  {row.state.value:<12} {paid:<10} "
        f"{row.total}  {row.location_name}  {row.number or why(row.reason)}"
    )
