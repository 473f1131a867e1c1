"""Orders at a Counterpoint till: documents, made once, paid by recording, read until posted.

The server knows no idempotency key and finds no document by our reference. What was sent is noted
before in the gateway's `OrderMemory`: a key that was noted and never answered is in doubt, and
neither sent again nor said not to exist. Staff look for the reference in the document's note.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from adapters.counterpoint.catalog import CatalogRun
from adapters.counterpoint.client import CounterpointClient, malformed, path
from adapters.counterpoint.errors import PLATFORM_NAME, TITLE
from adapters.counterpoint.memory import check_recorded, forgetting, known_document
from adapters.counterpoint.pricing import priced
from adapters.counterpoint.reading import read_one
from adapters.platform import OrderMemory, SentOrder
from adapters.wire import JsonObject
from domain.errors import (
    ConfigurationError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    FulfillmentMethod,
    OrderDraft,
    OrderLine,
    OrderState,
    PaymentState,
    PosOrder,
    Quote,
)
from mapping.platforms import counterpoint as table
from mapping.platforms import counterpoint_documents as documents
from mapping.platforms.counterpoint_pricing import PricedCart, line_taxes, quote_of
from mapping.platforms.counterpoint_requests import (
    document_request,
    note_row,
    payment_request,
)

_ORDER = "Order"


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of one connection."""

    client: CounterpointClient
    run: CatalogRun
    memory: OrderMemory | None

    def quote(self, cart: Cart) -> Quote:
        """The items' own prices and the connection's taxes; nothing is written."""
        return quote_of(priced(self.run, cart))

    def create(self, draft: OrderDraft, *, key: IdempotencyKey) -> PosOrder:
        """An unpaid order that commits the stock and that staff see at once."""
        memory = self._memory()
        noted = memory.find(draft.reference)
        if noted is not None:
            return self._again(noted)
        settings = self.run.settings
        till, _ = settings.till(draft.cart.location_platform_id), settings.pay_code
        cart = priced(self.run, draft.cart)
        _check_recipient(draft)
        body = document_request(draft, cart, till)
        noted = memory.begin(key, reference=draft.reference)
        if noted is not None:
            return self._again(noted)
        with forgetting(memory, key):
            document = _made(self.client.write("/Document", "documents.create", body))
        memory.finish(key, document)
        return self._as_stored(document) or _as_sent(document, draft, cart, self.run)

    def find(self, reference: str) -> PosOrder | None:
        """The order with our reference, None if it was never sent.

        Raises AmbiguousOutcomeError for one in doubt, RejectedError for one that was posted.
        """
        noted = self._memory().find(reference)
        return None if noted is None else self._again(noted)

    def get(self, document: PlatformId) -> PosOrder | None:
        """One document; None if it never was there, or was posted: then it is done."""
        raw = self.client.row(path("Document", document), "documents.get", "PS_DOC_HDR")
        return None if raw is None else self._read(raw)

    def confirm(
        self, order: PosOrder, *, paid: Money, external_reference: str | None, key: IdempotencyKey
    ) -> PosOrder:
        """Record the money that another processor took; recorded once, whatever is lost.

        A note on the document names the payment. The payment itself is noted in the gateway's
        memory before it is sent: noted, unanswered and not to be seen on the document, it is in
        doubt, and staff must look.
        """
        _check_paid(order, paid, external_reference)
        body = payment_request(paid, self.run.settings.pay_code)
        memory = self._memory()
        raw = self.client.row(path("Document", order.platform_id), "documents.get", "PS_DOC_HDR")
        reference = f"payment of {order.platform_id}"
        if raw is None:
            return _posted(order, memory.find(reference))
        stored = self._read(raw)
        if stored.payment_state is PaymentState.PAID:
            return stored
        _check_sum(stored, paid)
        if not documents.note_of(raw.get("PS_DOC_NOTE"), documents.PAID_NOTE):
            self._name_payment(order.platform_id, f"Paid {paid} elsewhere\n{external_reference}")
        payment = IdempotencyKey(f"{key}:payment")
        noted = memory.begin(payment, reference=reference)
        if noted is not None:
            check_recorded(noted, order.number)
            return _paid(stored)
        with forgetting(memory, payment):
            self.client.write(
                path("Document", order.platform_id, "Payments"), "documents.pay", body
            )
        memory.finish(payment, order.platform_id)
        found = self._as_stored(order.platform_id)
        if found is not None and found.payment_state is PaymentState.PAID:
            return found
        return _paid(stored)

    def _name_payment(self, document: PlatformId, written: str) -> None:
        self.client.write(
            path("Document", document, "Note"),
            "documents.note",
            {"PS_DOC_NOTE": note_row(documents.PAID_NOTE, written)},
        )

    def _again(self, noted: SentOrder) -> PosOrder:
        """The order that was made before. Raises AmbiguousOutcomeError for one in doubt."""
        document = known_document(noted)
        found = self.get(document)
        if found is None:
            raise _gone(document)
        return found

    def _as_stored(self, document: PlatformId) -> PosOrder | None:
        """The document as the server keeps it; it is made, whatever reading it back brings."""
        try:
            return self.get(document)
        except PlatformError:
            return None

    def _read(self, raw: JsonObject) -> PosOrder:
        context = {"currency": self.run.settings.currency, "zone": self.run.settings.zone}
        return read_one(table.ORDER, raw, "documents.get", context=context, report=self.run.report)

    def _memory(self) -> OrderMemory:
        if self.memory is None:
            raise ConfigurationError(
                f"{TITLE} finds no order by its reference; without the gateway's own memory of "
                "orders sent, none is made there"
            )
        return self.memory


def _made(answer: JsonObject) -> PlatformId:
    """The order among the documents that were made; a deposit's ticket may stand beside it."""
    made = answer.get("Documents")
    rows = [one for one in made if isinstance(one, dict)] if isinstance(made, list) else []
    chosen = next((one for one in rows if one.get("reference") == _ORDER), None)
    if chosen is None or not isinstance(chosen.get("DOC_ID"), (int, str)):
        raise malformed("documents.create", "the answer names no order")
    return PlatformId(str(chosen["DOC_ID"]))


def _as_sent(
    document: PlatformId, draft: OrderDraft, cart: PricedCart, run: CatalogRun
) -> PosOrder:
    """The order as it was sent, for when it cannot be read back just now."""
    recipient = draft.cart.recipient
    lines = zip(cart.all_lines, line_taxes(cart), strict=True)
    return PosOrder(
        platform_id=document,
        number=document,
        state=OrderState.PENDING,
        payment_state=PaymentState.UNPAID,
        total=cart.total,
        tax=cart.tax,
        lines=tuple(
            OrderLine(
                platform_id=PlatformId(str(number)),
                name=line.name,
                quantity=Decimal(line.quantity),
                unit_price=line.unit_price,
                total=line.amount,
                tax=tax,
                variant_platform_id=line.variant,
            )
            for number, (line, tax) in enumerate(lines, start=1)
        ),
        created_at=run.now,
        updated_at=run.now,
        reference=draft.reference,
        location_platform_id=draft.cart.location_platform_id,
        customer_platform_id=recipient.customer_platform_id if recipient else None,
        fulfillments=(documents.fulfillment(document, OrderState.PENDING, draft.cart.method),),
    )


def _check_recipient(draft: OrderDraft) -> None:
    if draft.cart.method is not FulfillmentMethod.SHIPPING:
        return
    recipient = draft.cart.recipient
    if recipient is None or recipient.address is None:
        raise RejectedError(
            "an order to ship needs an address",
            platform=PLATFORM_NAME,
            operation="documents.create",
        )


def _check_paid(order: PosOrder, paid: Money, external_reference: str | None) -> None:
    if external_reference is None:
        raise UnsupportedError(
            "this store's till takes no money by itself; charge the card elsewhere",
            platform=PLATFORM_NAME,
            operation="orders.confirm",
        )
    _check_sum(order, paid)


def _check_sum(order: PosOrder, paid: Money) -> None:
    """Raises RejectedError for more or less than the order comes to."""
    if paid != order.total:
        raise RejectedError(
            f"{paid} was paid for an order of {order.total}",
            platform=PLATFORM_NAME,
            operation="orders.confirm",
        )


def _paid(order: PosOrder) -> PosOrder:
    """The order whose payment was recorded, for when it cannot be read back just now."""
    return replace(order, state=OrderState.CONFIRMED, payment_state=PaymentState.PAID)


def _posted(order: PosOrder, noted: SentOrder | None) -> PosOrder:
    """An order that is not open any more. Raises RejectedError unless it was paid before."""
    if noted is None or noted.platform_id is None:
        raise _gone(order.platform_id)
    return replace(_paid(order), state=OrderState.COMPLETED)


def _gone(document: PlatformId) -> RejectedError:
    return RejectedError(
        f"document {document} is not open any more: it was posted, or removed at the till",
        platform=PLATFORM_NAME,
        operation="documents.get",
        status=404,
    )
