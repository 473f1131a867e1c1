"""Returns at Vend: a parked sale with negative lines, trimmed to what comes back, then closed.

Source: docs/sales_returns, OpenAPI 2026-07. Beginning a return voids other parked ones of the same
sale, so an attempt that broke off leaves nothing behind that counts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from adapters.vend.client import VendClient
from adapters.vend.errors import PLATFORM_NAME, malformed, rejected
from adapters.vend.orders import Orders
from adapters.vend.retailer import Retailer
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, UnsupportedError
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import PosReturn, ReturnLine, ReturnRequest
from mapping.platforms.vend_requests import (
    RETURN_SOURCE,
    line_update,
    payment_request,
    sale_update,
)
from mapping.platforms.vend_words import number, rounded


@dataclass(frozen=True, slots=True)
class Returns:
    """Goods that come back."""

    client: VendClient
    retailer: Retailer
    orders: Orders

    def create(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Take the named lines back into stock and book the money as given back.

        The money itself goes back through the processor that took it. Our mark on the return makes
        a repeat find it.
        """
        if not all(line.restock for line in request.lines):
            raise UnsupportedError(
                "with this store's till, goods that come back always go back on the shelf",
                platform=PLATFORM_NAME,
                operation="returns.create",
            )
        mark = hashlib.sha256(f"return\n{key}".encode()).hexdigest()[:40]
        original = self.client.get(f"/sales/{request.order_platform_id}", "sales.get")
        known = self._known(original, mark)
        if known is not None:
            return _told(known, request)
        begun = self.client.write(
            "POST", f"/sales/{request.order_platform_id}/actions/return", "returns.begin"
        )
        if not isinstance(begun, dict) or not begun.get("id"):
            raise malformed("returns.begin", "the answer has no id")
        parked = self.client.get(f"/sales/{begun['id']}", "returns.get")
        return self._closed(original, parked, request, mark)

    def _known(self, original: JsonObject, mark: str) -> JsonObject | None:
        """The return that an earlier attempt closed."""
        for each in (original.get("return") or {}).get("return_sale_ids") or ():
            raw = self.orders.raw(str(each))
            is_done = raw is not None and raw.get("state") == "closed"
            if raw is not None and is_done and (raw.get("source") or {}).get("id") == mark:
                return raw
        return None

    def _closed(
        self, original: JsonObject, parked: JsonObject, request: ReturnRequest, mark: str
    ) -> PosReturn:
        lines = _chosen(original, parked, request)
        currency = self.retailer.currency()
        back = rounded(sum((_gross(line, size) for line, size in lines), Decimal(0)), currency)
        location = PlatformId(str((parked.get("source") or {}).get("outlet_id")))
        payment = payment_request(
            back,
            type_id=self.retailer.payment_type_id(),
            register_id=self.retailer.register_id(location),
        )
        body = sale_update(
            parked,
            state="closed",
            line_items=[line_update(line, quantity=-size) for line, size in lines],
            payments=[payment],
            note="; ".join(part for part in (request.reason, request.note) if part),
        )
        body["source"] = {**body["source"], "id": mark, "type": RETURN_SOURCE}
        try:
            self.client.write("PUT", f"/sales/{parked['id']}", "returns.close", body)
        except AmbiguousOutcomeError:
            current = self.orders.raw(str(parked["id"]))
            if current is None or current.get("state") != "closed":
                raise
        return _told(parked, request)


def _chosen(
    original: JsonObject, parked: JsonObject, request: ReturnRequest
) -> list[tuple[JsonObject, Decimal]]:
    """The return's lines that stand for the asked ones, each with how many come back.

    A return's lines have ids of their own: they are matched by product and price.
    """
    left = [(line, -number(line["quantity"])) for line in parked.get("line_items") or ()]
    chosen = []
    for asked in request.lines:
        match = next((one for one in left if _fits(one, _line(original, asked), asked)), None)
        if match is None:
            raise rejected(
                "returns.create",
                f"line {asked.order_line_platform_id} has no {asked.quantity} left to return",
                "NOTHING_TO_RETURN",
            )
        left.remove(match)
        chosen.append((match[0], Decimal(asked.quantity)))
    return chosen


def _line(original: JsonObject, asked: ReturnLine) -> JsonObject:
    for line in original.get("line_items") or ():
        if line.get("id") == asked.order_line_platform_id:
            found: JsonObject = line
            return found
    raise rejected(
        "returns.create",
        f"the sale has no line {asked.order_line_platform_id}",
        "UNKNOWN_LINE",
    )


def _fits(one: tuple[JsonObject, Decimal], sold: JsonObject, asked: ReturnLine) -> bool:
    line, rest = one
    same = line["product"]["id"] == sold["product"]["id"]
    return same and line["pricing"]["price"] == sold["pricing"]["price"] and rest >= asked.quantity


def _gross(line: JsonObject, size: Decimal) -> Decimal:
    """What a line gives back: negative, with its tax."""
    return -size * (number(line["pricing"]["price"]) + number(line["tax"]["amount"]))


def _told(raw: JsonObject, request: ReturnRequest) -> PosReturn:
    return PosReturn(
        platform_id=PlatformId(str(raw["id"])),
        order_platform_id=request.order_platform_id,
        state="closed",
        restocked=True,
    )
