"""The shadow: judges beside the live path what it has just priced, and writes down what differs.

It answers one question: had we gone by our own records alone, would we have said the same? It works
from our projection of catalog and stock, so it costs the POS nothing. What it looks through is a
handful of functions that only read (`Looks`): there is nothing in its hands that could write, hold
or order. It has threads of its own, few of them; where more is to be judged than they can do, or it
takes longer than a second, the shadow lets go, and never the shopper waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog
from prometheus_client import Counter

from app.commerce.captures import CaptureOrder
from app.commerce.model import (
    AuthorizeOutcome,
    CancelOutcome,
    Elsewhere,
    NotOrderable,
    OutOfStock,
    PlaceOrder,
    PlaceOutcome,
    PosDown,
    Prepared,
    PrepareOrder,
    PrepareOutcome,
    StockAt,
)
from app.commerce.ports import Checkout
from domain.calls import Call, Clock, Deadline
from domain.errors import DomainError
from domain.ids import CustomerId, LocationId, MerchantId, OrderId, ProductSku
from domain.money import Money
from storage.rollout import Difference

log = structlog.get_logger(__name__)

LOOKS = Counter("voicetill_shadow_looks_total", "What shadows did.", ["outcome"])
_THREADS: Final = 2
_OUTSTANDING: Final = 50
_DEADLINE_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """All that a shadow can do: read our own records."""

    price: Callable[[MerchantId, ProductSku, LocationId], Money | None]
    """What a variant costs at a store by our catalog; None: the till says. Raises DomainError."""
    stock: Callable[[MerchantId, Sequence[ProductSku], str], Mapping[ProductSku, Sequence[StockAt]]]
    """Where variants stand by our records, for a channel."""


class Report(Protocol):
    """Where differences go; it takes nothing else."""

    def __call__(self, merchant_id: MerchantId, found: Sequence[Difference]) -> None:
        """Keep them."""
        ...


class Shadow:
    """Judges prepared orders; thread-safe."""

    def __init__(
        self,
        looks: Looks,
        report: Report,
        is_on: Callable[[MerchantId, str], bool],
        clock: Clock,
    ) -> None:
        """`is_on` tells whether a merchant's channel is shadowed."""
        self._looks = looks
        self._report = report
        self._is_on = is_on
        self._clock = clock
        self._room = threading.Semaphore(_OUTSTANDING)
        self._pool = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="shadow")

    def beside(self, command: PrepareOrder, outcome: PrepareOutcome) -> None:
        """Judge this later, if it is to be judged and there is room; returns at once."""
        if not self._is_on(command.merchant_id, command.channel):
            return
        if not self._room.acquire(blocking=False):
            LOOKS.labels("dropped").inc()
            return
        self._pool.submit(self._look, command, outcome, Deadline.after(_DEADLINE_S))

    def close(self) -> None:
        """Finish what is begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _look(self, command: PrepareOrder, outcome: PrepareOutcome, deadline: Deadline) -> None:
        try:
            found = self._judged(command, outcome, deadline)
            if found:
                self._report(command.merchant_id, found)
            LOOKS.labels("differs" if found else "agrees").inc()
        except TimeoutError:
            LOOKS.labels("late").inc()
        except Exception:  # the last handler of a look: the live path goes on regardless
            LOOKS.labels("failed").inc()
            log.exception("shadow.failed", merchant_id=command.merchant_id)
        finally:
            self._room.release()

    def _judged(
        self, command: PrepareOrder, outcome: PrepareOutcome, deadline: Deadline
    ) -> list[Difference]:
        judge = _Judge(self._looks, command, self._clock, deadline)
        match outcome:
            case Prepared():
                return judge.prepared(outcome)
            case OutOfStock():
                return judge.sold_out(outcome)
            case NotOrderable() | PosDown():
                return []  # told by the till, of which our records know nothing


@dataclass(frozen=True, slots=True)
class _Judge:
    """One outcome beside our records."""

    looks: Looks
    command: PrepareOrder
    clock: Clock
    deadline: Deadline

    def prepared(self, live: Prepared) -> list[Difference]:
        found: list[Difference] = []
        prices: list[Money] = []
        for line in live.lines:
            self._in_time()
            if line.choices:
                continue  # what choices cost is priced by the till
            try:
                price = self.looks.price(
                    self.command.merchant_id, line.variant.sku, live.location_id
                )
            except DomainError as error:
                found.append(self._one(live, "outcome", line.variant.sku, "prepared", error.code))
                continue
            if price is None:
                continue
            prices.append(price * line.quantity)
            if price != line.unit_price:
                told = (_money(line.unit_price), _money(price))
                found.append(self._one(live, "unit_price", line.variant.sku, *told))
        found += self._subtotal(live, prices)
        return [*found, *self._stock(live)]

    def sold_out(self, live: OutOfStock) -> list[Difference]:
        sku = live.variant.sku
        at = next(
            (s for s in self._stores([sku], sku) if s.location_name == live.location_name), None
        )
        if at is None or not at.can_sell(live.wanted):
            return []
        return [self._one(None, "available", sku, _number(live.left), _number(at.available))]

    def _subtotal(self, live: Prepared, prices: Sequence[Money]) -> list[Difference]:
        if len(prices) < len(live.lines):
            return []
        total = sum(prices[1:], prices[0])
        if total == live.quote.subtotal:
            return []
        told = (_money(live.quote.subtotal), _money(total))
        return [self._one(live, "subtotal", None, *told)]

    def _stock(self, live: Prepared) -> list[Difference]:
        """The live path holds the goods by now, so our figure is what is left beside them."""
        self._in_time()
        skus = [line.variant.sku for line in live.lines]
        known = self.looks.stock(self.command.merchant_id, skus, self.command.channel)
        found = []
        for line in live.lines:
            at = next(
                (s for s in known.get(line.variant.sku, ()) if s.location_id == live.location_id),
                None,
            )
            if at is None or at.available is None or at.available + at.backorder < 0:
                told = (line.quantity, None if at is None else _number(at.available))
                found.append(self._one(live, "available", line.variant.sku, *told))
        return found

    def _stores(self, skus: Sequence[ProductSku], sku: ProductSku) -> Sequence[StockAt]:
        self._in_time()
        found = self.looks.stock(self.command.merchant_id, skus, self.command.channel)
        return found.get(sku, ())

    def _one(
        self, live: Prepared | None, field: str, sku: str | None, said: Any, thought: Any
    ) -> Difference:
        return Difference(
            channel=self.command.channel,
            order_id=None if live is None else live.order_id,
            field=field,
            sku=sku,
            live=said,
            shadow=thought,
            at=self.clock.now(),
        )

    def _in_time(self) -> None:
        if self.deadline.is_past:
            raise TimeoutError


@dataclass(frozen=True, slots=True)
class ShadowedCheckout:
    """The live checkout, with the shadow told of what it prepared."""

    live: Checkout
    shadow: Shadow

    def prepare(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        """Quote and hold; same key, same prepared order."""
        outcome = self.live.prepare(command, call)
        self.shadow.beside(command, outcome)
        return outcome

    def authorize(self, command: PlaceOrder, call: Call) -> AuthorizeOutcome:
        """Run the steps up to the authorization and stop there."""
        return self.live.authorize(command, call)

    def place(self, command: PlaceOrder, call: Call) -> PlaceOutcome:
        """Run the steps to the end; a placed order gives its receipt again, or `CanceledSince`."""
        return self.live.place(command, call)

    def capture(self, command: CaptureOrder, call: Call) -> PlaceOutcome:
        """Take the money of an authorized order: of all of it, or of what is delivered."""
        return self.live.capture(command, call)

    def void(self, merchant_id: MerchantId, order_id: OrderId, *, call: Call) -> CancelOutcome:
        """Let an authorization go with its order."""
        return self.live.void(merchant_id, order_id, call=call)

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        """Undo: release, void or refund, cancel in the POS."""
        return self.live.cancel(merchant_id, order_id, reason=reason, call=call)

    def elsewhere(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        wish: str,
        *,
        besides: OrderId | None = None,
    ) -> Elsewhere | None:
        """Where a wish has gone on, `besides` the attempt of who asks; None: nowhere."""
        return self.live.elsewhere(merchant_id, customer_id, wish, besides=besides)


def _money(money: Money | None) -> dict[str, Any] | None:
    return None if money is None else {"amount": money.amount, "currency": money.currency}


def _number(quantity: Any) -> str | None:
    return None if quantity is None else f"{quantity:f}"
