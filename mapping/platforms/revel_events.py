"""What Revel's webhooks name, and why the rest of their bodies is left: the record is read again.

Source: the AsyncAPI document derived from developer.revelsystems.com/revelsystems/docs/webhooks,
v2025.3.0. The wrapper `{"order": {…}}` is known from one integration (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.ids import PlatformId
from mapping.converters import text
from mapping.engine import Field, Map
from mapping.platforms import revel_words as words
from mapping.platforms.revel_orders import ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an event is about."""

    platform_id: PlatformId | None = None
    kind: str = "product"
    """`product` or `modifier`, in events about stock."""
    products: tuple[PlatformId, ...] = ()
    """What an order sold."""


def _sold(items: Any) -> tuple[PlatformId, ...]:
    """The products of an order's items, each once; a line without one is passed over."""
    if not isinstance(items, list):
        raise TypeError("expected a list of items")
    found = (item.get("product") for item in items if isinstance(item, Mapping))
    return tuple(dict.fromkeys(words.reference(one) for one in found if one is not None))


_AGAIN = "the record is read again"
_EVENT = {"event": "the header names it"}

EVENTS: Mapping[str, Map[Subject]] = {
    "order.finalized": Map(
        Subject,
        fields=(
            Field("platform_id", "id", words.reference),
            Field("products", "items", _sold, default=()),
        ),
        ignored=_EVENT
        | {
            path.removesuffix("[]"): _AGAIN
            for path in (
                *ORDER.ignored,
                *(path for one in ORDER.fields for path in one.paths),
            )
            if path.removesuffix("[]") not in ("id", "items", "event")
        },
    ),
    **dict.fromkeys(
        ("customer.created", "customer.updated"),
        Map(
            Subject,
            fields=(Field("platform_id", "id", words.reference),),
            ignored=_EVENT
            | dict.fromkeys(
                ("first_name", "last_name", "email", "phone_number", "addresses", "ref_number"),
                _AGAIN,
            ),
        ),
    ),
    "inout.stock": Map(
        Subject,
        fields=(
            Field("platform_id", "id", words.reference),
            Field("kind", "type", text, default="product"),
        ),
        ignored=_EVENT
        | {
            "instock": "the count is read again; a flag without a time cannot be ordered",
            "barcode": "the id names the product",
        },
    ),
    **dict.fromkeys(
        ("menu.updated", "app.integration.changed"), Map(Subject, fields=(), ignored=_EVENT)
    ),
}
"""Topic to the table of its body; other topics are not asked for."""

UNUSED: Mapping[str, str] = {
    "ping": "a test of the address",
    "rewardcard.created": "loyalty is not mapped",
    **dict.fromkeys(
        ("timesheet.created", "timesheet.updated", "timesheet.deleted"),
        "working hours are no concern of shoppers",
    ),
}
"""Topics that are understood and left, with the reason."""
