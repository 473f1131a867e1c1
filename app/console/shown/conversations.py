"""What was said."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from app.console.lists import Column, Filter, ListPage, Scene
from app.console.shown.cells import code, text, when
from storage import tables
from storage.browse import Browse
from storage.statements import AnyRow


def _heard(row: AnyRow, scene: Scene) -> Markup:
    """What was heard, to its conversation; some assistants send the intent and no words."""
    address = url_for("console.conversation", merchant=scene.merchant_id, its_id=row.session)
    return Markup('<a href="{}">{}</a>').format(address, row.heard or "(an intent, without words)")


TURNS = ListPage(
    name="turns",
    title="Turns",
    hint="Everything said lately, redacted: names, codes and ways to reach a person are blotted.",
    empty="Nothing was said yet, or its time is over: words are kept for thirty days.",
    browse=Browse(
        table=tables.turn_texts,
        key="id",
        columns=(
            *("id", "session", "channel", "locale", "heard", "said", "intent", "missed", "label"),
            "at",
        ),
        sorts={"id": "desc"},
        filters=("channel", "intent", "missed"),
        searched=("heard", "said"),
    ),
    columns=(
        Column(title="When", cell=when("at"), sort="id"),
        Column(title="Shopper", cell=_heard),
        Column(title="We", cell=text("said")),
        Column(title="Intent", cell=code("intent")),
        Column(title="Label", cell=code("label")),
        Column(title="Channel", cell=text("channel")),
        Column(title="Language", cell=text("locale")),
    ),
    filters=(Filter(name="missed", title="Understood", choices=(("no", "yes"), ("yes", "no"))),),
    search="what was said",
)
