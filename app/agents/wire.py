"""What the protocols of agents share at their edge: access, one effect per key, errors of theirs,
and the options of fulfillment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from flask import Response, request

from app.agents.baskets import Basket
from app.api.access import Caller, authenticate
from app.api.idempotency import HEADER as KEY_HEADER
from app.api.idempotency import REPLAYED, idempotent
from app.api.problems import problem_of
from app.api.services import Scope, services
from domain.catalog import Location
from domain.errors import VoicetillError
from domain.ids import LocationId

SHIPPING: Final = "shipping"
PICKUP: Final = "pickup:"
"""Followed by the store's id."""
HOLD: Final = "dev.voicetill.hold"
"""Our extension of both protocols: what is kept back for the buyer, and until when."""
_MOST_STORES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A refusal before a protocol has put it in its own words."""

    status: int
    code: str
    """As in the problem's address, such as `not-found`."""
    words: str
    param: str | None = None
    """The field that is meant."""


def served(
    scope: Scope,
    view: Callable[[Caller], tuple[int, Mapping[str, Any]]],
    refuse: Callable[[Failure], Response],
) -> Response:
    """Run a view with access checked and, for a write, once per Idempotency-Key; whatever it
    raises of ours is answered in the protocol's own shape."""

    def answered(caller: Caller) -> Response:
        try:
            status, body = view(caller)
        except VoicetillError as error:
            return refuse(failure_of(error))
        return json_answer(body, status=status)

    try:
        caller = authenticate(scope)
        run = answered if request.method == "GET" else idempotent(answered)
        response = run(caller)
    except VoicetillError as error:
        response = refuse(failure_of(error))
    if KEY_HEADER in request.headers:
        response.headers[KEY_HEADER] = request.headers[KEY_HEADER]
    if REPLAYED in response.headers:
        response.headers["Idempotent-Replayed"] = "true"
    if "Request-Id" in request.headers:
        response.headers["Request-Id"] = request.headers["Request-Id"][:200]
    return response


def failure_of(error: VoicetillError) -> Failure:
    """The same status and words as on the REST surface."""
    told = problem_of(error)
    body = orjson.loads(told.get_data())
    faults = body.get("errors") or [{}]
    return Failure(
        status=told.status_code,
        code=str(body["type"]).rpartition("/")[2],
        words=str(body["detail"]),
        param=faults[0].get("pointer"),
    )


def json_answer(body: Mapping[str, Any], *, status: int = 200) -> Response:
    """An object that nobody may keep."""
    headers = {"Cache-Control": "no-store"}
    return Response(
        orjson.dumps(body), status=status, content_type="application/json", headers=headers
    )


def stores_that_have(caller: Caller, basket: Basket) -> list[tuple[LocationId, Location]]:
    """Some stores with pickup that can sell all of the basket, the one it is priced at among
    them."""
    found = all_stores_that_have(caller, basket)
    chosen = basket.priced.location_id if basket.priced else None
    return sorted(found, key=lambda each: each[0] != chosen)[:_MOST_STORES]


def all_stores_that_have(caller: Caller, basket: Basket) -> list[tuple[LocationId, Location]]:
    """Every such store."""
    skus = [each.sku for each in basket.wanted]
    stock = services().stock.stock_of(caller.merchant_id, skus)
    able = [
        {at.location_id for at in stock.get(each.sku, ()) if at.can_sell(each.quantity)}
        for each in basket.wanted
    ]
    everywhere = set.intersection(*able) if able else set()
    if basket.priced is not None:
        everywhere.add(basket.priced.location_id)
    stores = services().stock.locations(caller.merchant_id)
    return [(key, store) for key, store in stores if key in everywhere and store.offers_pickup]


def hold_of(basket: Basket) -> dict[str, Any] | None:
    """The extension's value: which hold, until when, where."""
    priced = basket.priced
    if priced is None or not basket.is_ready:
        return None
    return {
        "hold_id": priced.hold_id,
        "expires_at": priced.expires_at,
        "location_id": priced.location_id,
        "location_name": priced.location_name,
    }


HOLD_SCHEMA: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Hold",
    "description": "Goods that are kept back for the buyer while the checkout is open.",
    "type": "object",
    "required": ["hold_id", "expires_at", "location_id", "location_name"],
    "properties": {
        "hold_id": {"type": "string"},
        "expires_at": {"type": "string", "format": "date-time"},
        "location_id": {"type": "string"},
        "location_name": {"type": "string"},
    },
}
