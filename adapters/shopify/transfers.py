"""Inventory transfers: drafted, read and called off. Staff pack, ship and receive them.

A draft moves nothing, so our ledger holds the goods until a shipment is under way. Sources: schema
2026-10 (inventoryTransferCreate, …Delete, …Cancel, InventoryTransferStatus) and its access map
(`write_inventory_transfers`), read 2026-11-22.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapters.shopify.client import ShopifyClient, platform_key
from adapters.shopify.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.transfers import PosTransfer, TransferState, TransferWish
from mapping.platforms import shopify_transfers as table
from mapping.report import MappingReport

_READ: Final = 2.0
_WRITE: Final = 11.0


@dataclass(frozen=True, slots=True)
class Transfers:
    """One shop's transfers."""

    client: ShopifyClient
    report: MappingReport

    def drafted(self, wish: TransferWish, *, key: IdempotencyKey) -> PosTransfer:
        """A DRAFT; the same key gives the same one for the 24 hours that Shopify keeps it."""
        payload = self.client.mutate(
            "DraftTransfer",
            "inventoryTransferCreate",
            repeatable=True,
            cost=_WRITE,
            input=table.transfer_input(wish),
            key=platform_key(key, "transfer"),
        )
        return self._read("DraftTransfer", payload["inventoryTransfer"])

    def one(self, platform_id: PlatformId) -> PosTransfer | None:
        """One transfer, or None: staff may delete a draft."""
        raw = self.client.query("Transfer", cost=_READ, id=platform_id)["inventoryTransfer"]
        return None if raw is None else self._read("Transfer", raw)

    def called_off(self, platform_id: PlatformId) -> PosTransfer:
        """A draft is deleted, a packed one canceled; a shipped one is refused by Shopify."""
        known = self.one(platform_id)
        if known is None or known.state is TransferState.CANCELED:
            return PosTransfer(platform_id=platform_id, state=TransferState.CANCELED)
        try:
            self._delete(platform_id)
        except RejectedError:  # it was packed, or a repeat of ours was lost
            now = self.one(platform_id)
            if now is not None and now.state is not TransferState.CANCELED:
                self._cancel(platform_id)
        return PosTransfer(platform_id=platform_id, state=TransferState.CANCELED)

    def _delete(self, platform_id: PlatformId) -> None:
        self.client.mutate(
            "DeleteTransfer",
            "inventoryTransferDelete",
            repeatable=True,
            cost=_WRITE,
            id=platform_id,
        )

    def _cancel(self, platform_id: PlatformId) -> None:
        self.client.mutate(
            "CancelTransfer",
            "inventoryTransferCancel",
            repeatable=True,
            cost=_WRITE,
            id=platform_id,
        )

    def _read(self, operation: str, raw: JsonObject) -> PosTransfer:
        return read_one(table.TRANSFER, raw, operation=operation, report=self.report)
