"""The proof that nothing is missing: our records against a census, bucket by bucket.

A census is read once and folded; our rows are folded the same way. Only where a bucket differs are
ids looked at, by a second reading, and only those records are asked for again. So a proof costs
what a census costs as long as all is well, and repairs cost what is broken.

A record that we hold and the census does not tell is asked for by its id before it is buried,
unless the full run that just ended did not meet it either: then two witnesses agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

import structlog
from prometheus_client import Counter

from domain.calls import Clock
from domain.events import Entity
from domain.ports.pos import CensusEntry, PosAdapter
from storage import proofs, quarantine
from storage.engine import Database
from storage.merchants import PosConnection
from storage.proofs import Held, ProofState, StoredProof
from storage.sync_runs import SyncRun
from storage.types import EPOCH, JsonValue
from sync.buckets import Buckets, Key, Terms
from sync.census import Beat, Witness, entries_in, has_census, read_census
from sync.mending import Mender

log = structlog.get_logger(__name__)

PROOFS = Counter(
    "voicetill_proofs_total", "Comparisons with a census, by their end.", ["entity", "state"]
)
MENDED = Counter(
    "voicetill_proof_repairs_total", "Records that proofs repaired or ended.", ["entity", "how"]
)

MOST_REPAIRS = 2_000
"""More than this is no loss at the edge of a page: a full run mends it with fewer calls."""
_USUAL_SIZES = frozenset({50, 100, 200, 250, 500, 1000})
_NAMED = 20
"""Ids that a proof's findings name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a full run met of an entity, to judge its last page by."""

    records: int
    pages: int
    page_size: int
    """Of its longest page."""

    @property
    def ends_on_a_full_page(self) -> bool:
        """Whether nothing tells if there was another page behind the last one.

        A single page counts where its length is one that platforms page by.
        """
        if not self.records or self.records % self.page_size:
            return False
        return self.pages > 1 or self.page_size in _USUAL_SIZES


@dataclass(slots=True)
class _Difference:
    """What stands in the buckets that differ."""

    missing: list[Key] = field(default_factory=list)
    outdated: list[Key] = field(default_factory=list)
    extra: dict[Key, Held] = field(default_factory=dict)
    newer: int = 0
    """Ours are newer than the census: news came while it was read."""
    spared: int = 0
    """Known to be there, and unreadable: in quarantine."""


@dataclass(slots=True)
class _Findings:
    """What one proof found and did."""

    ours: int = 0
    theirs: int = 0
    counted: int | None = None
    buckets: frozenset[int] = frozenset()
    missing: int = 0
    outdated: int = 0
    extra: int = 0
    newer: int = 0
    spared: int = 0
    mended: int = 0
    buried: int = 0
    untold: int = 0
    """They exist, and the census did not tell them."""
    unresolved: list[Key] = field(default_factory=list)

    def as_json(self) -> Mapping[str, JsonValue]:
        """For storage and for people."""
        return {
            "ours": self.ours,
            "theirs": self.theirs,
            "counted_by_platform": self.counted,
            "differing_buckets": sorted(self.buckets),
            "missing": self.missing,
            "outdated": self.outdated,
            "extra": self.extra,
            "newer_here": self.newer,
            "in_quarantine": self.spared,
            "repaired": self.mended,
            "ended": self.buried,
            "untold_by_census": self.untold,
            "unresolved": len(self.unresolved),
            "named": [list(key) for key in self.unresolved[:_NAMED]],
        }


class Prover:
    """Proves entities of connections, and repairs what differs."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def prove(
        self,
        pos: PosAdapter,
        connection: PosConnection,
        entity: Entity,
        *,
        beat: Beat,
        run: SyncRun | None = None,
        listing: Listing | None = None,
        repair: bool = True,
    ) -> StoredProof:
        """Compare, repair, compare again, and keep what was found. Raises PlatformError.

        `beat` is called after each page and may raise to stop; nothing is kept then.
        """
        started = self._clock.now()
        findings, alarms = _Findings(), list[str]()
        if not has_census(pos, entity):
            state = ProofState.UNPROVED
            alarms += _alarm_of_full_page(listing, "there is no census to compare it with")
        else:
            trial = _Trial(
                database=self._db,
                clock=self._clock,
                pos=pos,
                connection=connection,
                entity=entity,
                beat=beat,
                run=run,
                started=started,
                findings=findings,
            )
            state = trial.hold(repair=repair)
            alarms += trial.alarms(listing)
        return self._keep(connection, entity, state, findings, alarms, run=run, started=started)

    def _keep(
        self,
        connection: PosConnection,
        entity: Entity,
        state: ProofState,
        findings: _Findings,
        alarms: list[str],
        *,
        run: SyncRun | None,
        started: datetime,
    ) -> StoredProof:
        with self._db.write() as tx:
            proof = proofs.record(
                tx,
                connection,
                entity,
                state=state,
                findings=findings.as_json(),
                alarms=alarms,
                started_at=started,
                now=self._clock.now(),
                run_id=None if run is None else run.id,
            )
        PROOFS.labels(entity.value, state.value).inc()
        MENDED.labels(entity.value, "repaired").inc(findings.mended)
        MENDED.labels(entity.value, "ended").inc(findings.buried)
        tell = log.warning if alarms or state is ProofState.DIFFERS else log.info
        tell(
            "sync.proved",
            connection_id=connection.id,
            entity=entity.value,
            state=state.value,
            alarms=alarms,
            repaired=findings.mended,
            ended=findings.buried,
            unresolved=len(findings.unresolved),
        )
        return proof


@dataclass(slots=True, kw_only=True)
class _Trial:
    """One proof while it is held."""

    database: Database
    clock: Clock
    pos: PosAdapter
    connection: PosConnection
    entity: Entity
    beat: Beat
    run: SyncRun | None
    started: datetime
    findings: _Findings

    def hold(self, *, repair: bool) -> ProofState:
        """What it comes to."""
        witness = read_census(self.pos, self.entity, self.beat)
        ours = self._fold(witness)
        found = self.findings
        found.ours, found.theirs, found.counted = ours.total, witness.buckets.total, witness.total
        found.buckets = ours.differing(witness.buckets)
        if not found.buckets:
            return ProofState.PROVED
        theirs = entries_in(self.pos, self.entity, found.buckets, self.beat)
        difference = self._compare(theirs, witness)
        found.missing, found.outdated = len(difference.missing), len(difference.outdated)
        found.extra, found.newer = len(difference.extra), difference.newer
        found.spared = difference.spared
        if not (difference.missing or difference.outdated or difference.extra):
            return ProofState.PROVED
        if repair:
            self._mend(difference, theirs, witness)
        else:
            found.unresolved += [*difference.missing, *difference.outdated, *difference.extra]
        return ProofState.DIFFERS if found.unresolved else ProofState.REPAIRED

    def alarms(self, listing: Listing | None) -> list[str]:
        """What a person should look at, though the records agree now."""
        found, alarms = self.findings, list[str]()
        if found.counted is not None and found.counted != found.theirs:
            alarms.append(
                f"the platform counts {found.counted} and tells {found.theirs} in its census"
            )
        if found.untold:
            alarms.append(f"the census did not tell {found.untold} that exist: it loses records")
        if listing is not None and found.missing:
            alarms.append(f"the full run did not bring {found.missing} that the census tells")
        if listing is not None and (found.unresolved or found.missing):
            alarms += _alarm_of_full_page(listing, "and the census tells more")
        return alarms

    def _fold(self, witness: Witness) -> Buckets:
        buckets = Buckets()
        with self.database.read() as tx:
            rows = proofs.held_in_brief(
                tx, self.connection, self.entity, since=witness.reaches_back_to
            )
            buckets.add_all(
                ((platform_id, location_id), revision, parts)
                for platform_id, location_id, revision, parts in rows
            )
        return buckets

    def _compare(self, theirs: Mapping[Key, CensusEntry], witness: Witness) -> _Difference:
        difference = _Difference()
        with self.database.read() as tx:
            unreadable = quarantine.met_since(tx, self.connection, self.entity, EPOCH)
            rows = proofs.held(tx, self.connection, self.entity, since=witness.reaches_back_to)
            ours = {_key(one): one for one in rows if _key(one).bucket in self.findings.buckets}
        for key, entry in theirs.items():
            self._judge(difference, key, entry, ours.get(key), unreadable, witness.buckets.terms)
        for key, mine in ours.items():
            if key in theirs or not mine.is_known:
                continue
            if mine.as_of >= self.started:
                difference.newer += 1
            elif key.platform_id in unreadable:
                difference.spared += 1
            else:
                difference.extra[key] = mine
        return difference

    @staticmethod
    def _judge(
        difference: _Difference,
        key: Key,
        entry: CensusEntry,
        mine: Held | None,
        unreadable: Set[str],
        terms: Terms,
    ) -> None:
        if mine is None or _is_older(mine, entry, terms):
            if key.platform_id in unreadable:
                difference.spared += 1
            elif mine is None:
                difference.missing.append(key)
            else:
                difference.outdated.append(key)
        elif entry.revision is not None and mine.revision > entry.revision:
            difference.newer += 1

    def _mend(
        self, difference: _Difference, theirs: Mapping[Key, CensusEntry], witness: Witness
    ) -> None:
        found = self.findings
        mender = Mender(
            database=self.database,
            clock=self.clock,
            connection=self.connection,
            pos=self.pos,
            beat=self.beat,
            label=f"proof:{self.entity.value}:{self.started:%Y-%m-%dT%H:%M:%SZ}",
        )
        wanted = [*difference.missing, *difference.outdated]
        self._bring(mender, wanted)
        self._end(mender, difference.extra)
        left = self._still_older(wanted, theirs, witness.buckets.terms)
        found.mended = len(wanted) - len(left)
        found.unresolved += left

    def _bring(self, mender: Mender, wanted: list[Key]) -> None:
        """Ask for what is missing or old; what is gone by now is ended by the next proof."""
        if mender.can_ask(self.entity):
            for _ in mender.ask(self.entity, wanted[:MOST_REPAIRS]):
                pass

    def _end(self, mender: Mender, extra: Mapping[Key, Held]) -> None:
        """Bury what is gone: two witnesses miss it, or its own id tells so."""
        twice = {key: one.revision for key, one in extra.items() if self._is_unmet(one)}
        rest = {key: one for key, one in extra.items() if key not in twice}
        gone = dict(twice)
        if rest and mender.can_ask(self.entity):
            asked = list(islice(rest, MOST_REPAIRS))
            for answer in mender.ask(self.entity, asked):
                if not answer.exists:
                    gone[answer.key] = rest[answer.key].revision
                elif answer.active:
                    self.findings.untold += 1
            self.findings.unresolved += list(rest)[MOST_REPAIRS:]
        else:
            self.findings.unresolved += rest
        mender.bury(self.entity, gone)
        self.findings.buried = len(gone)

    def _is_unmet(self, one: Held) -> bool:
        """Whether the full run that this proof belongs to did not meet it either."""
        if self.run is None or self.entity not in (Entity.PRODUCT, Entity.CUSTOMER):
            return False
        return one.last_run != self.run.id and one.as_of < self.run.started_at

    def _still_older(
        self, wanted: list[Key], theirs: Mapping[Key, CensusEntry], terms: Terms
    ) -> list[Key]:
        """Which of them we still do not hold as the census tells them, quarantined ones aside."""
        if not wanted:
            return []
        sought = set(wanted)
        with self.database.read() as tx:
            unreadable = quarantine.met_since(tx, self.connection, self.entity, EPOCH)
            ours = {
                _key(one): one
                for one in proofs.held(tx, self.connection, self.entity)
                if _key(one) in sought
            }
        return [
            key
            for key in wanted
            if key.platform_id not in unreadable
            and ((mine := ours.get(key)) is None or _is_older(mine, theirs[key], terms))
        ]


def _is_older(mine: Held, entry: CensusEntry, terms: Terms) -> bool:
    """Whether ours is not what the census tells: an older revision, or other variants."""
    if terms.revisions and entry.revision is not None and mine.revision != entry.revision:
        return mine.revision < entry.revision
    return entry.parts is not None and mine.parts is not None and mine.parts != entry.parts


def _key(one: Held) -> Key:
    return Key(one.platform_id, one.location_id)


def _alarm_of_full_page(listing: Listing | None, why: str) -> list[str]:
    if listing is None or not listing.ends_on_a_full_page:
        return []
    return [f"{listing.records} is a multiple of the page size {listing.page_size}, {why}"]
