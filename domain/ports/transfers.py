"""The part of the port to a point of sale that moves goods between two of its stores.

Refused with `UnsupportedError`, before any network call, where `Capability.TRANSFERS` is none.
"""

from __future__ import annotations

from typing import Protocol

from domain.ids import IdempotencyKey, PlatformId
from domain.transfers import PosTransfer, TransferWish


class TransferPort(Protocol):
    """Transfers that the sending store's staff see, send and book."""

    def create_transfer(self, wish: TransferWish, *, key: IdempotencyKey) -> PosTransfer:
        """Ask the sending store for the goods; no count changes until they are sent.

        The same key gives the same transfer. Raises RejectedError where the platform does not move
        these goods between these places.
        """
        ...

    def transfer(self, platform_id: PlatformId) -> PosTransfer | None:
        """One transfer as it stands; None if it is gone: staff deleted it, nothing was moved."""
        ...

    def cancel_transfer(self, platform_id: PlatformId, *, key: IdempotencyKey) -> PosTransfer:
        """Call it off; what is canceled or gone already is a success.

        Raises RejectedError where the platform cannot any more, such as for goods that arrived.
        """
        ...
