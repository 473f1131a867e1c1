"""IM_INV: what is on hand, committed and available per stock location and item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sandbox.counterpoint.items import NO_CELL, Items, Unit
from sandbox.counterpoint.places import Place
from sandbox.counterpoint.times import local_text, utc_text
from sandbox.kit.clock import Clock
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject

_SEEDED_BEFORE = timedelta(days=30)
_COUNTS = (
    "QTY_COMMIT",
    "QTY_ON_HND",
    "QTY_ON_PO",
    "QTY_ON_BO",
    "QTY_ON_XFER_OUT",
    "QTY_ON_XFER_IN",
    "QTY_ON_ORD",
    "QTY_ON_LWY",
    "QTY_ON_SO",
    "NET_QTY",
    "QTY_AVAIL",
)


class Inventory:
    """Stock rows; a row without a count at a place does not exist there."""

    def __init__(
        self, seed: SeedShop, items: Items, places: tuple[Place, ...], clock: Clock
    ) -> None:
        """Write the seed's stock down."""
        self._clock = clock
        self._items = items
        self.rows: dict[str, dict[str, JsonObject]] = {one.location: {} for one in places}
        began = clock.now() - _SEEDED_BEFORE
        for sku, (_, variant) in seed.by_sku.items():
            for place in places:
                pieces = variant.stock.get(place.key)
                if pieces is not None:
                    self.move(items.by_sku[sku], place.location, on_hand=pieces)
        for row in self._all():
            row.update(LST_MAINT_DT=local_text(began), RS_UTC_DT=utc_text(began))

    def of_location(self, location: str) -> list[JsonObject]:
        """All rows of a stock location, by item number."""
        return [row for _, row in sorted(self.rows[location].items())]

    def of_item(self, item_no: str, location: str) -> JsonObject | None:
        """One item's row at one location."""
        return self.rows[location].get(item_no)

    def available(self, unit: Unit, location: str) -> int | None:
        """QTY_AVAIL, which may be negative; None where nothing is counted."""
        row = self._part(unit, location)
        return None if row is None else int(row["QTY_AVAIL"])

    def move(self, unit: Unit, location: str, *, on_hand: int = 0, committed: int = 0) -> None:
        """Change what is on hand or committed to orders; the row is made where it is missing."""
        row = self.rows[location].get(unit.item_no)
        if row is None:
            row = self.rows[location][unit.item_no] = self._new(unit.item_no, location)
        touched = [row]
        if unit.cell != NO_CELL:
            touched.append(_cell(row, unit.cell))
        for one in touched:
            one["QTY_ON_HND"] += on_hand
            one["QTY_COMMIT"] += committed
            one["QTY_ON_ORD"] += committed
            one["QTY_AVAIL"] = one["NET_QTY"] = one["QTY_ON_HND"] - one["QTY_COMMIT"]
        now = self._clock.now()
        row.update(LST_MAINT_DT=local_text(now), RS_UTC_DT=utc_text(now))

    def _part(self, unit: Unit, location: str) -> JsonObject | None:
        row = self.rows[location].get(unit.item_no)
        if row is None or unit.cell == NO_CELL:
            return row
        return next((one for one in row["IM_INV_CELL"] if _dims(one) == unit.cell), None)

    def _new(self, item_no: str, location: str) -> JsonObject:
        return {
            "ITEM_NO": item_no,
            "LOC_ID": location,
            "MIN_QTY": 3,
            "MAX_QTY": 40,
            **dict.fromkeys(_COUNTS, 0),
            "LST_COST": 0,
            "GL_VAL": 0,
            "LST_MAINT_USR_ID": "MGR",
            "STK_STAT_PER_QTY_ON_HND": "K",
            "RS_STAT": 1,
            "IM_INV_CELL": [],
        }

    def _all(self) -> Iterator[JsonObject]:
        for rows in self.rows.values():
            yield from rows.values()


def _cell(row: JsonObject, dims: tuple[str, str, str]) -> JsonObject:
    for one in row["IM_INV_CELL"]:
        if _dims(one) == dims:
            found: JsonObject = one
            return found
    made: JsonObject = {
        "ITEM_NO": row["ITEM_NO"],
        "LOC_ID": row["LOC_ID"],
        **{f"DIM_{number}_UPR": value for number, value in enumerate(dims, start=1)},
        **dict.fromkeys(_COUNTS, 0),
    }
    row["IM_INV_CELL"].append(made)
    return made


def _dims(cell: JsonObject) -> tuple[str, str, str]:
    return (cell["DIM_1_UPR"], cell["DIM_2_UPR"], cell["DIM_3_UPR"])
