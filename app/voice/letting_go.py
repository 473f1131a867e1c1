"""Giving up what was read back and not agreed to, with the stock held for it."""

from __future__ import annotations

from typing import Final

from app.commerce.model import OrderView
from app.voice.dialogue.state import Held
from app.voice.services import ShopServices
from domain.calls import Call
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import MerchantId
from domain.orders import OrderState, PaymentState
from storage.exchanges import ExchangeState

_CHARGED: Final = frozenset(
    {PaymentState.PAID, PaymentState.PARTIALLY_REFUNDED, PaymentState.REFUNDED}
)


def let_go(shop: ShopServices, merchant_id: MerchantId, held: Held, call: Call) -> OrderView | None:
    """Give it up. What has ended is left as it is; so is what is being paid or stands by now, and
    an order of that kind is given: a turn may have died after its yes.

    Raises PlatformError, and IllegalTransitionError where parts or an exchange are being placed, or
    were placed.
    """
    if held.in_parts:
        _let_parts_go(shop, merchant_id, held, call)
        return None
    if held.exchange_id is not None:
        _let_exchange_go(shop, merchant_id, held.exchange_id, call)
        return None
    try:
        stands = _agreed_to(shop, merchant_id, held)
        if stands is not None:
            return stands
        shop.checkout.void(merchant_id, held.order_id, call=call)
        return _agreed_to(shop, merchant_id, held)  # should it have been agreed to meanwhile
    except (NotFoundError, IllegalTransitionError):
        return None


def _let_parts_go(shop: ShopServices, merchant_id: MerchantId, held: Held, call: Call) -> None:
    try:
        view = shop.splits.cancel(merchant_id, held.hold_id, call=call)
    except NotFoundError:
        return
    if any(part is not None and part.payment_state in _CHARGED for part in view.orders):
        raise IllegalTransitionError("split order", "placed", "let go")


def _let_exchange_go(
    shop: ShopServices, merchant_id: MerchantId, exchange_id: str, call: Call
) -> None:
    try:
        left = shop.exchanges.drop(merchant_id, exchange_id, call)
    except NotFoundError:
        return
    if left.state in (ExchangeState.PRICED, ExchangeState.DONE):
        raise IllegalTransitionError("exchange", left.state.value, ExchangeState.ENDED.value)


def _agreed_to(shop: ShopServices, merchant_id: MerchantId, held: Held) -> OrderView | None:
    """The order, where it is more than priced and held. Raises NotFoundError."""
    order = shop.orders.order(merchant_id, held.order_id)
    is_open = order.state is OrderState.PENDING and not order.is_under_way
    return None if is_open or order.state is OrderState.CANCELED else order
