"""Pricing, placing, paying for and canceling orders.

An order is priced, then posted under our reference as `externalId`, which Toast keeps unique: a
repeat is refused, and the order is looked up by it. The kitchen sees it at once. What another
processor took is booked as an OTHER payment on its check.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import quote as url_quote

from adapters.platform import AdapterSettings
from adapters.toast import options
from adapters.toast.client import ToastClient, as_object, as_rows, malformed, read_one
from adapters.toast.errors import PLATFORM_NAME
from adapters.toast.history import OrderRun, find_by_external_id
from adapters.wire import JsonObject
from domain.errors import (
    ConfigurationError,
    PriceChangedError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    FulfillmentMethod,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    Quote,
)
from domain.payments import PaymentStatus
from mapping.platforms import toast as table
from mapping.platforms.toast_requests import (
    Service,
    draft_request,
    external_id,
    payment_request,
    price_request,
)

_ORDERS = "/orders/v2/orders"
_BEHAVIOR = {FulfillmentMethod.PICKUP: "TAKE_OUT", FulfillmentMethod.SHIPPING: "DELIVERY"}
_EVERYTHING = {"selections": {"voidAll": True}, "payments": {"voidAll": True}}


@dataclass(frozen=True, slots=True)
class Ordering:
    """The writing side of one restaurant."""

    client: ToastClient
    settings: AdapterSettings
    currency: str
    """The restaurant's, which orders do not name."""

    def quote(self, cart: Cart) -> Quote:
        """What the cart costs now, by the restaurant's menus, taxes and hours."""
        self._check_currency(cart, "orders.prices")
        try:
            body = price_request(cart, self._service(cart))
        except ValueError as error:
            _refuse(error, "orders.prices")
        return self._priced(cart, body)

    def create(self, draft: OrderDraft) -> PosOrder:
        """Price and post the order; our reference makes it one however often it is sent.

        The kitchen begins when it arrives, so another price than was agreed to is told before:
        raises PriceChangedError, unless the order stands already.
        """
        cart = draft.cart
        self._check_currency(cart, "orders.create")
        naming = self._option(options.NAMING)
        try:
            body = draft_request(draft, self._service(cart), naming=naming)
        except ValueError as error:
            _refuse(error, "orders.create")
        now = self._priced(cart, {name: one for name, one in body.items() if name != "externalId"})
        agreed = draft.agreed_total
        if agreed is not None and agreed != now.total:
            return self._made_before(body["externalId"], agreed, now.total)
        try:
            raw = self.client.write(_ORDERS, "orders.create", body, once=True)
        except RejectedError as refused:
            if refused.status not in (400, 409):
                raise
            raw = self._by_external_id(body["externalId"])
            if raw is None:
                raise
        return self._read(_one(raw), "orders.create")

    def _made_before(self, external: str, agreed: Money, now: Money) -> PosOrder:
        """The order that an earlier sending made at the price of its time, if one did."""
        raw = self._by_external_id(external)
        if raw is None:
            raise PriceChangedError(agreed=agreed, now=now)
        return self._read(_one(raw), "orders.create")

    def find(self, reference: str, *, created_after: datetime, run: OrderRun) -> PosOrder | None:
        """The order under our reference: asked for by it, and where Toast knows none by that
        name, looked for among those that changed since."""
        wanted = external_id(self._option(options.NAMING), reference)
        raw = self._by_external_id(wanted)
        if raw is None:
            raw = find_by_external_id(run, wanted, created_after - timedelta(minutes=1))
        return None if raw is None else self._read(raw, "orders.find")

    def get(self, platform_id: PlatformId) -> PosOrder | None:
        """One order, or None."""
        raw = self.client.find(f"{_ORDERS}/{platform_id}", "orders.get")
        return None if raw is None else self._read(raw, "orders.get")

    def confirm(self, order: PosOrder, *, paid: Money, reference: str | None) -> PosOrder:
        """Book what another processor took, once: the order is read first, because Toast promises
        no uniqueness for payments. Raises: RejectedError where another sum is due."""
        if paid != order.total:
            raise RejectedError(
                f"{paid} was paid on an order of {order.total}; charge the rest or cancel it",
                platform=PLATFORM_NAME,
                operation="orders.confirm",
                platform_code="PAYMENT_AMOUNT_MISMATCH",
            )
        raw = self._raw(order.platform_id)
        current = self._read(raw, "orders.confirm")
        if current.payment_state is PaymentState.PAID or current.total.amount == 0:
            return current
        if current.state is OrderState.CANCELED:
            raise RejectedError(
                "the restaurant does not cook this order any more; give the money back",
                platform=PLATFORM_NAME,
                operation="orders.confirm",
                platform_code="ORDER_CANCELED",
            )
        if reference is None:
            raise UnsupportedError(
                "Toast takes no money for us: name the payment of the processor that did",
                platform=PLATFORM_NAME,
                operation="orders.confirm",
            )
        return self._book(raw, paid, reference, current)

    def _book(self, raw: JsonObject, paid: Money, reference: str, current: PosOrder) -> PosOrder:
        payment = payment_request(
            paid,
            payment_type=self._payment_type(),
            naming=self._option(options.NAMING),
            reference=reference,
        )
        check = next(one for one in raw["checks"] if not one.get("deleted"))
        if self._holds(check, payment["externalId"]):
            return current
        path = f"{_ORDERS}/{current.platform_id}/checks/{check['guid']}/payments"
        answer = self.client.write(path, "orders.pay", [payment], once=False)
        return self._read(_one(answer), "orders.pay")

    def _holds(self, check: JsonObject, external: str) -> bool:
        for raw in check.get("payments") or ():
            context = {"currency": self.currency}
            found = read_one(table.PAYMENT, raw, "orders.confirm", self.settings.report, context)
            if found.reference == external and found.status is not PaymentStatus.VOIDED:
                return True
        return False

    def cancel(self, platform_id: PlatformId) -> PosOrder:
        """Void the whole order with its payments; a voided one is given back unchanged."""
        current = self._read(self._raw(platform_id), "orders.cancel")
        if current.state is OrderState.CANCELED:
            return current
        path = f"{_ORDERS}/{platform_id}/void"
        try:
            answer = self.client.write(path, "orders.void", dict(_EVERYTHING), once=True)
        except RejectedError:
            again = self._read(self._raw(platform_id), "orders.cancel")
            if again.state is not OrderState.CANCELED:
                raise
            return again
        return self._read(_one(answer), "orders.void")

    def _raw(self, platform_id: PlatformId) -> JsonObject:
        return as_object(self.client.read(f"{_ORDERS}/{platform_id}", "orders.get"), "orders.get")

    def _by_external_id(self, wanted: str) -> JsonObject | None:
        """ "You can … GET the order with that externalId": `ExternalReference`, orders 2.9.0."""
        raw = self.client.find(f"{_ORDERS}/{url_quote(wanted, safe='')}", "orders.find")
        return raw if raw is not None and raw.get("externalId") == wanted else None

    def _priced(self, cart: Cart, body: JsonObject) -> Quote:
        answer = self.client.ask("/orders/v2/prices", "orders.prices", body)
        wanted = frozenset(line.variant_platform_id for line in cart.lines)
        context = {"currency": cart.currency, "wanted": wanted}
        quote = read_one(table.QUOTE, answer, "orders.prices", self.settings.report, context)
        if len(quote.lines) != len(cart.lines):
            raise malformed("orders.prices", "the priced order has other lines than the cart")
        return quote

    def _check_currency(self, cart: Cart, operation: str) -> None:
        if cart.currency != self.currency:
            raise UnsupportedError(
                f"the restaurant's till counts in {self.currency}, not in {cart.currency}",
                platform=PLATFORM_NAME,
                operation=operation,
            )

    def _read(self, raw: Any, operation: str) -> PosOrder:
        context = {"currency": self.currency, "location": self.client.restaurant}
        return read_one(table.ORDER, raw, operation, self.settings.report, context)

    def _service(self, cart: Cart) -> Service:
        is_pickup = cart.method is FulfillmentMethod.PICKUP
        given = self._option(options.PICKUP if is_pickup else options.DELIVERY)
        return Service(
            dining_option=given or self._dining_option(_BEHAVIOR[cart.method]),
            delivery_charge=self._option(options.DELIVERY_CHARGE),
            fallback_email=self._option(options.FALLBACK_EMAIL),
        )

    def _dining_option(self, behavior: str) -> str:
        rows = self._config("diningOptions", "config.dining_options")
        fitting = [one for one in rows if one.get("behavior") == behavior]
        plain = [one for one in fitting if not one.get("curbside")]
        if not fitting:
            raise UnsupportedError(
                f"the restaurant offers no {'takeout' if behavior == 'TAKE_OUT' else 'delivery'}",
                platform=PLATFORM_NAME,
                operation="config.dining_options",
            )
        return str((plain or fitting)[0]["guid"])

    def _payment_type(self) -> str:
        given = self._option(options.PAYMENT_TYPE)
        if given:
            return given
        rows = self._config("alternatePaymentTypes", "config.payment_types")
        if len(rows) == 1:
            return str(rows[0]["guid"])
        names = ", ".join(sorted(f"{one.get('name')} = {one.get('guid')}" for one in rows))
        raise ConfigurationError(
            f"set payment_type to the alternate payment type for voice orders: {names or 'none'}"
        )

    def _config(self, noun: str, operation: str) -> list[JsonObject]:
        return as_rows(self.client.read(f"/config/v2/{noun}", operation), operation)

    def _option(self, name: str) -> str:
        value = self.settings.options.get(name, "")
        return value or next(one.default for one in options.OPTIONS if one.name == name)


def _one(answer: Any) -> Any:
    """The order in an answer: the document names `OrderResponse`, its example is the order."""
    orders = answer.get("orders") if isinstance(answer, dict) else None
    if isinstance(orders, list) and len(orders) == 1:
        return orders[0]
    return answer


def _refuse(error: ValueError, operation: str) -> NoReturn:
    raise UnsupportedError(str(error), platform=PLATFORM_NAME, operation=operation) from error
