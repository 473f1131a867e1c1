"""Cells of the console's lists: a row's value as people read it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from flask import url_for
from markupsafe import Markup

from app.console.lists import Filter, Scene
from app.console.words import badge, moment, money
from domain.money import Money
from storage.statements import AnyRow

CONNECTION = Filter(name="connection_id", title="Connection")
"""Filled with the merchant's own."""
LEAD = Filter(name="lead_connection_id", title="Leads")
"""Likewise."""
_LINK = Markup('<a href="{}">{}</a>')
_CODE = Markup("<code>{}</code>")


def text(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """A column as text."""

    def cell(row: AnyRow, _scene: Scene) -> str:
        value = row._mapping[name]
        return "" if value is None else str(value)

    return cell


def code(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """A column as code."""

    def cell(row: AnyRow, _scene: Scene) -> Markup | str:
        value = row._mapping[name]
        return "" if value is None else _CODE.format(value)

    return cell


def state(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """A state as a label."""
    return lambda row, _scene: badge(row._mapping[name])


def when(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """A moment and how far it is from now."""
    return lambda row, scene: moment(row._mapping[name], scene.now)


def named(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """A connection or a place by its name."""
    return lambda row, scene: scene.names.get(row._mapping[name] or "", row._mapping[name] or "")


def link(endpoint: str, key: str, name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """To the record's own page; `name` is what it is called, or its id where it has no name."""

    def cell(row: AnyRow, scene: Scene) -> Markup | str:
        values = row._mapping
        address = url_for(endpoint, merchant=scene.merchant_id, its_id=values[key])
        return _LINK.format(address, values[name] or values[key])

    return cell


def total(row: AnyRow, _scene: Scene) -> str:
    """An order's total."""
    return money(Money(row.total_minor, row.currency))


def at_some_time(name: str) -> Callable[[AnyRow, Scene], Markup | str]:
    """A moment that may never come: nothing stands there instead of "never"."""
    cell = when(name)
    return lambda row, scene: "" if row._mapping[name] is None else cell(row, scene)


def states(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    """A kind of states as choices."""
    return [(each.value, each.value.replace("_", " ")) for each in kinds]
