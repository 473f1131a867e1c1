"""Where a merchant's figures are asked for, and what they need is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.analytics.figures import Recorded, Report, Split, report
from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.ids import MerchantId
from storage import audit, merchants, returns, voice_figures
from storage.engine import Database
from storage.voice_figures import ContactCost

USUAL_DAYS: Final = 30
MOST_DAYS: Final = 366
SCORES: Final = range(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A report with what it is about."""

    first: date
    last: date
    """Included."""
    timezone: str
    report: Report


@dataclass(frozen=True, slots=True)
class AnalyticsDesk:
    """One for REST, the command line, the console and dialogues."""

    database: Database
    clock: Clock

    def figures(
        self,
        merchant_id: MerchantId,
        *,
        first: date | None = None,
        last: date | None = None,
        splits: Sequence[Split] = (),
    ) -> Asked:
        """Figures of whole days in the shop's own time; without days, of the last thirty.

        Raises InvalidInputError when the days are in the wrong order or too many.
        """
        with self.database.read() as tx:
            zone = ZoneInfo(merchants.merchant(tx, merchant_id).timezone)
            last = last or self.clock.now().astimezone(zone).date()
            first = first or last - timedelta(days=USUAL_DAYS - 1)
            if not 0 <= (last - first).days < MOST_DAYS:
                raise InvalidInputError(
                    "from", first.isoformat(), f"a day up to {MOST_DAYS} days before the last"
                )
            since, until = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
            told = Recorded(
                contacts=voice_figures.contacts(tx, merchant_id, since=since, until=until),
                sales=voice_figures.sales(tx, merchant_id, since=since, until=until),
                escalations=voice_figures.escalations(tx, merchant_id, since=since, until=until),
                returns=voice_figures.handled_returns(tx, merchant_id, since=since, until=until),
                ratings=voice_figures.ratings(tx, merchant_id, since=since, until=until),
                intents=voice_figures.intents(tx, merchant_id, since=since, until=until),
                costs=voice_figures.costs(tx, merchant_id),
            )
        made = report(told, splits=splits, timezone=zone)
        return Asked(first=first, last=last, timezone=zone.key, report=made)

    def set_cost(
        self, merchant_id: MerchantId, channel: str, cost: ContactCost, *, actor: str
    ) -> None:
        """Say what a conversation costs; an empty channel stands for all. Raises
        InvalidInputError."""
        if cost.machine.currency != cost.person.currency:
            raise InvalidInputError("person", cost.person.currency, "one currency for both")
        if cost.machine.amount < 0 or cost.person.amount < 0:
            raise InvalidInputError("cost", cost.machine.amount, "nothing below zero")
        now = self.clock.now()
        with self.database.write() as tx:
            voice_figures.set_cost(tx, merchant_id, channel, cost, now=now)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="analytics.cost_set",
                subject=channel or "all channels",
                at=now,
            )

    def rate_return(
        self, merchant_id: MerchantId, return_id: str, score: int, *, channel: str, locale: str
    ) -> None:
        """Keep a shopper's answer to "how was that?", one to five; a later one replaces it.

        Raises NotFoundError, InvalidInputError.
        """
        if score not in SCORES:
            raise InvalidInputError("score", score, "one to five")
        with self.database.write() as tx:
            returns.get(tx, merchant_id, return_id)
            voice_figures.rate(
                tx,
                merchant_id,
                return_id,
                score,
                channel=channel,
                locale=locale,
                at=self.clock.now(),
            )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
