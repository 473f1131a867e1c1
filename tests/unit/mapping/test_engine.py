"""The mapping engine accounts for every field and names what it cannot map."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.money import Money
from mapping.converters import decimal, integer, money_minor, negated, text
from mapping.engine import Field, Map, MappingError, StateTable
from mapping.report import MappingReport


@dataclass(frozen=True)
class Part:
    name: str
    price: Money | None = None


@dataclass(frozen=True)
class Whole:
    id: str
    revision: int
    active: bool
    state: str
    parts: tuple[Part, ...] = ()


PART = Map(
    Part,
    fields=(Field("name", "data.name", text), Field("price", "data.price", money_minor, None)),
    ignored={"data.color": "no use"},
)
STATES = StateTable({"OPEN": "open"}, unknown="unknown")
WHOLE = Map(
    Whole,
    fields=(
        Field("id", "id"),
        Field("revision", "version", integer),
        Field("active", "is_deleted", negated, default=True),
        Field("state", "state", STATES),
        Field("parts", "body.parts[]", PART, default=()),
    ),
    ignored={"type": "always the same"},
)


def record(**extra: object) -> dict[str, object]:
    return {"id": "a", "version": 3, "state": "OPEN", **extra}


def test_a_record_becomes_the_unified_value() -> None:
    part = {"data": {"name": " mug ", "price": {"amount": 250, "currency": "USD"}}}
    whole = WHOLE.read(record(body={"parts": [part]}))
    assert whole == Whole("a", 3, True, "open", (Part("mug", Money(250, "USD")),))


def test_every_field_is_mapped_ignored_or_counted_as_unknown() -> None:
    report = MappingReport()
    part = {"data": {"name": "mug", "color": "red", "size": 3}, "extra": 1}
    WHOLE.read(record(type="X", body={"parts": [part, part], "new": 1}, odd=2), report=report)
    assert report.records == 1
    assert report.ignored == {"type": 1, "body.parts[].data.color": 2}
    assert report.unknown == {
        "odd": 1,
        "body.new": 1,
        "body.parts[].data.size": 2,
        "body.parts[].extra": 2,
    }


def test_a_missing_required_field_names_its_path() -> None:
    with pytest.raises(MappingError) as caught:
        WHOLE.read({"id": "a", "state": "OPEN"})
    assert caught.value.path == "version"
    assert "must fill this field" in caught.value.remedy


def test_a_fault_in_a_list_names_the_element() -> None:
    parts = [{"data": {"name": "mug"}}, {"data": {"name": 7}}]
    with pytest.raises(MappingError) as caught:
        WHOLE.read(record(body={"parts": parts}))
    assert caught.value.path == "body.parts[1].data.name"
    assert caught.value.value == "7"


def test_an_unknown_word_becomes_unknown_and_is_counted() -> None:
    report = MappingReport()
    assert WHOLE.read(record(state="FROZEN"), report=report).state == "unknown"
    assert report.unknown_words == {"state=FROZEN": 1}


def test_bad_records_stand_apart_and_the_rest_goes_on() -> None:
    report = MappingReport()
    good, bad = WHOLE.read_many([record(), {"id": "b"}, record()], context={}, report=report)
    assert len(good) == 2
    assert [raw["id"] for raw, _ in bad] == ["b"]


def test_several_paths_and_the_context_reach_the_converter() -> None:
    def joined(first: str, second: str | None, sign: str) -> str:
        return f"{first}{sign}{second}"

    table = Map(Part, fields=(Field("name", ("a", "b.c"), joined, context=("sign",)),))
    assert table.read({"a": "x", "b": {"c": "y"}}, context={"sign": "/"}) == Part("x/y")


def test_writing_a_read_record_gives_back_its_mapped_fields() -> None:
    table = Map(
        Whole,
        fields=(
            Field("id", "id"),
            Field("revision", "meta.version", integer),
            Field("active", "is_deleted", negated, write=negated),
            Field("state", "state", STATES),
        ),
    )
    raw = {"id": "a", "meta": {"version": 3}, "is_deleted": False, "state": "OPEN"}
    assert table.write(table.read(raw)) == raw


@pytest.mark.parametrize("value", [True, 1.5, "1e", None, "NaN"])
def test_a_decimal_never_comes_from_a_float_or_a_word(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        decimal(value)
