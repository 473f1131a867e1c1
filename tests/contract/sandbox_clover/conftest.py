"""A Clover shop in this process, and a caller with a merchant's token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.clover.shop import Clover
from sandbox.kit.platform import Options
from sandbox.kit.web import Request

PAYER = {"x-forwarded-for": "203.0.113.7"}


@dataclass
class Caller:
    """Calls the shop as an app would, without HTTP."""

    shop: Clover
    token: str = ""
    merchant: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, method: str, path: str, body: Any = None, query: str = "", **headers: str
    ) -> tuple[int, Any]:
        """Status and JSON; `{m}` is the merchant's path."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(
            method=method,
            path=path.replace("{m}", f"/v3/merchants/{self.merchant}"),
            query_string=query,
            headers={"authorization": f"Bearer {self.token}", **sent},
            body=b"" if body is None else json.dumps(body).encode(),
        )
        answer = self.shop.handle(request)
        return answer.status, json.loads(answer.body)

    def control(self, name: str, body: dict[str, Any] | None = None, **params: str) -> Any:
        """A control action."""
        return self.shop.actions()[name](params, body or {})

    def item(self, sku: str = "NK-AIRMAX90-BLK-10") -> dict[str, Any]:
        """An item by its SKU."""
        found = self("GET", "{m}/items", query=f"filter=sku={sku}")[1]["elements"][0]
        assert isinstance(found, dict)
        return found

    def order(self, *lines: dict[str, Any], **cart: Any) -> dict[str, Any]:
        """An atomic order."""
        wanted = list(lines) or [{"item": {"id": self.item()["id"]}}]
        status, made = self(
            "POST", "{m}/atomic_order/orders", {"orderCart": {"lineItems": wanted, **cart}}
        )
        assert status == 200, made
        assert isinstance(made, dict)
        return made

    def pay(self, order: dict[str, Any], **changes: Any) -> tuple[int, Any]:
        """Pay an order by a fresh card token."""
        body = {"source": self.control("POST nonce")["nonce"], "ecomind": "ecom"} | changes
        return self("POST", f"/v1/orders/{order['id']}/pay", body, **PAYER)


@pytest.fixture
def call() -> Iterator[Caller]:
    """A caller with every permission."""
    shop = Clover(Options(seed_variants=120, limits=True))
    caller = Caller(shop)
    told = caller.control("POST merchant_token")
    caller.token, caller.merchant = told["token"], told["merchant_id"]
    yield caller
    shop.sender.stop()
