"""What comes from the platforms: deliveries, runs, jobs, proofs, conflicts."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.shown.cells import CONNECTION, code, link, named, state, text, when
from app.console.words import facts, moment
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow
from storage.sync_jobs import JobKind

DELIVERIES = ListPage(
    name="deliveries",
    title="Webhook deliveries",
    hint="What the platforms sent, and what became of it.",
    empty="Nothing came in yet. Webhooks are subscribed when a platform is connected.",
    browse=Browse(
        table=tables.inbox,
        key="id",
        columns=(
            "id",
            "connection_id",
            "topic",
            "delivery_id",
            "state",
            "attempts",
            "reason",
            "received_at",
            "last_seen_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "connection_id", "topic"),
    ),
    columns=(
        Column(title="Delivery", cell=link("console.delivery", "id", "topic"), sort="id"),
        Column(title="State", cell=state("state")),
        Column(title="Received", cell=when("received_at")),
        Column(title="Attempts", cell=text("attempts"), numeric=True),
        Column(title="From", cell=named("connection_id")),
        Column(title="Last failure", cell=text("reason"), is_long=True),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=(("pending", "pending"), ("done", "done"), ("dead", "dead letter")),
        ),
        CONNECTION,
    ),
)

QUARANTINE = ListPage(
    name="quarantine",
    title="Records that do not map",
    hint="Each with the path, the value and the remedy; the rest of the sync went on.",
    empty="Every record maps.",
    browse=Browse(
        table=tables.quarantine,
        key="id",
        columns=(
            "id",
            "connection_id",
            "entity",
            "platform_id",
            "path",
            "value",
            "remedy",
            "times",
            "first_seen_at",
            "last_seen_at",
            "resolved_at",
        ),
        sorts={"last_seen_at": "desc"},
        filters=("entity", "connection_id"),
        searched=("platform_id", "path"),
    ),
    columns=(
        Column(title="Record", cell=code("platform_id")),
        Column(title="Kind", cell=text("entity")),
        Column(title="Path", cell=code("path")),
        Column(title="Value", cell=code("value")),
        Column(title="Remedy", cell=text("remedy")),
        Column(title="Seen", cell=text("times"), numeric=True),
        Column(title="Last", cell=when("last_seen_at"), sort="last_seen_at"),
    ),
    filters=(CONNECTION,),
    search="record id or path",
    only=lambda: (tables.quarantine.c.resolved_at.is_(None),),
)

RUNS = ListPage(
    name="runs",
    title="Sync runs",
    hint="Full runs by connection and kind of record.",
    empty="No run yet. Start one: voicetill sync.",
    browse=Browse(
        table=tables.sync_runs,
        key="id",
        columns=(
            "id",
            "connection_id",
            "kind",
            "entity",
            "state",
            "counts",
            "error",
            "started_at",
            "heartbeat_at",
            "finished_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "entity", "connection_id"),
    ),
    columns=(
        Column(title="Records", cell=text("entity")),
        Column(title="Till", cell=named("connection_id")),
        Column(title="State", cell=state("state")),
        Column(
            title="Counted",
            cell=lambda row, _scene: f"{(row.counts or {}).get('records', 0):,}",
            numeric=True,
        ),
        Column(title="Started", cell=when("started_at"), sort="id"),
        Column(title="Ended", cell=when("finished_at")),
        Column(title="Fault", cell=text("error"), is_long=True),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=(("running", "running"), ("done", "done"), ("failed", "failed")),
        ),
        CONNECTION,
    ),
)


def _job(row: AnyRow, scene: Scene) -> Markup:
    """By what it does; its id is on its page, and in the export."""
    address = url_for("console.job", merchant=scene.merchant_id, its_id=row.id)
    words = f"{row.kind} {row.entity or ''}".replace("_", " ").strip()
    return Markup('<a href="{}">{}</a>').format(address, words)


def _due(row: AnyRow, scene: Scene) -> Markup | str:
    """When it is done, unless it is over."""
    return "" if row.finished_at is not None else moment(row.due_at, scene.now)


JOBS = ListPage(
    name="jobs",
    title="Jobs",
    hint="What we want to ask of the platforms, and what came of it.",
    empty="Nothing was asked yet.",
    browse=Browse(
        table=tables.sync_jobs,
        key="id",
        columns=(
            "id",
            "connection_id",
            "kind",
            "entity",
            "state",
            "progress",
            "attempts",
            "reason",
            "requested_by",
            "due_at",
            "started_at",
            "finished_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "kind", "connection_id"),
    ),
    columns=(
        Column(title="Job", cell=_job, sort="id"),
        Column(title="Till", cell=named("connection_id")),
        Column(title="State", cell=state("state")),
        Column(title="Due", cell=_due),
        Column(title="Ended", cell=when("finished_at")),
        Column(title="Attempts", cell=text("attempts"), numeric=True),
        Column(title="Why", cell=text("reason"), is_long=True),
        Column(title="Asked by", cell=text("requested_by")),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=[(each, each) for each in ("pending", "running", "done", "failed", "canceled")],
        ),
        Filter(name="kind", title="Kind", choices=[(each.value, each.value) for each in JobKind]),
        CONNECTION,
    ),
)

PROOFS = ListPage(
    name="proofs",
    title="Proofs",
    hint="Whether what we have is what the platforms have, counted a second way.",
    empty="Nothing is proved yet. Prove it: voicetill verify.",
    browse=Browse(
        table=tables.sync_proofs,
        key="id",
        columns=(
            "id",
            "connection_id",
            "entity",
            "state",
            "findings",
            "alarms",
            "started_at",
            "finished_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "entity", "connection_id"),
    ),
    columns=(
        Column(title="Records", cell=text("entity")),
        Column(title="Till", cell=named("connection_id")),
        Column(title="Outcome", cell=state("state")),
        Column(
            title="Found",
            cell=lambda row, _scene: facts(row.findings),
            is_long=True,
        ),
        Column(title="Started", cell=when("started_at"), sort="id"),
        Column(title="Ended", cell=when("finished_at")),
    ),
    filters=(CONNECTION,),
)

CONFLICTS = ListPage(
    name="conflicts",
    title="Conflicts",
    hint="Where two tell one thing differently: who wins, and what the other said.",
    empty="Everybody tells the same.",
    browse=Browse(
        table=tables.conflicts,
        key="id",
        columns=(
            "id",
            "kind",
            "subject",
            "field",
            "winner",
            "winner_value",
            "loser",
            "loser_value",
            "times",
            "first_seen_at",
            "last_seen_at",
        ),
        sorts={"id": "desc"},
        filters=("kind", "field"),
        searched=("subject",),
    ),
    columns=(
        Column(title="About", cell=code("subject")),
        Column(title="Field", cell=text("field")),
        Column(title="Holds", cell=text("winner_value")),
        Column(title="Told by", cell=named("winner")),
        Column(title="Does not hold", cell=text("loser_value")),
        Column(title="Told by", cell=named("loser")),
        Column(title="Seen", cell=text("times"), numeric=True),
        Column(title="First", cell=when("first_seen_at"), sort="id"),
        Column(title="Last", cell=when("last_seen_at")),
    ),
    search="what it is about",
    only=lambda: (tables.conflicts.c.resolved_at.is_(None),),
)
