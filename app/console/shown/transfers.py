"""Goods that one store sends to another."""

from __future__ import annotations

from app.console.lists import Column, Filter, ListPage
from app.console.shown.cells import CONNECTION, link, named, state, text, when
from domain.transfers import TransferState
from storage import tables
from storage.browse import Browse
from storage.transfers import MadeBy

TRANSFERS = ListPage(
    name="transfers",
    title="Transfers",
    hint="Goods that one store sends to another for a shopper; those by staff move by hand.",
    empty="Nothing travels between stores. Ask for something: POST /v1/transfers.",
    browse=Browse(
        table=tables.transfers,
        key="id",
        columns=(
            "id",
            "state",
            "made_by",
            "connection_id",
            "sku",
            "name",
            "quantity",
            "source_id",
            "destination_id",
            "expected_on",
            "channel",
            "reason",
            "created_at",
            "updated_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "made_by", "connection_id"),
        searched=("id", "sku", "name"),
    ),
    columns=(
        Column(title="Transfer", cell=link("console.transfer", "id", "name"), sort="id"),
        Column(title="State", cell=state("state")),
        Column(title="Moved by", cell=text("made_by")),
        Column(title="Quantity", cell=text("quantity"), numeric=True),
        Column(title="From", cell=named("source_id")),
        Column(title="To", cell=named("destination_id")),
        Column(title="Promised for", cell=lambda row, _scene: row.expected_on.isoformat()),
        Column(title="Why", cell=text("reason")),
        Column(title="Asked", cell=when("created_at")),
    ),
    filters=(
        Filter(
            name="state",
            title="State",
            choices=[
                (each.value, each.value)
                for each in TransferState
                if each is not TransferState.UNKNOWN
            ],
        ),
        Filter(
            name="made_by",
            title="Moved by",
            choices=[(each.value, each.value) for each in MadeBy],
        ),
        CONNECTION,
    ),
    search="id, SKU or name",
)
