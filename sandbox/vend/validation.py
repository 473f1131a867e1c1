"""Checks request bodies against the fields of OpenAPI 2026-07.

A schema is a dict of field to kind; a name that ends in `!` is required. Kinds: `s` text, `uuid`,
`n` number or numeric string (the vendor's own tutorial sends prices as strings), `i` integer,
`b` boolean, a tuple of allowed words, a list of one kind, another dict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.vend.contract import WEBHOOK_TYPES
from sandbox.vend.errors import VendError, invalid
from sandbox.vend.ids import is_uuid
from sandbox.vend.numbers import exact

Schema = Mapping[str, Any]

_ADJUSTMENT: Schema = {
    "type!": ("NON_CASH_FEE", "DISCOUNT", "TIP"),
    "name": "s",
    "amount": {"type!": ("FIXED", "PERCENT"), "value!": "s"},
    "source": {"id": "uuid"},
    "target": {"method!": ("PROPORTIONED", "EACH", "SINGLE"), "ids": ["uuid"]},
}
_LINE: Schema = {
    "_metadata": {
        "fulfillment_method": ("DISPATCH", "PICKUP"),
        "is_price_override": "b",
        "sequence": "i",
    },
    "attributes": [{"name!": "s", "value!": "s"}],
    "fulfilment_outlet_id": "uuid",
    "id": "uuid",
    "pricing!": {
        "price!": "n",
        "cost": "n",
        "discount": "n",
        "loyalty_amount": "n",
        "adjustments": [_ADJUSTMENT],
    },
    "product!": {"id!": "uuid"},
    "quantity!": "n",
    "source": {"author_id": "uuid", "register_id": "uuid"},
    "status": "s",
    "tax!": {"id!": "uuid", "amount!": "n"},
}
_PAYMENT: Schema = {
    "amount!": "n",
    "billing_address_id": "s",
    "billing_address_token": "s",
    "date": "s",
    "id": "uuid",
    "source": {"register_id": "uuid"},
    "type!": {"config_id!": "uuid"},
}
SALE_UPDATE: Schema = {
    "accounts_transaction_id": "s",
    "attributes": [
        ("onaccount", "layby", "pickup", "delivery", "service"),
    ],
    "customer_id": "uuid",
    "date": "s",
    "fulfillment_details": [
        {
            "type": ("DISPATCH", "PICKUP"),
            "note": "s",
            "shipping_address_id": "s",
            "shipping_address_token": "s",
        }
    ],
    "fulfillment_outlet_id": "uuid",
    "invoice_number": "s",
    "line_items": [_LINE],
    "note": "s",
    "payments": [_PAYMENT],
    "pricing": {"adjustments": [_ADJUSTMENT]},
    "short_code": "s",
    "source!": {"author_id!": "uuid", "id": "s", "register_id": "uuid", "type": "s"},
    "state!": ("parked", "pending", "voided", "closed"),
}
SALE_CREATE: Schema = {**SALE_UPDATE, "id": "uuid"}
_GOODS: Schema = {
    "cost": "s",
    "count": "s",
    "is_included": "b",
    "product_id!": "uuid",
    "product_sku": "s",
    "received": "s",
    "status": "s",
}
CONSIGNMENT_PRODUCT: Schema = {"data!": _GOODS}
CONSIGNMENT: Schema = {
    "data!": {
        "consignment_date": "s",
        "due_at": "s",
        "name!": "s",
        "outlet_id!": "uuid",
        "received_at": "s",
        "reference": "s",
        "source_outlet_id": "uuid",
        "status": ("OPEN", "SENT", "RECEIVED", "CANCELLED"),
        "supplier_id": "uuid",
        "supplier_invoice": "s",
        "type!": ("SUPPLIER", "OUTLET", "STOCKTAKE", "RETURN"),
    }
}
WEBHOOK: Schema = {"active!": "b", "type!": WEBHOOK_TYPES, "url!": "s"}
INVENTORY: Schema = {
    "after": "i",
    "before": "i",
    "include_deleted": "b",
    "product_id": "uuid",
    "size": "i",
    "sort_direction": ("asc", "desc"),
    "variants": "b",
}
ADJUSTMENTS: Schema = {
    "stock_adjustments!": [
        {
            "custom_inventory_adjustment_reason_id": "uuid",
            "outlet_id!": "uuid",
            "product_id!": "uuid",
            "quantity!": "s",
            "reason!": (
                "DAMAGE",
                "EXPIRY",
                "INTERNAL_USE",
                "THEFT",
                "DONATION",
                "STOCK_FOUND",
                "SAMPLE_FOR_SALE",
                "CUSTOM",
            ),
        }
    ]
}


def check(body: Any, schema: Schema, path: str = "") -> None:
    """Refuse a body that the vendor's schema does not know. Raises: VendError 400 or 422."""
    if not isinstance(body, dict):
        raise VendError(400, f"{path or 'the body'} must be an object")
    kinds = {name.rstrip("!"): kind for name, kind in schema.items()}
    for name, value in body.items():
        where = f"{path}.{name}" if path else name
        if name not in kinds:
            raise VendError(400, f"unknown field {where}")
        if value is not None:
            _value(value, kinds[name], where)
    for name in schema:
        if name.endswith("!") and body.get(name[:-1]) is None:
            raise invalid(f"{path + '.' if path else ''}{name[:-1]} is required")


def _value(value: Any, kind: Any, where: str) -> None:
    if isinstance(kind, Mapping):
        check(value, kind, where)
    elif isinstance(kind, list):
        if not isinstance(value, list):
            raise invalid(f"{where} must be a list")
        for number, item in enumerate(value):
            _value(item, kind[0], f"{where}[{number}]")
    elif isinstance(kind, tuple):
        if value not in kind:
            raise invalid(f"{where} must be one of {', '.join(kind)}")
    else:
        _SCALARS[kind](value, where)


def _text(value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise invalid(f"{where} must be text")


def _uuid(value: Any, where: str) -> None:
    if not is_uuid(value):
        raise invalid(f"{where} must be a UUID")


def _integer(value: Any, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(f"{where} must be an integer")


def _boolean(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise invalid(f"{where} must be true or false")


def _number(value: Any, where: str) -> None:
    exact(value, where)


_SCALARS: dict[str, Callable[[Any, str], None]] = {
    "s": _text,
    "uuid": _uuid,
    "i": _integer,
    "b": _boolean,
    "n": _number,
}
