"""Commerce outcomes as HTTP: each member of the closed unions gets a status and a body of its own.

The unions are matched exhaustively: a new outcome does not type-check until it is answered here.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

import orjson
from flask import Response

from app.api import problem_types as types
from app.api.answers import ParkedAnswer, StockAnswer, WorkingAnswer
from app.api.fields import MoneySchema, decimal_text, instant_text
from app.api.problems import problem
from app.commerce.model import (
    AuthorizedPayment,
    AuthorizeOutcome,
    Canceled,
    CanceledSince,
    CancelOutcome,
    CancelRefused,
    CardDeclined,
    CardUnread,
    HoldExpired,
    LinkSent,
    NoCard,
    NotOrderable,
    OutOfStock,
    Parked,
    PayElsewhere,
    Placed,
    PlaceOutcome,
    PosDown,
    Prepared,
    PrepareOutcome,
    PriceChanged,
    Receipt,
    StillWorking,
    StockAt,
    TokenTrouble,
)
from app.commerce.saga import Outcome
from domain.ids import OrderId
from domain.orders import OrderState
from domain.payments import DeclineReason

StockRefusal: TypeAlias = OutOfStock | PosDown | NotOrderable
PaymentRefusal: TypeAlias = (
    CanceledSince | CardDeclined | NoCard | CardUnread | PayElsewhere | PriceChanged | HoldExpired
)
Refusal: TypeAlias = StockRefusal | PaymentRefusal

WORKING_RETRY_AFTER_S = 2
PARKED_RETRY_AFTER_S = 60
_MONEY = MoneySchema()
_STORES = StockAnswer(many=True)
_WORKING = WorkingAnswer()
_PARKED = ParkedAnswer()


def prepared(outcome: PrepareOutcome) -> Prepared | Response:
    """The prepared order, or the problem that stands in its way."""
    return outcome if isinstance(outcome, Prepared) else stock_problem(outcome)


def placed(outcome: PlaceOutcome) -> Receipt | Response:
    """The receipt, 202 while the POS's answer is outstanding, or the problem."""
    match outcome:
        case Placed():
            return outcome.receipt
        case StillWorking():
            return working(outcome.order_id)
        case Parked():
            return parked(outcome)
        case _:
            return _refused(outcome)


def authorized(outcome: AuthorizeOutcome) -> AuthorizedPayment | Response:
    """The authorized payment, 202 while the POS's answer is outstanding, or the problem."""
    match outcome:
        case AuthorizedPayment():
            return outcome
        case StillWorking():
            return working(outcome.order_id)
        case Parked():
            return parked(outcome)
        case _:
            return _refused(outcome)


def linked(outcome: LinkSent | Outcome) -> LinkSent | Response:
    """The page that was sent, 202 while the POS's answer is outstanding, or the problem."""
    match outcome:
        case LinkSent():
            return outcome
        case AuthorizedPayment() | Placed():
            return problem(types.ILLEGAL_TRANSITION, "the order is paid already", state="paid")
        case StillWorking():
            return working(outcome.order_id)
        case Parked():
            return parked(outcome)
        case _:
            return _refused(outcome)


def canceled(outcome: CancelOutcome) -> Canceled | Response:
    """The canceled order, 202 while the POS's answer is outstanding, or the problem."""
    match outcome:
        case Canceled():
            return outcome
        case CancelRefused():
            return problem(
                types.CANCEL_REFUSED,
                order_id=outcome.order.order_id,
                reason=outcome.reason,
                state=str(outcome.order.state),
            )
        case PosDown():
            return stock_problem(outcome)
        case StillWorking():
            return working(outcome.order_id)
        case _:
            assert_never(outcome)


def parked(outcome: Parked) -> Response:
    """202: received, the store will confirm; the shopper is told again when that changes."""
    url = f"/v1/orders/{outcome.order_id}/status"
    body = _PARKED.dump(
        {
            "order_id": outcome.order_id,
            "status": "received",
            "status_url": url,
            "location_name": outcome.location_name,
            "total": outcome.total,
            "is_authorized": outcome.is_authorized,
            "confirmed_by": outcome.until,
            "told": outcome.is_told,
        }
    )
    return Response(
        orjson.dumps(body),
        status=202,
        content_type="application/json",
        headers={"Location": url, "Retry-After": str(PARKED_RETRY_AFTER_S)},
    )


def working(order_id: OrderId) -> Response:
    """202: the order is finished, or undone, in the background; ask for its status."""
    url = f"/v1/orders/{order_id}/status"
    body = _WORKING.dump({"order_id": order_id, "status": "working", "status_url": url})
    return Response(
        orjson.dumps(body),
        status=202,
        content_type="application/json",
        headers={"Location": url, "Retry-After": str(WORKING_RETRY_AFTER_S)},
    )


def _refused(outcome: Refusal) -> Response:
    if isinstance(outcome, StockRefusal):
        return stock_problem(outcome)
    return _payment_problem(outcome)


def stock_problem(outcome: StockRefusal) -> Response:
    """Why there are no goods to be had: one problem for each reason."""
    match outcome:
        case OutOfStock():
            return problem(
                types.OUT_OF_STOCK,
                sku=outcome.variant.sku,
                wanted=str(outcome.wanted),
                left=None if outcome.left is None else decimal_text(outcome.left),
                alternatives=_alternatives(outcome.alternatives),
            )
        case PosDown():
            return problem(types.POS_UNAVAILABLE, alternatives=_alternatives(outcome.alternatives))
        case NotOrderable():
            return problem(
                types.NOT_ORDERABLE,
                outcome.detail,
                reason=outcome.reason,
                reasons=list(outcome.reasons or (outcome.reason,)),
            )
        case _:
            assert_never(outcome)


def _payment_problem(outcome: PaymentRefusal) -> Response:
    match outcome:
        case CanceledSince():
            return problem(
                types.ILLEGAL_TRANSITION,
                "the order was canceled since it was placed",
                order_id=outcome.receipt.order_id,
                state=OrderState.CANCELED.value,
            )
        case CardDeclined():
            ends = outcome.hold_expires_at
            return problem(
                types.CARD_DECLINED,
                _wants_holder(outcome),
                order_id=outcome.order_id,
                reason=str(outcome.reason),
                hold_expires_at=None if ends is None else instant_text(ends),
            )
        case NoCard():
            return _no_card(outcome)
        case CardUnread():
            return problem(types.CARD_UNREAD, order_id=outcome.order_id)
        case PayElsewhere():
            return problem(types.PAY_ELSEWHERE, order_id=outcome.order_id, payment_url=outcome.url)
        case PriceChanged():
            return problem(
                types.PRICE_CHANGED,
                order_id=outcome.order_id,
                agreed=_MONEY.dump(outcome.agreed),
                now=_MONEY.dump(outcome.now),
            )
        case HoldExpired():
            return problem(types.HOLD_EXPIRED, order_id=outcome.order_id)
        case _:
            assert_never(outcome)


def _wants_holder(outcome: CardDeclined) -> str:
    """What to do about a card whose bank asks for its holder (SCA, 3-D Secure), as only they can
    go on; empty for other refusals."""
    if outcome.reason is not DeclineReason.VERIFICATION_REQUIRED:
        return ""
    return (
        "The card's bank wants its holder to approve the payment; it took no money, and the hold "
        "stays until it ends. Send them the platform's page, where the till has one: "
        f"POST /v1/orders/{outcome.order_id}/payment-link. Or take another card."
    )


def _no_card(outcome: NoCard) -> Response:
    field = "gift_card_token" if outcome.is_gift else "payment_token"
    match outcome.trouble:
        case None:
            return problem(types.NO_CARD, order_id=outcome.order_id)
        case TokenTrouble.UNKNOWN:
            return problem(
                types.NO_CARD,
                f"{field}: no token of this merchant's, or its day is over; make another",
                order_id=outcome.order_id,
                reason=outcome.trouble.value,
            )
        case TokenTrouble.OTHER_ACCOUNT:
            return problem(
                types.NO_CARD,
                f"{field}: made for another account than the one that takes the money of this "
                f"order; make one for {outcome.payer}",
                order_id=outcome.order_id,
                reason=outcome.trouble.value,
                connection_id=outcome.payer,
            )
        case _:
            assert_never(outcome.trouble)


def _alternatives(stores: tuple[StockAt, ...]) -> object:
    return _STORES.dump(stores)
