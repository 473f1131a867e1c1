"""What the REST surface needs from the house, and how a view reaches it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, cast

from flask import current_app

from app.api.cursors import Cursors
from app.api.fingerprints import Fingerprints
from app.api.rates import Rates
from app.commerce.alternatives import Substitutes
from app.commerce.audit import CatalogAudit
from app.commerce.model import ProductMatch, VariantView
from app.commerce.nearby import Nearby
from app.commerce.ports import Checkout, Discovery, OrderBook, Stock
from app.commerce.search import Search
from app.commerce.usual import UsualService
from domain.calls import Clock
from domain.ids import MerchantId

EXTENSION = "voicetill"
CHANNEL = "api"
"""What orders and rules of stock call this surface."""


class Scope(StrEnum):
    """What an API key may do."""

    CATALOG_READ = "catalog:read"
    STOCK_READ = "stock:read"
    STORES_READ = "stores:read"
    STORES_WRITE = "stores:write"
    HOLDS_WRITE = "holds:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    PAYMENTS_WRITE = "payments:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    ANALYTICS_READ = "analytics:read"
    HANDOFFS_READ = "handoffs:read"
    HANDOFFS_WRITE = "handoffs:write"
    CONNECTIONS_READ = "connections:read"
    CONNECTIONS_WRITE = "connections:write"
    SYNC_READ = "sync:read"
    SYNC_WRITE = "sync:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    ROLLOUT_READ = "rollout:read"
    ROLLOUT_WRITE = "rollout:write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a valid API key stands for."""

    key_id: str
    merchant_id: MerchantId
    scopes: frozenset[str]
    per_minute: int | None = None
    """How many requests it may make; None: as many as every key."""
    is_shut_out: bool = False
    """A test key of a merchant with a live connection: it reaches nothing."""


class KeyRegister(Protocol):
    """Knows the API keys."""

    def find(self, presented: str, *, now: datetime) -> Grant | None:
        """What the key grants; None for an unknown, expired or revoked one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """The answer a write gave, kept to be given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to carry out the write that a key names."""

    merchant_id: MerchantId
    key: str
    owner: str


class AnswerBook(Protocol):
    """Keeps the answers of writes under their keys for at least 24 hours."""

    def begin(
        self, merchant_id: MerchantId, key: str, fingerprints: Sequence[str], *, now: datetime
    ) -> Claim | StoredAnswer:
        """The right to do it, or the answer it gave. A claim whose owner died is taken over.

        The first fingerprint is kept; any of them names the same request.

        Raises IdempotencyConflictError: another fingerprint, or the first is still running.
        """
        ...

    def finish(self, claim: Claim, answer: StoredAnswer) -> None:
        """Keep the answer."""
        ...

    def abandon(self, claim: Claim) -> None:
        """Let the key go: the write had no final answer and may be tried again."""
        ...


class ProductListing(Protocol):
    """The whole catalog, page by page."""

    def page(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> tuple[tuple[ProductMatch, ...], str | None]:
        """Products in a stable order, and the cursor behind the last one (None: the end)."""
        ...

    def with_parts(
        self, merchant_id: MerchantId, variants: Sequence[VariantView]
    ) -> tuple[VariantView, ...]:
        """The same variants, bundles with what they take."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RestServices:
    """What the REST surface needs beyond the commerce ports."""

    keys: KeyRegister
    answers: AnswerBook
    listing: ProductListing
    cursors: Cursors
    fingerprints: Fingerprints
    deadline: timedelta
    """How long one request may ask a POS."""
    rates: Rates


class ApiServices(Protocol):
    """The services the REST views reach."""

    @property
    def discovery(self) -> Discovery:
        """Finding products."""
        ...

    @property
    def search(self) -> Search:
        """Products for a shopper's sentence."""
        ...

    @property
    def nearby(self) -> Nearby:
        """Stores near a shopper, with what they can do."""
        ...

    @property
    def usual(self) -> UsualService:
        """What shoppers order again and again."""
        ...

    @property
    def audit(self) -> CatalogAudit:
        """How ready catalogs are for voice."""
        ...

    @property
    def substitutes(self) -> Substitutes:
        """What helps when a store has too few."""
        ...

    @property
    def stock(self) -> Stock:
        """Stock and holds."""
        ...

    @property
    def checkout(self) -> Checkout:
        """From the wish to the order."""
        ...

    @property
    def orders(self) -> OrderBook:
        """The order book."""
        ...

    @property
    def clock(self) -> Clock:
        """Where time comes from."""
        ...

    @property
    def rest(self) -> RestServices:
        """Keys, kept answers and paging."""
        ...


def services() -> ApiServices:
    """The services of the application in hand."""
    return cast(ApiServices, current_app.extensions[EXTENSION])
