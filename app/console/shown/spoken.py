"""What was said."""

from __future__ import annotations

from app.console.lists import Column, Filter, ListPage
from app.console.shown.cells import code, link, text, when
from storage import tables
from storage.browse import Browse

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
        Column(title="Shopper", cell=link("console.conversation", "session", "heard")),
        Column(title="We", cell=text("said")),
        Column(title="Intent", cell=code("intent")),
        Column(title="Label", cell=code("label")),
        Column(title="Channel", cell=text("channel")),
        Column(title="Language", cell=text("locale")),
    ),
    filters=(Filter(name="missed", title="Understood", choices=(("no", "yes"), ("yes", "no"))),),
    search="what was said",
)
