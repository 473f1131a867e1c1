"""The card on file of who orders: read while pricing, and once more where it could not be then."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from app.commerce.records import CheckoutContext
from domain.calls import Call
from domain.customers import StoredCard
from domain.errors import ConfigurationError, PlatformError, UnsupportedError
from domain.ids import ConnectionId, PlatformId
from domain.ports.pos import PosDirectory

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Unread:
    """Whoever keeps the card did not tell: whether there is one is not known."""

    till_away: bool = False
    """The till itself does not answer either, so that the order may wait for it."""


def card_on_file(
    pos: PosDirectory, connection_id: ConnectionId, customer: PlatformId, call: Call
) -> StoredCard | Unread | None:
    """The card that pays unless told else; None: there is none, or none can be kept there."""
    try:
        cards = pos.open(connection_id, call).stored_cards(customer)
    except UnsupportedError:
        return None
    except (PlatformError, ConfigurationError) as error:
        log.info("checkout.card_unknown", error=type(error).__name__)
        return Unread()
    return cards[0] if cards else None


def lacks_card(context: CheckoutContext) -> bool:
    """Whether a card is to be charged of which it is not known whether it is on file."""
    return context.card_unread and context.payment_token is None and context.card_due.amount > 0


def with_card(context: CheckoutContext, pos: PosDirectory, call: Call) -> CheckoutContext | Unread:
    """The checkout with the card on file, read anew before anything is charged.

    To be journaled before the charge is tried: its key stands for that card.
    """
    if context.payment_connection is None or context.payment_customer_id is None:
        return replace(context, card_unread=False)
    card = card_on_file(pos, context.payment_connection, context.payment_customer_id, call)
    if isinstance(card, Unread):
        at_till = context.payment_connection == context.record_connection
        return Unread(till_away=at_till and _is_away(pos, context.record_connection, call))
    return replace(
        context,
        card_unread=False,
        card_token=None if card is None else card.token,
        card_brand=None if card is None else card.brand,
        card_last4=None if card is None else card.last4,
    )


def _is_away(pos: PosDirectory, connection_id: ConnectionId, call: Call) -> bool:
    try:
        pos.open(connection_id, call).ping()
    except (PlatformError, ConfigurationError):
        return True
    return False
