"""How far a full run is: counts, the stage, and from them a rate and an estimate."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic

from domain.events import Entity
from mapping.report import MappingReport
from storage.proofs import StoredProof
from storage.sync_runs import SyncRun
from storage.types import JsonValue


class Stage(StrEnum):
    """What a run does with an entity."""

    LISTING = "listing"
    PROVING = "proving"


@dataclass(slots=True)
class SyncProgress:
    """How far a run is; handed to the listener after every page."""

    entity: Entity
    records: int = 0
    variants: int = 0
    pages: int = 0
    """Read by this process; a run that goes on begins with none."""
    quarantined: int = 0
    page_size: int = 0
    """Of the longest page so far."""
    expected: int | None = None
    """How many there were last time; None: nobody knows."""
    stage: Stage = Stage.LISTING
    finished: bool = False
    brought: int = 0
    """Of `records`, those that this process read."""
    began: float = field(default_factory=monotonic, repr=False)

    @classmethod
    def of(cls, run: SyncRun, entity: Entity, *, expected: int | None = None) -> SyncProgress:
        """What the run had counted when it stopped; nothing for a new one."""
        return cls(
            entity=entity,
            records=run.counts.get("records", 0),
            variants=run.counts.get("variants", 0),
            quarantined=run.counts.get("quarantined", 0),
            page_size=run.counts.get("page_size", 0),
            expected=expected,
        )

    def add(self, records: int, quarantined: int, variants: int) -> None:
        """Count a page."""
        self.pages += 1
        self.records += records
        self.brought += records
        self.quarantined += quarantined
        self.variants += variants
        self.page_size = max(self.page_size, records + quarantined)

    def counts(self) -> dict[str, int]:
        """What is kept with the run."""
        return {
            "records": self.records,
            "variants": self.variants,
            "quarantined": self.quarantined,
            "page_size": self.page_size,
        }

    @property
    def rate(self) -> float:
        """Records a second, of this process."""
        return self.brought / max(1e-3, monotonic() - self.began)

    @property
    def eta_s(self) -> float | None:
        """Seconds until the listing ends, if there are as many as last time."""
        if self.expected is None or not self.brought or self.stage is Stage.PROVING:
            return None
        return max(0, self.expected - self.records) / self.rate

    def as_json(self) -> dict[str, JsonValue]:
        """For programs: one line of `voicetill sync --json`, the progress of a job."""
        eta = self.eta_s
        return {
            "entity": self.entity.value,
            "stage": self.stage.value,
            "records": self.records,
            "variants": self.variants,
            "pages": self.pages,
            "quarantined": self.quarantined,
            "expected": self.expected,
            "rate": round(self.rate, 1),
            "eta_s": None if eta is None else round(eta, 1),
            "finished": self.finished,
        }


@dataclass(slots=True)
class SyncSummary:
    """What a full run brought."""

    counts: dict[str, int] = field(default_factory=dict)
    variants: int = 0
    quarantined: int = 0
    deleted: int = 0
    proofs: dict[str, StoredProof] = field(default_factory=dict)
    """By entity, of those that were compared in this process."""
    report: MappingReport = field(default_factory=MappingReport)
