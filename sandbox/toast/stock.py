"""What is 86'd and what is counted: the stock API 1.0.0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.toast.amounts import exact, number
from sandbox.toast.errors import bad_request
from sandbox.toast.guids import is_guid
from sandbox.toast.menu import Menus

LOW = 5
"""From this quantity on Toast tells `low_quantity`; fixed, says the stock webhook's page."""
_STATUSES = ("IN_STOCK", "QUANTITY", "OUT_OF_STOCK")


class Stock:
    """Quantities of one restaurant by the guid of item or modifier option."""

    def __init__(self, menus: Menus, tell: Callable[[JsonObject, str], None]) -> None:
        """Start from the seed; `tell` sends a webhook for (inventory, event type)."""
        self._menus = menus
        self._tell = tell
        self.counts: dict[str, Decimal] = {}
        self.reset()

    def reset(self) -> None:
        """The seed's quantities."""
        counted = self._menus.starting_stock.items()
        self.counts = {guid: Decimal(left) for guid, left in counted if left is not None}

    def restore(self, saved: Mapping[str, str]) -> None:
        """Take up saved quantities."""
        self.counts = {guid: Decimal(left) for guid, left in saved.items()}

    def known(self, guid: str) -> bool:
        """Whether the guid is an item or an option of this restaurant."""
        return guid in self._menus.items or any(
            option["guid"] == guid for option in self._menus.options.values()
        )

    def shown(self, guid: str) -> JsonObject:
        """A `MenuItemInventory`."""
        if not self.known(guid):
            return {"guid": guid, "itemGuidValidity": "INVALID", "versionId": guid}
        left = self.counts.get(guid)
        status = "IN_STOCK" if left is None else "QUANTITY" if left > 0 else "OUT_OF_STOCK"
        return {
            "guid": guid,
            "itemGuidValidity": "VALID",
            "status": status,
            "quantity": number(left) if status == "QUANTITY" and left is not None else None,
            "multiLocationId": str(int(guid[:8], 16)),
            "versionId": guid,
        }

    def listed(self, status: str | None) -> list[JsonObject]:
        """`GET /inventory`: what is not simply in stock. Raises: ToastError."""
        if status not in (None, "OUT_OF_STOCK", "QUANTITY"):
            raise bad_request(f"Invalid status {status}")
        rows = [self.shown(guid) for guid in self.counts]
        return [row for row in rows if status in (None, row["status"])]

    def search(self, body: JsonObject) -> list[JsonObject]:
        """`POST /inventory/search`. Raises: ToastError."""
        for name in body:
            if name not in ("guids", "multiLocationIds", "versionIds"):
                raise bad_request(f"Unrecognized field {name}")
        guids = body.get("guids") or []
        shared = body.get("multiLocationIds") or []
        if not guids and not shared:
            raise bad_request("guids or multiLocationIds must be given")
        if not all(is_guid(guid) for guid in guids):
            raise bad_request("guids must hold UUIDs")
        every = [*self._menus.items, *(one["guid"] for one in self._menus.options.values())]
        wanted = {str(int(guid[:8], 16)): guid for guid in every}
        return [self.shown(guid) for guid in [*guids, *(wanted.get(one, one) for one in shared)]]

    def update(self, rows: Any) -> list[JsonObject]:
        """`PUT /inventory/update`. Raises: ToastError."""
        if not isinstance(rows, list):
            raise bad_request("expected an array of MenuItemInventory")
        for row in rows:
            status, quantity = row.get("status"), row.get("quantity")
            if status not in _STATUSES or not is_guid(row.get("guid")):
                raise bad_request("guid and status must be given")
            if (status == "QUANTITY") != (quantity is not None and exact(quantity) > 0):
                raise bad_request("quantity belongs to QUANTITY and must be greater than 0")
            if self.known(row["guid"]):
                self.put(row["guid"], None if status == "IN_STOCK" else exact(quantity or 0))
        return [self.shown(row["guid"]) for row in rows]

    def put(self, guid: str, left: Decimal | None) -> None:
        """Set what is left (None = simply in stock) and send the webhook of the new state."""
        if left is None:
            self.counts.pop(guid, None)
        else:
            self.counts[guid] = max(Decimal(0), left)
        shown = self.shown(guid)
        kind = {"IN_STOCK": "in_stock", "OUT_OF_STOCK": "out_of_stock"}.get(shown["status"])
        if kind is None and left is not None and left <= LOW:
            kind = "low_quantity"
        if kind is not None:
            self._tell(shown, kind)

    def take(self, guid: str, quantity: Decimal) -> None:
        """An order takes some, a void gives them back; what is not counted stays as it is."""
        if guid in self.counts:
            self.put(guid, self.counts[guid] - quantity)
