"""What every carrier, or aggregator of carriers, offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.calls import Deadline
from domain.parcels import Parcel


class CarrierPort(Protocol):
    """One merchant's account with a carrier or an aggregator of carriers."""

    def track(self, number: str, carrier: str | None, deadline: Deadline) -> Parcel:
        """Follow a parcel from now on; the same number gives the same parcel.

        Raises PlatformError: RejectedError for a number nobody knows, RetryableError.
        """
        ...

    def parcel(self, tracker_id: str, deadline: Deadline) -> Parcel:
        """How a followed parcel stands. Raises PlatformError."""
        ...


class CarrierReader(Protocol):
    """Reads what a carrier sends by itself."""

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> None:
        """Raises BadSignatureError unless one of the secrets signed the raw body."""
        ...

    def parse(self, body: bytes) -> Parcel | None:
        """The parcel a message is about; None: it is about something else.

        Raises MalformedResponseError.
        """
        ...
