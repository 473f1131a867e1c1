"""What people look after: handed conversations, alerts, and who did what."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy import case, select

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.shown.cells import (
    CONNECTION,
    at_some_time,
    code,
    link,
    named,
    state,
    states,
    text,
    when,
)
from app.console.words import badge, facts
from app.ops.rules import runbook
from domain.handover import HandoverReason, TicketState, Urgency
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow

AUDIT = ListPage(
    name="audit",
    title="Audit log",
    hint="Who did what to which credential or setting; never a secret's value.",
    empty="Nothing was done yet.",
    browse=Browse(
        table=tables.audit_entries,
        key="id",
        columns=("id", "connection_id", "actor", "action", "subject", "detail", "at"),
        sorts={"id": "desc"},
        filters=("actor", "action", "connection_id"),
        searched=("actor", "action", "subject"),
    ),
    columns=(
        Column(title="When", cell=when("at"), sort="id"),
        Column(title="Who", cell=text("actor")),
        Column(title="What", cell=code("action")),
        Column(title="To", cell=text("subject")),
        Column(title="Connection", cell=named("connection_id")),
        Column(title="Detail", cell=lambda row, _scene: facts(row.detail), is_long=True),
    ),
    filters=(CONNECTION,),
    search="who, what or whose",
)


def _why(row: AnyRow, _scene: Scene) -> Markup:
    urgent = badge("critical") + " " if row.urgency == Urgency.NOW else Markup()
    return urgent + str(row.reason).replace("_", " ")


HANDOFFS = ListPage(
    name="handoffs",
    title="Handoffs",
    hint="Conversations that a person takes over: the most urgent and longest waiting first.",
    empty="Nobody waits. A ticket is opened when a shopper asks for a person, is angry, tells of "
    "damage or a wrong charge, or is not understood twice in a row.",
    browse=Browse(
        table=tables.handovers,
        key="id",
        columns=(
            "id",
            "number",
            "reason",
            "urgency",
            "state",
            "channel",
            "locale",
            "claimed_by",
            "created_at",
            "closed_at",
        ),
        sorts={"urgency": "asc", "created_at": "desc"},
        filters=("state", "reason", "channel"),
        searched=("number", "claimed_by"),
    ),
    columns=(
        Column(title="Ticket", cell=link("console.handoff", "id", "number")),
        Column(title="Why", cell=_why, sort="urgency"),
        Column(title="State", cell=state("state")),
        Column(title="Waiting since", cell=when("created_at"), sort="created_at"),
        Column(title="Channel", cell=lambda row, _scene: f"{row.channel}, {row.locale}"),
        Column(title="Who has it", cell=text("claimed_by")),
    ),
    filters=(
        Filter(name="state", title="State", choices=states(TicketState)),
        Filter(name="reason", title="Why", choices=states(HandoverReason)),
    ),
    given={"state": TicketState.OPEN.value},
    search="number, who has it",
)

_ALERTS = select(
    tables.alerts,
    case((tables.alerts.c.resolved_at.is_(None), "standing"), else_="over").label("state"),
).subquery("told")


def _to_do(row: AnyRow, scene: Scene) -> Markup:
    page = runbook(row.kind)
    if scene.docs_url is None:
        return Markup("<code>{}</code>").format(page)
    return Markup('<a href="{}/{}">{}</a>').format(scene.docs_url, page, page)


ALERTS = ListPage(
    name="alerts",
    title="Alerts",
    hint="What a person must see to, each with the page that says how.",
    empty="Nothing stands. Alerts end by themselves when their cause does.",
    browse=Browse(
        table=_ALERTS,
        key="id",
        columns=(
            "id",
            "severity",
            "kind",
            "message",
            "connection_id",
            "state",
            "raised_at",
            "due_at",
            "resolved_at",
        ),
        sorts={"severity": "asc", "raised_at": "desc"},
        filters=("state", "severity", "kind", "connection_id"),
        searched=("message", "kind"),
    ),
    columns=(
        Column(title="Severity", cell=state("severity"), sort="severity"),
        Column(title="What", cell=text("message")),
        Column(title="Connection", cell=named("connection_id")),
        Column(title="Raised", cell=when("raised_at"), sort="raised_at"),
        Column(title="Due", cell=at_some_time("due_at")),
        Column(title="Over", cell=at_some_time("resolved_at")),
        Column(title="What to do", cell=_to_do, is_long=True),
    ),
    filters=(
        Filter(name="state", title="State", choices=(("standing", "standing"), ("over", "over"))),
        Filter(
            name="severity",
            title="Severity",
            choices=(("critical", "critical"), ("warning", "warning")),
        ),
        CONNECTION,
    ),
    given={"state": "standing"},
    search="what, kind",
)
