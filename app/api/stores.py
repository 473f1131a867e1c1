"""`/v1/stores`, `/v1/store-defaults` and `/v1/stock-rules`: when stores are open and have an order
ready, and how much of their stock may be promised to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, Protocol, cast

from flask import current_app

from app.api import problem_types as types
from app.api.access import Caller
from app.api.operation import Resource
from app.api.paging import OffsetPage
from app.api.services import EXTENSION, ApiServices, Scope
from app.api.store_schemas import (
    StockRuleAnswer,
    StockRuleListAnswer,
    StockRuleName,
    StockRuleSchema,
    StockRulesQuery,
    StoreAnswer,
    StoreListAnswer,
    StoreRuleAnswer,
    StoreRuleSchema,
    StoresQuery,
)
from app.ops.store_desk import StoreDesk, StoreStanding, stock_rule, without
from domain.ids import LocationId
from domain.written_hours import read_days, read_week, week_text
from storage.store_rules import StockRule, StoreRule

resource = Resource("Stores", "When stores are open, and how much of their stock may be promised.")
_NAMES = ("sku", "location_id", "channel")


class HasStores(Protocol):
    """What these views reach of the parts that operators look after."""

    @property
    def stores(self) -> StoreDesk:
        """Stores and rules about their stock."""
        ...


class StoreServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def care(self) -> HasStores:
        """The parts that operators look after."""
        ...


@resource.operation(
    "GET", "/stores", scope=Scope.STORES_READ, query=StoresQuery, answer=StoreListAnswer
)
def list_stores(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Every store with what holds there, by name; also those that do not sell."""
    scope = f"{caller.merchant_id} stores"
    page = OffsetPage.open(scope, wanted["cursor"], wanted["limit"])
    return page.cut([_store(each) for each in _desk().stores(caller.merchant_id)])


@resource.operation(
    "GET",
    "/stores/<location_id>",
    scope=Scope.STORES_READ,
    answer=StoreAnswer,
    problems=(types.NOT_FOUND,),
)
def read_store(caller: Caller, location_id: str) -> dict[str, Any]:
    """One store with what holds there."""
    return _store(_desk().store(caller.merchant_id, location_id))


@resource.operation(
    "PATCH",
    "/stores/<location_id>",
    scope=Scope.STORES_WRITE,
    body=StoreRuleSchema,
    answer=StoreAnswer,
    problems=(types.NOT_FOUND,),
)
def change_store(caller: Caller, wanted: dict[str, Any], location_id: str) -> dict[str, Any]:
    """Set hours, closed days or pickup time of a store; they count within five seconds."""
    _set(caller, LocationId(location_id), wanted)
    return _store(_desk().store(caller.merchant_id, location_id))


@resource.operation("GET", "/store-defaults", scope=Scope.STORES_READ, answer=StoreRuleAnswer)
def read_store_defaults(caller: Caller) -> dict[str, Any]:
    """What holds at stores without rules of their own; closed days hold at all of them."""
    return _rule(_desk().usual(caller.merchant_id))


@resource.operation(
    "PATCH",
    "/store-defaults",
    scope=Scope.STORES_WRITE,
    body=StoreRuleSchema,
    answer=StoreRuleAnswer,
)
def change_store_defaults(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set what holds at stores without rules of their own."""
    return _rule(_set(caller, None, wanted))


@resource.operation(
    "GET",
    "/stock-rules",
    scope=Scope.STORES_READ,
    query=StockRulesQuery,
    answer=StockRuleListAnswer,
)
def list_stock_rules(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Rules about stock, the most general first; those that name a SKU, store or channel."""
    named = {name: wanted[name] for name in _NAMES if wanted[name] is not None}
    scope = f"{caller.merchant_id} stock rules {sorted(named.items())}"
    page = OffsetPage.open(scope, wanted["cursor"], wanted["limit"])
    told = map(_stock, _desk().stock_rules(caller.merchant_id))
    return page.cut([each for each in told if named.items() <= each.items()])


@resource.operation(
    "PUT",
    "/stock-rules",
    scope=Scope.STORES_WRITE,
    body=StockRuleSchema,
    answer=StockRuleAnswer,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU),
)
def set_stock_rule(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Keep stock from a channel or store, or let it be promised beyond what is there.

    In place of the rule for the same SKU, store and channel; it counts within five seconds.
    """
    rule = stock_rule(**wanted)
    return _stock(_desk().set_stock(caller.merchant_id, rule, actor=_actor(caller)))


@resource.operation(
    "DELETE",
    "/stock-rules",
    scope=Scope.STORES_WRITE,
    query=StockRuleName,
    answer=StockRuleAnswer,
    problems=(types.NOT_FOUND,),
)
def drop_stock_rule(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Forget the rule for exactly these; what is left out is null in it. Gives the rule."""
    return _stock(_desk().drop_stock(caller.merchant_id, **wanted, actor=_actor(caller)))


def _set(caller: Caller, location_id: LocationId | None, wanted: dict[str, Any]) -> StoreRule:
    desk = _desk()
    change = _change(wanted)
    return desk.set_store(caller.merchant_id, location_id, change, actor=_actor(caller))


def _change(wanted: dict[str, Any]) -> Callable[[StoreRule], StoreRule]:
    """What was named, as the rule has it."""
    values = dict(wanted)
    forgotten = values.pop("forget", ())
    if "hours" in values:
        values["hours"] = read_week(values["hours"])
    if "closed_on" in values:
        values["closed_on"] = read_days(values["closed_on"])
    return lambda rule: without(replace(rule, **values), forgotten)


def _store(standing: StoreStanding) -> dict[str, Any]:
    store = standing.store
    return {
        "location_id": store.id,
        "connection_id": store.connection_id,
        "name": store.name,
        "active": store.active,
        "account": standing.account.value,
        "address": store.address,
        "phone": store.phone,
        "timezone": store.timezone,
        "currency": store.currency,
        "latitude": store.latitude,
        "longitude": store.longitude,
        "offers_pickup": store.offers_pickup,
        "hours": week_text(standing.hours or ()) or None,
        "closed_on": list(map(str, standing.closed_on)),
        "pickup_minutes": standing.pickup_minutes,
        "told_hours": week_text(store.hours) or None,
        "rule": _rule(standing.rule),
    }


def _rule(rule: StoreRule) -> dict[str, Any]:
    return {
        "hours": week_text(rule.hours or ()) or None,
        "closed_on": sorted(map(str, rule.closed_on)),
        "pickup_minutes": rule.pickup_minutes,
    }


def _stock(rule: StockRule) -> dict[str, Any]:
    return {each.name: getattr(rule, each.name) for each in fields(rule)}


def _actor(caller: Caller) -> str:
    return f"api:{caller.key_id}"


def _desk() -> StoreDesk:
    return cast(StoreServices, current_app.extensions[EXTENSION]).care.stores
