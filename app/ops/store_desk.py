"""What a merchant decides about its stores and their stock, as people and programs set and see it:
hours, closed days, pickup times, stock that is kept back or promised beyond what is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from app.commerce.rules import Rules, rules_of
from domain.calls import Clock
from domain.catalog import WeeklyHours
from domain.channels import require_channel
from domain.errors import InvalidInputError, NotFoundError, UnknownSkuError
from domain.ids import LocationId, MerchantId, ProductSku
from domain.written_hours import week_text
from storage import audit, catalog_reads, locations, merchants, store_rules
from storage.engine import Database
from storage.locations import Store
from storage.merchants import ConnectionStatus
from storage.store_rules import StockRule, StoreRule
from storage.types import JsonValue

MOST_MINUTES: Final = 14 * 24 * 60
MOST_DAYS: Final = 365
DECIDED: Final = ("hours", "closed_on", "pickup_minutes")
"""What a rule about a store says."""
_MOST_CLOSED: Final = 400
_MOST_HOURS: Final = 50
_QUANTITY: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStanding:
    """A store with its own rule, and what holds there by all that is known."""

    store: Store
    account: ConnectionStatus
    """How the account that it belongs to stands: of one that was disconnected nothing is sold."""
    rule: StoreRule
    hours: tuple[WeeklyHours, ...] | None
    """When it is open; None: nobody said, or its time zone is not known."""
    closed_on: tuple[date, ...]
    pickup_minutes: int | None
    """How long until an order can be fetched; None: nobody said."""

    @property
    def sells(self) -> str:
        """In one word: `off` by its till, else how its account stands."""
        return self.account.value if self.store.active else "off"


class StoreDesk:
    """One for command line, REST and console; thread-safe, every change is audited and counts
    everywhere within five seconds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def stores(self, merchant_id: MerchantId) -> list[StoreStanding]:
        """Every store that its platform still tells of, by name. Raises NotFoundError."""
        with self._db.read() as tx:
            merchants.merchant(tx, merchant_id)
            rules = rules_of(tx, merchant_id)
            found = locations.locations(tx, merchant_id)
            accounts = merchants.connections(tx, merchant_id)
        states = {each.id: each.status for each in accounts}
        found.sort(key=lambda each: (each.name.casefold(), each.id))
        return [standing_of(rules, each, states[each.connection_id]) for each in found]

    def store(self, merchant_id: MerchantId, location_id: str) -> StoreStanding:
        """One store. Raises NotFoundError."""
        with self._db.read() as tx:
            store = _store(tx, merchant_id, location_id)
            account = merchants.connection(tx, store.connection_id).status
            return standing_of(rules_of(tx, merchant_id), store, account)

    def usual(self, merchant_id: MerchantId) -> StoreRule:
        """What holds at stores without rules of their own."""
        with self._db.read() as tx:
            return _rule(rules_of(tx, merchant_id), None)

    def set_store(
        self,
        merchant_id: MerchantId,
        location_id: LocationId | None,
        change: Callable[[StoreRule], StoreRule],
        *,
        actor: str,
    ) -> StoreRule:
        """Change a store's rule, or (without a store) the one of all that have none of their own.

        Raises NotFoundError; InvalidInputError naming field, value and remedy.
        """
        with self._db.write() as tx:
            merchants.merchant(tx, merchant_id)
            if location_id is not None:
                _store(tx, merchant_id, location_id)
            now = self._clock.now()
            before = store_rules.locked_store_rule(tx, merchant_id, location_id, now=now)
            rule = checked_store_rule(change(before))
            store_rules.set_store_rule(tx, merchant_id, rule, now=now)
            self._note(
                tx,
                merchant_id,
                actor,
                "store.rule_set",
                location_id or "every store",
                detail={
                    "hours": week_text(rule.hours or ()),
                    "closed_on": sorted(map(str, rule.closed_on)),
                    "pickup_minutes": rule.pickup_minutes,
                },
            )
        return rule

    def stock_rules(self, merchant_id: MerchantId) -> list[StockRule]:
        """All rules about stock, by SKU, store and channel; those for all of them first."""
        with self._db.read() as tx:
            found = store_rules.stock_rules(tx, merchant_id)
        return sorted(found, key=lambda each: tuple(name or "" for name in _named(each)))

    def set_stock(self, merchant_id: MerchantId, rule: StockRule, *, actor: str) -> StockRule:
        """Keep a rule in place of the one for the same SKU, store and channel.

        Raises NotFoundError, UnknownSkuError, InvalidInputError: a rule for what nobody sells, or
        for a channel that there is not, would stand there and hold for nothing.
        """
        checked_stock_rule(rule)
        with self._db.write() as tx:
            merchants.merchant(tx, merchant_id)
            if rule.location_id is not None:
                _store(tx, merchant_id, rule.location_id)
            if rule.sku is not None and catalog_reads.variant(tx, merchant_id, rule.sku) is None:
                raise UnknownSkuError(rule.sku)
            store_rules.set_stock_rule(tx, merchant_id, rule, now=self._clock.now())
            self._note_stock(tx, merchant_id, actor, "stock.rule_set", rule)
        return rule

    def drop_stock(
        self,
        merchant_id: MerchantId,
        *,
        sku: str | None,
        location_id: str | None,
        channel: str | None,
        actor: str,
    ) -> StockRule:
        """Forget the rule for exactly these, also where nobody sells the SKU any more.

        Raises NotFoundError if there is none.
        """
        named = (sku, location_id, channel)
        with self._db.write() as tx:
            merchants.merchant(tx, merchant_id)
            known = {_named(each): each for each in store_rules.stock_rules(tx, merchant_id)}
            if named not in known:
                raise NotFoundError("stock rule", stock_rule_name(*named))
            store_rules.drop_stock_rules(tx, merchant_id, [known[named]])
            self._note_stock(tx, merchant_id, actor, "stock.rule_dropped", known[named])
        return known[named]

    def _note_stock(
        self, tx: Connection, merchant_id: MerchantId, actor: str, action: str, rule: StockRule
    ) -> None:
        told = {name: None if value is None else str(value) for name, value in asdict(rule).items()}
        self._note(tx, merchant_id, actor, action, stock_rule_name(*_named(rule)), detail={**told})

    def _note(
        self,
        tx: Connection,
        merchant_id: MerchantId,
        actor: str,
        action: str,
        subject: str,
        *,
        detail: JsonValue,
    ) -> None:
        audit.record(
            tx,
            merchant_id=merchant_id,
            actor=actor,
            action=action,
            subject=subject,
            detail=detail,
            at=self._clock.now(),
        )


def without(rule: StoreRule, names: Collection[str]) -> StoreRule:
    """The rule without what it says of these, so that the more general one holds again."""
    empty = StoreRule(location_id=rule.location_id)
    return replace(rule, **{name: getattr(empty, name) for name in names})


def stock_rule(
    *,
    sku: str | None,
    location_id: str | None,
    channel: str | None,
    keep_back: str,
    backorder_limit: str,
    backorder_days: int | None,
) -> StockRule:
    """A rule out of what was written; empty names stand for every one.

    Raises InvalidInputError for what is no quantity.
    """
    return StockRule(
        sku=ProductSku(sku) if sku else None,
        location_id=LocationId(location_id) if location_id else None,
        channel=channel or None,
        keep_back=_quantity("keep_back", keep_back),
        backorder_limit=_quantity("backorder_limit", backorder_limit),
        backorder_days=backorder_days,
    )


def stock_rule_name(sku: str | None, location_id: str | None, channel: str | None) -> str:
    """What a rule is for, in words."""
    told = {"sku": sku, "location": location_id, "channel": channel}
    return " ".join(f"{name}={value}" for name, value in told.items() if value) or "everything"


def checked_store_rule(rule: StoreRule) -> StoreRule:
    """The rule, if it can hold. Raises InvalidInputError."""
    minutes = rule.pickup_minutes
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        remedy = f"use 0 to {MOST_MINUTES} minutes (two weeks)"
        raise InvalidInputError("pickup_minutes", minutes, remedy)
    if len(rule.closed_on) > _MOST_CLOSED:
        remedy = f"name at most {_MOST_CLOSED} days; those that are over can go"
        raise InvalidInputError("closed_on", len(rule.closed_on), remedy)
    if len(rule.hours or ()) > _MOST_HOURS:
        raise InvalidInputError("hours", len(rule.hours or ()), f"use at most {_MOST_HOURS} spans")
    return replace(rule, hours=rule.hours or None)


def checked_stock_rule(rule: StockRule) -> None:
    """Raises InvalidInputError for a rule that cannot hold, whatever is sold."""
    if rule.channel is not None:
        require_channel(rule.channel)
    days = rule.backorder_days
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise InvalidInputError("backorder_days", days, f"use 0 to {MOST_DAYS} days")
    if rule == StockRule(backorder_days=days):
        remedy = "keep something back, promise more, or name a SKU, store or channel; to end a rule"
        raise InvalidInputError("keep_back", "0", f"{remedy}, forget it")


def standing_of(rules: Rules, store: Store, account: ConnectionStatus) -> StoreStanding:
    """A store as it stands by these rules."""
    opening = rules.opening(store.id, store.hours, store.timezone)
    pickup = rules.pickup(store.id)
    own, usual = _rule(rules, store.id), _rule(rules, None)
    return StoreStanding(
        store=store,
        account=account,
        rule=own,
        hours=None if opening is None else tuple(opening.weekly),
        closed_on=tuple(sorted(own.closed_on | usual.closed_on)),
        pickup_minutes=None if pickup is None else int(pickup.total_seconds()) // 60,
    )


def _quantity(field: str, text: str) -> Decimal:
    if not _QUANTITY.fullmatch(text):
        raise InvalidInputError(field, text[:40], "write a quantity such as 2 or 2.5")
    return Decimal(text)


def _named(rule: StockRule) -> tuple[str | None, str | None, str | None]:
    return rule.sku, rule.location_id, rule.channel


def _store(tx: Connection, merchant_id: MerchantId, location_id: str) -> Store:
    found = [each for each in locations.locations(tx, merchant_id) if each.id == location_id]
    if not found:
        raise NotFoundError("location", location_id)
    return found[0]


def _rule(rules: Rules, location_id: LocationId | None) -> StoreRule:
    return rules.stores.get(location_id) or StoreRule(location_id=location_id)
