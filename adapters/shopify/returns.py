"""Goods that come back: a return is opened on fulfilled lines and processed where they arrive.

`returnCreate` has no idempotency key, so the return carries a mark of ours in its first line's
reason note and is looked up by it before it is created again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.platform import AdapterSettings
from adapters.shopify.client import ShopifyClient, next_cursor, nodes, platform_key
from adapters.shopify.errors import malformed, rejected
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import PosReturn, ReturnLine, ReturnRequest

_DETAIL_COST = 25
_LINE_COST = 10
_RETURNABLE_COST = 850
_REASONS = frozenset(
    {"COLOR", "DEFECTIVE", "NOT_AS_DESCRIBED", "SIZE_TOO_LARGE", "SIZE_TOO_SMALL", "STYLE"}
    | {"UNWANTED", "WRONG_ITEM"}
)
"""Words of `ReturnReason` that say something; the reason itself travels as the note."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What of an order can come back, and its returns so far."""

    returnable: Mapping[str, list[tuple[str, int]]]
    """Order line id to fulfillment line ids with the quantity that can come back."""
    returns: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class Returns:
    """The shop's returns."""

    client: ShopifyClient
    settings: AdapterSettings

    def create(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Open the return and process it; money is given back by a refund of its own.

        Raises RejectedError where lines are not fulfilled yet (cancel the order then) or came
        back already.
        """
        mark = f"[{platform_key(key, 'return')}]"
        order = self._order(request.order_platform_id)
        known = _marked(order, mark)
        made = (
            self._open(request, order, mark)
            if known is None
            else self._detail(known["id"], len(request.lines))
        )
        return self._processed(made, request)

    def _order(self, order_id: PlatformId) -> _Order:
        returnable: dict[str, list[tuple[str, int]]] = {}
        returns: tuple[JsonObject, ...] = ()
        for data in self._returnable_pages(order_id):
            if data.get("order") is None:
                raise rejected("Returnable", "no such order")
            returns = tuple(nodes("Returnable", data["order"]["returns"]))
            for line in _returnable_lines(data["returnableFulfillments"]):
                fulfilled = line["fulfillmentLineItem"]
                entry = (fulfilled["id"], line["quantity"])
                returnable.setdefault(fulfilled["lineItem"]["id"], []).append(entry)
        return _Order(returnable, returns)

    def _returnable_pages(self, order_id: PlatformId) -> Iterator[JsonObject]:
        after: str | None = None
        while True:
            data = self.client.query(
                "Returnable", cost=_RETURNABLE_COST, order=order_id, after=after
            )
            yield data
            after = next_cursor(data["returnableFulfillments"])
            if after is None:
                return

    def _open(self, request: ReturnRequest, order: _Order, mark: str) -> JsonObject:
        reason = f"{request.reason} {request.note or ''}".strip()[:200]
        lines = [
            {
                "fulfillmentLineItemId": line_id,
                "quantity": quantity,
                "returnReason": _reason_word(request.reason),
                "returnReasonNote": reason,
            }
            for wanted in request.lines
            for line_id, quantity in _taken(wanted, order)
        ]
        lines[0]["returnReasonNote"] = f"{reason} {mark}"
        wish = {"orderId": request.order_platform_id, "returnLineItems": lines}
        try:
            payload = self.client.mutate(
                "ReturnCreate", "returnCreate", cost=self._cost(len(lines)),
                input=wish, lines=len(lines),
            )  # fmt: skip
        except AmbiguousOutcomeError:
            known = _marked(self._order(request.order_platform_id), mark)
            if known is None:
                raise
            return self._detail(known["id"], len(lines))
        made: JsonObject = payload["return"]
        return made

    def _processed(self, made: JsonObject, request: ReturnRequest) -> PosReturn:
        """Say of every line that has not been processed where it goes."""
        lines = list(_dispositions(made, request))
        if lines:
            made = self._process(made, lines)
        return PosReturn(
            platform_id=PlatformId(made["id"]),
            order_platform_id=request.order_platform_id,
            state=str(made["status"]).lower(),
            restocked=all(line.restock for line in request.lines),
        )

    def _process(self, made: JsonObject, lines: list[dict[str, Any]]) -> JsonObject:
        wish = {"returnId": made["id"], "returnLineItems": lines}
        try:
            payload = self.client.mutate(
                "ReturnProcess", "returnProcess", cost=self._cost(len(lines)),
                input=wish, lines=len(lines),
            )  # fmt: skip
        except (AmbiguousOutcomeError, RejectedError):
            now = self._detail(made["id"], len(lines))
            if any(one.get("unprocessedQuantity") for one in _lines(now)):
                raise
            return now
        done: JsonObject = payload["return"]
        return done

    def _detail(self, return_id: str, lines: int) -> JsonObject:
        data = self.client.query("ReturnById", cost=self._cost(lines), id=return_id, lines=lines)
        if data.get("return") is None:
            raise rejected("ReturnById", f"{return_id} is gone")
        found: JsonObject = data["return"]
        return found

    def _cost(self, lines: int) -> float:
        return _DETAIL_COST + _LINE_COST * lines


def _reason_word(reason: str) -> str:
    """Shopify's word for a reason. `returnReason` is deprecated in 2026-10, but its successor, the
    id of a definition, is another per shop and one of the two is wanted."""
    word = reason.strip().upper().replace(" ", "_")
    return word if word in _REASONS else "OTHER"


def _returnable_lines(fulfillments: JsonObject) -> Iterator[JsonObject]:
    for one in nodes("Returnable", fulfillments):
        yield from nodes("Returnable", one["returnableFulfillmentLineItems"])


def _marked(order: _Order, mark: str) -> JsonObject | None:
    for one in order.returns:
        notes = (
            line.get("returnReasonNote") or ""
            for line in nodes("Returnable", one["returnLineItems"])
        )
        if one["status"] != "CANCELED" and any(mark in note for note in notes):
            return one
    return None


def _taken(wanted: ReturnLine, order: _Order) -> Iterator[tuple[str, int]]:
    """The fulfillment lines that make up the wanted quantity of an order line."""
    missing = wanted.quantity
    for line_id, quantity in order.returnable.get(wanted.order_line_platform_id, ()):
        if missing:
            yield line_id, min(missing, quantity)
            missing -= min(missing, quantity)
    if missing:
        raise rejected(
            "ReturnCreate",
            f"{missing} of line {wanted.order_line_platform_id} cannot come back: not handed over "
            "yet, or returned already",
        )


def _lines(made: JsonObject) -> list[JsonObject]:
    return nodes("ReturnById", made["returnLineItems"])


def _dispositions(made: JsonObject, request: ReturnRequest) -> Iterator[dict[str, Any]]:
    reverse = {
        line["fulfillmentLineItem"]["id"]: line["id"]
        for order in nodes("ReturnById", made["reverseFulfillmentOrders"])
        for line in nodes("ReturnById", order["lineItems"])
        if line.get("fulfillmentLineItem")
    }
    restocks = {line.order_line_platform_id: line.restock for line in request.lines}
    for line in _lines(made):
        quantity, fulfilled = line["unprocessedQuantity"], line["fulfillmentLineItem"]
        if not quantity:
            continue
        if fulfilled["id"] not in reverse:
            raise malformed("ReturnById", "reverseFulfillmentOrders of a line")
        is_restocked = restocks.get(fulfilled["lineItem"]["id"], True)
        disposition = {
            "reverseFulfillmentOrderLineItemId": reverse[fulfilled["id"]],
            "quantity": quantity,
            "dispositionType": "RESTOCKED" if is_restocked else "NOT_RESTOCKED",
        }
        if is_restocked and request.location_platform_id is not None:
            disposition["locationId"] = request.location_platform_id
        yield {"id": line["id"], "quantity": quantity, "dispositions": [disposition]}
