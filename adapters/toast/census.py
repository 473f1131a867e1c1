"""Toast's census. Menus and counts come whole, so they are read once more; they tell no revisions.
Orders are read again in windows of another length.

Source: toast-menus.yaml, toast-stock.yaml, toast-orders.yaml (read 2026-11-20).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from adapters.census import PER_PAGE
from adapters.toast.client import ToastClient
from adapters.toast.history import OrderRun
from adapters.toast.menus import MenuRun
from adapters.toast.stock import listed_inventory
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry, CensusPage

_WINDOW = timedelta(days=17)


def of_menus(run: MenuRun) -> Iterator[CensusPage]:
    """Every product on the published menus."""
    for page in run.everything(None):
        told = (
            CensusEntry(platform_id=one.platform_id, parts=len(one.variants))
            for one in page.records
        )
        yield CensusPage(entries=tuple(told))


def of_stock(client: ToastClient) -> Iterator[CensusPage]:
    """Everything that is 86'd or counted."""
    place = PlatformId(client.restaurant)
    rows = listed_inventory(client)
    for start in range(0, len(rows), PER_PAGE):
        told = (
            CensusEntry(platform_id=PlatformId(row["guid"]), location_id=place)
            for row in rows[start : start + PER_PAGE]
        )
        yield CensusPage(entries=tuple(told))


def of_orders(run: OrderRun) -> Iterator[CensusPage]:
    """Every order that the history reaches back to."""
    for page in run.orders(since=None, customer_id=None, cursor=None, widest=_WINDOW):
        told = (
            CensusEntry(platform_id=one.platform_id, revision=one.revision) for one in page.records
        )
        yield CensusPage(entries=tuple(told), reaches_back_to=run.now - run.history)
