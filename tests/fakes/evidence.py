"""Evidence in memory: what Acme's one connection showed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.ops.evidence import Explanation
from domain.calls import Clock
from domain.catalog import Source
from domain.errors import NotFoundError, UnknownSkuError
from domain.events import Entity
from domain.ids import ConnectionId, HoldId, LocationId, MerchantId, ProductSku
from domain.money import Money
from domain.owners import OwnedField
from storage.claims import Claim
from storage.conflicts import Conflict, ConflictKind
from storage.proofs import ProofState, StoredProof
from storage.results import Listed
from storage.spot_checks import SpotCheck
from storage.stock import StockEvent
from tests.fakes.connections import OWNER

CONNECTION = ConnectionId("con_m_acme")


@dataclass
class FakeEvidence:
    """Of Acme only."""

    clock: Clock

    def explain(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        location_id: LocationId | None = None,
        *,
        limit: int = 50,
    ) -> Sequence[Explanation]:
        """Nine of everything, at one store."""
        if merchant_id != OWNER:
            raise UnknownSkuError(sku)
        now = self.clock.now()
        told = Explanation(
            sku=sku,
            title="Regular",
            location_id=LocationId("loc_m_acme_1"),
            location_name="Downtown",
            connection_id=CONNECTION,
            tracked=True,
            oversell=False,
            counted=Decimal(12),
            held=Decimal(2),
            safety=Decimal(1),
            available=Decimal(9),
            arithmetic="12 counted - 2 held - 1 kept back = 9",
            revision=7,
            as_of=now,
            source="webhook",
            age_s=0,
            price=Money(13000, "USD"),
            price_as_of=now,
            price_source="poll",
            price_age_s=0,
            holds=(
                Claim(
                    hold_id=HoldId("hold_1"),
                    caller="alexa",
                    quantity=Decimal(2),
                    expires_at=now,
                    on_platform=False,
                ),
            ),
            events=(
                StockEvent(
                    source=Source.WEBHOOK,
                    quantity=Decimal(12),
                    revision=7,
                    delivery_id="evt_1",
                    at=now,
                ),
            ),
            writes=(),
        )
        if location_id not in (None, told.location_id):
            raise NotFoundError("stock level", f"{sku} at {location_id}")
        return (told,)

    def proofs(
        self,
        merchant_id: MerchantId,
        *,
        connection_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[StoredProof]:
        """One, of Acme's."""
        now = self.clock.now()
        proof = StoredProof(
            id="prf_1",
            merchant_id=OWNER,
            connection_id=CONNECTION,
            entity=Entity.PRODUCT,
            run_id=None,
            state=ProofState.PROVED,
            findings={"ours": 3, "theirs": 3},
            alarms=(),
            started_at=now,
            finished_at=now,
        )
        is_meant = merchant_id == OWNER and connection_id in (None, CONNECTION)
        return Listed(rows=(proof,) if is_meant else ())

    def spot_checks(
        self, merchant_id: MerchantId, *, cursor: str | None = None, limit: int = 50
    ) -> Listed[SpotCheck]:
        """One, of Acme's."""
        drift = {"sku": "MUG", "field": "stock", "place": "L1", "ours": "3", "theirs": None}
        check = SpotCheck(
            id="spt_1",
            merchant_id=OWNER,
            connection_id=CONNECTION,
            stock_asked=20,
            stock_drifted=1,
            price_asked=9,
            price_drifted=0,
            drifts=(drift,),
            at=self.clock.now(),
        )
        return Listed(rows=(check,) if merchant_id == OWNER else ())

    def conflicts(
        self,
        merchant_id: MerchantId,
        *,
        cursor: str | None = None,
        limit: int = 50,
        resolved_too: bool = False,
    ) -> Listed[Conflict]:
        """One, of Acme's."""
        return Listed(rows=(self._conflict(),) if merchant_id == OWNER else ())

    def settle(self, merchant_id: MerchantId, conflict_id: str) -> Conflict:
        """The one, closed."""
        known = self._conflict()
        if merchant_id != OWNER or conflict_id != known.id:
            raise NotFoundError("conflict", conflict_id)
        return replace(known, resolved_at=self.clock.now())

    def _conflict(self) -> Conflict:
        now = self.clock.now()
        return Conflict(
            id="cfl_m_acme",
            kind=ConflictKind.UNIFIED_FIELD,
            subject="MUG",
            field=OwnedField.TITLE,
            winner=CONNECTION,
            winner_value="White mug",
            loser="con_other",
            loser_value="Mug, white",
            times=2,
            first_seen_at=now,
            last_seen_at=now,
            resolved_at=None,
        )
