"""For how long a merchant keeps which kind of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Connection, delete, or_, select

from storage import handovers, tables, turns
from storage.statements import upsert

_TABLE = tables.retention_rules


class Kind(StrEnum):
    """What is kept for a time of its own."""

    WORDS = "words"
    """Redacted words of conversations."""
    FACTS = "facts"
    """What came of turns; of nobody in particular."""
    HANDOFFS = "handoffs"
    """Tickets, from the day they were closed."""
    RATINGS = "ratings"
    LINKS = "links"
    """Ended tokens, codes and lockouts."""


class Prune(Protocol):
    """Forgets some rows of a merchant."""

    def __call__(
        self, tx: Connection, merchant_id: str, *, before: datetime, limit: int = 1000
    ) -> int:
        """At most `limit` rows of each table from before that moment; how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds unless a merchant decides otherwise, and within which bounds they may."""

    days: int
    least: int
    most: int
    prune: Prune


def _prune_ratings(tx: Connection, merchant_id: str, *, before: datetime, limit: int = 1000) -> int:
    table = tables.ratings
    return _some(tx, table.c.id, limit, table.c.merchant_id == merchant_id, table.c.at < before)


def _prune_links(tx: Connection, merchant_id: str, *, before: datetime, limit: int = 1000) -> int:
    """Ended account links, codes and refresh tokens, and wrong answers long ago."""
    links, tokens, codes = tables.account_links, tables.oauth_tokens, tables.oauth_codes
    sent, locks = tables.one_time_codes, tables.lockouts

    def mine(table: Any, *ended: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        return (table.c.merchant_id == merchant_id, or_(*ended))

    gone = _some(
        tx, links.c.token_hash, limit,
        *mine(links, links.c.revoked_at < before, links.c.expires_at < before),
    )  # fmt: skip
    gone += _some(tx, tokens.c.digest, limit, *mine(tokens, tokens.c.expires_at < before))
    gone += _some(tx, codes.c.digest, limit, *mine(codes, codes.c.expires_at < before))
    gone += _some(tx, sent.c.id, limit, *mine(sent, sent.c.expires_at < before))
    return gone + tx.execute(delete(locks).where(*mine(locks, locks.c.failed_at < before))).rowcount


RULES: Final[Mapping[Kind, Rule]] = {
    Kind.WORDS: Rule(days=30, least=0, most=365, prune=turns.prune_texts),
    Kind.FACTS: Rule(days=400, least=1, most=1_200, prune=turns.prune_facts),
    Kind.HANDOFFS: Rule(days=180, least=1, most=1_200, prune=handovers.prune),
    Kind.RATINGS: Rule(days=730, least=1, most=1_200, prune=_prune_ratings),
    Kind.LINKS: Rule(days=30, least=1, most=365, prune=_prune_links),
}
"""Thirty days of words are enough to learn from; thirteen months of facts show the same season
twice; a ticket may be disputed for half a year."""


def days(tx: Connection, merchant_id: str) -> dict[Kind, int]:
    """For how many days a merchant keeps each kind."""
    rows = tx.execute(select(_TABLE.c.kind, _TABLE.c.days).where(_mine(merchant_id)))
    own = {Kind(row.kind): row.days for row in rows if row.kind in set(Kind)}
    return {kind: own.get(kind, rule.days) for kind, rule in RULES.items()}


def put(tx: Connection, merchant_id: str, kind: Kind, count: int, *, now: datetime) -> None:
    """Keep a kind for that many days."""
    values = {"days": count, "updated_at": now}
    statement = upsert(tx, _TABLE).values(merchant_id=merchant_id, kind=kind.value, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["merchant_id", "kind"], set_=values))


def _mine(merchant_id: str) -> ColumnElement[bool]:
    return _TABLE.c.merchant_id == merchant_id


def _some(
    tx: Connection, key: ColumnElement[Any], limit: int, *conditions: ColumnElement[bool]
) -> int:
    table = key.table
    ids = select(key).where(*conditions).limit(limit)
    return tx.execute(delete(table).where(key.in_(ids))).rowcount
