"""A compiled table says the same as one that is read field by field, whatever the record holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mapping.converters import integer, text
from mapping.engine import REQUIRED, Field, Map, StateTable
from mapping.report import MappingReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    id: str
    count: int
    state: str
    both: str
    tags: tuple[str, ...]
    parts: tuple[Part, ...]
    kind: str = ""


def joined(first: Any, second: Any, sign: str) -> str:
    return f"{first}{sign}{second}"


STATES = StateTable({"OPEN": "open", "": "blank"}, unknown="unknown")
PART = Map(Part, fields=(Field("name", "a.name", text), Field("size", "a.size", integer, None)))
WHOLE = Map(
    Whole,
    fields=(
        Field("id", "id", text),
        Field("count", "a.b.count", integer, default=7),
        Field("state", "a.state", STATES, default="none"),
        Field("both", ("a.b", "id"), joined, default="", context=("sign",)),
        Field("tags", "tags[]", text, default=()),
        Field("parts", "parts[]", PART, default=()),
    ),
    constants={"kind": "whole"},
)
CONTEXT = {"sign": "+"}

LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just("OPEN"))
ANY = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["a", "b", "id", "name", "size", "count", "state"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)
RECORD = st.dictionaries(st.sampled_from(["id", "a", "tags", "parts", "new"]), ANY)


def at(raw: Any, path: str) -> Any:
    for key in path.removesuffix("[]").split("."):
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw


def plainly(table: Map[Any], raw: Any) -> Any:
    """What the table means, one field after the other; ValueError for what it cannot read."""
    if not isinstance(raw, dict):
        raise TypeError("no object")
    values = dict(table.constants)
    for field in table.fields:
        found = [at(raw, path) for path in field.paths]
        if all(value is None for value in found):
            if field.default is REQUIRED:
                raise ValueError("missing")
            values[field.name] = field.default
        elif str(field.path).endswith("[]"):
            if not isinstance(found[0], list):
                raise TypeError("no list")
            values[field.name] = tuple(one(field, [each]) for each in found[0])
        else:
            values[field.name] = one(field, found)
    return table.target(**values)


def one(field: Field, found: list[Any]) -> Any:
    if isinstance(field.convert, Map):
        return plainly(field.convert, found[0])
    if isinstance(field.convert, StateTable):
        word = found[0]
        known = isinstance(word, str) and word in field.convert.words
        return field.convert.words[word] if known else field.convert.unknown
    assert callable(field.convert)
    return field.convert(*found, *(CONTEXT[name] for name in field.context))


@given(RECORD)
def test_the_compiled_table_says_the_same(raw: dict[str, Any]) -> None:
    try:
        expected = plainly(WHOLE, raw)
    except (ValueError, TypeError):
        expected = None

    good, bad = WHOLE.read_many([raw], context=CONTEXT, report=MappingReport())

    assert good == ([] if expected is None else [expected])
    assert all(error.path and error.remedy for _, error in bad)


@given(RECORD)
def test_every_field_is_spoken_for_once(raw: dict[str, Any]) -> None:
    report = MappingReport()
    WHOLE.accounting.count(raw, report)
    top = {path for path in report.unknown if "." not in path}

    assert top == raw.keys() - {"id", "a", "tags", "parts"}
