"""The console put together: who may come in, what every page has around it, how errors look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import structlog
from flask import Blueprint, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from app.console import (
    access,
    balance,
    care,
    connections,
    conversations,
    customers,
    figures,
    letters,
    lists,
    mapping,
    order_queue,
    overview,
    policies,
    records,
    returns,
    rollout,
    settings,
    signing_in,
    signing_on,
    split_orders,
    stores,
    subscriptions,
    talk,
    transfers,
    upkeep,
)
from app.console.access import Gate, current_session, needs, operator, require
from app.console.lists import Scene
from app.console.shown import LISTS, with_choices
from app.console.words import ago, badge, moment, money, quantity, span
from app.services import Services
from domain.cards import redact_card_numbers
from domain.counting import counted
from domain.errors import NotFoundError, VoicetillError
from storage import locations, merchants
from storage.engine import DatabaseBusyError
from storage.merchants import Merchant
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.oidc import SignIns  # loaded where a provider is named

log = structlog.get_logger(__name__)

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NAVIGATION = (
    ("", (("overview", "Overview"),)),
    (
        "Sell",
        (
            ("orders", "Orders"),
            ("queue", "Waiting"),
            ("refused-orders", "Refused orders"),
            ("split-orders", "Split orders"),
            ("returns", "Returns"),
            ("transfers", "Transfers"),
            ("subscriptions", "Subscriptions"),
            ("balance", "Closing balance"),
            ("catalog", "Catalog"),
            ("stock", "Stock"),
            ("stock-rules", "Stock rules"),
            ("stores", "Stores"),
            ("holds", "Holds"),
        ),
    ),
    (
        "Sync",
        (
            ("connections", "Connections"),
            ("mapping", "Mapping"),
            ("jobs", "Jobs"),
            ("runs", "Sync runs"),
            ("proofs", "Proofs"),
            ("conflicts", "Conflicts"),
            ("deliveries", "Deliveries"),
            ("dead-letters", "Dead letters"),
            ("quarantine", "Not mapped"),
        ),
    ),
    (
        "Care",
        (
            ("handoffs", "Handoffs"),
            ("conversations", "Conversations"),
            ("analytics", "Analytics"),
            ("alerts", "Alerts"),
            ("audit", "Audit log"),
            ("rollout", "Rollout"),
            ("talk", "Talk page"),
            ("endpoints", "Webhooks out"),
            ("keys", "API keys"),
            ("operators", "Operators"),
            ("settings", "Settings"),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Console:
    """What the console's pages work with."""

    services: Services
    keys_for: Callable[[str], Sequence[bytes]] = field(repr=False)
    """Keys for one purpose, the current first."""
    is_https: bool
    weaknesses: tuple[str, ...] = ()
    """Settings that are not fit for production; nobody is let in before they are mended."""
    docs_url: str | None = None
    """Where the project's files are shown."""

    sign_ins: SignIns | None = None
    """By way of an OpenID Connect provider; None: by password alone."""

    @property
    def provider_title(self) -> str | None:
        """What the button calls the provider, where there is one."""
        return None if self.sign_ins is None else self.sign_ins.provider.title

    @cached_property
    def gate(self) -> Gate:
        """Who may come in."""
        return Gate(
            database=self.services.database, clock=self.services.clock, is_https=self.is_https
        )

    def code(self) -> str:
        """What opens the first set-up."""
        return signing_in.setup_code(self.keys_for(signing_in.SETUP))

    @property
    def cookie_settings(self) -> dict[str, Any]:
        """Flask's own cookie carries nothing but notices from one page to the next."""
        current, *before = self.keys_for("console-notices")
        return {
            "SECRET_KEY": current,
            "SECRET_KEY_FALLBACKS": before,
            "SESSION_COOKIE_NAME": "voicetill_notices",
            "SESSION_COOKIE_PATH": "/console",
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.is_https,
        }

    def page(self, template: str, merchant: Merchant | None, **told: Any) -> str:
        """A page with everything around it."""
        return render_template(
            template,
            merchant=merchant,
            merchants=self.gate.merchants(),
            navigation=NAVIGATION if merchant is not None else (),
            me=operator(),
            now=self.services.clock.now(),
            **told,
        )

    def scene(self, merchant: Merchant) -> Scene:
        """What list cells need to know."""
        names = self.connection_names(merchant) | self.place_names(merchant)
        return Scene(
            merchant_id=merchant.id,
            now=self.services.clock.now(),
            names=names,
            docs_url=self.docs_url,
        )

    def connection_names(self, merchant: Merchant) -> dict[str, str]:
        """The merchant's connections by id."""
        with self.services.database.read() as tx:
            rows = merchants.connections(tx, merchant.id)
        return {each.id: f"{each.account_name} ({each.platform})" for each in rows}

    def place_names(self, merchant: Merchant) -> dict[str, str]:
        """The merchant's stores by id."""
        with self.services.database.read() as tx:
            return {each.id: each.name for each in locations.locations(tx, merchant.id)}


def console_blueprint(console: Console) -> Blueprint:
    """Every page below `/console`."""
    pages = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        template_folder="templates",
        static_folder="static",
        static_url_path="/-/static",
    )
    pages.before_request(console.gate.look)
    pages.after_request(_headers)
    _handle_errors(pages, console)
    pages.app_context_processor(_around)
    signing_in.register(pages, console)
    signing_on.register(pages, console)
    overview.register(pages, console)
    records.register(pages, console)
    returns.register(pages, console)
    order_queue.register(pages, console)
    split_orders.register(pages, console)
    transfers.register(pages, console)
    balance.register(pages, console)
    customers.register(pages, console)
    connections.register(pages, console)
    mapping.register(pages, console)
    care.register(pages, console)
    conversations.register(pages, console)
    figures.register(pages, console)
    settings.register(pages, console)
    rollout.register(pages, console)
    letters.register(pages, console)
    upkeep.register(pages, console)
    subscriptions.register(pages, console)
    talk.register(pages, console)
    policies.register(pages, console)
    stores.register(pages, console)
    _register_lists(pages, console)
    return pages


def _around() -> dict[str, Any]:
    session = current_session()
    return {
        "csrf": "" if session is None else session.csrf,
        "badge": badge,
        "money": money,
        "counted": counted,
        "quantity": quantity,
        "moment": moment,
        "ago": ago,
        "span": span,
        "length": lambda seconds: span(timedelta(seconds=seconds)),
        "without_cards": redact_card_numbers,
        "may": lambda role: session is not None and session.operator.role.covers(Role(role)),
    }


def _headers(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _CSP
    if not request.path.startswith("/console/-/static/"):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _register_lists(pages: Blueprint, console: Console) -> None:
    """Registered last: what has a page of its own goes first."""

    @pages.get("/<merchant>/<name>")
    @needs(Role.VIEWER)
    def listing(merchant: str, name: str) -> Response | str:
        """A list of the console, as a page, a part of one, or a file."""
        of = console.gate.merchant(merchant)
        page = LISTS.get(name)
        if page is None:
            raise NotFound
        require(page.role)
        query = lists.asked(page)
        if "export" in request.args:
            form = request.args["export"]
            return lists.export(console.services.database, page, of.id, query, form)
        scene = console.scene(of)
        filters = with_choices(page.filters, console.connection_names(of), console.place_names(of))
        with console.services.database.read() as tx:
            shown = lists.read(tx, page, scene, query, filters)
        part = (
            "console/list_rows.html" if request.headers.get("HX-Request") else "console/list.html"
        )
        waits = console.services.parked.under_way(of.id) if name == "queue" else ()
        proved = console.services.balance.standing(of.id, limit=1)[0] if name == "balance" else ()
        return console.page(
            part,
            of,
            shown=shown,
            under_way=waits,
            proved=proved,
            names=scene.names,
            here=name,
        )

    @pages.get("/<path:anywhere>")
    def nowhere(anywhere: str) -> str:
        """There is no such page."""
        del anywhere
        raise NotFound


# --- errors ----------------------------------------------------------------------------------


def _handle_errors(pages: Blueprint, console: Console) -> None:
    def told(status: int, title: str, words: str) -> tuple[str, int]:
        session = current_session()
        if session is None or not session.is_complete:
            return render_template(
                "console/error.html", title=title, words=words, bare=True
            ), status
        return console.page(
            "console/error.html", None, title=title, words=words, bare=False
        ), status

    def http(error: HTTPException) -> tuple[str, int]:
        status = error.code or 500
        words = error.description or ""
        if isinstance(error, NotFound):
            words = "There is no such page or record, or it is not yours to see."
        return told(status, error.name, words)

    def ours(error: VoicetillError) -> tuple[str, int]:
        log.info("console.refused", error=type(error).__name__, path=request.path)
        status = 404 if isinstance(error, NotFoundError) else 422
        return told(status, "That did not work", str(error))

    def storage(error: Exception) -> tuple[str, int]:
        log.error("storage.failed", error=type(error).__name__)
        words = "The database does not answer. Nothing was changed; load the page again."
        return render_template(
            "console/error.html", title="Storage away", words=words, bare=True
        ), 503

    pages.register_error_handler(HTTPException, http)
    pages.register_error_handler(VoicetillError, ours)
    for kind in (OperationalError, InterfaceError, DatabaseBusyError):
        pages.register_error_handler(kind, storage)


__all__ = ["Console", "access", "console_blueprint"]
