"""A bad payload beside a good one: shapes are told before values."""

from __future__ import annotations

from app.console.payload_diff import Change, differences


def test_what_is_missing_new_or_of_another_kind_comes_before_what_has_another_value() -> None:
    good = {"id": "1", "lines": [{"sku": "A", "many": 2}], "note": {}}
    this = {"lines": [{"sku": "B", "many": "2"}], "note": {}, "extra": None}

    told = [(each.path, each.change) for each in differences(good, this)]

    assert told == [
        ("id", Change.MISSING),
        ("extra", Change.NEW),
        ("lines[0].many", Change.OTHER_KIND),
        ("lines[0].sku", Change.OTHER_VALUE),
    ]


def test_payloads_that_say_the_same_have_no_differences() -> None:
    assert differences([1, {"a": []}], [1, {"a": []}]) == []


def test_a_payload_without_end_is_compared_as_far_as_it_may_be() -> None:
    deep: object = 1
    for _ in range(100):
        deep = {"inner": deep}

    assert len(differences(deep, {})) == 2
    assert len(differences(list(range(5000)), {})) <= 400
