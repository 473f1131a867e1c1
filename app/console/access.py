"""Who is at the console: the session cookie, what a role may do, and that a form is ours."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response as AnyResponse

from domain.calls import Clock
from storage import merchants, operators
from storage.engine import Database
from storage.merchants import Merchant
from storage.operators import NewSession, Operator, Role, Session

COOKIE = "voicetill_console"
_CSRF_FIELD = "csrf"
_CSRF_HEADER = "X-CSRF"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME = frozenset({"same-origin", "none"})

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Lets requests in by their session."""

    database: Database
    clock: Clock
    is_https: bool

    def look(self) -> None:
        """Find out who asks; to be called before every request of the console."""
        g.console = None
        token = request.cookies.get(COOKIE, "")
        if token:
            now = self.clock.now()
            with self.database.read() as tx:
                g.console = operators.session(tx, token, now=now)
                stale = g.console is not None and operators.is_stale(tx, token, now=now)
            if stale:
                with self.database.write() as tx:
                    operators.touch_session(tx, token, now=now)
        if request.method not in _SAFE:
            self._check_form()

    def _check_form(self) -> None:
        """Refuse what another site had a browser send. Raises Forbidden."""
        if request.headers.get("Sec-Fetch-Site", "none") not in _SAME:
            raise Forbidden("this form was sent by another site")
        session = current_session()
        if session is None:
            return  # nothing to protect yet: signing in, setting up
        told = request.headers.get(_CSRF_HEADER) or request.form.get(_CSRF_FIELD, "")
        if not hmac.compare_digest(told.encode(), session.csrf.encode()):
            raise Forbidden("the page is out of date; load it again and repeat")

    def remember(self, answer: AnyResponse, new: NewSession) -> AnyResponse:
        """Tell the browser its session."""
        answer.set_cookie(
            COOKIE,
            new.token,
            max_age=int(operators.SESSION_WHOLE.total_seconds()),
            path="/console",
            secure=self.is_https,
            httponly=True,
            samesite="Lax",
        )
        return answer

    def forget(self, answer: AnyResponse) -> AnyResponse:
        """End the browser's session."""
        token = request.cookies.get(COOKIE)
        if token:
            with self.database.write() as tx:
                operators.end_session(tx, token)
        answer.delete_cookie(COOKIE, path="/console")
        return answer

    def merchant(self, merchant_id: str) -> Merchant:
        """The merchant of the address, if the operator may see it; NotFound otherwise."""
        if not operator().may_see(merchant_id):
            raise NotFound
        with self.database.read() as tx:
            found = [each for each in merchants.merchants(tx) if each.id == merchant_id]
        if not found:
            raise NotFound
        return found[0]

    def merchants(self) -> list[Merchant]:
        """The merchants the operator may see."""
        with self.database.read() as tx:
            return [each for each in merchants.merchants(tx) if operator().may_see(each.id)]


def current_session() -> Session | None:
    """The session of the request in hand, also one whose second factor is outstanding."""
    return cast("Session | None", g.get("console"))


def operator() -> Operator:
    """Who is signed in; only behind `needs`."""
    session = current_session()
    assert session is not None  # noqa: S101 - `needs` has looked
    return session.operator


def require(role: Role) -> None:
    """Raises Forbidden where who is signed in has not this role, nor one above it."""
    own = operator().role
    if not own.covers(role):
        raise Forbidden(f"this needs the role {role.value}; yours is {own.value}")


def needs(role: Role) -> Callable[[View], View]:
    """A page for operators of this role and above; others are sent to sign in, or refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            session = current_session()
            if session is None:
                return _to("console.sign_in")
            if not session.is_complete:
                return _to("console.code")
            require(role)
            return view(*args, **kwargs)

        return cast("View", guarded)

    return decorate


def _to(endpoint: str) -> AnyResponse:
    """To another page, also where htmx asked for a part of one."""
    address = url_for(endpoint, then=request.full_path if request.method == "GET" else None)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address)
