"""Every field of a record is explained: what it becomes, or why it becomes nothing."""

from __future__ import annotations

from typing import Any

from mapping.explain import Outcome, Trace, explain
from tests.unit.mapping.test_engine import WHOLE


def told(raw: dict[str, Any]) -> dict[str, Trace]:
    return {trace.path: trace for trace in explain(WHOLE, raw, {})}


GOOD = {
    "id": "a",
    "version": 3,
    "state": "OPEN",
    "type": "X",
    "body": {"parts": [{"data": {"name": "mug", "color": "red", "size": 3}}], "new": 1},
}


def test_each_field_says_what_it_becomes() -> None:
    found = told(GOOD)

    assert found["version"].outcome is Outcome.MAPPED
    assert (found["version"].attribute, found["version"].result) == ("revision", "3")
    part = found["body.parts[0].data.name"]
    assert (part.outcome, part.attribute, part.result) == (
        Outcome.MAPPED,
        "parts[0].name",
        "mug",
    )


def test_what_is_dropped_says_why_and_what_is_new_is_unknown() -> None:
    found = told(GOOD)

    assert (found["type"].outcome, found["type"].reason) == (Outcome.DROPPED, "always the same")
    assert found["body.parts[0].data.color"].reason == "no use"
    unknown = {path for path, one in found.items() if one.outcome is Outcome.UNKNOWN}
    assert unknown == {"body.parts[0].data.size", "body.new"}


def test_a_word_in_no_table_is_unknown() -> None:
    assert told({**GOOD, "state": "FROZEN"})["state"].outcome is Outcome.UNKNOWN


def test_what_cannot_be_mapped_says_what_would_help() -> None:
    found = told({"id": "a", "version": "many", "body": {"parts": [7]}})

    assert found["version"].outcome is Outcome.UNMAPPABLE
    assert found["state"].outcome is Outcome.UNMAPPABLE
    assert "must fill this field in" in found["state"].reason
    assert found["body.parts[0]"].outcome is Outcome.UNMAPPABLE


def test_every_path_is_told_once() -> None:
    paths = [trace.path for trace in explain(WHOLE, GOOD, {})]

    assert len(paths) == len(set(paths))
