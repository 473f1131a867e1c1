"""Sparse updates of orders: what was sent is merged by uid, paths in `fields_to_clear` removed."""

from __future__ import annotations

import re
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.square.errors import bad_request, invalid_value

SCALARS = ("reference_id", "customer_id", "ticket_name", "source", "pricing_options")
BY_UID = ("line_items", "taxes", "discounts", "service_charges")
_STEP = re.compile(r"([a-z_0-9]+)(?:\[([^\]]+)\])?")
_REPRICED = ("base_price_money", "name", "variation_name", "catalog_version")


def merge(order: JsonObject, sent: JsonObject) -> None:
    """Put `sent` over `order` in place; fulfillments and state are the caller's business."""
    for name in SCALARS:
        if name in sent:
            order[name] = sent[name]
    if "metadata" in sent:
        merged = {**order.get("metadata", {}), **sent["metadata"]}
        order["metadata"] = {key: value for key, value in merged.items() if value is not None}
    for name in BY_UID:
        for row in sent.get(name, ()):
            _merge_row(order.setdefault(name, []), row)


def _merge_row(rows: list[JsonObject], sent: JsonObject) -> None:
    known = next((row for row in rows if row["uid"] == sent.get("uid")), None)
    if known is None:
        rows.append(sent)
        return
    if sent.get("catalog_object_id", known.get("catalog_object_id")) != known.get(
        "catalog_object_id"
    ):
        for name in _REPRICED:
            known.pop(name, None)
    known.update(sent)


def clear(order: JsonObject, paths: list[str]) -> None:
    """Remove what dot-notation paths point at, e.g. `line_items[uid].note`. Raises: SquareError."""
    for number, path in enumerate(paths):
        steps = [_STEP.fullmatch(part) for part in path.split(".")]
        if not all(steps):
            raise invalid_value(f"`{path}` is not a valid path.", f"fields_to_clear[{number}]")
        _remove(order, [match.groups() for match in steps if match], path)


def _remove(place: Any, steps: list[tuple[str | Any, ...]], path: str) -> None:
    name, uid = steps[0]
    if not isinstance(place, dict) or name not in place:
        return
    if uid is None:
        if len(steps) == 1:
            del place[name]
        else:
            _remove(place[name], steps[1:], path)
        return
    rows = place[name]
    if isinstance(rows, dict):
        rows.pop(uid, None)
        return
    found = next((row for row in rows if row.get("uid") == uid), None)
    if found is None:
        raise bad_request(f"Nothing has the uid in `{path}`.", "fields_to_clear")
    if len(steps) == 1:
        rows.remove(found)
    else:
        _remove(found, steps[1:], path)
