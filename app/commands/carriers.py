"""`voicetill carriers …`: accounts with carriers, parcels followed and labels bought there."""

from __future__ import annotations

from dataclasses import asdict

import click

from app.commands.context import at_work, print_json

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")


@click.group()
def carriers() -> None:
    """Accounts with carriers, parcels followed and labels bought there."""


@carriers.command("connect")
@click.argument("carrier", type=click.Choice(["easypost"]))
@_MERCHANT
@click.option("--key", prompt=True, hide_input=True, help="The API key.")
@click.option("--secret", prompt=True, hide_input=True, help="The secret that signs its events.")
@click.option("--base-url", default=None, help="Another address, such as a stand-in's.")
def connect(carrier: str, merchant: str, key: str, secret: str, base_url: str | None) -> None:
    """Keep the account, and print the address that its events are to be sent to."""
    from app.commands import context
    from domain.ids import MerchantId

    with at_work() as services:
        made = services.carriers.desk.connect(
            MerchantId(merchant),
            carrier,
            key=key,
            secret=secret,
            base_url=base_url,
            actor="command line",
        )
    click.echo(f"{context.settings().public_url}/webhooks/carriers/{carrier}/{made.id}")


@carriers.command("parcels")
@click.argument("order_id")
@_MERCHANT
@_JSON
def list_parcels(order_id: str, merchant: str, as_json: bool) -> None:
    """List an order's parcels as the carrier told of them last."""
    from domain.ids import MerchantId, OrderId

    with at_work() as services:
        found = services.carriers.desk.of_order(MerchantId(merchant), OrderId(order_id))
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        expected = f", expected {each.expected_on}" if each.expected_on else ""
        told = each.last_error or f"{each.state.value}{expected}"
        back = f" (comes back, return {each.return_id})" if each.return_id else ""
        click.echo(f"{each.number}  {each.carrier or 'unknown carrier'}: {told}{back}")


@carriers.command("label")
@click.argument("return_id")
@_MERCHANT
@click.option(
    "--again", is_flag=True, help="Buy one that failed, or ask anew for a refused refund."
)
@_JSON
def label(return_id: str, merchant: str, again: bool, as_json: bool) -> None:
    """Show the label that is bought for a return: where it stands, what it costs, what is wrong,
    and where its parcel is."""
    from domain.ids import MerchantId

    with at_work() as services:
        desk, merchant_id = services.carriers.labels, MerchantId(merchant)
        if again:
            desk.try_again(merchant_id, return_id, actor="command line")
        found = desk.label(merchant_id, return_id)
        stored = services.returns.get(merchant_id, return_id)
        parcel = services.returns.parcels(merchant_id, [stored]).get(return_id)
    if as_json:
        print_json({**asdict(found), "parcel": None if parcel is None else asdict(parcel)})
        return
    click.echo(found.state.value)
    for name, told in (
        ("carrier", " ".join(each for each in (found.carrier, found.service) if each)),
        ("number", found.number),
        ("cost", found.cost),
        ("label", found.url),
        ("sent to the shopper", "yes" if found.written_to else "no" if found.url else None),
        ("refund asked for", found.refund_asked_at),
        ("carrier asked again", found.look_at),
        ("problem", found.problem),
        ("parcel", parcel.state.value if parcel and parcel.state else None),
        ("parcel expected", parcel.expected_on if parcel else None),
        ("parcel arrived", parcel.delivered_on if parcel else None),
    ):
        if told:
            click.echo(f"{name}: {told}")
