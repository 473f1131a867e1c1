"""The REST surface's own ports over the database: keys, kept answers, the product listing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import structlog

from app.api.services import Claim, Grant, StoredAnswer
from app.commerce.model import ProductMatch, VariantView
from domain.ids import MerchantId
from storage import api_keys, catalog_reads, idempotency
from storage.catalog_reads import CatalogProduct, CatalogVariant
from storage.engine import Database

_LOG = structlog.get_logger()
_NOTE_EVERY = timedelta(minutes=5)
"""Reading must not queue behind writers for the sake of a date that people look at."""


@dataclass(frozen=True, slots=True)
class SqlKeys:
    """API keys; wrap it in `CachedKeys`, or every request costs a query."""

    database: Database

    def find(self, presented: str, *, now: datetime) -> Grant | None:
        """What the key grants, and the note that it is in use."""
        with self.database.read() as tx:
            key = api_keys.verify(tx, presented, now)
        if key is None:
            return None
        if key.last_used_at is None or now - key.last_used_at > _NOTE_EVERY:
            with self.database.write() as tx:
                api_keys.touch(tx, key, now)
        return Grant(key_id=key.id, merchant_id=key.merchant_id, scopes=key.scopes)


@dataclass(frozen=True, slots=True)
class SqlAnswers:
    """Kept answers; a claim is on disk before the write it allows begins."""

    database: Database

    def begin(
        self, merchant_id: MerchantId, key: str, fingerprint: str, *, now: datetime
    ) -> Claim | StoredAnswer:
        """The right to do it, or the answer it gave. Raises IdempotencyConflictError."""
        claim = Claim(merchant_id=merchant_id, key=key, owner=token_hex(8))
        with self.database.write() as tx:
            begun = idempotency.begin(tx, merchant_id, key, fingerprint, owner=claim.owner, now=now)
        if isinstance(begun, idempotency.New):
            return claim
        return StoredAnswer(status=begun.status, headers=begun.headers, body=begun.body)

    def finish(self, claim: Claim, answer: StoredAnswer) -> None:
        """Keep the answer; one that came after the lease leaves the successor's in place."""
        with self.database.write() as tx:
            kept = idempotency.finish(
                tx,
                claim.merchant_id,
                claim.key,
                owner=claim.owner,
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
            )
        if not kept:
            _LOG.warning("answer.came_late", status=answer.status)

    def abandon(self, claim: Claim) -> None:
        """Let the key go."""
        with self.database.write() as tx:
            idempotency.abandon(tx, claim.merchant_id, claim.key, owner=claim.owner)


@dataclass(frozen=True, slots=True)
class SqlListing:
    """The whole catalog, oldest product first."""

    database: Database

    def page(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> tuple[tuple[ProductMatch, ...], str | None]:
        """Products on sale with their active variants, and the cursor behind the last one."""
        with self.database.read() as tx:
            page = catalog_reads.products_page(tx, merchant_id, cursor=cursor, limit=limit)
        return tuple(_product(product) for product in page.rows), page.cursor


def _product(product: CatalogProduct) -> ProductMatch:
    return ProductMatch(
        product_id=product.id,
        title=product.title,
        brand=product.brand,
        category=next(iter(product.categories), None),
        variants=tuple(_variant(product, each) for each in product.variants if each.active),
        fits=True,
        score=100.0,
    )


def _variant(product: CatalogProduct, variant: CatalogVariant) -> VariantView:
    lead = variant.lead
    return VariantView(
        sku=variant.sku,
        product_id=product.id,
        title=product.title,
        options=lead.options,
        price=lead.price,
        brand=product.brand,
        barcode=lead.barcode,
        modifiers_required=any(modifiers.minimum > 0 for modifiers in product.modifier_lists),
    )
