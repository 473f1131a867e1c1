"""Metafields: values that apps hang on records, with compare-and-set."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import orjson

from sandbox.shopify.answers import Field, Payload, UserError, done, failed, refused, user_error
from sandbox.shopify.ids import kind_of
from sandbox.shopify.rows import Metafield
from sandbox.shopify.shop import APP_ID, Shop

Input = Mapping[str, Any]
MOST_PER_CALL = 25
_NAME = re.compile(r"\$?[\w:-]+")
DEFAULT_NAMESPACE = "$app"
OWNER_TYPES = {
    "Order": "ORDER",
    "DraftOrder": "DRAFTORDER",
    "Product": "PRODUCT",
    "ProductVariant": "PRODUCTVARIANT",
    "Customer": "CUSTOMER",
    "Location": "LOCATION",
    "AppInstallation": "API_PERMISSION",
}


def metafields_of(shop: Shop, owner: Any) -> list[Metafield]:
    """All metafields of a record."""
    return _hung_on(shop, type(owner).__name__, owner.id)


def metafield_of(shop: Shop, owner: Any, namespace: str | None, key: str) -> Metafield | None:
    """One metafield of a record."""
    return _find(shop, type(owner).__name__, owner.id, namespace, key)


def owner_by_value(
    shop: Shop, kind: str, namespace: str | None, key: str, value: str
) -> int | None:
    """The record of a kind whose metafield has a value (`customId` identifiers)."""
    wanted = (kind, namespace or DEFAULT_NAMESPACE, key, value)
    for each in shop.books.metafields:
        if (each.owner_type, each.namespace, each.key, each.value) == wanted:
            return each.owner_id
    return None


def digest(metafield: Metafield) -> str:
    """`compareDigest`: changes with the value."""
    return hashlib.sha256(metafield.value.encode()).hexdigest()


def json_value(metafield: Metafield) -> Any:
    """`jsonValue`: the value by its type."""
    try:
        if metafield.type in ("json", "boolean", "number_integer") or "." in metafield.type:
            return orjson.loads(metafield.value)
    except orjson.JSONDecodeError:
        return metafield.value
    return metafield.value


def set_metafields(shop: Shop, arguments: Input) -> Payload:
    """`metafieldsSet`: all or nothing, at most 25."""
    given = arguments["metafields"]
    if len(given) > MOST_PER_CALL:
        text = f"Exceeded the maximum metafields input limit of {MOST_PER_CALL}."
        return refused(["metafields"], text, "LESS_THAN_OR_EQUAL_TO")
    errors: list[UserError] = []
    for place, entry in enumerate(given):
        owner = kind_of(entry["ownerId"])
        if owner is None or not _exists(shop, *owner):
            at: Field = ["metafields", place, "ownerId"]
            errors.append(user_error(at, "Owner does not exist.", "INVALID"))
        elif (fault := _misworded(entry)) is not None:
            errors.append(user_error(["metafields", place, *fault[:1]], *fault[1:]))
        elif _is_stale(shop, owner, entry):
            text = "The resource has been updated since it was loaded. Try again."
            errors.append(user_error(["metafields", place], text, "STALE_OBJECT"))
    if errors:
        return failed(errors)
    kept = []
    for entry in given:
        kind, number = kind_of(entry["ownerId"]) or ("", "0")
        kept.append(_put(shop, kind, int(number), entry))
    return done(metafields=kept)


def delete_metafields(shop: Shop, arguments: Input) -> Payload:
    """`metafieldsDelete`: those that are there; null for each that is not."""
    gone = [_deleted(shop, entry) for entry in arguments["metafields"]]
    return done(deletedMetafields=gone)


def _deleted(shop: Shop, entry: Input) -> Input | None:
    kind, number = kind_of(entry["ownerId"]) or ("", "0")
    found = _find(shop, kind, int(number), entry["namespace"], entry["key"])
    if found is None:
        return None
    shop.books.unhang(found)
    return entry


def set_inline(shop: Shop, kind: str, owner_id: int, given: list[Input] | None) -> None:
    """Metafields that come along with an order, draft or customer."""
    for entry in given or []:
        if entry.get("key") and entry.get("value") is not None:
            _put(shop, kind, owner_id, entry)


def _exists(shop: Shop, kind: str, number: str) -> bool:
    if kind not in OWNER_TYPES or not number.isdecimal():
        return False
    books = shop.books
    tables: dict[str, Any] = {
        "Order": books.orders,
        "DraftOrder": books.drafts,
        "Product": books.products,
        "ProductVariant": books.variants,
        "Customer": books.customers,
        "Location": books.locations,
        "AppInstallation": {APP_ID: APP_ID},
    }
    return tables[kind].get(int(number)) is not None


def _misworded(entry: Input) -> tuple[str, str, str] | None:
    """(field, message, code) of what the schema's own words rule out."""
    for field, least, most in (("key", 2, 64), ("namespace", 3, 255)):
        name = entry.get(field)
        if name is not None and not least <= len(name) <= most:
            code = "TOO_SHORT" if len(name) < least else "TOO_LONG"
            return field, f"{field} must be {least} to {most} characters long.", code
        if name is not None and not _NAME.fullmatch(name):
            return field, f"{field} has characters other than letters, digits, - and _.", "INVALID"
    if entry.get("type") == "json":
        try:
            orjson.loads(entry["value"])
        except orjson.JSONDecodeError:
            return "value", "Value is invalid JSON.", "INVALID_VALUE"
    return None


def _is_stale(shop: Shop, owner: tuple[str, str], entry: Input) -> bool:
    if "compareDigest" not in entry:
        return False
    kind, number = owner
    present = _find(shop, kind, int(number), entry.get("namespace"), entry["key"])
    return bool((digest(present) if present else None) != entry["compareDigest"])


def _find(
    shop: Shop, kind: str, owner_id: int, namespace: str | None, key: str
) -> Metafield | None:
    wanted = (namespace or DEFAULT_NAMESPACE, key)
    for each in _hung_on(shop, kind, owner_id):
        if (each.namespace, each.key) == wanted:
            return each
    return None


def _hung_on(shop: Shop, kind: str, owner_id: int) -> list[Metafield]:
    table = shop.books.metafields
    keys = shop.books.metafield_ids.get((kind, owner_id), ())
    return table.pick(keys)


def _put(shop: Shop, kind: str, owner_id: int, entry: Input) -> Metafield:
    table = shop.books.metafields
    known = _find(shop, kind, owner_id, entry.get("namespace"), entry["key"])
    if known is not None:
        known.value = entry["value"]
        known.type = entry.get("type") or known.type
        known.updated_at = shop.now()
        table.touch(known)
        return known
    return shop.books.hang(
        Metafield(
            id=shop.new_id("Metafield"),
            owner_type=kind,
            owner_id=owner_id,
            namespace=entry.get("namespace") or DEFAULT_NAMESPACE,
            key=entry["key"],
            type=entry.get("type") or "single_line_text_field",
            value=entry["value"],
            created_at=shop.now(),
            updated_at=shop.now(),
        )
    )
