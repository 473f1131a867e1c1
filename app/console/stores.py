"""Stores and rules about their stock: what holds where, and what the merchant decides of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.console import short_lists
from app.console.access import needs, operator
from app.console.shown.stores import STOCK_RULES, STORES
from app.ops.store_desk import stock_rule
from domain.channels import CHANNELS
from domain.errors import InvalidInputError, NotFoundError, UnknownSkuError
from domain.ids import LocationId
from domain.written_hours import EXAMPLE, read_days, read_week, week_text
from storage.merchants import Merchant
from storage.operators import Role
from storage.store_rules import StoreRule

if TYPE_CHECKING:
    from app.console.blueprint import Console

_SET = "Kept: it holds everywhere within five seconds."
_SPLIT = re.compile(r"[\s,]+")


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_stores(pages, console)
    _register_stock(pages, console)


def _register_stores(pages: Blueprint, console: Console) -> None:
    desk = console.services.care.stores

    @pages.get("/<merchant>/stores")
    @needs(Role.VIEWER)
    def stores(merchant: str) -> Response | str:
        """Every store, and what holds at those without rules of their own."""
        of = console.gate.merchant(merchant)
        shown = short_lists.answer(STORES, desk.stores(of.id))
        if isinstance(shown, Response):
            return shown
        return _stores_page(console, of, shown)

    @pages.post("/<merchant>/stores")
    @needs(Role.ADMIN)
    def set_usual(merchant: str) -> Response | tuple[str, int]:
        """Set what holds at stores without rules; what cannot be comes back with the reason."""
        of = console.gate.merchant(merchant)
        try:
            _set(console, of, None)
        except InvalidInputError as error:
            shown = short_lists.shown(STORES, desk.stores(of.id))
            return _stores_page(console, of, shown, request.form, str(error)), 422
        flash(_SET, "good")
        return redirect(url_for("console.stores", merchant=of.id))

    @pages.get("/<merchant>/stores/<its_id>")
    @needs(Role.VIEWER)
    def store(merchant: str, its_id: str) -> str:
        """One store with what holds there. Raises NotFoundError."""
        return _store_page(console, console.gate.merchant(merchant), its_id)

    @pages.post("/<merchant>/stores/<its_id>")
    @needs(Role.ADMIN)
    def set_store(merchant: str, its_id: str) -> Response | tuple[str, int]:
        """Set a store's rule; what cannot be comes back with the reason. Raises NotFoundError."""
        of = console.gate.merchant(merchant)
        try:
            _set(console, of, LocationId(its_id))
        except InvalidInputError as error:
            return _store_page(console, of, its_id, request.form, str(error)), 422
        flash(_SET, "good")
        return redirect(url_for("console.store", merchant=of.id, its_id=its_id))


def _register_stock(pages: Blueprint, console: Console) -> None:
    desk = console.services.care.stores

    @pages.get("/<merchant>/stock-rules")
    @needs(Role.VIEWER)
    def stock_rules(merchant: str) -> Response | str:
        """Every rule about stock."""
        of = console.gate.merchant(merchant)
        shown = short_lists.answer(STOCK_RULES, desk.stock_rules(of.id))
        return shown if isinstance(shown, Response) else _rules_page(console, of, {})

    @pages.post("/<merchant>/stock-rules")
    @needs(Role.ADMIN)
    def set_stock_rule(merchant: str) -> Response | tuple[str, int]:
        """Keep a rule; what cannot be comes back with the reason."""
        of, form = console.gate.merchant(merchant), request.form
        try:
            rule = stock_rule(
                sku=form.get("sku", "").strip(),
                location_id=form.get("location_id", ""),
                channel=form.get("channel", ""),
                keep_back=form.get("keep_back", "").strip() or "0",
                backorder_limit=form.get("backorder_limit", "").strip() or "0",
                backorder_days=_whole("backorder_days", form.get("backorder_days", "")),
            )
            desk.set_stock(of.id, rule, actor=operator().login)
        except (InvalidInputError, UnknownSkuError, NotFoundError) as error:
            return _rules_page(console, of, form, str(error)), 422
        flash(_SET, "good")
        return redirect(url_for("console.stock_rules", merchant=of.id))

    @pages.post("/<merchant>/stock-rules/forget")
    @needs(Role.ADMIN)
    def drop_stock_rule(merchant: str) -> Response:
        """Forget the rule for exactly these. Raises NotFoundError."""
        of, form = console.gate.merchant(merchant), request.form
        desk.drop_stock(
            of.id,
            sku=form.get("sku") or None,
            location_id=form.get("location_id") or None,
            channel=form.get("channel") or None,
            actor=operator().login,
        )
        flash("Forgotten: within five seconds the more general rule holds.", "good")
        return redirect(url_for("console.stock_rules", merchant=of.id))


def _set(console: Console, merchant: Merchant, location_id: LocationId | None) -> None:
    """Keep what the form says as a whole; an empty field takes the more general one."""
    form = request.form
    rule = StoreRule(
        location_id=location_id,
        hours=read_week(form.get("hours", "")),
        closed_on=read_days(filter(None, _SPLIT.split(form.get("closed_on", "")))),
        pickup_minutes=_whole("pickup_minutes", form.get("pickup_minutes", "")),
    )
    desk = console.services.care.stores
    desk.set_store(merchant.id, location_id, lambda _before: rule, actor=operator().login)


def _whole(field: str, text: str) -> int | None:
    told = text.strip()
    if not told:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", told):
        raise InvalidInputError(field, told[:40], "use a whole number")
    return int(told)


def _fields(rule: StoreRule) -> dict[str, str]:
    """A rule as its form has it."""
    minutes = rule.pickup_minutes
    return {
        "hours": week_text(rule.hours or ()),
        "closed_on": ", ".join(sorted(map(str, rule.closed_on))),
        "pickup_minutes": "" if minutes is None else str(minutes),
    }


def _stores_page(
    console: Console,
    merchant: Merchant,
    shown: object,
    told: Mapping[str, str] | None = None,
    fault: str | None = None,
) -> str:
    usual = console.services.care.stores.usual(merchant.id)
    return console.page(
        "console/stores.html",
        merchant,
        shown=shown,
        rule=told or _fields(usual),
        fault=fault,
        example=EXAMPLE,
        week_text=week_text,
        here="stores",
    )


def _store_page(
    console: Console,
    merchant: Merchant,
    its_id: str,
    told: Mapping[str, str] | None = None,
    fault: str | None = None,
) -> str:
    desk = console.services.care.stores
    standing = desk.store(merchant.id, its_id)
    return console.page(
        "console/store.html",
        merchant,
        standing=standing,
        store=standing.store,
        rule=told or _fields(standing.rule),
        rules=[each for each in desk.stock_rules(merchant.id) if each.location_id == its_id],
        names=console.connection_names(merchant),
        fault=fault,
        example=EXAMPLE,
        week_text=week_text,
        here="stores",
    )


def _rules_page(
    console: Console, merchant: Merchant, told: Mapping[str, str], fault: str | None = None
) -> str:
    names = console.place_names(merchant)
    rules = console.services.care.stores.stock_rules(merchant.id)
    filters = [
        replace(each, choices=tuple(names.items())) if each.name == "location_id" else each
        for each in STOCK_RULES.filters
    ]
    return console.page(
        "console/stock_rules.html",
        merchant,
        shown=short_lists.shown(STOCK_RULES, rules, filters),
        told=told,
        fault=fault,
        places=names,
        channels=sorted(CHANNELS),
        here="stock-rules",
    )
