"""What every carrier, or aggregator of carriers, offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.calls import Deadline
from domain.parcels import Parcel
from domain.return_labels import Label, LabelOffer, LabelRefund, LabelWish, RefundNews


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

    def offer_return(self, wish: LabelWish, deadline: Deadline) -> LabelOffer:
        """What the cheapest label for a parcel that comes back costs; nothing is bought.

        Raises PlatformError: RejectedError for an address or a parcel that no carrier takes.
        """
        ...

    def buy_label(self, shipment_id: str, rate_id: str, deadline: Deadline) -> Label:
        """Buy what was offered; a repeat gives the label that was bought.

        Raises PlatformError: RejectedError only where nothing was bought.
        """
        ...

    def bought_label(self, shipment_id: str, deadline: Deadline) -> Label | None:
        """The label that an offer led to, if it was bought. Raises PlatformError."""
        ...

    def refund_label(self, shipment_id: str, deadline: Deadline) -> LabelRefund:
        """Give a label back that was not used; a repeat tells how that stands, and asks once more
        where it was refused.

        Raises PlatformError: RejectedError where it is not even taken.
        """
        ...

    def label_refund(self, shipment_id: str, deadline: Deadline) -> LabelRefund | None:
        """How giving a label back stands; None: it was not asked for. Raises PlatformError."""
        ...


class CarrierReader(Protocol):
    """Reads what a carrier sends by itself."""

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> None:
        """Raises BadSignatureError unless one of the secrets signed the raw body."""
        ...

    def parse(self, body: bytes) -> Parcel | RefundNews | None:
        """The parcel, or the label, a message is about; None: it is about something else.

        Raises MalformedResponseError.
        """
        ...
