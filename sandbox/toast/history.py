"""What the café's guests ordered by voice before: the seed's customers, each with a few orders."""

from __future__ import annotations

from datetime import timedelta

from sandbox.kit.clock import Clock
from sandbox.kit.people import SeedCustomer
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.toast.guids import named
from sandbox.toast.menu import Menus
from sandbox.toast.orders import Orders
from sandbox.toast.restaurant import TAKE_OUT, VOICE_TENDER
from sandbox.toast.shapes import stamp

_JORDAN = ((40, "CF-DRIP-L"), (12, "CF-EGGS"), (3, "CF-ESP"))
_OTHERS = ("CF-DRIP-S", "CF-ESP", "CF-PANC", "CF-EGGS")


def write_history(orders: Orders, seed: SeedShop, menus: Menus, clock: Clock) -> None:
    """Put finished, paid orders into the books, oldest first."""
    planned = []
    for number, customer in enumerate(seed.customers):
        rows = _JORDAN if number == 0 else ((5 + number, _OTHERS[number % len(_OTHERS)]),)
        planned += [(days, customer, sku) for days, sku in rows]
    for days, customer, sku in sorted(planned, key=lambda row: -row[0]):
        _write(orders, _order(customer, menus, sku), clock, days)
    _walk_in(orders)


def _write(orders: Orders, body: JsonObject, clock: Clock, days: int) -> None:
    due = orders.prices(body)["checks"][0]["totalAmount"]
    body["checks"][0]["payments"] = [
        {"type": "OTHER", "amount": due, "tipAmount": 0, "otherPayment": {"guid": VOICE_TENDER}}
    ]
    order = orders.post(body)
    at = stamp(clock.now() - timedelta(days=days))
    order |= dict.fromkeys(("createdDate", "modifiedDate", "openedDate"), at)
    order |= {"estimatedFulfillmentDate": at, "businessDate": int(at[:10].replace("-", ""))}
    for check in order["checks"]:
        check |= dict.fromkeys(("createdDate", "modifiedDate", "paidDate", "closedDate"), at)


def _order(customer: SeedCustomer, menus: Menus, sku: str) -> JsonObject:
    item = menus.skus[sku]
    group = next(iter(menus.items[item]))
    return {
        "entityType": "Order",
        "diningOption": {"guid": TAKE_OUT, "entityType": "DiningOption"},
        "checks": [
            {
                "entityType": "Check",
                "customer": {
                    "entityType": "Customer",
                    "firstName": customer.given_name,
                    "lastName": customer.family_name,
                    "phone": customer.phone[2:],
                    "phoneCountryCode": "1",
                    "email": customer.email,
                },
                "selections": [
                    {
                        "entityType": "MenuItemSelection",
                        "itemGroup": {"guid": group, "entityType": "MenuGroup"},
                        "item": {"guid": item, "entityType": "MenuItem"},
                        "quantity": 1,
                        "modifiers": [],
                    }
                ],
            }
        ],
    }


def _walk_in(orders: Orders) -> None:
    """An order typed at the till, which a client that submits orders may not read."""
    model = next(iter(orders.rows.values()))
    guid = named("walk-in")
    orders.rows[guid] = {**model, "guid": guid, "source": "In Store", "externalId": None}
