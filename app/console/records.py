"""Single records: an order with everything that happened to it, a product, a delivery."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import orjson
from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.commerce.model import Canceled, CancelRefused
from app.console.access import needs, operator
from domain.calls import Call
from domain.errors import PlatformError
from domain.ids import LocationId, OrderId
from domain.returns import ReturnReason
from storage import (
    audit,
    bundle_parts,
    catalog_reads,
    inbox,
    journal,
    order_money,
    orders,
    stock,
    tables,
)
from storage.operators import Role
from storage.types import JsonValue

if TYPE_CHECKING:
    from app.console.blueprint import Console

_CANCEL_S = 20.0
_LEDGER = 50
_BODY_MOST = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of an order's timeline, from its history or the checkout's journal."""

    at: datetime
    what: str
    state: str | None
    by: str
    detail: str


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_order(pages, console)
    _register_catalog(pages, console)
    _register_delivery(pages, console)


def _register_order(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/<merchant>/orders/<its_id>")
    @needs(Role.VIEWER)
    def order(merchant: str, its_id: str) -> str:
        """One order: lines, money, and every step with the till's ids."""
        of = console.gate.merchant(merchant)
        view = services.orders.order(of.id, OrderId(its_id))
        with services.database.read() as tx:
            stored = orders.get(tx, of.id, its_id)
            checkout = journal.load(tx, of.id, its_id)
            steps = journal.steps(tx, of.id, its_id)
            told = orders.events(tx, of.id, its_id)
            payments = order_money.payments_of(tx, of.id, its_id)
            refunds = order_money.refunds_of(tx, of.id, its_id)
        happenings = [
            *(
                Happening(
                    at=each.at,
                    what=each.kind.replace("_", " "),
                    state=each.state or each.payment_state,
                    by=each.actor,
                    detail=_words(each.detail),
                )
                for each in told
            ),
            *(
                Happening(
                    at=each.at,
                    what=f"step {each.step}",
                    state=each.status,
                    by="checkout",
                    detail=_words(each.detail),
                )
                for each in steps
            ),
        ]
        return console.page(
            "console/order.html",
            of,
            order=view,
            stored=stored,
            checkout=checkout,
            happenings=sorted(happenings, key=lambda each: each.at),
            payments=payments,
            refunds=refunds,
            returns=services.returns.of_order(of.id, OrderId(its_id)),
            reasons=list(ReturnReason),
            once=secrets.token_urlsafe(12),
            here="orders",
        )

    @pages.post("/<merchant>/orders/<its_id>/cancel")
    @needs(Role.OPERATOR)
    def cancel_order(merchant: str, its_id: str) -> Response:
        """Cancel and refund, as a shopper could."""
        of = console.gate.merchant(merchant)
        reason = request.form.get("reason", "").strip()[:200] or "canceled at the console"
        call = Call.within(_CANCEL_S, correlation_id=f"console-{operator().id}")
        try:
            outcome = services.cancellation.cancel(of.id, OrderId(its_id), reason=reason, call=call)
        except PlatformError as error:
            flash(f"The till did not take it: {error}. It is repeated until it does.", "bad")
        else:
            if isinstance(outcome, Canceled):
                flash("Canceled; what was paid goes back.", "good")
            elif isinstance(outcome, CancelRefused):
                flash(f"Not canceled: {outcome.reason.replace('-', ' ')}.", "bad")
            else:
                flash("Being canceled; the page shows how far it is.", "waiting")
        with services.database.write() as tx:
            audit.record(
                tx,
                merchant_id=of.id,
                actor=operator().login,
                action="order.cancel",
                subject=its_id,
                detail={"reason": reason},
                at=services.clock.now(),
            )
        return redirect(url_for("console.order", merchant=of.id, its_id=its_id))


def _register_catalog(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/<merchant>/catalog/<its_id>")
    @needs(Role.VIEWER)
    def product(merchant: str, its_id: str) -> str:
        """One product: its variants, who sells them, and stock by store with age and source."""
        of = console.gate.merchant(merchant)
        now = services.clock.now()
        with services.database.read() as tx:
            found = catalog_reads.product(tx, of.id, its_id)
            if found is None:
                raise NotFound
            levels = {
                each.sku: stock.levels(tx, of.id, each.sku, now=now) for each in found.variants
            }
            parts = bundle_parts.parts_of(tx, of.id, [each.sku for each in found.variants])
        return console.page(
            "console/product.html",
            of,
            product=found,
            levels=levels,
            parts=parts,
            names=console.scene(of).names,
            here="catalog",
        )

    @pages.get("/<merchant>/ledger")
    @needs(Role.VIEWER)
    def ledger(merchant: str) -> str:
        """What made the number of one variant at one store."""
        of = console.gate.merchant(merchant)
        sku, place = request.args.get("sku", ""), LocationId(request.args.get("at", ""))
        now = services.clock.now()
        with services.database.read() as tx:
            events = stock.events(tx, of.id, sku, place, limit=_LEDGER)
            levels = [
                each for each in stock.levels(tx, of.id, sku, now=now) if each.location_id == place
            ]
        if not levels:
            raise NotFound
        return console.page(
            "console/ledger.html",
            of,
            sku=sku,
            level=levels[0],
            events=events,
            names=console.scene(of).names,
            here="catalog",
        )


def _register_delivery(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/<merchant>/deliveries/<int:its_id>")
    @needs(Role.VIEWER)
    def delivery(merchant: str, its_id: int) -> str:
        """One delivery, as it came."""
        of = console.gate.merchant(merchant)
        with services.database.read() as tx:
            row = tx.execute(
                select(tables.inbox).where(
                    tables.inbox.c.id == its_id, tables.inbox.c.merchant_id == of.id
                )
            ).one_or_none()
        if row is None:
            raise NotFound
        return console.page(
            "console/delivery.html",
            of,
            row=row,
            body=_readable(row.body),
            headers=orjson.loads(row.headers),
            names=console.connection_names(of),
            here="deliveries",
        )

    @pages.post("/<merchant>/deliveries/<int:its_id>/replay")
    @needs(Role.OPERATOR)
    def replay(merchant: str, its_id: int) -> Response:
        """Work a dead letter off again, as it came."""
        of = console.gate.merchant(merchant)
        now = services.clock.now()
        with services.database.write() as tx:
            done = inbox.replay(tx, of.id, [its_id], now=now)
            if done:
                audit.record(
                    tx,
                    merchant_id=of.id,
                    actor=operator().login,
                    action="delivery.replayed",
                    subject=str(its_id),
                    at=now,
                )
        flash("It is worked off again." if done else "It is no dead letter any more.", "good")
        return redirect(url_for("console.delivery", merchant=of.id, its_id=its_id))


def _readable(body: bytes) -> str:
    """JSON laid out, anything else as it is, cut where it is long."""
    try:
        text = orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        text = body.decode(errors="replace")
    return text if len(text) <= _BODY_MOST else f"{text[:_BODY_MOST]}\n… (cut)"


def _words(detail: JsonValue) -> str:
    """A small JSON object as words."""
    if not isinstance(detail, dict):
        return "" if detail is None else str(detail)
    return ", ".join(f"{name}: {value}" for name, value in detail.items() if value is not None)
