"""API keys and operators: who may reach the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.api.services import Scope
from app.console import short_lists
from app.console.access import needs, operator
from app.console.shown.few import KEYS, OPERATORS
from domain.errors import InvalidInputError, NotFoundError
from storage import api_keys, audit, operators
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_keys(pages, console)
    _register_operators(pages, console)


def _register_keys(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/<merchant>/keys")
    @needs(Role.ADMIN)
    def keys(merchant: str) -> str | Response:
        """The merchant's API keys; their texts are nowhere."""
        of = console.gate.merchant(merchant)
        with services.database.read() as tx:
            listed = api_keys.list_keys(tx, of.id)
        shown = short_lists.answer(KEYS, listed)
        if isinstance(shown, Response):
            return shown
        return console.page(
            "console/keys.html", of, shown=shown, scopes=list(Scope), issued=None, here="keys"
        )

    @pages.post("/<merchant>/keys")
    @needs(Role.ADMIN)
    def issue_key(merchant: str) -> str:
        """Make a key and show it once. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        wanted = [each for each in request.form.getlist("scope") if each in set(Scope)]
        if not wanted:
            raise InvalidInputError("scope", "", "choose at least one")
        now = services.clock.now()
        with services.database.write() as tx:
            issued = api_keys.issue(
                tx,
                of.id,
                environment=request.form.get("environment", "test"),
                name=request.form.get("name", "").strip()[:80] or "from the console",
                scopes=wanted,
                now=now,
            )
            audit.record(
                tx,
                merchant_id=of.id,
                actor=operator().login,
                action="key.issued",
                subject=issued.key.prefix,
                detail={"scopes": sorted(issued.key.scopes)},
                at=now,
            )
            listed = api_keys.list_keys(tx, of.id)
        return console.page(
            "console/keys.html",
            of,
            shown=short_lists.shown(KEYS, listed),
            scopes=list(Scope),
            issued=issued.text,
            here="keys",
        )

    @pages.post("/<merchant>/keys/<its_id>/revoke")
    @needs(Role.ADMIN)
    def revoke_key(merchant: str, its_id: str) -> Response:
        """End a key. Raises NotFoundError."""
        of = console.gate.merchant(merchant)
        now = services.clock.now()
        with services.database.write() as tx:
            if not api_keys.revoke(tx, of.id, its_id, now):
                raise NotFoundError("living key", its_id)
            audit.record(
                tx,
                merchant_id=of.id,
                actor=operator().login,
                action="key.revoked",
                subject=its_id,
                at=now,
            )
        flash("Revoked: within five seconds nobody gets in with it.", "good")
        return redirect(url_for("console.keys", merchant=of.id))


def _register_operators(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/<merchant>/operators")
    @needs(Role.ADMIN)
    def operators_page(merchant: str) -> str | Response:
        """Everybody who may come in."""
        of = console.gate.merchant(merchant)
        with services.database.read() as tx:
            people = [each for each in operators.listed(tx) if _is_ours(each)]
        shown = short_lists.answer(OPERATORS, people)
        if isinstance(shown, Response):
            return shown
        return console.page(
            "console/operators.html", of, shown=shown, roles=list(Role), here="operators"
        )

    @pages.post("/<merchant>/operators")
    @needs(Role.ADMIN)
    def add_operator(merchant: str) -> Response:
        """Let somebody in. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        form = request.form
        everywhere = operator().merchant_ids is None and "everywhere" in form
        now = services.clock.now()
        with services.database.write() as tx:
            made = operators.add(
                tx,
                login=form.get("login", ""),
                name=form.get("name", ""),
                role=_role(form.get("role", "")),
                password=form.get("password", ""),
                merchant_ids=None if everywhere else [of.id],
                now=now,
            )
            audit.record(
                tx,
                merchant_id=of.id,
                actor=operator().login,
                action="operator.added",
                subject=made.login,
                detail={"role": made.role.value},
                at=now,
            )
        flash(f"{made.login} may come in.", "good")
        return redirect(url_for("console.operators_page", merchant=of.id))

    @pages.post("/<merchant>/operators/<login>")
    @needs(Role.ADMIN)
    def change_operator(merchant: str, login: str) -> Response:
        """Change a role, shut somebody out, or let them in again. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        form = request.form
        disabled = {"disable": True, "enable": False}.get(form.get("action", ""))
        role = _role(form["role"]) if form.get("role") else None
        now = services.clock.now()
        with services.database.write() as tx:
            _require_ours(operators.listed(tx), login)
            changed = operators.change(tx, login, now=now, role=role, disabled=disabled)
            audit.record(
                tx,
                merchant_id=of.id,
                actor=operator().login,
                action="operator.changed",
                subject=changed.login,
                detail={"role": changed.role.value, "disabled": changed.disabled_at is not None},
                at=now,
            )
        flash(f"{changed.login} is changed and signed out everywhere.", "good")
        return redirect(url_for("console.operators_page", merchant=of.id))


def _is_ours(person: operators.Operator) -> bool:
    """Whether an admin may touch somebody: those of some merchants not who looks after others."""
    own = operator().merchant_ids
    return own is None or (person.merchant_ids is not None and person.merchant_ids <= own)


def _require_ours(people: list[operators.Operator], login: str) -> None:
    """Raises NotFoundError."""
    if not any(each.login == login and _is_ours(each) for each in people):
        raise NotFoundError("operator", login)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        roles = ", ".join(each.value for each in Role)
        raise InvalidInputError("role", text[:40], f"one of {roles}") from None
