"""What an `Order` in a request may hold: names and JSON types of toast-orders 2.9.0, that part of
them which a client may send. Fields marked "Response only" there are refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sandbox.kit.web import JsonObject
from sandbox.toast.errors import bad_request

Shape = dict[str, Any]

_REF: Final[Shape] = {"guid": "text", "entityType": "text", "externalId": "text"}
_CONFIG: Final[Shape] = {**_REF, "multiLocationId": "text"}
_CUSTOMER: Final[Shape] = {
    "guid": "text",
    "entityType": "text",
    "firstName": "text",
    "lastName": "text",
    "phone": "text",
    "phoneCountryCode": "text",
    "email": "text",
}
_PAYMENT: Final[Shape] = {
    **_REF,
    "paidDate": "date",
    "type": "text",
    "amount": "number",
    "tipAmount": "number",
    "amountTendered": "number",
    "otherPayment": _REF,
}
_SELECTION: Shape = {
    **_REF,
    "item": _CONFIG,
    "itemGroup": _CONFIG,
    "optionGroup": _CONFIG,
    "preModifier": _CONFIG,
    "quantity": "number",
    "seatNumber": "number",
    "unitOfMeasure": "text",
    "selectionType": "text",
    "displayName": "text",
    "openPriceAmount": "number",
}
_SELECTION["modifiers"] = [_SELECTION]
_CHECK: Final[Shape] = {
    **_REF,
    "openedDate": "date",
    "selections": [_SELECTION],
    "customer": _CUSTOMER,
    "taxExempt": "flag",
    "displayNumber": "text",
    "appliedServiceCharges": [{**_REF, "chargeAmount": "number", "serviceCharge": _REF}],
    "payments": [_PAYMENT],
    "tabName": "text",
}
ORDER: Final[Shape] = {
    **_REF,
    "openedDate": "date",
    "promisedDate": "date",
    "diningOption": _REF,
    "checks": [_CHECK],
    "table": _REF,
    "revenueCenter": _REF,
    "requiredPrepTime": "text",
    "numberOfGuests": "number",
    "marketplaceFacilitatorTaxInfo": {"facilitatorCollectAndRemitTaxOrder": "flag"},
    "deliveryInfo": {
        **dict.fromkeys(("address1", "address2", "city", "state", "zipCode"), "text"),
        **dict.fromkeys(("administrativeArea", "country", "notes"), "text"),
        **dict.fromkeys(("latitude", "longitude"), "number"),
    },
    "curbsidePickupInfo": {
        "transportColor": "text",
        "transportDescription": "text",
        "notes": "text",
    },
}
PAYMENT: Final[Shape] = _PAYMENT
_LONGEST = {"tabName": 255, "transportColor": 20, "transportDescription": 100}


def check(body: JsonObject, shape: Shape, path: str = "") -> None:
    """Raises: ToastError 400 naming the first field that may not be sent so."""
    for name, value in body.items():
        if name not in shape:
            raise bad_request(f"Unrecognized or read-only field {path}{name}")
        if value is not None:
            _check_value(value, shape[name], f"{path}{name}", name)


def _check_value(value: Any, kind: Any, path: str, name: str) -> None:
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise bad_request(f"{path} must be an array")
        for number, one in enumerate(value):
            _check_value(one, kind[0], f"{path}[{number}]", name)
    elif isinstance(kind, dict):
        if not isinstance(value, dict):
            raise bad_request(f"{path} must be an object")
        check(value, kind, f"{path}.")
    elif not _fits(value, kind):
        raise bad_request(f"{path} is not a valid {kind}")
    elif kind == "text" and len(value) > _LONGEST.get(name, len(value)):
        raise bad_request(f"{path} is longer than {_LONGEST[name]} characters")


def _fits(value: Any, kind: str) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return _is_number(value)
    return isinstance(value, str) and (kind != "date" or moment(value) is not None)


def _is_number(value: Any) -> bool:
    """Numbers as text pass too, as in Toast's own example."""
    if isinstance(value, str):
        return value.replace(".", "", 1).isdecimal()
    return isinstance(value, int | float) and not isinstance(value, bool)


def moment(value: str) -> datetime | None:
    """A time as Toast reads it, `2016-01-01T14:13:12.000+0400`; None if it is none."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if found.tzinfo is None else found
