"""Work over connections: one job looked at, ended, repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    desk = console.services.jobs

    @pages.get("/<merchant>/jobs/<its_id>")
    @needs(Role.VIEWER)
    def job(merchant: str, its_id: str) -> str:
        """One piece of work over a connection, and how far it has come."""
        of = console.gate.merchant(merchant)
        return console.page(
            "console/job.html",
            of,
            job=desk.job(of.id, its_id),
            names=console.connection_names(of),
            here="jobs",
        )

    @pages.post("/<merchant>/jobs/<its_id>/cancel")
    @needs(Role.OPERATOR)
    def cancel_job(merchant: str, its_id: str) -> Response:
        """End it: now if it waits, at its next page if it runs."""
        of = console.gate.merchant(merchant)
        desk.cancel(of.id, its_id, actor=operator().login)
        flash("It ends: at once if it waited, at its next page if it runs.", "good")
        return redirect(url_for("console.job", merchant=of.id, its_id=its_id))

    @pages.post("/<merchant>/jobs/<its_id>/again")
    @needs(Role.OPERATOR)
    def repeat_job(merchant: str, its_id: str) -> Response:
        """Ask for the same now; one that is open is brought forward."""
        of = console.gate.merchant(merchant)
        old = desk.job(of.id, its_id)
        new = desk.start(of.id, old.connection_id, old.kind, old.entity, actor=operator().login)
        flash("Asked for; a worker takes it at once.", "good")
        return redirect(url_for("console.job", merchant=of.id, its_id=new.id))
