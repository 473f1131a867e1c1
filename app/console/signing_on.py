"""The way in through an OpenID Connect provider: out to it, and back with a person."""

from __future__ import annotations

import hmac
from dataclasses import asdict
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from app.console.addresses import onward
from domain.errors import BadSignatureError, InvalidInputError, UnavailableError
from storage import operators

if TYPE_CHECKING:
    from app.console.blueprint import Console
    from app.console.oidc import Begun, Person, SignIns  # loaded where a provider is named

log = structlog.get_logger(__name__)
_KEPT = "oidc"
_STALE = "That sign-in is over, or was begun in another browser. Begin it again."
_AWAY = "The sign-in service did not answer as it should. Try again, or use a password."
_NO_ROLE = "The sign-in service knows you, but none of your groups may come in here."
_TAKEN = "An account with a password has your login. Its owner or an admin must sign in with it."
_DISABLED = "This account is shut out. Ask an admin."


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint; there are none where no provider is set."""

    @pages.get("/-/oidc")
    def sign_on() -> Response | tuple[str, int]:
        """Go to the provider."""
        _require_fit(console)
        try:
            address, begun = _sign_ins(console).begin()
        except UnavailableError as error:
            log.warning("console.oidc_failed", reason=str(error))
            return _refused(console, _AWAY, 503)
        session[_KEPT] = {**asdict(begun), "then": onward()}
        return redirect(address)

    @pages.get("/-/oidc/callback")
    def signed_on() -> Response | tuple[str, int]:
        """Come back from it: the session begins, or the page says why not."""
        _require_fit(console)
        begun, then = _kept()
        if begun is None:
            return _refused(console, _STALE, 401)
        try:
            person = _sign_ins(console).finish(request.args.get("code", ""), begun)
        except (UnavailableError, BadSignatureError) as error:
            log.warning("console.oidc_failed", reason=str(error))
            return _refused(console, _AWAY, 401)
        if person is None:
            return _refused(console, _NO_ROLE, 403)
        return _let_in(console, person, then)


def _let_in(console: Console, person: Person, then: str) -> Response | tuple[str, int]:
    """Begin the session of somebody whom the provider knows."""
    now = console.services.clock.now()
    try:
        with console.services.database.write() as tx:
            found = operators.from_outside(
                tx,
                external_id=person.external_id,
                login=person.login,
                name=person.name,
                role=person.role,
                now=now,
            )
            if found.disabled_at is not None:
                return _refused(console, _DISABLED, 403)
            new = operators.begin_session(
                tx, found, address=request.remote_addr or "", complete=True, now=now
            )
    except InvalidInputError:
        return _refused(console, _TAKEN, 403)
    log.info("console.signed_in", operator=found.id, complete=True, through="oidc")
    return console.gate.remember(redirect(then), new)


def _kept() -> tuple[Begun | None, str]:
    """The sign-in that this browser began, once, and where it then goes; None for another's."""
    kept = session.pop(_KEPT, None)
    told = request.args.get("state", "").encode()
    if kept is None or not hmac.compare_digest(kept["state"].encode(), told):
        return None, ""
    from app.console.oidc import Begun

    then = kept.pop("then")
    return Begun(**kept), then


def _sign_ins(console: Console) -> SignIns:
    if console.sign_ins is None:
        raise NotFound
    return console.sign_ins


def _require_fit(console: Console) -> None:
    """Nobody is let in first by this way while settings are not fit for production."""
    with console.services.database.read() as tx:
        is_first = not operators.any_exists(tx)
    if is_first and console.weaknesses:
        raise Forbidden("settings are not fit for production yet; the set-up page names them")


def _refused(console: Console, words: str, status: int) -> tuple[str, int]:
    told = render_template(
        "console/sign_in.html",
        fault=words,
        then=url_for("console.start"),
        provider=console.provider_title,
    )
    return told, status
