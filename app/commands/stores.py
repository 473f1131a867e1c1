"""`voicetill stores …`: hours, pickup times, and stock that is kept back or back-ordered."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table

if TYPE_CHECKING:
    from storage.store_rules import StockRule, StoreRule

_ACTOR = "command line"
_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose stores.")


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
        desk, merchant_id = services.care.stores, MerchantId(merchant)
        told = [
            {
                "location_id": each.store.id,
                "name": each.store.name,
                "account": each.account.value,
                "timezone": each.store.timezone,
                "hours": None if each.hours is None else hours_text(each.hours),
                "closed_on": list(map(str, each.closed_on)),
                "pickup_minutes": each.pickup_minutes,
            }
            for each in desk.stores(merchant_id)
            if each.store.active
        ]
        kept = desk.stock_rules(merchant_id)
    if as_json:
        print_json({"stores": told, "stock_rules": list(map(asdict, kept))})
        return
    heads = ("store", "name", "account", "ready in", "hours")
    print_table(heads, map(_cells, told), wide={"ready in"})
    for rule in kept:
        click.echo(_words(rule))


def _cells(told: dict[str, Any]) -> tuple[object, ...]:
    pickup = told["pickup_minutes"]
    ready = None if pickup is None else f"{pickup} min"
    hours = told["hours"] or "unknown"
    if told["closed_on"]:
        hours += f"; closed on {', '.join(told['closed_on'])}"
    return told["location_id"], told["name"], told["account"], ready, hours


@stores.command("set")
@_MERCHANT
@click.option("--location", help="A store's id; left out: for stores without rules of their own.")
@click.option("--hours", help='As in "mon-sat 09:00-21:00, sun 00:00-24:00"; "" to forget.')
@click.option("--closed-on", multiple=True, help="A day on which it does not open, YYYY-MM-DD.")
@click.option("--open-on", multiple=True, help="Take such a day back.")
@click.option("--pickup-minutes", type=int, help="Until it is ready; two weeks at most.")
@click.option(
    "--forget",
    multiple=True,
    type=click.Choice(["hours", "closed-on", "pickup-minutes"]),
    help="Let the more general rule, or the till, say it again.",
)
def set_store(
    merchant: str,
    location: str | None,
    hours: str | None,
    closed_on: tuple[str, ...],
    open_on: tuple[str, ...],
    pickup_minutes: int | None,
    forget: tuple[str, ...],
) -> None:
    """Set hours, closed days and pickup time; what is not named stays as it is."""
    from app.ops.store_desk import without
    from domain.ids import LocationId, MerchantId
    from domain.written_hours import read_days, read_week

    def changed(before: StoreRule) -> StoreRule:
        rule = without(before, [name.replace("-", "_") for name in forget])
        return replace(
            rule,
            hours=rule.hours if hours is None else read_week(hours),
            closed_on=(rule.closed_on | read_days(closed_on)) - read_days(open_on),
            pickup_minutes=rule.pickup_minutes if pickup_minutes is None else pickup_minutes,
        )

    which = LocationId(location) if location else None
    with at_work() as services:
        desk = services.care.stores
        rule = desk.set_store(MerchantId(merchant), which, changed, actor=_ACTOR)
    click.echo(_words(rule))


@stores.command("stock")
@_MERCHANT
@click.option("--sku", help="Left out: every one.")
@click.option("--location", "location_id", help="A store's id; left out: every one.")
@click.option("--channel", help="alexa, api …; left out: every one.")
@click.option("--keep-back", default="0", help="Kept from it, on top of the safety stock.")
@click.option(
    "--backorder",
    "backorder_limit",
    default="0",
    help="How many may be promised beyond the stock.",
)
@click.option("--backorder-days", type=int, help="How long those take; a year at most.")
@click.option("--forget", is_flag=True, help="Drop the rule instead.")
def set_stock(merchant: str, forget: bool, **given: Any) -> None:
    """Keep stock from a channel or store, or let it be promised beyond what is there."""
    from app.ops.store_desk import stock_rule
    from domain.ids import MerchantId

    rule = stock_rule(**given)
    with at_work() as services:
        desk, merchant_id = services.care.stores, MerchantId(merchant)
        if forget:
            desk.drop_stock(
                merchant_id,
                sku=rule.sku,
                location_id=rule.location_id,
                channel=rule.channel,
                actor=_ACTOR,
            )
        else:
            desk.set_stock(merchant_id, rule, actor=_ACTOR)
    click.echo(("forgotten: " if forget else "") + _words(rule))


def _words(rule: StoreRule | StockRule) -> str:
    """What a rule is about and says; a rule that names nothing is everybody's."""
    told = {each.name: getattr(rule, each.name) for each in fields(rule)}
    words = (f"{name}={_word(value)}" for name, value in told.items() if value)
    return "  ".join(words) or "nothing is set"


def _word(value: object) -> str:
    """A value as it is written on the command line: hours as a week, days in their order."""
    from domain.written_hours import week_text

    if isinstance(value, tuple):
        return week_text(value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value)))
    return str(value)
