"""The seller's past: customers with cards on file, and their finished purchases."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.people import SeedCustomer, SeedOrder
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.cards import Cards
from sandbox.square.instruments import Instrument
from sandbox.square.order_build import OrderBuilder
from sandbox.square.payment_records import capture, new_payment, tender_of
from sandbox.square.seller import SINCE, Seller
from sandbox.square.store import State

_BINS = {"VISA": "411111", "MASTERCARD": "545454", "AMERICAN_EXPRESS": "378282"}


class History:
    """Writes the seeded past into an empty state, without telling subscribers."""

    def __init__(
        self, *, seed: SeedShop, seller: Seller, state: State, clock: Clock, builder: OrderBuilder
    ) -> None:
        """Take customers from `seed`."""
        self._seed = seed
        self._seller = seller
        self._state = state
        self._clock = clock
        self._builder = builder

    def write(self, cards: Cards) -> None:
        """Add every customer, card, order and payment."""
        for customer in self._seed.customers:
            profile = self._profile(customer)
            self._state.customers.put(profile["id"], profile)
            instrument = self._card(customer, profile, cards)
            for number, order in enumerate(customer.orders):
                if order.store in self._seller.location_ids and self._is_sold(order):
                    self._purchase(customer, profile, order, number, instrument)

    def _is_sold(self, order: SeedOrder) -> bool:
        """A small catalog may lack what was bought."""
        return all(sku in self._seed.by_sku for sku, _ in order.lines)

    def _profile(self, customer: SeedCustomer) -> JsonObject:
        return {
            "id": ids.fixed("customer", customer.key, 26),
            "created_at": SINCE,
            "updated_at": SINCE,
            "given_name": customer.given_name,
            "family_name": customer.family_name,
            "email_address": customer.email,
            "phone_number": customer.phone,
            "address": {
                "address_line_1": customer.street,
                "locality": customer.city,
                "administrative_district_level_1": "WA",
                "postal_code": customer.postal_code,
                "country": "US",
            },
            "preferences": {"email_unsubscribed": False},
            "creation_source": "DIRECTORY",
            "version": 0,
        }

    def _card(self, customer: SeedCustomer, profile: JsonObject, cards: Cards) -> Instrument:
        if customer.card is None:
            return Instrument(kind="CARD")
        instrument = Instrument(
            kind="CARD",
            brand=customer.card.brand,
            last_4=customer.card.last_4,
            bin=_BINS.get(customer.card.brand, "601100"),
            exp_month=customer.card.exp_month,
            exp_year=customer.card.exp_year,
        )
        card_id = "ccof:" + ids.fixed_mixed("card", customer.key, 20)
        holder = {"customer_id": profile["id"], "cardholder_name": customer.name}
        stored = cards.store(card_id, instrument, holder)
        return Instrument(
            kind="CARD",
            brand=instrument.brand,
            last_4=instrument.last_4,
            bin=instrument.bin,
            exp_month=instrument.exp_month,
            exp_year=instrument.exp_year,
            stored=stored,
        )

    def _purchase(
        self,
        customer: SeedCustomer,
        profile: JsonObject,
        bought: SeedOrder,
        number: int,
        instrument: Instrument,
    ) -> None:
        at = self._clock.now().replace(hour=19, minute=4, second=11) - timedelta(
            days=bought.days_ago
        )
        order: JsonObject = {
            "id": ids.fixed_mixed("order", f"{customer.key}/{number}", 29, ending="ZY"),
            "location_id": self._seller.location_ids[bought.store],
            "customer_id": profile["id"],
            "source": {"name": "Square Point of Sale"},
            "line_items": [
                {"catalog_object_id": ids.fixed("variation", sku), "quantity": str(quantity)}
                for sku, quantity in bought.lines
            ],
            "pricing_options": {"auto_apply_taxes": True},
        }
        self._builder.finish(order)
        order.update(created_at=rfc3339(at), updated_at=rfc3339(at), closed_at=rfc3339(at))
        order.update(state="COMPLETED", version=4)
        payment = self._payment(order, profile, instrument, at)
        order["tenders"] = [tender_of(payment)]
        order["net_amount_due_money"] = {"amount": 0, "currency": self._seed.currency}
        self._state.orders.put(order["id"], order)
        self._state.payments.put(payment["id"], payment)

    def _payment(
        self, order: JsonObject, profile: JsonObject, instrument: Instrument, at: datetime
    ) -> JsonObject:
        payment = new_payment(
            body={"customer_id": profile["id"]},
            instrument=instrument,
            amount=order["total_money"]["amount"],
            location_id=order["location_id"],
            client_id="square-point-of-sale",
            now=at,
            delay=timedelta(days=7),
        )
        payment["id"] = ids.fixed_mixed("payment", order["id"], 29, ending="ZY")
        payment["receipt_number"] = payment["id"][:4]
        payment["order_id"] = order["id"]
        payment["application_details"] = {"square_product": "SQUARE_POS"}
        capture(payment, at)
        return payment
