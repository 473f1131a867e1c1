"""What a platform's fields become: tables, samples explained, own fields tried before use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson
from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.console import short_lists
from app.console.access import needs, operator
from app.console.mapping_lines import TableLines, offered, table_lines
from app.console.shown.few import MAPPINGS, MappedAccount
from app.mapping_tools import checking, overriding
from app.mapping_tools.checking import Checked
from app.mapping_tools.overriding import DryRun
from app.mapping_tools.tables import tables_of
from domain.errors import ConfigurationError, InvalidInputError, NotFoundError, PlatformError
from mapping.explain import Outcome
from mapping.overrides import Override, known_converters, stored
from storage import merchants, tables
from storage.merchants import Merchant, PosConnection
from storage.operators import Role

if TYPE_CHECKING:
    from app.console.blueprint import Console

_PAYLOAD_MOST = 500_000
_SHOWN = 50
_RECORDS = 10
_NO_JSON = "paste one JSON object or list, as the platform sent it"


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    _register_looking(pages, console)
    _register_own_fields(pages, console)


def _register_looking(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.get("/<merchant>/mapping")
    @needs(Role.VIEWER)
    def mappings(merchant: str) -> str | Response:
        """The connections whose mapping can be looked at."""
        of = console.gate.merchant(merchant)
        with services.database.read() as tx:
            rows = merchants.connections(tx, of.id)
        accounts = [MappedAccount(row=row, own_fields=len(stored(row.settings))) for row in rows]
        shown = short_lists.answer(MAPPINGS, accounts)
        if isinstance(shown, Response):
            return shown
        return console.page("console/mappings.html", of, shown=shown, here="mapping")

    @pages.get("/<merchant>/mapping/<its_id>")
    @needs(Role.VIEWER)
    def mapping(merchant: str, its_id: str) -> str:
        """One connection: its tables, what they drop and why, its own fields."""
        of = console.gate.merchant(merchant)
        return _page(console, of, _owned(console, of, its_id))

    @pages.post("/<merchant>/mapping/<its_id>/check")
    @needs(Role.OPERATOR)
    def check_mapping(merchant: str, its_id: str) -> str | tuple[str, int]:
        """Explain a payload, pasted or of a delivery, field by field. Nothing is stored."""
        of = console.gate.merchant(merchant)
        row = _owned(console, of, its_id)
        text = request.form.get("payload", "") or _delivered(console, row)
        try:
            checked = checking.check(_parsed(text), row.platform, currency=of.currency)
        except (ConfigurationError, InvalidInputError) as error:
            return _page(console, of, row, payload=text, fault=str(error)), 422
        return _page(console, of, row, payload=text, checked=checked)


def _register_own_fields(pages: Blueprint, console: Console) -> None:
    services = console.services

    @pages.post("/<merchant>/mapping/<its_id>/try")
    @needs(Role.ADMIN)
    def try_override(merchant: str, its_id: str) -> Response | str | tuple[str, int]:
        """A dry run over a sample or the catalog's first page; with `sure` it is switched on."""
        of = console.gate.merchant(merchant)
        row = _owned(console, of, its_id)
        try:
            new = _wished()
            run = _tried(console, row, new)
        except (ConfigurationError, InvalidInputError, PlatformError) as error:
            return _page(console, of, row, given=request.form, fault=str(error)), 422
        if request.form.get("sure") != "yes" or run.faults:
            return _page(console, of, row, given=request.form, run=run)
        overriding.switch_on(services, row, new, actor=operator().login)
        flash(f"{new.name} is filled from {new.path} from the next sync on.", "good")
        return redirect(url_for("console.mapping", merchant=of.id, its_id=row.id))

    @pages.post("/<merchant>/mapping/<its_id>/remove")
    @needs(Role.ADMIN)
    def remove_override(merchant: str, its_id: str) -> Response:
        """Fill a field as everybody does again. Raises InvalidInputError."""
        of = console.gate.merchant(merchant)
        row = _owned(console, of, its_id)
        name = request.form.get("field", "")
        overriding.remove(services, row, name, actor=operator().login)
        flash(f"{name} is filled the usual way from the next sync on.", "good")
        return redirect(url_for("console.mapping", merchant=of.id, its_id=row.id))


def _page(
    console: Console,
    of: Merchant,
    row: PosConnection,
    *,
    checked: Sequence[Checked] = (),
    run: DryRun | None = None,
    **told: Any,
) -> str:
    tables_here = tables_of(row.platform)
    own = stored(row.settings)
    lines: list[TableLines] = table_lines(tables_here, own)
    return console.page(
        "console/mapping.html",
        of,
        row=row,
        own=own,
        lines=lines,
        fields=offered(tables_here),
        converters=sorted(known_converters(tables_here)),
        checked=checked[:_RECORDS],
        more=max(0, len(checked) - _RECORDS),
        outcomes=list(Outcome),
        run=run,
        differences=[] if run is None else run.differences[:_SHOWN],
        here="mapping",
        **{"payload": "", "fault": None, "given": {}, **told},
    )


def _owned(console: Console, of: Merchant, its_id: str) -> PosConnection:
    """The merchant's own connection. Raises NotFoundError."""
    with console.services.database.read() as tx:
        rows = merchants.connections(tx, of.id)
    found = next((row for row in rows if row.id == its_id), None)
    if found is None:
        raise NotFoundError("connection", its_id)
    return found


def _delivered(console: Console, row: PosConnection) -> str:
    """The body of one of the connection's deliveries. Raises NotFoundError."""
    number = request.form.get("delivery", "")
    if not number.isdecimal():
        return ""
    inbox = tables.inbox
    with console.services.database.read() as tx:
        body = tx.execute(
            select(inbox.c.body).where(inbox.c.id == int(number), inbox.c.connection_id == row.id)
        ).scalar_one_or_none()
    if body is None:
        raise NotFoundError("delivery", number)
    return bytes(body).decode(errors="replace")


def _parsed(text: str) -> Any:
    """Raises InvalidInputError."""
    if len(text) > _PAYLOAD_MOST:
        raise InvalidInputError("payload", f"{len(text)} characters", "paste a smaller sample")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInputError("payload", text[:40], _NO_JSON) from error


def _wished() -> Override:
    """What the form asks for; the mapping itself judges it."""
    form = request.form
    kind, _, attribute = form.get("field", "").partition(".")
    path, convert = form.get("path", "").strip(), form.get("convert") or None
    return Override(kind=kind, attribute=attribute, path=path, convert=convert)


def _tried(console: Console, row: PosConnection, new: Override) -> DryRun:
    """Raises InvalidInputError, ConfigurationError, PlatformError."""
    wanted = [*(one for one in stored(row.settings) if one.name != new.name), new]
    sample = request.form.get("sample", "").strip()
    if sample:
        return overriding.over_samples(row.platform, wanted, _parsed(sample))
    return overriding.over_live(console.services, row, wanted)
