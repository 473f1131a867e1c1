"""Rollout and webhooks out: who is served, what the shadow saw, and which programs are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from app.rollout.desk import PlanChange, share_of
from app.rollout.views import difference_view, said, standing_view
from domain.counting import counted
from domain.errors import InvalidInputError
from storage.operators import Role
from storage.webhook_deliveries import DeliveryState

if TYPE_CHECKING:
    from app.console.blueprint import Console

_SHOWN = 10
"""Of what has a list of its own."""


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_rollout(pages, console)
    _register_webhooks(pages, console)


def _register_rollout(pages: Blueprint, console: Console) -> None:
    desk = console.services.rollout.desk

    @pages.get("/<merchant>/rollout")
    @needs(Role.VIEWER)
    def rollout(merchant: str) -> str:
        """Plans, their history, and the shadow's differences."""
        of = console.gate.merchant(merchant)
        found = desk.differences(of.id, limit=_SHOWN)
        return console.page(
            "console/rollout.html",
            of,
            told=standing_view(desk.standing(of.id)),
            differences=[difference_view(each) for each in found.rows],
            said=said,
            here="rollout",
        )

    @pages.post("/<merchant>/rollout")
    @needs(Role.ADMIN)
    def set_rollout(merchant: str) -> Response:
        """Set a share or shadow mode. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        form = request.form
        shadow = {"on": True, "off": False}.get(form.get("shadow", ""))
        share = share_of(form["share"]) if form.get("share", "").strip() else None
        if share is None and shadow is None:
            raise InvalidInputError("share", "", "give a share, or turn the shadow on or off")
        change = PlanChange(share=share, shadow=shadow)
        desk.set(of.id, form.get("channel", "") or "*", change, actor=operator().login)
        flash("Set: it holds everywhere within two seconds.", "good")
        return redirect(url_for("console.rollout", merchant=of.id))

    @pages.post("/<merchant>/rollout/rollback")
    @needs(Role.OPERATOR)
    def roll_back(merchant: str) -> Response:
        """Serve nobody any more. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        reason = request.form.get("reason", "").strip()[:200]
        if not reason:
            raise InvalidInputError("reason", "", "say why, for the history")
        channel = request.form.get("channel", "") or "*"
        desk.roll_back(of.id, channel, reason=reason, actor=operator().login)
        flash("Rolled back: within two seconds nobody is served any more.", "good")
        return redirect(url_for("console.rollout", merchant=of.id))


def _register_webhooks(pages: Blueprint, console: Console) -> None:
    desk = console.services.outward.desk

    @pages.get("/<merchant>/endpoints")
    @needs(Role.OPERATOR)
    def endpoints(merchant: str) -> str:
        """Endpoints, and what they did not take."""
        of = console.gate.merchant(merchant)
        listed = desk.endpoints(of.id)
        failed = {
            each.id: desk.deliveries(of.id, each.id, state=DeliveryState.FAILED, limit=10).rows
            for each in listed
        }
        return console.page(
            "console/webhooks_out.html", of, endpoints=listed, failed=failed, here="endpoints"
        )

    @pages.post("/<merchant>/endpoints/<its_id>/<action>")
    @needs(Role.OPERATOR)
    def act_on_endpoint(merchant: str, its_id: str, action: str) -> Response:
        """Try an endpoint, or send again what failed. Raises NotFoundError, InvalidInputError."""
        of = console.gate.merchant(merchant)
        if action == "test":
            attempt = desk.try_endpoint(of.id, its_id)
            taken = attempt.error is None
            told = f"Taken in {attempt.took_ms} ms." if taken else f"Not taken: {attempt.error}"
            flash(told, "good" if taken else "bad")
        elif action == "replay":
            done = desk.replay(of.id, its_id, actor=operator().login)
            flash(f"{counted(done, 'message')} will be sent again.", "good")
        else:
            raise InvalidInputError("action", action[:20], "test or replay")
        return redirect(url_for("console.endpoints", merchant=of.id))
