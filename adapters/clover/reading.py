"""Records of an answer through their mapping tables, with what Clover leaves out beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from adapters.clover.client import malformed
from adapters.listing import prepared
from domain.events import Entity, Quarantined
from domain.orders import PosOrder
from mapping.engine import Map, MappingError
from mapping.platforms import clover as table
from mapping.platforms.clover_orders import together
from mapping.report import MappingReport

T = TypeVar("T")


def read_one(
    rows: Map[T],
    raw: Any,
    operation: str,
    report: MappingReport,
    context: Mapping[str, Any] | None = None,
) -> T:
    """The record, mapped. Raises MalformedResponseError naming the path."""
    try:
        return rows.read(raw, context=context or {}, report=report)
    except MappingError as error:
        fault = malformed(operation, f"{error.path} cannot be mapped; {error.remedy}")
        fault.path = error.path
        raise fault from error


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReader:
    """Reads orders: each names its currency, its lines do not."""

    merchant_id: str
    shipping_type: str | None
    report: MappingReport

    def one(self, raw: Any, operation: str) -> PosOrder:
        """One order. Raises MalformedResponseError."""
        try:
            return self._read(raw)
        except MappingError as error:
            fault = malformed(operation, f"{error.path} cannot be mapped; {error.remedy}")
            fault.path = error.path
            raise fault from error

    def many(
        self, raws: Iterable[Mapping[str, Any]]
    ) -> tuple[tuple[PosOrder, ...], tuple[Quarantined, ...]]:
        """The orders that map, and apart from them those that do not."""
        good, bad = prepared(raws, self._read, Entity.ORDER)
        return tuple(good), bad

    def _read(self, raw: Any) -> PosOrder:
        currency = raw.get("currency") if isinstance(raw, dict) else None
        context = {
            "currency": str(currency or ""),
            "merchant": self.merchant_id,
            "shipping_type": self.shipping_type,
        }
        order = table.ORDER.read(raw, context=context, report=self.report)
        return replace(order, lines=together(order.lines))
