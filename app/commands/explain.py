"""`voicetill explain`, `conflicts`, `recount`: why a figure is so, and who said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from app.commands import context
from app.commands.tables import print_table

if TYPE_CHECKING:
    from datetime import datetime

    from app.ops.evidence import Explanation
    from app.services import Services
    from storage.conflicts import Conflict
    from sync.write_back import Recount

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose shop.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.command()
@click.argument("sku")
@click.option("--location", default=None, help="Only this store, by id or name.")
@click.option("--limit", default=20, show_default=True, help="Events of the ledger per store.")
@_MERCHANT
@_JSON
def explain(sku: str, location: str | None, limit: int, merchant: str, as_json: bool) -> None:
    """Show every event that made a variant's stock, its holds, and the arithmetic."""
    from dataclasses import asdict

    from domain.ids import LocationId, MerchantId, ProductSku

    with context.at_work() as services:
        place = None if location is None else LocationId(_location_id(services, merchant, location))
        found = services.evidence.explain(MerchantId(merchant), ProductSku(sku), place, limit=limit)
    if as_json:
        context.print_json([asdict(one) for one in found])
        return
    for one in found:
        _print(one)


@click.command()
@click.option("--all", "all_of_them", is_flag=True, help="Those that were settled as well.")
@click.option("--settle", default=None, metavar="ID", help="Close this one: you looked at it.")
@_MERCHANT
@_JSON
def conflicts(all_of_them: bool, settle: str | None, merchant: str, as_json: bool) -> None:
    """List fields that two connections tell differently, and counts of ours that were overtaken."""
    from dataclasses import asdict

    from domain.ids import MerchantId

    owner = MerchantId(merchant)
    with context.at_work() as services:
        if settle is not None:
            rows: Sequence[Conflict] = [services.evidence.settle(owner, settle)]
        else:
            rows = services.evidence.conflicts(owner, limit=200, resolved_too=all_of_them).rows
    if as_json:
        context.print_json([asdict(one) for one in rows])
        return
    print_table(
        (
            "conflict",
            "about",
            "field",
            "holds",
            "was told",
            "times",
            "last",
            "by",
            "against",
            "settled",
        ),
        map(_conflict, rows),
        wide={"times", "last", "by", "against", "settled"},
    )


def _conflict(one: Conflict) -> tuple[object, ...]:
    """Its cells: what won over what, and from which connections."""
    return (
        one.id,
        one.subject,
        one.field.value,
        one.winner_value,
        one.loser_value,
        one.times,
        f"{one.last_seen_at:%Y-%m-%d %H:%M}",
        one.winner,
        one.loser,
        None if one.resolved_at is None else f"{one.resolved_at:%Y-%m-%d %H:%M}",
    )


@click.command()
@click.argument("sku")
@click.option("--location", required=True, help="The store, by id or name.")
@click.option("--expected", required=True, help="What the till counts now, as you believe.")
@click.option("--count", "counted", required=True, help="What it shall count.")
@click.option("--key", default=None, help="Names this correction, to repeat it safely.")
@_MERCHANT
def recount(
    sku: str, location: str, expected: str, counted: str, key: str | None, merchant: str
) -> None:
    """Correct a count at the till, unless somebody changed it meanwhile; exit code 1 then."""
    import uuid

    from domain.calls import Call
    from domain.catalog import StockMoved
    from sync.write_back import WriteBack

    with context.at_work() as services:
        place_id = _location_id(services, merchant, location)
        wish = _wish(
            services,
            (merchant, sku, place_id),
            expected=_quantity(expected),
            counted=_quantity(counted),
            key=key or f"recount-{uuid.uuid4().hex}",
        )
        writer = WriteBack(services.database, services.directory, services.clock)
        done = writer.write(wish, Call.within(20.0, correlation_id=wish.key))
    if isinstance(done, StockMoved):
        now = "an unknown number" if done.actual is None else str(done.actual)
        click.echo(f"nothing was written: the till counts {now} now, not {expected}", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"{sku} at {location}: {counted}")


def _wish(
    services: Services,
    which: tuple[str, str, str],
    *,
    expected: Decimal,
    counted: Decimal,
    key: str,
) -> Recount:
    """The correction in the platform's own ids; `which` names merchant, SKU and store."""
    from domain.ids import IdempotencyKey, PlatformId
    from storage import catalog_reads, locations
    from sync.write_back import Recount

    merchant, sku, place_id = which
    with services.database.read() as tx:
        place = locations.location(tx, merchant, place_id)
        listing = catalog_reads.listing(tx, merchant, sku, place.connection_id)
    if listing is None:
        raise click.ClickException(f"{sku} is not sold at {place.name}")
    return Recount(
        connection_id=place.connection_id,
        inventory_id=listing.inventory_platform_id,
        location_id=PlatformId(place.platform_id),
        expected=expected,
        quantity=counted,
        actor="operator",
        key=IdempotencyKey(key),
    )


def _quantity(typed: str) -> Decimal:
    try:
        return Decimal(typed)
    except InvalidOperation:
        raise click.BadParameter(f"{typed} is no number") from None


def _location_id(services: Services, merchant: str, named: str) -> str:
    """The store's id, by its id or its name."""
    from domain.ids import MerchantId

    for location_id, store in services.stock.locations(MerchantId(merchant)):
        if named == location_id or named.casefold() == store.name.casefold():
            return location_id
    raise click.BadParameter(f"there is no store {named}")


def _print(one: Explanation) -> None:
    click.echo(f"{one.sku}  {one.title}  at {one.location_name} ({one.location_id})")
    click.echo(f"  available {_told(one.available)}: {one.arithmetic}")
    click.echo(f"  as of {_when(one.as_of)} by {one.source or 'nobody'}, revision {one.revision}")
    click.echo(f"  price {one.price or 'asked at the till'}, told by {one.price_source}")
    for hold in one.holds:
        aside = ", kept aside by the till too" if hold.on_platform else ""
        click.echo(
            f"  hold {hold.hold_id}  {hold.quantity}  by {hold.caller} until "
            f"{_when(hold.expires_at)}{aside}"
        )
    for event in one.events:
        click.echo(
            f"  {_when(event.at)}  {event.source.value:<8} {_told(event.quantity):>8}  revision "
            f"{event.revision}  {event.delivery_id or ''}".rstrip()
        )
    for write in one.writes:
        click.echo(
            f"  {_when(write.written_at)}  written  {write.quantity:>8}  {write.state.value} "
            f"(expected {write.expected}, by {write.actor})"
        )


def _told(quantity: Decimal | None) -> str:
    return "unknown" if quantity is None else str(quantity)


def _when(at: datetime | None) -> str:
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"
