"""What a person does about an order that waits for its till: try, cancel, or say it was entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.commerce.model import Canceled
from app.commerce.parked_queue import ParkedQueue
from app.commerce.queue_words import why
from app.console.access import needs, operator
from domain.calls import Call
from domain.errors import IllegalTransitionError, PlatformError
from domain.ids import MerchantId, OrderId
from domain.parking import ParkedState
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_CALL_S = 20.0
_Act: TypeAlias = Callable[[ParkedQueue, MerchantId, OrderId, Call], str]
"""Does something about an order, and says what in a sentence."""


def register(pages: Blueprint, console: Console) -> None:
    """Add the actions to the blueprint."""
    for name, do in (("retry", _retry), ("cancel", _cancel), ("entered", _entered)):
        pages.add_url_rule(
            f"/<merchant>/queue/<its_id>/{name}",
            endpoint=f"{name}_parked",
            view_func=needs(Role.OPERATOR)(_action(console, do)),
            methods=["POST"],
        )


def _action(console: Console, do: _Act) -> Callable[[str, str], Response]:
    """A view that does it, says what came of it, and shows the order again."""

    def view(merchant: str, its_id: str) -> Response:
        of = console.gate.merchant(merchant)
        call = Call.within(_CALL_S, correlation_id=f"console-{operator().id}")
        try:
            flash(do(console.services.parked, of.id, OrderId(its_id), call), "good")
        except IllegalTransitionError:
            flash("It waits no more, or is being entered right now. Nothing was changed.", "bad")
        except PlatformError as error:
            flash(f"The till did not take it: {error}. It waits on.", "bad")
        return redirect(url_for("console.order", merchant=of.id, its_id=its_id))

    return view


def _retry(queue: ParkedQueue, merchant_id: MerchantId, order_id: OrderId, call: Call) -> str:
    """Try to enter it in the till now."""
    row = queue.retry(merchant_id, order_id, actor=operator().login, call=call)
    if row.state is ParkedState.CONFIRMED:
        return f"Entered; the till calls it {row.number}."
    return f"Not entered yet: {why(row.reason)}."


def _cancel(queue: ParkedQueue, merchant_id: MerchantId, order_id: OrderId, call: Call) -> str:
    """Give hold and authorization back."""
    outcome = queue.cancel(merchant_id, order_id, actor=operator().login, call=call)
    return "Canceled; the shopper is told." if isinstance(outcome, Canceled) else "Being canceled."


def _entered(queue: ParkedQueue, merchant_id: MerchantId, order_id: OrderId, call: Call) -> str:
    """Staff typed it in at the till."""
    number = request.form.get("number", "").strip()[:60]
    if not number:
        return "Give the number that the till shows."
    queue.entered(merchant_id, order_id, number=number, actor=operator().login, call=call)
    return f"Noted as order {number}; the shopper is told."
