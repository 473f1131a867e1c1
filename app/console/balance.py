"""One thing that does not add up between payments and orders, and an operator's word on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from domain.errors import IllegalTransitionError
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_LONGEST_NOTE: Final = 500


def register(pages: Blueprint, console: Console) -> None:
    """Add the page and its action to the blueprint."""
    balance = console.services.balance

    @pages.get("/<merchant>/balance/<its_id>")
    @needs(Role.VIEWER)
    def finding(merchant: str, its_id: str) -> str:
        """One finding."""
        of = console.gate.merchant(merchant)
        return console.page(
            "console/finding.html",
            of,
            stored=balance.get(of.id, its_id),
            names=console.scene(of).names,
            here="balance",
        )

    @pages.post("/<merchant>/balance/<its_id>/accept")
    @needs(Role.OPERATOR)
    def accept_finding(merchant: str, its_id: str) -> Response:
        """Let it be right as it is, for the reason given."""
        of = console.gate.merchant(merchant)
        note = request.form.get("note", "").strip()[:_LONGEST_NOTE]
        if not note:
            flash("Nothing was changed: say why it is right as it is.", "bad")
        else:
            try:
                balance.accept(of.id, its_id, note=note, actor=operator().login)
            except IllegalTransitionError as error:
                flash(f"Nothing was changed: {error}.", "bad")
            else:
                flash("It is accepted; another amount opens it again.", "good")
        return redirect(url_for("console.finding", merchant=of.id, its_id=its_id))
