"""Inventory transfers: drafted by apps, packed, shipped and received by staff.

A draft moves nothing. What is ready to ship stands in `reserved` at its origin; a shipment takes it
out of there, and what is received is `available` at the destination. Source: schema 2026-10
(inventoryTransferCreate, …Cancel, …Delete and their error codes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.kit.platform import ControlError
from sandbox.kit.web import JsonObject
from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.engine.run import Arguments
from sandbox.shopify.ids import gid, number_of
from sandbox.shopify.rows import InventoryLevel, InventoryTransfer, TransferLine
from sandbox.shopify.shop import Shop
from sandbox.shopify.stock import level_of, move

Input = Mapping[str, Any]


def create(shop: Shop, arguments: Arguments) -> Payload:
    """`inventoryTransferCreate`: a DRAFT."""
    given = arguments["input"]
    refusal = _odd_places(shop, given) or _odd_lines(shop, given)
    if refusal is not None:
        return refusal
    number = shop.new_id("InventoryTransfer")
    made = InventoryTransfer(
        id=number,
        name=f"#T{len(shop.books.transfers) + 1:04}",
        status="DRAFT",
        date_created=given.get("dateCreated") or shop.now(),
        origin_id=number_of(given["originLocationId"], "Location") or 0,
        destination_id=number_of(given["destinationLocationId"], "Location") or 0,
        lines=[
            TransferLine(
                item_id=number_of(line["inventoryItemId"], "InventoryItem") or 0,
                quantity=line["quantity"],
            )
            for line in given["lineItems"]
        ],
        note=given.get("note"),
        reference_name=given.get("referenceName"),
        tags=list(given.get("tags") or ()),
    )
    return done(inventoryTransfer=shop.books.transfers.add(made))


def cancel(shop: Shop, arguments: Arguments) -> Payload:
    """`inventoryTransferCancel`: of what is ready and not shipped."""
    found = _named(shop, arguments["id"])
    if found is None:
        return _unknown()
    if found.status in ("IN_PROGRESS", "TRANSFERRED"):
        return refused(["id"], "A shipment exists for this transfer.", "SHIPMENT_EXISTS")
    if found.status != "READY_TO_SHIP":
        return refused(["id"], f"It is {found.status}.", "INVALID_TRANSFER_STATUS")
    for line in found.lines:
        _shift(shop, line, found.origin_id, reserved=-line.quantity, available=line.quantity)
    return done(inventoryTransfer=_now(shop, found, "CANCELED"))


def delete(shop: Shop, arguments: Arguments) -> Payload:
    """`inventoryTransferDelete`: of a draft."""
    found = _named(shop, arguments["id"])
    if found is None:
        return _unknown()
    if found.status != "DRAFT":
        return refused(["id"], f"It is {found.status}.", "INVALID_TRANSFER_STATUS")
    shop.books.transfers.remove(found.id)
    return done(deletedId=arguments["id"])


def at_the_till(shop: Shop, body: JsonObject) -> JsonObject:
    """Staff `pack` a draft, `send` it (packed or not) or `receive` it. Raises: ControlError."""
    found = _named(shop, str(body.get("id")))
    if found is None:
        raise ControlError("no such transfer", status=404)
    steps = _STEPS.get((str(body.get("do")), found.status))
    if steps is None:
        raise ControlError(f"cannot {body.get('do')} what is {found.status}")
    for step in steps:
        step(shop, found)
    return {"id": gid("InventoryTransfer", found.id), "status": found.status}


def _pack(shop: Shop, found: InventoryTransfer) -> None:
    for line in found.lines:
        _shift(shop, line, found.origin_id, available=-line.quantity, reserved=line.quantity)
    _now(shop, found, "READY_TO_SHIP")


def _send(shop: Shop, found: InventoryTransfer) -> None:
    for line in found.lines:
        _shift(shop, line, found.origin_id, reserved=-line.quantity)
        _shift(shop, line, found.destination_id, incoming=line.quantity)
    _now(shop, found, "IN_PROGRESS")


def _receive(shop: Shop, found: InventoryTransfer) -> None:
    for line in found.lines:
        _shift(shop, line, found.destination_id, incoming=-line.quantity, available=line.quantity)
    _now(shop, found, "TRANSFERRED")


_STEPS: Mapping[tuple[str, str], Sequence[Callable[[Shop, InventoryTransfer], None]]] = {
    ("pack", "DRAFT"): (_pack,),
    ("send", "DRAFT"): (_pack, _send),
    ("send", "READY_TO_SHIP"): (_send,),
    ("receive", "IN_PROGRESS"): (_receive,),
}
"""What staff do, by what it is and where the transfer stands."""


def rows(shop: Shop) -> list[JsonObject]:
    """All of them, in the words of every stand-in's control surface."""
    return [
        {
            "id": gid("InventoryTransfer", each.id),
            "state": each.status,
            "note": f"{each.note or ''} {each.reference_name or ''}",
            "quantity": sum(line.quantity for line in each.lines),
        }
        for each in shop.books.transfers
    ]


def _named(shop: Shop, wanted: str) -> InventoryTransfer | None:
    return shop.books.transfers.get(number_of(wanted, "InventoryTransfer"))


def _unknown() -> Payload:
    return refused(["id"], "The transfer was not found.", "TRANSFER_NOT_FOUND")


def _now(shop: Shop, transfer: InventoryTransfer, status: str) -> InventoryTransfer:
    transfer.status = status
    shop.books.transfers.touch(transfer)
    return transfer


def _shift(shop: Shop, line: TransferLine, location_id: int, **deltas: int) -> None:
    level = level_of(shop, line.item_id, location_id)
    if level is None:
        now = shop.now()
        level = InventoryLevel(
            item_id=line.item_id, location_id=location_id, created_at=now, updated_at=now
        )
        shop.books.items[line.item_id].levels[location_id] = level
    move(shop, level, **deltas)


def _odd_places(shop: Shop, given: Input) -> Payload | None:
    places = []
    for name in ("originLocationId", "destinationLocationId"):
        location = shop.books.locations.get(number_of(given.get(name), "Location"))
        if location is None:
            text = "The location selected can't be found."
            return refused(["input", name], text, "LOCATION_NOT_FOUND")
        if not location.is_active:
            text = "The location selected is not active."
            return refused(["input", name], text, "LOCATION_NOT_ACTIVE")
        places.append(location.id)
    if places[0] == places[1]:
        text = "The origin location cannot be the same as the destination location."
        code = "TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION"
        return refused(["input"], text, code)
    return None


def _odd_lines(shop: Shop, given: Input) -> Payload | None:
    seen: set[str] = set()
    origin = number_of(given["originLocationId"], "Location") or 0
    for place, line in enumerate(given["lineItems"]):
        why = _odd_line(shop, line, origin, seen)
        if why is not None:
            return refused(["input", "lineItems", place], *why)
        seen.add(line["inventoryItemId"])
    return None


def _odd_line(shop: Shop, line: Input, origin: int, seen: set[str]) -> tuple[str, str] | None:
    item = shop.books.items.get(number_of(line["inventoryItemId"], "InventoryItem"))
    if item is None:
        return "The item was not found.", "ITEM_NOT_FOUND"
    if line["inventoryItemId"] in seen:
        return "A single item can't be listed twice.", "DUPLICATE_ITEM"
    if shop.books.variants[item.variant_id].components:
        return "Bundled items cannot be used for this operation.", "BUNDLED_ITEM"
    if not item.tracked:
        return "The item does not track inventory.", "UNTRACKED_ITEM"
    if line["quantity"] < 1:
        return "The quantity is invalid.", "INVALID_QUANTITY"
    if origin not in item.levels:
        return "The item is not stocked at the intended location.", "INVENTORY_STATE_NOT_ACTIVE"
    return None
