"""Square's own subscriptions: plans read, subscriptions begun, paused, resumed and canceled.

Square bills each cycle by itself: it makes an order of the template, an invoice of the order, and
charges the card. What has no key is safe by state: a subscription is read before it is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from adapters.square.client import SquareClient, malformed, platform_key
from adapters.square.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.native_subscriptions import (
    NativeBill,
    NativePlan,
    NativeState,
    NativeSubscription,
    NativeWish,
)
from mapping.engine import MappingError
from mapping.platforms import square_subscriptions as table
from mapping.report import MappingReport

_PATH = "/v2/subscriptions"


def list_plans(client: SquareClient) -> Sequence[NativePlan]:
    """Every plan variation of the catalog that is not deleted."""
    found: list[NativePlan] = []
    params = {"types": "SUBSCRIPTION_PLAN"}
    for body in client.get_pages("/v2/catalog/list", "plans.list", params):
        for raw in body.get("objects", []):
            try:
                found += table.plans_of(raw)
            except (KeyError, TypeError, IndexError, MappingError) as error:
                raise malformed("plans.list", f"a plan cannot be read: {error!r}") from error
    return found


def start(
    client: SquareClient, wish: NativeWish, report: MappingReport, *, key: IdempotencyKey
) -> NativeSubscription:
    """The template, then the subscription; the same key makes one of each."""
    template = {
        "idempotency_key": platform_key(key, "template"),
        "order": table.template_request(wish),
    }
    made = client.write("/v2/orders", "subscriptions.template", template).get("order")
    if not isinstance(made, dict) or "id" not in made:
        raise malformed("subscriptions.template", "the answer has no order")
    request = {
        "idempotency_key": platform_key(key, "subscription"),
        **table.subscription_request(wish, made["id"]),
    }
    return _read(client.write(_PATH, "subscriptions.create", request), report)


def get(
    client: SquareClient, platform_id: PlatformId, report: MappingReport
) -> NativeSubscription | None:
    """One with its scheduled actions, or None."""
    body = client.find(f"{_PATH}/{platform_id}", "subscriptions.get", params={"include": "actions"})
    return None if body is None else _read(body, report)


def bill(client: SquareClient, bill_id: PlatformId, report: MappingReport) -> NativeBill | None:
    """The invoice of one cycle, or None."""
    body = client.find(f"/v2/invoices/{bill_id}", "invoices.get")
    if body is None:
        return None
    return read_one(table.BILL, body.get("invoice"), "invoices.get", report)


def pause(
    client: SquareClient,
    platform_id: PlatformId,
    report: MappingReport,
    *,
    until: date | None,
    periods: int | None,
) -> NativeSubscription:
    """From the next cycle on; one that is paused, or will be, stays as it is."""
    known = _known(client, platform_id, report)
    if known.state is NativeState.PAUSED or known.pauses_on is not None:
        return known
    request = table.pause_request(until, periods)
    return _change(client, platform_id, "pause", report, request)


def resume(
    client: SquareClient, platform_id: PlatformId, report: MappingReport
) -> NativeSubscription:
    """At once; a pause that has not begun is taken off instead."""
    known = _known(client, platform_id, report)
    if known.state in (NativeState.PAUSED, NativeState.DEACTIVATED):
        return _change(client, platform_id, "resume", report, {})
    if known.pauses_on is None:
        return known
    raw = client.get(f"{_PATH}/{platform_id}", "subscriptions.get", params={"include": "actions"})
    for action in (raw.get("subscription") or {}).get("actions", []):
        if action.get("type") in ("PAUSE", "RESUME"):
            path = f"{_PATH}/{platform_id}/actions/{action['id']}"
            client.write(path, "subscriptions.unschedule", method="DELETE")
    return _known(client, platform_id, report)


def cancel(
    client: SquareClient, platform_id: PlatformId, report: MappingReport
) -> NativeSubscription:
    """At the end of what is paid; one that ends already stays as it is."""
    known = _known(client, platform_id, report)
    if known.state is NativeState.ENDED or known.ends_on is not None:
        return known
    return _change(client, platform_id, "cancel", report, None)


def charge_to(
    client: SquareClient, platform_id: PlatformId, card_token: str, report: MappingReport
) -> NativeSubscription:
    """Another card on file of the same customer, from the next cycle on."""
    request = {"subscription": {"card_id": card_token}}
    path = f"{_PATH}/{platform_id}"
    client.write(path, "subscriptions.update", request, method="PUT")
    return _known(client, platform_id, report)


def _change(
    client: SquareClient,
    platform_id: PlatformId,
    verb: str,
    report: MappingReport,
    request: JsonObject | None,
) -> NativeSubscription:
    client.write(f"{_PATH}/{platform_id}/{verb}", f"subscriptions.{verb}", request)
    return _known(client, platform_id, report)


def _known(
    client: SquareClient, platform_id: PlatformId, report: MappingReport
) -> NativeSubscription:
    """One that must be there, with what is scheduled."""
    found = get(client, platform_id, report)
    if found is None:
        raise RejectedError(
            f"Square has no subscription {platform_id}",
            platform="square",
            operation="subscriptions.get",
            platform_code="NOT_FOUND",
        )
    return found


def _read(body: JsonObject, report: MappingReport) -> NativeSubscription:
    return read_one(table.SUBSCRIPTION, body.get("subscription"), "subscriptions.get", report)
