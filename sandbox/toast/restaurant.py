"""The restaurant itself and its configuration: dining options, payment types, charges, taxes."""

from __future__ import annotations

from typing import Final

from sandbox.kit.people import TAX_NAME, TAX_PERCENT, TIMEZONE, SeedStore
from sandbox.kit.web import JsonObject
from sandbox.toast.errors import not_found
from sandbox.toast.guids import named
from sandbox.toast.menu import TAX_GUID

GUID: Final = named("restaurant", "downtown")
MANAGEMENT_GROUP: Final = named("management group")
TAKE_OUT: Final = named("dining", "Take Out")
CURBSIDE: Final = named("dining", "Curbside")
DINE_IN: Final = named("dining", "Dine In")
DELIVERY: Final = named("dining", "Delivery")
VOICE_TENDER: Final = named("tender", "Voice order")
HOUSE_TENDER: Final = named("tender", "Gift certificate")
DELIVERY_FEE: Final = named("charge", "Delivery fee")
TAX_RATE: Final = TAX_PERCENT
_HOURS = {"startTime": "07:00:00.000", "endTime": "22:00:00.000"}


def _entity(guid: str, kind: str, **fields: object) -> JsonObject:
    return {"guid": guid, "entityType": kind, "externalId": None, **fields}


DINING_OPTIONS: Final = (
    _entity(DINE_IN, "DiningOption", name="Dine In", behavior="DINE_IN", curbside=False),
    _entity(TAKE_OUT, "DiningOption", name="Take Out", behavior="TAKE_OUT", curbside=False),
    _entity(CURBSIDE, "DiningOption", name="Curbside", behavior="TAKE_OUT", curbside=True),
    _entity(DELIVERY, "DiningOption", name="Delivery", behavior="DELIVERY", curbside=False),
)
PAYMENT_TYPES: Final = (
    _entity(VOICE_TENDER, "AlternatePaymentType", name="Voice order"),
    _entity(HOUSE_TENDER, "AlternatePaymentType", name="Gift certificate"),
)
CHARGES: Final = (
    _entity(
        DELIVERY_FEE,
        "ServiceCharge",
        name="Delivery fee",
        amountType="OPEN",
        delivery=True,
        taxable=False,
    ),
)
TAXES: Final = (
    _entity(TAX_GUID, "TaxRate", name=TAX_NAME, isDefault=True, rate=0.1035, type="PERCENT"),
)
CONFIG: Final = {
    "diningOptions": DINING_OPTIONS,
    "alternatePaymentTypes": PAYMENT_TYPES,
    "serviceCharges": CHARGES,
    "taxRates": TAXES,
}


def dining_option(guid: object) -> JsonObject:
    """A dining option of the restaurant. Raises: ToastError 404."""
    for option in DINING_OPTIONS:
        if option["guid"] == guid:
            return option
    raise not_found(f"DiningOption {guid}")


def information(store: SeedStore, name: str) -> JsonObject:
    """The answer of `GET /restaurants/{guid}`."""
    return {
        "guid": GUID,
        "general": {
            "name": name,
            "locationName": store.name,
            "locationCode": store.key[:4].upper(),
            "description": "The café at the outfitter's.",
            "timeZone": TIMEZONE,
            "closeoutHour": 4,
            "managementGroupGuid": MANAGEMENT_GROUP,
            "currencyCode": "USD",
            "firstBusinessDate": 20240102,
            "archived": False,
        },
        "urls": {
            "website": "https://northwind.example",
            "facebook": None,
            "twitter": None,
            "orderOnline": None,
            "purchaseGiftCard": None,
            "checkGiftCard": None,
        },
        "location": {
            "address1": store.street,
            "address2": None,
            "city": store.city,
            "stateCode": store.state,
            "administrativeArea": store.state,
            "zipCode": store.postal_code,
            "country": store.country,
            "phone": store.phone[2:],
            "phoneCountryCode": "1",
            "latitude": store.latitude,
            "longitude": store.longitude,
        },
        "schedules": {
            "daySchedules": {
                "1": {
                    "scheduleName": "every day",
                    "services": [{"name": "All day", "hours": dict(_HOURS), "overnight": False}],
                    "openTime": _HOURS["startTime"],
                    "closeTime": _HOURS["endTime"],
                }
            },
            "weekSchedule": dict.fromkeys(
                ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "1"
            ),
        },
        "delivery": {"enabled": True, "minimum": 0.0, "area": None},
        "onlineOrdering": {
            "enabled": True,
            "scheduling": True,
            "specialRequests": True,
            "specialRequestsMessage": None,
            "paymentOptions": {
                "delivery": {"cash": False, "ccSameDay": True, "ccFuture": True},
                "takeout": {
                    "cash": True,
                    "ccSameDay": True,
                    "ccFuture": True,
                    "ccInStore": True,
                },
                "ccTip": True,
            },
        },
        "prepTimes": {
            "deliveryPrepTime": 30,
            "deliveryTimeAfterOpen": 0,
            "deliveryTimeBeforeClose": 30,
            "takeoutPrepTime": 15,
            "takeoutTimeAfterOpen": 0,
            "takeoutTimeBeforeClose": 15,
            "takeoutThrottlingTime": 0,
            "deliveryThrottlingTime": 0,
        },
    }
