"""How a basket, the profile and an error look in the Universal Commerce Protocol, 2026-04-08."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.agents.baskets import Basket, PricedItem, Status, Trouble
from app.agents.wire import HOLD, Failure, hold_of, stores_that_have
from app.api.access import Caller
from domain.catalog import Address
from domain.orders import FulfillmentMethod

VERSION: Final = "2026-04-08"
HANDLER: Final = "card_tokenized"
_HANDLER_NAME: Final = "dev.voicetill.card_token"
_SITE: Final = f"https://ucp.dev/{VERSION}"
_STATUS: Final[Mapping[Status, str]] = {
    Status.WORKING: "complete_in_progress",
    Status.COMPLETED: "completed",
    Status.CANCELED: "canceled",
}
_CODES: Final[Mapping[str, str]] = {
    "payment_declined": "payment_failed",
    "unsupported": "item_unavailable",
}
_SHIP_TO: Final = "address"


def profile(public_url: str) -> dict[str, Any]:
    """The discovery document."""
    service = {
        "version": VERSION,
        "transport": "rest",
        "endpoint": f"{public_url}/ucp",
        "spec": f"{_SITE}/specification/overview",
        "schema": f"{_SITE}/services/shopping/rest.openapi.json",
    }
    served = _capabilities(public_url)
    return {
        "ucp": {
            "version": VERSION,
            "services": {"dev.ucp.shopping": [service]},
            "capabilities": served,
            "payment_handlers": _handlers(public_url),
        }
    }


def shown(caller: Caller, basket: Basket, public_url: str) -> dict[str, Any]:
    """The whole checkout."""
    told: dict[str, Any] = {
        "ucp": _meta(public_url),
        "id": basket.id,
        "status": _STATUS.get(basket.status) or _open_status(basket),
        "currency": basket.currency,
        "line_items": [_line(place, each) for place, each in enumerate(basket.items)],
        "totals": _totals(basket),
        "messages": [_message(basket.trouble)] if basket.trouble else [],
        "links": [],
        "fulfillment": {"methods": _methods(caller, basket)},
    }
    buyer = _buyer(basket)
    if buyer:
        told["buyer"] = buyer
    hold = hold_of(basket)
    if hold is not None:
        told |= {"expires_at": hold["expires_at"], HOLD: hold}
    if basket.placed is not None:
        told["order"] = {
            "id": basket.placed.order_id,
            "label": basket.placed.number,
            "permalink_url": f"{public_url}/v1/orders/{basket.placed.order_id}",
        }
    return told


def error_shown(failure: Failure) -> dict[str, Any]:
    """What is said where there is no checkout to show."""
    message = {
        "type": "error",
        "code": failure.code.replace("-", "_"),
        "content": failure.words,
        "severity": "recoverable" if failure.status in {409, 429, 503} else "unrecoverable",
    }
    if failure.param:
        message["path"] = failure.param
    return {"ucp": {"version": VERSION, "status": "error"}, "messages": [message]}


def _meta(public_url: str) -> dict[str, Any]:
    active = _capabilities(public_url)
    return {
        "version": VERSION,
        "status": "success",
        "capabilities": {name: [{"version": VERSION}] for name in active},
        "payment_handlers": _handlers(public_url),
    }


def _capabilities(public_url: str) -> dict[str, Any]:
    parts = {
        "dev.ucp.shopping.checkout": {},
        "dev.ucp.shopping.fulfillment": {"extends": "dev.ucp.shopping.checkout"},
    }
    served = {
        name: [
            {
                "version": VERSION,
                "spec": f"{_SITE}/specification/{name.rpartition('.')[2]}",
                "schema": f"{_SITE}/schemas/shopping/{name.rpartition('.')[2]}.json",
                **more,
            }
        ]
        for name, more in parts.items()
    }
    schema = f"{public_url}/ucp/schemas/hold.json"
    served[HOLD] = [{"version": VERSION, "schema": schema, "extends": "dev.ucp.shopping.checkout"}]
    return served


def _handlers(public_url: str) -> dict[str, Any]:
    """Cards as tokens of the merchant's own payment provider."""
    config = {"keys_url": f"{public_url}/v1/payment-keys"}
    handler = {
        "id": HANDLER,
        "version": VERSION,
        "config": config,
        "available_instruments": [{"type": "card"}],
    }
    return {_HANDLER_NAME: [handler]}


def _open_status(basket: Basket) -> str:
    return "ready_for_complete" if basket.is_ready else "incomplete"


def _line(place: int, line: PricedItem) -> dict[str, Any]:
    base = line.unit_price * line.quantity
    return {
        "id": f"line_{place}",
        "item": {"id": line.sku, "title": line.title, "price": line.unit_price},
        "quantity": line.quantity,
        "totals": [
            {"type": "subtotal", "amount": base},
            {"type": "total", "amount": line.total},
        ],
    }


def _totals(basket: Basket) -> list[dict[str, Any]]:
    """One subtotal, what comes on top, one total; discounts are below zero."""
    rows = [_total("subtotal", "Subtotal", basket.subtotal)]
    priced = basket.priced
    if priced is not None:
        rows += [_total("discount", "Discount", -priced.discount)] if priced.discount else []
        rows += [_total("fulfillment", "Shipping", priced.shipping)] if priced.shipping else []
        rows.append(_total("tax", "Tax", priced.tax))
    return [*rows, _total("total", "Total", basket.total)]


def _total(kind: str, words: str, amount: int) -> dict[str, Any]:
    return {"type": kind, "display_text": words, "amount": amount}


def _methods(caller: Caller, basket: Basket) -> list[dict[str, Any]]:
    """The one method that holds for all items, with its places and its one option."""
    lines = [f"line_{place}" for place in range(len(basket.items))]
    if not lines:
        return []
    if basket.method is FulfillmentMethod.SHIPPING:
        places = [_place(basket.address)] if basket.address else []
        chosen = _SHIP_TO if basket.address else None
        cost, title = basket.shipping or 0, "Shipping"
    else:
        stores = stores_that_have(caller, basket)
        places = [{"id": key, "name": store.name} for key, store in stores]
        chosen = basket.priced.location_id if basket.priced else basket.location_id
        cost, title = 0, "Pickup"
    kind = basket.method.value
    option = {"id": kind, "title": title, "totals": [_total("total", title, cost)]}
    group = {"id": "all", "line_item_ids": lines, "options": [option], "selected_option_id": kind}
    return [
        {
            "id": kind,
            "type": kind,
            "line_item_ids": lines,
            "destinations": places,
            "selected_destination_id": chosen,
            "groups": [group] if basket.priced else [],
        }
    ]


def _place(address: Address) -> dict[str, Any]:
    told = {
        "id": _SHIP_TO,
        "street_address": address.line1,
        "extended_address": address.line2,
        "address_locality": address.city,
        "address_region": address.region,
        "address_country": address.country,
        "postal_code": address.postal_code,
    }
    return {name: value for name, value in told.items() if value is not None}


def _message(trouble: Trouble) -> dict[str, Any]:
    told = {
        "type": "error",
        "code": _CODES.get(trouble.code, trouble.code),
        "content": trouble.words,
        "severity": "recoverable",
    }
    if trouble.item is not None:
        told["path"] = f"$.line_items[{trouble.item}]"
    return told


def _buyer(basket: Basket) -> dict[str, Any]:
    first, _, last = (basket.buyer.name or "").partition(" ")
    told = {
        "first_name": first,
        "last_name": last,
        "email": basket.buyer.email,
        "phone_number": basket.buyer.phone,
    }
    return {name: value for name, value in told.items() if value}
