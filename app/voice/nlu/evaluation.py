"""How well sentences are understood: figures over a file of utterances with what they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import orjson

from app.voice.nlu.labels import Label
from app.voice.nlu.parsing import Parsed, SentenceParser
from app.voice.nlu.training.rows import Row, read_rows

ENTITY_DAY: Final = date(2026, 3, 11)
"""The Wednesday that the dates of entity files are relative to."""
_SINGLE: Final = (
    "order_number", "price", "date", "date_range", "every", "item_ref", "zip", "last4", "phone",
    "reason",
)  # fmt: skip
_OPTIONAL: Final = frozenset({"reason"})
"""Kinds that count only where they are expected."""
_WRONG_SHOWN: Final = 50


def evaluate(path: Path, parser: SentenceParser, *, today: date = ENTITY_DAY) -> dict[str, Any]:
    """The figures of a file, by its kind: entities where rows hold `expect`, intents otherwise.

    Raises ValueError for a file that is neither.
    """
    first = next((line for line in path.read_bytes().splitlines() if line.strip()), b"")
    if not first:
        raise ValueError(f"{path.name} is empty")
    if b'"expect"' in first:
        return _entities(path, parser, today)
    return _intents(read_rows(path), parser, today)


# --- intents ---------------------------------------------------------------------------------


def _intents(rows: Sequence[Row], parser: SentenceParser, today: date) -> dict[str, Any]:
    parser.parse("warm up", today=today)
    times: list[float] = []
    parsed = [_timed(parser, row.text, row.lang, today, times) for row in rows]
    lenient = [row.accepts(heard.label) for row, heard in zip(rows, parsed, strict=True)]
    strict = [row.intent is heard.label for row, heard in zip(rows, parsed, strict=True)]
    answered = [right for right, heard in zip(lenient, parsed, strict=True) if heard.sure]
    outside = [
        heard.label is Label.OUT_OF_SCOPE
        for row, heard in zip(rows, parsed, strict=True)
        if row.intent is Label.OUT_OF_SCOPE
    ]
    return {
        "kind": "intents",
        "rows": len(rows),
        "accuracy_strict": _share(strict),
        "accuracy_lenient": _share(lenient),
        "out_of_scope_recall": _share(outside) if outside else None,
        "threshold": parser.classifier.calibration.threshold,
        "answered_share": _share([heard.sure for heard in parsed]),
        "answered_accuracy": _share(answered) if answered else None,
        "per_intent": _grouped(rows, lenient, lambda row: row.intent.value),
        "per_language": _grouped(rows, lenient, lambda row: row.lang),
        "per_source": _grouped(rows, lenient, lambda row: row.source),
        **_speed(times),
        "wrong": [
            {"text": row.text, "intent": row.intent.value, "heard": heard.label.value,
             "score": round(heard.readings[0].score, 3), "lang": row.lang}
            for row, heard, right in zip(rows, parsed, lenient, strict=True)
            if not right
        ][:_WRONG_SHOWN],
    }  # fmt: skip


def _grouped(
    rows: Sequence[Row], right: Sequence[bool], key: Callable[[Row], str]
) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for row, good in zip(rows, right, strict=True):
        groups[key(row)].append(good)
    return {
        name: {"rows": len(found), "accuracy_lenient": _share(found)}
        for name, found in sorted(groups.items())
    }


# --- entities --------------------------------------------------------------------------------


def _entities(path: Path, parser: SentenceParser, today: date) -> dict[str, Any]:
    rows = _entity_rows(path)
    parser.parse("warm up", today=today)
    times: list[float] = []
    checks: dict[str, list[bool]] = defaultdict(list)
    wrong: list[dict[str, Any]] = []
    for row in rows:
        heard = _timed(parser, row["text"], row.get("lang"), today, times)
        told = {**heard.entities.as_json(), "intent": heard.label.value}
        missed = []
        for kind, right in compared(row["expect"], told):
            checks[kind].append(right)
            if not right:
                missed.append(kind)
        if missed:
            wrong.append(
                {"id": row.get("id"), "text": row["text"], "missed": missed, "heard": told}
            )
    return {
        "kind": "entities",
        "rows": len(rows),
        "rows_all_right": _share([True] * (len(rows) - len(wrong)) + [False] * len(wrong)),
        "exact": {
            kind: {"rows": len(found), "accuracy": _share(found)}
            for kind, found in sorted(checks.items())
        },
        **_speed(times),
        "wrong": wrong[:_WRONG_SHOWN],
    }


def _entity_rows(path: Path) -> list[Mapping[str, Any]]:
    """The rows of an entity file. Raises ValueError naming the first line that is none."""
    rows: list[Mapping[str, Any]] = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            rows.append(_entity_row(orjson.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    return rows


def _entity_row(told: Any) -> Mapping[str, Any]:
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise ValueError('a row is an object with a "text"')
    if not isinstance(told.get("expect"), dict):
        raise ValueError('"expect" is an object of entities')
    items = told["expect"].get("items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError('"items" is a list of objects')
    return told


def compared(expected: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Kind of entity and whether it was told exactly; what was invented counts as wrong."""
    for kind in _SINGLE:
        if kind in expected or (kind in told and kind not in _OPTIONAL):
            yield kind, told.get(kind) == expected.get(kind)
    if "intent" in expected:
        yield "intent", told.get("intent") == expected["intent"]
    wanted, found = expected.get("items", []), told.get("items", [])
    for at, item in enumerate(wanted):
        yield from _item_compared(item, found[at] if at < len(found) else {})
    for extra in found[len(wanted) :]:
        yield "product" if "product" in extra else "quantity", False


def _item_compared(
    expected: Mapping[str, Any], told: Mapping[str, Any]
) -> Iterator[tuple[str, bool]]:
    if "product" in expected:
        yield "product", _plain(told.get("product", "")) in map(_plain, expected["product"])
    if "quantity" in expected or told.get("quantity", 1) != 1:
        yield "quantity", told.get("quantity") == expected.get("quantity")
    if "unit" in expected or "unit" in told:
        yield "unit", told.get("unit") == expected.get("unit")
    if "attributes" in expected:
        attributes = told.get("attributes", {})
        for name, value in expected["attributes"].items():
            yield f"attribute {name}", attributes.get(name) == value


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().replace("-", " ").replace("'", " ").replace("œ", "oe").split())


# --- both ------------------------------------------------------------------------------------


def _timed(
    parser: SentenceParser, text: str, lang: str | None, today: date, times: list[float]
) -> Parsed:
    began = perf_counter()
    heard = parser.parse(text, today=today, lang=lang)
    times.append(perf_counter() - began)
    return heard


def _share(right: Sequence[bool]) -> float:
    return round(sum(right) / len(right), 4)


def _speed(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50_ms": round(ordered[len(ordered) // 2] * 1000, 3),
        "p99_ms": round(ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)] * 1000, 3),
    }
