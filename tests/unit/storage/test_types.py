"""Column values survive the way into an integer and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.ids import lowest_id, new_id
from storage.types import dump_json, from_micros, from_units, storable, to_micros, to_units


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 2)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_moment_survives_to_the_microsecond(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    there = datetime(2026, 11, 20, 7, 0, tzinfo=timezone(timedelta(hours=-5)))

    assert from_micros(to_micros(there)) == there


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001 - what must be refused


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=5, min_value=-(10**9), max_value=10**9
    )
)
def test_a_quantity_survives_to_five_places(quantity: Decimal) -> None:
    assert from_units(to_units(quantity)) == quantity


def test_a_whole_quantity_is_written_without_places() -> None:
    assert str(from_units(to_units(5))) == "5"
    assert str(from_units(to_units(Decimal("-2")))) == "-2"


def test_a_finer_quantity_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match="finer"):
        to_units(Decimal("0.000001"))


def test_text_without_null_characters_is_left_alone() -> None:
    assert storable("a\u0000b") == "a\ufffdb"
    assert storable("plain") == "plain"


def test_equal_values_are_equal_json_texts() -> None:
    assert dump_json({"b": 1, "a": [None, True]}) == dump_json({"a": [None, True], "b": 1})


def test_ids_sort_by_the_moment_they_were_made_and_do_not_repeat() -> None:
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n) for n in range(50)]
    ids = [new_id("ord", moment) for moment in moments]

    assert ids == sorted(ids)
    assert len({new_id("ord", moments[0]) for _ in range(1000)}) == 1000
    assert all(len(each) == 30 for each in ids)


def test_an_id_of_a_later_millisecond_sorts_behind_all_earlier_ones() -> None:
    now = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    later = now + timedelta(milliseconds=1)
    earlier = [new_id("lst", now) for _ in range(200)]

    assert lowest_id("lst", now) <= min(earlier)
    assert max(earlier) < lowest_id("lst", later) <= new_id("lst", later)
    assert len(set(earlier)) == 200
    assert {len(each) for each in earlier} == {len("lst_") + 26}
