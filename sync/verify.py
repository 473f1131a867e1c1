"""Proofs on request and by schedule, without a full run."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calls import Call, Clock, Lane
from domain.events import Entity
from storage.engine import Database
from storage.merchants import PosConnection
from storage.proofs import StoredProof
from storage.sync_jobs import SyncJob
from storage.types import JsonValue
from sync.census import Beat
from sync.fetch import is_listed
from sync.job_runner import JobContext
from sync.ports import SyncDirectory
from sync.proof import Prover

PROVABLE = (Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)
_PATIENCE_S = 3600.0


def _go_on() -> None:
    """Nobody watches."""


class Verifier:
    """Proves entities of connections outside of full runs."""

    def __init__(self, database: Database, directory: SyncDirectory, clock: Clock) -> None:
        self._directory = directory
        self._prover = Prover(database, clock)

    def verify(
        self,
        connection: PosConnection,
        entities: Sequence[Entity] = PROVABLE,
        *,
        repair: bool = True,
        beat: Beat = _go_on,
    ) -> list[StoredProof]:
        """A proof of each entity that the platform lists. Raises PlatformError."""
        call = Call.within(
            _PATIENCE_S, lane=Lane.BACKFILL, correlation_id=f"verify-{connection.id}"
        )
        pos = self._directory.open(connection.id, call)
        return [
            self._prover.prove(pos, connection, entity, beat=beat, repair=repair)
            for entity in entities
            if is_listed(pos, entity)
        ]

    def handle(self, job: SyncJob, context: JobContext) -> JsonValue:
        """The `verify` job: its entity, or all; `params.repair` false only looks."""
        entities = PROVABLE if job.entity is None else (job.entity,)
        proofs = self.verify(
            context.connection,
            entities,
            repair=job.params.get("repair", True) is not False,
            beat=context.page_done,
        )
        return {proof.entity.value: proof.state.value for proof in proofs}
