"""What shoppers are written about their parcels, where the merchant wants it: the few moments that
somebody at home can do something about, each told once, in the language of the order. Of what comes
back from them, nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import Connection

from app.commerce.addressee import addressee
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.speech import shown
from domain.errors import InvalidInputError
from domain.parcels import Parcel, ParcelPolicy, ParcelState
from domain.return_labels import Label
from storage import merchants, shopper_notices
from storage.parcels import Followed
from storage.return_labels import StoredLabel
from storage.shopper_notices import NO_LOCALE

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
    if prompt is None or told.state is known.state or known.return_id is not None:
        return 0
    if not _wanted(tx, known):
        return 0
    reader = addressee(tx, known.merchant_id, known.order_id)
    number = told.number[-4:]
    carrier = told.carrier or known.carrier or told.number
    said = say(prompt, carrier=carrier, number=number)
    return shopper_notices.tell(
        tx,
        known.merchant_id,
        about=known.order_id,
        news=f"parcel.{told.state.value}:{known.id}",
        text=_with_page(said, told.url or known.url, reader.locale or NO_LOCALE),
        has=reader.has,
        now=now,
        customer_id=reader.customer_id,
        locale=reader.locale,
    )


def spread_label(tx: Connection, label: StoredLabel, bought: Label, now: datetime) -> int:
    """Send a shopper the label for what they give back; how many messages that makes."""
    reader = addressee(tx, label.merchant_id, label.order_id)
    return shopper_notices.tell(
        tx,
        label.merchant_id,
        about=label.order_id,
        news=f"return.label:{label.return_id}",
        text=_with_page(
            say("notice.return.label", carrier=bought.carrier),
            bought.url,
            reader.locale or NO_LOCALE,
        ),
        has=reader.has,
        now=now,
        customer_id=reader.customer_id,
        locale=reader.locale,
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
