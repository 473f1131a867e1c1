"""Goods that come back: what a person decides, and lines of an order refunded at the console."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.commerce.return_facts import label_of
from app.commerce.returns import AskReturn, ReturnService
from app.console.access import needs, operator
from domain.calls import Call
from domain.errors import IllegalTransitionError, InvalidInputError, PlatformError
from domain.ids import MerchantId, OrderId
from domain.returns import Refused, ReturnReason, Wanted
from storage import audit, orders, return_labels
from storage.operators import Role
from storage.returns import StoredReturn

if TYPE_CHECKING:
    from app.console.blueprint import Console

_CALL_S = 20.0
_QUANTITY = "quantity."
_CHANNEL = "console"
_Step: TypeAlias = Callable[[ReturnService, MerchantId, str, Call], StoredReturn]


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_return(pages, console)
    _register_asking(pages, console)
    for name, step in _STEPS.items():
        pages.add_url_rule(
            f"/<merchant>/returns/<its_id>/{name}",
            endpoint=f"{name}_return",
            view_func=needs(Role.OPERATOR)(_action(console, name, step)),
            methods=["POST"],
        )


def _register_return(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/<merchant>/returns/<its_id>")
    @needs(Role.VIEWER)
    def return_page(merchant: str, its_id: str) -> str:
        """One return: what comes back, for how much, and who must do what."""
        of = console.gate.merchant(merchant)
        stored = services.returns.get(of.id, its_id)
        with services.database.read() as tx:
            order = orders.get(tx, of.id, stored.order_id)
            label = return_labels.find(tx, of.id, stored.id)
        return console.page(
            "console/return.html",
            of,
            stored=stored,
            order=order,
            label=label,
            parcel=services.returns.parcels(of.id, [stored]).get(stored.id),
            label_url=label_of(stored, label),
            here="returns",
        )

    @pages.post("/<merchant>/returns/<its_id>/label")
    @needs(Role.OPERATOR)
    def buy_label_again(merchant: str, its_id: str) -> Response:
        """Have a label bought, or its money asked for, once more."""
        of = console.gate.merchant(merchant)
        try:
            services.carriers.labels.try_again(of.id, its_id, actor=operator().login)
        except IllegalTransitionError as error:
            flash(f"Nothing was changed: {error}.", "bad")
        else:
            flash("It is tried again; look here in a moment.", "good")
        return redirect(url_for("console.return_page", merchant=of.id, its_id=its_id))


def _register_asking(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.post("/<merchant>/orders/<its_id>/return")
    @needs(Role.OPERATOR)
    def ask_return(merchant: str, its_id: str) -> Response:
        """Take lines back and refund them, as far as the merchant's policy lets. Raises
        InvalidInputError, NotFoundError."""
        of = console.gate.merchant(merchant)
        wish = AskReturn(
            merchant_id=of.id,
            order_id=OrderId(its_id),
            lines=_wanted(request.form),
            reason=_reason(request.form.get("reason", "")),
            channel=_CHANNEL,
            key=f"console:{request.form.get('key', '')[:64]}",
            note=request.form.get("note", "").strip()[:500] or None,
        )
        try:
            said = services.returns.ask(wish, _call())
        except PlatformError as error:
            flash(f"The till did not take it: {error}. It is repeated until it does.", "bad")
            return redirect(url_for("console.order", merchant=of.id, its_id=its_id))
        if isinstance(said, Refused):
            about = f" ({said.line})" if said.line else ""
            flash(f"Not taken back: {said.code.replace('-', ' ')}{about}.", "bad")
            return redirect(url_for("console.order", merchant=of.id, its_id=its_id))
        _noted(console, of.id, "return.asked", said.id)
        flash("Taken; this page says what happens next.", "good")
        return redirect(url_for("console.return_page", merchant=of.id, its_id=said.id))


def _action(console: Console, name: str, step: _Step) -> Callable[[str, str], Response]:
    """A view that takes the step, says what came of it, and shows the return again."""

    def view(merchant: str, its_id: str) -> Response:
        of = console.gate.merchant(merchant)
        try:
            stored = step(console.services.returns, of.id, its_id, _call())
        except IllegalTransitionError as error:
            flash(f"Nothing was changed: {error}.", "bad")
        except PlatformError as error:
            flash(f"The till did not take it: {error}. It is repeated until it does.", "bad")
        else:
            _noted(console, of.id, f"return.{name}", its_id)
            flash(f"It is {stored.state.value.replace('_', ' ')} now.", "good")
        return redirect(url_for("console.return_page", merchant=of.id, its_id=its_id))

    return view


_STEPS: Mapping[str, _Step] = {
    "approve": lambda desk, of, name, _call: desk.decide(
        of, name, approve=True, actor=operator().login
    ),
    "refuse": lambda desk, of, name, _call: desk.decide(
        of, name, approve=False, actor=operator().login
    ),
    "received": lambda desk, of, name, call: desk.received(
        of, name, actor=operator().login, call=call
    ),
    "cancel": lambda desk, of, name, _call: desk.cancel(of, name, actor=operator().login),
}


def _noted(console: Console, merchant_id: MerchantId, action: str, subject: str) -> None:
    with console.services.database.write() as tx:
        audit.record(
            tx,
            merchant_id=merchant_id,
            actor=operator().login,
            action=action,
            subject=subject,
            at=console.services.clock.now(),
        )


def _call() -> Call:
    return Call.within(_CALL_S, correlation_id=f"console-{operator().id}")


def _wanted(form: Mapping[str, str]) -> tuple[Wanted, ...]:
    """The lines with a quantity above nothing. Raises InvalidInputError."""
    found = []
    for name, text in form.items():
        if not name.startswith(_QUANTITY) or text.strip() in ("", "0"):
            continue
        position = name.removeprefix(_QUANTITY)
        if not (position.isdecimal() and text.strip().isdecimal()):
            raise InvalidInputError(name[:40], text[:20], "a whole number")
        found.append(Wanted(position=int(position), quantity=int(text)))
    return tuple(found)


def _reason(text: str) -> ReturnReason:
    """Raises InvalidInputError."""
    try:
        return ReturnReason(text)
    except ValueError as error:
        raise InvalidInputError("reason", text[:40], ", ".join(ReturnReason)) from error
