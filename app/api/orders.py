"""`/v1/orders`, `/v1/payments` and a customer's orders: from the wish to the sale and after."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from app.api import outcomes
from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import (
    CanceledAnswer,
    OrderAnswer,
    OrderHistoryAnswer,
    OrderPageAnswer,
    OrderStatusAnswer,
    ParkedAnswer,
    PaymentAnswer,
    PreparedAnswer,
    ReceiptAnswer,
    RefusedPageAnswer,
    WorkingAnswer,
)
from app.api.operation import Resource
from app.api.queries import OrdersQuery, PageQuery, RefusedQuery
from app.api.requests import (
    CancelRequestSchema,
    ConfirmRequestSchema,
    OrderRequest,
    OrderRequestSchema,
    PaymentRequestSchema,
    PayRequest,
    ShopperRequest,
)
from app.api.services import Scope, services
from app.commerce.model import (
    AuthorizedPayment,
    Canceled,
    OrderView,
    PlaceOrder,
    Prepared,
    PrepareOrder,
    Receipt,
    Shopper,
)
from app.commerce.refusal_words import told
from domain.ids import CustomerId, OrderId
from storage.order_list import OrdersWanted
from storage.refused_orders import RefusedOrder

resource = Resource("Orders", "From the wish to the order in the POS of record, and after.")

_PLACING = (*types.NO_SALE, types.NOT_FOUND, types.ILLEGAL_TRANSITION)


@resource.operation(
    "POST",
    "/orders",
    scope=Scope.ORDERS_WRITE,
    body=OrderRequestSchema,
    answer=PreparedAnswer,
    status=201,
    problems=(types.UNKNOWN_SKU, types.HOLD_EXPIRED, *types.NO_GOODS),
)
def prepare_order(caller: Caller, wanted: OrderRequest) -> Prepared | Response:
    """Price the wish by the POS's rules and hold the stock; nothing is sold until confirmed."""
    command = PrepareOrder(
        merchant_id=caller.merchant_id,
        lines=wanted.lines,
        shopper=shopper_of(caller, wanted.shopper),
        channel=caller.channel,
        key=caller.key,
        location_id=wanted.location_id,
        method=wanted.method,
        hold_id=wanted.hold_id,
        note=wanted.note,
        use_store_credit=wanted.use_store_credit,
        reward_id=wanted.reward_id,
        discount_codes=wanted.discount_codes,
    )
    return outcomes.prepared(services().checkout.prepare(command, caller.call))


@resource.operation(
    "PUT",
    "/orders/<order_id>/confirm",
    scope=Scope.ORDERS_WRITE,
    body=ConfirmRequestSchema,
    answer=ReceiptAnswer,
    also={202: ParkedAnswer},
    problems=_PLACING,
)
def confirm_order(caller: Caller, payment: PayRequest, order_id: str) -> Receipt | Response:
    """Charge and create the order in the POS of record; confirming twice gives one receipt."""
    command = _place(caller, OrderId(order_id), payment)
    return outcomes.placed(services().checkout.place(command, caller.call))


@resource.operation(
    "POST",
    "/payments",
    scope=Scope.PAYMENTS_WRITE,
    body=PaymentRequestSchema,
    answer=PaymentAnswer,
    status=201,
    also={202: WorkingAnswer},
    problems=_PLACING,
)
def authorize_payment(caller: Caller, payment: PayRequest) -> AuthorizedPayment | Response:
    """Authorize a token for a prepared order; confirming the order takes the money."""
    command = _place(caller, payment.order_id or OrderId(""), payment)
    return outcomes.authorized(services().checkout.authorize(command, caller.call))


@resource.operation(
    "GET",
    "/orders",
    scope=Scope.ORDERS_READ,
    query=OrdersQuery,
    answer=OrderPageAnswer,
)
def list_orders(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The merchant's orders from every channel and till, newest first, also those never placed."""
    cursors = services().rest.cursors
    asked = {name: each for name, each in wanted.items() if name not in ("cursor", "limit")}
    scope = (
        f"{caller.merchant_id} orders {sorted((name, str(each)) for name, each in asked.items())}"
    )
    items, behind = services().orders.listed(
        caller.merchant_id,
        OrdersWanted(**asked),
        limit=wanted["limit"],
        cursor=cursors.open(wanted["cursor"], scope=scope),
    )
    return {"items": items, "next_cursor": cursors.seal(behind, scope=scope)}


@resource.operation(
    "GET",
    "/orders/refused",
    scope=Scope.ORDERS_READ,
    query=RefusedQuery,
    answer=RefusedPageAnswer,
)
def list_refused_orders(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Orders that the merchant's rules did not take, newest first, each with reason and remedy."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} refused orders {wanted['channel']}"
    found = services().orders.refused(
        caller.merchant_id,
        channel=wanted["channel"],
        limit=wanted["limit"],
        cursor=cursors.open(wanted["cursor"], scope=scope),
    )
    items = [_refused(each) for each in found.rows]
    return {"items": items, "next_cursor": cursors.seal(found.cursor, scope=scope)}


@resource.operation(
    "GET",
    "/orders/<order_id>",
    scope=Scope.ORDERS_READ,
    answer=OrderAnswer,
    problems=(types.NOT_FOUND,),
)
def read_order(caller: Caller, order_id: str) -> OrderView:
    """An order as the gateway knows it, from whatever channel it came."""
    return services().orders.order(caller.merchant_id, OrderId(order_id))


@resource.operation(
    "GET",
    "/orders/<order_id>/status",
    scope=Scope.ORDERS_READ,
    answer=OrderStatusAnswer,
    problems=(types.NOT_FOUND, types.POS_UNAVAILABLE),
)
def read_order_status(caller: Caller, order_id: str) -> OrderView:
    """How far an order is, asked of the POS now."""
    return services().orders.order(caller.merchant_id, OrderId(order_id), call=caller.call)


@resource.operation(
    "GET",
    "/orders/<order_id>/history",
    scope=Scope.ORDERS_READ,
    answer=OrderHistoryAnswer,
    problems=(types.NOT_FOUND,),
)
def read_order_history(caller: Caller, order_id: str) -> dict[str, Any]:
    """Everything that happened to an order, with when, by whom and from where."""
    history = services().orders.history(caller.merchant_id, OrderId(order_id))
    return {"order_id": order_id, "items": history}


@resource.operation(
    "POST",
    "/orders/<order_id>/cancel",
    scope=Scope.ORDERS_WRITE,
    body=CancelRequestSchema,
    answer=CanceledAnswer,
    also={202: WorkingAnswer},
    problems=(types.NOT_FOUND, types.CANCEL_REFUSED, types.POS_UNAVAILABLE),
)
def cancel_order(caller: Caller, wanted: dict[str, Any], order_id: str) -> Canceled | Response:
    """Undo: release the hold, void or refund the payment, cancel in the POS."""
    outcome = services().checkout.cancel(
        caller.merchant_id, OrderId(order_id), reason=wanted["reason"], call=caller.call
    )
    return outcomes.canceled(outcome)


@resource.operation(
    "GET",
    "/customers/<customer_id>/orders",
    scope=Scope.CUSTOMERS_READ,
    query=PageQuery,
    answer=OrderPageAnswer,
    problems=(types.NOT_FOUND,),
)
def list_customer_orders(
    caller: Caller, wanted: dict[str, Any], customer_id: str
) -> dict[str, Any]:
    """A customer's orders from every channel, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} orders of {customer_id}"
    items, behind = services().orders.of_customer(
        caller.merchant_id,
        CustomerId(customer_id),
        limit=wanted["limit"],
        cursor=cursors.open(wanted["cursor"], scope=scope),
    )
    return {"items": items, "next_cursor": cursors.seal(behind, scope=scope)}


def _refused(order: RefusedOrder) -> dict[str, Any]:
    return asdict(order) | {
        "total": order.total,
        "reasons": [told(code) for code in order.reasons],
    }


def shopper_of(caller: Caller, given: ShopperRequest) -> Shopper:
    """Who orders, as holds and orders name them."""
    return Shopper(
        caller=f"api:{caller.key_id}:{given.customer_id or given.reference or ''}",
        name=given.name,
        customer_id=given.customer_id,
        phone=given.phone,
        email=given.email,
        address=given.address,
        locale=given.locale,
    )


def _place(caller: Caller, order_id: OrderId, payment: PayRequest) -> PlaceOrder:
    return PlaceOrder(
        merchant_id=caller.merchant_id,
        order_id=order_id,
        payment_token=payment.payment_token,
        gift_card_token=payment.gift_card_token,
        agreed_total=payment.agreed_total,
        keep=payment.keep,
    )
