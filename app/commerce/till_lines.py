"""Which line of a till's order is which of ours.

An order that was placed here is in the book before its till has numbered its lines, and keeps the
lines it was placed with; whoever must name them to the till asks it and matches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.ids import PlatformId
from domain.orders import OrderLine
from domain.ports.pos import PosAdapter
from storage.order_rows import StoredLine
from storage.orders import StoredOrder


def line_ids(
    order: StoredOrder, wanted: Iterable[int], pos: PosAdapter
) -> Mapping[int, PlatformId]:
    """The till's ids of our lines by position, as far as they are known; the till is asked only
    where the book lacks one that is wanted. Raises PlatformError."""
    known = {
        position: PlatformId(line.platform_id)
        for position, line in enumerate(order.lines)
        if line.platform_id
    }
    if known.keys() >= set(wanted) or not order.pos_order_id:
        return known
    found = pos.order(PlatformId(order.pos_order_id))
    return known if found is None else _matched(order.lines, found.lines)


def _matched(ours: Iterable[StoredLine], theirs: Iterable[OrderLine]) -> Mapping[int, PlatformId]:
    """Each of our lines with one of the till's that sells as many of the same, else the same."""
    left = list(theirs)
    matched: dict[int, PlatformId] = {}
    for position, line in enumerate(ours):
        alike = [each for each in left if each.variant_platform_id == line.variant_platform_id]
        if line.variant_platform_id is None or not alike:
            continue
        best = next((each for each in alike if each.quantity == line.quantity), alike[0])
        matched[position] = best.platform_id
        left.remove(best)
    return matched
