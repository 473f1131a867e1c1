"""The account as it was set up: shops with registers, taxes, staff and payment types."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.people import TAX_NAME, TAX_PERCENT, TIMEZONE, SeedStore
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import flag, moment

ACCOUNT_ID = "83050"
SELLS_AT = ("downtown", "ballard", "bellevue")
FOOD_CLASS = "3"
_PAYMENT_TYPES = (
    ("Cash", "cash", True),
    ("Check", "user defined", True),
    ("Credit Card", "credit card", True),
    ("Credit Account", "credit account", True),
    ("Gift Card", "gift card", True),
    ("Debit Card", "credit card", True),
    ("eCom", "ecom", True),
    ("Voicetill", "user defined", False),
)
_TAXES = (
    ("1", TAX_NAME, str(Decimal(TAX_PERCENT) / 100)),
    ("2", "Bellevue Sales Tax", "0.102"),
)


class Seller:
    """Writes the account's standing records and tells what hangs together."""

    def __init__(self, seed: SeedShop, state: State, clock: Clock) -> None:
        """Take the stores that sell through Lightspeed here."""
        self.name = seed.name
        self.currency = seed.currency
        self.stores = tuple(store for store in seed.stores if store.key in SELLS_AT)
        self._state = state
        self._clock = clock

    def write(self) -> None:
        """Add shops, registers, staff, payment types and taxes to an empty state."""
        at = moment(self._clock.now() - timedelta(days=400))
        for identifier, name, rate in _TAXES:
            self._state["tax_categories"].add(
                {
                    "isTaxInclusive": "false",
                    "tax1Name": name,
                    "tax2Name": "",
                    "tax1Rate": rate,
                    "tax2Rate": "0",
                    "timeStamp": at,
                }
            )
            self._state["tax_category_classes"].add(
                {
                    "tax1Rate": "0",
                    "tax2Rate": "0",
                    "timeStamp": at,
                    "taxCategoryID": identifier,
                    "taxClassID": FOOD_CLASS,
                }
            )
        for first, last in (("Robin", "Blake"), ("Sam", "Ortega")):
            self._state["employees"].add(
                {"firstName": first, "lastName": last, "archived": "false", "timeStamp": at}
            )
        for name, kind, reserved in _PAYMENT_TYPES:
            self._state["payment_types"].add(
                {
                    "name": name,
                    "requireCustomer": "false",
                    "archived": "false",
                    "internalReserved": flag(reserved),
                    "type": kind,
                    "refundAsPaymentTypeID": "0",
                }
            )
        for store in self.stores:
            self._shop(store, at)

    def _shop(self, store: SeedStore, at: str) -> None:
        shop = self._state["shops"].add(
            {
                "name": store.name,
                "serviceRate": "0",
                "timeZone": TIMEZONE,
                "taxLabor": "false",
                "labelTitle": "Shop Name",
                "labelMsrp": "false",
                "archived": "false",
                "timeStamp": at,
                "companyRegistrationNumber": "",
                "vatNumber": "",
                "zebraBrowserPrint": "false",
                "contactID": "1",
                "taxCategoryID": "2" if store.city == "Bellevue" else "1",
                "receiptSetupID": "1",
                "ccGatewayID": "1",
                "gatewayConfigID": "1",
                "priceLevelID": "1",
            }
        )
        self._state["registers"].add(
            {
                "name": "Register 1",
                "open": "true",
                "openTime": at,
                "archived": "false",
                "tipEnabled": "true",
                "openEmployeeID": "1",
                "shopID": shop["shopID"],
                "ccTerminalID": "0",
            }
        )

    def shop_id(self, name: str) -> str | None:
        """The id for a store's key, name or id."""
        for store, shop in zip(self.stores, self._state["shops"].rows(), strict=False):
            if name.lower() in (store.key, store.name.lower(), shop["shopID"]):
                found: str = shop["shopID"]
                return found
        return None

    def contact_of(self, shop: JsonObject) -> JsonObject:
        """A shop's address and phone."""
        store = self.stores[int(shop["shopID"]) - 1]
        return {
            "contactID": shop["contactID"],
            "custom": "",
            "noEmail": "false",
            "noPhone": "false",
            "noMail": "false",
            "timeStamp": shop["timeStamp"],
            "Addresses": {
                "ContactAddress": {
                    "address1": store.street,
                    "address2": "",
                    "city": store.city,
                    "state": "Washington",
                    "stateCode": store.state,
                    "zip": store.postal_code,
                    "country": "United States",
                    "countryCode": store.country,
                }
            },
            "Phones": {"ContactPhone": {"number": _typed(store.phone), "useType": "Work"}},
            "Emails": "",
            "Websites": "",
        }


def _typed(phone: str) -> str:
    """A number as people type it: `206 555 0171`."""
    digits = phone.removeprefix("+1")
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
