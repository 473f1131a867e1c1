"""The campaign's judge finds every kind of violation, and nothing where all is well."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.campaigns.books import Books, differences

TILL: dict[str, dict[tuple[str, ...], Any]] = {
    "variants": {("v1",): ("MUG", "Mug", 1200), ("v2",): ("HAT", "Hat", 2500)},
    "stock": {("v1", "Downtown"): Decimal(5), ("v2", "Downtown"): Decimal(0)},
    "orders": {("o1",): 1307},
}
WELL = Books(
    platform="square",
    theirs=TILL,
    ours={kind: dict(rows) for kind, rows in TILL.items()},
    payments={"o1": 1},
    placed={"r1": 1},
)


def changed(kind: str, key: tuple[str, ...], value: Any = None) -> Books:
    """Our books with one row changed, added, or (no value) lost."""
    rows = dict(WELL.ours[kind])
    rows.pop(key, None)
    if value is not None:
        rows[key] = value
    return replace(WELL, ours={**WELL.ours, kind: rows})


def test_equal_books_have_no_difference() -> None:
    assert differences(WELL) == []


@pytest.mark.parametrize(
    ("books", "words"),
    [
        (changed("variants", ("v1",), ("MUG", "Mug", 1300)), "till .*1200.*ours .*1300"),
        (changed("variants", ("v1",), ("MUG", "Cup", 1200)), "Mug.*Cup"),
        (changed("variants", ("v2",)), "ours lacks .*Hat"),
        (changed("variants", ("v3",), ("GONE", "Gone", 1)), "only ours"),
        (changed("stock", ("v1", "Downtown"), Decimal(4)), "till 5, ours 4"),
        (changed("stock", ("v2", "Downtown")), "ours lacks 0"),
        (changed("orders", ("o1",)), "orders .*ours lacks 1307"),
        (changed("orders", ("o2",), 1), "only ours, 1"),
        (replace(WELL, payments={"o1": 2}), "order o1 charged 2 times"),
        (replace(WELL, placed={"r1": 2}), "reference r1 placed 2 times"),
        (replace(WELL, unworked=["d1"]), "acknowledged and not applied: d1"),
        (replace(WELL, twice=["d1"]), "noted twice: d1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_violation_is_found_and_named(books: Books, words: str) -> None:
    (found,) = differences(books)

    assert re.search(words, found), found
