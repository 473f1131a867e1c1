"""`/v1/holds`: time-limited claims on stock."""

from __future__ import annotations

from typing import Any

from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import HoldAnswer
from app.api.operation import Resource
from app.api.requests import HoldRequest, HoldRequestSchema
from app.api.services import Scope, services
from app.commerce.model import HoldView
from domain.ids import HoldId

resource = Resource("Holds", "Time-limited claims on stock; they end by themselves.")


@resource.operation(
    "POST",
    "/holds",
    scope=Scope.HOLDS_WRITE,
    body=HoldRequestSchema,
    answer=HoldAnswer,
    status=201,
    problems=(types.OUT_OF_STOCK, types.UNKNOWN_SKU),
)
def create_hold(caller: Caller, wanted: HoldRequest) -> dict[str, Any]:
    """Claim stock for ten minutes, all lines or none."""
    held = services().stock.hold(
        caller.merchant_id,
        wanted.lines,
        caller=f"api:{caller.key_id}",
        key=caller.key,
        ttl=wanted.ttl,
        channel=caller.channel,
    )
    return _shown(held)


@resource.operation(
    "GET",
    "/holds/<hold_id>",
    scope=Scope.STOCK_READ,
    answer=HoldAnswer,
    problems=(types.NOT_FOUND,),
)
def read_hold(caller: Caller, hold_id: str) -> dict[str, Any]:
    """A hold as it stands."""
    return _shown(services().stock.find_hold(caller.merchant_id, HoldId(hold_id)))


@resource.operation(
    "DELETE",
    "/holds/<hold_id>",
    scope=Scope.HOLDS_WRITE,
    answer=HoldAnswer,
    problems=(types.NOT_FOUND,),
)
def release_hold(caller: Caller, hold_id: str) -> dict[str, Any]:
    """Give the stock back; releasing twice is the same."""
    return _shown(services().stock.release(caller.merchant_id, HoldId(hold_id)))


def _shown(held: HoldView) -> dict[str, Any]:
    lines = [
        {"sku": sku, "location_id": location_id, "quantity": quantity}
        for sku, location_id, quantity in held.lines
    ]
    return {
        "hold_id": held.hold_id,
        "state": held.state,
        "expires_at": held.expires_at,
        "lines": lines,
    }
