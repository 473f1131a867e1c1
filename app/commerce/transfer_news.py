"""What shoppers are told of goods that were sent for them, outside a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from app.voice.prompts.catalog import say
from app.voice.speech import shown
from domain.errors import NotFoundError
from domain.transfers import TransferState
from storage import customers, locations, shopper_notices
from storage.shopper_notices import ShopperChannelKind
from storage.transfers import StoredTransfer

_TOLD: Final = frozenset({TransferState.RECEIVED, TransferState.CANCELED})


def tell_shopper(tx: Connection, transfer: StoredTransfer, now: datetime) -> None:
    """Ask for the shopper to be told that it arrived, or will not come; nobody where it was asked
    for by a program, without a customer."""
    if transfer.customer_id is None or transfer.state not in _TOLD:
        return
    try:
        person = customers.get(tx, transfer.merchant_id, transfer.customer_id)
    except NotFoundError:  # erased meanwhile
        return
    has = [ShopperChannelKind.SMS] if person.phone else []
    has += [ShopperChannelKind.EMAIL] if person.email else []
    shopper_notices.tell(
        tx,
        transfer.merchant_id,
        about=transfer.id,
        news=f"transfer-{transfer.state.value}",
        text=_words(tx, transfer),
        has=has,
        now=now,
        customer_id=person.id,
        locale=transfer.locale,
    )


def _words(tx: Connection, transfer: StoredTransfer) -> str:
    store = locations.location(tx, transfer.merchant_id, transfer.destination_id).name
    if transfer.state is TransferState.CANCELED:
        told = say("notice.transfer.canceled", name=transfer.name, store=store)
    elif transfer.kept_hold_id is None:
        told = say("notice.transfer.there", name=transfer.name, store=store)
    else:
        told = say("notice.transfer.kept", name=transfer.name, store=store)
    return shown(told, transfer.locale or shopper_notices.NO_LOCALE)
