"""Calls the Square stand-in in process, as an application with a seller's token."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.square import create_shop, ids

SCOPES = (
    "MERCHANT_PROFILE_READ ITEMS_READ INVENTORY_READ INVENTORY_WRITE ORDERS_READ ORDERS_WRITE "
    "PAYMENTS_READ PAYMENTS_WRITE CUSTOMERS_READ CUSTOMERS_WRITE"
)
REDIRECT = "http://localhost:8000/callback"
OPTIONS = Options(limits=False, seed_variants=300)
COFFEE = ids.fixed("variation", "SV-PROLOGUE-12OZ-WHOLEBEAN")
SHOE = ids.fixed("variation", "NK-AIRMAX90-BLK-10")
MUG = ids.fixed("variation", "NW-MUG-WHT")
LATTE = ids.fixed("variation", "CB-LATTE-LARGE")
REPAIR = ids.fixed("variation", "SVC-REPAIR")
JORDAN = ids.fixed("customer", "jordan-rivera", 26)
JORDANS_CARD = "ccof:" + ids.fixed_mixed("card", "jordan-rivera", 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """An answer: status, parsed body, headers."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The first error's code."""
        found: str = self.body["errors"][0]["code"]
        return found

    @property
    def field(self) -> str | None:
        """The first error's field."""
        found: str | None = self.body["errors"][0].get("field")
        return found


@dataclass(slots=True)
class Caller:
    """One application talking to one shop."""

    shop: Shop
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, target: str, body: bytes = b"", **headers: str) -> Got:
        """Send bytes; header names with underscores."""
        path, _, query = target.partition("?")
        given: list[Any] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **{"HTTP_" + name.upper(): value for name, value in headers.items()},
        }
        chunks = self.shop(environ, lambda status, found: given.extend((status, dict(found))))
        raw = b"".join(chunks)
        is_json = "json" in given[1].get("Content-Type", "")
        parsed = json.loads(raw) if is_json else raw.decode()
        return Got(status=int(given[0].split()[0]), body=parsed, headers=given[1])

    def call(self, method: str, target: str, body: Any = None, *, token: str | None = None) -> Got:
        """Call the API with JSON and the seller's token."""
        raw = b"" if body is None else json.dumps(body).encode()
        authorization = f"Bearer {self.token if token is None else token}"
        return self.send(
            method,
            target,
            raw,
            authorization=authorization,
            square_version="2026-09-16",
            **self.headers,
        )

    def get(self, target: str) -> Any:
        """A successful GET's body."""
        return self._succeeded(self.call("GET", target))

    def post(self, target: str, body: Any) -> Any:
        """A successful POST's body."""
        return self._succeeded(self.call("POST", target, body))

    def put(self, target: str, body: Any) -> Any:
        """A successful PUT's body."""
        return self._succeeded(self.call("PUT", target, body))

    def _succeeded(self, got: Got) -> Any:
        assert got.status == 200, got.body
        return got.body

    def control(self, name: str, body: Any = None) -> Any:
        """A control action, e.g. `POST sell`."""
        return self.shop.control.call(name, body)

    def consent(self, decision: str = "allow", **asked: str) -> dict[str, str]:
        """Submit the consent form as a browser would; gives the callback's parameters."""
        form = {
            "client_id": "sandbox-client-id",
            "scope": SCOPES,
            "state": "xyz",
            "redirect_uri": REDIRECT,
            "decision": decision,
            **asked,
        }
        got = self.send("POST", "/oauth2/authorize", urlencode(form).encode())
        assert got.status == 302, got.body
        return {k: v[0] for k, v in parse_qs(urlsplit(got.headers["Location"]).query).items()}

    def connect(self, **asked: str) -> Caller:
        """Go through consent and take the token."""
        code = self.consent(**asked)["code"]
        self.token = self.exchange(code)["access_token"]
        return self

    def exchange(self, code: str) -> Any:
        """Trade a code for tokens."""
        return self.post(
            "/oauth2/token",
            {
                "client_id": "sandbox-client-id",
                "client_secret": "sandbox-client-secret",
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": REDIRECT,
            },
        )

    @property
    def location(self) -> str:
        """The id of the store Downtown."""
        return self.location_named("Downtown")

    def location_named(self, name: str) -> str:
        """The id of a store."""
        found: str = self.control("GET shop")["locations"][name]
        return found

    def stock(self, sku: str, place: str = "Downtown") -> str | None:
        """The count of a SKU at a store."""
        rows = self.shop.platform.actions()["GET stock"]({"sku": sku}, {})
        found: str | None = rows["stock"][place]
        return found

    def order_body(self, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """An order for pickup Downtown with automatic taxes."""
        pickup = {"recipient": {"display_name": "Jordan Rivera"}, "schedule_type": "ASAP"}
        return {
            "location_id": self.location,
            "line_items": list(lines or ({"catalog_object_id": MUG, "quantity": "1"},)),
            "pricing_options": {"auto_apply_taxes": True},
            "fulfillments": [{"type": "PICKUP", "pickup_details": pickup}],
            **fields,
        }

    def order(self, *lines: dict[str, Any], key: str = "order-1", **fields: Any) -> Any:
        """A created order."""
        body = {"idempotency_key": key, "order": self.order_body(*lines, **fields)}
        return self.post("/v2/orders", body)["order"]

    def payment_body(self, order: Any, *, key: str = "pay-1", **fields: Any) -> dict[str, Any]:
        """A card payment of what is due on an order."""
        return {
            "source_id": "cnon:card-nonce-ok",
            "idempotency_key": key,
            "amount_money": order["net_amount_due_money"],
            "order_id": order["id"],
            **fields,
        }

    def pay(self, order: Any, *, key: str = "pay-1", **fields: Any) -> Any:
        """A successful payment."""
        return self.post("/v2/payments", self.payment_body(order, key=key, **fields))["payment"]


def open_caller(options: Options = OPTIONS) -> Caller:
    """A fresh shop with a connected application."""
    return Caller(create_shop(options)).connect()
