"""The port to a POS, proved: one suite that every adapter passes against its vendor's stand-in.

Subclass `PosAdapterContract` in `test_<platform>.py` and give it a `sim` fixture. What a platform
declares NATIVE or EMULATED is exercised; what it declares NONE must be refused without a call.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import wraps
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any, ClassVar

import pytest

from adapters.platform import Platform
from domain.capabilities import Capability, Support
from domain.catalog import Address, Product, Variant
from domain.errors import (
    AmbiguousOutcomeError,
    BadSignatureError,
    NotAuthorizedError,
    RetryableError,
    UnavailableError,
    UnsupportedError,
)
from domain.events import Changed, Delivery, Entity, Refetch
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    FulfillmentState,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    Recipient,
    ReturnLine,
    ReturnRequest,
)
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    PaymentRequest,
    PaymentStatus,
    RefundRequest,
    RefundStatus,
)
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport

PATIENCE_S = 10.0


@dataclass(kw_only=True)
class PosSim:
    """An adapter, the stand-in it speaks to over HTTP, and what the suite must know of both."""

    platform: Platform
    adapter: PosAdapter
    control: Callable[..., Any]
    """`control("POST sell", {...})`: the stand-in's control surface."""
    reopen: Callable[..., PosAdapter]
    """A further adapter, `within` so many seconds, on the same account."""
    report: MappingReport
    """What the mapping met so far."""
    location_name: str
    """A store with pickup, as the control surface calls it."""
    sku: str
    """A counted, taxed variant with color and size, in stock at that store."""
    phone: str
    email: str
    good_token: Callable[[], str]
    declined_token: Callable[[], str]
    routes: dict[str, str]
    """Fault routes by what is done: locations, quote, create_order, authorize, capture."""
    secrets: list[str] = field(default_factory=list)
    """Signing secrets that are known without a subscription."""

    def calls(self) -> int:
        """How many requests the stand-in has had."""
        total: int = self.control("GET stats")["total"]
        return total

    def book(self, reference: str) -> list[dict[str, Any]]:
        """The orders in the stand-in's books that carry our reference."""
        rows = self.control("GET orders")["orders"]
        return [row for row in rows if reference in (row.get("reference_id"), row.get("reference"))]

    def fault(self, kind: str, what: str, **options: Any) -> None:
        """Let the stand-in misbehave on the next request of that kind."""
        self.control("POST faults", {"kind": kind, "route": self.routes[what], **options})

    def products(self) -> list[Product]:
        """The whole catalog, read through the adapter."""
        return [one for page in self.adapter.products() for one in page.records]

    def variant(self, sku: str | None = None) -> Variant:
        """The variant of a SKU, found in the catalog."""
        wanted = sku or self.sku
        found = (v for product in self.products() for v in product.variants if v.sku == wanted)
        return next(found)

    def location(self) -> PlatformId:
        """The platform's id of the store."""
        pages = self.adapter.locations()
        named = {one.name: one.platform_id for page in pages for one in page.records}
        return named[self.location_name]

    def shopper(self) -> PlatformId:
        """The demo shopper's id."""
        (found,) = self.adapter.find_customers(phone=self.phone)
        return found.platform_id

    def cart(self, *, quantity: int = 1, shipping_fee: Money | None = None) -> Cart:
        """A cart with the usual variant, for pickup unless a shipping fee is given."""
        return Cart(
            location_platform_id=self.location(),
            currency="USD",
            lines=(CartLine(variant_platform_id=self.variant().platform_id, quantity=quantity),),
            method=FulfillmentMethod.SHIPPING if shipping_fee else FulfillmentMethod.PICKUP,
            recipient=Recipient(
                name="Jordan Rivera",
                phone=self.phone,
                email=self.email,
                customer_platform_id=self.shopper(),
                address=Address(
                    line1="814 E Pike St",
                    city="Seattle",
                    region="WA",
                    postal_code="98122",
                    country="US",
                ),
            ),
            shipping_fee=shipping_fee,
        )

    def payment(self, order: PosOrder | None, amount: Money, token: str) -> PaymentRequest:
        """A payment for an order (or for none yet)."""
        return PaymentRequest(
            token=token,
            amount=amount,
            reference="vt-1001",
            order_platform_id=order.platform_id if order else None,
            location_platform_id=order.location_platform_id if order else None,
            customer_platform_id=order.customer_platform_id if order else None,
        )


def draft(cart: Cart, reference: str = "vt-1001") -> OrderDraft:
    """A draft with our reference."""
    return OrderDraft(cart=cart, reference=reference, prep_minutes=20)


def key(name: str) -> IdempotencyKey:
    """An idempotency key."""
    return IdempotencyKey(f"test:{name}")


def requires(*capabilities: Capability) -> Callable[..., Any]:
    """Run the test only where the platform has all of these."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def run(self: PosAdapterContract, sim: PosSim, **given: Any) -> None:
            for one in capabilities:
                if sim.adapter.capabilities[one].support is Support.NONE:
                    pytest.skip(f"{sim.platform.title} has no {one}")
            test(self, sim, **given)

        return run

    return decorate


class PosAdapterContract:
    """What every platform must do. Subclass it; `sim`: the adapter and its stand-in."""

    most_checkout_calls: ClassVar[int] = 3
    """Sequential calls that a checkout may cost while a shopper waits."""
    account_name: ClassVar[str] = "Northwind Outfitters"
    option_keys: ClassVar[frozenset[str]] = frozenset({"size", "color"})
    """Options of the usual variant."""
    carries: ClassVar[frozenset[str]] = frozenset({"images", "barcode", "categories"})
    """What the platform's product records hold; take out only what the vendor has no field for."""
    customers_known: ClassVar[int] = 25
    """Fewest customers that the stand-in's account lists."""

    # What it says of itself

    def test_every_capability_is_declared_with_note_or_source(self, sim: PosSim) -> None:
        declared = sim.adapter.capabilities

        assert set(declared) == set(Capability)
        assert all(one.source for one in declared.values())
        assert all(one.note for one in declared.values() if one.support is not Support.NATIVE)

    def test_it_says_which_version_it_speaks_and_where_that_is_written(self, sim: PosSim) -> None:
        assert sim.adapter.platform == sim.platform.name
        assert sim.adapter.api_version == sim.platform.api_version
        assert sim.adapter.api_version.source

    def test_what_it_lacks_is_refused_without_a_call(self, sim: PosSim) -> None:
        order = _order()
        refused: dict[Capability, Callable[[], object]] = {
            Capability.PAYMENT_LINK: lambda: sim.adapter.payment_link(order),
            Capability.STORED_CARDS: lambda: sim.adapter.stored_cards(PlatformId("C1")),
            Capability.CHARGE: lambda: sim.adapter.authorize(
                sim.payment(order, Money(100, "USD"), "t"), key=key("none")
            ),
            Capability.REFUND: lambda: sim.adapter.refund(
                RefundRequest(payment_id=PlatformId("P"), amount=Money(1, "USD"), reason="x"),
                key=key("none"),
            ),
            Capability.QUOTE: lambda: sim.adapter.quote(_cart()),
            Capability.NATIVE_HOLD: lambda: sim.adapter.hold_stock(
                _cart(), reference="vt-1", key=key("none")
            ),
            Capability.WEBHOOKS: lambda: sim.adapter.subscribe_webhooks("https://a.example/"),
            Capability.CUSTOMERS: lambda: sim.adapter.customers(),
            Capability.FIND_CUSTOMER: lambda: sim.adapter.find_customers(phone=sim.phone),
            Capability.ORDER_HISTORY: lambda: sim.adapter.orders(),
            Capability.CANCEL_ORDER: lambda: sim.adapter.cancel_order(
                PlatformId("O1"), reason="x", key=key("none")
            ),
            Capability.CONFIRM_ORDER: lambda: sim.adapter.confirm_order(
                order, paid=Money(100, "USD"), external_reference=None, key=key("none")
            ),
            Capability.RETURN: lambda: sim.adapter.create_return(
                ReturnRequest(order_platform_id=PlatformId("O1"), lines=(), reason="x"),
                key=key("none"),
            ),
            Capability.CREATE_ORDER: lambda: sim.adapter.create_order(
                draft(_cart()), key=key("none")
            ),
        }
        before = sim.calls()

        for capability, call in refused.items():
            if sim.adapter.capabilities[capability].support is Support.NONE:
                with pytest.raises(UnsupportedError):
                    call()

        assert sim.calls() == before

    # Reading

    def test_ping_tells_whose_account_it_is_and_what_was_granted(self, sim: PosSim) -> None:
        account = sim.adapter.ping()

        assert account.platform_id
        assert account.name == self.account_name
        assert account.currency == "USD"
        assert account.granted_scopes >= set(sim.platform.scopes)
        assert not account.missing_scopes

    @requires(Capability.LOCATIONS)
    def test_locations_have_what_a_shopper_is_told(self, sim: PosSim) -> None:
        pages = list(sim.adapter.locations())

        found = {one.name: one for page in pages for one in page.records}
        store = found[sim.location_name]
        assert not any(page.quarantined for page in pages)
        assert store.address is not None
        assert store.address.country == "US"
        assert store.active

    @requires(Capability.PRODUCTS)
    def test_the_whole_catalog_is_read_once_and_without_loss(self, sim: PosSim) -> None:
        pages = list(sim.adapter.products())

        variants = [v for page in pages for one in page.records for v in one.variants]
        assert len(variants) == len({v.platform_id for v in variants})
        assert len(variants) == _count_of_variants(sim)
        assert not [fault for page in pages for fault in page.quarantined]
        assert pages[-1].cursor is None
        assert pages[-1].high_water is not None
        assert not sim.report.unknown, dict(sim.report.unknown)
        assert not sim.report.unknown_words, dict(sim.report.unknown_words)

    @requires(Capability.PRODUCTS)
    def test_a_product_carries_options_images_price_and_category(self, sim: PosSim) -> None:
        products = sim.products()

        product = next(p for p in products if any(v.sku == sim.sku for v in p.variants))
        variant = next(v for v in product.variants if v.sku == sim.sku)
        assert set(variant.options) >= self.option_keys
        assert variant.price is not None
        assert variant.price.currency == "USD"
        assert variant.tracked
        assert bool(variant.barcode) == ("barcode" in self.carries)
        assert bool(product.images) == ("images" in self.carries)
        assert all(image.url.startswith("https://") for image in product.images)
        assert bool(product.categories) == ("categories" in self.carries)
        assert product.active
        assert product.revision > 0

    @requires(Capability.PRODUCTS)
    def test_a_walk_that_broke_off_goes_on_where_it_stopped(self, sim: PosSim) -> None:
        whole = {one.platform_id for one in sim.products()}
        first = next(iter(sim.adapter.products()))
        if first.cursor is None:
            pytest.skip("the catalog fits on one page")

        rest = list(sim.reopen().products(cursor=first.cursor))

        seen = {one.platform_id for page in (first, *rest) for one in page.records}
        assert seen == whole
        assert rest[-1].high_water is not None

    @requires(Capability.PRODUCTS)
    def test_a_delta_brings_the_changed_price_with_a_higher_revision(self, sim: PosSim) -> None:
        pages = list(sim.adapter.products())
        products = [one for page in pages for one in page.records]
        before = next(p for p in products if any(v.sku == sim.sku for v in p.variants))

        sim.control("POST price", {"sku": sim.sku, "amount": 4321})
        delta = list(sim.adapter.products(since=pages[-1].high_water))

        changed = [one for page in delta for one in page.records]
        after = next(one for one in changed if one.platform_id == before.platform_id)
        assert len(changed) < len(products)
        assert after.revision > before.revision
        assert _priced(after, sim.sku) == Money(4321, "USD")
        assert delta[-1].high_water is not None

    @requires(Capability.PRODUCTS)
    def test_one_product_is_read_by_its_id_and_a_gone_one_is_an_empty_page(
        self, sim: PosSim
    ) -> None:
        product = next(p for p in sim.products() if any(v.sku == sim.sku for v in p.variants))

        found = sim.adapter.product(product.platform_id)
        gone = sim.adapter.product(PlatformId(f"{product.platform_id}0"))

        assert [one.platform_id for one in found.records] == [product.platform_id]
        assert found.records[0].variants == product.variants
        assert gone.records == ()

    @requires(Capability.STOCK)
    def test_stock_is_told_per_location_as_the_till_counts_it(self, sim: PosSim) -> None:
        variant, place = sim.variant(), sim.location()
        counted = sim.control(f"GET stock?sku={sim.sku}")["stock"][sim.location_name]

        pages = list(sim.adapter.stock(inventory_ids=[_stock_id(variant)]))

        levels = {one.location_platform_id: one for page in pages for one in page.records}
        assert levels[place].available == Decimal(counted)
        assert levels[place].as_of.tzinfo is not None
        assert not any(page.quarantined for page in pages)

    @requires(Capability.STOCK)
    def test_a_sale_at_the_till_is_told_by_the_next_sweep(self, sim: PosSim) -> None:
        variant, place = sim.variant(), sim.location()
        pages = list(sim.adapter.stock())
        before = _level(pages, variant, place)

        sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name, "quantity": 1})
        delta = list(sim.adapter.stock(since=pages[-1].high_water))

        after = _level(delta, variant, place)
        assert after.available == before.available - 1
        assert after.revision > before.revision

    @requires(Capability.FIND_CUSTOMER)
    def test_a_shopper_is_found_by_exact_phone_or_email(self, sim: PosSim) -> None:
        by_phone = sim.adapter.find_customers(phone=sim.phone)
        by_email = sim.adapter.find_customers(email=sim.email)

        assert [one.platform_id for one in by_phone] == [one.platform_id for one in by_email]
        assert by_phone[0].phone == sim.phone
        assert by_phone[0].email == sim.email
        assert by_phone[0].given_name == "Jordan"
        assert sim.adapter.find_customers(phone="+12065559999") == ()
        assert sim.adapter.find_customers(email="jordan.rivera@example.co") == ()

    @requires(Capability.CUSTOMERS)
    def test_customers_are_listed_each_once(self, sim: PosSim) -> None:
        pages = list(sim.adapter.customers())

        found = [one.platform_id for page in pages for one in page.records]
        assert len(found) == len(set(found)) >= self.customers_known
        assert not any(page.quarantined for page in pages)

    @requires(Capability.STORED_CARDS)
    def test_a_stored_card_is_a_token_and_what_may_be_shown_of_it(self, sim: PosSim) -> None:
        (card,) = sim.adapter.stored_cards(sim.shopper())

        assert card.token
        assert len(card.last4) == 4
        assert card.brand == "Visa"

    @requires(Capability.ORDER_HISTORY)
    def test_the_shoppers_purchases_come_newest_first(self, sim: PosSim) -> None:
        pages = list(sim.adapter.orders(customer_id=sim.shopper()))

        orders = [one for page in pages for one in page.records]
        assert len(orders) >= 2
        assert [one.created_at for one in orders] == sorted(
            (one.created_at for one in orders), reverse=True
        )
        assert all(one.payment_state is PaymentState.PAID for one in orders)
        assert all(line.variant_platform_id for line in orders[0].lines)
        assert not any(page.quarantined for page in pages)

    @requires(Capability.ORDER_HISTORY)
    def test_an_unknown_order_is_none(self, sim: PosSim) -> None:
        known = next(one for page in sim.adapter.orders() for one in page.records)

        unknown = PlatformId(f"{known.platform_id[:-4]}0000")

        assert sim.adapter.order(known.platform_id) is not None
        assert sim.adapter.order(unknown) is None

    # Pricing and ordering

    @requires(Capability.QUOTE)
    @pytest.mark.parametrize("shipping", [None, Money(799, "USD")], ids=["pickup", "shipping"])
    def test_an_order_costs_what_was_quoted(self, sim: PosSim, shipping: Money | None) -> None:
        cart = sim.cart(quantity=3, shipping_fee=shipping)

        quote = sim.adapter.quote(cart)
        order = sim.adapter.create_order(draft(cart), key=key("quoted"))

        assert quote.total == order.total
        assert quote.tax == order.tax
        assert quote.tax.amount > 0
        assert quote.total == quote.subtotal - quote.discount + quote.tax + quote.shipping
        assert quote.shipping == (shipping or Money.zero("USD"))
        (line,) = quote.lines
        assert line.quantity == 3
        assert line.unit_price * 3 == quote.subtotal

    @requires(Capability.QUOTE)
    def test_asking_for_a_price_creates_nothing(self, sim: PosSim) -> None:
        before = len(sim.control("GET orders")["orders"])

        sim.adapter.quote(sim.cart())

        assert len(sim.control("GET orders")["orders"]) == before

    @requires(Capability.CREATE_ORDER)
    def test_one_idempotency_key_creates_one_order(self, sim: PosSim) -> None:
        cart = sim.cart()

        first = sim.adapter.create_order(draft(cart), key=key("once"))
        again = sim.reopen().create_order(draft(cart), key=key("once"))

        assert again.platform_id == first.platform_id
        assert first.reference == "vt-1001"
        assert first.state is OrderState.PENDING
        assert first.payment_state is PaymentState.UNPAID
        assert first.fulfillments[0].method is FulfillmentMethod.PICKUP
        assert len(sim.book("vt-1001")) == 1

    @requires(Capability.CREATE_ORDER)
    def test_an_order_whose_answer_was_lost_is_made_once_and_found(self, sim: PosSim) -> None:
        cart = sim.cart()
        sim.fault("lose_answer", "create_order")

        with suppress(AmbiguousOutcomeError):
            sim.adapter.create_order(draft(cart), key=key("lost"))
        found = sim.adapter.find_order(
            "vt-1001",
            location_id=cart.location_platform_id,
            created_after=datetime.now(UTC) - timedelta(minutes=5),
        )

        assert found is not None
        assert found.reference == "vt-1001"
        assert len(sim.book("vt-1001")) == 1

    @requires(Capability.CREATE_ORDER)
    def test_a_reference_that_was_never_used_is_not_found(self, sim: PosSim) -> None:
        found = sim.adapter.find_order(
            "vt-never",
            location_id=sim.location(),
            created_after=datetime.now(UTC) - timedelta(minutes=5),
        )

        assert found is None

    @requires(Capability.CREATE_ORDER)
    def test_an_unpaid_order_claims_stock_only_where_that_is_declared(self, sim: PosSim) -> None:
        claims = sim.adapter.capabilities[Capability.ORDER_CLAIMS_STOCK].support
        before = self.on_shelf(sim)

        sim.adapter.create_order(draft(sim.cart()), key=key("claims"))

        fallen = before - self.on_shelf(sim)
        assert fallen == (0 if claims is Support.NONE else sim.cart().lines[0].quantity)

    @requires(Capability.CANCEL_ORDER)
    def test_an_unpaid_order_is_canceled_once_and_for_all(self, sim: PosSim) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("doomed"))

        canceled = sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel"))
        again = sim.adapter.cancel_order(order.platform_id, reason="test", key=key("cancel2"))

        assert canceled.state is OrderState.CANCELED
        assert again == canceled
        assert all(one.state is FulfillmentState.CANCELED for one in canceled.fulfillments)

    # Paying

    @requires(Capability.CHARGE, Capability.ORDER_BEFORE_PAYMENT)
    def test_a_checkout_is_paid_visible_and_within_three_calls(self, sim: PosSim) -> None:
        cart, adapter = sim.cart(), sim.reopen()
        token = sim.good_token()
        before = sim.calls()

        order = adapter.create_order(draft(cart), key=key("c"))
        held = adapter.authorize(sim.payment(order, order.total, token), key=key("c"))
        assert isinstance(held, Authorized)
        taken = adapter.capture(
            held.payment_id, order.total, order_id=order.platform_id, key=key("c")
        )
        done = adapter.confirm_order(
            order, paid=taken.amount, external_reference=None, key=key("c")
        )

        assert sim.calls() - before <= self.most_checkout_calls
        assert taken.status is PaymentStatus.CAPTURED
        assert taken.amount == order.total
        assert done.state is OrderState.CONFIRMED
        assert done.payment_state is PaymentState.PAID
        (row,) = sim.book("vt-1001")
        assert row["visible_in_pos"]
        assert sum(one["charged"] for one in row["payments"]) == order.total.amount
        stored = adapter.order(order.platform_id)
        assert stored is not None
        assert (stored.state, stored.payment_state) == (done.state, done.payment_state)
        assert not sim.report.unknown, dict(sim.report.unknown)

    @requires(Capability.CHARGE)
    def test_a_declined_card_is_a_value_and_charges_nothing(self, sim: PosSim) -> None:
        order = self.payable(sim)

        outcome = sim.adapter.authorize(
            sim.payment(order, order.total, sim.declined_token()), key=key("declined")
        )

        assert isinstance(outcome, Declined)
        assert outcome.reason in DeclineReason
        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.CHARGE)
    def test_capturing_twice_takes_the_money_once(self, sim: PosSim) -> None:
        order, held = self.authorized(sim)

        captures = [
            sim.adapter.capture(
                held.payment_id, order.total, order_id=order.platform_id, key=key("capture")
            )
            for _ in range(2)
        ]

        assert {one.status for one in captures} == {PaymentStatus.CAPTURED}
        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] for one in row["payments"]) == order.total.amount

    @requires(Capability.CHARGE)
    def test_voiding_twice_lets_the_money_go_once(self, sim: PosSim) -> None:
        order, held = self.authorized(sim)

        voids = [
            sim.adapter.void(held.payment_id, order_id=order.platform_id, key=key("void"))
            for _ in range(2)
        ]

        assert {one.status for one in voids} == {PaymentStatus.VOIDED}
        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.CHARGE)
    def test_an_authorization_whose_answer_was_lost_is_undone_by_its_key(self, sim: PosSim) -> None:
        order = self.payable(sim)
        sim.fault("lose_answer", "authorize")
        with suppress(AmbiguousOutcomeError):
            sim.adapter.authorize(
                sim.payment(order, order.total, sim.good_token()), key=key("lost")
            )

        sim.adapter.void_lost(key("lost"), order_id=order.platform_id)
        sim.adapter.void_lost(key("lost"), order_id=order.platform_id)

        (row,) = sim.book("vt-1001")
        assert sum(one["charged"] + one["authorized"] for one in row["payments"]) == 0

    @requires(Capability.CHARGE)
    def test_undoing_an_authorization_that_never_happened_is_quiet(self, sim: PosSim) -> None:
        order = self.payable(sim)

        sim.adapter.void_lost(key("never"), order_id=order.platform_id)

    @requires(Capability.CHARGE)
    def test_a_payment_is_read_as_it_stands_and_an_unknown_one_is_none(self, sim: PosSim) -> None:
        order, held = self.authorized(sim)

        found = sim.adapter.payment(held.payment_id, order_id=order.platform_id)
        unknown = PlatformId(f"{held.payment_id[:-4]}0000")

        assert found is not None
        assert found.status is PaymentStatus.AUTHORIZED
        assert sim.adapter.payment(unknown, order_id=order.platform_id) is None

    @requires(Capability.RECORD_PAYMENT)
    def test_money_that_others_took_is_booked_once_and_confirms_the_order(
        self, sim: PosSim
    ) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("external"))

        for _ in range(2):
            done = sim.adapter.confirm_order(
                order, paid=order.total, external_reference="pi_123", key=key("external")
            )

        assert done.payment_state is PaymentState.PAID
        (row,) = sim.book("vt-1001")
        assert row["visible_in_pos"]
        assert sum(one["charged"] for one in row["payments"]) == order.total.amount

    # Undoing

    @requires(Capability.REFUND)
    def test_money_is_given_back_in_part_and_never_twice_for_one_key(self, sim: PosSim) -> None:
        order, payment_id = self.paid(sim)
        part = Money(100, "USD")
        request = RefundRequest(
            payment_id=payment_id, amount=part, reason="test", order_platform_id=order.platform_id
        )

        first = sim.adapter.refund(request, key=key("refund"))
        again = sim.reopen().refund(request, key=key("refund"))

        assert first.platform_id == again.platform_id
        assert first.amount == part
        assert first.status in (RefundStatus.PENDING, RefundStatus.COMPLETED)
        wait_for(lambda: sum(one["refunded"] for one in sim.book("vt-1001")[0]["payments"]) == 100)

    @requires(Capability.RETURN, Capability.RESTOCK)
    def test_returned_goods_are_back_in_stock_once(self, sim: PosSim) -> None:
        order, _ = self.paid(sim)
        stored = sim.adapter.order(order.platform_id)
        assert stored is not None
        before = self.on_shelf(sim)
        request = ReturnRequest(
            order_platform_id=order.platform_id,
            lines=(ReturnLine(order_line_platform_id=stored.lines[0].platform_id, quantity=1),),
            reason="test",
            location_platform_id=order.location_platform_id,
        )

        first = sim.adapter.create_return(request, key=key("return"))
        again = sim.reopen().create_return(request, key=key("return"))

        assert first.restocked
        assert first.platform_id == again.platform_id
        assert self.on_shelf(sim) == before + 1

    # Failing

    def test_a_platform_that_is_down_is_unavailable(self, sim: PosSim) -> None:
        sim.fault("fail", "locations", status=503, times=None)

        with pytest.raises(UnavailableError):
            list(sim.reopen(within=1.0).locations())

    def test_a_read_survives_one_failure_and_one_throttle(self, sim: PosSim) -> None:
        sim.fault("fail", "locations", status=503)
        sim.fault("throttle", "locations")

        assert next(iter(sim.reopen(within=10.0).locations())).records

    def test_a_slow_platform_does_not_outlast_the_deadline(self, sim: PosSim) -> None:
        sim.fault("slow", "locations", delay_ms=3000, times=None)
        started = monotonic()

        with pytest.raises(RetryableError):
            list(sim.reopen(within=0.3).locations())

        assert monotonic() - started < 1.5

    def test_a_revoked_token_is_not_authorized(self, sim: PosSim) -> None:
        sim.control("POST revoke", {})

        with pytest.raises(NotAuthorizedError):
            list(sim.reopen().locations())

    # Webhooks

    @requires(Capability.WEBHOOKS)
    def test_subscribing_twice_leaves_one_subscription(self, sim: PosSim) -> None:
        url = "https://voicetill.example/webhooks/pos/con_1"

        first = sim.adapter.subscribe_webhooks(url)
        again = sim.reopen().subscribe_webhooks(url)

        assert {one.platform_id for one in first} == {one.platform_id for one in again}
        assert all(one.url == url for one in again)

    @requires(Capability.WEBHOOKS)
    def test_a_sale_is_told_by_signed_webhook(self, sim: PosSim) -> None:
        reader, variant = sim.platform.webhooks, sim.variant()
        with receiver() as (url, received):
            subscriptions = sim.adapter.subscribe_webhooks(url)
            secrets = [*sim.secrets, *(s.signing_secret for s in subscriptions if s.signing_secret)]
            sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name})

            def told() -> bool:
                for headers, body in list(received):
                    delivery = reader.verify(headers=headers, body=body, secrets=secrets, url=url)
                    if _tells_stock(reader.parse(delivery.topic, delivery.body), variant):
                        return True
                return False

            wait_for(told)
            headers, body = received[0]

        delivery = reader.verify(headers=headers, body=body, secrets=secrets, url=url)
        assert isinstance(delivery, Delivery)
        assert delivery.delivery_id
        assert delivery.account
        for forged in (body + b" ", body.replace(b"1", b"2", 1)):
            with pytest.raises(BadSignatureError):
                reader.verify(headers=headers, body=forged, secrets=secrets, url=url)
        with pytest.raises(BadSignatureError):
            reader.verify(headers=headers, body=body, secrets=["another"], url=url)
        with pytest.raises(BadSignatureError):
            reader.verify(headers={}, body=body, secrets=secrets, url=url)

    # Steps that platforms may take differently

    def payable(self, sim: PosSim) -> PosOrder:
        """An order that can be paid."""
        return sim.adapter.create_order(draft(sim.cart()), key=key("payable"))

    def authorized(self, sim: PosSim) -> tuple[PosOrder, Authorized]:
        """An order with money reserved for it."""
        order = self.payable(sim)
        held = sim.adapter.authorize(
            sim.payment(order, order.total, sim.good_token()), key=key("payable")
        )
        assert isinstance(held, Authorized)
        return order, held

    def paid(self, sim: PosSim) -> tuple[PosOrder, PlatformId]:
        """An order that is paid, with its payment."""
        order, held = self.authorized(sim)
        taken = sim.adapter.capture(
            held.payment_id, order.total, order_id=order.platform_id, key=key("payable")
        )
        done = sim.adapter.confirm_order(
            order, paid=taken.amount, external_reference=None, key=key("payable")
        )
        return done, taken.platform_id

    def on_shelf(self, sim: PosSim) -> Decimal:
        """What the stand-in counts of the usual variant at the usual store."""
        counted = sim.control(f"GET stock?sku={sim.sku}")["stock"][sim.location_name]
        return Decimal(str(counted))


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A local address that keeps what is posted to it, and answers 200."""
    received: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            received.append(({name.lower(): v for name, v in self.headers.items()}, body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/webhooks/pos/con_1", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def wait_for(happened: Callable[[], bool]) -> None:
    """Look until it has happened; fails after `PATIENCE_S`."""
    pause = threading.Event()
    deadline = monotonic() + PATIENCE_S
    while not happened():
        assert monotonic() < deadline, "it did not happen in time"
        pause.wait(0.02)


def _count_of_variants(sim: PosSim) -> int:
    shop = sim.control("GET shop")
    count: int = shop.get("variations", shop.get("variants"))
    return count


def _stock_id(variant: Variant) -> PlatformId:
    return variant.inventory_platform_id or variant.platform_id


def _level(pages: Any, variant: Variant, place: PlatformId) -> Any:
    return next(
        level
        for page in pages
        for level in page.records
        if level.inventory_platform_id == _stock_id(variant) and level.location_platform_id == place
    )


def _priced(product: Product, sku: str) -> Money | None:
    return next(v.price for v in product.variants if v.sku == sku)


def _tells_stock(events: Any, variant: Variant) -> bool:
    """Whether the events bring the variant's stock, or ask to fetch it."""
    for event in events:
        if isinstance(event, Changed) and event.entity is Entity.STOCK:
            record: Any = event.record
            if record.inventory_platform_id == _stock_id(variant):
                return True
        if isinstance(event, Refetch) and event.entity is Entity.STOCK:
            return True
    return False


def _cart() -> Cart:
    return Cart(
        location_platform_id=PlatformId("L1"),
        currency="USD",
        lines=(CartLine(variant_platform_id=PlatformId("V1"), quantity=1),),
    )


def _order() -> PosOrder:
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    return PosOrder(
        platform_id=PlatformId("O1"),
        number="1",
        state=OrderState.PENDING,
        payment_state=PaymentState.UNPAID,
        total=Money(100, "USD"),
        tax=Money.zero("USD"),
        lines=(),
        created_at=moment,
        updated_at=moment,
    )


__all__ = ["PosAdapterContract", "PosSim", "draft", "key", "receiver", "requires", "wait_for"]
