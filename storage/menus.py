"""Menus in the catalog: modifier lists of any depth, hours of the week, prices at certain hours.

Only what differs from the plain case is written, so that goods without a menu cost nothing, and a
row written before a field existed reads as the plain case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

from sqlalchemy import Connection, select

from domain.catalog import Modifier, ModifierList, TimedPrice, Variant, WeeklyHours
from domain.ids import PlatformId
from domain.money import Money
from storage import tables
from storage.types import JsonValue

_RECORDS = tables.product_records


def modifier_lists(
    tx: Connection, connection_id: str, product_platform_id: str
) -> tuple[ModifierList, ...]:
    """The choices of a product as one platform offers them now; none where it is not sold."""
    details = tx.execute(
        select(_RECORDS.c.details).where(
            _RECORDS.c.connection_id == connection_id,
            _RECORDS.c.platform_id == product_platform_id,
            _RECORDS.c.deleted_at.is_(None),
        )
    ).scalar_one_or_none()
    return modifier_lists_of(details.get("modifier_lists", ())) if details else ()


def schedule_json(variant: Variant) -> JsonValue:
    """When a variant is on the menu and when it costs something else; None: always the same."""
    if not variant.hours and not variant.timed_prices:
        return None
    return {
        "hours": hours_json(variant.hours),
        "timed_prices": [
            {"price": _money_json(each.price), "hours": hours_json(each.hours)}
            for each in variant.timed_prices
        ],
    }


def hours_of(schedule: JsonValue) -> tuple[WeeklyHours, ...]:
    """The hours in a schedule; empty: always."""
    return read_hours(schedule["hours"]) if schedule else ()


def timed_prices_of(schedule: JsonValue) -> tuple[TimedPrice, ...]:
    """The prices at certain hours in a schedule."""
    if not schedule:
        return ()
    return tuple(
        TimedPrice(price=Money(*each["price"]), hours=read_hours(each["hours"]))
        for each in schedule["timed_prices"]
    )


def modifier_lists_json(lists: Iterable[ModifierList]) -> list[JsonValue]:
    """Modifier lists with their choices and the lists under these."""
    return [_list_json(each) for each in lists]


def modifier_lists_of(value: Iterable[JsonValue]) -> tuple[ModifierList, ...]:
    """Modifier lists out of `modifier_lists_json`."""
    return tuple(_list(each) for each in value)


def _list_json(choices: ModifierList) -> JsonValue:
    written: dict[str, JsonValue] = {
        "platform_id": choices.platform_id,
        "name": choices.name,
        "minimum": choices.minimum,
        "maximum": choices.maximum,
        "modifiers": [_modifier_json(each) for each in choices.modifiers],
    }
    if choices.sequence_prices:
        written["sequence_prices"] = [_money_json(each) for each in choices.sequence_prices]
    return written


def _list(value: JsonValue) -> ModifierList:
    return ModifierList(
        platform_id=PlatformId(value["platform_id"]),
        name=value["name"],
        minimum=value["minimum"],
        maximum=value["maximum"],
        modifiers=tuple(_modifier(each) for each in value["modifiers"]),
        sequence_prices=tuple(Money(*each) for each in value.get("sequence_prices", ())),
    )


def _modifier_json(modifier: Modifier) -> JsonValue:
    written: dict[str, JsonValue] = {
        "platform_id": modifier.platform_id,
        "name": modifier.name,
        "price": None if modifier.price is None else _money_json(modifier.price),
    }
    if modifier.variant_prices:
        written["variant_prices"] = {
            variant: _money_json(price) for variant, price in modifier.variant_prices.items()
        }
    if not modifier.active:
        written["active"] = False
    if modifier.chosen_by_default:
        written["chosen_by_default"] = True
    if modifier.repeatable:
        written["repeatable"] = True
    if modifier.modifier_lists:
        written["modifier_lists"] = modifier_lists_json(modifier.modifier_lists)
    return written


def _modifier(value: JsonValue) -> Modifier:
    return Modifier(
        platform_id=PlatformId(value["platform_id"]),
        name=value["name"],
        price=None if value["price"] is None else Money(*value["price"]),
        variant_prices={
            PlatformId(variant): Money(*price)
            for variant, price in value.get("variant_prices", {}).items()
        },
        active=value.get("active", True),
        chosen_by_default=value.get("chosen_by_default", False),
        repeatable=value.get("repeatable", False),
        modifier_lists=modifier_lists_of(value.get("modifier_lists", ())),
    )


def hours_json(hours: Sequence[WeeklyHours]) -> list[JsonValue]:
    """Hours as JSON: days, start and end."""
    return [[sorted(each.days), each.start.isoformat(), each.end.isoformat()] for each in hours]


def read_hours(value: Iterable[JsonValue]) -> tuple[WeeklyHours, ...]:
    """Hours out of `hours_json`."""
    return tuple(
        WeeklyHours(
            days=frozenset(days), start=time.fromisoformat(start), end=time.fromisoformat(end)
        )
        for days, start, end in value
    )


def _money_json(money: Money) -> list[JsonValue]:
    return [money.amount, money.currency]
