"""What a merchant decides, by name; what those who go by it cannot read is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import orjson
from sqlalchemy import Connection

from app.commerce.entry import POLICY_UNREADABLE
from app.identity.speakers import Linked
from domain.errors import InvalidInputError
from domain.order_news import OrderNewsPolicy
from domain.order_policy import OrderPolicy
from domain.parcels import ParcelPolicy
from domain.returns import ReturnPolicy
from domain.splits import SplitPolicy
from domain.subscriptions import SubscriptionPolicy
from domain.transfers import TransferPolicy
from storage import alerts, audit, merchants
from storage.merchants import Merchant

POLICIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "orders": "Which orders are taken, channel by channel",
        "returns": "What may come back, by when, and for what",
        "subscriptions": "What may come again and again, and how it is billed",
        "order_news": "What shoppers are told of orders that the store goes on with at its till",
        "parcels": "What shoppers are written about their parcels",
        "transfers": "What stores send each other",
        "split_orders": "Orders over several tills",
        "identity": "How shoppers prove who they are",
        "orphan_authorizations": "What becomes of money reserved for no order: void or ask",
    }
)
"""By name, with what each decides."""


def set_policies(
    tx: Connection, merchant: Merchant, told: Mapping[str, str], *, actor: str, now: datetime
) -> Merchant:
    """The merchant with policies given as JSON; an empty text takes the defaults again.

    Raises InvalidInputError for another name, for what is no JSON, and for what cannot be read.
    """
    changed = replace(merchant, settings=_with(dict(merchant.settings), told))
    merchants.update_merchant(tx, changed)
    if told.get("orders"):
        _end_alert(tx, merchant, now)
    audit.record(
        tx,
        merchant_id=merchant.id,
        actor=actor,
        action="merchant.changed",
        subject=merchant.id,
        detail=sorted(told),
        at=now,
    )
    return changed


def _with(settings: dict[str, Any], told: Mapping[str, str]) -> dict[str, Any]:
    for name, text in told.items():
        if not text.strip():
            settings.pop(name, None)
            continue
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise InvalidInputError(name, text[:60], f"write JSON: {error}") from error
        _require_readable(name, value)
        settings[name] = value
    return settings


def _end_alert(tx: Connection, merchant: Merchant, now: datetime) -> None:
    """Rules for orders that were just read need nobody any more."""
    for connection in merchants.connections(tx, merchant.id):
        alerts.resolve(tx, connection.id, POLICY_UNREADABLE, now=now)


def _require_readable(name: str, value: Any) -> None:
    """Ask those who will read it. Raises InvalidInputError naming the field."""
    if name == "orphan_authorizations":
        if value not in ("void", "ask"):
            raise InvalidInputError(name, value, 'use "void" or "ask"')
    elif name not in _READERS:
        raise InvalidInputError("policy", name, f"one of {', '.join(POLICIES)}")
    elif not isinstance(value, dict):
        raise InvalidInputError(name, value, "use a JSON object")
    else:
        _READERS[name](value)


def _require_orders(value: dict[str, Any]) -> None:
    channels = value.get("channels", {})
    if not isinstance(channels, dict) or not all(isinstance(v, dict) for v in channels.values()):
        raise InvalidInputError("orders.channels", channels, "use an object of objects")
    for channel in ("", *channels):
        OrderPolicy.from_settings(value, channel)


def _require_subscriptions(value: dict[str, Any]) -> None:
    bill_at = SubscriptionPolicy.from_settings(value).bill_at
    if bill_at.tzinfo is not None:
        fix = "a time by the store's clock, without a zone"
        raise InvalidInputError("subscriptions.bill_at", value["bill_at"], fix)


def _require_identity(value: dict[str, Any]) -> None:
    rule = value.get("linked_accounts", Linked.PIN)
    if rule not in [*Linked]:
        raise InvalidInputError("identity.linked_accounts", rule, f"one of {', '.join(Linked)}")
    missing = {"issuer", "audience", "jwks_url"} - set(value.get("oidc") or ())
    if value.get("oidc") and missing:
        raise InvalidInputError("identity.oidc", sorted(missing), "it needs these as well")


_READERS: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {
        "returns": ReturnPolicy.from_settings,
        "subscriptions": _require_subscriptions,
        "order_news": OrderNewsPolicy.from_settings,
        "parcels": ParcelPolicy.from_settings,
        "transfers": TransferPolicy.from_settings,
        "split_orders": SplitPolicy.from_settings,
        "orders": _require_orders,
        "identity": _require_identity,
    }
)
