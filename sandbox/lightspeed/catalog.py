"""Items, matrices and what they refer to, and the ItemShop rows that count them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.seed import IMAGE_HOST, SeedProduct, SeedShop, SeedVariant
from sandbox.kit.web import JsonObject
from sandbox.lightspeed.seller import FOOD_CLASS, Seller
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import flag, moment, number

_SYSTEM_SETS = (
    ("Color/Size", "Color", "Size", ""),
    ("Size", "", "Size", ""),
    ("Color", "Color", "", ""),
    ("3 Attributes", "Attribute 1", "Attribute 2", "Attribute 3"),
)
_ALL_SHOPS = "0"
_FIRST_MATRIX = 1001
"""Numbers of their own, so that a matrix is never mistaken for an item."""


class Catalog:
    """What is sold, by item, and how much of it stands where."""

    def __init__(self, seed: SeedShop, state: State, clock: Clock, seller: Seller) -> None:
        """Describe `seed`'s products the way Lightspeed does."""
        self._seed = seed
        self._state = state
        self._clock = clock
        self._seller = seller
        self._by_sku: dict[str, str] = {}
        self._counts: dict[tuple[str, str], JsonObject] = {}

    def write(self) -> None:
        """Add the whole range to an empty state."""
        at = self._clock.now() - timedelta(days=200)
        self._state["matrices"].begin_at(_FIRST_MATRIX)
        for name, first, second, third in _SYSTEM_SETS:
            self._attribute_set(name, (first, second, third), system=True)
        categories = {key: self._category(name, at) for key, name in self._seed.categories.items()}
        brands: dict[str, str] = {}
        for offset, product in enumerate(self._seed.products):
            if product.brand not in brands:
                row = {"name": product.brand, "createTime": moment(at), "timeStamp": moment(at)}
                brands[product.brand] = self._state["manufacturers"].add(row)["manufacturerID"]
            common = {
                "categoryID": categories[product.category],
                "manufacturerID": brands[product.brand],
            }
            self._product(product, common, at + timedelta(minutes=offset))
        self.reload()

    def reload(self) -> None:
        """Find the way about again after the state was replaced."""
        self._by_sku = {row["customSku"]: row["itemID"] for row in self._state["items"].rows()}
        self._counts = {
            (row["itemID"], row["shopID"]): row for row in self._state["item_shops"].rows()
        }

    def _attribute_set(self, name: str, names: tuple[str, str, str], *, system: bool) -> str:
        row = {f"attributeName{at}": each for at, each in enumerate(names, 1)}
        row = {"name": name, **row, "system": flag(system), "archived": "false"}
        found: str = self._state["attribute_sets"].add(row)["itemAttributeSetID"]
        return found

    def _category(self, name: str, at: datetime) -> str:
        place = 2 * len(self._state["categories"]) + 1
        row = {
            "name": name,
            "nodeDepth": "0",
            "fullPathName": name,
            "leftNode": str(place),
            "rightNode": str(place + 1),
            "createTime": moment(at),
            "timeStamp": moment(at),
            "parentID": "0",
        }
        found: str = self._state["categories"].add(row)["categoryID"]
        return found

    def _set_for(self, option_names: tuple[str, ...]) -> str:
        names = ("", *option_names) if option_names == ("Size",) else option_names
        first, second, third = (*names, "", "", "")[:3]
        padded = (first, second, third)
        for row in self._state["attribute_sets"].rows():
            if tuple(row[f"attributeName{at}"] for at in (1, 2, 3)) == padded:
                found: str = row["itemAttributeSetID"]
                return found
        return self._attribute_set("/".join(option_names), padded, system=False)

    def _product(self, product: SeedProduct, common: JsonObject, at: datetime) -> None:
        matrix_id, set_id = "0", "0"
        details = {
            "tax": flag(product.taxable or product.category == "coffee"),
            "itemType": "default" if product.tracked else "non_inventory",
            "serialized": "false",
            "modelYear": "0",
            "archived": "false",
            "taxClassID": FOOD_CLASS if product.category == "coffee" else "1",
            "departmentID": "0",
            "seasonID": "0",
            "defaultVendorID": "0",
            "defaultCost": "0",
            **common,
        }
        if product.option_names:
            set_id = self._set_for(product.option_names)
            matrix = self._state["matrices"].add(
                {
                    "description": product.title,
                    **details,
                    "timeStamp": moment(at),
                    "itemAttributeSetID": set_id,
                    "_price": _price(product.variants[0]),
                }
            )
            matrix_id = matrix["itemMatrixID"]
        for variant in product.variants:
            self._item(product, variant, details, (matrix_id, set_id), at)
        owner = {"itemID": "0", "itemMatrixID": matrix_id}
        if matrix_id == "0":
            owner = {"itemID": str(len(self._state["items"])), "itemMatrixID": "0"}
        for order, url in enumerate(product.images):
            self._image(url, order, owner, at)

    def _item(
        self,
        product: SeedProduct,
        variant: SeedVariant,
        details: JsonObject,
        matrix: tuple[str, str],
        at: datetime,
    ) -> None:
        matrix_id, set_id = matrix
        values = ("", *variant.options) if product.option_names == ("Size",) else variant.options
        padded = (*values, "", "", "")[:3]
        item = self._state["items"].add(
            {
                "systemSku": f"2100000{len(self._state['items']) + 1:05d}",
                "avgCost": "0",
                "discountable": "true",
                **details,
                "description": " ".join((product.title, *variant.options)),
                "upc": "",
                "ean": variant.barcode,
                "customSku": variant.sku,
                "manufacturerSku": "",
                "createTime": moment(at),
                "timeStamp": moment(at),
                "publishToEcom": "false",
                "itemMatrixID": matrix_id,
                "_price": _price(variant),
                "_attributes": [*padded, set_id] if matrix_id != "0" else [],
            }
        )
        if product.tracked:
            self._count_rows(item["itemID"], variant, at)

    def _count_rows(self, item_id: str, variant: SeedVariant, at: datetime) -> None:
        total = 0
        for number_, store in enumerate(self._seller.stores, 1):
            pieces = variant.stock[store.key] or 0
            total += pieces
            self._count_row(item_id, str(number_), pieces, at)
        self._count_row(item_id, _ALL_SHOPS, total, at)

    def _count_row(self, item_id: str, shop_id: str, pieces: int, at: datetime) -> None:
        self._state["item_shops"].add(
            {
                "qoh": str(pieces),
                "sellable": str(pieces),
                **dict.fromkeys(("backorder", "componentQoh", "componentBackorder"), "0"),
                **dict.fromkeys(("onLayaway", "onSpecialOrder", "onWorkorder"), "0"),
                **dict.fromkeys(("onTransferOut", "onTransferIn", "averageCost"), "0"),
                **dict.fromkeys(("nextFifoLotID", "nextFifoLotCost"), "0"),
                **dict.fromkeys(("lastReceivedLotID", "lastReceivedCost"), "0"),
                **dict.fromkeys(("totalValueFifo", "totalValueAvgCost"), "0"),
                "totalValueNegativeInventory": "0",
                "reorderPoint": "0",
                "reorderLevel": "0",
                "timeStamp": moment(at),
                "itemID": item_id,
                "shopID": shop_id,
            }
        )

    def _image(self, url: str, order: int, owner: JsonObject, at: datetime) -> None:
        name = url.rpartition("/")[2].removesuffix(".jpg")
        self._state["images"].add(
            {
                "description": "",
                "filename": f"{name}.jpg",
                "ordering": str(order),
                "publicID": name,
                "baseImageURL": f"{IMAGE_HOST}/products/",
                "size": "48211",
                "createTime": moment(at),
                "timeStamp": moment(at),
                **owner,
            }
        )

    def item(self, item_id: str) -> JsonObject | None:
        """One item, or None."""
        return self._state["items"].get(item_id)

    def by_sku(self, sku: str) -> JsonObject | None:
        """The item with that custom SKU, or None."""
        return self._state["items"].get(self._by_sku.get(sku, ""))

    def count(self, item_id: str, shop_id: str) -> JsonObject | None:
        """The ItemShop row of an item in a shop; None where nothing is counted."""
        return self._counts.get((item_id, shop_id))

    def move(self, item_id: str, shop_id: str, *, by: int, aside: int = 0) -> None:
        """Change what is on hand, and what lies aside for layaways; the sum row follows.

        Of an assembly, finished ones go first, and components for the rest.
        """
        missing = self._missing(item_id, shop_id, by)
        for part in self._state["item_components"].where(assemblyItemID=item_id) if missing else ():
            taken = missing * int(part["quantity"])
            self.move(part["componentItemID"], shop_id, by=-taken)
        by += missing
        at = moment(self._clock.now())
        for place in (shop_id, _ALL_SHOPS):
            row = self.count(item_id, place)
            if row is None:
                return
            on_hand = int(row["qoh"]) + by
            row["qoh"], row["sellable"] = str(on_hand), str(max(0, on_hand))
            row["onLayaway"] = str(int(row["onLayaway"]) + aside)
            row["timeStamp"] = at
            self._state.touch()

    def _missing(self, item_id: str, shop_id: str, by: int) -> int:
        """How many of an assembly that leave the shelf are not there finished."""
        row, item = self.count(item_id, shop_id), self.item(item_id)
        if row is None or item is None or item["itemType"] != "assembly":
            return 0
        return max(0, -by - max(0, int(row["qoh"])))

    def assemble(self, item: JsonObject, recipe: Mapping[str, int]) -> None:
        """Make an item an assembly of others, by item id with quantities."""
        for component, quantity in recipe.items():
            self._state["item_components"].add(
                {
                    "quantity": str(quantity),
                    "componentGroup": "0",
                    "assemblyItemID": item["itemID"],
                    "componentItemID": component,
                }
            )
        self.touch(item, itemType="assembly")

    def touch(self, row: JsonObject, **changes: str) -> None:
        """Change an item or a matrix, and its time."""
        row.update(changes, timeStamp=moment(self._clock.now()))
        self._state.touch()


def price_of(item: JsonObject) -> Decimal:
    """An item's price at the default level."""
    return Decimal(item["_price"])


def _price(variant: SeedVariant) -> str:
    return number(Decimal(variant.price or 0).scaleb(-2))
