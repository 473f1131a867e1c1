"""Transfers between outlets: open consignments, read and called off. Staff send and receive them.

An open one moves nothing. Vend knows no keys, so our reference stands in the name and is looked for
before anything is made; the goods are a call of their own and are looked for as well. Source:
OpenAPI 2026-07 (Consignments, Consignment Products), read 2026-11-22.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapters.vend.client import VendClient
from adapters.vend.errors import malformed, rejected
from adapters.vend.reading import read_one
from adapters.wire import JsonObject
from domain.errors import RejectedError
from domain.ids import PlatformId
from domain.transfers import PosTransfer, TransferState, TransferWish
from mapping.platforms import vend_transfers as table
from mapping.report import MappingReport

_PATH: Final = "/consignments"
_UNDER_WAY: Final = ("OPEN", "SENT")
"""States in which a transfer of ours may stand that we have not heard of."""


@dataclass(frozen=True, slots=True)
class Transfers:
    """One retailer's transfers."""

    client: VendClient
    report: MappingReport

    def opened(self, wish: TransferWish) -> PosTransfer:
        """The open transfer with our reference, found or made, with its goods in it."""
        raw = self._known(wish) or self._made(wish)
        transfer = self._read(raw, "transfers.create")
        if transfer.state is TransferState.REQUESTED:
            self._filled(transfer, wish)
        return transfer

    def one(self, platform_id: PlatformId) -> PosTransfer | None:
        """One transfer, or None: staff may delete an open one."""
        raw = self.client.find(f"{_PATH}/{platform_id}", "transfers.get")
        if raw is None or raw.get("deleted_at") is not None:
            return None
        return self._read(raw, "transfers.get")

    def called_off(self, platform_id: PlatformId) -> PosTransfer:
        """Delete one that is open. Raises RejectedError once the goods have left: what canceling
        does to their count then is not documented."""
        known = self.one(platform_id)
        if known is not None and known.state is TransferState.REQUESTED:
            self.client.remove(f"{_PATH}/{platform_id}", "transfers.delete")
        elif known is not None and known.state is not TransferState.CANCELED:
            why = "the goods have left; receive or cancel it in Vend"
            raise rejected("transfers.delete", why, "SENT")
        return PosTransfer(platform_id=platform_id, state=TransferState.CANCELED)

    def _known(self, wish: TransferWish) -> JsonObject | None:
        """What an earlier attempt made."""
        name = table.transfer_name(wish)
        for status in _UNDER_WAY:
            asked = {"type": "OUTLET", "status": status, "outlet_id": wish.destination_id}
            for row in self.client.everything(_PATH, "transfers.find", asked):
                if row.get("name") == name:
                    return row
        return None

    def _made(self, wish: TransferWish) -> JsonObject:
        body = {"data": table.transfer_request(wish)}
        raw = self.client.write("POST", _PATH, "transfers.create", body)
        if not isinstance(raw, dict) or not raw.get("id"):
            raise malformed("transfers.create", "the answer has no consignment")
        return raw

    def _filled(self, transfer: PosTransfer, wish: TransferWish) -> None:
        """Put the goods in, once; without any, nothing of it is left."""
        path = f"{_PATH}/{transfer.platform_id}/products"
        rows = self.client.everything(path, "transfers.goods")
        if any(row.get("product_id") == wish.inventory_id for row in rows):
            return
        body = {"data": table.goods_request(wish)}
        try:
            self.client.write("POST", path, "transfers.fill", body)
        except RejectedError:
            self.client.remove(f"{_PATH}/{transfer.platform_id}", "transfers.delete")
            raise

    def _read(self, raw: JsonObject, operation: str) -> PosTransfer:
        return read_one(table.TRANSFER, raw, operation, self.report, {})
