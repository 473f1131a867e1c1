"""The tools that agents get, each one REST operation; their schemas are made from its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.agents.inside import Inner, ask
from app.api.services import Scope

_KEY: Final = "idempotency_key"
_KEY_SCHEMA: Final = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "pattern": "^[\\x21-\\x7e]+$",
    "description": (
        "A name of your choice for this intention, without spaces: new for each intention, the "
        "same when you repeat a call that gave no answer. The same name never acts twice."
    ),
}
_REFERENCE: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A tool as it is set down here: which operation it is, and when to use it."""

    name: str
    operation: str
    """The operation's id."""
    title: str
    told: str
    undoes: bool = False
    """Whether it takes back something that stood."""


OFFERED: Final = (
    Offered(
        name="search_products",
        operation="find_products",
        title="Search products",
        told="Find products by a shopper's words, with bounds of price, size, color, category or "
        "brand. Without a query: the whole catalog, page by page.",
    ),
    Offered(
        name="get_product",
        operation="read_product",
        title="Product with variants",
        told="One product with every variant: its SKU, options and price.",
    ),
    Offered(
        name="check_availability",
        operation="read_inventory",
        title="Check availability",
        told="How many of a SKU, or of a product's variants, stand in which store, and how old "
        "that figure is. Unknown is null, never zero. `near` puts the nearest store first.",
    ),
    Offered(
        name="list_stores",
        operation="list_locations",
        title="List stores",
        told="The merchant's stores with address, phone and whether they offer pickup.",
    ),
    Offered(
        name="hold_stock",
        operation="create_hold",
        title="Hold stock",
        told="Keep goods back for a shopper for ten minutes, all lines or none, while they decide. "
        "Give `hold_id` to price_order to use it.",
    ),
    Offered(
        name="release_hold",
        operation="release_hold",
        title="Release a hold",
        told="Give held goods back to the shelf; twice is the same.",
        undoes=True,
    ),
    Offered(
        name="price_order",
        operation="prepare_order",
        title="Price an order",
        told="Price the lines by the rules of the till, tax and shipping included, and hold the "
        "stock. Nothing is sold yet: tell the shopper the total and `expires_at`, and ask.",
    ),
    Offered(
        name="place_order",
        operation="confirm_order",
        title="Place a priced order",
        told="Charge and place an order that was priced, after the shopper agreed to its total "
        "(`agreed_total`). Pay by `payment_token` only, never by a card number. Say that it is "
        "ordered only if this gives a `number`.",
    ),
    Offered(
        name="get_order",
        operation="read_order",
        title="Order",
        told="An order with its lines, totals and where it stands.",
    ),
    Offered(
        name="order_status",
        operation="read_order_status",
        title="Order status",
        told="How far an order is, asked of the till now, with parcels on their way.",
    ),
    Offered(
        name="cancel_order",
        operation="cancel_order",
        title="Cancel an order",
        told="Cancel an order and give the money back, where the merchant's rules allow it. Ask "
        "the shopper first.",
        undoes=True,
    ),
    Offered(
        name="request_return",
        operation="ask_return",
        title="Request a return",
        told="Ask for lines of an order to be taken back; the merchant's policy answers at once, "
        "with instructions or the reason why not.",
    ),
    Offered(
        name="get_return",
        operation="read_return",
        title="Return",
        told="How far a return and its refund are.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool with what its operation's document says."""

    offered: Offered
    method: str
    path: str
    scope: Scope
    schema: Mapping[str, Any]
    """JSON Schema of the arguments."""
    in_path: frozenset[str]
    in_query: frozenset[str]
    has_body: bool

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    def told(self) -> dict[str, Any]:
        """The tool as MCP lists it."""
        return {
            "name": self.offered.name,
            "title": self.offered.title,
            "description": self.offered.told,
            "inputSchema": self.schema,
            "annotations": {
                "title": self.offered.title,
                "readOnlyHint": not self.is_write,
                "destructiveHint": self.offered.undoes,
                "idempotentHint": True,
                "openWorldHint": False,
            },
        }

    def run(self, arguments: Mapping[str, Any]) -> Inner:
        """Ask the operation. What an argument may be is for the operation to judge."""
        rest = {name: value for name, value in arguments.items() if name != _KEY}
        names = {name: _text(rest.pop(name, "")) for name in self.in_path}
        query = {
            name: _text(rest.pop(name))
            for name in self.in_query & rest.keys()
            if rest[name] is not None
        }
        if rest and not self.has_body:
            query |= {name: _text(value) for name, value in rest.items()}
        key = arguments.get(_KEY)
        return ask(
            self.method.upper(),
            self.path,
            names={name: value or "-" for name, value in names.items()},
            query=query,
            body=rest if self.has_body else None,
            key=key if isinstance(key, str) else None,
        )


@dataclass(frozen=True, slots=True)
class ToolBox:
    """All tools of one REST document."""

    document: Mapping[str, Any]
    tools: Mapping[str, Tool] = field(init=False)

    def __post_init__(self) -> None:
        known = dict(_operations(self.document))
        made = {each.name: self._tool(each, *known[each.operation]) for each in OFFERED}
        object.__setattr__(self, "tools", made)

    def within(self, scopes: frozenset[str]) -> list[dict[str, Any]]:
        """The tools that a key with these scopes may use, as MCP lists them."""
        return [each.told() for each in self.tools.values() if each.scope in scopes]

    def _tool(self, offered: Offered, method: str, path: str, told: Mapping[str, Any]) -> Tool:
        item = self.document["paths"][path]
        asked = [*item.get("parameters", ()), *told.get("parameters", ())]
        places = {each["name"]: each for each in asked if each["in"] in {"path", "query"}}
        body = self._body(told)
        properties = {name: self._described(each) for name, each in places.items()}
        properties |= body.get("properties", {})
        needed = [name for name, each in places.items() if each.get("required")]
        needed += body.get("required", [])
        if method != "get":
            properties[_KEY] = _KEY_SCHEMA
            needed.append(_KEY)
        return Tool(
            offered=offered,
            method=method.upper(),
            path=path,
            scope=Scope(told["security"][0]["apiKey"][0]),
            schema={
                "type": "object",
                "properties": properties,
                "required": needed,
                "additionalProperties": False,
            },
            in_path=frozenset(name for name, each in places.items() if each["in"] == "path"),
            in_query=frozenset(name for name, each in places.items() if each["in"] == "query"),
            has_body="requestBody" in told,
        )

    def _body(self, told: Mapping[str, Any]) -> dict[str, Any]:
        content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
        found: dict[str, Any] = self._inlined(content.get("schema", {}))
        return found

    def _described(self, parameter: Mapping[str, Any]) -> dict[str, Any]:
        schema: dict[str, Any] = dict(self._inlined(parameter.get("schema", {})))
        if "description" in parameter:
            schema["description"] = parameter["description"]
        return schema

    def _inlined(self, schema: Any) -> Any:
        """Without references, and with patterns that every dialect of expressions reads."""
        if isinstance(schema, list):
            return [self._inlined(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            named = schema["$ref"].removeprefix(_REFERENCE)
            return self._inlined(self.document["components"]["schemas"][named])
        made = {name: self._inlined(value) for name, value in schema.items()}
        if isinstance(made.get("pattern"), str):
            made["pattern"] = made["pattern"].replace("\\A", "^").replace("\\Z", "$")
        return made


def _operations(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, tuple[str, str, Mapping[str, Any]]]]:
    for path, item in document["paths"].items():
        for method, told in item.items():
            if isinstance(told, dict) and "operationId" in told:
                yield told["operationId"], (method, path, told)


def _text(value: Any) -> str:
    """A value as a query writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:2_000]
