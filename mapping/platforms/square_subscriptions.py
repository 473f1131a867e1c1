"""Square's subscriptions, plans and invoices: tables and requests. Square-Version 2026-09-16.

Source: Square's object model 2026-09-16, the OpenAPI document of 2025-08-20 and
developer.squareup.com/docs/subscriptions-api (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.ids import PlatformId
from domain.native_subscriptions import (
    BillState,
    NativeBill,
    NativePlan,
    NativeState,
    NativeSubscription,
    NativeWish,
)
from domain.recurrence import Cadence, Unit
from mapping.converters import identifier
from mapping.engine import Field, Map, StateTable

CADENCES: Mapping[str, Cadence] = {
    "DAILY": Cadence(every=1, unit=Unit.DAY),
    "WEEKLY": Cadence(every=1, unit=Unit.WEEK),
    "EVERY_TWO_WEEKS": Cadence(every=2, unit=Unit.WEEK),
    "THIRTY_DAYS": Cadence(every=30, unit=Unit.DAY),
    "SIXTY_DAYS": Cadence(every=60, unit=Unit.DAY),
    "NINETY_DAYS": Cadence(every=90, unit=Unit.DAY),
    "MONTHLY": Cadence(every=1, unit=Unit.MONTH),
    "EVERY_TWO_MONTHS": Cadence(every=2, unit=Unit.MONTH),
    "QUARTERLY": Cadence(every=3, unit=Unit.MONTH),
    "EVERY_FOUR_MONTHS": Cadence(every=4, unit=Unit.MONTH),
    "EVERY_SIX_MONTHS": Cadence(every=6, unit=Unit.MONTH),
    "ANNUAL": Cadence(every=12, unit=Unit.MONTH),
    "EVERY_TWO_YEARS": Cadence(every=24, unit=Unit.MONTH),
}
STATES = StateTable(
    {
        "PENDING": NativeState.ACTIVE,
        "ACTIVE": NativeState.ACTIVE,
        "PAUSED": NativeState.PAUSED,
        "DEACTIVATED": NativeState.DEACTIVATED,
        "CANCELED": NativeState.ENDED,
        "COMPLETED": NativeState.ENDED,
    },
    unknown=NativeState.UNKNOWN,
)
BILL_STATES = StateTable(
    {
        "DRAFT": BillState.OPEN,
        "SCHEDULED": BillState.OPEN,
        "PAYMENT_PENDING": BillState.OPEN,
        "PARTIALLY_PAID": BillState.OPEN,
        "PAID": BillState.PAID,
        "PARTIALLY_REFUNDED": BillState.PAID,
        "REFUNDED": BillState.PAID,
        "UNPAID": BillState.FAILED,
        "FAILED": BillState.FAILED,
        "CANCELED": BillState.VOID,
    },
    unknown=BillState.UNKNOWN,
)
"""What a card on file should have paid and stands UNPAID was declined."""


def oldest_first(ids: Any) -> tuple[PlatformId, ...]:
    """Square names the newest invoice first."""
    return tuple(PlatformId(identifier(each)) for each in reversed(ids))


def day(value: Any) -> date:
    """A calendar day as Square writes it."""
    return date.fromisoformat(value)


def action_day(kind: str) -> Any:
    """The day of the scheduled action of a kind, if there is one."""

    def read(actions: Any) -> date | None:
        days = [day(each["effective_date"]) for each in actions if each["type"] == kind]
        return min(days, default=None)

    read.__name__ = f"{kind.lower()}_day"
    return read


def first_due(requests: Any) -> date | None:
    """When the first payment of an invoice is due."""
    return min((day(each["due_date"]) for each in requests if "due_date" in each), default=None)


SUBSCRIPTION = Map(
    NativeSubscription,
    fields=(
        Field("platform_id", "id", identifier),
        Field("state", "status", STATES),
        Field("bill_ids", "invoice_ids", oldest_first, default=()),
        Field("paid_through", "charged_through_date", day, default=None),
        Field("pauses_on", "actions", action_day("PAUSE"), default=None),
        Field("resumes_on", "actions", action_day("RESUME"), default=None),
        Field("ends_on", "canceled_date", day, default=None),
    ),
    ignored={
        "location_id": "our own request",
        "plan_variation_id": "our own request",
        "customer_id": "our own request",
        "card_id": "a token that nothing of ours needs again",
        "start_date": "our own request",
        "timezone": "our own request",
        "source": "our own request",
        "phases": "our own request",
        "version": "read anew before each write",
        "created_at": "we know when we asked",
        "completed_date": "its status says that it has ended",
        "monthly_billing_anchor_date": "the plan's, which bills by itself",
        "price_override_money": "never set from here",
        "tax_percentage": "the template's catalog taxes are taken",
    },
)

BILL = Map(
    NativeBill,
    fields=(
        Field("platform_id", "id", identifier),
        Field("state", "status", BILL_STATES),
        Field("order_id", "order_id", identifier, default=None),
        Field("due_on", "payment_requests", first_due, default=None),
    ),
    ignored={
        "version": "an invoice is read, never written",
        "location_id": "the order tells it",
        "subscription_id": "asked for by it",
        "primary_recipient": "the order tells the customer",
        "delivery_method": "how Square writes to the customer is the seller's choice",
        "timezone": "the store's",
        "created_at": "the day it is due tells the period",
        "updated_at": "read anew each time",
        "invoice_number": "the order's number is said",
        "title": "words for paper",
        "description": "words for paper",
        "public_url": "a page to pay on, for the customer's eyes",
        "scheduled_at": "the day it is due tells the period",
        "next_payment_amount_money": "the order tells what it comes to",
        "accepted_payment_methods": "the seller's choice",
        "sale_or_service_date": "the day it is due tells the period",
        "store_payment_method_enabled": "the seller's choice",
        "custom_fields": "words for paper",
    },
)


def plans_of(raw: Mapping[str, Any]) -> Iterator[NativePlan]:
    """The variations of a plan object that goods can be had by: item-based, in one rhythm.

    Variations of a fixed price bill no goods, and phases that follow each other change their price
    by themselves: both are told without a cadence of ours.
    """
    told = raw["subscription_plan_data"]
    for variation in told.get("subscription_plan_variations", ()):
        if variation.get("is_deleted"):
            continue
        of = variation["subscription_plan_variation_data"]
        phases = of["phases"]
        endless = len(phases) == 1 and not phases[0].get("periods")
        priced_by_goods = (phases[0].get("pricing") or {}).get("type") == "RELATIVE"
        yield NativePlan(
            platform_id=PlatformId(variation["id"]),
            name=of["name"],
            cadence=CADENCES.get(phases[0]["cadence"]) if endless and priced_by_goods else None,
            product_ids=frozenset(map(PlatformId, told.get("eligible_item_ids", ()))),
            all_products=bool(told.get("all_items")),
            phase_id=phases[0].get("uid"),
        )


def template_request(wish: NativeWish) -> dict[str, Any]:
    """The DRAFT order that each period is billed by."""
    return {
        "location_id": wish.location_id,
        "customer_id": wish.customer_id,
        "reference_id": wish.reference,
        "state": "DRAFT",
        "source": {"name": "Voicetill"},
        "line_items": [
            {
                "uid": "line-1",
                "catalog_object_id": wish.variant_id,
                "quantity": str(wish.quantity),
            }
        ],
        "pricing_options": {"auto_apply_taxes": True, "auto_apply_discounts": True},
    }


def subscription_request(wish: NativeWish, template_id: str) -> dict[str, Any]:
    """A subscription to a plan, billed by its template to the card on file."""
    return {
        "location_id": wish.location_id,
        "plan_variation_id": wish.plan_id,
        "customer_id": wish.customer_id,
        "card_id": wish.card_token,
        "start_date": wish.start_on.isoformat(),
        "timezone": wish.timezone,
        "source": {"name": "Voicetill"},
        "phases": [{"ordinal": 0, "order_template_id": template_id}],
    }


def pause_request(until: date | None, periods: int | None) -> dict[str, Any]:
    """A pause from the next cycle on."""
    request: dict[str, Any] = {"pause_reason": "asked for by the customer"}
    if until is not None:
        request["resume_effective_date"] = until.isoformat()
    if periods is not None:
        request["pause_cycle_duration"] = periods
    return request
