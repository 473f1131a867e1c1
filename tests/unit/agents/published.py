"""What the published schemas ask of our answers, in JSON Schema of our own words.

Written from, and read 2026-11-21:

- Model Context Protocol, `schema/2025-11-25` and `schema/2026-07-28` (modelcontextprotocol.io);
- Agentic Commerce Protocol, `spec/2026-04-17`, `schema.agentic_checkout` (agentic-commerce-protocol
  on GitHub, Apache-2.0);
- Universal Commerce Protocol, releases 2026-04-08 and 2026-08-25 (the latter as of its last change
  before the version was cut), `schemas/` (ucp.dev, Apache-2.0).

Required members, closed objects, closed lists of words and types are theirs; parts that we never
answer with are left out, so an answer with one of them fails here until it is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator

Json = Mapping[str, Any]
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
_COUNT: Final = {"type": "integer", "minimum": 1}
_FLAG: Final = {"type": "boolean"}
_DATE: Final = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MOMENT: Final = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$",
}
_URL: Final = {"type": "string", "pattern": "^https?://"}
_ANY_OBJECT: Final = {"type": "object"}


def _all_of(items: Json, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


def _one_of(*words: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


def _closed(required: str, **members: Json) -> dict[str, Any]:
    """An object with no other members than these; `required` names those it must have."""
    return {**_open(required, **members), "additionalProperties": False}


def _open(required: str, **members: Json) -> dict[str, Any]:
    """An object that may have further members."""
    return {"type": "object", "required": required.split(), "properties": members}


# --- Model Context Protocol --------------------------------------------------------------------

_META = {"_meta": _ANY_OBJECT}
_IMPLEMENTATION = _open("name version", name=_TEXT, title=_TEXT, version=_TEXT, websiteUrl=_URL)
_CAPABILITIES = _open("", tools=_open("", listChanged=_FLAG))
_HINTS = dict.fromkeys(
    ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"), _FLAG
)
_OBJECT_SCHEMA = _open("type", type={"const": "object"}, properties=_ANY_OBJECT)
_TOOL = _open(
    "name inputSchema",
    name=_TEXT,
    title=_TEXT,
    description=_TEXT,
    inputSchema=_OBJECT_SCHEMA,
    outputSchema=_ANY_OBJECT,
    annotations=_open("", title=_TEXT, **_HINTS),
)
_CONTENT = _open("type text", type={"const": "text"}, text=_TEXT)
_FRESH = {"ttlMs": {"type": "integer", "minimum": 0}, "cacheScope": _one_of("private", "public")}
_COMPLETE = {"resultType": {"const": "complete"}}
MCP: Final[Json] = {
    "initialize": _open(
        "protocolVersion capabilities serverInfo",
        protocolVersion=_TEXT,
        capabilities=_CAPABILITIES,
        serverInfo=_IMPLEMENTATION,
        instructions=_TEXT,
    ),
    "ping": _closed("", **_META),
    "tools/list": _open("tools", tools=_all_of(_TOOL), nextCursor=_TEXT),
    "tools/call": _open(
        "content", content=_all_of(_CONTENT), structuredContent=_ANY_OBJECT, isError=_FLAG
    ),
}
"""Results by method, of the versions with a handshake."""
MODERN_MCP: Final[Json] = {
    "server/discover": _open(
        "supportedVersions capabilities resultType ttlMs cacheScope",
        supportedVersions=_all_of(_TEXT),
        capabilities=_CAPABILITIES,
        instructions=_TEXT,
        **_FRESH,
        **_COMPLETE,
        **_META,
    ),
    "tools/list": _open(
        "tools resultType ttlMs cacheScope", tools=_all_of(_TOOL), **_FRESH, **_COMPLETE
    ),
    "tools/call": _open(
        "content resultType", content=_all_of(_CONTENT), isError=_FLAG, **_COMPLETE
    ),
}
_UNSUPPORTED = -32022
MCP_ERROR: Final = _closed(
    "jsonrpc error",
    jsonrpc={"const": "2.0"},
    id={"type": ["string", "integer"]},
    error={
        **_open("code message", code=_WHOLE, message=_TEXT),
        "if": {"properties": {"code": {"const": _UNSUPPORTED}}},
        "then": _open("data", data=_open("supported requested", requested=_TEXT)),
    },
)


def check_mcp(method: str, answer: Json, *, modern: bool) -> None:
    """A JSON-RPC answer to a method; fails where the schema of its version would refuse it."""
    if "error" in answer:
        check(MCP_ERROR, answer)
        return
    schemas = MODERN_MCP if modern else MCP
    frame = {"jsonrpc": {"const": "2.0"}, "id": {"type": ["string", "integer"]}}
    check(_closed("jsonrpc id result", **frame, result=schemas[method]), answer)


# --- Agentic Commerce Protocol -----------------------------------------------------------------

_ACP_TOTAL = _closed(
    "type display_text amount",
    type=_one_of(
        *("items_base_amount", "items_discount", "subtotal", "discount", "fulfillment", "tax"),
        *("fee", "gift_wrap", "tip", "store_credit", "total", "amount_refunded"),
    ),
    display_text=_TEXT,
    amount=_WHOLE,
)
_ACP_TOTALS = _all_of(_ACP_TOTAL)
_ACP_ADDRESS = _closed(
    "name line_one city state country postal_code",
    **dict.fromkeys(
        ("name", "line_one", "line_two", "city", "state", "country", "postal_code"), _TEXT
    ),
)
_ACP_OPTIONS = _all_of(
    {
        "oneOf": [
            _closed(
                "type id title totals",
                type={"const": "shipping"},
                id=_TEXT,
                title=_TEXT,
                totals=_ACP_TOTALS,
            ),
            _closed(
                "type id title location totals",
                type={"const": "pickup"},
                id=_TEXT,
                title=_TEXT,
                location=_open("name address", name=_TEXT, address=_ACP_ADDRESS, phone=_TEXT),
                pickup_type=_one_of("in_store", "curbside", "locker"),
                totals=_ACP_TOTALS,
            ),
        ]
    }
)
_ACP_MESSAGE = _closed(
    "type code content_type content",
    type={"const": "error"},
    code=_one_of(
        *("missing", "invalid", "out_of_stock", "payment_declined", "requires_sign_in"),
        *("requires_3ds", "low_stock", "quantity_exceeded", "coupon_invalid", "coupon_expired"),
        *("minimum_not_met", "maximum_exceeded", "region_restricted", "unsupported", "not_found"),
        *("age_verification_required", "approval_required", "conflict", "rate_limited"),
        *("expired", "intervention_required"),
    ),
    param=_TEXT,
    content_type=_one_of("plain", "markdown"),
    content=_TEXT,
)
_ACP_HANDLER = _closed(
    "id name version spec requires_delegate_payment requires_pci_compliance psp config_schema "
    "instrument_schemas config",
    id=_TEXT,
    name=_TEXT,
    display_name=_TEXT,
    version=_DATE,
    spec=_URL,
    requires_delegate_payment=_FLAG,
    requires_pci_compliance=_FLAG,
    psp=_TEXT,
    config_schema=_URL,
    instrument_schemas=_all_of(_URL),
    config=_ANY_OBJECT,
)
ACP_SESSION: Final = _closed(
    "id status currency line_items totals fulfillment_options messages links capabilities",
    id=_TEXT,
    protocol=_closed("version", version=_DATE),
    capabilities=_closed(
        "",
        payment=_closed("handlers", handlers=_all_of(_ACP_HANDLER)),
        interventions=_closed(
            "", supported=_all_of(_one_of("3ds", "biometric", "address_verification"))
        ),
    ),
    buyer=_closed("email", email=_TEXT, full_name=_TEXT, phone_number=_TEXT),
    status=_one_of(
        *("incomplete", "not_ready_for_payment", "requires_escalation", "ready_for_payment"),
        *("authentication_required", "pending_approval", "complete_in_progress", "completed"),
        *("canceled", "in_progress", "expired"),
    ),
    currency=_TEXT,
    line_items=_all_of(
        _closed(
            "id item quantity totals",
            id=_TEXT,
            item=_closed("id", id=_TEXT, name=_TEXT, unit_amount=_WHOLE),
            quantity=_COUNT,
            name=_TEXT,
            sku=_TEXT,
            unit_amount=_WHOLE,
            totals=_ACP_TOTALS,
        )
    ),
    totals=_ACP_TOTALS,
    fulfillment_options=_ACP_OPTIONS,
    selected_fulfillment_options=_all_of(
        _closed(
            "type option_id item_ids",
            type=_one_of("shipping", "digital", "pickup", "local_delivery"),
            option_id=_TEXT,
            item_ids=_all_of(_TEXT),
        )
    ),
    messages=_all_of(_ACP_MESSAGE),
    links=_all_of(_closed("type url", type=_TEXT, url=_URL)),
    expires_at=_MOMENT,
    metadata=_ANY_OBJECT,
    order=_closed(
        "id checkout_session_id permalink_url",
        id=_TEXT,
        checkout_session_id=_TEXT,
        order_number=_TEXT,
        permalink_url=_URL,
        status=_TEXT,
    ),
)
ACP_ERROR: Final = _closed(
    "type code message",
    type=_one_of("invalid_request", "processing_error", "service_unavailable"),
    code=_TEXT,
    message=_TEXT,
    param=_TEXT,
    supported_versions=_all_of(_DATE),
)
ACP_DISCOVERY: Final = _closed(
    "protocol api_base_url transports capabilities",
    protocol=_closed(
        "name version supported_versions",
        name={"const": "acp"},
        version=_DATE,
        supported_versions=_all_of(_DATE, uniqueItems=True),
    ),
    api_base_url=_URL,
    transports=_all_of(_one_of("rest", "mcp"), uniqueItems=True),
    capabilities=_closed(
        "services",
        services=_all_of(_one_of("checkout", "orders", "delegate_payment", "carts")),
        extensions=_all_of(_closed("name", name=_TEXT, spec=_URL, schema=_URL)),
    ),
)


def check_acp(answer: Json, *, status: int) -> None:
    """A checkout session, or the flat error."""
    check(ACP_SESSION if status < 400 else ACP_ERROR, answer)


# --- Universal Commerce Protocol ---------------------------------------------------------------

_NAME = {"pattern": r"^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+$"}
_ENTITY = {"version": _DATE, "spec": _URL, "schema": _URL, "id": _TEXT, "config": _ANY_OBJECT}


def _registry(required: str, **members: Json) -> dict[str, Any]:
    """Versions of something by its name in reverse order of a domain."""
    entries = _all_of(_open(f"version {required}", **_ENTITY, **members))
    return {"type": "object", "propertyNames": _NAME, "additionalProperties": entries}


_UCP_HANDLERS = _registry("id", available_instruments=_all_of(_open("type"), minItems=1))
_UCP_CAPABILITIES = _registry("", extends={**_TEXT, **_NAME})
_UCP_META = _open(
    "version payment_handlers",
    version=_DATE,
    status=_one_of("success", "error"),
    capabilities=_UCP_CAPABILITIES,
    payment_handlers=_UCP_HANDLERS,
)
_BELOW_ZERO = {"discount", "items_discount"}
_NOT_BELOW = {"subtotal", "fulfillment", "tax", "fee"}


def _when(kinds: set[str], then: Json) -> dict[str, Any]:
    return {
        "if": {"properties": {"type": {"enum": sorted(kinds)}}, "required": ["type"]},
        "then": {"properties": {"amount": then}},
    }


_UCP_TOTAL = {
    **_open("type amount", type=_TEXT, display_text=_TEXT, amount=_WHOLE),
    "allOf": [_when(_BELOW_ZERO, {"exclusiveMaximum": 0}), _when(_NOT_BELOW, {"minimum": 0})],
}


def _once(kind: str) -> dict[str, Any]:
    wanted = {"properties": {"type": {"const": kind}}, "required": ["type"]}
    return {"contains": wanted, "minContains": 1, "maxContains": 1}


_ADDRESS_PARTS = ("street_address", "extended_address", "address_locality", "address_region")
_UCP_PLACE = _open(
    "id",
    id=_TEXT,
    name=_TEXT,
    **dict.fromkeys((*_ADDRESS_PARTS, "address_country", "postal_code"), _TEXT),
)
"""A strict `oneOf` of a shop and an address lets both kinds fit every shop (see docs/agents.md), so
what either of them asks for is asked for here."""
_UCP_OPTION = _open("id title totals", id=_TEXT, title=_TEXT, totals=_all_of(_UCP_TOTAL))
_UCP_GROUP = _open(
    "id line_item_ids",
    id=_TEXT,
    line_item_ids=_all_of(_TEXT),
    options=_all_of(_UCP_OPTION),
    selected_option_id={"type": ["string", "null"]},
)
_UCP_METHOD = _open(
    "id type line_item_ids",
    id=_TEXT,
    type=_one_of("shipping", "pickup"),
    line_item_ids=_all_of(_TEXT),
    destinations=_all_of(_UCP_PLACE),
    selected_destination_id={"type": ["string", "null"]},
    groups=_all_of(_UCP_GROUP),
)
_UCP_MESSAGE = _open(
    "type code content severity",
    type={"const": "error"},
    code=_TEXT,
    path=_TEXT,
    content=_TEXT,
    severity=_one_of(
        "recoverable", "requires_buyer_input", "requires_buyer_review", "unrecoverable"
    ),
)
UCP_CHECKOUT: Final = _open(
    "ucp id line_items status currency totals links",
    ucp=_UCP_META,
    id=_TEXT,
    line_items=_all_of(
        _open(
            "id item quantity totals",
            id=_TEXT,
            item=_open(
                "id title price", id=_TEXT, title=_TEXT, price={"type": "integer", "minimum": 0}
            ),
            quantity=_COUNT,
            totals=_all_of(_UCP_TOTAL),
        )
    ),
    status=_one_of(
        *("incomplete", "requires_escalation", "ready_for_complete", "complete_in_progress"),
        *("completed", "canceled"),
    ),
    currency=_TEXT,
    totals={**_all_of(_UCP_TOTAL), "allOf": [_once("subtotal"), _once("total")]},
    messages=_all_of(_UCP_MESSAGE),
    links=_all_of(_open("type url", type=_TEXT, url=_URL)),
    buyer=_open("", first_name=_TEXT, last_name=_TEXT, email=_TEXT, phone_number=_TEXT),
    expires_at=_MOMENT,
    fulfillment=_open("", methods=_all_of(_UCP_METHOD)),
    order=_open("id permalink_url", id=_TEXT, label=_TEXT, permalink_url=_URL),
)
UCP_ERROR: Final = _closed(
    "ucp messages",
    ucp=_open("version status", version=_DATE, status={"const": "error"}),
    messages=_all_of(_UCP_MESSAGE, minItems=1),
)
UCP_PROFILE: Final = _open(
    "ucp",
    ucp=_open(
        "version services payment_handlers",
        version=_DATE,
        services=_registry(
            "transport endpoint",
            transport=_one_of("rest", "mcp", "a2a", "embedded"),
            endpoint=_URL,
        ),
        capabilities=_UCP_CAPABILITIES,
        payment_handlers=_UCP_HANDLERS,
    ),
)


_TYPED_PLACE = {
    **_UCP_PLACE,
    "required": ["type", "id"],
    "allOf": [
        {
            "if": {"properties": {"type": {"const": "business_location"}}},
            "then": {"required": ["name"]},
            "else": {"properties": {"type": {"const": "shipping_address"}}},
        }
    ],
}
UCP_TYPED_PLACES: Final = _open(
    "", fulfillment=_open("", methods=_all_of(_open("", destinations=_all_of(_TYPED_PLACE))))
)
"""What 2026-08-25 asks for besides: each place says what it is."""
UCP_DECLARED: Final = {
    "additionalProperties": _all_of({"type": "object", "required": ["version", "schema"]})
}
"""Of the capabilities in a profile."""


def check_ucp(answer: Json, *, status: int, version: str) -> None:
    """A checkout, or what is said where there is none to show, in that release."""
    check(UCP_CHECKOUT if status < 400 else UCP_ERROR, answer)
    assert answer["ucp"]["version"] == version
    if version != "2026-04-08":
        check(UCP_TYPED_PLACES, answer)


def check(schema: Json, answer: Any) -> None:
    """Fails with the first thing that the schema does not allow."""
    Draft202012Validator(schema).validate(answer)
