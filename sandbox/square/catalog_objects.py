"""Seeded merchandise as Square catalog objects, built when asked for."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta

from sandbox.kit.clock import rfc3339
from sandbox.kit.merchandise import FLAGSHIPS
from sandbox.kit.people import TAX_NAME, TAX_PERCENT
from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant, slug
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.seller import CURRENCY, Seller

SEEDED_AT = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
BELLEVUE_TAX_PERCENT = "10.3"

_SIZE_IN_NAME = frozenset({"adidas-samba-og", "darn-tough-hiker-crew-socks"})
_FLAGSHIPS = frozenset(slug(pattern.title) for pattern in FLAGSHIPS)
_MILK = (("Whole Milk", 0), ("Oat Milk", 80), ("Almond Milk", 80))
_EXTRAS = (("Extra Shot", 100), ("Vanilla Syrup", 60), ("Caramel Syrup", 60))
_PAYLOADS = {"ITEM_OPTION_VAL": "item_option_value_data"}
_MILKY = ("Caffe Latte", "Cappuccino")


def stamp(moment: datetime) -> tuple[int, str]:
    """A catalog version and the matching `updated_at`: milliseconds since 1970, RFC 3339."""
    return int(moment.timestamp() * 1000), rfc3339(moment)


def money(amount: int) -> JsonObject:
    """Cents as Square's Money."""
    return {"amount": amount, "currency": CURRENCY}


def seeded_object(kind: str, object_id: str, offset_ms: int, payload: JsonObject) -> JsonObject:
    """A catalog object as seeded: present everywhere, versioned by its place in the seed."""
    version, updated_at = stamp(SEEDED_AT + timedelta(milliseconds=offset_ms))
    return {
        "type": kind,
        "id": object_id,
        "updated_at": updated_at,
        "version": version,
        "is_deleted": False,
        "present_at_all_locations": True,
        _PAYLOADS.get(kind, f"{kind.lower()}_data"): payload,
    }


def size_is_in_name(product: SeedProduct) -> bool:
    """Whether the seller typed sizes into variation names instead of using item options."""
    if "Size" not in product.option_names:
        return False
    if product.key in _FLAGSHIPS:
        return product.key in _SIZE_IN_NAME
    return zlib.crc32(product.key.encode()) % 5 == 0


class CatalogBuilder:
    """Builds objects from the seed; `fixtures` are all but items and their images."""

    def __init__(self, seed: SeedShop, seller: Seller) -> None:
        """Prepare ids of what items refer to."""
        self.seed = seed
        self.seller = seller
        self._bellevue = seller.location_ids["bellevue"]
        self._ballard = seller.location_ids["ballard"]
        self.tax_ids = (ids.fixed("tax", "seattle"), ids.fixed("tax", "bellevue"))
        self.milk_id = ids.fixed("modifier_list", "Milk")
        self.extras_id = ids.fixed("modifier_list", "Extras")
        self.option_values = self._collect_options()
        self.fixtures = self._fixtures()

    def _collect_options(self) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = {}
        for product in self.seed.products:
            for position, name in enumerate(product.option_names):
                values = found.setdefault(name, {})
                values.update(dict.fromkeys(product.option_values(position)))
        return {name: list(values) for name, values in found.items()}

    def _fixtures(self) -> list[JsonObject]:
        found = [self._category(key, name) for key, name in self.seed.categories.items()]
        found += self._taxes()
        found += [self._option(name, values) for name, values in self.option_values.items()]
        found += [
            self._modifier_list(self.milk_id, "Milk", _MILK, "SINGLE"),
            self._modifier_list(self.extras_id, "Extras", _EXTRAS, "MULTIPLE"),
        ]
        for position, fixture in enumerate(found):
            moment = SEEDED_AT - timedelta(milliseconds=len(found) - position)
            fixture["version"], fixture["updated_at"] = stamp(moment)
        return found

    def _category(self, key: str, name: str) -> JsonObject:
        payload = {
            "name": name,
            "category_type": "REGULAR_CATEGORY",
            "is_top_level": True,
            "online_visibility": True,
        }
        return seeded_object("CATEGORY", ids.fixed("category", key), 0, payload)

    def _taxes(self) -> list[JsonObject]:
        """Sales tax by city: each is present only where it is due."""
        seattle, bellevue = self.tax_ids
        rows = (
            (seattle, TAX_NAME, TAX_PERCENT, ["downtown", "ballard"]),
            (bellevue, "Bellevue Sales Tax", BELLEVUE_TAX_PERCENT, ["bellevue"]),
        )
        found = []
        for tax_id, name, percent, stores in rows:
            payload = {
                "name": name,
                "calculation_phase": "TAX_SUBTOTAL_PHASE",
                "inclusion_type": "ADDITIVE",
                "percentage": percent,
                "applies_to_custom_amounts": True,
                "enabled": True,
            }
            tax = seeded_object("TAX", tax_id, 0, payload)
            tax["present_at_all_locations"] = False
            tax["present_at_location_ids"] = [self.seller.location_ids[key] for key in stores]
            found.append(tax)
        return found

    def _option(self, name: str, values: list[str]) -> JsonObject:
        option_id = ids.fixed("option", name)
        nested = []
        for ordinal, value in enumerate(values):
            payload = {"item_option_id": option_id, "name": value, "ordinal": ordinal}
            value_id = ids.fixed("option_value", f"{name}/{value}")
            nested.append(seeded_object("ITEM_OPTION_VAL", value_id, 0, payload))
        listed = {"name": name, "display_name": name, "values": nested}
        return seeded_object("ITEM_OPTION", option_id, 0, listed)

    def _modifier_list(
        self, list_id: str, name: str, choices: tuple[tuple[str, int], ...], selection: str
    ) -> JsonObject:
        modifiers = []
        for ordinal, (choice, price) in enumerate(choices):
            payload = {
                "name": choice,
                "price_money": money(price),
                "on_by_default": ordinal == 0 and selection == "SINGLE",
                "ordinal": ordinal,
                "modifier_list_id": list_id,
            }
            modifier_id = ids.fixed("modifier", f"{name}/{choice}")
            modifiers.append(seeded_object("MODIFIER", modifier_id, 0, payload))
        payload = {
            "name": name,
            "ordinal": 0,
            "selection_type": selection,
            "modifier_type": "LIST",
            "min_selected_modifiers": 0,
            "max_selected_modifiers": 1 if selection == "SINGLE" else 0,
            "modifiers": modifiers,
        }
        return seeded_object("MODIFIER_LIST", list_id, 0, payload)

    def image(self, product_number: int, position: int) -> JsonObject:
        """One picture of one product."""
        product = self.seed.products[product_number]
        url = product.images[position]
        payload = {"name": product.title, "url": url, "caption": product.title}
        return seeded_object("IMAGE", ids.fixed("image", url), product_number, payload)

    def item(self, product_number: int) -> JsonObject:
        """One product with its variations."""
        product = self.seed.products[product_number]
        item_id = ids.fixed("item", product.key)
        in_name = size_is_in_name(product)
        category = {"id": ids.fixed("category", product.category), "ordinal": product_number}
        payload: JsonObject = {
            "name": product.title,
            "description": product.description,
            "description_html": f"<p>{product.description}</p>",
            "description_plaintext": product.description,
            "is_taxable": product.taxable,
            "product_type": "FOOD_AND_BEV" if product.category == "coffee-bar" else "REGULAR",
            "skip_modifier_screen": False,
            "is_archived": False,
            "categories": [category],
            "reporting_category": category,
            "image_ids": [ids.fixed("image", url) for url in product.images],
            "variations": [
                self._variation(product, item_id, ordinal, product_number, in_name)
                for ordinal in range(len(product.variants))
            ],
        }
        if product.taxable:
            payload["tax_ids"] = list(self.tax_ids)
        if product.option_names and not in_name:
            payload["item_options"] = [
                {"item_option_id": ids.fixed("option", name)} for name in product.option_names
            ]
        if product.category == "coffee-bar":
            payload["modifier_list_info"] = self._modifier_info(product)
        item = seeded_object("ITEM", item_id, product_number, payload)
        if self.is_absent_at_bellevue(product):
            item["absent_at_location_ids"] = [self._bellevue]
        return item

    def is_absent_at_bellevue(self, product: SeedProduct) -> bool:
        """Whether the smallest store does not carry this product."""
        return zlib.crc32(product.key.encode()) % 23 == 0

    def _modifier_info(self, product: SeedProduct) -> list[JsonObject]:
        lists = [self.milk_id, self.extras_id] if product.title in _MILKY else [self.extras_id]
        return [
            {
                "modifier_list_id": list_id,
                "min_selected_modifiers": -1,
                "max_selected_modifiers": -1,
                "enabled": True,
                "ordinal": ordinal,
            }
            for ordinal, list_id in enumerate(lists)
        ]

    def _variation(
        self, product: SeedProduct, item_id: str, ordinal: int, product_number: int, in_name: bool
    ) -> JsonObject:
        variant = product.variants[ordinal]
        payload: JsonObject = {
            "item_id": item_id,
            "name": variant.title if in_name else ", ".join(variant.options) or "Regular",
            "sku": variant.sku,
            "upc": variant.barcode,
            "ordinal": ordinal,
            "pricing_type": "VARIABLE_PRICING" if variant.price is None else "FIXED_PRICING",
            "track_inventory": product.tracked,
            "sellable": True,
            "stockable": True,
        }
        if variant.price is not None:
            payload["price_money"] = money(variant.price)
        if overrides := self._overrides(product, variant):
            payload["location_overrides"] = overrides
        if product.option_names and not in_name:
            payload["item_option_values"] = [
                {
                    "item_option_id": ids.fixed("option", name),
                    "item_option_value_id": ids.fixed("option_value", f"{name}/{value}"),
                }
                for name, value in zip(product.option_names, variant.options, strict=True)
            ]
        variation_id = ids.fixed("variation", variant.sku)
        found = seeded_object("ITEM_VARIATION", variation_id, product_number, payload)
        if self.is_absent_at_bellevue(product):
            found["absent_at_location_ids"] = [self._bellevue]
        return found

    def _overrides(self, product: SeedProduct, variant: SeedVariant) -> list[JsonObject]:
        found: dict[str, JsonObject] = {}
        for place, price in self._other_prices(product, variant).items():
            fixed = {"price_money": money(price), "pricing_type": "FIXED_PRICING"}
            found[place] = {"location_id": place, **fixed}
        for store in self.seller.stores if product.tracked else ():
            if variant.stock[store.key] is None:
                place = self.seller.location_ids[store.key]
                found.setdefault(place, {"location_id": place})["track_inventory"] = False
        if variant.sku == "CB-COLDBREW-LARGE":
            found[self._ballard] = {"location_id": self._ballard, "sold_out": True}
        return list(found.values())

    def _other_prices(self, product: SeedProduct, variant: SeedVariant) -> dict[str, int]:
        if variant.price is None:
            return {}
        if product.category == "coffee-bar":
            return {self._bellevue: variant.price + 25}
        if product.category == "jackets":
            return {self._ballard: variant.price * 9 // 10}
        return {}
