"""`/talk/<merchant>`: a page to talk to the store, typed, or spoken where the browser can.

Off unless the merchant has a channel of the kind `web` (console or `voicetill channels add web`);
always on while every connection of the merchant is a sandbox, so that a shop can be tried.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, Response, render_template, request

from app.api import problem_types as types
from app.api.problems import ProblemError
from app.api.rates import Rates
from app.callbacks.voice import VoiceCallbackServices, answer_spoken
from app.voice.channels import browser
from app.voice.channels.port import MAX_BYTES, Settings
from app.voice.locales import NO_LOCALE, OFFERED
from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import merchants, sandboxes
from storage.engine import Database
from storage.merchants import Merchant

_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_MAY_USE: Final = "microphone=(self), camera=(), geolocation=(), payment=()"
_PER_MINUTE: Final = 60
"""Turns that one address may take; a person manages about ten."""
_BUCKETS: Final = 1 << 16
"""Addresses are counted in so many, so that nobody fills our memory with theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPages:
    """What the pages work with."""

    services: VoiceCallbackServices
    database: Database
    keys_for: Callable[[str], Sequence[bytes]] = field(repr=False)
    """Keys for one purpose, the current first."""
    rates: Rates = field(default_factory=lambda: Rates(_PER_MINUTE))

    def merchant(self, merchant_id: str) -> tuple[Merchant, Sequence[Settings]]:
        """The merchant and the settings of the page. Raises NotFoundError where it is off."""
        with self.database.read() as tx:
            merchant = merchants.merchant(tx, merchant_id)
            is_trial = sandboxes.only_sandboxes(tx, MerchantId(merchant_id))
        opened = self.services.channel_desk.settings(merchant.id, browser.KIND)
        if not opened and is_trial:
            opened = tuple(_trial(merchant, key) for key in self.keys_for("talk"))
        if not opened:
            raise NotFoundError("page to talk to", merchant_id[:40])
        return merchant, opened

    def count(self, address: str) -> None:
        """Count one turn of a network address. Raises ProblemError (429) for one too many."""
        bucket = zlib.crc32(address.encode()) % _BUCKETS
        wait_s = self.rates.take(str(bucket)).wait_s
        if wait_s:
            raise ProblemError(types.RATE_LIMITED, headers={"Retry-After": str(wait_s)})


def _offered(locale: str) -> str:
    """Of the locales that the page offers the one of that language."""
    return next((each for each in OFFERED if each[:2] == locale[:2]), NO_LOCALE)


def _trial(merchant: Merchant, key: bytes) -> Settings:
    """The page of a merchant who only tries, as if it had been opened."""
    secret = f"{merchant.id}|{key.hex()}"
    locale = merchant.locale or NO_LOCALE
    return Settings(
        channel_id="trial", external_id=merchant.id, secret=secret, default_locale=locale
    )


def talk_blueprint(pages: TalkPages) -> Blueprint:
    """The routes."""
    blueprint = Blueprint(
        "talk",
        __name__,
        url_prefix="/talk",
        template_folder="templates",
        static_folder="static",
        static_url_path="/-/static",
    )

    @blueprint.get("/<merchant>")
    def page(merchant: str) -> str | tuple[str, int]:
        """Talk to the store, typed or spoken."""
        try:
            of, opened = pages.merchant(merchant)
        except NotFoundError:
            return render_template("talk/closed.html"), 404
        ticket = browser.ticket(opened[0].secret, pages.services.voice.clock.now())
        return render_template(
            "talk/page.html",
            shop=of,
            ticket=ticket,
            locales=OFFERED,
            locale=_offered(opened[0].locale),
            most=browser.MAX_TEXT,
        )

    @blueprint.post("/<merchant>/turns")
    def turn(merchant: str) -> Response:
        """One sentence of the page, and what is answered. 429 for an address that talks on end."""
        pages.count(request.remote_addr or "")
        request.max_content_length = MAX_BYTES
        of, opened = pages.merchant(merchant)
        spoken = pages.services.channel_desk.known[browser.KIND]
        return answer_spoken(pages.services, spoken, opened, of.id)

    blueprint.after_request(_headers)
    return blueprint


def _headers(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _CSP
    answer.headers["Permissions-Policy"] = _MAY_USE
    if not request.path.startswith("/talk/-/"):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
