"""A POS in memory: the whole port without a network, proved by the suite that proves the real ones.

`MemoryPos(line)` over a `MemoryShop`; open further adapters on the same shop with further lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, TypeVar

from domain.capabilities import Capability, Declaration, Support
from domain.catalog import (
    Location,
    Product,
    StockChange,
    StockLevel,
    StockMoved,
    StockSet,
    Variant,
)
from domain.customers import Customer, StoredCard
from domain.errors import UnsupportedError
from domain.events import Entity, Quarantined
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money, total
from domain.orders import (
    Cart,
    Fulfillment,
    FulfillmentState,
    OrderDraft,
    OrderLine,
    OrderState,
    PaymentState,
    PosHold,
    PosOrder,
    PosReturn,
    Quote,
    QuoteLine,
    ReturnRequest,
)
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    Payment,
    PaymentOutcome,
    PaymentRequest,
    PaymentStatus,
    Refund,
    RefundRequest,
    RefundStatus,
)
from domain.ports.pos import (
    CENSUS_OF,
    Account,
    ApiVersion,
    CensusEntry,
    CensusPage,
    Page,
    Subscription,
)
from tests.fakes.pos_line import NAME, MemoryLine
from tests.fakes.pos_points import NoPoints, require_plain
from tests.fakes.pos_shop import TAX, MemoryShop
from tests.fakes.pos_subscriptions import NoSubscriptions
from tests.fakes.pos_transfers import NoTransfers

T = TypeVar("T")

PAGE = 25
VERSION = ApiVersion(version="memory-1", sunset=None, source="tests/fakes/pos.py")
_LACKS = {
    Capability.WEBHOOKS: "nothing is sent without a network",
    Capability.BULK_EXPORT: "a page is as quick",
    Capability.LOYALTY: "it keeps no points",
    Capability.DISCOUNT_CODES: "it knows no codes",
    Capability.PARTIAL_CAPTURE: "its till takes all or nothing",
    Capability.AMEND_ORDER: "its orders are written in ink",
    Capability.GIFT_CARDS: "it sells none",
    Capability.SEVERAL_TENDERS: "its drawer holds one card",
    Capability.NATIVE_SUBSCRIPTIONS: "every delivery is bought by itself",
    Capability.TRANSFERS: "its two stores have a van of their own",
}
CAPABILITIES: Mapping[Capability, Declaration] = {
    each: Declaration(
        support=Support.NONE if each in _LACKS else Support.NATIVE,
        note=_LACKS.get(each, ""),
        source="tests/fakes/pos.py",
        own_orders_only=each is Capability.CHARGE,
    )
    for each in Capability
}


@dataclass(frozen=True)
class MemoryPos(NoPoints, NoTransfers, NoSubscriptions):
    """`PosAdapter` over a shop in memory."""

    line: MemoryLine
    platform: ClassVar[str] = NAME
    capabilities: ClassVar[Mapping[Capability, Declaration]] = CAPABILITIES
    api_version: ClassVar[ApiVersion] = VERSION

    @property
    def _shop(self) -> MemoryShop:
        return self.line.shop

    # --- reading -----------------------------------------------------------------------------

    def ping(self) -> Account:
        """Whose shop it is."""
        return self.line.ask(
            "ping",
            lambda: Account(
                platform_id=PlatformId("shop-1"),
                name="Northwind Outfitters",
                currency="USD",
                granted_scopes=frozenset(),
                missing_scopes=frozenset(),
            ),
        )

    def locations(self) -> Iterator[Page[Location]]:
        """The two stores."""
        return self._pages("locations", lambda: list(self._shop.places.values()), None, None)

    def products(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Product]]:
        """Products by revision; what was deleted only in deltas."""

        def listed() -> list[Product]:
            found = self._shop.products.values()
            return [one for one in found if since is not None or one.active]

        for page in self._pages("products", listed, since, cursor):
            yield self._spoiled(page)

    def product(self, platform_id: PlatformId) -> Page[Product]:
        """One product."""
        found = self.line.ask("product", lambda: self._shop.products.get(platform_id))
        return Page(records=(found,) if found is not None and found.active else ())

    def stock(
        self,
        *,
        since: str | None = None,
        inventory_ids: Sequence[PlatformId] | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[StockLevel]]:
        """Levels by revision."""

        def listed() -> list[StockLevel]:
            levels = self._shop.stock.values()
            wanted = None if inventory_ids is None else set(inventory_ids)
            return [one for one in levels if wanted is None or one.inventory_platform_id in wanted]

        return self._pages("stock", listed, since, cursor)

    def customers(
        self, *, since: str | None = None, cursor: str | None = None
    ) -> Iterator[Page[Customer]]:
        """Customers by revision."""
        return self._pages("customers", lambda: [*self._shop.customers.values()], since, cursor)

    def customer(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer."""
        found = self.line.ask("customer", lambda: self._shop.customers.get(platform_id))
        return Page(records=() if found is None else (found,))

    def census(self, entity: Entity) -> Iterator[CensusPage]:
        """Everything in one page, by another order than the listings'."""
        capability = CENSUS_OF.get(entity)
        if capability is None:
            raise UnsupportedError(
                f"there is no census of {entity.value} records",
                platform=NAME,
                operation=f"census.{entity.value}",
            )
        return self._census(entity)

    def _census(self, entity: Entity) -> Iterator[CensusPage]:
        shop = self._shop
        rows: dict[Entity, Callable[[], list[CensusEntry]]] = {
            Entity.PRODUCT: lambda: [
                CensusEntry(
                    platform_id=one.platform_id,
                    revision=max([one.revision, *(each.revision for each in one.variants)]),
                    parts=len(one.variants),
                )
                for one in shop.products.values()
                if one.active
            ],
            Entity.STOCK: lambda: [
                CensusEntry(
                    platform_id=one.inventory_platform_id,
                    location_id=one.location_platform_id,
                    revision=one.revision,
                )
                for one in shop.stock.values()
            ],
            Entity.CUSTOMER: lambda: [
                CensusEntry(platform_id=one.platform_id, revision=one.revision)
                for one in shop.customers.values()
            ],
            Entity.ORDER: lambda: [
                CensusEntry(platform_id=one.platform_id, revision=one.revision)
                for one in shop.orders.values()
            ],
        }
        told = self.line.ask(f"census.{entity.value}", rows[entity])
        yield CensusPage(entries=tuple(reversed(told)), total=len(told))

    def set_stock(
        self,
        inventory_id: PlatformId,
        location_id: PlatformId,
        quantity: Decimal,
        *,
        expected: Decimal,
        key: IdempotencyKey,
    ) -> StockChange:
        """A count, compared and written in one step."""

        def write() -> StockChange:
            level = self._shop.stock.get((inventory_id, location_id))
            actual = None if level is None else level.available
            if actual is None or actual not in (expected, quantity):
                return StockMoved(actual=actual)
            self._shop.move(inventory_id, location_id, int(quantity - actual))
            return StockSet(quantity=quantity)

        return self.line.ask("stock.set", write)

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Customer, ...]:
        """Everybody with this phone or e-mail."""
        mail = (email or "").lower() or None
        return self.line.ask(
            "customers.find",
            lambda: tuple(
                one
                for one in self._shop.customers.values()
                if (phone is not None and one.phone == phone) or (mail and one.email == mail)
            ),
        )

    def stored_cards(self, customer_id: PlatformId) -> tuple[StoredCard, ...]:
        """The customer's cards."""
        return self.line.ask("cards", lambda: self._shop.cards.get(customer_id, ()))

    def orders(
        self,
        *,
        since: str | None = None,
        customer_id: PlatformId | None = None,
        cursor: str | None = None,
    ) -> Iterator[Page[PosOrder]]:
        """Orders, newest first."""

        def listed() -> list[PosOrder]:
            found = self._shop.orders.values()
            return [one for one in found if customer_id in (None, one.customer_platform_id)]

        return self._pages("orders", listed, since, cursor, newest_first=True)

    def order(self, platform_id: PlatformId) -> PosOrder | None:
        """One order."""
        return self.line.ask("order", lambda: self._shop.orders.get(platform_id))

    def find_order(
        self, reference: str, *, location_id: PlatformId, created_after: datetime
    ) -> PosOrder | None:
        """The order with our reference."""
        return self.line.ask(
            "orders.find",
            lambda: next(
                (one for one in self._shop.orders.values() if one.reference == reference), None
            ),
        )

    # --- pricing and ordering ----------------------------------------------------------------

    def quote(self, cart: Cart) -> Quote:
        """Price and tax; the tax is rounded per line."""
        require_plain(cart)
        return self.line.ask("quote", lambda: self._priced(cart, "quote"))

    def create_order(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """An unpaid order, its goods off the shelf."""
        require_plain(draft.cart)
        return self.line.do("create_order", lambda: self._ordered(draft), key=key)

    def confirm_order(
        self, order: PosOrder, *, paid: Money, external_reference: str | None, key: IdempotencyKey
    ) -> PosOrder:
        """The order, binding for staff; money that others took is written into it."""

        def confirm() -> PosOrder:
            known = self._known(order.platform_id, "confirm_order")
            if known.state is OrderState.CANCELED or paid != known.total:
                self.line.reject("confirm_order", "it is canceled, or another amount is due")
            if external_reference is not None:
                payment = self._add_payment(known.platform_id, paid, PaymentStatus.CAPTURED)
                known = self._shop.orders[known.platform_id]
                assert payment.order_platform_id == known.platform_id
            return self._save(
                known, state=OrderState.CONFIRMED, payment_state=self._money_of(known)
            )

        return self.line.do("confirm_order", confirm, key=key)

    def amend_order(
        self, platform_id: PlatformId, quantities: Sequence[int], *, key: IdempotencyKey
    ) -> PosOrder:
        """Refused."""
        raise UnsupportedError(_LACKS[Capability.AMEND_ORDER], platform=NAME, operation="amend")

    def cancel_order(
        self, platform_id: PlatformId, *, reason: str, key: IdempotencyKey
    ) -> PosOrder:
        """The order canceled, its goods back on the shelf; money that was taken stays taken."""

        def cancel() -> PosOrder:
            known = self._known(platform_id, "cancel_order")
            if known.state is OrderState.CANCELED:
                return known
            self._move(known, +1)
            canceled = FulfillmentState.CANCELED
            return self._save(
                known,
                state=OrderState.CANCELED,
                fulfillments=tuple(replace(one, state=canceled) for one in known.fulfillments),
            )

        return self.line.do("cancel_order", cancel, key=key)

    # --- holding -----------------------------------------------------------------------------

    def hold_stock(self, cart: Cart, *, reference: str, key: IdempotencyKey) -> PosHold:
        """Goods off the shelf; more than there are is refused."""

        def hold() -> PosHold:
            place = cart.location_platform_id
            wishes = tuple((one.variant_platform_id, one.quantity) for one in cart.lines)
            for variant, quantity in wishes:
                level = self._shop.stock.get((variant, place))
                if level is None or (level.available is not None and level.available < quantity):
                    self.line.reject("hold_stock", "fewer are left")
            for variant, quantity in wishes:
                self._shop.move(variant, place, -quantity)
            made = PosHold(
                platform_id=self._shop.fresh("hold"), reference=reference, created_at=_now()
            )
            self._shop.holds[made.platform_id] = (made, wishes, place)
            return made

        return self.line.do("hold_stock", hold, key=key)

    def release_hold(self, platform_id: PlatformId, *, key: IdempotencyKey) -> None:
        """Goods back on the shelf, once."""

        def release() -> None:
            _, wishes, place = self._shop.holds.pop(platform_id, (None, (), PlatformId("")))
            for variant, quantity in wishes:
                self._shop.move(variant, place, quantity)

        self.line.do("release_hold", release, key=f"{key}/{platform_id}")

    def native_holds(self, *, created_before: datetime) -> tuple[PosHold, ...]:
        """Our holds that are older."""
        return self.line.ask(
            "holds",
            lambda: tuple(
                one for one, _, _ in self._shop.holds.values() if one.created_at < created_before
            ),
        )

    # --- paying ------------------------------------------------------------------------------

    def authorize(self, request: PaymentRequest, *, key: IdempotencyKey) -> PaymentOutcome:
        """Money reserved, unless the token says `declined`."""

        def reserve() -> PaymentOutcome:
            order = self._known(request.order_platform_id or PlatformId(""), "authorize")
            if request.amount.currency != order.total.currency:
                self.line.reject("authorize", "the order is in another currency")
            if request.token == "declined":
                return Declined(reason=DeclineReason.GENERIC, platform_code="DECLINED")
            made = self._add_payment(order.platform_id, request.amount, PaymentStatus.AUTHORIZED)
            return Authorized(payment_id=made.platform_id, amount=made.amount)

        return self.line.do("authorize", reserve, key=key)

    def capture(
        self,
        payment_id: PlatformId,
        amount: Money,
        *,
        order_id: PlatformId | None,
        key: IdempotencyKey,
        reserved: Money | None = None,
    ) -> Payment:
        """Money taken."""
        return self._turn("capture", payment_id, PaymentStatus.CAPTURED, key)

    def void(
        self, payment_id: PlatformId, *, order_id: PlatformId | None, key: IdempotencyKey
    ) -> Payment:
        """Money let go."""
        return self._turn("void", payment_id, PaymentStatus.VOIDED, key)

    def void_lost(self, key: IdempotencyKey, *, order_id: PlatformId | None) -> None:
        """Whatever `authorize` did with this key is undone."""

        def undo() -> None:
            made = self._shop.done.get(f"authorize/{key}")
            if isinstance(made, Authorized):
                payment = self._shop.payments[made.payment_id]
                self._shop.payments[made.payment_id] = replace(payment, status=PaymentStatus.VOIDED)

        self.line.do("void_lost", undo, key=key)

    def payment(self, payment_id: PlatformId, *, order_id: PlatformId | None) -> Payment | None:
        """One payment."""
        return self.line.ask("payment", lambda: self._shop.payments.get(payment_id))

    def payment_link(self, order: PosOrder) -> str:
        """A page that does not exist."""
        return f"https://memory.example/pay/{order.platform_id}"

    def refund(self, request: RefundRequest, *, key: IdempotencyKey) -> Refund:
        """Money back, never more than was taken."""

        def give_back() -> Refund:
            payment = self._shop.payments.get(request.payment_id)
            if payment is None or payment.status is not PaymentStatus.CAPTURED:
                self.line.reject("refund", "nothing was taken", status=404)
            if request.amount.currency != payment.amount.currency:
                self.line.reject("refund", "another currency was taken")
            refunded = (payment.refunded or Money.zero("USD")) + request.amount
            if refunded.amount > payment.amount.amount:
                self.line.reject("refund", "more than was taken")
            self._shop.payments[payment.platform_id] = replace(payment, refunded=refunded)
            order = self._shop.orders[payment.order_platform_id or PlatformId("")]
            self._save(order, payment_state=self._money_of(order), refunded=refunded)
            return Refund(
                platform_id=self._shop.fresh("ref"),
                status=RefundStatus.COMPLETED,
                amount=request.amount,
                payment_id=payment.platform_id,
            )

        return self.line.do("refund", give_back, key=key)

    def create_return(self, request: ReturnRequest, *, key: IdempotencyKey) -> PosReturn:
        """Goods back on the shelf where asked."""

        def take_back() -> PosReturn:
            order = self._known(request.order_platform_id, "create_return")
            sold = {one.platform_id: one.variant_platform_id for one in order.lines}
            place = request.location_platform_id or order.location_platform_id
            for one in request.lines:
                variant = sold[one.order_line_platform_id]
                if one.restock and variant is not None and place is not None:
                    self._shop.move(variant, place, one.quantity)
            return PosReturn(
                platform_id=self._shop.fresh("ret"),
                order_platform_id=order.platform_id,
                state="closed",
                restocked=any(one.restock for one in request.lines),
            )

        return self.line.do("create_return", take_back, key=key)

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """Refused."""
        raise UnsupportedError(
            _LACKS[Capability.WEBHOOKS], platform=NAME, operation="subscribe_webhooks"
        )

    # --- the books ---------------------------------------------------------------------------

    def _pages(
        self,
        operation: str,
        listed: Callable[[], Sequence[T]],
        since: str | None,
        cursor: str | None,
        *,
        newest_first: bool = False,
    ) -> Iterator[Page[T]]:
        """Records changed after `since` in the order of their revisions, `PAGE` at a time."""

        def read(offset: int) -> tuple[list[T], int]:
            records = [one for one in listed() if _revision(one) > int(since or 0) or not since]
            records.sort(key=_revision, reverse=newest_first)
            newest = max(map(_revision, records), default=int(since or 0))
            return records[offset : offset + PAGE + 1], newest

        offset, _, mark = (cursor or "0:").partition(":")
        while True:
            start = int(offset)
            found, newest = self.line.ask(operation, lambda start=start: read(start))
            mark = mark or f"{newest:09d}"
            has_more = len(found) > PAGE
            offset = str(start + PAGE)
            yield Page(
                records=tuple(found[:PAGE]),
                cursor=f"{offset}:{mark}" if has_more else None,
                high_water=None if has_more else mark,
            )
            if not has_more:
                return

    def _spoiled(self, page: Page[Product]) -> Page[Product]:
        fault = self.line.spoiled("products")
        if fault is None or not page.records:
            return page
        first, *rest = page.records
        if fault.body.get("huge"):
            return replace(page, records=(replace(first, title="x" * 1_000_000), *rest))
        bad = Quarantined(
            entity=Entity.PRODUCT,
            platform_id=first.platform_id,
            path="title",
            value=repr(fault.body.get("value")),
            remedy="give the product a title",
            raw=b"{}",
        )
        return replace(page, records=tuple(rest), quarantined=(bad,))

    def _known(self, platform_id: PlatformId, operation: str) -> PosOrder:
        order = self._shop.orders.get(platform_id)
        if order is None:
            self.line.reject(operation, "no such order", status=404)
        return order

    def _sold(self, platform_id: PlatformId, operation: str) -> tuple[Variant, Money]:
        variant = self._shop.variant(platform_id)
        if variant is None or variant.price is None:
            self.line.reject(operation, "no such variant, or no price", status=404)
        return variant, variant.price

    def _priced(self, cart: Cart, operation: str) -> Quote:
        currency = self._shop.currency
        if cart.currency != currency:
            self.line.reject(operation, f"the shop sells in {currency}")
        lines = []
        for one in cart.lines:
            variant, price = self._sold(one.variant_platform_id, operation)
            net = price * one.quantity
            rate = TAX if variant.platform_id in self._shop.taxed else Decimal(0)
            tax = Money(int((net.amount * rate).quantize(Decimal(1), ROUND_HALF_UP)), currency)
            lines.append(
                QuoteLine(
                    variant_platform_id=variant.platform_id,
                    quantity=one.quantity,
                    unit_price=price,
                    tax=tax,
                    discount=Money.zero(currency),
                    total=net + tax,
                    name=variant.name,
                )
            )
        subtotal = total((one.unit_price * one.quantity for one in lines), currency)
        tax = total((one.tax for one in lines), currency)
        fee = cart.shipping_fee or Money.zero(currency)
        return Quote(
            lines=tuple(lines),
            subtotal=subtotal,
            discount=Money.zero(currency),
            tax=tax,
            shipping=fee,
            total=subtotal + tax + fee,
        )

    def _ordered(self, draft: OrderDraft) -> PosOrder:
        cart, quote = draft.cart, self._priced(draft.cart, "create_order")
        number = self._shop.fresh("ord")
        order = PosOrder(
            platform_id=number,
            number=number.removeprefix("ord-"),
            state=OrderState.PENDING,
            payment_state=PaymentState.UNPAID,
            total=quote.total,
            tax=quote.tax,
            lines=tuple(self._line_of(one) for one in quote.lines),
            created_at=_now(),
            updated_at=_now(),
            reference=draft.reference,
            location_platform_id=cart.location_platform_id,
            customer_platform_id=cart.recipient.customer_platform_id if cart.recipient else None,
            fulfillments=(
                Fulfillment(
                    platform_id=self._shop.fresh("ful"),
                    method=cart.method,
                    state=FulfillmentState.PROPOSED,
                ),
            ),
            revision=self._shop.revision(),
        )
        self._shop.orders[order.platform_id] = order
        self._move(order, -1)
        return order

    def _line_of(self, line: QuoteLine) -> OrderLine:
        return OrderLine(
            platform_id=self._shop.fresh("lin"),
            name=line.name or "",
            quantity=Decimal(line.quantity),
            unit_price=line.unit_price,
            total=line.total,
            tax=line.tax,
            variant_platform_id=line.variant_platform_id,
        )

    def _move(self, order: PosOrder, sign: int) -> None:
        place = order.location_platform_id
        for line in order.lines:
            if line.variant_platform_id is not None and place is not None:
                self._shop.move(line.variant_platform_id, place, sign * int(line.quantity))

    def _save(self, order: PosOrder, **changes: Any) -> PosOrder:
        saved = replace(order, **changes, updated_at=_now(), revision=self._shop.revision())
        self._shop.orders[order.platform_id] = saved
        return saved

    def _add_payment(self, order_id: PlatformId, amount: Money, status: PaymentStatus) -> Payment:
        made = Payment(
            platform_id=self._shop.fresh("pay"),
            status=status,
            amount=amount,
            updated_at=_now(),
            order_platform_id=order_id,
        )
        self._shop.payments[made.platform_id] = made
        order = self._shop.orders[order_id]
        self._save(order, payment_platform_ids=(*order.payment_platform_ids, made.platform_id))
        return made

    def _turn(
        self, operation: str, payment_id: PlatformId, status: PaymentStatus, key: str
    ) -> Payment:
        """Take a payment that is reserved to its end; one that is there already stays."""

        def turn() -> Payment:
            payment = self._shop.payments.get(payment_id)
            if payment is None or payment.status not in (PaymentStatus.AUTHORIZED, status):
                self.line.reject(operation, "nothing is reserved", status=404)
            done = replace(payment, status=status, updated_at=_now())
            self._shop.payments[payment_id] = done
            order = self._shop.orders[payment.order_platform_id or PlatformId("")]
            self._save(order, payment_state=self._money_of(order))
            return done

        return self.line.do(operation, turn, key=key)

    def _money_of(self, order: PosOrder) -> PaymentState:
        """What became of the order's money, told by its payments."""
        known, number = self._shop.payments.values(), order.platform_id
        payments = [one for one in known if one.order_platform_id == number]
        taken = sum(o.amount.amount for o in payments if o.status is PaymentStatus.CAPTURED)
        back = sum(one.refunded.amount for one in payments if one.refunded)
        if back:
            return PaymentState.REFUNDED if back >= taken else PaymentState.PARTIALLY_REFUNDED
        if taken >= order.total.amount:
            return PaymentState.PAID
        held = any(one.status is PaymentStatus.AUTHORIZED for one in payments)
        return PaymentState.AUTHORIZED if held else PaymentState.UNPAID


def _revision(record: Any) -> int:
    revision: int = record.revision
    return revision


def _now() -> datetime:
    return datetime.now(UTC)
