"""Pages of what people take over from the machine: handed conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from domain.errors import IllegalTransitionError
from domain.ids import MerchantId
from storage.handovers import Ticket
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    desk = console.services.handovers

    @pages.get("/<merchant>/handoffs/<its_id>")
    @needs(Role.VIEWER)
    def handoff(merchant: str, its_id: str) -> str:
        """One ticket with everything needed to go on."""
        of = console.gate.merchant(merchant)
        ticket = desk.ticket(of.id, its_id)
        return console.page("console/handoff.html", of, ticket=ticket, here="handoffs")

    steps: dict[str, Callable[[MerchantId, str], Ticket]] = {
        "claim": lambda of, name: desk.claim(of, name, by=operator().login),
        "release": lambda of, name: desk.release(of, name, by=operator().login),
        "close": lambda of, name: desk.close(
            of, name, by=operator().login, note=request.form.get("note", "").strip()
        ),
        "note": lambda of, name: desk.note(
            of, name, request.form.get("note", ""), by=operator().login
        ),
    }

    @pages.post("/<merchant>/handoffs/<its_id>/<step>")
    @needs(Role.OPERATOR)
    def move_handoff(merchant: str, its_id: str, step: str) -> Response:
        """Claim, give back, close, or write on a ticket. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        do = steps.get(step)
        if do is None:
            raise NotFound
        try:
            ticket = do(of.id, its_id)
        except IllegalTransitionError as error:
            flash(f"Not done: {error}.", "bad")
        else:
            flash(f"Ticket {ticket.number} is {ticket.state.value}.", "good")
        return redirect(url_for("console.handoff", merchant=of.id, its_id=its_id))
