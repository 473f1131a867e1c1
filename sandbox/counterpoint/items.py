"""IM_ITEM: every version of a product is an item of its own; a few products are grid items.

Counterpoint shops keep goods either way. A grid item (`TRK_METH` G) has up to three dimensions and
its cells appear only in the stock rows; here those are the products in `GRIDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sandbox.counterpoint.errors import not_found
from sandbox.counterpoint.places import category_code
from sandbox.counterpoint.times import local_text, utc_text
from sandbox.kit.clock import Clock
from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant
from sandbox.kit.web import JsonObject

GRIDS = frozenset({"DT-HIKER", "PT-NANOPUFF"})
NO_CELL = ("*", "*", "*")
_SEEDED_BEFORE = timedelta(days=30)
_LONGEST_DESCR = 30


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that is counted: an item, and its cell if it is a grid item."""

    item_no: str
    cell: tuple[str, str, str] = NO_CELL


class Items:
    """The item table; control works by SKU, the API by item number."""

    def __init__(self, seed: SeedShop, clock: Clock) -> None:
        """Write the seed's products down as items."""
        self._clock = clock
        self._began = clock.now() - _SEEDED_BEFORE
        self.rows: dict[str, JsonObject] = {}
        self.by_sku: dict[str, Unit] = {}
        self.cells: dict[str, list[tuple[str, str, str]]] = {}
        for product in seed.products:
            for variant in product.variants:
                self._add(product, variant)
        for extra in _extras():
            self.rows[extra["ITEM_NO"]] = {**extra, **self._changed()}

    def get(self, item_no: str) -> JsonObject:
        """One item. Raises: CounterpointError."""
        if item_no not in self.rows:
            raise not_found(f"Item {item_no}")
        return self.rows[item_no]

    def sorted(self) -> list[JsonObject]:
        """Every item, by its number."""
        return [self.rows[key] for key in sorted(self.rows)]

    def change(self, item_no: str, **values: object) -> None:
        """Maintain an item: None takes a field away."""
        row = {**self.rows[item_no], **values, **self._changed(now=True)}
        self.rows[item_no] = {name: value for name, value in row.items() if value is not None}

    def _add(self, product: SeedProduct, variant: SeedVariant) -> None:
        code = _grid_code(product)
        if code is None:
            self.by_sku[variant.sku] = Unit(variant.sku)
            self.rows[variant.sku] = self._row(
                product, variant, variant.sku, _title(product, variant)
            )
            return
        first, second = (value.upper() for value in variant.options)
        cell = (first, second, "*")
        self.by_sku[variant.sku] = Unit(code, cell)
        self.cells.setdefault(code, []).append(cell)
        if code not in self.rows:
            row = self._row(product, variant, code, product.title)
            self.rows[code] = {**row, "TRK_METH": "G", "DIM_COUNT": 2}

    def _row(
        self, product: SeedProduct, variant: SeedVariant, item_no: str, title: str
    ) -> JsonObject:
        price = None if variant.price is None else float(Decimal(variant.price) / 100)
        row: JsonObject = {
            "ITEM_NO": item_no,
            "DESCR": title[:_LONGEST_DESCR],
            "DESCR_UPR": title[:_LONGEST_DESCR].upper(),
            "LONG_DESCR": title,
            "LONG_DESCR_UPR": title.upper(),
            "SHORT_DESCR": title[:15],
            "ADDL_DESCR_1": product.description,
            "ITEM_TYP": _item_type(product),
            "CATEG_COD": category_code(product.category),
            "ACCT_COD": "1",
            "TRK_METH": "N",
            "STAT": "A",
            "IS_TXBL": "Y" if product.taxable else "N",
            "QTY_DECS": 0,
            "PRC_DECS": 2,
            "STK_UNIT": "EACH",
            "IS_WEIGHED": "N",
            "PREF_UNIT": "0",
            "PROMPT_FOR_PRC": "N" if price is not None else "Y",
            "SER_NO_REQ_FOR_SAL": "N",
            "PRC_1": price,
            "REG_PRC": price,
            "PREF_UNIT_PRC_1": price,
            "BARCOD": variant.barcode,
            "IS_ECOMM_ITEM": "Y",
            "IS_KIT_PAR": "N",
            "IS_BOM_PAR": "N",
            "DIM_COUNT": 0,
            "PREF_UNIT_NAM": "EACH",
            "LST_COST": 0,
            "RS_STAT": 0,
            "IM_ITEM_NOTE": [],
            **self._changed(),
        }
        return {name: value for name, value in row.items() if value is not None}

    def _changed(self, *, now: bool = False) -> JsonObject:
        moment = self._clock.now() if now else self._began
        return {
            "LST_MAINT_DT": local_text(moment),
            "LST_MAINT_USR_ID": "MGR",
            "RS_UTC_DT": utc_text(moment),
        }


def _grid_code(product: SeedProduct) -> str | None:
    """The item number of a grid item; None where every version is an item."""
    sku = product.variants[0].sku
    code = "-".join(sku.split("-")[: -len(product.option_names) or None])
    return code if code in GRIDS else None


def _title(product: SeedProduct, variant: SeedVariant) -> str:
    return f"{product.title}, {variant.title}" if variant.options else product.title


def _item_type(product: SeedProduct) -> str:
    if product.tracked:
        return "I"
    return "S" if product.category == "services" else "N"


def _extras() -> list[JsonObject]:
    """Items that are not goods of the seed: the fee for shipping, and one sold by serial number."""
    common: JsonObject = {
        "ACCT_COD": "1",
        "STAT": "A",
        "IS_TXBL": "N",
        "QTY_DECS": 0,
        "PRC_DECS": 2,
        "STK_UNIT": "EACH",
        "PROMPT_FOR_PRC": "N",
        "CATEG_COD": "SERVICES",
        "DIM_COUNT": 0,
        "IM_ITEM_NOTE": [],
    }
    fee = {"ITEM_NO": "SHIPPING", "DESCR": "Shipping", "ITEM_TYP": "S", "TRK_METH": "N"}
    serial = {
        "ITEM_NO": "GPS-66",
        "DESCR": "Handheld GPS",
        "ITEM_TYP": "I",
        "TRK_METH": "S",
        "SER_NO_REQ_FOR_SAL": "Y",
        "PRC_1": 449.99,
        "BARCOD": "2099999999999",
    }
    return [{**common, **fee, "PRC_1": 0}, {**common, **serial}]
