"""The figures of sources that the model has not seen."""

from __future__ import annotations

from tools.nlu_left_out import Heard, figures_of


def heard(*, right: bool, sure: bool, outside: bool = False) -> Heard:
    return Heard(right=right, sure=sure, outside=outside, source="written")


def test_what_is_right_is_told_of_all_of_the_answered_and_of_what_is_outside() -> None:
    told = figures_of(
        [
            heard(right=True, sure=True),
            heard(right=True, sure=True, outside=True),
            heard(right=False, sure=True),
            heard(right=False, sure=False, outside=True),
        ]
    )

    assert told == {
        "rows": 4,
        "lenient": 0.5,
        "out_of_scope_recall": 0.5,
        "answered": 0.75,
        "right_where_answered": 0.6667,
    }


def test_where_nothing_is_outside_no_recall_is_told() -> None:
    assert figures_of([heard(right=True, sure=False)])["out_of_scope_recall"] is None
    assert figures_of([heard(right=True, sure=False)])["right_where_answered"] is None
