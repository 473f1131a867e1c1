"""What the contract suite works with: the adapter, its stand-in, and small words for both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any

from adapters.platform import Platform
from domain.calls import Call
from domain.capabilities import Capability, Support
from domain.catalog import Address, Product, StockLevel, Variant
from domain.errors import NotAuthorizedError
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    Recipient,
)
from domain.payments import Authorized, PaymentRequest
from domain.ports.pos import Page, PosAdapter, Subscription
from mapping.report import MappingReport

PATIENCE_S = 60.0


@dataclass
class FixedToken:
    """A `TokenSource` of one token; renewing it gives it back only where a test allows that."""

    token: str = field(repr=False)
    platform: str = "pos"
    renewable: bool = False
    renewals: int = 0

    def access_token(self, call: Call) -> str:
        """The token."""
        return self.token

    def refresh(self, stale: str, call: Call) -> str:
        """The same token, as if it were new. Raises NotAuthorizedError unless renewable."""
        if not self.renewable:
            raise NotAuthorizedError("revoked", platform=self.platform, operation="tokens.refresh")
        self.renewals += 1
        return self.token


def in_time() -> Call:
    """A call that may take as long as a busy machine needs."""
    return Call.within(PATIENCE_S)


def no_card() -> str:
    """The token of a card where the platform charges none."""
    return "none"


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
    routes: dict[str, str]
    """Fault routes by what is done: locations, quote, create_order, authorize, capture."""
    location_name: str = "Downtown"
    """A store with pickup, as the control surface calls it."""
    sku: str = "NK-AIRMAX90-BLK-10"
    """A counted, taxed variant with color and size, in stock at that store."""
    phone: str = "+12065550123"
    email: str = "jordan.rivera@example.com"
    second_sku: str = "NW-MUG-NVY"
    """Another counted variant that is in stock there."""
    good_token: Callable[[], str] = no_card
    declined_token: Callable[[], str] = no_card
    secrets: list[str] = field(default_factory=list)
    """Signing secrets that are known without a subscription."""
    tokens: FixedToken | None = None
    """The token source under every adapter of this sim, where tokens can be renewed."""
    _known: dict[str, Any] = field(default_factory=dict, repr=False)

    def calls(self) -> int:
        """How many requests the stand-in has had."""
        total: int = self.control("GET stats")["total"]
        return total

    def requests(self) -> list[dict[str, Any]]:
        """The requests the stand-in has had, oldest first."""
        found: list[dict[str, Any]] = self.control("GET requests")["requests"]
        return found

    def route_of(self, call: Callable[[], object], *, nth: int = -1) -> str:
        """The fault route of the `nth` request (the last) that a call sends; makes the call."""
        before = self.calls()
        call()
        sent = self.requests()[before - self.calls() :]
        assert sent, "the call sent nothing"
        route: str = sent[nth]["route"]
        return route

    def offers(self, control: str) -> bool:
        """Whether the stand-in has this control, e.g. `POST rename`."""
        return control in self.control("GET controls")["controls"]

    def book(self, reference: str) -> list[dict[str, Any]]:
        """The orders in the stand-in's books that carry our reference."""
        rows = self.control("GET orders")["orders"]
        return [row for row in rows if reference in (row.get("reference_id"), row.get("reference"))]

    def fault(self, kind: str, what: str, **options: Any) -> None:
        """Let the stand-in misbehave on the next request of that kind (or of that route)."""
        route = self.routes.get(what, what)
        self.control("POST faults", {"kind": kind, "route": route, **options})

    def products(self) -> list[Product]:
        """The whole catalog, read through the adapter."""
        return [one for page in self.adapter.products() for one in page.records]

    def variant(self, sku: str | None = None) -> Variant:
        """The variant of a SKU, found in the catalog."""
        wanted = sku or self.sku
        found = (v for product in self.products() for v in product.variants if v.sku == wanted)
        return next(found)

    def variant_id(self, sku: str | None = None) -> PlatformId:
        """The platform's id of a SKU, read once."""
        wanted = sku or self.sku
        if wanted not in self._known:
            for product in self.products():
                self._known |= {v.sku: v.platform_id for v in product.variants if v.sku}
        found: PlatformId = self._known[wanted]
        return found

    def location(self, name: str | None = None) -> PlatformId:
        """The platform's id of the store, or of another one."""
        if "locations" not in self._known:
            pages = self.adapter.locations()
            self._known["locations"] = {
                one.name: one.platform_id for page in pages for one in page.records
            }
        found: PlatformId = self._known["locations"][name or self.location_name]
        return found

    def shopper(self) -> PlatformId:
        """The demo shopper's id."""
        if "shopper" not in self._known:
            (found,) = self.adapter.find_customers(phone=self.phone)
            self._known["shopper"] = found.platform_id
        shopper: PlatformId = self._known["shopper"]
        return shopper

    def customer_id(self) -> PlatformId | None:
        """The demo shopper's id where the platform lets a customer be found."""
        declared = self.adapter.capabilities[Capability.FIND_CUSTOMER].support
        return None if declared is Support.NONE else self.shopper()

    def cart(
        self,
        *,
        quantity: int = 1,
        shipping_fee: Money | None = None,
        more: Iterable[tuple[str, int]] = (),
    ) -> Cart:
        """A cart with the usual variant (and `more` of other SKUs), for pickup unless a
        shipping fee is given."""
        wishes = ((self.sku, quantity), *more)
        return Cart(
            location_platform_id=self.location(),
            currency="USD",
            lines=tuple(
                CartLine(variant_platform_id=self.variant_id(sku), quantity=count)
                for sku, count in wishes
            ),
            method=FulfillmentMethod.SHIPPING if shipping_fee else FulfillmentMethod.PICKUP,
            recipient=Recipient(
                name="Jordan Rivera",
                phone=self.phone,
                email=self.email,
                customer_platform_id=self.customer_id(),
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

    def payable(self) -> PosOrder:
        """An order that can be paid."""
        return self.adapter.create_order(draft(self.cart()), key=key("payable"))

    def authorized(self) -> tuple[PosOrder, Authorized]:
        """An order with money reserved for it."""
        order = self.payable()
        held = self.adapter.authorize(
            self.payment(order, order.total, self.good_token()), key=key("payable")
        )
        assert isinstance(held, Authorized)
        return order, held

    def paid(self) -> tuple[PosOrder, PlatformId]:
        """An order that is paid, with its payment."""
        order, held = self.authorized()
        taken = self.adapter.capture(
            held.payment_id, order.total, order_id=order.platform_id, key=key("payable")
        )
        done = self.adapter.confirm_order(
            order, paid=taken.amount, external_reference=None, key=key("payable")
        )
        return done, taken.platform_id

    def settled(self) -> PosOrder:
        """An order that is paid in the way the platform has: recorded, or charged."""
        if self.adapter.capabilities[Capability.RECORD_PAYMENT].support is Support.NONE:
            return self.paid()[0]
        order = self.payable()
        return self.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("payable")
        )

    def subscribed(self, url: str) -> tuple[Subscription, ...]:
        """Have webhooks come to `url`; also by hand, where no call can set that."""
        return self.adapter.subscribe_webhooks(url)

    def on_shelf(self, sku: str | None = None) -> Decimal:
        """What the stand-in counts of the usual variant at the usual store."""
        counted = self.control(f"GET stock?sku={sku or self.sku}")["stock"][self.location_name]
        return Decimal(str(counted))


def charged(row: dict[str, Any]) -> int:
    """The money taken for an order, by the stand-in's books."""
    return sum(one["charged"] for one in row["payments"])


def draft(cart: Cart, reference: str = "vt-1001") -> OrderDraft:
    """A draft with our reference."""
    return OrderDraft(cart=cart, reference=reference, prep_minutes=20)


def key(name: str) -> IdempotencyKey:
    """An idempotency key."""
    return IdempotencyKey(f"test:{name}")


def high_water(pages: Iterable[Page[Any]]) -> str:
    """Where the next delta begins; there must be such a place, on the last page alone."""
    marks = [page.high_water for page in pages]
    assert marks, "a listing has at least one page"
    assert marks[:-1] == [None] * (len(marks) - 1)
    assert marks[-1] is not None
    return marks[-1]


def records(pages: Iterable[Page[Any]]) -> list[Any]:
    """The records of all pages."""
    return [one for page in pages for one in page.records]


def stock_id(variant: Variant) -> PlatformId:
    """The id a variant's stock is counted under."""
    return variant.inventory_platform_id or variant.platform_id


def level_of(pages: Iterable[Page[StockLevel]], variant: Variant, place: PlatformId) -> StockLevel:
    """The level of one variant at one place; it must be there."""
    return next(
        level
        for level in records(pages)
        if level.inventory_platform_id == stock_id(variant) and level.location_platform_id == place
    )


def unknown(known: PlatformId, zeros: int = 4) -> PlatformId:
    """An id of the same shape as a known one, that nothing has."""
    return PlatformId(f"{known[:-zeros]}{'0' * zeros}")


def any_cart() -> Cart:
    """A cart of made-up ids, for calls that must not get as far as the platform."""
    return Cart(
        location_platform_id=PlatformId("L1"),
        currency="USD",
        lines=(CartLine(variant_platform_id=PlatformId("V1"), quantity=1),),
    )


def any_order() -> PosOrder:
    """An order that no platform knows."""
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
        thread.join(timeout=60)


def wait_for(happened: Callable[[], bool]) -> None:
    """Look until it has happened; fails after `PATIENCE_S`."""
    pause = threading.Event()
    deadline = monotonic() + PATIENCE_S
    while not happened():
        assert monotonic() < deadline, "it did not happen in time"
        pause.wait(0.02)
