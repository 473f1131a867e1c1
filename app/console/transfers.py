"""One transfer: where the goods are, who moves them, and what an operator may say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.commerce.transfers import TransferService
from app.console.access import needs, operator
from domain.calls import Call
from domain.errors import IllegalTransitionError, PlatformError
from domain.ids import MerchantId
from domain.transfers import TransferState
from storage.operators import Role
from storage.transfers import StoredTransfer

if TYPE_CHECKING:
    from app.console.blueprint import Console

_CALL_S = 20.0
_Step: TypeAlias = Callable[[TransferService, MerchantId, str, Call], StoredTransfer]


def register(pages: Blueprint, console: Console) -> None:
    """Add the page and its actions to the blueprint."""
    services = console.services

    @pages.get("/<merchant>/transfers/<its_id>")
    @needs(Role.VIEWER)
    def transfer(merchant: str, its_id: str) -> str:
        """One transfer with its stores."""
        of = console.gate.merchant(merchant)
        return console.page(
            "console/transfer.html",
            of,
            stored=services.transfers.get(of.id, its_id),
            names=console.scene(of).names,
            here="transfers",
        )

    for name, step in _STEPS.items():
        pages.add_url_rule(
            f"/<merchant>/transfers/<its_id>/{name}",
            endpoint=f"{name}_transfer",
            view_func=needs(Role.OPERATOR)(_action(console, step)),
            methods=["POST"],
        )


def _action(console: Console, step: _Step) -> Callable[[str, str], Response]:
    """A view that takes the step, says what came of it, and shows the transfer again."""

    def view(merchant: str, its_id: str) -> Response:
        of = console.gate.merchant(merchant)
        call = Call.within(_CALL_S, correlation_id=f"console-{operator().id}")
        try:
            moved = step(console.services.transfers, of.id, its_id, call)
        except IllegalTransitionError as error:
            flash(f"Nothing was changed: {error}.", "bad")
        except PlatformError as error:
            flash(f"The till could not be asked: {error}. Nothing was changed.", "bad")
        else:
            flash(f"It is {moved.state.value} now.", "good")
        return redirect(url_for("console.transfer", merchant=of.id, its_id=its_id))

    return view


def _marked(to: TransferState) -> _Step:
    def step(
        transfers: TransferService, merchant_id: MerchantId, its_id: str, call: Call
    ) -> StoredTransfer:
        return transfers.mark(merchant_id, its_id, to, actor=operator().login, call=call)

    return step


def _cancel(
    transfers: TransferService, merchant_id: MerchantId, its_id: str, call: Call
) -> StoredTransfer:
    return transfers.cancel(merchant_id, its_id, actor=operator().login, call=call)


_STEPS: Mapping[str, _Step] = {
    "sent": _marked(TransferState.SENT),
    "received": _marked(TransferState.RECEIVED),
    "cancel": _cancel,
}
