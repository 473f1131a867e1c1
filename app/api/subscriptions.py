"""`/v1/subscriptions`: what a shopper gets again and again, begun and managed."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app

from app.api import problem_types as types
from app.api.access import Caller
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.api.subscription_schemas import (
    SubscribeSchema,
    SubscriptionAnswer,
    SubscriptionCancelSchema,
    SubscriptionChangeSchema,
    SubscriptionHistoryAnswer,
    SubscriptionPageAnswer,
    SubscriptionPauseSchema,
    SubscriptionPreviewAnswer,
    SubscriptionsQuery,
    SubscriptionWordSchema,
    UpcomingChargesAnswer,
    UpcomingQuery,
    event_told,
    period_told,
    told,
)
from app.commerce.subscriptions.model import (
    Answer,
    Cancel,
    Change,
    Pause,
    Resume,
    Skip,
    StartSubscription,
    Wish,
)
from app.commerce.subscriptions.service import SubscriptionService

_MANAGING = (types.NOT_FOUND, types.ILLEGAL_TRANSITION)
resource = Resource("Subscriptions", "What a shopper gets again and again.")


class SubscriptionServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def subscriptions(self) -> SubscriptionService:
        """Subscriptions."""
        ...


@resource.operation(
    "POST",
    "/subscriptions/preview",
    scope=Scope.ORDERS_READ,
    body=SubscribeSchema,
    answer=SubscriptionPreviewAnswer,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU),
)
def preview_subscription(caller: Caller, wish: dict[str, Any]) -> dict[str, Any]:
    """What it would cost, where, and on which days; nothing is begun."""
    begun = _start(caller, wish)
    found = _service().preview(begun.plan)
    return {
        "sku": found.variant.sku,
        "name": found.variant.speech_name,
        "price": found.price,
        "location_id": found.location_id,
        "location_name": found.location_name,
        "timezone": found.timezone,
        "charges": found.dates,
        "has_card": found.has_card if begun.card_token is None else True,
    }


@resource.operation(
    "POST",
    "/subscriptions",
    scope=Scope.ORDERS_WRITE,
    body=SubscribeSchema,
    answer=SubscriptionAnswer,
    status=201,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU, types.PRICE_CHANGED),
)
def start_subscription(caller: Caller, wish: dict[str, Any]) -> dict[str, Any]:
    """Begin a subscription; the shopper has said yes to the price of one unit."""
    return told(_service().start(_start(caller, wish)))


@resource.operation(
    "GET",
    "/subscriptions",
    scope=Scope.ORDERS_READ,
    query=SubscriptionsQuery,
    answer=SubscriptionPageAnswer,
)
def list_subscriptions(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The merchant's subscriptions, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} subscriptions"
    found = _service().list(
        caller.merchant_id,
        customer_id=wanted["customer_id"],
        state=wanted["state"],
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    items = [told(each) for each in found.rows]
    return {"items": items, "next_cursor": cursors.seal(found.cursor, scope=scope)}


@resource.operation(
    "GET",
    "/subscriptions/<subscription_id>",
    scope=Scope.ORDERS_READ,
    answer=SubscriptionAnswer,
    problems=(types.NOT_FOUND,),
)
def read_subscription(caller: Caller, subscription_id: str) -> dict[str, Any]:
    """One subscription, and the charge that is to come."""
    return told(_service().get(caller.merchant_id, subscription_id))


@resource.operation(
    "PATCH",
    "/subscriptions/<subscription_id>",
    scope=Scope.ORDERS_WRITE,
    body=SubscriptionChangeSchema,
    answer=SubscriptionAnswer,
    problems=(*_MANAGING, types.UNKNOWN_SKU),
)
def change_subscription(caller: Caller, change: Change, subscription_id: str) -> dict[str, Any]:
    """Change what is named; a charge that is under way is not touched any more."""
    return _managed(caller, subscription_id, change)


@resource.operation(
    "POST",
    "/subscriptions/<subscription_id>/pause",
    scope=Scope.ORDERS_WRITE,
    body=SubscriptionPauseSchema,
    answer=SubscriptionAnswer,
    problems=_MANAGING,
)
def pause_subscription(caller: Caller, pause: Pause, subscription_id: str) -> dict[str, Any]:
    """Send nothing until a day, or until it is resumed."""
    return _managed(caller, subscription_id, pause)


@resource.operation(
    "POST",
    "/subscriptions/<subscription_id>/resume",
    scope=Scope.ORDERS_WRITE,
    answer=SubscriptionAnswer,
    problems=_MANAGING,
)
def resume_subscription(caller: Caller, subscription_id: str) -> dict[str, Any]:
    """Go on, from the next date of the cadence."""
    return _managed(caller, subscription_id, Resume())


@resource.operation(
    "POST",
    "/subscriptions/<subscription_id>/skip",
    scope=Scope.ORDERS_WRITE,
    answer=SubscriptionAnswer,
    problems=_MANAGING,
)
def skip_subscription(caller: Caller, subscription_id: str) -> dict[str, Any]:
    """Leave out the charge that is to come."""
    return _managed(caller, subscription_id, Skip())


@resource.operation(
    "POST",
    "/subscriptions/<subscription_id>/cancel",
    scope=Scope.ORDERS_WRITE,
    body=SubscriptionCancelSchema,
    answer=SubscriptionAnswer,
    problems=_MANAGING,
)
def cancel_subscription(caller: Caller, cancel: Cancel, subscription_id: str) -> dict[str, Any]:
    """End it; a charge that is under way is finished."""
    return _managed(caller, subscription_id, cancel)


@resource.operation(
    "POST",
    "/subscriptions/<subscription_id>/answer",
    scope=Scope.ORDERS_WRITE,
    body=SubscriptionWordSchema,
    answer=SubscriptionAnswer,
    problems=_MANAGING,
)
def answer_subscription(caller: Caller, answer: Answer, subscription_id: str) -> dict[str, Any]:
    """The shopper's word on a higher price or on a substitute."""
    return _managed(caller, subscription_id, answer)


@resource.operation(
    "GET",
    "/subscriptions/<subscription_id>/upcoming",
    scope=Scope.ORDERS_READ,
    query=UpcomingQuery,
    answer=UpcomingChargesAnswer,
    problems=(types.NOT_FOUND,),
)
def read_upcoming(caller: Caller, wanted: dict[str, Any], subscription_id: str) -> dict[str, Any]:
    """The moments of the next charges."""
    found = _service().upcoming(caller.merchant_id, subscription_id, count=wanted["count"])
    return {"charges": found}


@resource.operation(
    "GET",
    "/subscriptions/<subscription_id>/history",
    scope=Scope.ORDERS_READ,
    answer=SubscriptionHistoryAnswer,
    problems=(types.NOT_FOUND,),
)
def read_subscription_history(caller: Caller, subscription_id: str) -> dict[str, Any]:
    """Its last periods and everything that happened, newest first."""
    found = _service().history(caller.merchant_id, subscription_id)
    return {
        "periods": [period_told(each) for each in found.periods],
        "events": [event_told(each) for each in found.events],
    }


def _service() -> SubscriptionService:
    return cast(SubscriptionServices, current_app.extensions[EXTENSION]).subscriptions


def _managed(caller: Caller, subscription_id: str, wish: Wish) -> dict[str, Any]:
    return told(
        _service().manage(
            caller.merchant_id, subscription_id, wish, actor=caller.key_id, key=caller.key
        )
    )


def _start(caller: Caller, wish: dict[str, Any]) -> StartSubscription:
    return StartSubscription(
        plan=wish["plan"](caller.merchant_id),
        key=caller.key,
        channel=caller.channel,
        **wish["terms"],
    )
