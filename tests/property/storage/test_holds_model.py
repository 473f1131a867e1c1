"""The ledger of holds against a plain model: any order of wishes, clocks and counts agrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from domain.catalog import Source
from domain.errors import OutOfStockError, ReservationExpiredError
from storage import holds, stock
from storage.engine import Database
from storage.holds import Hold, HoldLine, HoldState
from storage.types import to_micros
from tests.effort import examples
from tests.integration.storage.buyers import line
from tests.integration.storage.shop import NOW, Shop, a_count, a_product, a_variant, open_shop

SKUS = ("MUG", "PLATE")
TTL = timedelta(minutes=10)
_WORLDS = count(1)


@dataclass
class _Claim:
    """A hold as the model has it."""

    hold: Hold
    wants: dict[str, int]
    expires_at: datetime
    token: int
    state: str = "live"

    def is_live(self, now: datetime) -> bool:
        return self.state == "live" and now < self.expires_at


@dataclass
class _Shelf:
    """A variant as the model has it."""

    available: int = 0
    revision: int = 0
    is_booked: bool = False
    """Whether the number is a count less our sales, rather than a count."""


@dataclass
class _Model:
    """What should be true."""

    shelves: dict[str, _Shelf] = field(default_factory=lambda: {sku: _Shelf() for sku in SKUS})
    claims: dict[str, _Claim] = field(default_factory=dict)

    def held(self, sku: str, now: datetime) -> int:
        return sum(c.wants.get(sku, 0) for c in self.claims.values() if c.is_live(now))

    def left(self, sku: str, now: datetime) -> int:
        return max(0, self.shelves[sku].available - self.held(sku, now))


class HoldsMachine(RuleBasedStateMachine):
    """Drives the ledger and the model side by side."""

    database: Database

    @initialize()
    def open(self) -> None:
        """A merchant of its own, so that examples do not meet."""
        number = next(_WORLDS)
        self.merchant = f"mer_{number}"
        self.shop: Shop = open_shop(
            self.database, merchant_id=self.merchant, connection_id=f"con_{number}"
        )
        self.shop.sell(a_product("1", *(a_variant(f"v-{sku}", sku) for sku in SKUS)))
        self.model = _Model()
        self.now = NOW
        self.keys = count(1)
        for sku in SKUS:
            self._count(sku, 5, self.now)

    def _count(self, sku: str, available: int, at: datetime) -> None:
        self.shop.count(a_count(f"v-{sku}", "P1", available, at=at))
        shelf, revision = self.model.shelves[sku], to_micros(at)
        if revision > shelf.revision:
            shelf.available, shelf.revision, shelf.is_booked = available, revision, False
        elif revision == shelf.revision and available < shelf.available:
            shelf.available, shelf.is_booked = available, False

    @rule(seconds=st.sampled_from([1, 60, 299, 600, 601]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)

    @rule(sku=st.sampled_from(SKUS), available=st.integers(0, 6), late=st.sampled_from([0, 5, 700]))
    def the_pos_counts(self, sku: str, available: int, late: int) -> None:
        """A count arrives, perhaps long after it was taken."""
        self._count(sku, available, self.now - timedelta(seconds=late))

    @rule(
        wants=st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 3)), min_size=1, max_size=3),
        again=st.booleans(),
    )
    def place(self, wants: list[tuple[str, int]], again: bool) -> None:
        """Someone wants something, perhaps under a key used before."""
        key = f"key-{next(self.keys)}" if not again else "key-again"
        before = self.model.claims.get(key)
        summed = {sku: sum(n for s, n in wants if s == sku) for sku, _ in wants}
        same = before is not None and (before.state == "committed" or before.is_live(self.now))
        fits = all(self.model.left(sku, self.now) >= n for sku, n in summed.items())
        lines = [line(sku, self.shop.stores[0], n) for sku, n in wants]
        answer = self._try_to_place(lines, key)
        if isinstance(answer, OutOfStockError):
            assert not same
            assert not fits
            assert answer.left == self.model.left(answer.sku, self.now)
            return
        if same:
            assert before is not None
            assert answer.id == before.hold.id
            return
        assert fits
        self.model.claims[key] = _Claim(answer, summed, answer.expires_at, 1)

    def _try_to_place(self, lines: list[HoldLine], key: str) -> Hold | OutOfStockError:
        try:
            with self.database.write() as tx:
                return holds.place(
                    tx, self.merchant, caller="c", lines=lines, now=self.now, ttl=TTL, key=key
                )
        except OutOfStockError as refused:
            return refused

    def _pick(self, choice: int) -> _Claim | None:
        claims = list(self.model.claims.values())
        return claims[choice % len(claims)] if claims else None

    @rule(choice=st.integers(0, 20))
    def release(self, choice: int) -> None:
        """Someone changes their mind."""
        claim = self._pick(choice)
        if claim is None:
            return
        with self.database.write() as tx:
            after = holds.release(tx, self.merchant, claim.hold.id, reason="x", now=self.now)
        assert after.state is not HoldState.LIVE
        if claim.state == "live":
            claim.state = "ended"

    @rule(choice=st.integers(0, 20), old=st.booleans())
    def extend(self, choice: int, old: bool) -> None:
        """Someone asks for more time, perhaps with a token that was replaced."""
        claim = self._pick(choice)
        if claim is None:
            return
        token = claim.token - 1 if old else claim.token
        try:
            with self.database.write() as tx:
                new_token = holds.extend(
                    tx, self.merchant, claim.hold.id, fencing_token=token, now=self.now, ttl=TTL
                )
        except ReservationExpiredError:
            assert old or not claim.is_live(self.now)
            return
        assert not old
        assert claim.is_live(self.now)
        claim.expires_at, claim.token = self.now + TTL, new_token

    @rule(choice=st.integers(0, 20), old=st.booleans())
    def commit(self, choice: int, old: bool) -> None:
        """The POS sold it just now."""
        claim = self._pick(choice)
        if claim is None:
            return
        token, revision = (claim.token - 1 if old else claim.token), to_micros(self.now)
        try:
            with self.database.write() as tx:
                holds.commit(
                    tx,
                    self.merchant,
                    claim.hold.id,
                    fencing_token=token,
                    now=self.now,
                    as_of=self.now,
                    revision=revision,
                )
        except ReservationExpiredError:
            assert old or not (claim.is_live(self.now) or claim.state == "committed")
            return
        assert not old
        if claim.state == "committed":
            return
        assert claim.is_live(self.now)
        claim.state = "committed"
        for sku, quantity in claim.wants.items():
            shelf = self.model.shelves[sku]
            if shelf.revision <= revision or shelf.is_booked:
                shelf.available -= quantity
                shelf.is_booked = True
            shelf.revision = max(shelf.revision, revision)

    @rule()
    def sweep(self) -> None:
        """The sweeper comes by."""
        with self.database.write() as tx:
            swept = holds.sweep(tx, now=self.now)
        lapsed = {
            c.hold.id
            for c in self.model.claims.values()
            if c.state == "live" and not c.is_live(self.now)
        }
        ours = {hold.id for hold in swept if hold.merchant_id == self.merchant}
        assert ours <= lapsed

    @invariant()
    def readers_see_what_the_model_says(self) -> None:
        """Available and held agree, swept or not."""
        with self.database.read() as tx:
            for sku in SKUS:
                level = stock.level(tx, self.merchant, sku, self.shop.stores[0], now=self.now)
                assert level is not None
                assert level.held == self.model.held(sku, self.now)
                assert level.pos_available == self.model.shelves[sku].available
                assert level.available == Decimal(self.model.left(sku, self.now))
                assert level.source in {Source.WEBHOOK, Source.ORDER}


def test_the_ledger_does_what_the_model_says(database: Database) -> None:
    class Machine(HoldsMachine):
        pass

    Machine.database = database
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples(40 if database.dialect == "sqlite" else 10),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
