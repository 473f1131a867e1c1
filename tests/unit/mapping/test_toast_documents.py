"""Every field that Toast's API documents name is mapped, or ignored with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.engine import Map
from mapping.platforms import toast as table
from mapping.platforms.toast_quotes import PRICED_CHECK
from mapping.report import MappingReport
from tests.contract.toast_contract import fields_of

WHOLE: list[tuple[str, str, Map[Any]]] = [
    ("orders", "Order", table.ORDER),
    ("orders", "Order", table.QUOTE),
    ("orders", "Check", table.CHECK),
    ("orders", "Check", PRICED_CHECK),
    ("orders", "Selection", table.ORDER_LINE),
    ("orders", "Selection", table.QUOTE_LINE),
    ("orders", "Payment", table.PAYMENT),
    ("orders", "Customer", table.CUSTOMER),
    ("menus", "Menu", table.MENU),
    ("menus", "MenuGroup", table.MENU_GROUP),
    ("menus", "MenuItem", table.VARIANT),
    ("menus", "ModifierGroup", table.MODIFIER_LIST),
    ("menus", "ModifierOption", table.MODIFIER),
    ("menus", "Restaurant", table.PUBLISHED),
    ("menus", "Metadata", table.PUBLISHED),
    ("restaurants", "RestaurantInfo", table.LOCATION),
    ("stock", "MenuItemInventory", table.STOCK),
]

PARTS: list[tuple[str, str, Map[Any], str]] = [
    ("orders", "DeliveryInfo", table.ORDER, "deliveryInfo"),
    ("orders", "CurbsidePickupInfo", table.ORDER, "curbsidePickupInfo"),
    ("orders", "AppliedPackagingInfo", table.ORDER, "appliedPackagingInfo"),
    ("orders", "Refund", table.PAYMENT, "refund"),
    ("orders", "VoidInformation", table.PAYMENT, "voidInfo"),
    ("orders", "RefundDetails", table.ORDER_LINE, "refundDetails"),
    ("orders", "Fulfillment", table.ORDER_LINE, "fulfillment"),
    ("orders", "ConfigReference", table.ORDER_LINE, "item"),
    ("menus", "Availability", table.MENU, "availability"),
    ("menus", "PricingRules", table.VARIANT, "pricingRules"),
    ("menus", "CatalogProductInfo", table.VARIANT, "catalogProductInfo"),
    ("menus", "PricingRules", table.MODIFIER_LIST, "pricingRules"),
    ("menus", "ModifierOptionTaxInfo", table.MODIFIER, "modifierOptionTaxInfo"),
    ("restaurants", "General", table.LOCATION, "general"),
    ("restaurants", "Location", table.LOCATION, "location"),
    ("restaurants", "Schedules", table.LOCATION, "schedules"),
]
"""A definition that stands in a record of another one, and where."""


@pytest.mark.parametrize(("document", "definition", "reader"), WHOLE)
def test_every_field_of_a_record_is_accounted_for(
    document: str, definition: str, reader: Map[Any]
) -> None:
    assert _unknown(reader, dict.fromkeys(fields_of(document, definition))) == []


@pytest.mark.parametrize(("document", "definition", "reader", "where"), PARTS)
def test_every_field_of_a_part_is_accounted_for(
    document: str, definition: str, reader: Map[Any], where: str
) -> None:
    assert _unknown(reader, {where: dict.fromkeys(fields_of(document, definition))}) == []


def _unknown(reader: Map[Any], record: dict[str, Any]) -> list[str]:
    report = MappingReport()
    reader.accounting.count(record, report)
    return sorted(report.unknown)
