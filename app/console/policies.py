"""The merchant's settings: what is told of it, and what it decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson
from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from app.ops.merchant_policies import POLICIES, set_policies
from domain.errors import InvalidInputError
from storage import merchants
from storage.merchants import Merchant
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console


def register(pages: Blueprint, console: Console) -> None:
    """Add the page to the blueprint."""
    services = console.services

    @pages.get("/<merchant>/settings")
    @needs(Role.VIEWER)
    def settings_page(merchant: str) -> str:
        """Every policy, as it is or by default."""
        of = console.gate.merchant(merchant)
        return _page(console, of, _texts(of))

    @pages.post("/<merchant>/settings/<name>")
    @needs(Role.ADMIN)
    def set_policy(merchant: str, name: str) -> Response | tuple[str, int]:
        """Set one; what cannot be read comes back with the reason."""
        of = console.gate.merchant(merchant)
        if name not in POLICIES:
            raise NotFound
        told, now = request.form.get("told", ""), services.clock.now()
        try:
            with services.database.write() as tx:
                found = merchants.merchant(tx, of.id)
                set_policies(tx, found, {name: told}, actor=operator().login, now=now)
        except InvalidInputError as error:
            return _page(console, of, {**_texts(of), name: told}, {name: str(error)}), 422
        flash("Kept: it holds everywhere within five seconds.", "good")
        return redirect(url_for("console.settings_page", merchant=of.id))


def _texts(merchant: Merchant) -> dict[str, str]:
    return {
        name: orjson.dumps(merchant.settings[name], option=orjson.OPT_INDENT_2).decode()
        for name in POLICIES
        if name in merchant.settings
    }


def _page(
    console: Console,
    merchant: Merchant,
    texts: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
) -> str:
    return console.page(
        "console/settings.html",
        merchant,
        policies=POLICIES,
        texts=texts,
        faults=faults or {},
        names=console.connection_names(merchant),
        here="settings",
    )
