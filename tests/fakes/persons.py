"""Customers of one merchant each, who may be merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.errors import NotFoundError
from domain.ids import CustomerId, MerchantId
from storage.customer_merges import CustomerMerge
from storage.customers import CustomerView
from tests.fakes.clock import FakeClock

OWNER = MerchantId("m_acme")


@dataclass
class FakePersons:
    """What the REST views ask about persons: every customer is Acme's."""

    clock: FakeClock
    contacts: dict[str, set[CustomerId]] = field(default_factory=dict)
    """Whose phone number or e-mail address it is."""

    def with_contact(
        self, merchant_id: MerchantId, *, phone: str | None = None, email: str | None = None
    ) -> tuple[Sequence[CustomerView], bool]:
        return [
            CustomerView(id=each, merchant_id=OWNER, home_location_id=None, records=())
            for each in sorted(self.contacts.get(phone or email or "", ()))
            if merchant_id == OWNER
        ], True

    def matches(
        self, merchant_id: MerchantId, customer_id: CustomerId
    ) -> tuple[Sequence[CustomerView], Sequence[CustomerMerge]]:
        self._require(merchant_id, customer_id)
        return (), ()

    def merge(
        self,
        merchant_id: MerchantId,
        kept_id: CustomerId,
        merged_id: CustomerId,
        *,
        reason: str,
        is_sure: bool,
        actor: str,
    ) -> CustomerMerge:
        self._require(merchant_id, kept_id)
        return CustomerMerge(
            id="mrg_1",
            merchant_id=merchant_id,
            kept_id=kept_id,
            merged_id=merged_id,
            moved={"orders": [["ord_1"]]},
            reason=reason,
            actor=actor,
            at=self.clock.now(),
            undone_at=None,
            undone_by=None,
        )

    def unmerge(
        self, merchant_id: MerchantId, kept_id: CustomerId, merged_id: CustomerId, *, actor: str
    ) -> CustomerMerge:
        return self.merge(merchant_id, kept_id, merged_id, reason="", is_sure=True, actor=actor)

    def _require(self, merchant_id: MerchantId, customer_id: CustomerId) -> None:
        if merchant_id != OWNER:
            raise NotFoundError("customer", customer_id)
