"""What a `WebhookReader` may offer besides, for addresses that many merchants share."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from domain.events import Delivery


@runtime_checkable
class PartsDeliveries(Protocol):
    """A reader of messages that may be about several accounts, or name theirs in the body."""

    def split(self, delivery: Delivery) -> tuple[Delivery, ...]:
        """One delivery per account, each with what is about that account alone.

        The same message gives the same delivery ids. Raises MalformedResponseError.
        """
        ...


@runtime_checkable
class KnowsAddressChecks(Protocol):
    """A reader of a platform that checks a new address by a message that nothing proves."""

    def address_check(self, body: bytes) -> str | None:
        """What a person must do now, if the message is such a check and nothing else; else None.

        Anybody may send one: the words hold nothing but what was checked to be a code.
        """
        ...
