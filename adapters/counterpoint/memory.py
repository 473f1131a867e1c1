"""What was sent before, by the gateway's own memory: done, surely not done, or in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.counterpoint.errors import PLATFORM_NAME
from adapters.platform import OrderMemory, SentOrder
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    MalformedResponseError,
    PlatformError,
)
from domain.ids import IdempotencyKey, PlatformId


@contextmanager
def forgetting(memory: OrderMemory, key: IdempotencyKey) -> Iterator[None]:
    """Free the key again if what is sent within was surely not done."""
    try:
        yield
    except (AmbiguousOutcomeError, MalformedResponseError):
        raise
    except (PlatformError, ConfigurationError):
        memory.forget(key)
        raise


def known_document(noted: SentOrder) -> PlatformId:
    """The document of an order that was sent. Raises AmbiguousOutcomeError if nobody knows it."""
    if noted.platform_id is not None:
        return noted.platform_id
    raise AmbiguousOutcomeError(
        f"order {noted.reference} was sent and its answer lost; have staff look for "
        f"{noted.reference!r} in the notes of open orders, it is not sent again",
        platform=PLATFORM_NAME,
        operation="documents.create",
    )


def check_recorded(noted: SentOrder, number: str) -> None:
    """Raises AmbiguousOutcomeError for a payment that was sent and never answered."""
    if noted.platform_id is not None:
        return
    raise AmbiguousOutcomeError(
        f"the payment of document {number} was sent, its answer lost, and it cannot be seen "
        "there; have staff look, it is not sent again",
        platform=PLATFORM_NAME,
        operation="documents.pay",
    )
