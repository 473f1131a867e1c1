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
from adapters.counterpoint.pricing import priced
from adapters.counterpoint.reading import read_one
from adapters.platform import OrderMemory, SentOrder
from adapters.wire import JsonObject
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    MalformedResponseError,
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
        till = self.run.settings.till(draft.cart.location_platform_id)
        cart = priced(self.run, draft.cart)
        _check_recipient(draft)
        body = document_request(draft, cart, till)
        noted = memory.begin(key, reference=draft.reference)
        if noted is not None:
            return self._again(noted)
        document = self._send(body, key, memory)
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

    def confirm(self, order: PosOrder, *, paid: Money, external_reference: str | None) -> PosOrder:
        """Record the money that another processor took; recorded once, whatever is lost.

        A note that names the payment goes before it: where the note is there and the money is
        not, nobody can tell whether it was recorded, and staff must look.
        """
        if external_reference is None:
            raise UnsupportedError(
                "this store's till takes no money by itself; charge the card elsewhere",
                platform=PLATFORM_NAME,
                operation="orders.confirm",
            )
        if paid != order.total:
            raise RejectedError(
                f"{paid} was paid for an order of {order.total}",
                platform=PLATFORM_NAME,
                operation="orders.confirm",
            )
        pay_code = self.run.settings.pay_code
        raw = self.client.row(path("Document", order.platform_id), "documents.get", "PS_DOC_HDR")
        if raw is None:
            raise _gone(order.platform_id)
        stored = self._read(raw)
        if stored.payment_state is PaymentState.PAID:
            return stored
        self._announce(raw, stored, paid, external_reference)
        self.client.write(
            path("Document", order.platform_id, "Payments"),
            "documents.pay",
            payment_request(paid, pay_code),
        )
        return self.get(order.platform_id) or _paid(stored)

    def _announce(
        self, raw: JsonObject, order: PosOrder, paid: Money, external_reference: str
    ) -> None:
        """Note the payment before it is recorded. Raises AmbiguousOutcomeError if it was noted."""
        if documents.note_of(raw.get("PS_DOC_NOTE"), documents.PAID_NOTE):
            raise AmbiguousOutcomeError(
                f"a payment of {paid} was announced on document {order.number} and cannot be "
                "seen; have staff record it or remove the note",
                platform=PLATFORM_NAME,
                operation="documents.pay",
            )
        written = f"Paid {paid} by card elsewhere\n{external_reference}"
        self.client.write(
            path("Document", order.platform_id, "Note"),
            "documents.note",
            {"PS_DOC_NOTE": note_row(documents.PAID_NOTE, written)},
        )

    def _send(self, body: JsonObject, key: IdempotencyKey, memory: OrderMemory) -> PlatformId:
        """Make the document; the key is free again if it surely was not made."""
        try:
            answer = self.client.write("/Document", "documents.create", body)
        except (AmbiguousOutcomeError, MalformedResponseError):
            raise
        except (PlatformError, ConfigurationError):
            memory.forget(key)
            raise
        return _made(answer)

    def _again(self, noted: SentOrder) -> PosOrder:
        """The order that was made before. Raises AmbiguousOutcomeError for one in doubt."""
        document = _known(noted)
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


def _paid(order: PosOrder) -> PosOrder:
    """The order after its payment was recorded, for when staff posted it at once."""
    return replace(order, state=OrderState.COMPLETED, payment_state=PaymentState.PAID)


def _gone(document: PlatformId) -> RejectedError:
    return RejectedError(
        f"document {document} is not open any more: it was posted, or removed at the till",
        platform=PLATFORM_NAME,
        operation="documents.get",
        status=404,
    )


def _known(noted: SentOrder) -> PlatformId:
    """The document of an order that was sent. Raises AmbiguousOutcomeError if nobody knows it."""
    if noted.platform_id is not None:
        return noted.platform_id
    raise AmbiguousOutcomeError(
        f"order {noted.reference} was sent and its answer lost; have staff look for "
        f"{noted.reference!r} in the notes of open orders, it is not sent again",
        platform=PLATFORM_NAME,
        operation="documents.create",
    )
