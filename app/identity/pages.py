"""`/link/{merchant}`: where shoppers link their account, and clients fetch tokens.

The shopper names the phone or mail address the shop has, gets a code there, and types it in.
Whether the shop knows the address is told to nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import Connection

from app.identity.factors import Claim, Factor, FactorDesk, LockedOut, Passed
from domain.calls import Clock
from domain.ids import CustomerId, MerchantId
from storage import customers, merchants
from storage.customers import CustomerView
from storage.engine import Database

if TYPE_CHECKING:  # loaded with the first shopper who links an account
    from app.identity.oauth import LinkServer

_PURPOSE: Final = "link"
_LOGIN_LIFE_S: Final = 600
_MOST_CONTACT: Final = 120
_CHANNEL: Final = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPages:
    """What the pages work with."""

    database: Database
    clock: Clock
    factors: FactorDesk
    keys_for: Callable[[str], Sequence[bytes]] = field(repr=False)
    """Keys for one purpose, the current first."""

    def server(self, merchant: str) -> LinkServer:
        """The authorization server of a merchant."""
        from app.identity.oauth import LinkServer

        return LinkServer(
            database=self.database, clock=self.clock, merchant_id=MerchantId(merchant)
        )

    def tickets(self) -> URLSafeTimedSerializer:
        """Signs who is being asked for a code, bound to the authorization request."""
        return URLSafeTimedSerializer(list(reversed(self.keys_for("link-login"))), salt=_asked())


def link_blueprint(pages: LinkPages) -> Blueprint:
    """The routes."""
    blueprint = Blueprint("link", __name__, url_prefix="/link", template_folder="templates")

    @blueprint.get("/<merchant>/authorize")
    def ask_contact(merchant: str) -> Response:
        """Ask how the shop knows the shopper; 400 where the client or its request is wrong."""
        from authlib.oauth2 import OAuth2Error

        try:
            pages.server(merchant).get_consent_grant()
        except OAuth2Error as error:
            return _refused(pages, merchant, error)
        return _page(pages, merchant, step="contact")

    @blueprint.post("/<merchant>/authorize")
    def grant(merchant: str) -> Response:
        """Send a code, or check it and send the shopper back with a grant."""
        return _grant(pages, merchant)

    @blueprint.post("/<merchant>/token")
    def token(merchant: str) -> Response:
        """Tokens for a code or a refresh token."""
        answer: Response = pages.server(merchant).create_token_response()
        return answer

    @blueprint.post("/<merchant>/revoke")
    def revoke(merchant: str) -> Response:
        """End a linking by any of its tokens."""
        answer: Response = pages.server(merchant).create_endpoint_response("revocation")
        return answer

    blueprint.after_request(_headers)
    return blueprint


def _grant(pages: LinkPages, merchant: str) -> Response:
    from authlib.oauth2 import OAuth2Error

    from app.identity.oauth import Shopper

    server = pages.server(merchant)
    try:
        consent = server.get_consent_grant()
    except OAuth2Error as error:
        return _refused(pages, merchant, error)
    if "code" not in request.form:
        return _send_code(pages, merchant)
    customer_id = _checked(pages, merchant)
    if isinstance(customer_id, Response):
        return customer_id
    shopper = Shopper(CustomerId(customer_id))
    answer: Response = server.create_authorization_response(
        consent.request, grant_user=shopper, grant=consent
    )
    return answer


def _send_code(pages: LinkPages, merchant: str) -> Response:
    """A code to whoever has this phone or mail address; the same page whether anybody has."""
    contact = request.form.get("contact", "").strip()[:_MOST_CONTACT]
    with pages.database.read() as tx:
        found = _people_at(tx, merchant, contact) if contact else ()
    customer_id = found[0].id if len(found) == 1 else None  # several may share an address
    claim = _claim(merchant, customer_id)
    pages.factors.send_code(claim, locale=_language(), purpose=_PURPOSE)
    ticket = pages.tickets().dumps(customer_id or "")
    return _page(pages, merchant, step="code", ticket=ticket)


def _checked(pages: LinkPages, merchant: str) -> str | Response:
    """Whose code it was, or the page again."""
    ticket = request.form.get("ticket", "")[:500]
    try:
        named: str = pages.tickets().loads(ticket, max_age=_LOGIN_LIFE_S)
    except BadSignature:
        return _page(pages, merchant, step="contact", failed="late")
    claim = _claim(merchant, CustomerId(named) if named else None)
    told = request.form.get("code", "")
    outcome = pages.factors.check(claim, Factor.CODE, told, purpose=_PURPOSE)
    if isinstance(outcome, Passed) and named:
        return named
    failed = "locked" if isinstance(outcome, LockedOut) else "wrong"
    return _page(pages, merchant, step="code", ticket=ticket, failed=failed)


def _claim(merchant: str, customer_id: CustomerId | None) -> Claim:
    return Claim(
        merchant_id=MerchantId(merchant),
        customer_id=customer_id,
        channel=_CHANNEL,
        caller=request.remote_addr or "",
    )


def _people_at(tx: Connection, merchant: str, contact: str) -> tuple[CustomerView, ...]:
    if "@" in contact:
        return customers.find(tx, merchant, email=contact)
    return customers.find(tx, merchant, phone="+" + "".join(filter(str.isdecimal, contact)))


def _page(
    pages: LinkPages, merchant: str, *, step: str, ticket: str = "", failed: str = ""
) -> Response:
    html = render_template(
        "link/sign_in.html",
        shop=_shop(pages, merchant),
        step=step,
        ticket=ticket,
        failed=failed,
        asked=request.query_string.decode("ascii", errors="replace"),
    )
    status = 400 if failed else 200
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def _refused(pages: LinkPages, merchant: str, error: Any) -> Response:
    """Said here and nowhere else: an address that is not registered is never gone to."""
    html = render_template("link/refused.html", shop=_shop(pages, merchant), reason=error.error)
    return Response(html, status=400, content_type="text/html; charset=utf-8")


def _shop(pages: LinkPages, merchant: str) -> str:
    with pages.database.read() as tx:
        return merchants.merchant(tx, merchant).name


def _language() -> str:
    return request.accept_languages.best_match(["en", "es", "fr", "de"]) or "en"


def _asked() -> str:
    """Names the authorization request in hand, so that a ticket serves no other."""
    return hashlib.sha256(request.path.encode() + b"?" + request.query_string).hexdigest()


def _headers(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; form-action 'self' https:; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
