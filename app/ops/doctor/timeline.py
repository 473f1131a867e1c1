"""The five weeks of joining a retailer, as a checklist that is ticked from what is stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, func, select

from domain.counting import counted
from domain.ids import MerchantId
from domain.orders import OrderState
from storage import tables
from storage.engine import Database
from storage.order_told import TOLD

Answer: TypeAlias = tuple[bool, str]
"""Whether it is done, and what shows it."""
Question: TypeAlias = Callable[[Connection, MerchantId], Answer]

_WHOLE: Final = 10_000
"""Of a rollout: everybody, in hundredths of a percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One line of the checklist."""

    week: int
    title: str
    done: bool
    evidence: str
    how: str
    """What does it, where it is not done."""


@dataclass(frozen=True, slots=True)
class _Step:
    week: int
    title: str
    how: str
    ask: Question


class Timeline:
    """Ticks the checklist of one merchant."""

    def __init__(self, database: Database, *, polled: Collection[str] = ()) -> None:
        """`polled`: the platforms that send no webhooks."""
        self._db = database
        self._polled = frozenset(polled)

    def milestones(self, merchant_id: MerchantId) -> Sequence[Milestone]:
        """Every line with what shows that it is done, in the order of the weeks."""
        with self._db.read() as tx:
            return tuple(_tick(tx, merchant_id, step) for step in _steps(self._polled))


def _tick(tx: Connection, merchant_id: MerchantId, step: _Step) -> Milestone:
    done, evidence = step.ask(tx, merchant_id)
    return Milestone(
        week=step.week, title=step.title, done=done, evidence=evidence, how="" if done else step.how
    )


def _at_least_one(
    table: Table,
    word: str,
    *conditions: ColumnElement[bool],
    lacks: ColumnElement[bool] | None = None,
) -> Question:
    """Done where a row of the merchant fits, and none that is still lacking."""

    def ask(tx: Connection, merchant_id: MerchantId) -> Answer:
        own = (table.c.merchant_id == merchant_id, *conditions)
        count = _count(tx, table, *own)
        left = 0 if lacks is None else _count(tx, table, *own, lacks)
        told = _told(count, word) + (f", {left} of them open" if left else "")
        return count > 0 and not left, told

    return ask


def _told(count: int, things: str) -> str:
    """A count of things whose first word is their plural: `1 order placed here`."""
    first, *rest = things.split(" ")
    return " ".join((str(count), first.removesuffix("s") if count == 1 else first, *rest))


def _count(tx: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return tx.execute(query).scalar_one()


def _heard(polled: frozenset[str]) -> Question:
    """Whether every connection that can tell of changes is subscribed, or has told of one."""

    def ask(tx: Connection, merchant_id: MerchantId) -> Answer:
        own, watches = _CONNECTIONS.c, tables.webhook_watches.c
        query = select(own.id, own.platform).where(
            own.merchant_id == merchant_id, own.status != "revoked"
        )
        rows = tx.execute(query).all()
        heard = set(
            tx.execute(
                select(watches.connection_id).where(watches.merchant_id == merchant_id)
            ).scalars()
        )
        telling = {row.id for row in rows if row.platform not in polled}
        told = f"{len(telling & heard)} of {len(telling)} subscribed"
        if len(rows) > len(telling):
            told += f", {len(rows) - len(telling)} polled"
        return bool(rows) and telling <= heard, told

    return ask


def _proved(tx: Connection, merchant_id: MerchantId) -> Answer:
    """Whether the newest proof of every kind of records that was compared holds."""
    table = tables.sync_proofs
    query = select(table.c.connection_id, table.c.entity, table.c.state)
    newest: dict[tuple[str, str], str] = {}
    rows = query.where(table.c.merchant_id == merchant_id).order_by(table.c.started_at, table.c.id)
    for row in tx.execute(rows):
        newest[(row.connection_id, row.entity)] = row.state
    bad = sum(state == "differs" for state in newest.values())
    return (
        bool(newest) and not bad,
        f"{counted(len(newest), 'kind')} of records compared, {counted(bad, 'differs', 'differ')}",
    )


def _served(least: int) -> Question:
    """Whether the plan for everybody lets at least such a share through."""

    def ask(tx: Connection, merchant_id: MerchantId) -> Answer:
        table = tables.rollout_plans
        query = select(func.min(table.c.share)).where(table.c.merchant_id == merchant_id)
        share = tx.execute(query).scalar_one()
        if share is None:
            return False, "no plan was ever set"
        return share >= least, f"{share / 100:g} % of shoppers are served"

    return ask


def _is_sold(states: Sequence[str]) -> ColumnElement[bool]:
    table = tables.orders
    return (
        table.c.state.in_(states) & table.c.channel.not_in(TOLD) & table.c.pos_order_id.is_not(None)
    )


_CONNECTIONS = tables.connections
_SOLD: Final = tuple(
    state.value
    for state in (
        OrderState.CONFIRMED,
        OrderState.READY,
        OrderState.SHIPPED,
        OrderState.DELIVERED,
        OrderState.COMPLETED,
    )
)
_STEPS: Final = (
    _Step(
        1,
        "a till is connected",
        "voicetill connect PLATFORM",
        _at_least_one(
            _CONNECTIONS,
            "connections",
            _CONNECTIONS.c.status != "revoked",
            lacks=_CONNECTIONS.c.status != "active",
        ),
    ),
    _Step(
        1,
        "stores are known",
        "voicetill sync",
        _at_least_one(tables.locations, "stores"),
    ),
    _Step(
        2,
        "the catalog is here",
        "voicetill sync",
        _at_least_one(tables.variants, "variants"),
    ),
    _Step(
        2,
        "stock is here",
        "voicetill sync",
        _at_least_one(tables.inventory_levels, "figures of stock"),
    ),
    _Step(
        2,
        "what is here was proved against the till",
        "voicetill verify",
        _proved,
    ),
    _Step(
        3,
        "a voice channel is set up",
        "voicetill channels add KIND",
        _at_least_one(tables.channels, "channels"),
    ),
    _Step(
        3,
        "a conversation was held",
        'voicetill say "do you have …"',
        _at_least_one(tables.turn_facts, "turns"),
    ),
    _Step(
        3,
        "an order by voice is in the till",
        "order something through the channel",
        _at_least_one(tables.orders, "orders placed here", _is_sold(_SOLD)),
    ),
    _Step(
        4,
        "somebody is told of alerts",
        "voicetill alerts channels add email ops@example.com",
        _at_least_one(tables.alert_channels, "channels of alerts"),
    ),
    _Step(
        4,
        "the books of payments were compared",
        "voicetill balance --run",
        _at_least_one(tables.balance_runs, "balances closed"),
    ),
    _Step(
        4,
        "operators can log in",
        "voicetill console add LOGIN",
        lambda tx, _: (
            (count := _count(tx, tables.operators)) > 0,
            _told(count, "operators"),
        ),
    ),
    _Step(
        5,
        "a share of shoppers is served",
        "voicetill rollout set 10",
        _served(1),
    ),
    _Step(
        5,
        "everybody is served",
        "voicetill rollout set 100",
        _served(_WHOLE),
    ),
)


def _steps(polled: frozenset[str]) -> Iterator[_Step]:
    """The checklist; how webhooks are told of depends on the platforms."""
    first, *others = _STEPS
    yield first
    yield _Step(
        1, "its webhooks come, or it is polled", "voicetill connections webhooks", _heard(polled)
    )
    yield from others
