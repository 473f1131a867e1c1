"""The endpoints served, found without regard to case as IIS finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sandbox.counterpoint.customers import Customers
from sandbox.counterpoint.documents import Documents
from sandbox.counterpoint.errors import misconfigured, not_found, unknown
from sandbox.counterpoint.inventory import Inventory
from sandbox.counterpoint.items import Items
from sandbox.counterpoint.paging import PAGING, page_of
from sandbox.counterpoint.places import AUTHORITIES, Place, Setup, pay_codes
from sandbox.kit.web import Answer, JsonObject, json_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that may be answered."""

    params: Mapping[str, str]
    query: Mapping[str, str]
    """Names in lower case."""
    body: JsonObject


Endpoint = Callable[[Call], JsonObject | Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One endpoint."""

    operation: str
    endpoint: Endpoint
    query: frozenset[str] = frozenset()
    needs_key: bool = True


@dataclass(slots=True, kw_only=True)
class Server:
    """The tables behind the endpoints."""

    setup: Setup
    items: Items
    inventory: Inventory
    customers: Customers
    documents: Documents
    cache_flushes: int = 0
    router: Router = field(init=False)

    def __post_init__(self) -> None:
        """Build the routes."""
        self.router = Router(self._routes())

    def _routes(self) -> Iterator[Route]:
        yield from self._reading()
        yield from self._writing()

    def _reading(self) -> Iterator[Route]:
        items, inventory, customers = self.items, self.inventory, self.customers

        def inventory_of(call: Call) -> JsonObject:
            location = self._location(call)
            return _rows("IM_INV", page_of(inventory.of_location(location), call.query))

        def item_inventory(call: Call) -> JsonObject:
            items.get(call.params["ItemNo"])
            row = inventory.of_item(call.params["ItemNo"], self._location(call))
            return _rows("IM_INV", [row] if row else [])

        def store(call: Call) -> JsonObject:
            return {"PS_STR": self.setup.store(self._store(call)), "ErrorCode": "SUCCESS"}

        def station(call: Call) -> JsonObject:
            place = self._store(call)
            if call.params["StationID"] != place.station:
                raise not_found("Station")
            return {"PS_STA": self.setup.station(place), "ErrorCode": "SUCCESS"}

        yield _get("Company", lambda _: _one("SY_COMP", self.setup.company()))
        yield _get("Inventory/Locations", lambda _: _rows("IM_LOC", self.setup.locations()))
        yield _get("Inventory/{LocId}", inventory_of, query=PAGING)
        yield _get("Item/{ItemNo}", lambda call: _one("IM_ITEM", items.get(call.params["ItemNo"])))
        yield _get("Item/{ItemNo}/Inventory/{LocId}", item_inventory)
        yield _get("Items", self._items, query=PAGING | {"categcod", "subcatcod"})
        yield _get("ItemCategories", lambda _: _rows("Categories", self.setup.categories()))
        yield _get(
            "Customers",
            lambda call: _rows("Customers", page_of(customers.sorted(), call.query)),
            query=PAGING,
        )
        yield _get(
            "Customer/{CustNo}",
            lambda call: _one("AR_CUST", customers.get(call.params["CustNo"])),
        )
        yield _get("PayCodes", lambda _: _rows("Paycodes", pay_codes()))
        yield _get("TaxCodes", lambda _: _rows("TaxCodes", _tax_codes(self.setup)))
        yield _get("Store/{StoreID}", store)
        yield _get("Store/{StoreID}/Station/{StationID}", station)
        yield _get(
            "Document/{DocId}",
            lambda call: _one("PS_DOC_HDR", self.documents.get(call.params["DocId"])),
        )

    def _writing(self) -> Iterator[Route]:
        documents = self.documents

        def customer(call: Call) -> Answer:
            number = self.customers.create(call.body.get("AR_CUST") or {})
            link = {"uri": f"http://localhost:81/CUSTOMER/{number}", "method": "get"}
            made = {"CUST_NO": number, "reference": "Customer", "Link": link}
            return json_answer({**made, "ErrorCode": "SUCCESS"}, status=201)

        yield Route(operation="POST /Customer", endpoint=customer)
        yield Route(
            operation="POST /Document",
            endpoint=lambda call: documents.create(call.body, self.customers.rows),
        )
        yield Route(
            operation="POST /Document/{DocId}/Note",
            endpoint=lambda call: documents.add_note(call.params["DocId"], call.body),
        )
        yield Route(
            operation="POST /Document/{DocId}/Payments",
            endpoint=lambda call: documents.add_payments(call.params["DocId"], call.body),
        )

    def _items(self, call: Call) -> JsonObject:
        rows = self.items.sorted()
        for name, column in (("categcod", "CATEG_COD"), ("subcatcod", "SUBCAT_COD")):
            if name in call.query:
                rows = [row for row in rows if row.get(column) == call.query[name]]
        return _rows("Items", page_of(rows, call.query))

    def _location(self, call: Call) -> str:
        location = call.params["LocId"]
        if location not in self.inventory.rows:
            raise misconfigured(f"Location {location} does not exist")
        return location

    def _store(self, call: Call) -> Place:
        found = self.setup.by_store.get(call.params["StoreID"])
        if found is None:
            raise not_found("Store")
        return found


def _get(path: str, endpoint: Endpoint, query: frozenset[str] = frozenset()) -> Route:
    return Route(operation=f"GET /{path}", endpoint=endpoint, query=query)


def _one(name: str, row: JsonObject) -> JsonObject:
    return {name: row, "ErrorCode": "SUCCESS"}


def _rows(name: str, rows: list[JsonObject]) -> JsonObject:
    return {name: rows, "ErrorCode": "SUCCESS"}


def _tax_codes(setup: Setup) -> list[JsonObject]:
    codes = {one.tax_code: one for one in setup.places}
    return [
        {
            "TAX_COD": code,
            "DESCR": f"Sales tax {place.name}",
            "AUTHORITIES": [name for name, _ in AUTHORITIES[place.store]],
        }
        for code, place in codes.items()
    ]


class Router:
    """Finds a route by method and path, literal segments before parameters."""

    def __init__(self, routes: Iterator[Route]) -> None:
        """Index the routes."""
        self._routes = sorted(
            ((route, route.operation.split(" ")[1].split("/")) for route in routes),
            key=lambda pair: sum(one.startswith("{") for one in pair[1]),
        )

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route with its path parameters."""
        parts = path.rstrip("/").split("/")
        for route, segments in self._routes:
            if route.operation.startswith(f"{method} ") and len(segments) == len(parts):
                params = _match(segments, parts)
                if params is not None:
                    return route, params
        return None


def _match(segments: list[str], parts: list[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment.startswith("{"):
            params[segment[1:-1]] = part
        elif segment.lower() != part.lower():
            return None
    return params


def checked_query(route: Route, query: Mapping[str, str]) -> dict[str, str]:
    """The query with names in lower case. Raises: CounterpointError for one that is unknown."""
    lowered = {name.lower(): value for name, value in query.items()}
    strange = sorted(set(lowered) - route.query)
    if strange:
        raise unknown(f"There is no parameter {strange[0]} here", status=400)
    return lowered
