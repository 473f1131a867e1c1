"""The merchant's accounts on platforms: joined, looked at, proved, disconnected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.connections.addresses import Place
from app.connections.views import platform_view
from app.console import short_lists
from app.console.access import needs, operator
from app.console.shown.few import CONNECTIONS
from domain.counting import counted
from domain.errors import ConfigurationError, InvalidInputError, PlatformError
from storage import audit
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_reading(pages, console)
    _register_joining(pages, console)
    _register_care(pages, console)


def _register_reading(pages: Blueprint, console: Console) -> None:
    desk = console.services.connections

    @pages.get("/<merchant>/connections")
    @needs(Role.VIEWER)
    def connections(merchant: str) -> str | Response:
        """Every account and how it stands."""
        of = console.gate.merchant(merchant)
        shown = short_lists.answer(CONNECTIONS, desk.list(of.id))
        if isinstance(shown, Response):
            return shown
        return console.page(
            "console/connections.html",
            of,
            shown=shown,
            platforms=sorted(desk.platforms, key=lambda each: each.title),
            here="connections",
        )

    @pages.get("/<merchant>/connections/<its_id>")
    @needs(Role.VIEWER)
    def connection(merchant: str, its_id: str) -> str:
        """One account: scopes, token, version, settings."""
        of = console.gate.merchant(merchant)
        view = desk.view(of.id, its_id)
        return console.page(
            "console/connection.html",
            of,
            view=view,
            wanted=desk.platform(view.connection.platform).scopes_for(view.options),
            platform=platform_view(desk.platform(view.connection.platform)),
            here="connections",
        )


def _register_joining(pages: Blueprint, console: Console) -> None:
    desk = console.services.connections

    @pages.get("/<merchant>/connect/<platform>")
    @needs(Role.ADMIN)
    def connect(merchant: str, platform: str) -> str:
        """What a platform is asked for, and why."""
        of = console.gate.merchant(merchant)
        told = platform_view(desk.platform(platform))
        return console.page(
            "console/connect.html", of, platform=told, fault=None, given={}, here="connections"
        )

    @pages.post("/<merchant>/connect/<platform>")
    @needs(Role.ADMIN)
    def join(merchant: str, platform: str) -> Response | tuple[str, int]:
        """By keys at once; otherwise on the platform's own page."""
        of = console.gate.merchant(merchant)
        described = desk.platform(platform)
        told = platform_view(described)
        form = {name: value.strip() for name, value in request.form.items()}
        options = _of(form, "option.")
        try:
            if described.keys is None or form.get("way") == "page":
                address, _until = desk.begin(
                    of.id, platform, shop=form.get("shop") or None, options=options
                )
                return redirect(address)
            place = Place(host=form.get("shop") or None, on_premises="on_premises" in form)
            joined = desk.join(of.id, platform, _of(form, "key."), place=place, options=options)
        except (PlatformError, ConfigurationError, InvalidInputError) as error:
            return console.page(
                "console/connect.html",
                of,
                platform=told,
                fault=str(error),
                given={name: value for name, value in form.items() if not name.startswith("key.")},
                here="connections",
            ), 422
        flash(joined.trouble or "Connected. A worker brings everything over.", "good")
        address = url_for("console.connection", merchant=of.id, its_id=joined.view.connection.id)
        return redirect(address)


def _register_care(pages: Blueprint, console: Console) -> None:
    services = console.services
    desk = services.connections

    @pages.post("/<merchant>/connections/<its_id>/<action>")
    @needs(Role.ADMIN)
    def care(merchant: str, its_id: str, action: str) -> Response:
        """Prove the access by a call, renew the webhooks, or disconnect."""
        of = console.gate.merchant(merchant)
        row = desk.view(of.id, its_id).connection
        try:
            if action == "verify":
                desk.verify(of.id, its_id)
                words = "The platform answers, and every permission is there."
            elif action == "subscribe":
                count = services.connector.subscribe(row.id)
                words = f"{counted(count, 'webhook subscription')} in place."
            elif action == "disconnect" and request.form.get("sure") == row.account_name:
                desk.disconnect(of.id, its_id, actor=operator().login)
                words = "Disconnected. What was learned stays."
            else:
                raise InvalidInputError("sure", "", f"type the account's name, {row.account_name}")
        except (PlatformError, ConfigurationError) as error:
            flash(str(error), "bad")
        else:
            flash(words, "good")
            with services.database.write() as tx:
                audit.record(
                    tx,
                    merchant_id=of.id,
                    connection_id=row.id,
                    actor=operator().login,
                    action=f"console.{action}",
                    subject=row.platform,
                    at=services.clock.now(),
                )
        return redirect(url_for("console.connection", merchant=of.id, its_id=its_id))


def _of(form: dict[str, str], prefix: str) -> dict[str, str]:
    """The filled fields below a prefix, by the name behind it."""
    return {
        name.removeprefix(prefix): value
        for name, value in form.items()
        if name.startswith(prefix) and value
    }
