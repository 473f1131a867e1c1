"""The published menus: one JSON document per restaurant, and an index to price orders by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant
from sandbox.kit.web import JsonObject
from sandbox.toast.amounts import exact, number
from sandbox.toast.cafe import GROUPS, MENUS, SOUP_PRICES, Group, Item, Option
from sandbox.toast.guids import named

_SEEN = ("POS", "KIOSK", "TOAST_ONLINE_ORDERING", "ORDERING_PARTNERS")
_IMAGES = "https://images.northwind.example/cafe"
TAX_GUID = named("tax", "seattle")
_SIZELESS = {"length": None, "height": None, "width": None, "dimensionUnitOfMeasure": None}
_COLORS = {"posName": "", "posButtonColorLight": "#f7f7f7", "posButtonColorDark": "#1a1c23"}


def _entity(name: str, *path: str) -> JsonObject:
    guid = named(*path)
    key = str(int(guid[:8], 16))
    return {"name": name, "guid": guid, "multiLocationId": key, "masterId": int(key), **_COLORS}


@dataclass(slots=True)
class Menus:
    """The restaurant's menus as published, and what the pricing needs to find in them."""

    items: dict[str, dict[str, JsonObject]] = field(default_factory=dict)
    """Item guid → menu group guid → the item as placed there."""
    groups: dict[str, JsonObject] = field(default_factory=dict)
    """Modifier group by guid."""
    options: dict[int, JsonObject] = field(default_factory=dict)
    """Modifier option by reference id."""
    by_reference: dict[int, JsonObject] = field(default_factory=dict)
    """Modifier group by reference id."""
    menus: list[JsonObject] = field(default_factory=list)
    starting_stock: dict[str, int | None] = field(default_factory=dict)
    """Counted items by guid; None or absent = simply in stock."""
    skus: dict[str, str] = field(default_factory=dict)
    """SKU → item guid."""
    _keys: dict[str, int] = field(default_factory=dict)

    def document(self, restaurant_guid: str, updated: str, zone: str) -> JsonObject:
        """The answer of `GET /menus`."""
        return {
            "restaurantGuid": restaurant_guid,
            "lastUpdated": updated,
            "restaurantTimeZone": zone,
            "menus": self.menus,
            "modifierGroupReferences": {str(key): one for key, one in self.by_reference.items()},
            "modifierOptionReferences": {str(key): one for key, one in self.options.items()},
            "preModifierGroupReferences": {},
        }

    def count(self) -> int:
        """Sellable versions: placements with a price of their own, times their sizes."""
        return sum(self._versions(places) for places in self.items.values())

    def _versions(self, places: dict[str, JsonObject]) -> int:
        prices = {(item["price"], item["pricingStrategy"]) for item in places.values()}
        first = next(iter(places.values()))
        if first["pricingStrategy"] == "SIZE_PRICE":
            guid = first["pricingRules"]["sizeSpecificPricingGuid"]
            return len(self.groups[guid]["modifierOptionReferences"])
        return len(prices)

    def placed(self, guid: str) -> list[JsonObject]:
        """Every placement of an item."""
        return list(self.items.get(guid, {}).values())

    def of_product(self, product_id: str | None) -> list[JsonObject]:
        """Every placement of a retail product's variants."""
        return [
            item
            for places in self.items.values()
            for item in places.values()
            if product_id
            and (item.get("catalogProductInfo") or {}).get("product", {}).get("id") == product_id
        ]

    def reference(self, key: str) -> int:
        """The reference id of a modifier group, made with everything below it when first asked."""
        if key not in self._keys:
            number_ = len(self.by_reference) + len(self.options) + 2
            self._keys[key] = number_
            group = _group(key, GROUPS[key], number_)
            self.by_reference[number_] = group
            self.groups[group["guid"]] = group
            for option in GROUPS[key].options:
                self._option(key, group, option)
        return self._keys[key]

    def _option(self, key: str, group: JsonObject, option: Option) -> None:
        number_ = len(self.by_reference) + len(self.options) + 2
        self.options[number_] = _option(key, option, number_, group["pricingStrategy"])
        group["modifierOptionReferences"].append(number_)
        self.options[number_]["modifierGroupReferences"] = [
            self.reference(inner) for inner in option.groups
        ]

    def restore(self, menus: list[JsonObject]) -> None:
        """Take up saved menus; choices do not change."""
        self.menus = menus
        self.items, self.skus = {}, {}
        for menu in menus:
            self._index(menu["menuGroups"])

    def _index(self, groups: list[JsonObject]) -> None:
        for group in groups:
            for item in group["menuItems"]:
                self.place(item, group["guid"])
            self._index(group["menuGroups"])

    def place(self, item: JsonObject, group_guid: str) -> JsonObject:
        """Note an item under a menu group."""
        self.items.setdefault(item["guid"], {})[group_guid] = item
        if item["sku"]:
            self.skus[item["sku"]] = item["guid"]
        return item


def published(seed: SeedShop, store: str) -> Menus:
    """The café's menus and the shop's shelf, `store` telling the stock."""
    made = Menus()
    for name, schedule, contents in MENUS:
        made.menus.append(_menu(made, name, schedule, contents))
    made.menus.append(_shelf(made, seed, store))
    return made


def _menu(made: Menus, name: str, schedule: Any, contents: dict[str, Any]) -> JsonObject:
    menu = _menu_shell(name, schedule)
    for path, items in contents.items():
        group = _group_at(menu["menuGroups"], name, path.split("/"))
        for item in items:
            price = SOUP_PRICES[name] if item.strategy == "MENU_SPECIFIC_PRICE" else item.price
            placed = made.place(_item(made, item, price), group["guid"])
            group["menuItems"].append(placed)
            if item.stock is not None:
                made.starting_stock[placed["guid"]] = item.stock
    return menu


def _menu_shell(name: str, schedule: Any) -> JsonObject:
    availability: JsonObject = {"alwaysAvailable": not schedule}
    if schedule:
        availability["schedule"] = [
            {"days": list(days), "timeRanges": [{"start": start, "end": end}]}
            for days, start, end in schedule
        ]
    return {
        **_entity(name, "menu", name),
        "description": "",
        "highResImage": None,
        "image": None,
        "visibility": list(_SEEN),
        "availability": availability,
        "menuGroups": [],
    }


def _group_at(groups: list[JsonObject], menu: str, path: list[str]) -> JsonObject:
    found = next((one for one in groups if one["name"] == path[0]), None)
    if found is None:
        found = {
            **_entity(path[0], "group", menu, path[0]),
            "description": "",
            "image": None,
            "visibility": list(_SEEN),
            "itemTags": [],
            "menuGroups": [],
            "menuItems": [],
        }
        groups.append(found)
    return found if len(path) == 1 else _group_at(found["menuGroups"], menu, path[1:])


def _item(made: Menus, item: Item, price: str | None) -> JsonObject:
    return {
        **_entity(item.name, "item", item.name),
        "kitchenName": "",
        "description": item.text,
        "image": f"{_IMAGES}/{named('item', item.name)}.jpg",
        "visibility": ["POS"] if item.pos_only else list(_SEEN),
        "price": None if price is None else number(exact(price)),
        "pricingStrategy": item.strategy,
        "pricingRules": _rules(item),
        "isDeferred": False,
        "isDiscountable": True,
        "salesCategory": {"name": "Food", "guid": named("sales", "Food")},
        "taxInfo": [TAX_GUID],
        "taxInclusion": "TAX_NOT_INCLUDED",
        "itemTags": [{"name": tag, "guid": named("tag", tag)} for tag in item.tags],
        "plu": "",
        "sku": item.sku,
        "calories": None,
        "contentAdvisories": {"alcohol": {"containsAlcohol": "YES" if item.alcohol else None}},
        "unitOfMeasure": item.unit,
        "portions": [],
        "prepTime": None,
        "prepStations": [],
        "modifierGroupReferences": [made.reference(key) for key in item.groups],
        "eligiblePaymentAssistancePrograms": [],
        **_SIZELESS,
        "weight": None,
        "weightUnitOfMeasure": None,
        "images": [],
        "guestCount": None,
        "sortOrder": None,
    }


def _rules(item: Item) -> JsonObject | None:
    if item.size_group:
        return {
            "timeSpecificPricingRules": [],
            "sizeSpecificPricingGuid": named("modifiers", item.size_group),
            "sizeSequencePricingRules": [],
        }
    if item.timed is None:
        return None
    price, days, start, end = item.timed
    rule = {
        "timeSpecificPrice": number(exact(price)),
        "basePrice": number(exact(item.price)),
        "schedule": [{"days": list(days), "timeRanges": [{"start": start, "end": end}]}],
    }
    return {
        "timeSpecificPricingRules": [rule],
        "sizeSpecificPricingGuid": None,
        "sizeSequencePricingRules": [],
    }


def _group(key: str, group: Group, reference: int) -> JsonObject:
    return {
        **_entity(group.name, "modifiers", key),
        "referenceId": reference,
        "visibility": list(_SEEN),
        "pricingStrategy": group.strategy,
        "pricingRules": _group_rules(key, group),
        "defaultOptionsChargePrice": "YES" if group.charges_defaults else "NO",
        "defaultOptionsSubstitutionPricing": "NO",
        "minSelections": group.least,
        "maxSelections": group.most,
        "requiredMode": "REQUIRED" if group.least else "OPTIONAL",
        "isMultiSelect": group.most != 1,
        "preModifierGroupReference": None,
        "modifierOptionReferences": [],
    }


def _group_rules(key: str, group: Group) -> JsonObject | None:
    if group.strategy == "NONE":
        return None
    sized = group.sizes or (("", ""),)
    return {
        "timeSpecificPricingRules": [],
        "sizeSpecificPricingGuid": None,
        "sizeSequencePricingRules": [
            {
                "sizeName": name or None,
                "sizeGuid": named("size", key, name) if name else None,
                "sequencePrices": [
                    {"sequence": place, "price": number(exact(each))}
                    for place, each in enumerate(group.sequence or (price,), 1)
                ],
            }
            for name, price in sized
        ],
    }


def _option(key: str, option: Option, reference: int, strategy: str) -> JsonObject:
    own = strategy == "NONE"
    return {
        "referenceId": reference,
        **_entity(option.name, "option", key, option.name),
        "kitchenName": "",
        "description": "",
        "prepStations": [],
        "image": None,
        "visibility": list(_SEEN),
        "price": number(exact(option.price)) if own else None,
        "pricingStrategy": "BASE_PRICE" if own else "GROUP_PRICE",
        "pricingRules": None,
        "salesCategory": None,
        "taxInfo": [TAX_GUID],
        "modifierOptionTaxInfo": {"taxRateGuids": [TAX_GUID], "overrideItemTaxRates": False},
        "itemTags": [],
        "plu": "",
        "sku": "",
        "calories": None,
        "contentAdvisories": None,
        "unitOfMeasure": "NONE",
        "isDefault": option.default,
        "allowsDuplicates": option.repeats,
        "portions": [],
        "prepTime": None,
        "modifierGroupReferences": [],
        **_SIZELESS,
        "weight": None,
        "weightUnitOfMeasure": None,
        "images": [],
        "guestCount": None,
        "sortOrder": None,
    }


def _shelf(made: Menus, seed: SeedShop, store: str) -> JsonObject:
    """The retailer's goods beside the counter: retail variants of Toast's catalog."""
    menu = _menu_shell("Shop", ())
    for product in seed.products:
        group = _group_at(menu["menuGroups"], "Shop", [seed.categories[product.category]])
        for variant in product.variants:
            placed = made.place(_goods(made, product, variant), group["guid"])
            group["menuItems"].append(placed)
            if variant.stock[store] is not None:
                made.starting_stock[placed["guid"]] = variant.stock[store]
    return menu


def _goods(made: Menus, product: SeedProduct, variant: SeedVariant) -> JsonObject:
    plain = Item(name=variant.sku, text=product.description, price=None, sku=variant.sku)
    item = _item(made, plain, None if variant.price is None else str(exact(variant.price) / 100))
    title = f"{product.title} {variant.title}" if product.option_names else product.title
    item |= {
        "name": title,
        "image": product.images[0],
        "images": list(product.images),
        "pricingStrategy": "BASE_PRICE" if variant.price is not None else "OPEN_PRICE",
        "salesCategory": {"name": "Retail", "guid": named("sales", "Retail")},
        "taxInfo": [TAX_GUID] if product.taxable else [],
        "weight": variant.grams or None,
        "weightUnitOfMeasure": "G" if variant.grams else None,
        "catalogProductInfo": _catalog(product, variant),
    }
    return item


def _catalog(product: SeedProduct, variant: SeedVariant) -> JsonObject:
    options = [
        {
            "id": named("choice", product.key, name),
            "name": name,
            "sortOrder": place,
            "value": {"id": named("value", name, value), "name": value, "sortOrder": 0},
        }
        for place, (name, value) in enumerate(
            zip(product.option_names, variant.options, strict=True)
        )
    ]
    return {
        "product": {
            "id": named("product", product.key),
            "name": product.title,
            "description": product.description,
            "type": "OPTION" if options else "SINGLE",
            "images": list(product.images),
            "availableOptions": [
                {
                    "id": named("choice", product.key, name),
                    "name": name,
                    "sortOrder": place,
                    "values": [
                        {"id": named("value", name, value), "name": value, "sortOrder": order}
                        for order, value in enumerate(product.option_values(place))
                    ],
                }
                for place, name in enumerate(product.option_names)
            ],
        },
        "productVariant": {
            "id": named("variant", variant.sku),
            "name": f"{product.title} {variant.title}",
            "description": "",
            "selectedOptions": options,
        },
    }
