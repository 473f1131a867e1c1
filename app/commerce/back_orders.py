"""What of an order has to come in first: sold beyond the stock, as the merchant's rules let it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from sqlalchemy import Connection

from app.commerce.model import PrepareOrder, Wish
from app.commerce.rules import Rules
from domain.ids import LocationId, MerchantId, ProductSku
from storage import stock as levels
from storage.engine import Database
from storage.store_rules import StockRule


@dataclass(frozen=True, slots=True)
class Owed:
    """How much of one line is not there yet."""

    units: int = 0
    days: int | None = None
    """How long those usually take; None: nobody said."""


NOTHING_OWED = Owed()


def owed(
    database: Database,
    rules: Rules,
    command: PrepareOrder,
    location_id: LocationId,
    *,
    now: datetime,
) -> tuple[Owed, ...]:
    """Line by line what must come in first.

    Nothing is read for merchants who promise nothing beyond their stock.
    """
    lines, merchant_id = command.lines, command.merchant_id
    found = [rules.stock(line.sku, location_id, command.channel) for line in lines]
    if not any(rule is not None and rule.backorder_limit for rule in found):
        return (NOTHING_OWED,) * len(lines)
    with database.look() as tx:
        free = {line.sku: _left(tx, merchant_id, line.sku, location_id, now) for line in lines}
    if command.hold_id is not None:  # these very lines are among what is held
        for line in lines:
            left = free[line.sku]
            free[line.sku] = None if left is None else left + line.quantity
    told = []
    for line, rule in zip(lines, found, strict=True):
        left = free[line.sku]
        if left is None or rule is None:
            told.append(NOTHING_OWED)
            continue
        told.append(_short(line, rule, left - rule.keep_back))
        free[line.sku] = left - line.quantity
    return tuple(told)


def _short(line: Wish, rule: StockRule, left: Decimal) -> Owed:
    missing = line.quantity - max(Decimal(0), left)
    if missing <= 0 or not rule.backorder_limit:
        return NOTHING_OWED
    return Owed(int(missing.to_integral_value(ROUND_CEILING)), rule.backorder_days)


def _left(
    tx: Connection, merchant_id: MerchantId, sku: ProductSku, location_id: LocationId, now: datetime
) -> Decimal | None:
    """What is left beside holds and safety stock, below zero where more is promised than there;
    None where nobody counts."""
    level = levels.level(tx, merchant_id, sku, location_id, now=now)
    if level is None or level.is_unlimited or level.pos_available is None:
        return None
    return level.pos_available - level.held - level.safety
