"""What an order costs, and whether it can be cooked: the checks and sums of `POST /prices`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.kit.people import TIMEZONE
from sandbox.kit.web import JsonObject
from sandbox.toast.amounts import cents, exact, number
from sandbox.toast.errors import bad_request, not_found
from sandbox.toast.menu import TAX_GUID, Menus
from sandbox.toast.restaurant import CHARGES, TAX_RATE
from sandbox.toast.stock import Stock

_RATE = Decimal(TAX_RATE) / 100
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


@dataclass(frozen=True, slots=True)
class Pricing:
    """Prices orders by the published menus."""

    menus: Menus
    stock: Stock

    def price(self, order: JsonObject, at: datetime) -> None:
        """Fill in every amount, in place. Raises: ToastError for what cannot be ordered."""
        for check in order["checks"]:
            amount, tax = Decimal(0), Decimal(0)
            for selection in check["selections"]:
                self._selection(selection, at)
                amount += exact(selection["price"])
                tax += exact(selection["tax"])
            for charge in check.get("appliedServiceCharges") or ():
                amount += _charge(charge)
            check["amount"], check["taxAmount"] = number(amount), number(tax)
            check["totalAmount"] = number(amount + tax)

    def _selection(self, selection: JsonObject, at: datetime) -> None:
        item = self._item(selection)
        quantity = _quantity(selection, item)
        left = self.stock.counts.get(item["guid"])
        if left is not None and left < quantity:
            raise bad_request(f"Menu item {item['name']} is out of stock", code=10063)
        modifiers = selection.get("modifiers") or []
        size = self._size(item, modifiers)
        base = _base(item, selection, at) if size is None else Decimal(0)
        extra = self._modifiers(item, modifiers, size["name"] if size else None)
        unit = base + extra
        gross = cents(unit * quantity)
        taxed = TAX_GUID in item["taxInfo"]
        shown_unit = base if size is None else exact(size["price"])
        selection.update(
            displayName=item["name"],
            preDiscountPrice=number(gross),
            price=number(gross),
            receiptLinePrice=number(shown_unit),
            tax=number(cents(gross * _RATE)) if taxed else 0,
            quantity=number(quantity),
            appliedTaxes=[_applied(gross)] if taxed else [],
        )

    def _item(self, selection: JsonObject) -> JsonObject:
        guid = (selection.get("item") or {}).get("guid")
        group = (selection.get("itemGroup") or {}).get("guid")
        places = self.menus.items.get(str(guid))
        if places is None:
            raise not_found(f"MenuItem {guid}")
        if group not in places:
            raise not_found(f"MenuGroup {group} with MenuItem {guid}")
        return places[group]

    def _size(self, item: JsonObject, modifiers: list[JsonObject]) -> JsonObject | None:
        if item["pricingStrategy"] != "SIZE_PRICE":
            return None
        wanted = item["pricingRules"]["sizeSpecificPricingGuid"]
        for modifier in modifiers:
            if (modifier.get("optionGroup") or {}).get("guid") == wanted:
                modifier["optionGroupPricingMode"] = "REPLACES_PRICE"
                return self._option(self.menus.groups[wanted], modifier)
        raise bad_request(f"Modifier group Size is required for {item['name']}", code=10050)

    def _option(self, group: JsonObject, modifier: JsonObject) -> JsonObject:
        guid = (modifier.get("item") or {}).get("guid")
        for reference in group["modifierOptionReferences"]:
            if self.menus.options[reference]["guid"] == guid:
                return self.menus.options[reference]
        raise not_found(f"ModifierOption {guid} in {group['name']}")

    def _modifiers(
        self, owner: JsonObject, modifiers: list[JsonObject], size: str | None
    ) -> Decimal:
        allowed = {
            self.menus.by_reference[one]["guid"]: self.menus.by_reference[one]
            for one in owner["modifierGroupReferences"]
        }
        chosen: dict[str, list[JsonObject]] = {guid: [] for guid in allowed}
        for modifier in modifiers:
            if modifier.get("selectionType") == "SPECIAL_REQUEST":
                _note(modifier)
                continue
            guid = (modifier.get("optionGroup") or {}).get("guid")
            if guid not in chosen:
                raise bad_request(f"optionGroup {guid} does not belong to {owner['name']}")
            chosen[guid].append(modifier)
        return sum(
            (self._group(allowed[guid], picked, size) for guid, picked in chosen.items()),
            start=Decimal(0),
        )

    def _group(self, group: JsonObject, picked: list[JsonObject], size: str | None) -> Decimal:
        options = [self._option(group, modifier) for modifier in picked]
        counts = [exact(modifier.get("quantity", 1)) for modifier in picked]
        _check_choices(group, options, sum(counts))
        total = Decimal(0)
        rows = zip(picked, options, counts, strict=True)
        for place, (modifier, option, count) in enumerate(rows):
            if self.stock.counts.get(option["guid"], Decimal(1)) <= 0:
                raise bad_request(f"Modifier {option['name']} is out of stock", code=10063)
            each = _option_price(group, option, size, place)
            inner = self._modifiers(option, modifier.get("modifiers") or [], size)
            modifier.update(
                displayName=option["name"],
                price=number(each * count),
                preDiscountPrice=number(each * count),
                receiptLinePrice=number(each),
                tax=0,
                quantity=number(count),
            )
            total += (each + inner) * count
        return total


def _note(modifier: JsonObject) -> None:
    if not modifier.get("displayName"):
        raise bad_request("a special request needs its displayName")
    free = dict.fromkeys(("price", "preDiscountPrice", "receiptLinePrice", "tax"), 0)
    modifier.update(free, quantity=1, item=None, modifiers=[])


def _quantity(selection: JsonObject, item: JsonObject) -> Decimal:
    quantity = exact(selection.get("quantity", 1))
    if quantity <= 0:
        raise bad_request("quantity must be greater than 0")
    if item["unitOfMeasure"] == "NONE" and quantity != quantity.to_integral_value():
        raise bad_request(f"quantity of {item['name']} must be a counting number")
    return quantity


def _base(item: JsonObject, selection: JsonObject, at: datetime) -> Decimal:
    if item["pricingStrategy"] == "OPEN_PRICE":
        return exact(selection.get("openPriceAmount") or 0)
    if selection.get("openPriceAmount") is not None:
        raise bad_request(f"{item['name']} has no open price")
    if item["pricingStrategy"] == "TIME_SPECIFIC_PRICE":
        for rule in item["pricingRules"]["timeSpecificPricingRules"]:
            if any(_covers(span, at) for span in rule["schedule"]):
                return exact(rule["timeSpecificPrice"])
    return exact(item["price"])


def _covers(schedule: JsonObject, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(TIMEZONE))
    clock = local.strftime("%H:%M")
    return _DAYS[local.weekday()] in schedule["days"] and any(
        span["start"] <= clock < span["end"] for span in schedule["timeRanges"]
    )


def _check_choices(group: JsonObject, options: list[JsonObject], count: Any) -> None:
    least, most = group["minSelections"], group["maxSelections"]
    required = max(least, 1) if group["requiredMode"] == "REQUIRED" else least
    if count < required:
        raise bad_request(f"Modifier group {group['name']} needs at least {required}", code=10050)
    if most is not None and count > most:
        raise bad_request(f"Modifier group {group['name']} allows at most {most}", code=10051)
    for option in options:
        many = options.count(option) > 1 or (len(options) == 1 and count > 1)
        if many and not option["allowsDuplicates"]:
            raise bad_request(f"{option['name']} may be chosen only once", code=10052)


def _option_price(group: JsonObject, option: JsonObject, size: str | None, place: int) -> Decimal:
    if option["isDefault"] and group["defaultOptionsChargePrice"] == "NO":
        return Decimal(0)
    if option["pricingStrategy"] != "GROUP_PRICE":
        return exact(option["price"])
    rules = group["pricingRules"]["sizeSequencePricingRules"]
    if group["pricingStrategy"] == "SIZE_PRICE":
        rules = [rule for rule in rules if rule["sizeName"] == size]
    prices = rules[0]["sequencePrices"]
    return exact(prices[min(place, len(prices) - 1)]["price"])


def _applied(amount: Decimal) -> JsonObject:
    return {
        "guid": None,
        "entityType": "AppliedTaxRate",
        "taxRate": {"guid": TAX_GUID, "entityType": "TaxRate"},
        "name": "Seattle Sales Tax",
        "rate": float(_RATE),
        "taxAmount": number(cents(amount * _RATE)),
        "type": "PERCENT",
    }


def _charge(charge: JsonObject) -> Decimal:
    guid = (charge.get("serviceCharge") or {}).get("guid")
    known = next((one for one in CHARGES if one["guid"] == guid), None)
    if known is None:
        raise not_found(f"ServiceCharge {guid}")
    if charge.get("chargeAmount") is None:
        raise bad_request("chargeAmount is required for an open service charge")
    charge.update(
        chargeType="OPEN",
        name=known["name"],
        delivery=True,
        takeout=False,
        dineIn=False,
        gratuity=False,
        taxable=False,
        appliedTaxes=[],
        serviceChargeCategory="SERVICE_CHARGE",
    )
    return exact(charge["chargeAmount"])
