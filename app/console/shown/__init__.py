"""What each list of the console shows, and of which table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.console.lists import Filter, ListPage
from app.console.shown import care, conversations, outgoing, rollout, sales, stock, sync
from app.console.shown.balance import BALANCE
from app.console.shown.cells import CONNECTION, LEAD
from app.console.shown.split_orders import SPLIT_ORDERS
from app.console.shown.subscriptions import SUBSCRIPTIONS
from app.console.shown.transfers import TRANSFERS

LISTS: Mapping[str, ListPage] = {
    each.name: each
    for each in (
        *(sales.ORDERS, sales.QUEUE, sales.REFUSED, sales.RETURNS, sales.PRODUCTS, sales.HOLDS),
        *(sync.DELIVERIES, sync.QUARANTINE, sync.RUNS, sync.JOBS, sync.PROOFS, sync.CONFLICTS),
        stock.STOCK,
        *(care.HANDOFFS, care.ALERTS, care.AUDIT),
        conversations.TURNS,
        *(rollout.DIFFERENCES, rollout.PLANS, outgoing.OUTGOING),
        SUBSCRIPTIONS,
        TRANSFERS,
        SPLIT_ORDERS,
        BALANCE,
    )
}


def with_choices(
    filters: Sequence[Filter], connections: Mapping[str, str], places: Mapping[str, str]
) -> list[Filter]:
    """The filters with the merchant's own connections and stores to choose from."""
    own = {id(CONNECTION): connections, id(LEAD): connections, id(stock.PLACE): places}
    return [
        replace(each, choices=tuple(own[id(each)].items())) if id(each) in own else each
        for each in filters
    ]
