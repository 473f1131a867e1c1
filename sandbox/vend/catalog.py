"""Products: a head for each family and one record for each variant, as the vendor keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant
from sandbox.kit.web import Answer, JsonObject
from sandbox.vend import ids
from sandbox.vend.contract import Call
from sandbox.vend.errors import not_found
from sandbox.vend.numbers import wire
from sandbox.vend.paging import collection, single
from sandbox.vend.retailer import NO_TAX, RATES, SINCE
from sandbox.vend.store import Store

_DEFAULT_RATE = RATES["Seattle Sales Tax"]
DELIVERY_SKU = "DELIVERY"
IMAGE_LESS = "https://secure.retail.lightspeed.app/images/placeholder/product/no-image-white.png"


class Catalog:
    """What is sold, with prices before tax."""

    def __init__(self, seed: SeedShop, store: Store, clock: Clock) -> None:
        """Describe the goods of `seed`."""
        self._seed = seed
        self._store = store
        self._clock = clock

    def open(self) -> None:
        """Write every product into an empty store."""
        for item in self._seed.products:
            head = None
            if len(item.variants) > 1:
                head = self._put(self._head(item))
            for variant in item.variants:
                self._put(self._variant(item, variant, head))
        self._put(self._delivery())

    def _delivery(self) -> JsonObject:
        """The product that stands for a delivery fee, as retailers make one."""
        row = self._record(self._seed.products[0], self._seed.products[0].variants[0])
        key = ids.fixed("product", DELIVERY_SKU)
        row.update(id=key, family_id=key, name="Delivery", variant_name="Delivery")
        row.update(sku=DELIVERY_SKU, handle="delivery", description="", images=[], brand=None)
        row.update(has_inventory=False, product_codes=[], brand_id=None, weight=None)
        return row | {"price_excluding_tax": 0, "price_including_tax": 0, "outlet_taxes": []}

    def _put(self, row: JsonObject) -> JsonObject:
        self._store.put("products", row["id"], row)
        for tax in row.get("outlet_taxes", ()):
            key = f"{tax['outlet_id']}|{row['id']}"
            found = {**tax, "product_id": row["id"], "deleted_at": None}
            self._store.put("outlet_taxes", key, found)
        return row

    def _head(self, item: SeedProduct) -> JsonObject:
        row = self._record(item, item.variants[0])
        row.update(
            id=ids.fixed("family", item.key),
            family_id=ids.fixed("family", item.key),
            sku=f"{item.variants[0].sku}-FAMILY",
            has_variants=True,
            variant_count=len(item.variants),
            variant_name=item.title,
            product_codes=[],
            has_inventory=False,
        )
        return row

    def _variant(self, item: SeedProduct, one: SeedVariant, head: JsonObject | None) -> JsonObject:
        row = self._record(item, one)
        row["variant_name"] = " / ".join([item.title, *one.options])
        row["variant_options"] = [
            {"id": ids.fixed("option", name), "name": name, "value": value}
            for name, value in zip(item.option_names, one.options, strict=True)
        ]
        row["skuImages"] = _images(item, one)
        if head is not None:
            row["variant_parent_id"] = head["id"]
            row["family_id"] = head["id"]
        return row

    def _record(self, item: SeedProduct, one: SeedVariant) -> JsonObject:
        key = ids.fixed("product", one.sku)
        category = ids.fixed("category", item.category)
        name = self._seed.categories[item.category]
        price = Decimal(one.price or 0) / 100
        rate = _DEFAULT_RATE if item.taxable else Decimal(0)
        row: JsonObject = {
            "id": key,
            "family_id": key,
            "name": item.title,
            "variant_name": item.title,
            "handle": item.key,
            "sku": one.sku,
            "description": f"<p>{item.description}</p>",
            "active": True,
            "is_active": True,
            "is_composite": False,
            "composite_bom": [],
            "has_inventory": item.tracked,
            "has_variants": False,
            "variant_count": None,
            "variant_parent_id": None,
            "variant_options": [],
            "price_excluding_tax": wire(price),
            "price_including_tax": wire(price * (1 + rate)),
            "supply_price": wire(price / 2),
            "product_codes": [
                {"id": ids.fixed("code", one.sku), "type": "EAN", "code": one.barcode}
            ],
            "brand": {"id": ids.fixed("brand", item.brand), "name": item.brand},
            "brand_id": ids.fixed("brand", item.brand),
            "type": {"id": category, "name": name, "leaf_category": True},
            "product_type_id": category,
            "product_category": {"id": category, "name": name, "leaf_category": True},
            "categories": [],
            "tag_ids": [],
            "images": [
                {"id": ids.fixed("image", url), "url": url, "version": 1} for url in item.images
            ],
            "skuImages": [],
            "image_url": item.images[0] if item.images else IMAGE_LESS,
            "image_thumbnail_url": item.images[0] if item.images else IMAGE_LESS,
            "attributes": [],
            "customizations": [],
            "packaging": {"breaks_into": [], "made_from": []},
            "product_suppliers": [],
            "supplier": None,
            "supplier_id": None,
            "supplier_code": None,
            "source": "USER",
            "source_id": None,
            "source_variant_id": None,
            "account_code": None,
            "account_code_purchase": None,
            "button_order": 0,
            "loyalty_amount": None,
            "tax_category": None,
            "weight": one.grams or None,
            "weight_unit": "G" if one.grams else None,
            "created_at": SINCE,
            "updated_at": SINCE,
            "deleted_at": None,
        }
        if not item.taxable:
            row["outlet_taxes"] = [
                {"outlet_id": ids.fixed("outlet", place.key), "tax_id": ids.fixed("tax", NO_TAX)}
                for place in self._seed.stores
            ]
        return row

    # --- the API -----------------------------------------------------------------------------

    def list_products(self, call: Call) -> Answer:
        """GET /products; `sku`, `name` and `family_name` make the other parameters void."""
        sku = call.query.get("sku")
        name = call.query.get("name") or call.query.get("family_name")
        rows = self._store["products"].values()
        if sku is not None:
            return collection([row for row in rows if row["sku"] == sku], {"page_size": "1000"})
        if name is not None:
            return collection([row for row in rows if row["name"] == name], {"page_size": "1000"})
        return collection(rows, call.query)

    def get(self, call: Call) -> Answer:
        """GET /products/{product_id}."""
        found = self._store["products"].get(call.params["product_id"])
        if found is None or found["deleted_at"]:
            raise not_found("Product")
        return single(found)

    # --- the back office ---------------------------------------------------------------------

    def variants(self) -> Iterator[JsonObject]:
        """What can be sold: all records but the heads."""
        return (row for row in self._store["products"].values() if not row["has_variants"])

    def by_sku(self, sku: str) -> JsonObject | None:
        """The living product of a SKU."""
        return next(
            (row for row in self.variants() if row["sku"] == sku and not row["deleted_at"]), None
        )

    def family(self, row: JsonObject) -> list[JsonObject]:
        """All records of a product's family, the head first."""
        rows = self._store["products"].values()
        return [each for each in rows if each["family_id"] == row["family_id"]]

    def changed(self, row: JsonObject, **fields: object) -> JsonObject:
        """Write a change, as the back office does."""
        row.update(fields, updated_at=self._clock.now().isoformat(timespec="seconds"))
        return self._store.put("products", row["id"], row)


def _images(item: SeedProduct, one: SeedVariant) -> list[JsonObject]:
    """A picture of the variant's own color, where there is one."""
    if "Color" not in item.option_names or not item.images:
        return []
    color = one.options[item.option_names.index("Color")]
    position = item.option_values(item.option_names.index("Color")).index(color)
    url = item.images[position % len(item.images)]
    return [{"id": ids.fixed("image", url), "url": url, "version": 1}]
