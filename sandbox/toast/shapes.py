"""Parts of an order as Toast answers them: everything that it adds to what was sent."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.kit.web import JsonObject
from sandbox.toast.guids import fresh, named


def stamp(moment: datetime) -> str:
    """A time as Toast writes it: `2021-07-30T12:12:46.235+0000`."""
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}+0000"


def guest(customer: JsonObject | None, kept: bool) -> JsonObject | None:
    """The guest; a GUID belongs to an e-mail address."""
    if customer is None:
        return None
    guid = named("guest", customer["email"].lower()) if kept else None
    return {**customer, "guid": guid, "entityType": "Customer"}


def delivery_info(delivery: JsonObject | None) -> JsonObject | None:
    """Where it is brought, and how far it has come."""
    if delivery is None:
        return None
    added = dict.fromkeys(("deliveredDate", "dispatchedDate", "deliveryEmployee"))
    return {**delivery, **added, "deliveryState": "PENDING"}


def selection_shape(
    selection: JsonObject, order: JsonObject, now: datetime, kept: bool
) -> JsonObject:
    """One selection with its modifiers."""
    own: JsonObject = {
        "guid": fresh() if kept else None,
        "entityType": "MenuItemSelection",
        "externalId": selection.get("externalId"),
        "deferred": False,
        "voidReason": None,
        "optionGroup": selection.get("optionGroup"),
        "appliedDiscounts": [],
        "seatNumber": -1,
        "voidDate": None,
        "fulfillmentStatus": "NEW",
        "optionGroupPricingMode": None,
        "salesCategory": None,
        "selectionType": "NONE",
        "voided": False,
        "itemGroup": selection.get("itemGroup"),
        "taxInclusion": "NOT_INCLUDED",
        "unitOfMeasure": "NONE",
        "refundDetails": None,
        "diningOption": {
            "guid": order["diningOption"]["guid"],
            "entityType": "DiningOption",
            "externalId": None,
        },
        "voidBusinessDate": None,
        "createdDate": stamp(now),
        "preModifier": selection.get("preModifier"),
        "modifiedDate": stamp(now),
        "appliedTaxes": [],
    }
    inner = [selection_shape(one, order, now, kept) for one in selection.get("modifiers") or ()]
    return {**own, **selection, **{"guid": own["guid"], "modifiers": inner}}
