"""The operations served: who may call them and with which query. Source: OpenAPI 2026-07."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.kit.web import Answer, JsonObject

VERSION = "2026-07"
BASE = f"/api/{VERSION}"
CURSOR = frozenset({"after", "before", "page_size"})
LISTED = CURSOR | {"deleted"}
SEARCHES: dict[str, frozenset[str]] = {
    "sales": frozenset(
        {
            "state",
            "status",
            "attributes",
            "invoice_number",
            "customer_id",
            "user_id",
            "outlet_id",
            "register_id",
            "payment_type_id",
            "product_id",
            "date_from",
            "date_to",
            "time_from",
            "time_to",
            "timezone",
            "sale_total",
            "customer_name",
        }
    ),
    "products": frozenset(
        {"sku", "supplier_id", "brand_id", "tag_id", "product_type_id", "variant_parent_id"}
    ),
    "customers": frozenset(
        {"customer_code", "email", "first_name", "last_name", "company_name", "mobile", "phone"}
    ),
}
SEARCH_PAGING = frozenset({"type", "order_by", "order_direction", "page_size", "offset", "deleted"})
SEARCH_SCOPES = {"sales": "sales:read", "products": "products:read", "customers": "customers:read"}
WEBHOOK_TYPES = (
    "sale.update",
    "product.update",
    "customer.update",
    "inventory.update",
    "register_closure.create",
    "consignment.send",
    "consignment.receive",
)
SCOPES = frozenset(
    {
        "products:read",
        "sales:read",
        "sales:write",
        "inventory:read",
        "inventory:write",
        "customers:read",
        "customers:write",
        "outlets:read",
        "registers:read",
        "payment_types:read",
        "taxes:read",
        "users:read",
        "retailer:read",
        "webhooks",
        "consignments:read",
        "consignments:write:stock_transfer",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authorized request to an endpoint."""

    params: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: JsonObject = field(default_factory=dict)
    user_id: str = ""


Endpoint = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation below `/api/2026-07`."""

    operation: str
    endpoint: Endpoint
    scopes: tuple[str, ...] = ()
    query: frozenset[str] = frozenset()
