"""The leaky bucket and the burst limiter, and what requests cost, as of 2026-03-17.

Source: developers.lightspeedhq.com/retail/introduction/ratelimits and /changelog. One request may
overshoot the bucket, the next is refused; the burst limiter counts requests in one-second windows.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from sandbox.kit.web import JsonObject, Request

_PLENTY = 100_000
_TO_ONE = frozenset(
    {"Contact", "Category", "Manufacturer", "TaxClass", "TaxCategory", "Customer", "Note", "ShipTo"}
    | {"ItemAttributes", "ItemAttributeSet", "PaymentType", "Discount", "Shop", "CreditAccount"}
    | {"ReceiptSetup", "CCGateway", "PriceLevel", "Item", "Quote", "SaleLine"}
)
_DEAR = frozenset({"refund", "Reconcile"})


class Limiter:
    """One client's allowance on one account."""

    def __init__(
        self, registers: int, *, enforced: bool, timer: Callable[[], float] = time.monotonic
    ) -> None:
        """Not `enforced`: the headers tell of plenty and nothing is refused."""
        self._enforced = enforced
        self._size = 90 + 10 * (registers - 1) if enforced else _PLENTY
        self._drip = 1 + 0.5 * (registers - 1) if enforced else float(_PLENTY)
        self._most_per_s = self._size * 20 // 90
        self._timer = timer
        self._level = 0.0
        self._at = timer()
        self._window = math.floor(timer())
        self._in_window = 0

    def take(self, cost: float) -> tuple[dict[str, str], str | None]:
        """Headers of the answer, and which limiter refuses the request, if one does."""
        now = self._timer()
        self._level = max(0.0, self._level - (now - self._at) * self._drip)
        self._at = now
        if math.floor(now) != self._window:
            self._window, self._in_window = math.floor(now), 0
        refused = self._refused()
        if refused is None:
            self._level += cost
            self._in_window += 1
        headers = {
            "X-LS-Acct-Id": "83050",
            "X-LS-Api-Bucket-Level": f"{round(self._level, 2):g}/{self._size}",
            "X-LS-API-Burst-Level": f"{self._in_window}/{self._most_per_s}",
            "X-LS-Api-Drip-Rate": f"{self._drip:g}",
            "X-LS-Api-Request-Cost": f"{round(cost, 2):g}",
        }
        if refused is not None:
            headers |= {"X-LS-API-RateLimit-Type": refused, "Retry-After": self._wait(refused)}
        return headers, refused

    def _refused(self) -> str | None:
        if not self._enforced:
            return None
        if self._in_window >= self._most_per_s:
            return "api-burst-limiter"
        return "api-leaky-bucket" if self._level > self._size else None

    def _wait(self, refused: str) -> str:
        if refused == "api-burst-limiter":
            return "1"
        return str(max(1, math.ceil((self._level - self._size) / self._drip)))


def cost_of(request: Request, entity: str, action: str, body: JsonObject) -> float:
    """Drips of one request, from its contents alone."""
    cost = _base(request.method, entity, action, body) + 0.5 * _entities(body)
    if request.query.get("count") == "1":
        return 10.0
    has_id = "/" in request.path.split(f"/{entity}", 1)[-1].removesuffix(".json")
    single = has_id or request.method != "GET"
    return cost + sum(_relation(name, single=single) for name in _relations(request))


def _base(method: str, entity: str, action: str, body: JsonObject) -> float:
    if action in _DEAR or (entity == "Category" and method in ("POST", "PUT")):
        return 10.0
    if method == "GET":
        return 1.0
    if entity == "Sale":
        return 5.0 if str(body.get("completed")).lower() == "true" else 2.0
    return 2.0 if entity == "SaleLine" else 1.0


def _relations(request: Request) -> list[str]:
    asked = request.query.get("load_relations", "")
    return [part.strip().strip('"') for part in asked.strip("[]").split(",") if part.strip()]


def _relation(name: str, *, single: bool) -> float:
    parents, _, last = name.rpartition(".")
    own = 0.1 if last in _TO_ONE else 0.2
    under_many = any(part not in _TO_ONE for part in parents.split(".") if part)
    return own * 2 if not single or under_many else own


def _entities(value: Any, *, top: bool = True) -> int:
    """Nested records in a request body: objects that hold scalars, the outermost aside."""
    if isinstance(value, list):
        return sum(_entities(each, top=False) for each in value)
    if not isinstance(value, dict):
        return 0
    inner = sum(_entities(each, top=False) for each in value.values())
    has_own = any(not isinstance(each, (dict, list)) for each in value.values())
    return inner + (1 if has_own and not top else 0)
