"""Layaways as holds: Lightspeed keeps the goods aside, and never lets them go by itself.

A hold is one layaway line for each line of the cart, all or none, with our reference in its note.
Nothing on Lightspeed ends a layaway: whoever holds must release, and what a crash left is found
by `list_holds`. Source: developers.lightspeedhq.com/retail/tutorials/reservations.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.lightspeed.account import Facts
from adapters.lightspeed.client import PAGE_LIMIT, LightspeedClient, malformed
from adapters.lightspeed.errors import PLATFORM_NAME
from adapters.lightspeed.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError, UnsupportedError
from domain.ids import PlatformId
from domain.orders import Cart, PosHold
from mapping.platforms import lightspeed as table
from mapping.platforms.lightspeed_requests import ids_filter, layaway_request
from mapping.platforms.lightspeed_words import SOURCE, hold_note
from mapping.report import MappingReport

_RELATIONS = ("Note", "InventorySales")
_OPEN = {"isLayaway": "true", "saleID": "0"}
_JOINT = ","


def hold_stock(
    client: LightspeedClient, facts: Facts, cart: Cart, report: MappingReport, *, reference: str
) -> PosHold:
    """Put every line aside whole, or none. Raises RejectedError where too few are left.

    Safe to repeat: lines that carry the reference already are counted in.
    """
    customer = cart.recipient.customer_platform_id if cart.recipient else None
    if customer is None:
        raise UnsupportedError(
            "with this store's till, goods are kept aside only for customers it knows",
            platform=PLATFORM_NAME,
            operation="holds.create",
        )
    held = _held(client, cart, reference, customer)
    missing = [number for number in range(len(cart.lines)) if number not in held]
    employee = facts.employee if missing else ""
    taxed = _taxed_items(client, cart) if missing else frozenset()
    for number in missing:
        body = layaway_request(
            cart,
            number,
            customer=customer,
            employee=employee,
            reference=reference,
            is_taxed=str(cart.lines[number].variant_platform_id) in taxed,
        )
        try:
            held[number] = client.write(
                "POST", ("SaleLine",), "holds.create", body, relations=_RELATIONS
            )
        except RejectedError:
            _release(client, [row["saleLineID"] for row in held.values()])
            raise
    return _joined([held[number] for number in sorted(held)], report)


def _taxed_items(client: LightspeedClient, cart: Cart) -> frozenset[str]:
    """The items of a cart that are taxed. The vendor's reservation says `tax` for itself; whether
    one that does not is taxed as its item is stands nowhere, and the order is to come to the
    quote."""
    wanted = list(dict.fromkeys(str(line.variant_platform_id) for line in cart.lines))
    return frozenset(
        str(raw.get("itemID"))
        for start in range(0, len(wanted), PAGE_LIMIT)
        for page in client.pages(
            "Item", "holds.items", {"itemID": ids_filter(wanted[start : start + PAGE_LIMIT])}
        )
        for raw in page.records
        if raw.get("tax") == "true"
    )


def release_hold(client: LightspeedClient, platform_id: PlatformId) -> None:
    """Give the goods back to the shelf; lines that are gone or on a sale by now are left alone."""
    _release(client, platform_id.split(_JOINT))


def list_holds(
    client: LightspeedClient, report: MappingReport, *, created_before: datetime
) -> tuple[PosHold, ...]:
    """Our holds that are older, each with all its lines."""
    by_reference: dict[str, list[JsonObject]] = {}
    for raw in _open_lines(client, {"Note.note": f"~,{SOURCE} hold %"}):
        hold = read_one(table.HOLD, raw, "holds.list", report)
        if hold.created_at < created_before:
            by_reference.setdefault(hold.reference, []).append(raw)
    return tuple(_joined(rows, report) for rows in by_reference.values())


def held_lines(client: LightspeedClient, cart: Cart, reference: str) -> dict[int, str]:
    """The reserved lines that belong to an order of ours, by the position of the cart's line."""
    customer = cart.recipient.customer_platform_id if cart.recipient else None
    if customer is None:
        return {}
    held = _held(client, cart, reference, customer)
    return {number: str(row["saleLineID"]) for number, row in held.items()}


def _held(
    client: LightspeedClient, cart: Cart, reference: str, customer: PlatformId
) -> dict[int, JsonObject]:
    notes = {hold_note(reference, number): number for number in range(len(cart.lines))}
    found: dict[int, JsonObject] = {}
    for raw in _open_lines(client, {"customerID": customer}):
        number = notes.get(str((raw.get("Note") or {}).get("note", "")))
        if number is not None and _is_for(raw, cart, number):
            found[number] = raw
    return found


def _is_for(raw: JsonObject, cart: Cart, number: int) -> bool:
    line = cart.lines[number]
    return (
        raw.get("itemID") == line.variant_platform_id
        and raw.get("shopID") == cart.location_platform_id
        and raw.get("unitQuantity") == str(line.quantity)
    )


def _open_lines(client: LightspeedClient, params: dict[str, str]) -> Iterator[JsonObject]:
    for page in client.pages("SaleLine", "holds.find", {**_OPEN, **params}, _RELATIONS):
        yield from page.records


def _joined(rows: list[JsonObject], report: MappingReport) -> PosHold:
    holds = [read_one(table.HOLD, raw, "holds.read", report) for raw in rows]
    if not holds:
        raise malformed("holds.read", "a hold has no lines")
    return PosHold(
        platform_id=PlatformId(_JOINT.join(hold.platform_id for hold in holds)),
        reference=holds[0].reference,
        created_at=min(hold.created_at for hold in holds),
    )


def _release(client: LightspeedClient, line_ids: list[str]) -> None:
    for line_id in line_ids:
        raw = client.find("SaleLine", line_id, "holds.release")
        if raw is None or raw.get("saleID", "0") != "0":
            continue
        try:
            client.write("DELETE", ("SaleLine", line_id), "holds.release", repeatable=True)
        except RejectedError as error:
            if error.status != 404:
                raise
