"""One split order: which store delivers what, and taking all of it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from domain.calls import Call
from domain.errors import IllegalTransitionError, PlatformError
from domain.splits import SplitState
from storage import audit
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_CALL_S = 20.0
_CANCELABLE = frozenset(
    {SplitState.PREPARING, SplitState.PRICED, SplitState.PLACED, SplitState.PARTLY}
)


def register(pages: Blueprint, console: Console) -> None:
    """Add the page and its action to the blueprint."""
    services = console.services

    @pages.get("/<merchant>/split-orders/<its_id>")
    @needs(Role.VIEWER)
    def split_order(merchant: str, its_id: str) -> str:
        """One split order with its stores."""
        of = console.gate.merchant(merchant)
        view = services.splits.get(of.id, its_id)
        return console.page(
            "console/split_order.html",
            of,
            stored=view.stored,
            parts=tuple(zip(view.stored.parts, view.orders, strict=True)),
            can_cancel=view.stored.state in _CANCELABLE,
            names=console.scene(of).names,
            here="split-orders",
        )

    @pages.post("/<merchant>/split-orders/<its_id>/cancel")
    @needs(Role.OPERATOR)
    def cancel_split_order(merchant: str, its_id: str) -> Response:
        """Take every part back, with its money."""
        of = console.gate.merchant(merchant)
        call = Call.within(_CALL_S, correlation_id=f"console-{operator().id}")
        try:
            left = services.splits.cancel(of.id, its_id, call=call).stored
        except IllegalTransitionError as error:
            flash(f"Nothing was changed: {error}.", "bad")
        except PlatformError as error:
            flash(f"A till could not be asked: {error}. A worker goes on with it.", "bad")
        else:
            with services.database.write() as tx:
                audit.record(
                    tx,
                    merchant_id=of.id,
                    actor=operator().login,
                    action="split-order.canceled",
                    subject=its_id,
                    at=services.clock.now(),
                )
            flash(f"It is {left.state.value.replace('_', ' ')} now.", "good")
        return redirect(url_for("console.split_order", merchant=of.id, its_id=its_id))
