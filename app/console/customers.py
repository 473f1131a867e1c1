"""One customer: what the tills call them, who shares a contact, and who they were merged with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.console.access import needs, operator
from domain.errors import IllegalTransitionError, InvalidInputError, NotFoundError
from domain.ids import CustomerId, MerchantId
from storage.customers import CustomerRecord
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_LEAST_REASON = 3


def register(pages: Blueprint, console: Console) -> None:
    """Add the page and its actions to the blueprint. Who looks sees names and parts of contacts,
    so viewers do not."""
    services = console.services

    @pages.get("/<merchant>/customers/<its_id>")
    @needs(Role.OPERATOR)
    def customer(merchant: str, its_id: str) -> str:
        """One customer with their records, who may be the same person, and merges there were."""
        of = console.gate.merchant(merchant)
        stored = services.persons.get(of.id, CustomerId(its_id))
        shared, merges = services.persons.matches(of.id, stored.id)
        return console.page(
            "console/customer.html",
            of,
            stored=stored,
            shared=shared,
            merges=merges,
            names=console.connection_names(of),
            contacts=_contacts,
            here="orders",
        )

    @pages.post("/<merchant>/customers/<its_id>/merge")
    @needs(Role.OPERATOR)
    def merge_customer(merchant: str, its_id: str) -> Response:
        """Let everything of another customer be this one's."""
        of = console.gate.merchant(merchant)
        reason = request.form.get("reason", "").strip()
        if len(reason) < _LEAST_REASON:
            flash("Say why they are one person: it is kept with the merge.", "bad")
        else:
            _merge(console, of.id, CustomerId(its_id), reason)
        return redirect(url_for("console.customer", merchant=of.id, its_id=its_id))

    @pages.post("/<merchant>/customers/<its_id>/unmerge")
    @needs(Role.OPERATOR)
    def unmerge_customer(merchant: str, its_id: str) -> Response:
        """Give back to another customer what a merge moved here."""
        of = console.gate.merchant(merchant)
        merged = CustomerId(request.form.get("customer_id", ""))
        try:
            done = services.persons.unmerge(
                of.id, CustomerId(its_id), merged, actor=operator().login
            )
        except (NotFoundError, IllegalTransitionError) as error:
            flash(f"Nothing was changed: {error}.", "bad")
        else:
            flash(f"They are two again: {_moved(done.counts)} went back.", "good")
        return redirect(url_for("console.customer", merchant=of.id, its_id=its_id))


def _merge(console: Console, merchant_id: MerchantId, kept: CustomerId, reason: str) -> None:
    try:
        done = console.services.persons.merge(
            merchant_id,
            kept,
            CustomerId(request.form.get("customer_id", "").strip()),
            reason=reason,
            is_sure="is_sure" in request.form,
            actor=operator().login,
        )
    except InvalidInputError as error:
        flash(f"Nothing was changed: {error.remedy}.", "bad")
    except (NotFoundError, IllegalTransitionError) as error:
        flash(f"Nothing was changed: {error}.", "bad")
    else:
        flash(f"They are one person: {_moved(done.counts)} moved here.", "good")


def _moved(counts: dict[str, int]) -> str:
    told = (f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()))
    return ", ".join(told) or "nothing"


def _contacts(record: CustomerRecord) -> str:
    """As much of phone and e-mail address as tells two people apart."""
    phone = f"…{record.phone[-4:]}" if record.phone else ""
    name, _, host = (record.email or "").partition("@")
    email = f"{name[:1]}…@{host}" if host else ""
    return ", ".join(each for each in (phone, email) if each)
