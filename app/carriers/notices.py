"""What shoppers are written about their parcels, where the merchant wants it: the few moments that
somebody at home can do something about, each told once, in the language of the order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import Connection

from app.commerce.records import find_context
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.speech import shown
from domain.errors import InvalidInputError, NotFoundError
from domain.parcels import Parcel, ParcelPolicy, ParcelState
from storage import customers, journal, merchants, orders, shopper_notices
from storage.parcels import Followed
from storage.shopper_notices import NO_LOCALE, ShopperChannelKind

log = structlog.get_logger(__name__)

_SAID: Final[Mapping[ParcelState, str]] = {
    ParcelState.OUT_FOR_DELIVERY: "notice.parcel.today",
    ParcelState.AWAITS_PICKUP: "notice.parcel.pickup",
    ParcelState.DELIVERED: "notice.parcel.delivered",
    ParcelState.RETURNING: "notice.parcel.trouble",
    ParcelState.FAILED: "notice.parcel.trouble",
}


def spread(tx: Connection, known: Followed, told: Parcel, now: datetime) -> int:
    """Ask for the shopper to be told, in the transaction that makes it true; how many messages."""
    prompt = _SAID.get(told.state)
    if prompt is None or told.state is known.state or not _wanted(tx, known):
        return 0
    customer_id, locale, has = _reader(tx, known)
    number = told.number[-4:]
    carrier = told.carrier or known.carrier or told.number
    said = say(prompt, carrier=carrier, number=number)
    return shopper_notices.tell(
        tx,
        known.merchant_id,
        about=known.order_id,
        news=f"parcel.{told.state.value}:{known.id}",
        text=_with_page(said, told.url or known.url, locale or NO_LOCALE),
        has=has,
        now=now,
        customer_id=customer_id,
        locale=locale,
    )


def _with_page(said: Speech, url: str | None, locale: str) -> str:
    words = " ".join(shown(said, locale).split())
    return f"{words} {url}" if url else words


def _wanted(tx: Connection, known: Followed) -> bool:
    settings = merchants.merchant(tx, known.merchant_id).settings
    try:
        return ParcelPolicy.from_settings(settings.get("parcels", {})).tell_shoppers
    except InvalidInputError as error:
        log.error("parcel.policy_unreadable", merchant_id=known.merchant_id, error=str(error))
        return False


def _reader(
    tx: Connection, known: Followed
) -> tuple[str | None, str | None, list[ShopperChannelKind]]:
    """Who ordered, what they speak, and how they are reached: as the order has it, else as the
    customer's records do. Nobody, once they are forgotten."""
    checkout = journal.load(tx, known.merchant_id, known.order_id)
    if checkout is not None:
        context = find_context(checkout.context)
        if context is None:
            return None, None, []
        phone, email = context.recipient.phone, context.recipient.email
        return context.customer_id, context.locale, _kinds(phone, email)
    try:
        customer_id = orders.get(tx, known.merchant_id, known.order_id).customer_id
        person = customers.get(tx, known.merchant_id, customer_id or "")
    except NotFoundError:
        return None, None, []
    return person.id, None, _kinds(person.phone, person.email)


def _kinds(phone: str | None, email: str | None) -> list[ShopperChannelKind]:
    sms = [ShopperChannelKind.SMS] if phone else []
    return [*sms, ShopperChannelKind.EMAIL] if email else sms
