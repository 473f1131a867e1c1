"""Answers that say something else on request: cut, repeated, spoiled, and only after some calls."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from sandbox.kit.changes import changed
from sandbox.kit.faults import Faults, parse_fault
from sandbox.kit.web import Answer, json_answer

PAGE = json_answer({"items": [{"name": "mug", "tags": []}, {"name": "hat", "tags": []}]})


def spoiled(**order: Any) -> Any:
    fault = parse_fault({"kind": "spoil", "body": order}, "f")
    return orjson.loads(changed(PAGE, fault, None).body)["items"]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ({"path": "items.0.name"}, [None, "hat"]),
        ({"path": "items.0.name", "value": 17}, [17, "hat"]),
        ({"path": "items.*.name", "value": None}, [None, None]),
        ({"path": "items.9.name"}, ["mug", "hat"]),
        ({"path": "nothing.there"}, ["mug", "hat"]),
    ],
)
def test_a_field_is_taken_out_or_changed(order: dict[str, Any], names: list[Any]) -> None:
    assert [one.get("name") for one in spoiled(**order)] == names


def test_a_field_is_filled_with_a_megabyte() -> None:
    assert len(spoiled(path="items.0.name", huge=True)[0]["name"]) == 1_000_000


def test_a_cut_answer_is_half_as_long_and_no_json() -> None:
    cut = changed(PAGE, parse_fault({"kind": "cut"}, "f"), None)

    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(cut.body)
    assert cut.headers == PAGE.headers


def test_the_answer_before_comes_again_where_there_was_one() -> None:
    repeat, before = parse_fault({"kind": "repeat"}, "f"), json_answer({"items": []})

    assert changed(PAGE, repeat, before) is before
    assert changed(PAGE, repeat, None) is PAGE


def test_an_error_is_not_made_worse() -> None:
    refused = Answer(status=404, body=b"{}")

    assert changed(refused, parse_fault({"kind": "cut"}, "f"), None) is refused


def test_some_calls_go_by_unharmed_first() -> None:
    faults = Faults()
    faults.add({"kind": "cut", "route": "GET /x", "skip": 2})

    hit = [bool(faults.take(["GET /x"])) for _ in range(4)]

    assert hit == [False, False, True, False]
