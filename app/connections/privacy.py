"""What platforms asked about personal data on behalf of shoppers, and the reports made of it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import privacy
from storage.engine import Database
from storage.privacy import StoredRequest


@dataclass(frozen=True, slots=True)
class PrivacyDesk:
    """Where operators and programs look requests up; they are carried out as they arrive."""

    database: Database

    def list(self, merchant_id: MerchantId) -> tuple[StoredRequest, ...]:
        """The newest hundred of a merchant."""
        with self.database.read() as tx:
            return tuple(privacy.requests(tx, merchant_id))

    def request(self, merchant_id: MerchantId, request_id: str) -> StoredRequest:
        """One of a merchant, with its report while that is kept. Raises NotFoundError."""
        with self.database.read() as tx:
            found = privacy.request(tx, merchant_id, request_id)
        if found is None:
            raise NotFoundError("privacy request", request_id)
        return found
