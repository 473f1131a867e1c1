"""One subscription: what is to come, what came, and what an operator may do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.commerce.subscriptions.model import Answer, Cancel, Pause, Resume, Skip, Wish
from app.console.access import needs, operator
from domain.errors import (
    ConfigurationError,
    DomainError,
    InvalidInputError,
    NotFoundError,
    PlatformError,
)
from storage import audit
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_COMING = 6


def register(pages: Blueprint, console: Console) -> None:
    """Add the page and its actions to the blueprint."""
    services = console.services

    @pages.get("/<merchant>/subscriptions/<its_id>")
    @needs(Role.VIEWER)
    def subscription(merchant: str, its_id: str) -> str:
        """One subscription with its periods and its history."""
        of = console.gate.merchant(merchant)
        view = services.subscriptions.get(of.id, its_id)
        history = services.subscriptions.history(of.id, its_id)
        return console.page(
            "console/subscription.html",
            of,
            stored=view.stored,
            period=view.period,
            history=history,
            coming=services.subscriptions.upcoming(of.id, its_id, count=_COMING),
            names=console.scene(of).names,
            here="subscriptions",
        )

    for name, wish in _WISHES.items():
        pages.add_url_rule(
            f"/<merchant>/subscriptions/<its_id>/{name}",
            endpoint=f"{name}_subscription",
            view_func=needs(Role.OPERATOR)(_action(console, name, wish)),
            methods=["POST"],
        )


def _action(console: Console, name: str, wished: Callable[[], Wish]) -> Callable[..., Response]:
    """A view that carries out the wish, says what came of it, and shows the page again."""

    def view(merchant: str, its_id: str) -> Response:
        of, services = console.gate.merchant(merchant), console.services
        try:
            services.subscriptions.manage(of.id, its_id, wished(), actor=operator().login)
        except NotFoundError:
            raise
        except (DomainError, PlatformError, ConfigurationError) as error:
            flash(f"Nothing was changed: {error}.", "bad")
        else:
            with services.database.write() as tx:
                audit.record(
                    tx,
                    merchant_id=of.id,
                    actor=operator().login,
                    action=f"subscription.{name}",
                    subject=its_id,
                    at=services.clock.now(),
                )
            flash("Done; the history below says what.", "good")
        return redirect(url_for("console.subscription", merchant=of.id, its_id=its_id))

    return view


def _pause() -> Pause:
    """Raises InvalidInputError for what is no day."""
    text = request.form.get("until", "").strip()
    try:
        return Pause(until=date.fromisoformat(text) if text else None)
    except ValueError as error:
        raise InvalidInputError("until", text, "a day such as 2026-12-25") from error


_WISHES: Mapping[str, Callable[[], Wish]] = {
    "pause": _pause,
    "resume": Resume,
    "skip": Skip,
    "cancel": lambda: Cancel(reason="operator"),
    "approve": lambda: Answer(approve=True),
    "refuse": lambda: Answer(approve=False),
}
