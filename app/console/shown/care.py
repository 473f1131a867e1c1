"""Who did what."""

from __future__ import annotations

from app.console.lists import Column, ListPage
from app.console.shown.cells import CONNECTION, code, named, text, when
from storage import tables
from storage.browse import Browse

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
        Column(
            title="Detail",
            cell=lambda row, _scene: ", ".join(f"{k}: {v}" for k, v in (row.detail or {}).items()),
        ),
    ),
    filters=(CONNECTION,),
    search="who, what or whose",
)
