"""What values look like: an example of every body and parameter, made of the document's own words.

A field's own `examples` come first, then what its name stands for everywhere, then what its type
allows. Every example made here fits the schema it was made of; a test proves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.api.problem_types import ProblemType

SCHEMAS: Final = "#/components/schemas/"
_MOMENT, _DAY = "2026-11-21T09:00:00Z", "2026-11-21"
_BY_FORMAT: Final = {
    "date-time": _MOMENT,
    "date": _DAY,
    "uri": "https://example.com/voicetill",
    "uri-reference": "/problems/not-found",
}
_BY_PATTERN: Final = {
    r"\A[A-Za-z0-9][A-Za-z0-9_:.\-]{0,99}\Z": "id_7f3a",
    r"\A[0-9]{1,9}(?:\.[0-9]{1,3})?\Z": "150",
}
_BY_NAME: Final[Mapping[str, str]] = {
    "account_id": "ML7Q2K9",
    "account_name": "Acme Outfitters",
    "actor": "api:key_11",
    "as_of": _MOMENT,
    "at": "09:00",
    "authorize_url": "https://connect.squareup.com/oauth2/authorize?state=st_7f3a",
    "available": "9",
    "audience": "m_acme",
    "barcode": "0885178123457",
    "base_url": "https://connect.squareup.com",
    "bought_name": "House blend, 340 g",
    "brand": "Nike",
    "by": "channel",
    "callback": "+12065550123",
    "caller": "alexa",
    "card_brand": "VISA",
    "card_id": "ptk_7f3a",
    "card_last4": "1111",
    "card_token": "ptk_7f3a",
    "carrier": "UPS",
    "category": "Running shoes",
    "channel": "alexa",
    "channel_id": "chn_7f3a",
    "city": "Seattle",
    "claimed_by": "api:key_11",
    "code": "RejectedError",
    "color": "Black",
    "conflict_id": "cfl_7f3a",
    "connection_id": "con_7f3a",
    "content": '{"id": "AM90"}',
    "correlation_id": "3f2c1f0e9a8b4c7d",
    "counted": "12",
    "country": "US",
    "currency": "USD",
    "customer_id": "cus_7f3a",
    "day": _DAY,
    "delivery_id": "whd_7f3a",
    "description": "Orders to the warehouse",
    "destination_id": "loc_7f3a",
    "destination_name": "Downtown",
    "duty": "delta:stock",
    "end": "20:00",
    "endpoint_id": "whe_7f3a",
    "entity": "stock",
    "entry_id": "crd_7f3a",
    "event_id": "evt_7f3a",
    "exchange_id": "exc_7f3a",
    "expected": "9",
    "field": "price",
    "finding_id": "fnd_7f3a",
    "from": "2026-11-14",
    "handoff_id": "hof_7f3a",
    "heard": "is my order ready",
    "held": "2",
    "hold_id": "hld_7f3a",
    "in_stock_near": "98101",
    "intent": "order_status",
    "job_id": "job_7f3a",
    "kept_hold_id": "hld_91bc",
    "kept_id": "cus_7f3a",
    "kind": "placed",
    "letter_id": "in_7f3a",
    "letter_ids": "in_7f3a",
    "line1": "411 Pine Street",
    "locale": "en-US",
    "location_id": "loc_7f3a",
    "location_name": "Downtown",
    "merge_id": "mrg_7f3a",
    "merged_id": "cus_91bc",
    "modifiers": "5XKQ2BZ4",
    "name": "Downtown",
    "near": "98101",
    "number": "482133",
    "order_id": "ord_7f3a",
    "payment_id": "pay_7f3a",
    "payment_token": "ptk_7f3a",
    "payment_url": "https://shop.example/pay/ord_7f3a",
    "place": "Downtown",
    "platform": "square",
    "platform_id": "5XKQ2BZ4",
    "pos_order_id": "CAISENgvlJ6jLWAzERDzjyHVybY",
    "postal_code": "98101",
    "price_source": "poll",
    "product_id": "prod_7f3a",
    "proof_id": "prf_7f3a",
    "quantity": "1",
    "query": "coffee",
    "reading_channel": "alexa",
    "reason": "other",
    "reference": "shopper-7",
    "region": "WA",
    "request_id": "prv_7f3a",
    "requested_by": "clock",
    "return_id": "rtn_7f3a",
    "reward_id": "large",
    "rule": "every 10m",
    "rule_name": "pos-down",
    "runbook": "docs/runbooks/pos-down.md",
    "safety": "1",
    "said": "It is ready for pickup at Downtown.",
    "scopes": "ORDERS_WRITE",
    "secret": "whsec_…",
    "share_percent": "12.5",
    "shopper": "shopper-7",
    "size": "10",
    "sku": "AM90-BLK-10",
    "source": "webhook",
    "source_id": "loc_91bc",
    "source_name": "Ballard",
    "speech_name": "Nike Air Max 90",
    "spot_check_id": "spt_7f3a",
    "start": "09:00",
    "state": "confirmed",
    "split_id": "spl_7f3a",
    "status": "active",
    "status_url": "/v1/orders/ord_7f3a/status",
    "subject": "ord_7f3a",
    "subscription_id": "sub_7f3a",
    "sync_job_id": "job_7f3a",
    "target": "https://hooks.example.com/alerts",
    "text": "The shopper is called back at ten.",
    "timezone": "America/Los_Angeles",
    "title": "Nike Air Max 90",
    "to": _DAY,
    "topic": "order.updated",
    "transfer_id": "trf_7f3a",
    "twin_id": "loc_91bc",
    "url": "https://example.com/voicetill",
}
_PLAIN: Final[Mapping[str, Any]] = {
    "string": "text",
    "integer": 1,
    "number": 0.5,
    "boolean": True,
    "object": {},
}
_REASONS: Final[Mapping[str, str]] = {
    "card-envelope-refused": "expired",
    "no-card": "token-of-other-account",
    "not-orderable": "too-few-points",
    "cancel-refused": "only-at-store",
    "card-declined": "insufficient_funds",
    "return-refused": "window-over",
}
_MEMBERS: Final[Mapping[str, Any]] = {
    "agreed": {"amount": 16608, "currency": "USD", "display": "$166.08"},
    "alternatives": [],
    "connection_id": "con_7f3a",
    "errors": [{"pointer": "#/lines/0/quantity", "detail": "Must be between 1 and 999."}],
    "field": "#/shopper/reference",
    "hold_expires_at": "2026-11-21T09:10:00Z",
    "left": "1",
    "line": 0,
    "now": {"amount": 17108, "currency": "USD", "display": "$171.08"},
    "order_id": "ord_7f3a",
    "part": "exp",
    "payment_url": "https://shop.example/pay/ord_7f3a",
    "reasons": ["too-few-points"],
    "received": 3,
    "returned": 2,
    "scope": "orders:write",
    "sku": "AM90-BLK-10",
    "state": "completed",
    "wanted": "2",
}


def problem_sample(kind: ProblemType) -> dict[str, Any]:
    """A body of this kind, with all its members."""
    members = {**_MEMBERS, "reason": _REASONS.get(kind.code)}
    return {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
        "instance": "urn:voicetill:request:3f2c1f0e9a8b4c7d",
        "correlation_id": "3f2c1f0e9a8b4c7d",
        **{name: members[name] for name in kind.members},
    }


class Samples:
    """Makes examples of the schemas of one OpenAPI document."""

    def __init__(self, schemas: Mapping[str, Mapping[str, Any]]) -> None:
        """`schemas` are the document's components by name."""
        self._schemas = schemas
        self._within: list[str] = []

    def whole(self, name: str) -> dict[str, Any]:
        """A body of the named schema with all its fields."""
        return self._of_fields(name, tuple(self._schemas[name]["properties"]), whole=True)

    def needed(self, name: str) -> dict[str, Any]:
        """A body of the named schema with its required fields alone."""
        return self._of_fields(name, tuple(self._schemas[name].get("required", ())), whole=False)

    def value(self, schema: Mapping[str, Any], name: str, *, whole: bool = True) -> Any:
        """A value of the schema, for the field or parameter of that name."""
        if "$ref" in schema:
            below = str(schema["$ref"]).removeprefix(SCHEMAS)
            return self.whole(below) if whole else self.needed(below)
        if "examples" in schema:
            return schema["examples"][0]
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self.value(schema["anyOf"][0], name, whole=whole)
        return self._typed(schema, name, whole=whole)

    def _typed(self, schema: Mapping[str, Any], name: str, *, whole: bool) -> Any:
        """Of what has a type alone. What may be null, and whose name says nothing, is null."""
        kinds = schema.get("type", "object")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if kind == "array":
            below = str(schema["items"].get("$ref", "")).removeprefix(SCHEMAS)
            return [] if below in self._within else [self.value(schema["items"], name, whole=whole)]
        if kind == "string":
            text = _text(schema, name)
            return None if text is None and "null" in kinds else text or _PLAIN[kind]
        if not isinstance(kinds, str):
            return None
        return schema.get("default", schema.get("minimum", _PLAIN[kind]))

    def _of_fields(self, name: str, fields: tuple[str, ...], *, whole: bool) -> dict[str, Any]:
        told = self._schemas[name]["properties"]
        self._within.append(name)
        made = {field: self.value(told[field], field, whole=whole) for field in fields}
        self._within.pop()
        return made


def _text(schema: Mapping[str, Any], name: str) -> str | None:
    """Text for the field; None where nothing is known about it."""
    return (
        _BY_FORMAT.get(schema.get("format", ""))
        or _BY_NAME.get(name)
        or _BY_PATTERN.get(schema.get("pattern", ""))
    )
