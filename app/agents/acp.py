"""`/acp/checkout_sessions`: the Agentic Commerce Protocol, version 2026-04-17.

Every answer is the whole session. Payment is by delegated token only. Source: schemas and
specification of that version, agentic-commerce-protocol on GitHub (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, request

from app.agents import fields
from app.agents.baskets import Basket, Buyer, Item, PricedItem, Status, Trouble
from app.agents.checkouts import Checkouts
from app.agents.wire import (
    HOLD,
    PICKUP,
    SHIPPING,
    Failure,
    hold_of,
    json_answer,
    served,
    stores_that_have,
)
from app.api import problem_types as types
from app.api.access import Caller
from app.api.guards import json_body
from app.api.services import Scope
from app.voice.sessions import VoiceSessions
from domain.catalog import Location
from domain.errors import InvalidInputError
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

VERSION: Final = "2026-04-17"
CHANNEL: Final = "acp"
_PATH: Final = "/acp/checkout_sessions"
_NO_CURRENCY: Final = "XXX"
"""ISO 4217: no currency involved, until the goods tell one."""
_STATUS: Final[Mapping[Status, str]] = {
    Status.WORKING: "in_progress",
    Status.COMPLETED: "completed",
    Status.CANCELED: "canceled",
}
_ERROR_CODES: Final[Mapping[str, str]] = {
    "idempotency-key-missing": "idempotency_key_required",
    "idempotency-key-reused": "idempotency_conflict",
    "idempotency-in-flight": "idempotency_in_flight",
}
_UNKNOWN_TO_THEM: Final[Mapping[str, str]] = {"unavailable": "conflict"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Views:
    """The five operations of a session."""

    checkouts: Checkouts
    public_url: str

    def create(self) -> Response:
        """ACP: begin a checkout; it is priced and its goods are held."""
        run = self.checkouts.open
        return self._answer(lambda caller: run(caller, _created(json_body())), status=201)

    def read(self, session_id: str) -> Response:
        """ACP: a checkout as it stands."""
        return self._answer(lambda caller: self.checkouts.find(caller, session_id))

    def update(self, session_id: str) -> Response:
        """ACP: change a checkout; it is priced anew."""

        def run(caller: Caller) -> Basket:
            told = json_body()
            return self.checkouts.change(caller, session_id, lambda before: _changed(before, told))

        return self._answer(run)

    def complete(self, session_id: str) -> Response:
        """ACP: pay by token and place the order."""
        return self._answer(lambda caller: _completed(self.checkouts, caller, session_id))

    def cancel(self, session_id: str) -> Response:
        """ACP: give the checkout up; its goods go back."""
        return self._answer(lambda caller: self.checkouts.cancel(caller, session_id))

    def discover(self) -> Response:
        """ACP: what is served here, and where."""
        return json_answer(discovery(self.public_url))

    def _answer(self, run: Callable[[Caller], Basket], *, status: int = 200) -> Response:
        def view(caller: Caller) -> tuple[int, Mapping[str, Any]]:
            return status, shown(caller, run(caller), self.public_url)

        told = request.headers.get("API-Version", VERSION)
        if told != VERSION:
            return refuse(Failure(status=400, code="unsupported-version", words=f"not {told[:20]}"))
        return served(Scope.ORDERS_WRITE, view, refuse)


def acp_blueprint(public_url: str, sessions: VoiceSessions) -> Blueprint:
    """The routes."""
    blueprint = Blueprint("acp", __name__)
    checkouts = Checkouts(sessions=sessions, channel=CHANNEL)
    views = _Views(checkouts=checkouts, public_url=public_url)
    one = f"{_PATH}/<session_id>"
    blueprint.add_url_rule(_PATH, "create", views.create, methods=["POST"])
    blueprint.add_url_rule(one, "read", views.read, methods=["GET"])
    blueprint.add_url_rule(one, "update", views.update, methods=["POST"])
    blueprint.add_url_rule(f"{one}/complete", "complete", views.complete, methods=["POST"])
    blueprint.add_url_rule(f"{one}/cancel", "cancel", views.cancel, methods=["POST"])
    blueprint.add_url_rule("/.well-known/acp.json", "discover", views.discover)
    return blueprint


def discovery(public_url: str) -> dict[str, Any]:
    """The discovery document."""
    return {
        "protocol": {"name": "acp", "version": VERSION, "supported_versions": [VERSION]},
        "api_base_url": f"{public_url}/acp",
        "transports": ["rest"],
        "capabilities": {
            "services": ["checkout"],
            "extensions": [{"name": HOLD, "schema": f"{public_url}/ucp/schemas/hold.json"}],
        },
    }


# --- in ----------------------------------------------------------------------------------------


def _created(told: Mapping[str, Any]) -> Basket:
    """Raises InvalidInputError."""
    currency = fields.text(told, "currency") or _NO_CURRENCY
    return _changed(Basket(id="", currency=currency.upper()[:3]), told, needs_items=True)


def _changed(before: Basket, told: Mapping[str, Any], *, needs_items: bool = False) -> Basket:
    """The basket with what the request says. Raises InvalidInputError."""
    basket = before
    if needs_items or "line_items" in told:
        basket = replace(basket, wanted=_items(told))
    details = fields.inner(told, "fulfillment_details")
    found = fields.address(
        fields.inner(details, "address"),
        line1="line_one",
        line2="line_two",
        city="city",
        region="state",
        country="country",
    )
    if found is not None:
        basket = replace(basket, address=found)
        if before.address is None and before.location_id is None:
            basket = replace(basket, method=FulfillmentMethod.SHIPPING)
    told_buyer = fields.buyer(fields.inner(told, "buyer"), details)
    basket = replace(basket, buyer=told_buyer.over(basket.buyer))
    note = fields.text(told, "order_notes")
    return _chosen(replace(basket, note=note or basket.note), told)


def _items(told: Mapping[str, Any]) -> tuple[Item, ...]:
    lines = fields.objects(told, "line_items")
    fields.check_count(lines)
    return tuple(
        fields.item(
            fields.inner(each, "item").get("id", each.get("id")),
            each.get("quantity", 1),
            f"$.line_items[{place}]",
        )
        for place, each in enumerate(lines)
    )


def _chosen(basket: Basket, told: Mapping[str, Any]) -> Basket:
    """With the option that was selected: one for the whole basket. Raises InvalidInputError."""
    options = {
        fields.text(each, "option_id") or ""
        for each in fields.objects(told, "selected_fulfillment_options")
    }
    if not options:
        return basket
    option = options.pop()
    where = "$.selected_fulfillment_options"
    if options:
        raise InvalidInputError(where, "several", "one option for all items")
    if option == SHIPPING and basket.address is not None:
        return replace(basket, method=FulfillmentMethod.SHIPPING, location_id=None)
    store = fields.location(option, PICKUP)
    if store is None:
        raise InvalidInputError(where, option[:60], "one of `fulfillment_options`")
    return replace(basket, method=FulfillmentMethod.PICKUP, location_id=LocationId(store))


def _completed(checkouts: Checkouts, caller: Caller, session_id: str) -> Basket:
    told = json_body()
    credential = fields.inner(told, "payment_data", "instrument", "credential")
    buyer: Buyer = fields.buyer(fields.inner(told, "buyer"))
    if not credential:
        where = "$.payment_data.instrument.credential"
        raise InvalidInputError(where, "", "a tokenized instrument")
    return checkouts.complete(caller, session_id, buyer, fields.token(credential))


# --- out ---------------------------------------------------------------------------------------


def shown(caller: Caller, basket: Basket, public_url: str) -> dict[str, Any]:
    """The whole session."""
    told: dict[str, Any] = {
        "id": basket.id,
        "protocol": {"version": VERSION},
        "capabilities": {
            "payment": {"handlers": [_handler(public_url)]},
            "interventions": {"supported": []},
        },
        "status": _STATUS.get(basket.status) or _open_status(basket),
        "currency": basket.currency.lower(),
        "line_items": [_line(place, each) for place, each in enumerate(basket.items)],
        "totals": _totals(basket),
        "fulfillment_options": _options(caller, basket),
        "selected_fulfillment_options": _selected(basket),
        "messages": [_message(basket.trouble)] if basket.trouble else [],
        "links": [],
    }
    if basket.buyer.email:
        told["buyer"] = _buyer(basket.buyer)
    hold = hold_of(basket)
    if hold is not None:
        told |= {"expires_at": hold["expires_at"], "metadata": {HOLD: hold}}
    if basket.placed is not None:
        told["order"] = {
            "id": basket.placed.order_id,
            "checkout_session_id": basket.id,
            "order_number": basket.placed.number,
            "permalink_url": f"{public_url}/v1/orders/{basket.placed.order_id}",
            "status": "confirmed",
        }
    return told


def _open_status(basket: Basket) -> str:
    return "ready_for_payment" if basket.is_ready else "not_ready_for_payment"


def _handler(public_url: str) -> dict[str, Any]:
    """Cards as tokens of the merchant's own payment provider."""
    return {
        "id": "card_tokenized",
        "name": "dev.acp.tokenized.card",
        "display_name": "Card",
        "version": "2026-01-22",
        "spec": "https://acp.dev/handlers/tokenized.card",
        "requires_delegate_payment": False,
        "requires_pci_compliance": False,
        "psp": "seller_managed",
        "config_schema": "https://acp.dev/schemas/handlers/tokenized.card/config.json",
        "instrument_schemas": ["https://acp.dev/schemas/handlers/tokenized.card/instrument.json"],
        "config": {"psp": "seller_managed", "keys_url": f"{public_url}/v1/payment-keys"},
    }


def _line(place: int, line: PricedItem) -> dict[str, Any]:
    return {
        "id": f"line_{place}",
        "item": {"id": line.sku},
        "quantity": line.quantity,
        "name": line.title,
        "sku": line.sku,
        "unit_amount": line.unit_price,
        "totals": [
            _total("items_base_amount", "Price", line.unit_price * line.quantity),
            _total("total", "Total", line.total),
        ],
    }


def _totals(basket: Basket) -> list[dict[str, Any]]:
    priced = basket.priced
    base = sum(each.unit_price * each.quantity for each in basket.items)
    rows = [
        _total("items_base_amount", "Items", base),
        _total("subtotal", "Subtotal", basket.subtotal),
    ]
    if priced is not None:
        rows += [_total("discount", "Discount", priced.discount)] if priced.discount else []
        rows += [_total("fulfillment", "Shipping", priced.shipping)] if priced.shipping else []
        rows.append(_total("tax", "Tax", priced.tax))
    return [*rows, _total("total", "Total", basket.total)]


def _total(kind: str, words: str, amount: int) -> dict[str, Any]:
    return {"type": kind, "display_text": words, "amount": amount}


def _options(caller: Caller, basket: Basket) -> list[dict[str, Any]]:
    """Pickup at each store that has everything; shipping once it was priced for an address."""
    options: list[dict[str, Any]] = [
        {
            "type": "pickup",
            "id": f"{PICKUP}{key}",
            "title": f"Pick up at {store.name}",
            "location": {"name": store.name, "address": _store_address(store)},
            "pickup_type": "in_store",
            "totals": [_total("total", "Pickup", 0)],
        }
        for key, store in stores_that_have(caller, basket)
    ]
    if basket.address is not None and basket.shipping is not None:
        cost = [_total("total", "Shipping", basket.shipping)]
        options.append({"type": "shipping", "id": SHIPPING, "title": "Shipping", "totals": cost})
    return options


def _store_address(store: Location) -> dict[str, str]:
    """Where a store is. The schema wants every part as text; one that nobody told is empty."""
    told = store.address
    return {
        "name": store.name,
        "line_one": told.line1 if told else "",
        "city": told.city if told else "",
        "state": (told.region if told else None) or "",
        "country": told.country if told else "",
        "postal_code": (told.postal_code if told else None) or "",
    }


def _selected(basket: Basket) -> list[dict[str, Any]]:
    if basket.priced is None:
        return []
    is_shipped = basket.method is FulfillmentMethod.SHIPPING
    option = SHIPPING if is_shipped else f"{PICKUP}{basket.priced.location_id}"
    skus = [each.sku for each in basket.items]
    kind = "shipping" if is_shipped else "pickup"
    return [{"type": kind, "option_id": option, "item_ids": skus}]


def _message(trouble: Trouble) -> dict[str, Any]:
    told = {
        "type": "error",
        "code": _UNKNOWN_TO_THEM.get(trouble.code, trouble.code),
        "content_type": "plain",
        "content": trouble.words,
    }
    if trouble.item is not None:
        told["param"] = f"$.line_items[{trouble.item}].item.id"
    return told


def _buyer(buyer: Buyer) -> dict[str, Any]:
    told = {"email": buyer.email, "full_name": buyer.name, "phone_number": buyer.phone}
    return {name: value for name, value in told.items() if value is not None}


def refuse(failure: Failure) -> Response:
    """The flat error of the protocol; a finished session cannot be changed: 405."""
    status = 405 if failure.code == types.ILLEGAL_TRANSITION.code else failure.status
    kind = "service_unavailable" if status in {429, 503} else "invalid_request"
    if failure.status >= 500 and status != 503:
        kind = "processing_error"
    code = _ERROR_CODES.get(failure.code, failure.code.replace("-", "_"))
    told: dict[str, Any] = {"type": kind, "code": code, "message": failure.words}
    if failure.param:
        told["param"] = failure.param
    if failure.code == "unsupported-version":
        told["supported_versions"] = [VERSION]
    return json_answer(told, status=status)
