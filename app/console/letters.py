"""Dead letters: what they died of, one beside a good one, and each deed shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import orjson
from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.console import lists, short_lists
from app.console.access import needs, operator
from app.console.payload_diff import Difference, differences
from app.console.shown import with_choices
from app.console.shown.few import LETTERS
from app.mapping_tools import checking
from app.mapping_tools.checking import Checked
from domain.cards import redact_card_numbers
from domain.counting import counted
from domain.errors import ConfigurationError, InvalidInputError
from domain.ids import MerchantId
from mapping.explain import Outcome
from storage import letter_rows, merchants
from storage.dead_letters import DeadLetter, Impact, LetterFilter, Source
from storage.engine import Database
from storage.operators import Role
from sync.letters import MOST_AT_ONCE, Handled

if TYPE_CHECKING:
    from app.console.blueprint import Console

_NARROWING = ("source", "impact", "connection_id", "code", "topic", "letter")
_COLUMNS = (
    "id",
    "source",
    "connection_id",
    "topic",
    "subject",
    "code",
    "reason",
    "attempts",
    "first_seen_at",
    "last_seen_at",
)
"""Of an exported letter."""
_WORST = 1000
"""So many letters are looked through at once; the rest comes when they are narrowed."""
_RECORDS = 5
_BODY_MOST = 200_000


def register(pages: Blueprint, console: Console) -> None:
    """Add the pages to the blueprint."""
    desk = console.services.care.letters

    @pages.get("/<merchant>/dead-letters")
    @needs(Role.VIEWER)
    def dead_letters(merchant: str) -> str | Response:
        """What no retry will mend, by what it died of, the worst first; or all as a file."""
        of = console.gate.merchant(merchant)
        wanted = _wanted(of.id, request.args)
        if "export" in request.args:
            found = desk.list(wanted, limit=MOST_AT_ONCE).rows
            told = ({name: getattr(each, name) for name in _COLUMNS} for each in found)
            return lists.as_file("dead-letters", _COLUMNS, told, request.args["export"])
        names = console.connection_names(of)
        groups = desk.groups(wanted)  # first: a letter that comes in between is listed all the same
        listed = desk.list(wanted, limit=_WORST)
        return console.page(
            "console/letters.html",
            of,
            groups=groups,
            shown=short_lists.shown(LETTERS, listed.rows, with_choices(LETTERS.filters, names, {})),
            worst=None if listed.cursor is None else _WORST,
            names=names,
            given=_given(request.args),
            here="dead-letters",
        )

    @pages.get("/<merchant>/dead-letters/<its_id>")
    @needs(Role.VIEWER)
    def dead_letter(merchant: str, its_id: str) -> str:
        """One letter: as it came, against one that went well, and by today's mapping."""
        of = console.gate.merchant(merchant)
        letter, raw = desk.show(its_id, merchant_id=of.id)
        payload = _parsed(raw)
        return console.page(
            "console/letter.html",
            of,
            letter=letter,
            body=_readable(raw, payload),
            differing=_beside(console.services.database, letter, payload),
            checked=_explained(console.services.database, letter, payload, of.currency),
            faulty={Outcome.UNKNOWN, Outcome.UNMAPPABLE},
            names=console.connection_names(of),
            here="dead-letters",
        )

    @pages.post("/<merchant>/dead-letters/<deed>")
    @needs(Role.OPERATOR)
    def handle_letters(merchant: str, deed: str) -> Response | str:
        """First what it would do; the same form again, with `sure`, does it."""
        of = console.gate.merchant(merchant)
        is_sure = request.form.get("sure") == "yes"
        done = _handle(console, of.id, deed, dry_run=not is_sure)
        if is_sure:
            flash(_words(deed, done), "good")
            return redirect(url_for("console.dead_letters", merchant=of.id))
        return console.page(
            "console/letters_sure.html",
            of,
            deed=deed,
            told=done,
            reason=request.form.get("reason", ""),
            given=_given(request.form),
            here="dead-letters",
        )


def _handle(console: Console, merchant_id: MerchantId, deed: str, *, dry_run: bool) -> Handled:
    """Raises NotFound for another deed; InvalidInputError without a reason to discard."""
    desk, actor = console.services.care.letters, operator().login
    wanted = _wanted(merchant_id, request.form)
    if deed == "replay":
        return desk.replay(wanted, actor=actor, dry_run=dry_run)
    if deed == "discard":
        reason = request.form.get("reason", "")
        return desk.discard(wanted, reason=reason, actor=actor, dry_run=dry_run)
    raise NotFound


def _words(deed: str, done: Handled) -> str:
    if deed == "discard":
        return f"{counted(done.done, 'letter')} discarded."
    return f"{counted(done.done, 'letter is', 'letters are')} tried anew, fifty a second."


def _given(told: Mapping[str, str]) -> dict[str, str]:
    return {name: told[name] for name in _NARROWING if told.get(name)}


def _wanted(merchant_id: MerchantId, told: Mapping[str, str]) -> LetterFilter:
    """Raises InvalidInputError naming the parameter."""
    given = _given(told)
    source, impact, letter = (given.get(name) for name in ("source", "impact", "letter"))
    try:
        return LetterFilter(
            merchant_id=merchant_id,
            ids=[letter] if letter else None,
            source=Source(source) if source else None,
            impact=Impact[impact.upper()] if impact else None,
            connection_id=given.get("connection_id"),
            code=given.get("code"),
            topic=given.get("topic"),
        )
    except (ValueError, KeyError) as error:
        raise InvalidInputError("filter", str(given), "choose from the page") from error


# --- one letter ------------------------------------------------------------------------------


def _parsed(raw: bytes) -> object:
    """What the letter says; None where it is no JSON."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _readable(raw: bytes, payload: object) -> str:
    if payload is None:
        text = raw.decode(errors="replace")
    else:
        text = orjson.dumps(payload, option=orjson.OPT_INDENT_2).decode()
    return redact_card_numbers(text[:_BODY_MOST])


def _beside(database: Database, letter: DeadLetter, payload: object) -> Sequence[Difference] | None:
    """What sets a delivery apart from the last of its topic that went well; None without one."""
    if letter.source is not Source.INBOX or letter.connection_id is None or payload is None:
        return None
    with database.read() as tx:
        good = letter_rows.last_applied(tx, letter.connection_id, letter.topic)
    told = None if good is None else _parsed(good)
    return None if told is None else differences(told, payload)


def _explained(
    database: Database, letter: DeadLetter, payload: object, currency: str
) -> Sequence[Checked]:
    """The records in it as today's tables read them; none where no table fits."""
    if letter.connection_id is None or letter.source is Source.OUTBOX or payload is None:
        return ()
    with database.read() as tx:
        platform = merchants.connection(tx, letter.connection_id).platform
    try:
        return checking.check(payload, platform, currency=currency)[:_RECORDS]
    except ConfigurationError:
        return ()  # a hint such as "order 12 changed" holds no record
