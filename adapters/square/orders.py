"""Square's quotes, orders and returns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from adapters.listing import Bookmark, read_records
from adapters.square.catalog import list_locations
from adapters.square.client import SquareClient, malformed, platform_key
from adapters.square.errors import KEY_REUSED, PLATFORM_NAME, VERSION_CONFLICTS
from adapters.square.loyalty import attach_reward, release_rewards
from adapters.square.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError, UnsupportedError
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    PosReturn,
    Quote,
    ReturnRequest,
)
from domain.ports.pos import Page
from mapping.converters import timestamp
from mapping.platforms import square as table
from mapping.platforms.square_loyalty import proposed_reward
from mapping.platforms.square_requests import (
    amended_request,
    canceled_fulfillment,
    draft_request,
    moment_request,
    order_request,
    restock_request,
    search_orders_request,
)
from mapping.report import MappingReport

_LOCATIONS_PER_SEARCH = 10
_PAGE_LIMIT = 100
_UNPAID = frozenset({PaymentState.UNPAID, PaymentState.AUTHORIZED, PaymentState.VOIDED})
_ENDED = frozenset({"COMPLETED", "CANCELED", "FAILED"})


def quote(client: SquareClient, cart: Cart, report: MappingReport) -> Quote:
    """What the cart costs by the seller's rules; Square checks neither stock nor hours."""
    asked: JsonObject = {"order": order_request(cart)}
    if cart.reward is not None:
        asked["proposed_rewards"] = [proposed_reward(cart.reward)]
    body = client.search("/v2/orders/calculate", "orders.calculate", asked)
    return read_one(table.QUOTE, body.get("order"), "orders.calculate", report)


def create_order(
    client: SquareClient, draft: OrderDraft, report: MappingReport, *, key: IdempotencyKey
) -> PosOrder:
    """An OPEN order; staff see it once it is paid. The same key gives the same order.

    A reward goes onto an order that exists, so such an order is read again for its price.
    """
    request = {"idempotency_key": platform_key(key, "order"), "order": draft_request(draft)}
    body = client.write("/v2/orders", "orders.create", request)
    made = read_one(table.ORDER, body.get("order"), "orders.create", report)
    if draft.cart.reward is None:
        return made
    attach_reward(client, draft.cart.reward, made.platform_id, key=key)
    raw = raw_order(client, made.platform_id)
    return read_one(table.ORDER, raw, "orders.get", report)


def get_order(
    client: SquareClient, platform_id: PlatformId, report: MappingReport
) -> PosOrder | None:
    """One order, or None; a DRAFT is a cart of the dashboard or a subscription's template."""
    body = client.find(f"/v2/orders/{platform_id}", "orders.get")
    if body is None or (body.get("order") or {}).get("state") == "DRAFT":
        return None
    return read_one(table.ORDER, body.get("order"), "orders.get", report)


def _known_locations(client: SquareClient, report: MappingReport) -> Sequence[str]:
    """Every location, also one whose record cannot be read: its orders can."""
    page = list_locations(client, report)
    odd = [one.platform_id for one in page.quarantined if one.platform_id]
    return [*(one.platform_id for one in page.records), *odd]


def list_orders(
    client: SquareClient,
    report: MappingReport,
    *,
    location_ids: Sequence[str],
    since: str | None,
    customer_id: PlatformId | None,
    cursor: str | None,
) -> Iterator[Page[PosOrder]]:
    """Orders, newest first; a seller with more than ten locations is searched group by group."""
    known = location_ids or _known_locations(client, report)
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark or since
    groups = range(0, len(known), _LOCATIONS_PER_SEARCH)
    for number in range(bookmark.part, len(groups)):
        start = groups[number]
        request: JsonObject = search_orders_request(
            known[start : start + _LOCATIONS_PER_SEARCH],
            field="created_at" if since is None else "updated_at",
            after=since,
            customer=customer_id,
        )
        at = bookmark.cursor if number == bookmark.part else None
        pages = client.search_pages(
            "/v2/orders/search", "orders.search", {**request, "limit": _PAGE_LIMIT}, at
        )
        for body in pages:
            raws = body.get("orders", [])
            good, bad = read_records(raws, table.ORDER, Entity.ORDER, context={}, report=report)
            mark = _newest(mark, good)
            rest = _rest(body.get("cursor"), mark, number, len(groups))
            yield Page(
                records=good,
                quarantined=bad,
                cursor=rest.write() if rest else None,
                high_water=None if rest else mark,
            )


def find_order(
    client: SquareClient,
    reference: str,
    report: MappingReport,
    *,
    location_id: PlatformId,
    created_after: datetime,
) -> PosOrder | None:
    """The order with our reference: Square has no filter for it, so recent orders are read."""
    request = search_orders_request(
        [location_id], field="created_at", after=moment_request(created_after)
    )
    pages = client.search_pages(
        "/v2/orders/search", "orders.find", {**request, "limit": _PAGE_LIMIT}
    )
    for body in pages:
        for raw in body.get("orders", []):
            if raw.get("reference_id") == reference:
                return read_one(table.ORDER, raw, "orders.find", report)
    return None


def confirm_order(
    client: SquareClient,
    order: PosOrder,
    report: MappingReport,
    *,
    paid: Money,
    key: IdempotencyKey,
) -> PosOrder:
    """The order as staff see it now.

    A captured payment that covers the total is all Square asks for: it shows the order by itself,
    with the fulfillment PROPOSED for staff to accept. What the capture told is merged into the
    order without a call; only another sum is worth asking Square about.
    """
    if order.total.amount == 0 and order.payment_state is not PaymentState.PAID:
        return _settle_free(client, order, report, key=key)
    if paid == order.total:
        return replace(order, state=OrderState.CONFIRMED, payment_state=PaymentState.PAID)
    current = get_order(client, order.platform_id, report)
    if current is None or current.payment_state is not PaymentState.PAID:
        raise RejectedError(
            f"{paid} was paid on an order of {order.total}; capture the rest or cancel it",
            platform=PLATFORM_NAME,
            operation="orders.confirm",
            platform_code="PAYMENT_AMOUNT_MISMATCH",
        )
    return current


def _settle_free(
    client: SquareClient, order: PosOrder, report: MappingReport, *, key: IdempotencyKey
) -> PosOrder:
    """An order that costs nothing is paid with no payments."""
    return _paid_with(client, order.platform_id, (), report, key=key)


def pay_order(
    client: SquareClient,
    platform_id: PlatformId,
    payment_ids: Sequence[PlatformId],
    report: MappingReport,
    *,
    key: IdempotencyKey,
) -> PosOrder:
    """Take approved payments that come to the order's total, all or none (PayOrder, 2025-08-20).

    A refusal of an order that is paid already gives it as it is; after another one nothing of
    these payments is taken.
    """
    try:
        return _paid_with(client, platform_id, payment_ids, report, key=key)
    except RejectedError:
        order = get_order(client, platform_id, report)
        if order is not None and order.payment_state is PaymentState.PAID:
            return order
        raise


def _paid_with(
    client: SquareClient,
    platform_id: PlatformId,
    payment_ids: Sequence[PlatformId],
    report: MappingReport,
    *,
    key: IdempotencyKey,
) -> PosOrder:
    body = client.write(
        f"/v2/orders/{platform_id}/pay",
        "orders.pay",
        {"idempotency_key": platform_key(key, "pay"), "payment_ids": [*payment_ids]},
    )
    return read_one(table.ORDER, body.get("order"), "orders.pay", report)


def amend_order(
    client: SquareClient,
    platform_id: PlatformId,
    quantities: Sequence[int],
    report: MappingReport,
    *,
    key: IdempotencyKey,
) -> PosOrder:
    """So many of each line that `create_order` made, in its order; lines with none are taken off.

    Allowed while the order is OPEN (UpdateOrder, 2025-08-20). One that says so already is told as
    it is; somebody else's change in between is read and met once more.
    """
    raw = raw_order(client, platform_id)
    for attempt in (1, 2):
        change = amended_request(raw, quantities)
        if change is None:
            return read_one(table.ORDER, raw, "orders.get", report)
        request = {"idempotency_key": platform_key(key, f"amend:{raw['version']}"), **change}
        path = f"/v2/orders/{platform_id}"
        try:
            body = client.write(path, "orders.amend", request, method="PUT")
        except RejectedError as error:
            if error.platform_code not in VERSION_CONFLICTS or attempt == 2:
                raise
            raw = raw_order(client, platform_id)
        else:
            return read_one(table.ORDER, body.get("order"), "orders.amend", report)
    raise AssertionError("the loop returns or raises")


def cancel_order(
    client: SquareClient,
    platform_id: PlatformId,
    report: MappingReport,
    *,
    reason: str,
    key: IdempotencyKey,
    loyalty: bool = False,
) -> PosOrder:
    """Cancel an unpaid order, or the fulfillment of a paid one (the money is refunded apart).

    Someone else's change in between is read and met once more. With `loyalty`, the points of an
    unpaid order's rewards are given back first.
    """
    raw = raw_order(client, platform_id)
    for attempt in (1, 2):
        current = read_one(table.ORDER, raw, "orders.get", report)
        if current.state is OrderState.CANCELED:
            return current
        try:
            return _cancel(client, raw, current, report, reason=reason, key=key, loyalty=loyalty)
        except RejectedError as error:
            if error.platform_code not in VERSION_CONFLICTS or attempt == 2:
                raise
            raw = raw_order(client, platform_id)
    raise AssertionError("the loop returns or raises")


def _cancel(
    client: SquareClient,
    raw: JsonObject,
    current: PosOrder,
    report: MappingReport,
    *,
    reason: str,
    key: IdempotencyKey,
    loyalty: bool,
) -> PosOrder:
    if current.payment_state is PaymentState.AUTHORIZED:
        for payment_id in current.payment_platform_ids:
            client.write(f"/v2/payments/{payment_id}/cancel", "payments.cancel")
        raw = raw_order(client, current.platform_id)
    is_unpaid = current.payment_state in _UNPAID
    if loyalty and is_unpaid and raw.get("rewards"):
        release_rewards(client, raw)
        raw = raw_order(client, current.platform_id)
    open_ones = [one for one in raw.get("fulfillments", []) if one.get("state") not in _ENDED]
    if not is_unpaid and not open_ones:
        raise RejectedError(
            "the order is paid and nothing of it is left to hand over; refund it instead",
            platform=PLATFORM_NAME,
            operation="orders.cancel",
            platform_code="NOTHING_TO_CANCEL",
        )
    change: JsonObject = {
        "location_id": raw["location_id"],
        "version": raw["version"],
        "fulfillments": [canceled_fulfillment(one, reason) for one in open_ones],
        **({"state": "CANCELED"} if is_unpaid else {}),
    }
    request = {
        "idempotency_key": platform_key(key, f"cancel:{raw['version']}"),
        "order": change,
    }
    body = client.write(f"/v2/orders/{current.platform_id}", "orders.cancel", request, method="PUT")
    return read_one(table.ORDER, body.get("order"), "orders.cancel", report)


def create_return(
    client: SquareClient, request: ReturnRequest, *, key: IdempotencyKey, now: datetime
) -> PosReturn:
    """Put the named lines back in stock; Square's API can make no itemized return."""
    raw = raw_order(client, request.order_platform_id)
    location = request.location_platform_id or PlatformId(raw["location_id"])
    reference = platform_key(key, "return")
    changes = [
        restock_request(
            _restockable(raw, line.order_line_platform_id),
            Decimal(line.quantity),
            location=location,
            reference=reference,
            occurred_at=now,
        )
        for line in request.lines
        if line.restock
    ]
    if changes:
        _restock(client, changes, reference)
    return PosReturn(
        platform_id=PlatformId(reference),
        order_platform_id=request.order_platform_id,
        state="restocked" if changes else "recorded",
        restocked=bool(changes),
    )


def _restock(client: SquareClient, changes: list[JsonObject], reference: str) -> None:
    """Apply the adjustments once: a repeat differs from the first only in `occurred_at`."""
    try:
        client.write(
            "/v2/inventory/changes/batch-create",
            "inventory.restock",
            {"idempotency_key": reference, "changes": changes},
        )
    except RejectedError as error:
        if error.platform_code != KEY_REUSED:
            raise


def _restockable(raw: JsonObject, uid: PlatformId) -> PlatformId:
    """The variation of an order line. Raises UnsupportedError for a line typed at the till."""
    for line in raw.get("line_items", []):
        if line.get("uid") == uid and line.get("catalog_object_id"):
            return PlatformId(line["catalog_object_id"])
    raise UnsupportedError(
        f"line {uid} names no variation whose stock could grow; return it without restocking",
        platform=PLATFORM_NAME,
        operation="orders.return",
    )


def raw_order(client: SquareClient, platform_id: PlatformId) -> JsonObject:
    """An order as Square words it, which must exist."""
    order: Any = client.get(f"/v2/orders/{platform_id}", "orders.get").get("order")
    if not isinstance(order, dict):
        raise malformed("orders.get", "the answer has no order")
    return order


def _newest(mark: str | None, orders: Sequence[PosOrder]) -> str | None:
    times = [moment_request(order.updated_at) for order in orders]
    return max([*times, *([mark] if mark else [])], key=timestamp, default=None)


def _rest(cursor: str | None, mark: str | None, number: int, groups: int) -> Bookmark | None:
    if cursor:
        return Bookmark(cursor=cursor, mark=mark, part=number)
    return Bookmark(mark=mark, part=number + 1) if number + 1 < groups else None
