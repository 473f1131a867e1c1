"""Lists of stores and of rules about their stock."""

from __future__ import annotations

from app.console.lists import Filter
from app.console.short_lists import ShortColumn, ShortList
from app.ops.store_desk import StoreStanding
from domain.written_hours import week_text
from storage.store_rules import StockRule

STORES: ShortList[StoreStanding] = ShortList(
    name="stores",
    title="Stores",
    hint="When each store is open and has an order ready. Name, place and time zone are its "
    "till's; hours, closed days and pickup time can be set here.",
    empty="No store yet. Connect a till; its stores come with the first sync.",
    search="name, hours",
    columns=(
        ShortColumn(name="name", title="Store", value=lambda one: one.store.name),
        ShortColumn(
            name="sells",
            title="Sells",
            value=lambda one: one.sells,
        ),
        ShortColumn(
            name="pickup",
            title="Pickup",
            value=lambda one: "offered" if one.store.offers_pickup else "none",
        ),
        ShortColumn(
            name="pickup_minutes",
            title="Ready in",
            value=lambda one: one.pickup_minutes,
            numeric=True,
        ),
        ShortColumn(
            name="hours", title="Hours", value=lambda one: week_text(one.hours or ()) or None
        ),
        ShortColumn(
            name="closed_on",
            title="Closed on",
            value=lambda one: ", ".join(map(str, one.closed_on)) or None,
        ),
        ShortColumn(name="timezone", title="Time zone", value=lambda one: one.store.timezone),
    ),
    filters=(Filter(name="sells", title="Sells"), Filter(name="pickup", title="Pickup")),
)

STOCK_RULES: ShortList[StockRule] = ShortList(
    name="stock-rules",
    title="Stock rules",
    hint="How much stock may be promised to whom. The rule that names the most holds: the SKU "
    "before the store before the channel.",
    empty="No rule: what is there is promised, less the safety stock. Set one below.",
    search="SKU, channel",
    columns=(
        ShortColumn(name="sku", title="SKU", value=lambda one: one.sku),
        ShortColumn(name="location_id", title="Store", value=lambda one: one.location_id),
        ShortColumn(name="channel", title="Channel", value=lambda one: one.channel),
        ShortColumn(
            name="keep_back", title="Kept back", value=lambda one: one.keep_back, numeric=True
        ),
        ShortColumn(
            name="backorder_limit",
            title="Beyond the stock",
            value=lambda one: one.backorder_limit,
            numeric=True,
        ),
        ShortColumn(
            name="backorder_days",
            title="Days those take",
            value=lambda one: one.backorder_days,
            numeric=True,
        ),
    ),
    filters=(Filter(name="location_id", title="Store"), Filter(name="channel", title="Channel")),
    more=("End it",),
)
