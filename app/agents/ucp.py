"""Checkouts of the Universal Commerce Protocol, each release at an address of its own.

`/.well-known/ucp` tells the current release and where the profiles of the older ones are. Served:
the checkout with the fulfillment extension and our own for the hold. Payment is by token only. The
platform's profile (`UCP-Agent`) is not fetched: whoever has a key is answered in the version of
the address that is called. Source: schemas and texts of Universal-Commerce-Protocol on GitHub (read
2026-11-22).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response

from app.agents import fields
from app.agents.baskets import Basket, Item, Status
from app.agents.checkouts import Checkouts
from app.agents.ucp_shapes import (
    CURRENT,
    HANDLER,
    OLDER,
    PROFILE,
    SHIP_TO,
    Release,
    error_shown,
    profile,
    refusal,
    shown,
)
from app.agents.wire import HOLD_SCHEMA, Failure, all_stores_that_have, json_answer, served
from app.api import problem_types as types
from app.api.access import Caller
from app.api.guards import json_body
from app.api.services import Scope
from app.voice.sessions import VoiceSessions
from domain.errors import InvalidInputError
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

CHANNEL: Final = "ucp"
_SELECTED: Final = "$.fulfillment.methods[0].selected_destination_id"
_NO_CURRENCY: Final = "XXX"
"""ISO 4217: no currency involved, until the goods tell one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Views:
    """The operations of a checkout in one release."""

    checkouts: Checkouts
    public_url: str
    release: Release

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

        def view(caller: Caller) -> tuple[int, Mapping[str, Any]]:
            told = json_body()
            refused = None
            if self.release.keeps_refused:
                before = self.checkouts.find(caller, checkout_id)
                refused = _refused(caller, before, told)
            if refused is not None:
                return 200, self._shown(caller, before, refused)
            after = self.checkouts.change(caller, checkout_id, lambda basket: _told(basket, told))
            return 200, self._shown(caller, after)

        return served(Scope.ORDERS_WRITE, view, self._refuse)

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
        return json_answer(profile(self.public_url, self.release))

    def _answer(self, run: Callable[[Caller], Basket], *, status: int = 200) -> Response:
        def view(caller: Caller) -> tuple[int, Mapping[str, Any]]:
            return status, self._shown(caller, run(caller))

        return served(Scope.ORDERS_WRITE, view, self._refuse)

    def _shown(
        self, caller: Caller, basket: Basket, refused: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        return shown(caller, basket, self.public_url, self.release, refused=refused)

    def _refuse(self, failure: Failure) -> Response:
        """The protocol's error; a finished checkout cannot be changed: 409."""
        status = 409 if failure.code == types.ILLEGAL_TRANSITION.code else failure.status
        return json_answer(error_shown(failure, self.release), status=status)


def ucp_blueprint(public_url: str, sessions: VoiceSessions) -> Blueprint:
    """The routes of every release, over the same checkouts."""
    blueprint = Blueprint("ucp", __name__)
    checkouts = Checkouts(sessions=sessions, channel=CHANNEL)
    for release in (CURRENT, *OLDER):
        views = _Views(checkouts=checkouts, public_url=public_url, release=release)
        _add_routes(blueprint, views)
    blueprint.add_url_rule(
        "/ucp/schemas/hold.json", "hold_schema", partial(_hold_schema, public_url)
    )
    return blueprint


def _add_routes(blueprint: Blueprint, views: _Views) -> None:
    release = views.release
    every = f"{release.path}/checkout-sessions"
    one = f"{every}/<checkout_id>"
    at = PROFILE if release is CURRENT else f"{PROFILE}/{release.version}"
    routes: tuple[tuple[str, str, Callable[..., Response], str], ...] = (
        ("POST", every, views.create, "create"),
        ("GET", one, views.read, "read"),
        ("PUT", one, views.update, "update"),
        ("POST", f"{one}/complete", views.complete, "complete"),
        ("POST", f"{one}/cancel", views.cancel, "cancel"),
        ("GET", at, views.discover, "discover"),
    )
    for method, rule, view, name in routes:
        blueprint.add_url_rule(rule, f"{name}_{release.version}", view, methods=[method])


def _hold_schema(public_url: str) -> Response:
    """The schema of our extension: what is kept back for the buyer."""
    return json_answer({"$id": f"{public_url}/ucp/schemas/hold.json", **HOLD_SCHEMA})


def _refused(caller: Caller, before: Basket, told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Why an update leaves the checkout as it is: it is being completed, or the place that is
    selected cannot be had. None if it can be made."""
    if before.status is Status.WORKING:
        return refusal("conflict", "The order is being placed; nothing was changed.", "$.status")
    if before.status is not Status.OPEN:
        return None
    try:
        after = _told(before, told)
    except InvalidInputError as error:
        if error.field != _SELECTED:
            raise
        return refusal("invalid", "There is no such place.", _SELECTED)
    standing = before.priced.location_id if before.priced else None
    if after.method is not FulfillmentMethod.PICKUP or after.location_id in {None, standing}:
        return None
    if after.location_id in dict(all_stores_that_have(caller, after)):
        return None
    return refusal("item_unavailable", "Not all of it can be picked up there.", _SELECTED)


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
            raise InvalidInputError(_SELECTED, chosen[:60], "the id of one of `destinations`")
        store = LocationId(chosen) if chosen else None
        return replace(basket, method=FulfillmentMethod.PICKUP, location_id=store)
    if method.get("type") != "shipping":
        raise InvalidInputError("$.fulfillment.methods[0].type", "", "shipping or pickup")
    shipped = replace(basket, method=FulfillmentMethod.SHIPPING, location_id=None)
    places = fields.objects(method, "destinations")
    named = [each for each in places if chosen is None or each.get("id") == chosen]
    if chosen is not None and not named and not _is_kept(basket, chosen):
        raise InvalidInputError(_SELECTED, chosen[:60], "the id of one of `destinations`")
    told = named[0] if named else {}
    found = fields.address(
        told,
        line1="street_address",
        line2="extended_address",
        city="address_locality",
        region="address_region",
        country="address_country",
    )
    if found is None:
        return shipped
    return replace(shipped, address=found, address_id=fields.text(told, "id"))


def _is_kept(basket: Basket, chosen: str) -> bool:
    """Whether that is how the address of an earlier request is called."""
    return basket.address is not None and chosen == (basket.address_id or SHIP_TO)


def _token(told: Mapping[str, Any]) -> str:
    """The token of the selected instrument, or of the only one. Raises InvalidInputError."""
    instruments = fields.objects(fields.inner(told, "payment"), "instruments")
    chosen = [each for each in instruments if each.get("selected") is True] or instruments
    if len(chosen) != 1 or chosen[0].get("handler_id") != HANDLER:
        words = f"one selected instrument of the handler {HANDLER}"
        raise InvalidInputError("$.payment.instruments", "", words)
    return fields.token(fields.inner(chosen[0], "credential"))
