"""Pages of what was said: redacted turns, what the model makes of them, labels for learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from app.voice.nlu.labels import Label
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_PAGE = 25


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    desk = console.services.review

    @pages.get("/<merchant>/conversations")
    @needs(Role.VIEWER)
    def conversations(merchant: str) -> str:
        """Turns that were not understood and wait for a label."""
        of = console.gate.merchant(merchant)
        after = request.args.get("after", "0")
        page = desk.missed(of.id, after=int(after) if after.isdecimal() else 0, limit=_PAGE)
        return console.page(
            "console/conversations.html",
            of,
            missed=page.rows,
            cursor=page.cursor,
            waiting=desk.waiting(of.id),
            labels=list(Label),
            here="conversations",
        )

    @pages.get("/<merchant>/conversations/<its_id>")
    @needs(Role.VIEWER)
    def conversation(merchant: str, its_id: str) -> str:
        """One conversation from its first turn to its last."""
        of = console.gate.merchant(merchant)
        told = desk.conversation(of.id, its_id)
        if not told:
            raise NotFound
        return console.page("console/conversation.html", of, told=told, here="conversations")

    @pages.post("/<merchant>/conversations/<int:its_id>/label")
    @needs(Role.OPERATOR)
    def label_turn(merchant: str, its_id: int) -> Response:
        """Say what a turn meant. Raises InvalidInputError, NotFoundError."""
        of = console.gate.merchant(merchant)
        turn = desk.label(of.id, its_id, request.form.get("label", ""), by=operator().login)
        flash(f"Labeled {turn.label}." if turn.label else "Nothing to learn from that.", "good")
        return redirect(url_for("console.conversations", merchant=of.id))
