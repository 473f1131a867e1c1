"""Coming in: the first set-up, password, second factor, and going out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from app.console.access import current_session, needs, operator
from app.console.addresses import onward
from app.services import Services
from app.wiring import derived
from domain.errors import InvalidInputError
from storage import operators
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

log = structlog.get_logger(__name__)
_FAILED = "Login or password is wrong, or the account is locked for some minutes."
_CODE_FAILED = "The code does not fit, or was used already. Wait for the next one."
_CODE_LENGTH = 12
SETUP = "console-setup"
"""What the key of the set-up code is for."""


def setup_code(keys: Sequence[bytes]) -> str:
    """What whoever may read the gateway's settings can tell: it opens the first set-up."""
    return hmac.new(keys[0], b"first operator", hashlib.sha256).hexdigest()[:_CODE_LENGTH]


def code_for_setup(services: Services) -> str | None:
    """The code while nobody may come in yet."""
    with services.database.read() as tx:
        if operators.any_exists(tx):
            return None
    return setup_code(derived(services.keyring, SETUP))


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_setup(pages, console)
    _register_sign_in(pages, console)
    _register_second_factor(pages, console)
    _register_account(pages, console)


def _register_setup(pages: Blueprint, console: Console) -> None:
    database, clock, gate = console.services.database, console.services.clock, console.gate

    def is_over() -> bool:
        with database.read() as tx:
            return operators.any_exists(tx)

    @pages.get("/-/setup")
    def setup() -> Response | str:
        """The first visit: make the first admin."""
        if is_over():
            return redirect(url_for("console.sign_in"))
        return _setup_page(console, fault=None)

    @pages.post("/-/setup")
    def set_up() -> Response | str | tuple[str, int]:
        """Make the first admin, who is then signed in."""
        if is_over():
            raise Forbidden("the console is set up already")
        if console.weaknesses:
            raise Forbidden("settings are not fit for production yet; see this page")
        form = request.form
        now = clock.now()
        try:
            _check_setup(form, console.code())
            with database.write() as tx:
                made = operators.add(
                    tx,
                    login=form.get("login", ""),
                    name=form.get("name", ""),
                    role=Role.ADMIN,
                    password=form.get("password", ""),
                    merchant_ids=None,
                    now=now,
                )
                new = operators.begin_session(
                    tx, made, address=request.remote_addr or "", complete=True, now=now
                )
        except InvalidInputError as error:
            return _setup_page(console, fault=str(error)), 422
        log.info("console.set_up", operator=made.id)
        return gate.remember(redirect(url_for("console.start")), new)


def _check_setup(form: Mapping[str, str], code: str) -> None:
    """Raises InvalidInputError."""
    given = form.get("code", "").strip()
    if not hmac.compare_digest(given.encode(), code.encode()):
        raise InvalidInputError("code", given[:40], "print it: voicetill console code")
    if form.get("password") != form.get("again"):
        raise InvalidInputError("again", "(not shown)", "type the same password twice")


def _setup_page(console: Console, *, fault: str | None) -> str:
    return render_template(
        "console/setup.html",
        fault=fault,
        weaknesses=console.weaknesses,
        least=operators.PASSWORD_LEAST,
        given=request.values.get("code", ""),
        provider=console.provider_title,
    )


def _register_sign_in(pages: Blueprint, console: Console) -> None:
    database, clock, gate = console.services.database, console.services.clock, console.gate

    @pages.get("/-/sign-in")
    def sign_in() -> Response | str:
        """Ask for login and password."""
        with database.read() as tx:
            if not operators.any_exists(tx):
                return redirect(url_for("console.setup"))
        return _sign_in_page(console, fault=None)

    @pages.post("/-/sign-in")
    def signed_in() -> Response | tuple[str, int]:
        """Check them; the same words whatever is wrong."""
        now = clock.now()
        login, password = request.form.get("login", ""), request.form.get("password", "")
        with database.write() as tx:
            found = operators.check_password(tx, login, password, now=now)
        if found is None:
            log.warning("console.refused", address=request.remote_addr)
            return _sign_in_page(console, fault=_FAILED), 401
        complete = not found.has_second_factor
        with database.write() as tx:
            new = operators.begin_session(
                tx, found, address=request.remote_addr or "", complete=complete, now=now
            )
        log.info("console.signed_in", operator=found.id, complete=complete)
        address = onward() if complete else url_for("console.code", then=onward())
        return gate.remember(redirect(address), new)

    @pages.post("/-/sign-out")
    def sign_out() -> Response:
        """End the session."""
        return gate.forget(redirect(url_for("console.sign_in")))


def _sign_in_page(console: Console, *, fault: str | None) -> str:
    return render_template(
        "console/sign_in.html", fault=fault, then=onward(), provider=console.provider_title
    )


def _register_second_factor(pages: Blueprint, console: Console) -> None:
    database, clock, gate = console.services.database, console.services.clock, console.gate
    keyring = console.services.keyring

    @pages.get("/-/code")
    def code() -> Response | str:
        """Ask for the second factor."""
        session = current_session()
        if session is None or session.is_complete:
            return redirect(url_for("console.start"))
        return render_template("console/code.html", fault=None, then=onward())

    @pages.post("/-/code")
    def code_given() -> Response | tuple[str, int]:
        """Check it; the session begins anew with all rights."""
        session = current_session()
        if session is None:
            return redirect(url_for("console.sign_in"))
        now = clock.now()
        who = session.operator
        with database.write() as tx:
            fits = operators.check_second_factor(
                tx, who.id, request.form.get("code", ""), keyring, now=now
            )
        if not fits:
            return render_template("console/code.html", fault=_CODE_FAILED, then=onward()), 401
        with database.write() as tx:
            new = operators.begin_session(
                tx, who, address=request.remote_addr or "", complete=True, now=now
            )
        return gate.remember(gate.forget(redirect(onward())), new)


def _register_account(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/-/me")
    @needs(Role.VIEWER)
    def me() -> str:
        """The operator's own account."""
        secret = operators.new_second_factor()
        return console.page(
            "console/me.html",
            None,
            secret=secret.hex(),
            uri=operators.provisioning_uri(secret, operator().login),
            fault=None,
        )

    @pages.post("/-/me/second-factor")
    @needs(Role.VIEWER)
    def second_factor() -> Response | tuple[str, int]:
        """Switch the second factor on, proved by a first code."""
        raw = request.form.get("totp", "")
        try:
            secret = bytes.fromhex(raw)
        except ValueError:
            raise Forbidden("the page is out of date; load it again") from None
        now = services.clock.now()
        if operators.code_fits(secret, request.form.get("code", ""), now=now) is None:
            uri = operators.provisioning_uri(secret, operator().login)
            told = console.page(
                "console/me.html", None, secret=raw, uri=uri, fault="The code does not fit."
            )
            return told, 422
        with services.database.write() as tx:
            operators.set_second_factor(tx, operator().id, secret, services.keyring)
        return redirect(url_for("console.me"))
