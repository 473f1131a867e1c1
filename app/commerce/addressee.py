"""Who a parcel is for: what they speak, how they are reached, where they live.

As the order has it, else as the customer's records do. Nobody, once they are forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from app.commerce.records import find_context
from domain.errors import NotFoundError
from domain.ids import MerchantId, OrderId
from domain.return_labels import PostalContact
from storage import customers, journal, orders
from storage.shopper_notices import ShopperChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """The shopper behind an order."""

    customer_id: str | None = None
    locale: str | None = None
    has: tuple[ShopperChannelKind, ...] = ()
    home: PostalContact | None = None
    """Where their parcels go; None: it is not known here."""


NOBODY = Addressee()


def addressee(tx: Connection, merchant_id: MerchantId, order_id: OrderId) -> Addressee:
    """Who an order's parcels are for."""
    checkout = journal.load(tx, merchant_id, order_id)
    if checkout is None:
        return _on_file(tx, merchant_id, order_id)
    context = find_context(checkout.context)
    if context is None:
        return NOBODY
    to = context.recipient
    home = None
    if to.address is not None:
        home = PostalContact(name=to.name, address=to.address, phone=to.phone, email=to.email)
    return Addressee(
        customer_id=context.customer_id,
        locale=context.locale,
        has=_kinds(to.phone, to.email),
        home=home,
    )


def _on_file(tx: Connection, merchant_id: MerchantId, order_id: OrderId) -> Addressee:
    """Of an order that the till took by itself."""
    try:
        customer_id = orders.get(tx, merchant_id, order_id).customer_id
        person = customers.get(tx, merchant_id, customer_id or "")
    except NotFoundError:
        return NOBODY
    phone, email, home = person.phone, person.email, None
    if person.address is not None:
        home = PostalContact(name=person.name, address=person.address, phone=phone, email=email)
    return Addressee(customer_id=person.id, has=_kinds(phone, email), home=home)


def _kinds(phone: str | None, email: str | None) -> tuple[ShopperChannelKind, ...]:
    sms = (ShopperChannelKind.SMS,) if phone else ()
    return (*sms, ShopperChannelKind.EMAIL) if email else sms
