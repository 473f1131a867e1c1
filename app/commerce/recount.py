"""Stock asked of the POS itself, while a shopper waits: counted, judged, and written if need be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from time import monotonic
from typing import Final, TypeAlias

import structlog

from domain.calls import Call, Clock
from domain.catalog import Source, StockLevel
from domain.errors import ConfigurationError, PlatformError
from domain.ids import ConnectionId, LocationId, MerchantId
from domain.ports.pos import PosDirectory
from storage import merchants, stock
from storage.counting import CountedAs, counted_items
from storage.engine import Database
from storage.levels import Level

log = structlog.get_logger(__name__)

Which: TypeAlias = tuple[MerchantId, str, LocationId]
"""A variant in a store, by SKU."""

_MOMENT: Final = timedelta(seconds=2)
_REMEMBERED: Final = 1000
_NAMES_KEPT_S: Final = 5.0
"""What a platform calls an item changes with the catalog; under an old name nothing is counted."""
_LIVE_S: Final = 0.8
"""A shopper waits this long for a live figure; then the cached one is said, with its age."""


class JustAsked:
    """Scarce goods that this process asked the POS about a moment ago; thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[Which, tuple[datetime, Decimal]] = {}

    def note(self, which: Which, counted: Decimal | None) -> None:
        """So many were counted now; None: nobody can be sure of it."""
        now = self._clock.now()
        if len(self._known) > _REMEMBERED:
            self._known = {
                each: told for each, told in [*self._known.items()] if now - told[0] <= _MOMENT
            }
        if counted is None:
            self._known.pop(which, None)
        else:
            self._known[which] = (now, counted)

    def count_of(self, which: Which) -> Decimal | None:
        """What was counted, if that is no longer ago than two seconds."""
        told = self._known.get(which)
        return None if told is None or self._clock.now() - told[0] > _MOMENT else told[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What a POS counted of some variants at one location when it was asked."""

    merchant_id: MerchantId
    location_id: LocationId
    connection_id: ConnectionId
    named: Mapping[str, CountedAs]
    """By SKU; of a bundle its components."""
    counted: tuple[StockLevel, ...]
    asked_at: datetime

    def available(self, sku: str) -> Decimal | None:
        """The lowest count of the variant there; None where it is unknown or was not told."""
        there = self.named[sku]
        found = [
            level.available
            for level in self.counted
            if level.inventory_platform_id == there.inventory_platform_id
            and level.location_platform_id == there.location_platform_id
        ]
        told = [each for each in found if each is not None]
        return min(told) if told and len(told) == len(found) else None


class Recounter:
    """Asks for counts; thread-safe."""

    def __init__(self, database: Database, pos: PosDirectory, clock: Clock) -> None:
        self._db = database
        self._pos = pos
        self._clock = clock
        self._known: dict[tuple[str, ...], tuple[float, Mapping[str, CountedAs]]] = {}
        self._told: dict[Which, datetime] = {}

    def recount(
        self, merchant_id: MerchantId, skus: Sequence[str], location_id: LocationId, call: Call
    ) -> Recount | None:
        """What the POS counts now, not written down; None if it did not answer in time.

        Raises NotFoundError (location).
        """
        named = self._names(merchant_id, tuple(skus), location_id)
        connection_id = next(iter(named.values())).connection_id
        ids = [each.inventory_platform_id for each in named.values()]
        wanted = [each for each in ids if each is not None]
        asked_at = self._clock.now()
        try:
            pos = self._pos.open(connection_id, call.sooner(_LIVE_S))
            pages = list(pos.stock(inventory_ids=wanted))
        except (PlatformError, ConfigurationError) as error:
            log.info("stock.live_read_failed", error=type(error).__name__)
            return None
        return Recount(
            merchant_id=merchant_id,
            location_id=location_id,
            connection_id=connection_id,
            named=named,
            counted=tuple(level for page in pages for level in page.records),
            asked_at=asked_at,
        )

    def _names(
        self, merchant_id: MerchantId, skus: tuple[str, ...], location_id: LocationId
    ) -> Mapping[str, CountedAs]:
        """By what names the POS counts them, as known for a few seconds. Raises NotFoundError."""
        which, now = (merchant_id, location_id, *skus), monotonic()
        kept = self._known.get(which)
        if kept is not None and now - kept[0] < _NAMES_KEPT_S:
            return kept[1]
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        named = counted_items(self._db, merchant_id, skus, location_id)
        self._known[which] = (now, named)
        return named

    def keep(self, recount: Recount) -> None:
        """Write down what the POS counted."""
        with self._db.look() as tx:
            connection = merchants.connection(tx, recount.connection_id)
        with self._db.write() as tx:
            stock.apply_stock(
                tx,
                connection,
                recount.counted,
                source=Source.LIVE,
                now=self._clock.now(),
                asked_at=recount.asked_at,
            )

    def is_needless(
        self,
        merchant_id: MerchantId,
        skus: Collection[str],
        location_id: LocationId,
        *,
        fresh: timedelta,
        ample: Decimal,
    ) -> bool:
        """Whether asking could change nothing: of each the POS told within `fresh` of so many that
        `ample` are left beside all that is held, or it is sold without counting."""
        now = self._clock.now()
        for sku in skus:
            level = self._here(merchant_id, sku, location_id, now)
            if level is None:
                return False
            if level.is_unlimited:
                continue
            told_at = self._told_at((merchant_id, sku, location_id), level)
            if told_at is None or told_at < now - fresh or not _leaves(level, ample):
                return False
        return True

    def _told_at(self, which: Which, level: Level) -> datetime | None:
        """When the POS told this figure, or the one that our own sales were taken off since, or was
        asked and had plenty, as far as this process saw it."""
        if level.source is not Source.ORDER and level.as_of is not None:
            self._note_told(which, level.as_of)
        return self._told.get(which)

    def _note_told(self, which: Which, at: datetime) -> None:
        known = self._told.get(which)
        if known is not None and known >= at:
            return
        if len(self._told) > _REMEMBERED:
            self._told.clear()
        self._told[which] = at

    def _here(
        self, merchant_id: MerchantId, sku: str, location_id: LocationId, now: datetime
    ) -> Level | None:
        """What is known of it in that store."""
        known = stock.levels_now(self._db, merchant_id, sku, now=now)
        here = [level for level in known if level.location_id == location_id]
        return here[0] if len(here) == 1 else None

    def is_plenty(self, recount: Recount, *, besides: Decimal = Decimal(0)) -> bool:
        """Whether everything counted covers all that is held of it and so many more, by the POS's
        count and by ours.

        Then it is no matter which of the two is the newer, nor what of the held is paid already.
        """
        is_so = all(self._covers(recount, sku, besides) for sku in recount.named)
        if is_so:
            for sku in recount.named:
                self._note_told((recount.merchant_id, sku, recount.location_id), recount.asked_at)
        return is_so

    def _covers(self, recount: Recount, sku: str, besides: Decimal) -> bool:
        ours = self._here(recount.merchant_id, sku, recount.location_id, self._clock.now())
        if ours is None or ours.is_unlimited:
            return ours is not None
        counts = (recount.available(sku), ours.pos_available)
        wanted = ours.held + besides
        return all(count is not None and count >= wanted for count in counts)


def _leaves(level: Level, ample: Decimal) -> bool:
    return level.pos_available is not None and level.pos_available >= level.held + ample
