"""Which operation is done by which part, under which scopes and keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sandbox.square.calls import Call, Endpoint, Route
from sandbox.square.contract import requests
from sandbox.square.errors import not_found
from sandbox.square.parts import Parts

_CARD_SCOPES = {"GET": ("PAYMENTS_READ",), "POST": ("PAYMENTS_WRITE",)}
"""The published document names none for cards; the Cards API guide names these."""

_WRITE = ("INVENTORY_READ", "INVENTORY_WRITE")
_TRANSFER_SCOPES = {"GET": ("INVENTORY_READ",), "POST": _WRITE, "DELETE": _WRITE}
"""Newer than the published document; the API reference names these."""


def _seller(
    operation: str,
    endpoint: Endpoint,
    *,
    key: int = 0,
    required: bool = False,
    sparse: bool = False,
    repeats: Endpoint | None = None,
) -> Route:
    scopes = tuple(requests()["operations"][operation].get("scopes", ()))
    method, path = operation.split(" ")
    if path.startswith("/v2/cards"):
        scopes = _CARD_SCOPES[method]
    if path.startswith("/v2/transfer-orders"):
        scopes = _TRANSFER_SCOPES[method]
    return Route(
        operation=operation,
        endpoint=endpoint,
        scopes=scopes,
        key_length=key,
        key_required=required,
        sparse=sparse,
        repeats=repeats,
    )


def routes(parts: Parts) -> Iterator[Route]:
    """Every operation served. Key lengths: fact sheet of 2026-11, published schemas."""
    yield from _reading(parts)
    yield from _people(parts)
    yield from _selling(parts)
    yield from _loyalty(parts)
    yield from _transfers(parts)
    yield from _recurring(parts)
    yield from _gift_cards(parts)
    yield from _application(parts)


def _reading(parts: Parts) -> Iterator[Route]:
    seller, catalog, inventory = parts.seller, parts.catalog_api, parts.inventory

    def merchants(_call: Call) -> dict[str, object]:
        return {"merchant": [seller.merchant]}

    def merchant(call: Call) -> dict[str, object]:
        _check_own(call.params["merchant_id"], seller.merchant_id)
        return {"merchant": seller.merchant}

    def locations(_call: Call) -> dict[str, object]:
        return {"locations": list(seller.locations.values())}

    def location(call: Call) -> dict[str, object]:
        asked = call.params["location_id"]
        key = seller.main_location_id if asked == "main" else asked
        _check_own(key, *seller.locations)
        return {"location": seller.locations[key]}

    yield _seller("GET /v2/merchants", merchants)
    yield _seller("GET /v2/merchants/{merchant_id}", merchant)
    yield _seller("GET /v2/locations", locations)
    yield _seller("GET /v2/locations/{location_id}", location)
    yield _seller("GET /v2/catalog/info", catalog.info)

    def list_objects(call: Call) -> dict[str, object]:
        if call.query.get("types") == "SUBSCRIPTION_PLAN":
            return parts.recurring.plans(call)
        return catalog.list_objects(call)

    yield _seller("GET /v2/catalog/list", list_objects)
    yield _seller("POST /v2/catalog/search", catalog.search)
    yield _seller("GET /v2/catalog/object/{object_id}", catalog.retrieve)
    yield _seller("POST /v2/catalog/batch-retrieve", catalog.batch_retrieve)
    yield _seller("POST /v2/inventory/counts/batch-retrieve", inventory.batch_retrieve)
    yield _seller(
        "POST /v2/inventory/changes/batch-create", inventory.batch_create, key=128, required=True
    )
    yield _seller("GET /v2/inventory/{catalog_object_id}", inventory.retrieve)


def _people(parts: Parts) -> Iterator[Route]:
    customers, cards = parts.customers, parts.cards
    yield _seller("GET /v2/customers", customers.list_profiles)
    yield _seller("POST /v2/customers", customers.create, key=192)
    yield _seller("POST /v2/customers/search", customers.search)
    yield _seller("GET /v2/customers/{customer_id}", customers.get)
    yield _seller("PUT /v2/customers/{customer_id}", customers.update)
    yield _seller("DELETE /v2/customers/{customer_id}", customers.delete)
    yield _seller("GET /v2/cards", cards.list_cards)
    yield _seller("POST /v2/cards", cards.create, key=45, required=True)
    yield _seller("GET /v2/cards/{card_id}", cards.get)
    yield _seller("POST /v2/cards/{card_id}/disable", cards.disable)


def _selling(parts: Parts) -> Iterator[Route]:
    orders, payments, refunds = parts.orders, parts.payments, parts.refunds
    yield _seller("POST /v2/orders", orders.create, key=192)
    yield _seller("POST /v2/orders/batch-retrieve", orders.batch_retrieve)
    yield _seller("POST /v2/orders/calculate", orders.calculate)
    yield _seller("POST /v2/orders/search", parts.order_search.search)
    yield _seller("GET /v2/orders/{order_id}", orders.get)
    yield _seller(
        "PUT /v2/orders/{order_id}",
        orders.update,
        key=192,
        sparse=True,
        repeats=orders.repeated_update,
    )
    yield _seller("POST /v2/orders/{order_id}/pay", payments.pay_order, key=192, required=True)
    yield _seller("GET /v2/payments", payments.list_payments)
    yield _seller("POST /v2/payments", parts.charges.create, key=45, required=True)
    yield _seller("PUT /v2/payments/{payment_id}", payments.update, key=45, sparse=True)
    yield _seller("POST /v2/payments/cancel", payments.cancel_by_key)
    yield _seller("GET /v2/payments/{payment_id}", payments.get)
    yield _seller("POST /v2/payments/{payment_id}/cancel", payments.cancel)
    yield _seller("POST /v2/payments/{payment_id}/complete", payments.complete)
    yield _seller("GET /v2/refunds", refunds.list_refunds)
    yield _seller("POST /v2/refunds", refunds.create, key=45, required=True)
    yield _seller("GET /v2/refunds/{refund_id}", refunds.get)


def _loyalty(parts: Parts) -> Iterator[Route]:
    """Key lengths: CreateLoyaltyRewardRequest and its neighbors, 2025-08-20."""
    loyalty = parts.loyalty
    account, reward = "/v2/loyalty/accounts/{account_id}", "/v2/loyalty/rewards/{reward_id}"
    program = "/v2/loyalty/programs/{program_id}"
    yield _seller(f"GET {program}", loyalty.program)
    yield _seller(f"POST {program}/calculate", loyalty.calculate)
    yield _seller("POST /v2/loyalty/accounts/search", loyalty.search_accounts)
    yield _seller(f"GET {account}", loyalty.account)
    yield _seller(f"POST {account}/accumulate", loyalty.accumulate, key=128, required=True)
    yield _seller(f"POST {account}/adjust", loyalty.adjust, key=128, required=True)
    yield _seller("POST /v2/loyalty/rewards", loyalty.create_reward, key=128, required=True)
    yield _seller(f"GET {reward}", loyalty.reward)
    yield _seller(f"DELETE {reward}", loyalty.delete_reward)
    yield _seller("POST /v2/loyalty/events/search", loyalty.search_events)


def _transfers(parts: Parts) -> Iterator[Route]:
    """How long a key may be is not published for these; the longest of the others is taken."""
    transfers, path = parts.transfers, "/v2/transfer-orders"
    one = path + "/{transfer_order_id}"
    yield _seller(f"POST {path}", transfers.create, key=192, required=True)
    yield _seller(f"GET {one}", transfers.get)
    yield _seller(f"DELETE {one}", transfers.delete)
    yield _seller(f"POST {one}/cancel", transfers.cancel, key=192, required=True)


def _gift_cards(parts: Parts) -> Iterator[Route]:
    yield _seller("GET /v2/gift-cards", parts.gift_cards.list_cards)
    yield _seller("GET /v2/gift-cards/{id}", parts.gift_cards.get)
    yield _seller("POST /v2/gift-cards/from-nonce", parts.gift_cards.from_nonce)


def _recurring(parts: Parts) -> Iterator[Route]:
    """Subscriptions of customers; CreateSubscriptionRequest names no length for its key."""
    recurring, one = parts.recurring, "/v2/subscriptions/{subscription_id}"
    yield _seller("POST /v2/subscriptions", recurring.create, key=192)
    yield _seller(f"GET {one}", recurring.get)
    yield _seller(f"PUT {one}", recurring.update, sparse=True)
    yield _seller(f"DELETE {one}/actions/{{action_id}}", recurring.delete_action)
    yield _seller(f"POST {one}/cancel", recurring.cancel)
    yield _seller(f"POST {one}/pause", recurring.pause)
    yield _seller(f"POST {one}/resume", recurring.resume)
    yield _seller("GET /v2/invoices/{invoice_id}", recurring.invoice)


def _application(parts: Parts) -> Iterator[Route]:
    hooks = parts.subscriptions

    def own(operation: str, endpoint: Endpoint, **options: bool | int) -> Route:
        return Route(
            operation=operation,
            endpoint=endpoint,
            auth="application",
            key_length=int(options.get("key", 0)),
            sparse=bool(options.get("sparse", False)),
        )

    base = "/v2/webhooks/subscriptions"
    one = base + "/{subscription_id}"
    yield own("GET /v2/webhooks/event-types", hooks.event_types)
    yield own(f"GET {base}", hooks.list_subscriptions)
    yield own(f"POST {base}", hooks.create, key=45)
    yield own(f"GET {one}", hooks.get)
    yield own(f"PUT {one}", hooks.update, sparse=True)
    yield own(f"DELETE {one}", hooks.delete)
    yield own(f"POST {one}/signature-key", hooks.renew_key, key=45)
    yield own(f"POST {one}/test", hooks.test)
    yield own("POST /v2/events", hooks.search_events)
    for name in ("POST /oauth2/token", "POST /oauth2/revoke", "POST /oauth2/token/status"):
        yield Route(operation=name, endpoint=parts.oauth.token, auth="client")


def _check_own(asked: str, *known: str) -> None:
    if asked not in known and asked != "me":
        raise not_found("Resource")


class Router:
    """Finds the route of a request by its path, literal segments before parameters."""

    def __init__(self, found: Iterable[Route]) -> None:
        """Index the routes."""
        self._literal: dict[str, Route] = {}
        self._patterns: dict[tuple[str, int], list[tuple[list[str], Route]]] = {}
        for route in found:
            method, path = route.operation.split(" ")
            if "{" not in path:
                self._literal[route.operation] = route
            segments = path.split("/")
            self._patterns.setdefault((method, len(segments)), []).append((segments, route))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route with its path parameters."""
        literal = self._literal.get(f"{method} {path}")
        if literal is not None:
            return literal, {}
        parts = path.split("/")
        for segments, route in self._patterns.get((method, len(parts)), ()):
            params = _match(segments, parts)
            if params:
                return route, params
        return None

    def knows(self, path: str) -> bool:
        """Whether any method is served at this path."""
        return any(self.find(method, path) for method in ("GET", "POST", "PUT", "DELETE"))


def _match(segments: list[str], parts: list[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment.startswith("{"):
            params[segment[1:-1]] = part
        elif segment != part:
            return None
    return params
