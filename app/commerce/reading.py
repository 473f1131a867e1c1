"""Merchants' reading policies, kept in memory for the few seconds they may be old."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Final

from domain.ids import MerchantId
from storage import reading_policies
from storage.engine import Database
from storage.reading_policies import ReadingPolicy

_KEPT_S: Final = 5.0


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
