"""Why we believe what we say: the ledger behind a figure, proofs, spot checks, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from domain.calls import Clock
from domain.errors import NotFoundError, UnknownSkuError
from domain.ids import ConnectionId, LocationId, MerchantId, ProductSku
from domain.money import Money
from storage import catalog_reads, claims, conflicts, locations, proofs, spot_checks, stock
from storage import stock_writes as writes
from storage.catalog_reads import Listing
from storage.claims import Claim
from storage.conflicts import Conflict
from storage.engine import Database
from storage.locations import Store
from storage.proofs import StoredProof
from storage.results import Listed
from storage.spot_checks import SpotCheck
from storage.stock import Level, StockEvent
from storage.stock_writes import StockWrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How one variant's figure in one store came about."""

    sku: ProductSku
    title: str
    location_id: LocationId
    location_name: str
    connection_id: ConnectionId
    tracked: bool
    oversell: bool
    counted: Decimal | None
    """The platform's count; None: unknown, which is not zero."""
    held: Decimal
    safety: Decimal
    available: Decimal | None
    arithmetic: str
    """The same in words: `12 counted - 2 held - 1 kept back = 9`."""
    revision: int
    as_of: datetime | None
    source: str | None
    age_s: int | None
    price: Money | None
    price_as_of: datetime
    price_source: str
    price_age_s: int
    holds: Sequence[Claim]
    events: Sequence[StockEvent]
    """What made the number, the newest first."""
    writes: Sequence[StockWrite]
    """Counts of ours that went to the platform, the newest first."""


class Evidence:
    """Reads what is kept; writes nothing but that a person has settled a conflict."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def explain(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        location_id: LocationId | None = None,
        *,
        limit: int = 50,
    ) -> list[Explanation]:
        """The ledger of a variant, in one store or all. Raises UnknownSkuError, NotFoundError."""
        now = self._clock.now()
        with self._db.read() as tx:
            variant = catalog_reads.variant(tx, merchant_id, sku)
            if variant is None:
                raise UnknownSkuError(sku)
            places = {place.id: place for place in locations.locations(tx, merchant_id)}
            found = [
                _explained(tx, merchant_id, level, places[level.location_id], listing, limit, now)
                for level in stock.levels(tx, merchant_id, sku, now=now)
                if location_id in (None, level.location_id)
                and level.location_id in places
                and (listing := variant.on(level.connection_id)) is not None
            ]
        if not found and location_id is not None:
            raise NotFoundError("stock level", f"{sku} at {location_id}")
        return found

    def proofs(
        self,
        merchant_id: MerchantId,
        *,
        connection_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[StoredProof]:
        """Comparisons with the platforms' census, the newest first."""
        with self._db.read() as tx:
            return proofs.page(
                tx, merchant_id, connection_id=connection_id, cursor=cursor, limit=limit
            )

    def spot_checks(
        self, merchant_id: MerchantId, *, cursor: str | None = None, limit: int = 50
    ) -> Listed[SpotCheck]:
        """Random samples and what had drifted, the newest first."""
        with self._db.read() as tx:
            return spot_checks.page(tx, merchant_id, cursor=cursor, limit=limit)

    def conflicts(
        self,
        merchant_id: MerchantId,
        *,
        cursor: str | None = None,
        limit: int = 50,
        resolved_too: bool = False,
    ) -> Listed[Conflict]:
        """Fields that two tell differently, the newest first."""
        with self._db.read() as tx:
            return conflicts.page(
                tx, merchant_id, cursor=cursor, limit=limit, resolved_too=resolved_too
            )

    def settle(self, merchant_id: MerchantId, conflict_id: str) -> Conflict:
        """Close a conflict that a person has looked at. Raises NotFoundError."""
        with self._db.write() as tx:
            conflicts.resolve(tx, merchant_id, conflict_id, now=self._clock.now())
            found = conflicts.get(tx, merchant_id, conflict_id)
        if found is None:
            raise NotFoundError("conflict", conflict_id)
        return found


def _explained(
    tx: Connection,
    merchant_id: MerchantId,
    level: Level,
    place: Store,
    listing: Listing,
    limit: int,
    now: datetime,
) -> Explanation:
    return Explanation(
        sku=level.sku,
        title=listing.name,
        location_id=place.id,
        location_name=place.name,
        connection_id=level.connection_id,
        tracked=level.tracked,
        oversell=level.oversell,
        counted=level.pos_available,
        held=level.held,
        safety=level.safety,
        available=level.available,
        arithmetic=arithmetic(level),
        revision=level.revision,
        as_of=level.as_of,
        source=None if level.source is None else level.source.value,
        age_s=None if level.as_of is None else _age(level.as_of, now),
        price=listing.price_at(place.platform_id),
        price_as_of=listing.as_of,
        price_source=listing.source.value,
        price_age_s=_age(listing.as_of, now),
        holds=claims.claims(tx, merchant_id, level.sku, place.id, now=now),
        events=stock.events(tx, merchant_id, level.sku, place.id, limit=limit),
        writes=writes.of_item(
            tx, level.connection_id, listing.inventory_platform_id, place.platform_id
        ),
    )


def arithmetic(level: Level) -> str:
    """How `available` comes about, in words."""
    if level.pos_available is None:
        told = "not counted by the till" if not level.tracked else "the till has told no count"
        return f"unknown: {told}"
    counted, held, safety = level.pos_available, level.held, level.safety
    rest = counted - held - safety
    told = f"{counted} counted - {held} held - {safety} kept back = {rest}"
    return told if rest >= 0 else f"{told}, told as 0"


def _age(at: datetime, now: datetime) -> int:
    return max(0, int((now - at).total_seconds()))
