"""What synchronization needs from outside: opening adapters and reading webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from domain.calls import Call
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter, WebhookReader
from mapping.report import MappingReport


class SyncDirectory(Protocol):
    """Opens adapters whose mapping report the caller reads afterwards."""

    def open(
        self,
        connection_id: ConnectionId,
        call: Call,
        *,
        report: MappingReport | None = None,
        bulk: bool = False,
    ) -> PosAdapter:
        """The adapter, bound to the call; `bulk` prefers the platform's bulk export.

        Raises ConfigurationError if the connection is paused.
        """
        ...


ReaderOf: TypeAlias = Callable[[str], WebhookReader]
"""The webhook reader of a platform by its name."""
