"""The page to talk to the store: whether it is open, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from app.voice.channels import browser
from app.voice.locales import OFFERED, choose_locale
from storage import merchants, sandboxes
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console


def register(pages: Blueprint, console: Console) -> None:
    """Add the page to the blueprint."""
    services = console.services

    @pages.get("/<merchant>/talk")
    @needs(Role.VIEWER)
    def talk_page(merchant: str) -> str:
        """Whether shoppers may talk to this store on a web page."""
        of = console.gate.merchant(merchant)
        with services.database.read() as tx:
            is_trial = sandboxes.only_sandboxes(tx, of.id)
        opened = [each for each in services.channel_desk.list(of.id) if each.kind == browser.KIND]
        return console.page(
            "console/talk.html", of, opened=opened, is_trial=is_trial, locales=OFFERED, here="talk"
        )

    @pages.post("/<merchant>/talk")
    @needs(Role.ADMIN)
    def switch_talk_page(merchant: str) -> Response:
        """Open the page, or close it; twice is the same."""
        of = console.gate.merchant(merchant)
        desk, actor = services.channel_desk, operator().login
        opened = [each for each in desk.list(of.id) if each.kind == browser.KIND]
        if request.form.get("open") == "yes" and not opened:
            desk.add(of.id, browser.KIND, external_id=None, secret=None, options={}, actor=actor)
            flash("Open: it holds everywhere within five seconds.", "good")
        elif request.form.get("open") == "no":
            for each in opened:
                desk.remove(of.id, each.id, actor=actor)
            flash("Closed: it holds everywhere within five seconds.", "good")
        return redirect(url_for("console.talk_page", merchant=of.id))

    @pages.post("/<merchant>/talk/locale")
    @needs(Role.ADMIN)
    def choose_language(merchant: str) -> Response:
        """What shoppers are spoken to in where nothing tells. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        now, wanted = services.clock.now(), request.form.get("locale") or None
        with services.database.write() as tx:
            choose_locale(
                tx, merchants.merchant(tx, of.id), wanted, actor=operator().login, now=now
            )
        flash("Kept: it holds everywhere within five seconds.", "good")
        return redirect(url_for("console.talk_page", merchant=of.id))
