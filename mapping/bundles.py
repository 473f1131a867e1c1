"""Reading what bundles are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.catalog import Component
from domain.ids import PlatformId
from mapping.converters import decimal, identifier


def components(pairs: Iterable[tuple[Any, Any]]) -> tuple[Component, ...]:
    """Components by id and quantity; one with a quantity of zero is left out.

    Raises ValueError below zero: what would be added to stock is no bundle.
    """
    found = []
    for component, amount in pairs:
        quantity = decimal(amount)
        if quantity < 0:
            raise ValueError("a component's quantity must not be below zero")
        if quantity:
            found.append(
                Component(variant_platform_id=PlatformId(identifier(component)), quantity=quantity)
            )
    return tuple(found)
