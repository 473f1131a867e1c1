"""The control surface of the Square shop: the till, plain books, and mischief on order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.calls import Call
from sandbox.square.catalog import Catalog, nested_in
from sandbox.square.catalog_objects import money
from sandbox.square.charges import Charges
from sandbox.square.errors import SquareError
from sandbox.square.gift_cards import GiftCards
from sandbox.square.instruments import Instruments
from sandbox.square.inventory import Inventory
from sandbox.square.loyalty import Loyalty
from sandbox.square.notices import Notices
from sandbox.square.oauth import OAuth
from sandbox.square.orders import Orders, is_paid
from sandbox.square.recurring import Recurring
from sandbox.square.seller import Seller
from sandbox.square.store import State
from sandbox.square.transfers import Transfers

Params = Mapping[str, str]


class Books:
    """Actions for tests, checkers and the start command; see the README for each."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        seller: Seller,
        catalog: Catalog,
        inventory: Inventory,
        orders: Orders,
        charges: Charges,
        instruments: Instruments,
        oauth: OAuth,
        notices: Notices,
        loyalty: Loyalty,
        transfers: Transfers,
        recurring: Recurring,
        gift_cards: GiftCards,
    ) -> None:
        """Act on the shop's own parts, so that every webhook is sent as for a real change."""
        self._state = state
        self._clock = clock
        self._seller = seller
        self._catalog = catalog
        self._inventory = inventory
        self._orders = orders
        self._charges = charges
        self._instruments = instruments
        self._oauth = oauth
        self._notices = notices
        self._loyalty = loyalty
        self._transfers = transfers
        self._recurring = recurring
        self._gift_cards = gift_cards

    def actions(self) -> dict[str, Action]:
        """Every action by method and noun."""
        return {
            "GET shop": self._shop,
            "GET orders": self._list_orders,
            "GET orders/{id}": self._one_order,
            "GET payments": self._list_payments,
            "GET stock": self._stock,
            "GET catalog": self._listing,
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST count": self._count,
            "POST price": self._price,
            "POST rename": self._rename,
            "POST delete": self._delete,
            "POST fulfillment": self._fulfillment,
            "POST customer": self._add_customer,
            "POST loyalty": self._enroll,
            "GET loyalty": self._points,
            "GET transfers": lambda _params, _body: self._transfers.rows(),
            "POST transfer": lambda _params, body: self._transfers.at_the_till(
                str(body.get("id")), str(body.get("do"))
            ),
            **self._recurring.actions(),
            **self._gift_cards.actions(),
            "POST nonce": self._nonce,
            "POST declines": self._declines,
            "POST revoke": self._revoke,
        }

    def _add_customer(self, _params: Params, body: JsonObject) -> Any:
        """A profile that staff typed in: `given_name`, `family_name`, `phone`, `email`."""
        now = rfc3339(self._clock.now())
        named = {"given_name": "given_name", "family_name": "family_name"}
        named |= {"phone": "phone_number", "email": "email_address"}
        customer: JsonObject = {
            "id": ids.fresh(26),
            "created_at": now,
            "updated_at": now,
            **{theirs: body[ours] for ours, theirs in named.items() if body.get(ours)},
            "preferences": {"email_unsubscribed": False},
            "creation_source": "DIRECTORY",
            "version": 0,
        }
        self._state.customers.put(customer["id"], customer)
        return {"customer_id": customer["id"]}

    def _enroll(self, _params: Params, body: JsonObject) -> Any:
        """A customer joins the program: `customer_id`, `points`."""
        return self._loyalty.enroll(body["customer_id"], int(body.get("points", 0)))

    def _points(self, _params: Params, _body: JsonObject) -> Any:
        """Balances by customer."""
        return {row["customer_id"]: row["balance"] for row in self._state.loyalty_accounts.rows()}

    def _shop(self, _params: Params, _body: JsonObject) -> Any:
        return {
            "platform": "square",
            "merchant_id": self._seller.merchant_id,
            "name": self._seller.merchant["business_name"],
            "locations": {place["name"]: key for key, place in self._seller.locations.items()},
            "variations": len(list(self._catalog.variations())),
            "orders": len(self._state.orders),
        }

    def _list_orders(self, params: Params, _body: JsonObject) -> Any:
        rows = [self._order(order) for order in self._state.orders.rows()]
        if "reference_id" in params:
            rows = [row for row in rows if row["reference_id"] == params["reference_id"]]
        return {"orders": rows[-int(params.get("last", len(rows) or 1)) :]}

    def _one_order(self, params: Params, _body: JsonObject) -> Any:
        order = self._state.orders.get(params["id"])
        if order is None:
            raise ControlError("no such order", status=404)
        return self._order(order)

    def _order(self, order: JsonObject) -> JsonObject:
        payments = [
            payment
            for tender in order.get("tenders", ())
            if (payment := self._state.payments.get(tender["payment_id"]))
        ]
        fulfillments = order.get("fulfillments", [])
        return {
            "id": order["id"],
            "reference_id": order.get("reference_id"),
            "location": self._seller.locations[order["location_id"]]["name"],
            "state": order["state"],
            "version": order["version"],
            "created_at": order["created_at"],
            "customer": self._customer(order),
            "source": order.get("source", {}).get("name"),
            "lines": [_line(line) for line in order.get("line_items", ())],
            "tax": order["total_tax_money"]["amount"],
            "total": order["total_money"]["amount"],
            "currency": order["total_money"]["currency"],
            "due": order["net_amount_due_money"]["amount"],
            "paid": is_paid(order),
            "fulfillments": [{"type": f["type"], "state": f["state"]} for f in fulfillments],
            "visible_in_pos": is_paid(order) and bool(fulfillments),
            "payments": [_payment(payment) for payment in payments],
        }

    def _customer(self, order: JsonObject) -> str | None:
        found = self._state.customers.get(order.get("customer_id", ""))
        return f"{found.get('given_name')} {found.get('family_name')}" if found else None

    def _list_payments(self, params: Params, _body: JsonObject) -> Any:
        rows = [_payment(payment) for payment in self._state.payments.rows()]
        for name in ("order_id", "reference_id"):
            rows = [row for row in rows if params.get(name, row[name]) == row[name]]
        return {
            "payments": rows,
            "charged": sum(row["charged"] for row in rows),
            "authorized": sum(row["authorized"] for row in rows),
            "refunded": sum(row["refunded"] for row in rows),
        }

    def _stock(self, params: Params, _body: JsonObject) -> Any:
        variation_id = self._variation(dict(params))
        found = {}
        for location_id, place in self._seller.locations.items():
            count = self._inventory.count(variation_id, location_id)
            found[place["name"]] = None if count is None else str(count)
        return {"sku": params["sku"], "catalog_object_id": variation_id, "stock": found}

    def _listing(self, _params: Params, _body: JsonObject) -> Any:
        """Everything that is sold: titles, prices in cents, counts by store."""
        return {
            "variants": [row for each in self._catalog.variations() for row in self._sold(each)]
        }

    def _sold(self, variation_id: str) -> list[JsonObject]:
        """One row, or none for what was deleted."""
        item = self._catalog.item_of(variation_id)
        nested = nested_in(item) if item is not None else []
        variation = next((v for v in nested if v["id"] == variation_id), None)
        if item is None or variation is None or variation["is_deleted"]:
            return []
        told = variation["item_variation_data"]
        counts = {
            place["name"]: self._inventory.count(variation_id, location_id)
            for location_id, place in self._seller.locations.items()
        }
        return [
            {
                "platform_id": variation_id,
                "sku": told.get("sku"),
                "title": item["item_data"]["name"],
                "cents": told.get("price_money", {}).get("amount"),
                "stock": {name: None if n is None else str(n) for name, n in counts.items()},
            }
        ]

    def _sell(self, _params: Params, body: JsonObject) -> Any:
        """A sale at the till: a paid order of the point of sale, which lowers the stock."""
        variation_id, place = self._variation(body), self._location(body)
        quantity = str(self._quantity(body))
        order: JsonObject = {
            "location_id": place,
            "source": {"name": "Square Point of Sale"},
            "line_items": [{"catalog_object_id": variation_id, "quantity": quantity}],
            "pricing_options": {"auto_apply_taxes": True},
        }
        try:
            made = self._orders.create(Call(body={"order": order}))["order"]
            due = made["net_amount_due_money"]
            cash = {"buyer_supplied_money": due, "change_back_money": money(0)}
            charge = {
                "source_id": "CASH",
                "idempotency_key": f"till-{made['id']}",
                "amount_money": due,
                "order_id": made["id"],
                "cash_details": cash,
            }
            self._charges.create(Call(body=charge, client_id="square-point-of-sale"))
        except SquareError as error:
            raise ControlError(str(error)) from error
        left = self._inventory.count(variation_id, place)
        return {"order_id": made["id"], "left": None if left is None else str(left)}

    def _restock(self, _params: Params, body: JsonObject) -> Any:
        variation_id, place = self._variation(body), self._location(body)
        before = self._inventory.count(variation_id, place) or Decimal(0)
        count = self._inventory.set_count(variation_id, place, before + self._quantity(body))
        return {"left": count["quantity"]}

    def _count(self, _params: Params, body: JsonObject) -> Any:
        variation_id, place = self._variation(body), self._location(body)
        count = self._inventory.set_count(variation_id, place, self._quantity(body))
        return {"left": count["quantity"]}

    def _price(self, _params: Params, body: JsonObject) -> Any:
        """A new price in cents, everywhere or at one location only."""
        amount = body.get("amount")
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
            raise ControlError("amount must be a price in cents")
        place = self._location(body) if "location" in body else None

        def edit(_item: JsonObject, variation: JsonObject) -> None:
            payload = variation["item_variation_data"]
            if place is None:
                payload["price_money"] = money(amount)
                payload["pricing_type"] = "FIXED_PRICING"
                return
            rows = payload.setdefault("location_overrides", [])
            rows[:] = [row for row in rows if row["location_id"] != place]
            rows.append(
                {
                    "location_id": place,
                    "price_money": money(amount),
                    "pricing_type": "FIXED_PRICING",
                }
            )

        return self._edit(body, edit)

    def _rename(self, _params: Params, body: JsonObject) -> Any:
        title = body.get("title")
        if not isinstance(title, str) or not title:
            raise ControlError("title must be given")

        def edit(item: JsonObject, _variation: JsonObject) -> None:
            item["item_data"]["name"] = title

        return self._edit(body, edit)

    def _delete(self, _params: Params, body: JsonObject) -> Any:
        """Delete the whole item that a SKU belongs to."""

        def edit(item: JsonObject, _variation: JsonObject) -> None:
            for each in (item, *nested_in(item)):
                each["is_deleted"] = True

        return self._edit(body, edit, all_variations=True)

    def _edit(self, body: JsonObject, edit: Any, *, all_variations: bool = False) -> JsonObject:
        variation_id = self._variation(body)
        found = self._catalog.item_of(variation_id)
        if found is None:
            raise ControlError("the item was deleted", status=404)
        item = self._catalog.change(found["id"])
        variation = next(v for v in nested_in(item) if v["id"] == variation_id)
        edit(item, variation)
        touched = [v["id"] for v in nested_in(item)] if all_variations else [variation_id]
        moment = self._catalog.commit(item, touched)
        at = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
        payload = {"catalog_version": {"updated_at": at}}
        self._notices.tell("catalog.version.updated", "catalog_version", payload)
        return {"item_id": item["id"], "version": item["version"], "updated_at": at}

    def _fulfillment(self, _params: Params, body: JsonObject) -> Any:
        """Move an order's fulfillment on, as staff do; tracking and carrier may be given."""
        order = self._state.orders.get(str(body.get("order_id")))
        if order is None or not order.get("fulfillments"):
            raise ControlError("no such order with a fulfillment", status=404)
        names = ("tracking_number", "tracking_url", "carrier")
        details = {name: body[name] for name in names if name in body}
        try:
            self._orders.move_fulfillment(order, str(body.get("state")), details)
        except (SquareError, KeyError) as error:
            raise ControlError(f"cannot be moved: {error}") from error
        return self._order(order)

    def _nonce(self, _params: Params, body: JsonObject) -> Any:
        token = self._instruments.mint(
            now=self._clock.timestamp(),
            brand=str(body.get("brand", "VISA")),
            last_4=str(body.get("last_4", "1111")),
            decline=body.get("decline"),
        )
        return {"nonce": token}

    def _declines(self, _params: Params, body: JsonObject) -> Any:
        code, times = body.get("code"), body.get("times", 1)
        if not isinstance(code, str) or not isinstance(times, int):
            raise ControlError("code (an error code) and times (a number) must be given")
        self._instruments.decline_next(code, times)
        return {"code": code, "times": times}

    def _revoke(self, _params: Params, _body: JsonObject) -> Any:
        """The seller disconnects the application in their dashboard."""
        rows = [row for row in self._state.grants.rows() if not row["revoked"]]
        self._oauth.withdraw(rows, "MERCHANT")
        return {"revoked": len(rows)}

    def _variation(self, body: Mapping[str, Any]) -> str:
        found = self._catalog.variation_id(str(body.get("sku", "")))
        if found is None:
            raise ControlError(f"no variation has the SKU {body.get('sku')!r}", status=404)
        return found

    def _location(self, body: JsonObject) -> str:
        found = self._seller.location_id(str(body.get("location", "")))
        if found is None:
            raise ControlError(f"no location is called {body.get('location')!r}", status=404)
        return found

    def _quantity(self, body: JsonObject) -> Decimal:
        try:
            return Decimal(str(body.get("quantity", 1)))
        except InvalidOperation as error:
            raise ControlError("quantity must be a number") from error


def _line(line: JsonObject) -> JsonObject:
    return {
        "name": " ".join(filter(None, (line.get("name"), line.get("variation_name")))),
        "catalog_object_id": line.get("catalog_object_id"),
        "quantity": line["quantity"],
        "total": line["total_money"]["amount"],
        "modifiers": [modifier["name"] for modifier in line.get("modifiers", ())],
    }


def _payment(payment: JsonObject) -> JsonObject:
    amount = payment["total_money"]["amount"]
    status = payment["status"]
    return {
        "id": payment["id"],
        "order_id": payment.get("order_id"),
        "status": status,
        "source": payment["source_type"],
        "charged": amount if status == "COMPLETED" else 0,
        "authorized": amount if status == "APPROVED" else 0,
        "refunded": payment.get("refunded_money", {}).get("amount", 0),
        "reference_id": payment.get("reference_id"),
    }
