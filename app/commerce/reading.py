"""When the projection is trusted: merchants' reading policies, kept in memory for the few seconds
they may be old, and what holds without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from time import monotonic
from typing import Final

from domain.ids import MerchantId
from storage import reading_policies
from storage.engine import Database
from storage.reading_policies import ReadingPolicy

_KEPT_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPolicy:
    """When to trust the projection, and how long holds last."""

    hold_ttl: timedelta = timedelta(minutes=10)
    fresh: timedelta = timedelta(seconds=60)
    """A figure younger than this is not asked for again."""
    scarce: Decimal = Decimal(3)
    """Only scarce or unknown stock is read live: plenty does not sell out between two webhooks."""

    @property
    def reading(self) -> ReadingPolicy:
        """What channels want where their merchant has not said otherwise."""
        return ReadingPolicy(fresh=self.fresh, live_below=self.scarce)


class ReadingBook:
    """Reads policies from the database at most every five seconds; thread-safe."""

    def __init__(self, database: Database, default: ReadingPolicy) -> None:
        self._db = database
        self._default = default
        self._kept: dict[MerchantId, tuple[float, Mapping[str, ReadingPolicy]]] = {}

    def of(self, merchant_id: MerchantId, channel: str | None) -> ReadingPolicy:
        """What the channel wants; the default where nobody said."""
        kept = self._kept.get(merchant_id)
        if kept is None or monotonic() - kept[0] >= _KEPT_S:
            with self._db.read() as tx:
                kept = monotonic(), reading_policies.policies(tx, merchant_id)
            self._kept[merchant_id] = kept
        return kept[1].get(channel or "", self._default)
