"""`voicetill stores …`: hours, pickup times, and stock that is kept back or back-ordered."""

from __future__ import annotations

import re
from dataclasses import asdict, fields, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from domain.catalog import WeeklyHours
    from domain.ids import LocationId
    from storage.store_rules import StockRule, StoreRule

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose stores.")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?\s+(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)"
)


@click.group()
def stores() -> None:
    """What the merchant decides about stores and their stock."""


@stores.command("list")
@_MERCHANT
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_stores(merchant: str, as_json: bool) -> None:
    """List stores with their ids, hours and rules."""
    from domain.ids import MerchantId
    from domain.menus import hours_text

    with at_work() as services:
        merchant_id = MerchantId(merchant)
        rules = services.rules.of(merchant_id)
        told = [
            {
                "location_id": location_id,
                "name": place.name,
                "timezone": place.timezone,
                "hours": hours_text(opening.weekly) if opening else None,
                "closed_on": sorted(map(str, opening.closed_on)) if opening else [],
                "pickup_minutes": pickup and pickup.total_seconds() // 60,
            }
            for location_id, place in services.stock.locations(merchant_id)
            for opening in [rules.opening(location_id, place.hours, place.timezone)]
            for pickup in [rules.pickup(location_id)]
        ]
        kept = [asdict(each) for each in rules.stocks.values()]
    if as_json:
        print_json({"stores": told, "stock_rules": kept})
        return
    print_table(("store", "name", "ready in", "hours"), map(_cells, told), wide={"ready in"})
    for rule in rules.stocks.values():
        click.echo(_words(rule))


def _cells(told: dict[str, Any]) -> tuple[object, ...]:
    pickup = told["pickup_minutes"]
    ready = None if pickup is None else f"{pickup:.0f} min"
    hours = told["hours"] or "unknown"
    if told["closed_on"]:
        hours += f"; closed on {', '.join(told['closed_on'])}"
    return told["location_id"], told["name"], ready, hours


@stores.command("set")
@_MERCHANT
@click.option("--location", help="A store's id; left out: for stores without rules of their own.")
@click.option("--hours", help='As in "mon-sat 09:00-21:00, sun 00:00-24:00"; "" to forget.')
@click.option("--closed-on", multiple=True, help="A day on which it does not open, YYYY-MM-DD.")
@click.option("--open-on", multiple=True, help="Take such a day back.")
@click.option("--pickup-minutes", type=click.IntRange(0, 14 * 24 * 60), help="Until it is ready.")
def set_store(
    merchant: str,
    location: str | None,
    hours: str | None,
    closed_on: tuple[str, ...],
    open_on: tuple[str, ...],
    pickup_minutes: int | None,
) -> None:
    """Set hours, closed days and pickup time; what is not named stays as it is."""
    from domain.ids import LocationId
    from storage import store_rules
    from storage.store_rules import StoreRule

    with at_work() as services, services.database.write() as tx:
        which = LocationId(location) if location else None
        _must_exist(tx, merchant, which)
        known = {each.location_id: each for each in store_rules.store_rules(tx, merchant)}
        rule = known.get(which) or StoreRule(location_id=which)
        if hours is not None:
            rule = replace(rule, hours=_hours(hours) or None)
        if closed_on or open_on:
            closed = rule.closed_on | {_day(each) for each in closed_on}
            rule = replace(rule, closed_on=closed - {_day(each) for each in open_on})
        if pickup_minutes is not None:
            rule = replace(rule, pickup_minutes=pickup_minutes)
        store_rules.set_store_rule(tx, merchant, rule, now=services.clock.now())
    click.echo(_words(rule))


@stores.command("stock")
@_MERCHANT
@click.option("--sku", help="Left out: every one.")
@click.option("--location", help="A store's id; left out: every one.")
@click.option("--channel", help="alexa, api …; left out: every one.")
@click.option("--keep-back", default="0", help="Kept from it, on top of the safety stock.")
@click.option("--backorder", default="0", help="How many may be promised beyond the stock.")
@click.option("--backorder-days", type=click.IntRange(0, 365), help="How long those take.")
@click.option("--forget", is_flag=True, help="Drop the rule instead.")
def set_stock(merchant: str, forget: bool, **given: Any) -> None:
    """Keep stock from a channel or store, or let it be promised beyond what is there."""
    from storage import store_rules

    rule = _stock_rule(**given)
    with at_work() as services, services.database.write() as tx:
        _must_exist(tx, merchant, rule.location_id)
        if forget:
            store_rules.drop_stock_rules(tx, merchant, [rule])
        else:
            _must_bind(tx, merchant, rule)
            store_rules.set_stock_rule(tx, merchant, rule, now=services.clock.now())
    click.echo(("forgotten: " if forget else "") + _words(rule))


def _words(rule: StoreRule | StockRule) -> str:
    """What a rule is about and says; a rule that names nothing is everybody's."""
    told = {each.name: getattr(rule, each.name) for each in fields(rule)}
    words = (f"{name}={_word(value)}" for name, value in told.items() if value)
    return "  ".join(words) or "nothing is set"


def _word(value: object) -> str:
    """A value as it is written on the command line: hours as a week, days in their order."""
    from domain.menus import hours_text

    if isinstance(value, tuple):
        return hours_text(value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value)))
    return str(value)


def _must_exist(tx: Connection, merchant: str, location_id: LocationId | None) -> None:
    """Raises NotFoundError for a merchant or location that nobody knows."""
    from storage import locations, merchants

    merchants.merchant(tx, merchant)
    if location_id is not None:
        locations.location(tx, merchant, location_id)


def _must_bind(tx: Connection, merchant: str, rule: StockRule) -> None:
    """Raises UnknownSkuError, InvalidInputError: a rule for what nobody sells, or for a channel
    that there is not, would stand there and hold for nothing."""
    from domain.channels import require_channel
    from domain.errors import UnknownSkuError
    from storage import catalog_reads

    if rule.channel is not None:
        require_channel(rule.channel)
    if rule.sku is not None and catalog_reads.variant(tx, merchant, rule.sku) is None:
        raise UnknownSkuError(rule.sku)


def _stock_rule(
    sku: str | None,
    location: str | None,
    channel: str | None,
    keep_back: str,
    backorder: str,
    backorder_days: int | None,
) -> StockRule:
    from domain.ids import LocationId, ProductSku
    from storage.store_rules import StockRule

    return StockRule(
        sku=ProductSku(sku) if sku else None,
        location_id=LocationId(location) if location else None,
        channel=channel,
        keep_back=_count(keep_back),
        backorder_limit=_count(backorder),
        backorder_days=backorder_days,
    )


def _count(text: str) -> Decimal:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,5})?", text):
        raise click.BadParameter(f"{text!r} is no quantity")
    return Decimal(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day such as 2026-12-25") from error


def _hours(text: str) -> tuple[WeeklyHours, ...]:
    from domain.catalog import WeeklyHours

    made = []
    for part in filter(None, map(str.strip, text.lower().split(","))):
        found = _HOURS.fullmatch(part)
        if not found or {found["first"], found["last"] or found["first"]} - set(_DAYS):
            raise click.BadParameter(f'{part!r} is not like "mon-sat 09:00-21:00"')
        days = _span(found["first"], found["last"] or found["first"])
        made.append(WeeklyHours(days=days, start=_time(found["start"]), end=_time(found["end"])))
    return tuple(made)


def _span(first: str, last: str) -> frozenset[int]:
    """ISO weekdays from one to the other, over Sunday where need be."""
    begin, end = _DAYS.index(first), _DAYS.index(last)
    return frozenset((begin + ahead) % 7 + 1 for ahead in range((end - begin) % 7 + 1))


def _time(text: str) -> time:
    if text == "24:00":  # as it ends a day; hours that end where they begin last all day
        return time(0)
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of any day
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time of day") from error
