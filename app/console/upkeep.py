"""What operators see to: dead letters, each deed shown before it is done; jobs ended, repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from domain.errors import InvalidInputError
from domain.ids import MerchantId
from storage.dead_letters import Impact, LetterFilter, Source
from storage.operators import Role
from sync.letters import Handled

if TYPE_CHECKING:
    from app.console.blueprint import Console

_NARROWING = ("source", "impact", "connection_id", "code", "topic")
_SHOWN = 50


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_letters(pages, console)
    _register_jobs(pages, console)


def _register_letters(pages: Blueprint, console: Console) -> None:
    desk = console.services.care.letters

    @pages.get("/<merchant>/dead-letters")
    @needs(Role.VIEWER)
    def dead_letters(merchant: str) -> str:
        """What no retry will mend, by what it died of, the worst first."""
        of = console.gate.merchant(merchant)
        wanted = _wanted(of.id, request.args)
        return console.page(
            "console/letters.html",
            of,
            groups=desk.groups(wanted),
            letters=desk.list(wanted, limit=_SHOWN).rows,
            names=console.connection_names(of),
            given=_given(request.args),
            here="dead-letters",
        )

    @pages.post("/<merchant>/dead-letters/<deed>")
    @needs(Role.OPERATOR)
    def handle_letters(merchant: str, deed: str) -> Response | str:
        """First what it would do; the same form again, with `sure`, does it."""
        of = console.gate.merchant(merchant)
        is_sure = request.form.get("sure") == "yes"
        done = _handle(console, of.id, deed, dry_run=not is_sure)
        if is_sure:
            flash(_words(deed, done), "good")
            return redirect(url_for("console.dead_letters", merchant=of.id))
        return console.page(
            "console/letters_sure.html",
            of,
            deed=deed,
            told=done,
            reason=request.form.get("reason", ""),
            given=_given(request.form),
            here="dead-letters",
        )


def _handle(console: Console, merchant_id: MerchantId, deed: str, *, dry_run: bool) -> Handled:
    """Raises NotFound for another deed; InvalidInputError without a reason to discard."""
    desk, actor = console.services.care.letters, operator().login
    wanted = _wanted(merchant_id, request.form)
    if deed == "replay":
        return desk.replay(wanted, actor=actor, dry_run=dry_run)
    if deed == "discard":
        reason = request.form.get("reason", "")
        return desk.discard(wanted, reason=reason, actor=actor, dry_run=dry_run)
    raise NotFound


def _words(deed: str, done: Handled) -> str:
    if deed == "discard":
        return f"{done.done} letters discarded."
    return f"{done.done} letters are tried anew, fifty a second."


def _given(told: Mapping[str, str]) -> dict[str, str]:
    return {name: told[name] for name in _NARROWING if told.get(name)}


def _wanted(merchant_id: MerchantId, told: Mapping[str, str]) -> LetterFilter:
    """Raises InvalidInputError naming the parameter."""
    given = _given(told)
    source, impact = given.get("source"), given.get("impact")
    try:
        return LetterFilter(
            merchant_id=merchant_id,
            source=Source(source) if source else None,
            impact=Impact[impact.upper()] if impact else None,
            connection_id=given.get("connection_id"),
            code=given.get("code"),
            topic=given.get("topic"),
        )
    except (ValueError, KeyError) as error:
        raise InvalidInputError("filter", str(given), "choose from the page") from error


def _register_jobs(pages: Blueprint, console: Console) -> None:
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
