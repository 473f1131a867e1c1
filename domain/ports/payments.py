"""What an adapter may offer besides, where its platform lists payments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol, runtime_checkable

from domain.payments import Payment
from domain.ports.pos import Page


@runtime_checkable
class TellsPayments(Protocol):
    """A platform that lists the payments of an account, also those nobody here knows of."""

    def payments_since(self, since: datetime) -> Iterator[Page[Payment]]:
        """Payments begun since then, in whatever order."""
        ...
