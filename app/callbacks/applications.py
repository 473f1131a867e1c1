"""The one webhook address of our application on a platform, where a platform knows no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from domain.events import Delivery
from domain.ports.pos import WebhookReader

if TYPE_CHECKING:
    from app.callbacks.intake import WebhookEndpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAddress:
    """Where a platform tells what concerns any of our merchants, and what proves it."""

    platform: str
    reader: WebhookReader
    secrets: tuple[str, ...] = field(repr=False)
    """All that may sign now; none: nothing can be proved there, and all is refused."""
    url: str


class ApplicationDirectory(Protocol):
    """Knows these addresses, and whom a delivery there concerns."""

    def address(self, platform: str) -> ApplicationAddress | None:
        """The address; None where the platform has none, or is not known."""
        ...

    def concerned(self, platform: str, delivery: Delivery) -> Sequence[WebhookEndpoint]:
        """The connections of the account, or of the group of accounts, that a delivery names.

        What was connected a moment ago is found: many platforms do not tell a second time.
        """
        ...


class NoApplications:
    """An `ApplicationDirectory` that knows none."""

    def address(self, platform: str) -> ApplicationAddress | None:  # noqa: ARG002 - none at all
        """None."""
        return None

    def concerned(
        self,
        platform: str,  # noqa: ARG002 - nobody at all
        delivery: Delivery,  # noqa: ARG002
    ) -> Sequence[WebhookEndpoint]:
        """Nobody."""
        return ()
