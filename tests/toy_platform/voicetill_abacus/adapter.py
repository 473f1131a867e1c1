"""The port over Abacus API 3: one listing shape, one way to write, prices by asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from adapters.guard import guarded
from adapters.keys import unpack_keys
from adapters.listing import onward, read_records
from adapters.refusing import RefusingAdapter
from adapters.statuses import failure_by_status
from adapters.wire import BudgetReading, HttpRequest, HttpResponse, JsonObject, Line
from domain.capabilities import Capability, Declaration, Support
from domain.catalog import Location, Product, StockLevel
from domain.errors import MalformedResponseError, PlatformError, RejectedError, UnsupportedError
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, PosOrder, Quote
from domain.ports.pos import Account, ApiVersion, Page
from mapping.engine import Map, MappingError
from voicetill_abacus import tables

T = TypeVar("T")

NAME, TITLE = "abacus", "Abacus"
VERSION = ApiVersion(version="3", sunset=None, source="the Abacus handbook, 3rd edition")
_HAS = frozenset(
    """locations products stock quote create_order order_claims_stock confirm_order record_payment
    cancel_order""".split()  # noqa: SIM905 - nine lines otherwise
)
CAPABILITIES: Mapping[Capability, Declaration] = {
    each: Declaration(support=Support.NATIVE, source=VERSION.source)
    if each.value in _HAS
    else Declaration(support=Support.NONE, note="beads cannot do that", source=VERSION.source)
    for each in Capability
}


class AbacusDialect:
    """Statuses mean what HTTP says; the version is echoed."""

    platform = NAME
    version = VERSION.version

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """The shop's key."""
        return {"X-Abacus-Key": unpack_keys(token)["key"], "X-Abacus-Version": self.version}

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error an answer means."""
        return failure_by_status(NAME, request, response)

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """Abacus tells nothing."""

    def version_served(self, response: HttpResponse) -> str | None:
        """The echoed version."""
        return response.headers.get("x-abacus-version")


@guarded
@dataclass(frozen=True, slots=True)
class AbacusAdapter(RefusingAdapter):
    """One shop's Abacus."""

    line: Line
    platform = NAME
    title = TITLE
    capabilities = CAPABILITIES
    api_version = VERSION

    def ping(self) -> Account:
        """Whose shop it is."""
        shop = self._get("/api/shop", "shop")
        return Account(
            platform_id=PlatformId(str(shop.get("id"))),
            name=str(shop.get("name")),
            currency="USD",
            granted_scopes=frozenset(),
            missing_scopes=frozenset(),
        )

    def locations(self) -> Iterator[Page[Location]]:
        """Stores."""
        return self._pages("stores", tables.LOCATION, Entity.LOCATION, {}, None, None)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Items with their versions."""
        return self._pages("items", tables.PRODUCT, Entity.PRODUCT, {}, since, cursor)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One item."""
        (page,) = self._pages("items", tables.PRODUCT, Entity.PRODUCT, {"id": platform_id})
        return page

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Counts; what is not counted is left out."""
        wanted = {} if inventory_ids is None else {"versions": ",".join(inventory_ids)}
        return self._pages("counts", tables.STOCK, Entity.STOCK, wanted, since, cursor)

    def find_order(
        self, reference: str, *, location_id: PlatformId, created_after: datetime
    ) -> PosOrder | None:
        """The sale with our reference."""
        pages = self._pages("sales", tables.ORDER, Entity.ORDER, {"reference": reference})
        return next((one for page in pages for one in page.records), None)

    def quote(self, cart: Cart) -> Quote:
        """What the till would ask."""
        raw = self._send("POST", "/api/prices", "quote", json=_sale(cart), repeatable=True)
        return self._read(tables.QUOTE, raw, "quote")

    def create_order(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """An open sale; Abacus knows keys."""
        sale = {**_sale(draft.cart), "reference": draft.reference}
        return self._write("/api/sales", "orders.create", sale, key)

    def confirm_order(
        self, order: PosOrder, *, paid: Money, external_reference: str | None, key: IdempotencyKey
    ) -> PosOrder:
        """The sale paid by what others took."""
        body = {"cents": paid.amount, "note": external_reference}
        return self._write(f"/api/sales/{order.platform_id}/paid", "orders.confirm", body, key)

    def cancel_order(
        self, platform_id: PlatformId, *, reason: str, key: IdempotencyKey
    ) -> PosOrder:
        """The sale void."""
        return self._write(f"/api/sales/{platform_id}/void", "orders.cancel", {"note": reason}, key)

    def _write(self, path: str, operation: str, body: JsonObject, key: IdempotencyKey) -> PosOrder:
        raw = self._send(
            "POST", path, operation, json={**body, "key": key}, repeatable=True, keyed=True
        )
        return self._read(tables.ORDER, raw, operation)

    def _pages(
        self,
        noun: str,
        table: Map[T],
        entity: Entity,
        wanted: Mapping[str, str],
        since: str | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[T]]:
        """Every page of a listing; the cursor is Abacus's own, with the mark in it."""
        asked = {**wanted, **({"since": since} if since else {})}
        while True:
            params = {**asked, **({"after": cursor} if cursor else {})}
            body = self._get(f"/api/{noun}", f"{noun}.list", params)
            if not isinstance(body.get("data"), list):
                raise self._malformed(f"{noun}.list", "the answer has no data")
            good, bad = read_records(
                body["data"], table, entity, context={}, report=self.settings.report
            )
            cursor = onward(body.get("next"), cursor, platform=NAME, operation=f"{noun}.list")
            mark = None if cursor else body.get("mark")
            yield Page(records=good, quarantined=bad, cursor=cursor, high_water=mark)
            if cursor is None:
                return

    def _get(self, path: str, name: str, params: Mapping[str, str] | None = None) -> JsonObject:
        return self._send("GET", path, name, params=params or {}, repeatable=True)

    def _send(self, method: str, path: str, operation: str, **content: Any) -> JsonObject:
        request = HttpRequest(method=method, path=path, operation=operation, **content)
        response = self.line.send(request)
        try:
            body = response.json()
        except ValueError as error:
            raise self._malformed(operation, "the body is not JSON") from error
        if not isinstance(body, dict) or "error" in body:
            raise self._malformed(operation, "the body is no answer")
        return body

    def _read(self, table: Map[T], raw: JsonObject, operation: str) -> T:
        try:
            return table.read(raw, report=self.settings.report)
        except MappingError as error:
            raise self._malformed(operation, str(error)) from error

    def _malformed(self, operation: str, what: str) -> MalformedResponseError:
        return MalformedResponseError(what, platform=NAME, operation=operation)


def _sale(cart: Cart) -> JsonObject:
    """A cart in Abacus's words. Raises UnsupportedError for what it cannot say."""
    if any(line.modifiers for line in cart.lines):
        raise UnsupportedError("Abacus has no modifiers", platform=NAME, operation="orders")
    if cart.currency != "USD":
        raise RejectedError("Abacus counts US cents", platform=NAME, operation="orders")
    lines = [{"version": one.variant_platform_id, "pieces": one.quantity} for one in cart.lines]
    fee = cart.shipping_fee.amount if cart.shipping_fee else 0
    return {"store": cart.location_platform_id, "lines": lines, "shipping": fee}
