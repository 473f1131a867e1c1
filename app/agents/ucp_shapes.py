"""How a basket, the profile and an error look in the Universal Commerce Protocol, by release.

Source: schemas and texts of 2026-04-08, and of what became 2026-08-25 (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.agents.baskets import Basket, PricedItem, Status, Trouble
from app.agents.wire import HOLD, Failure, hold_of, stores_that_have
from app.api.access import Caller
from domain.catalog import Address
from domain.orders import FulfillmentMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version of the protocol, at an address of its own: who calls it is answered in it."""

    version: str
    path: str
    checkout_page: str
    """Of the specification, below the version's site."""
    types_places: bool
    """Whether a place to ship to or pick up at says which of the two it is."""
    keeps_refused: bool
    """Whether an update that cannot be had is answered with the checkout as it stays."""

    @property
    def site(self) -> str:
        """Where its specification and schemas are published."""
        return f"https://ucp.dev/{self.version}"


CURRENT: Final = Release(
    version="2026-08-25",
    path="/ucp/2026-08-25",
    checkout_page="shopping/checkout",
    types_places=True,
    keeps_refused=True,
)
OLDER: Final[Sequence[Release]] = (
    Release(
        version="2026-04-08",
        path="/ucp",
        checkout_page="checkout",
        types_places=False,
        keeps_refused=False,
    ),
)
PROFILE: Final = "/.well-known/ucp"
HANDLER: Final = "card_tokenized"
_HANDLER_NAME: Final = "dev.voicetill.card_token"
_STATUS: Final[Mapping[Status, str]] = {
    Status.WORKING: "complete_in_progress",
    Status.COMPLETED: "completed",
    Status.CANCELED: "canceled",
}
_CODES: Final[Mapping[str, str]] = {
    "payment_declined": "payment_failed",
    "unsupported": "item_unavailable",
}
SHIP_TO: Final = "address"
"""What an address is called that came without a name."""


def profile(public_url: str, release: Release) -> dict[str, Any]:
    """The discovery document of a release; the current one names the older ones' documents."""
    service = {
        "version": release.version,
        "transport": "rest",
        "endpoint": f"{public_url}{release.path}",
        "spec": f"{release.site}/specification/overview",
        "schema": f"{release.site}/services/shopping/rest.openapi.json",
    }
    told: dict[str, Any] = {
        "version": release.version,
        "services": {"dev.ucp.shopping": [service]},
        "capabilities": _capabilities(public_url, release),
        "payment_handlers": _handlers(public_url, release),
    }
    if release is CURRENT:
        told["supported_versions"] = {
            each.version: f"{public_url}{PROFILE}/{each.version}" for each in OLDER
        }
    return {"ucp": told}


def shown(
    caller: Caller,
    basket: Basket,
    public_url: str,
    release: Release,
    *,
    refused: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The whole checkout; with the message of a change that was `refused`."""
    messages = [_message(basket.trouble)] if basket.trouble else []
    told: dict[str, Any] = {
        "ucp": _meta(public_url, release),
        "id": basket.id,
        "status": _STATUS.get(basket.status) or _open_status(basket),
        "currency": basket.currency,
        "line_items": [_line(place, each) for place, each in enumerate(basket.items)],
        "totals": _totals(basket),
        "messages": [*messages, refused] if refused else messages,
        "links": [],
        "fulfillment": {"methods": _methods(caller, basket, release)},
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


def refusal(code: str, words: str, path: str) -> dict[str, Any]:
    """Why a change was not made, for whoever can ask for another."""
    return {
        "type": "error",
        "code": code,
        "content": words,
        "severity": "recoverable",
        "path": path,
    }


def error_shown(failure: Failure, release: Release) -> dict[str, Any]:
    """What is said where there is no checkout to show."""
    message = {
        "type": "error",
        "code": failure.code.replace("-", "_"),
        "content": failure.words,
        "severity": "recoverable" if failure.status in {409, 429, 503} else "unrecoverable",
    }
    if failure.param:
        message["path"] = failure.param
    return {"ucp": {"version": release.version, "status": "error"}, "messages": [message]}


def _meta(public_url: str, release: Release) -> dict[str, Any]:
    active = _capabilities(public_url, release)
    return {
        "version": release.version,
        "status": "success",
        "capabilities": {name: [{"version": release.version}] for name in active},
        "payment_handlers": _handlers(public_url, release),
    }


def _capabilities(public_url: str, release: Release) -> dict[str, Any]:
    checkout = "dev.ucp.shopping.checkout"
    parts: tuple[tuple[str, str, dict[str, str]], ...] = (
        (checkout, release.checkout_page, {}),
        ("dev.ucp.shopping.fulfillment", "fulfillment", {"extends": checkout}),
    )
    served = {
        name: [
            {
                "version": release.version,
                "spec": f"{release.site}/specification/{page}",
                "schema": f"{release.site}/schemas/shopping/{name.rpartition('.')[2]}.json",
                **more,
            }
        ]
        for name, page, more in parts
    }
    schema = f"{public_url}/ucp/schemas/hold.json"
    served[HOLD] = [{"version": release.version, "schema": schema, "extends": checkout}]
    return served


def _handlers(public_url: str, release: Release) -> dict[str, Any]:
    """Cards as tokens of the merchant's own payment provider."""
    config = {"keys_url": f"{public_url}/v1/payment-keys"}
    handler = {
        "id": HANDLER,
        "version": release.version,
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


def _methods(caller: Caller, basket: Basket, release: Release) -> list[dict[str, Any]]:
    """The one method that holds for all items, with its places and its one option."""
    lines = [f"line_{place}" for place in range(len(basket.items))]
    if not lines:
        return []
    if basket.method is FulfillmentMethod.SHIPPING:
        chosen = (basket.address_id or SHIP_TO) if basket.address else None
        places = [_place(basket.address, chosen)] if basket.address else []
        cost, title, place = basket.shipping or 0, "Shipping", "shipping_address"
    else:
        wanted = basket.priced.location_id if basket.priced else basket.location_id
        stores = stores_that_have(caller, basket)
        places = [{"id": key, "name": store.name} for key, store in stores]
        chosen = wanted if wanted in dict(stores) else None
        cost, title, place = 0, "Pickup", "business_location"
    if release.types_places:
        places = [{"type": place, **each} for each in places]
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


def _place(address: Address, name: str | None) -> dict[str, Any]:
    told = {
        "id": name,
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
