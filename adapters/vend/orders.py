"""Vend's sales as orders: listed, looked up and found again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapters.listing import Bookmark, read_records
from adapters.vend.client import VendClient
from adapters.vend.reading import read_one
from adapters.vend.retailer import Retailer
from adapters.wire import JsonObject
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.money import Money, total
from domain.orders import PaymentState, PosOrder
from domain.ports.pos import Page
from mapping.platforms import vend as table
from mapping.platforms.vend_requests import sale_id
from mapping.report import MappingReport

_LIST_PAGE = 200
_YEAR = timedelta(days=365)
_HISTORY_REACHES = (_YEAR, 4 * _YEAR)
"""How far back the windows of a history begin; the last has no beginning."""


@dataclass(frozen=True, slots=True)
class Orders:
    """The reading side of a retailer's sales."""

    client: VendClient
    retailer: Retailer
    report: MappingReport

    def since(self, since: str | None, cursor: str | None) -> Iterator[Page[PosOrder]]:
        """Sales changed after a version. A return is no order of its own."""
        currency = self.retailer.currency()
        mark = int(Bookmark.read(cursor).cursor or since or 0)
        for page in self.client.pages("/sales", "sales.list", after=mark, size=_LIST_PAGE):
            mark = page.version
            good, bad = self._read(reversed(page.records), currency)
            yield Page(records=good, quarantined=bad, cursor=Bookmark(cursor=str(mark)).write())
        yield Page(records=(), high_water=str(mark))

    def of_customer(self, customer_id: PlatformId, now: datetime) -> Iterator[Page[PosOrder]]:
        """One customer's sales, newest first, all of them: one page per window of time, sorted
        here, since Vend's words for sorting are not documented."""
        currency = self.retailer.currency()
        seen: set[str] = set()
        for window in _windows(now):
            asked = {"customer_id": str(customer_id), **window}
            raws = {
                str(raw.get("id")): self._whole(raw)
                for rows in self.client.search("sales", "sales.history", asked)
                for raw in rows
                if str(raw.get("id")) not in seen  # both ends of a window count
            }
            seen |= raws.keys()
            good, bad = self._read(raws.values(), currency)
            newest = sorted(good, key=lambda order: order.created_at, reverse=True)
            yield Page(records=tuple(newest), quarantined=bad)

    def get(self, platform_id: PlatformId) -> PosOrder | None:
        """One sale, or None; what came back of it is told by its returns."""
        raw = self.raw(platform_id)
        if raw is None:
            return None
        order = self.read(raw, "sales.get")
        returns = (raw.get("return") or {}).get("return_sale_ids") or ()
        return self._with_returns(order, [str(one) for one in returns]) if returns else order

    def _with_returns(self, order: PosOrder, ids: Sequence[str]) -> PosOrder:
        """The order with what its closed returns gave back."""
        found = (self.raw(each) for each in ids)
        closed = [raw for raw in found if raw is not None and raw.get("state") == "closed"]
        if not closed:
            return order
        currency = order.total.currency
        given = [self.read(raw, "sales.get", currency).total for raw in closed]
        back = Money.zero(currency) - total(given, currency)
        is_all = order.total <= back
        return replace(
            order,
            refunded=back,
            payment_state=PaymentState.REFUNDED if is_all else PaymentState.PARTIALLY_REFUNDED,
        )

    def raw(self, platform_id: str) -> JsonObject | None:
        """One sale as Vend keeps it, or None."""
        return self.client.find(f"/sales/{platform_id}", "sales.get")

    def read(self, raw: JsonObject, operation: str, currency: str | None = None) -> PosOrder:
        """A sale, mapped; its currency is the retailer's."""
        context = {"currency": currency or self.retailer.currency()}
        return read_one(table.ORDER, raw, operation, self.report, context)

    def named(self, order: PosOrder, names: Mapping[PlatformId, str] | None = None) -> PosOrder:
        """The order with its lines named: a sale tells its products by id only."""
        known = dict(names or {})
        for line in order.lines:
            key = line.variant_platform_id
            if key is not None and key not in known:
                product = self.client.find(f"/products/{key}", "products.get") or {}
                known[key] = str(product.get("variant_name") or product.get("name") or "")
        lines = tuple(
            replace(line, name=known.get(line.variant_platform_id or PlatformId(""), ""))
            for line in order.lines
        )
        return replace(order, lines=lines)

    def find(
        self, reference: str, *, location_id: PlatformId, created_after: datetime
    ) -> PosOrder | None:
        """The sale that carries our reference: under the id we give such sales, else among the
        outlet's recent ones (an account that numbers sales by itself)."""
        raw = self.raw(sale_id(reference))
        if raw is None:
            raw = self._searched(reference, location_id, created_after)
        return None if raw is None else self.read(raw, "sales.find")

    def _searched(
        self, reference: str, location_id: PlatformId, created_after: datetime
    ) -> JsonObject | None:
        asked = {"outlet_id": str(location_id), "date_from": _moment(created_after)}
        for rows in self.client.search("sales", "sales.find", asked):
            for raw in rows:
                source = raw.get("source")
                told = source.get("id") if isinstance(source, dict) else raw.get("source_id")
                if told == reference:
                    return self.raw(str(raw.get("id")))
        return None

    def _whole(self, raw: JsonObject) -> JsonObject:
        """A sale in today's shape: the search has been seen to answer the flat one of API 2.0,
        which lacks what an order needs."""
        if "totals" in raw:
            return raw
        return self.raw(str(raw.get("id"))) or raw

    def _read(
        self, raws: Iterable[JsonObject], currency: str
    ) -> tuple[tuple[PosOrder, ...], tuple[Quarantined, ...]]:
        sold = [raw for raw in raws if not is_return(raw)]
        return read_records(
            sold,
            table.ORDER,
            Entity.ORDER,
            context={"currency": currency},
            report=self.report,
        )


def _windows(now: datetime) -> Iterator[dict[str, str]]:
    """Stretches of time that hold every sale, newest first; neighbors share their boundary."""
    until: dict[str, str] = {}
    for reach in _HISTORY_REACHES:
        begin = _moment(now - reach)
        yield {"date_from": begin, **until}
        until = {"date_to": begin}
    yield until


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_return(raw: JsonObject) -> bool:
    """A return is no order of its own; what cannot be read is set aside when it is mapped."""
    told = raw.get("return")
    return isinstance(told, dict) and told.get("is_return") is True
