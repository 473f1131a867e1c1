"""`/ucp/checkout-sessions` and `/.well-known/ucp`: the Universal Commerce Protocol, 2026-04-08.

Served: the checkout with the fulfillment extension and our own for the hold. Payment is by token
only. The platform's profile (`UCP-Agent`) is not fetched: whoever has a key is answered in our
version. Source: schemas of that release, Universal-Commerce-Protocol on GitHub (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response

from app.agents import fields
from app.agents.baskets import Basket, Item
from app.agents.checkouts import Checkouts
from app.agents.ucp_shapes import HANDLER, VERSION, error_shown, profile, shown
from app.agents.wire import HOLD_SCHEMA, Failure, json_answer, served
from app.api import problem_types as types
from app.api.access import Caller
from app.api.guards import json_body
from app.api.services import Scope
from app.voice.sessions import VoiceSessions
from domain.errors import InvalidInputError
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

CHANNEL: Final = "ucp"
_PATH: Final = "/ucp/checkout-sessions"
_NO_CURRENCY: Final = "XXX"
"""ISO 4217: no currency involved, until the goods tell one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Views:
    """The operations of a checkout."""

    checkouts: Checkouts
    public_url: str

    def create(self) -> Response:
        """UCP: begin a checkout; it is priced and its goods are held."""
        new = Basket(id="", currency=_NO_CURRENCY)
        return self._answer(
            lambda caller: self.checkouts.open(caller, _told(new, json_body())), status=201
        )

    def read(self, checkout_id: str) -> Response:
        """UCP: a checkout as it stands."""
        return self._answer(lambda caller: self.checkouts.find(caller, checkout_id))

    def update(self, checkout_id: str) -> Response:
        """UCP: replace what a checkout says; it is priced anew."""

        def run(caller: Caller) -> Basket:
            told = json_body()
            return self.checkouts.change(caller, checkout_id, lambda before: _told(before, told))

        return self._answer(run)

    def complete(self, checkout_id: str) -> Response:
        """UCP: pay by token and place the order."""

        def run(caller: Caller) -> Basket:
            token = _token(json_body())
            return self.checkouts.complete(caller, checkout_id, fields.buyer(), token)

        return self._answer(run)

    def cancel(self, checkout_id: str) -> Response:
        """UCP: give the checkout up; its goods go back."""
        return self._answer(lambda caller: self.checkouts.cancel(caller, checkout_id))

    def discover(self) -> Response:
        """UCP: what is served here, and where."""
        return json_answer(profile(self.public_url))

    def hold_schema(self) -> Response:
        """The schema of our extension: what is kept back for the buyer."""
        return json_answer({"$id": f"{self.public_url}/ucp/schemas/hold.json", **HOLD_SCHEMA})

    def _answer(self, run: Callable[[Caller], Basket], *, status: int = 200) -> Response:
        def view(caller: Caller) -> tuple[int, Mapping[str, Any]]:
            return status, shown(caller, run(caller), self.public_url)

        return served(Scope.ORDERS_WRITE, view, refuse)


def ucp_blueprint(public_url: str, sessions: VoiceSessions) -> Blueprint:
    """The routes."""
    blueprint = Blueprint("ucp", __name__)
    checkouts = Checkouts(sessions=sessions, channel=CHANNEL)
    views = _Views(checkouts=checkouts, public_url=public_url)
    one = f"{_PATH}/<checkout_id>"
    blueprint.add_url_rule(_PATH, "create", views.create, methods=["POST"])
    blueprint.add_url_rule(one, "read", views.read, methods=["GET"])
    blueprint.add_url_rule(one, "update", views.update, methods=["PUT"])
    blueprint.add_url_rule(f"{one}/complete", "complete", views.complete, methods=["POST"])
    blueprint.add_url_rule(f"{one}/cancel", "cancel", views.cancel, methods=["POST"])
    blueprint.add_url_rule("/.well-known/ucp", "discover", views.discover)
    blueprint.add_url_rule("/ucp/schemas/hold.json", "hold_schema", views.hold_schema)
    return blueprint


def _told(before: Basket, told: Mapping[str, Any]) -> Basket:
    """The basket with what the request says. Raises InvalidInputError."""
    lines = fields.objects(told, "line_items")
    fields.check_count(lines)
    wanted = tuple(_item(place, each) for place, each in enumerate(lines))
    buyer = fields.buyer(fields.inner(told, "buyer")).over(before.buyer)
    basket = replace(before, wanted=wanted, buyer=buyer)
    methods = fields.objects(fields.inner(told, "fulfillment"), "methods")
    if len(methods) > 1:
        raise InvalidInputError("$.fulfillment.methods", "several", "one method for all items")
    return _fulfilled(basket, methods[0]) if methods else basket


def _item(place: int, line: Mapping[str, Any]) -> Item:
    sku = fields.inner(line, "item").get("id")
    return fields.item(sku, line.get("quantity"), f"$.line_items[{place}]")


def _fulfilled(basket: Basket, method: Mapping[str, Any]) -> Basket:
    """With a store to pick up at, or an address to ship to. Raises InvalidInputError."""
    chosen = fields.text(method, "selected_destination_id")
    if method.get("type") == "pickup":
        if chosen is not None and fields.location(chosen, "") is None:
            where = "$.fulfillment.methods[0].selected_destination_id"
            raise InvalidInputError(where, chosen[:60], "the id of one of `destinations`")
        store = LocationId(chosen) if chosen else None
        return replace(basket, method=FulfillmentMethod.PICKUP, location_id=store)
    if method.get("type") != "shipping":
        raise InvalidInputError("$.fulfillment.methods[0].type", "", "shipping or pickup")
    places = fields.objects(method, "destinations")
    named = [each for each in places if chosen is None or each.get("id") == chosen]
    found = fields.address(
        named[0] if named else {},
        line1="street_address",
        line2="extended_address",
        city="address_locality",
        region="address_region",
        country="address_country",
    )
    shipped = replace(basket, method=FulfillmentMethod.SHIPPING, location_id=None)
    return replace(shipped, address=found or basket.address)


def _token(told: Mapping[str, Any]) -> str:
    """The token of the selected instrument, or of the only one. Raises InvalidInputError."""
    instruments = fields.objects(fields.inner(told, "payment"), "instruments")
    chosen = [each for each in instruments if each.get("selected") is True] or instruments
    if len(chosen) != 1 or chosen[0].get("handler_id") != HANDLER:
        words = f"one selected instrument of the handler {HANDLER}"
        raise InvalidInputError("$.payment.instruments", "", words)
    return fields.token(fields.inner(chosen[0], "credential"))


def refuse(failure: Failure) -> Response:
    """The protocol's error; a finished checkout cannot be changed: 409."""
    status = 409 if failure.code == types.ILLEGAL_TRANSITION.code else failure.status
    return json_answer(error_shown(failure), status=status)


__all__ = ["VERSION", "ucp_blueprint"]
