"""Validates answers against Square's object model: references followed, enums open, no strangers.

The model allows unknown properties; answers of the stand-in may not use that, because a misspelled
field would pass unnoticed.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.contracts_path import contracts_dir


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: _strict(value) for name, value in schema.items()}
    if kept.get("x-open-enum"):
        kept.pop("enum", None)
    if isinstance(kept.get("properties"), dict) and kept.get("additionalProperties") is True:
        kept["additionalProperties"] = False
    return kept


@cache
def _model() -> dict[str, Any]:
    path = contracts_dir("square") / "object_model_2026-09-16.schema.json"
    loaded: dict[str, Any] = _strict(json.loads(path.read_text(encoding="utf-8")))
    return loaded


@cache
def _returns() -> dict[str, str]:
    path = contracts_dir("square") / "operations_2026-09-16.json"
    operations = json.loads(path.read_text(encoding="utf-8"))["operations"]
    return {f"{entry['method']} {entry['path']}": _name(entry["returns"]) for entry in operations}


def _name(returns: str | None) -> str:
    """`SyncPager[Payment, ListPaymentsResponse]` → `ListPaymentsResponse`."""
    return (returns or "").rpartition(", ")[2].rstrip("]")


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$defs": _model()["$defs"], "$ref": f"#/$defs/{name}"})


def problems(name: str, value: Any) -> list[str]:
    """What is wrong with `value` as an object of the model."""
    return [
        f"{error.json_path}: {error.message[:200]}" for error in _validator(name).iter_errors(value)
    ]


def answer_problems(operation: str, body: Any) -> list[str]:
    """What is wrong with a successful answer to an operation."""
    return problems(_returns()[operation], body)
