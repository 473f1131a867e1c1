"""Judges what comes in by the merchant's policy: let through and count, keep back, or refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import orjson
from prometheus_client import Counter as Metric
from sqlalchemy import Connection

from domain.catalog import Product, Source, StockLevel
from domain.errors import VoicetillError
from domain.events import Changed, Entity, PosEvent, Quarantined, Record
from domain.intake import Doubt, doubts
from domain.ports.pos import Page
from storage import intake, quarantine
from storage.intake import Mode, Verdict
from storage.merchants import PosConnection

DOUBTS = Metric(
    "voicetill_intake_doubts_total",
    "Records about which there was a doubt, by what became of them.",
    ["platform", "channel", "reason", "verdict"],
)
WEBHOOK: Final = "webhook"
POLL: Final = "poll"
PATH: Final = "intake."
"""Before the reason, where a record is kept back for a doubt and not because it does not map."""


class DoubtfulRecordError(VoicetillError):
    """A delivery is refused, because its account takes no doubtful records."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(f"{doubt.path} is {doubt.value}; {doubt.remedy}")
        self.code = PATH + doubt.reason
        self.reason = doubt.reason


@dataclass(slots=True, kw_only=True)
class Judgement:
    """What a policy leaves of some records."""

    kept_back: list[Quarantined] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


def channel_of(source: Source) -> str:
    """By which channel a record came."""
    return WEBHOOK if source is Source.WEBHOOK else POLL


def judge_events(
    events: Sequence[PosEvent],
    mode: Mode,
    now: datetime,
    prices_of: Callable[[Sequence[str]], Mapping[str, int]],
) -> tuple[list[PosEvent], Judgement]:
    """The events that may be applied, and what is kept back of a delivery.

    `prices_of` tells the prices that stand, by variants' ids on the platform. Raises
    DoubtfulRecordError where the mode is strict.
    """
    judgement, left = Judgement(), []
    changed = [event.record for event in events if isinstance(event, Changed)]
    ids = _priced(changed, mode)
    prices = prices_of(ids) if ids else {}
    for event in events:
        found = doubts(event.record, now=now, prices=prices) if isinstance(event, Changed) else ()
        if found and mode is Mode.STRICT:
            raise DoubtfulRecordError(found[0])
        judgement.reasons.update(each.reason for each in found)
        if found and mode is Mode.QUARANTINE and isinstance(event, Changed):
            judgement.kept_back += _quarantined(event.entity, event.record, found)
        else:
            left.append(event)
    return left, judgement


def note(
    tx: Connection,
    connection: PosConnection,
    channel: str,
    judgements: Iterable[Judgement],
    now: datetime,
) -> None:
    """Keep what was kept back, and count the doubts with what became of them."""
    passed: Counter[str] = Counter()
    for each in judgements:
        if each.kept_back:
            quarantine.record(tx, connection, each.kept_back, now=now)
            count_doubts(tx, connection, channel, Verdict.KEPT_BACK, each.reasons, now)
        else:
            passed.update(each.reasons)
    count_doubts(tx, connection, channel, Verdict.PASSED, passed, now)


def sift(
    tx: Connection,
    connection: PosConnection,
    channel: str,
    entity: Entity,
    page: Page[Any],
    now: datetime,
) -> Page[Any]:
    """The page as far as the policy lets it in; what is kept back is in quarantine by then."""
    mode = intake.mode_of(tx, connection, channel)
    ids = _priced(page.records, mode)
    prices = intake.prices(tx, connection.id, ids) if ids else {}
    judgement, left = Judgement(), []
    for record in page.records:
        found = doubts(record, now=now, prices=prices)
        if found:
            judgement.reasons.update(each.reason for each in found)
        if found and mode is not Mode.LENIENT:
            judgement.kept_back += _quarantined(entity, record, found)
        else:
            left.append(record)
    note(tx, connection, channel, [judgement], now)
    return replace(page, records=tuple(left)) if judgement.kept_back else page


def count_doubts(
    tx: Connection,
    connection: PosConnection,
    channel: str,
    verdict: Verdict,
    reasons: Iterable[str],
    now: datetime,
) -> None:
    """Count reasons under a verdict, as rows for people and as a metric.

    What a deadlock's victim does again is counted twice by the metric, and once by the rows.
    """
    counted = Counter(reasons.elements() if isinstance(reasons, Counter) else reasons)
    if not counted:
        return
    intake.count(tx, connection, channel=channel, verdict=verdict, reasons=counted, now=now)
    for reason, times in counted.items():
        DOUBTS.labels(connection.platform, channel, reason, verdict.value).inc(times)


def _priced(records: Sequence[Record], mode: Mode) -> list[str]:
    """Variants whose prices are compared: only where a doubt would keep something back."""
    if mode is Mode.LENIENT:
        return []
    return [v.platform_id for each in records if isinstance(each, Product) for v in each.variants]


def _quarantined(entity: Entity, record: Any, found: Sequence[Doubt]) -> list[Quarantined]:
    """The record as it was mapped: the platform's own words are with the delivery."""
    raw = orjson.dumps(record, default=str, option=orjson.OPT_NON_STR_KEYS)
    is_level = isinstance(record, StockLevel)
    name = record.inventory_platform_id if is_level else record.platform_id
    return [
        Quarantined(
            entity=entity,
            platform_id=name,
            path=PATH + each.reason,
            value=f"{each.path} is {each.value}",
            remedy=each.remedy,
            raw=raw,
        )
        for each in found
    ]
