"""Orders by time, and the guests in them.

`GET /ordersBulk` pages by number over orders that move while it is read: one that is changed leaves
the window, and the first of the next page slips onto the page before. So no second page is asked
for: a window that holds a full page is halved until it does not, newest first. Source: the
`ordersBulk` operation of orders 2.9.0; a window may not exceed a month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.listing import Bookmark, read_records
from adapters.toast.client import ToastClient, as_rows, malformed
from adapters.wire import JsonObject
from domain.customers import Customer
from domain.events import Entity
from domain.ids import PlatformId
from domain.orders import PosOrder
from domain.ports.pos import Page
from mapping.platforms import toast as table
from mapping.platforms.toast_words import moment, moment_request
from mapping.report import MappingReport

PAGE_SIZE = 100
_WIDEST = timedelta(days=28)
_NARROWEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class OrderRun:
    """One walk backwards through the orders that changed in a span of time."""

    client: ToastClient
    report: MappingReport
    currency: str
    now: datetime
    history: timedelta

    def orders(
        self,
        *,
        since: str | None,
        customer_id: PlatformId | None,
        cursor: str | None,
        widest: timedelta = _WIDEST,
    ) -> Iterator[Page[PosOrder]]:
        """Orders changed after `since` (None: as far back as the history goes), newest first."""
        bookmark = Bookmark.read(cursor)
        mark = bookmark.mark or since
        for raws, rest in self.windows(since, bookmark.cursor, widest):
            good, bad = read_records(
                raws,
                table.ORDER,
                Entity.ORDER,
                context=self._context,
                report=self.report,
                id_field="guid",
            )
            kept = [one for one in good if customer_id in (None, one.customer_platform_id)]
            mark = _newest(mark, good)
            yield Page(
                records=tuple(sorted(kept, key=lambda one: one.created_at, reverse=True)),
                quarantined=bad,
                cursor=Bookmark(cursor=rest, mark=mark).write() if rest else None,
                high_water=None if rest else mark or moment_request(self.now),
            )

    def customers(self, *, since: str | None, cursor: str | None) -> Iterator[Page[Customer]]:
        """The guests of those orders, each once on a walk that is not broken off."""
        told: set[PlatformId] = set()
        bookmark = Bookmark.read(cursor)
        mark = bookmark.mark or since
        for raws, rest in self.windows(since, bookmark.cursor):
            guests = [guest for raw in raws for guest in _guests(raw)]
            good, bad = read_records(
                guests,
                table.CUSTOMER,
                Entity.CUSTOMER,
                context={},
                report=self.report,
                id_field="guid",
            )
            fresh = {one.platform_id: one for one in good if one.platform_id not in told}
            told.update(fresh)
            mark = _latest(mark, raws)
            yield Page(
                records=tuple(fresh.values()),
                quarantined=bad,
                cursor=Bookmark(cursor=rest, mark=mark).write() if rest else None,
                high_water=None if rest else mark or moment_request(self.now),
            )

    @property
    def _context(self) -> dict[str, object]:
        return {"currency": self.currency, "location": self.client.restaurant}

    def windows(
        self, since: str | None, cursor: str | None, widest: timedelta = _WIDEST
    ) -> Iterator[tuple[list[JsonObject], str | None]]:
        """The orders of one window after the other, newest first, with where to go on."""
        start = moment(since) if since else self.now - self.history
        end = moment(cursor) if cursor else self.now + timedelta(seconds=1)
        span = widest
        while True:
            begin = max(start, end - span)
            raws = self._bulk(begin, end)
            if len(raws) >= PAGE_SIZE and end - begin > _NARROWEST:
                span = max(_NARROWEST, (end - begin) / 2)
                continue
            if len(raws) >= PAGE_SIZE:
                raise malformed("orders.bulk", f"{len(raws)} orders changed within a second")
            rest = None if begin <= start else moment_request(begin)
            yield raws, rest
            if rest is None:
                return
            end = moment(rest)
            span = min(widest, span * 2) if len(raws) < PAGE_SIZE // 4 else span

    def _bulk(self, start: datetime, end: datetime) -> list[JsonObject]:
        params = {
            "startDate": moment_request(start),
            "endDate": moment_request(end),
            "pageSize": str(PAGE_SIZE),
            "page": "1",
        }
        rows = as_rows(
            self.client.read("/orders/v2/ordersBulk", "orders.bulk", params), "orders.bulk"
        )
        guids = [row.get("guid") for row in rows]
        if len(set(guids)) != len(guids):
            raise malformed("orders.bulk", "a page holds the same order twice")
        return rows


def find_by_external_id(run: OrderRun, external_id: str, after: datetime) -> JsonObject | None:
    """The order that carries an `externalId`, read through from `after` on."""
    for raws, _ in run.windows(moment_request(after), None):
        for raw in raws:
            if raw.get("externalId") == external_id:
                return raw
    return None


def _guests(raw: JsonObject) -> Iterator[JsonObject]:
    checks = raw.get("checks")
    for check in checks if isinstance(checks, list) else ():
        guest = check.get("customer") if isinstance(check, dict) else None
        if isinstance(guest, dict) and guest.get("guid"):
            yield guest


def _newest(mark: str | None, orders: tuple[PosOrder, ...]) -> str | None:
    times = [moment_request(order.updated_at) for order in orders]
    return max([*times, *([mark] if mark else [])], key=moment, default=None)


def _latest(mark: str | None, raws: list[JsonObject]) -> str | None:
    times = [raw["modifiedDate"] for raw in raws if isinstance(raw.get("modifiedDate"), str)]
    return max([*times, *([mark] if mark else [])], key=moment, default=None)
