"""What an adapter may offer besides, where its platform turns cards into tokens.

Asked for by `isinstance`: most platforms have neither, and the shopper pays on their own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from domain.card_secret import CardSecret
from domain.customers import StoredCard
from domain.ids import IdempotencyKey, PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleUseToken:
    """What a tokenizer gave for a card: good for one payment."""

    token: str
    brand: str | None
    last4: str


@runtime_checkable
class TokenizesCards(Protocol):
    """A platform whose tokenizer takes card numbers from a PCI-DSS assessed server."""

    def tokenize(self, card: CardSecret) -> SingleUseToken:
        """A single-use token for the card, which stays the caller's to overwrite.

        Every call makes another token. Raises: RejectedError (no such card), other PlatformErrors.
        """
        ...


@runtime_checkable
class KeepsCards(Protocol):
    """A platform that keeps cards of a customer by token."""

    def keep_card(self, token: str, customer_id: PlatformId, *, key: IdempotencyKey) -> StoredCard:
        """Put the card behind a one-time token on file; the same key keeps it once."""
        ...

    def drop_card(self, token: str) -> None:
        """Take a card off file; one that is gone is no error."""
        ...
