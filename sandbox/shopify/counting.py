"""Inventory mutations: adjust, set, move, each with compare-and-set and an idempotency key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.ids import number_of
from sandbox.shopify.rows import Change, InventoryAdjustmentGroup, InventoryLevel
from sandbox.shopify.shop import Shop
from sandbox.shopify.stock import move

Input = Mapping[str, Any]
Field = list[str | int]

WRITABLE = ("available", "damaged", "quality_control", "reserved", "safety_stock", "incoming")
"""States that an app may change; `committed` and `on_hand` follow from others."""
QUANTITY_NAMES = ("available", "committed", "damaged", "incoming", "on_hand", "quality_control",
                  "reserved", "safety_stock")  # fmt: skip
REASONS = frozenset(
    {
        "correction",
        "cycle_count_available",
        "damaged",
        "movement_canceled",
        "movement_created",
        "movement_received",
        "movement_updated",
        "other",
        "promotion",
        "quality_control",
        "received",
        "reservation_created",
        "reservation_deleted",
        "reservation_updated",
        "restock",
        "safety_stock",
        "shrinkage",
    }
)
MOST_ADJUST = 2_000_000_000
MOST_SET = 1_000_000_000
MOST_CHANGES = 250


class _RefusedError(Exception):
    """One of the changes is not possible; nothing is done."""

    def __init__(self, field: Field, message: str, code: str) -> None:
        super().__init__(message)
        self.payload = refused(["input", *field], message, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One quantity to change by `delta`."""

    level: InventoryLevel
    name: str
    delta: int
    document: str | None = None


def require_comparisons(input_type: str, entries: Sequence[Input]) -> None:
    """Every change says what it expects to find, null included. Raises: FieldError.

    Enforced since 2026-04 although the schema has it optional (fact sheet §6).
    """
    if any("changeFromQuantity" not in entry for entry in entries):
        raise FieldError(
            f"{input_type} must include the following argument: changeFromQuantity",
            "INVALID_FIELD_ARGUMENTS",
        )


def adjust(shop: Shop, given: Input) -> Payload:
    """`inventoryAdjustQuantities`: by deltas, all or nothing."""
    try:
        _check_reason(given)
        steps = _adjust_steps(shop, given)
    except _RefusedError as error:
        return error.payload
    return _carry_out(shop, given, steps)


def set_to(shop: Shop, given: Input) -> Payload:
    """`inventorySetQuantities`: `available` or `on_hand` to absolute values."""
    try:
        _check_reason(given)
        steps = _set_steps(shop, given)
    except _RefusedError as error:
        return error.payload
    return _carry_out(shop, given, steps)


def move_between(shop: Shop, given: Input) -> Payload:
    """`inventoryMoveQuantities`: between states of one item at one location."""
    try:
        _check_reason(given)
        steps = _move_steps(shop, given)
    except _RefusedError as error:
        return error.payload
    return _carry_out(shop, given, steps)


def retold(shop: Shop, group_id: int) -> Payload:
    """The answer of an earlier call, by the group it made."""
    return done(inventoryAdjustmentGroup=shop.books.groups.get(group_id))


def _check_reason(given: Input) -> None:
    if given["reason"] not in REASONS:
        raise _RefusedError(["reason"], "The specified reason is invalid.", "INVALID_REASON")
    reference = given.get("referenceDocumentUri")
    if reference is not None and "://" not in reference:
        text = "The specified reference document is invalid."
        raise _RefusedError(["referenceDocumentUri"], text, "INVALID_REFERENCE_DOCUMENT")


def _level(shop: Shop, entry: Input, at: Field, location: str) -> InventoryLevel:
    item = shop.books.items.get(number_of(entry["inventoryItemId"], "InventoryItem"))
    if item is None:
        text = "The specified inventory item could not be found."
        raise _RefusedError([*at, "inventoryItemId"], text, "INVALID_INVENTORY_ITEM")
    level = item.levels.get(number_of(location, "Location") or 0)
    if level is None:
        text = "The specified location could not be found or does not stock the item."
        raise _RefusedError([*at, "locationId"], text, "INVALID_LOCATION")
    return level


def _check_expected(level: InventoryLevel, name: str, entry: Input, at: Field) -> None:
    expected = entry.get("changeFromQuantity")
    if expected is not None and getattr(level, name) != expected:
        text = "The changeFromQuantity argument no longer matches the persisted quantity."
        raise _RefusedError([*at, "changeFromQuantity"], text, "CHANGE_FROM_QUANTITY_STALE")


def _check_document(name: str, document: str | None, at: Field) -> None:
    field = [*at, "ledgerDocumentUri"]
    if name == "available":
        if document is not None:
            text = "A ledger document URI is not allowed when adjusting available."
            raise _RefusedError(field, text, "INVALID_AVAILABLE_DOCUMENT")
        return
    if document is None:
        text = "A ledger document URI is required except when adjusting available."
        raise _RefusedError(field, text, "INVALID_QUANTITY_DOCUMENT")
    if document.startswith("gid://shopify/"):
        text = "Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API."
        raise _RefusedError(field, text, "INTERNAL_LEDGER_DOCUMENT")
    if "://" not in document:
        text = "The specified ledger document is invalid."
        raise _RefusedError(field, text, "INVALID_LEDGER_DOCUMENT")


def _check_name(name: str, at: Field) -> None:
    if name not in WRITABLE:
        text = "The specified quantity name is invalid."
        raise _RefusedError(at, text, "INVALID_QUANTITY_NAME")


def _adjust_steps(shop: Shop, given: Input) -> list[_Step]:
    name = given["name"]
    _check_name(name, ["name"])
    steps: list[_Step] = []
    for place, entry in enumerate(given["changes"]):
        at: Field = ["changes", place]
        _check_document(name, entry.get("ledgerDocumentUri"), at)
        if abs(entry["delta"]) > MOST_ADJUST:
            high = entry["delta"] > 0
            text = f"The quantity can't be {'higher' if high else 'lower'} than the limit."
            code = "INVALID_QUANTITY_TOO_HIGH" if high else "INVALID_QUANTITY_TOO_LOW"
            raise _RefusedError([*at, "delta"], text, code)
        level = _level(shop, entry, at, entry["locationId"])
        _check_expected(level, name, entry, at)
        document = entry.get("ledgerDocumentUri")
        steps.append(_Step(level=level, name=name, delta=entry["delta"], document=document))
    if len({step.document for step in steps}) > 1:
        text = "All changes must have the same ledger document URI."
        raise _RefusedError(["changes"], text, "MAX_ONE_LEDGER_DOCUMENT")
    return steps


def _set_steps(shop: Shop, given: Input) -> list[_Step]:
    name = given["name"]
    if name not in ("available", "on_hand"):
        text = "The quantity name must be either 'available' or 'on_hand'."
        raise _RefusedError(["name"], text, "INVALID_NAME")
    steps: list[_Step] = []
    seen: set[tuple[int, int]] = set()
    for place, entry in enumerate(given["quantities"]):
        at: Field = ["quantities", place]
        _check_set_amount(name, entry["quantity"], at)
        level = _level(shop, entry, at, entry["locationId"])
        if (level.item_id, level.location_id) in seen:
            text = "The combination of inventoryItemId and locationId must be unique."
            raise _RefusedError(at, text, "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR")
        seen.add((level.item_id, level.location_id))
        _check_expected(level, name, entry, at)
        delta = entry["quantity"] - getattr(level, name)
        steps.append(_Step(level=level, name="available", delta=delta))
    return steps


def _check_set_amount(name: str, quantity: int, at: Field) -> None:
    field = [*at, "quantity"]
    if name == "on_hand" and quantity < 0:
        raise _RefusedError(field, "The quantity can't be negative.", "INVALID_QUANTITY_NEGATIVE")
    if abs(quantity) > MOST_SET:
        high = quantity > 0
        code = "INVALID_QUANTITY_TOO_HIGH" if high else "INVALID_QUANTITY_TOO_LOW"
        raise _RefusedError(field, "The total quantity is beyond the limit.", code)


def _move_steps(shop: Shop, given: Input) -> list[_Step]:
    steps: list[_Step] = []
    for place, entry in enumerate(given["changes"]):
        at: Field = ["changes", place]
        source, target = entry["from"], entry["to"]
        if source["locationId"] != target["locationId"]:
            text = "The quantities can't be moved between different locations."
            raise _RefusedError(at, text, "DIFFERENT_LOCATIONS")
        if source["name"] == target["name"]:
            text = "The quantity names for each change can't be the same."
            raise _RefusedError(at, text, "SAME_QUANTITY_NAME")
        if entry["quantity"] < 0:
            text = "The quantity can't be negative."
            raise _RefusedError([*at, "quantity"], text, "INVALID_QUANTITY_NEGATIVE")
        for side, sign in ((source, -1), (target, 1)):
            here: Field = [*at, "from" if sign < 0 else "to"]
            _check_name(side["name"], [*here, "name"])
            _check_document(side["name"], side.get("ledgerDocumentUri"), here)
            level = _level(shop, entry, at, side["locationId"])
            _check_expected(level, side["name"], side, here)
            steps.append(
                _Step(
                    level=level,
                    name=side["name"],
                    delta=sign * entry["quantity"],
                    document=side.get("ledgerDocumentUri"),
                )
            )
    if len({step.document for step in steps} - {None}) > 2:
        text = "Only a maximum of 2 ledger document URIs across all changes is allowed."
        raise _RefusedError(["changes"], text, "MAXIMUM_LEDGER_DOCUMENT_URIS")
    return steps


def _carry_out(shop: Shop, given: Input, steps: Sequence[_Step]) -> Payload:
    changes = []
    for step in steps:
        move(shop, step.level, **{step.name: step.delta})
        changes.append(
            Change(
                item_id=step.level.item_id,
                location_id=step.level.location_id,
                name=step.name,
                delta=step.delta,
                quantity_after=getattr(step.level, step.name),
                ledger_document_uri=step.document,
            )
        )
    group = shop.books.groups.add(
        InventoryAdjustmentGroup(
            id=shop.new_id("InventoryAdjustmentGroup"),
            created_at=shop.now(),
            reason=given["reason"],
            reference_document_uri=given.get("referenceDocumentUri"),
            changes=changes,
        )
    )
    return done(inventoryAdjustmentGroup=group)
