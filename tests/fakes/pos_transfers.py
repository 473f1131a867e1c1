"""A till that moves no goods between its stores."""

from __future__ import annotations

from typing import NoReturn

from domain.errors import UnsupportedError
from domain.ids import IdempotencyKey, PlatformId
from domain.transfers import PosTransfer, TransferWish


class NoTransfers:
    """The transfers of the port, refused."""

    def create_transfer(self, wish: TransferWish, *, key: IdempotencyKey) -> PosTransfer:
        """Refused."""
        _refuse("transfers.create")

    def transfer(self, platform_id: PlatformId) -> PosTransfer | None:
        """Refused."""
        _refuse("transfers.get")

    def cancel_transfer(self, platform_id: PlatformId, *, key: IdempotencyKey) -> PosTransfer:
        """Refused."""
        _refuse("transfers.cancel")


def _refuse(operation: str) -> NoReturn:
    raise UnsupportedError(
        "goods are sent between stores by staff alone", platform="memory", operation=operation
    )
