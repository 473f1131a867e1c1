"""The last unit is sold once: many buyers, several processes, races with the clock, kills."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from domain.errors import OutOfStockError, ReservationExpiredError
from storage import holds, stock
from storage.engine import Database
from storage.holds import Hold
from storage.types import to_micros
from tests.integration.storage.buyers import MERCHANT, buy, line, place
from tests.integration.storage.ledger_checks import assert_books_balance, claims_by_level
from tests.integration.storage.shop import NOW, TTL, Shop, a_count, a_product, a_variant, open_shop

ROOT = Path(__file__).resolve().parents[3]
Wish = tuple[str, str, int]


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database)
    opened.sell(a_product("1", a_variant("v-mug", "MUG"), a_variant("v-plate", "PLATE")))
    return opened


def _sold(shop: Shop) -> int:
    assert_books_balance(shop.database)
    return int(sum(claims_by_level(shop.database).values()))


def test_two_hundred_buyers_of_five_units_get_exactly_five(shop: Shop, database_url: str) -> None:
    shop.count(a_count("v-mug", "P1", 5))
    wishes = [[("MUG", shop.stores[0], 1)]] * 200

    had, _ = buy(database_url, "thread", wishes, threads=20)

    assert (had, _sold(shop)) == (5, 5)


def test_four_processes_sell_the_same_five_units_once(shop: Shop, database_url: str) -> None:
    shop.count(a_count("v-mug", "P1", 5))

    had = _buy_in_processes(database_url, [[("MUG", shop.stores[0], 1)]] * 50)

    assert (had, _sold(shop)) == (5, 5)


def test_bundles_that_share_items_in_any_order_neither_oversell_nor_deadlock(
    shop: Shop, database_url: str
) -> None:
    store = shop.stores[0]
    shop.count(a_count("v-mug", "P1", 30), a_count("v-plate", "P1", 20))
    forward: list[Wish] = [("MUG", store, 2), ("PLATE", store, 1)]
    wishes: list[Sequence[Wish]] = [forward, list(reversed(forward))] * 25

    had = _buy_in_processes(database_url, wishes)

    assert (had, _sold(shop)) == (15, 45)


def _buy_in_processes(url: str, wishes: Sequence[Sequence[Wish]]) -> int:
    """Four processes of five threads each, every process with all these wishes."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=spawn) as pool:
        waiting = [pool.submit(buy, url, f"process-{n}", wishes, 5) for n in range(4)]
        return sum(each.result()[0] for each in waiting)


def test_one_key_from_many_threads_is_one_hold(shop: Shop) -> None:
    shop.count(a_count("v-mug", "P1", 5))
    found: list[Hold] = []

    def one() -> None:
        found.append(place(shop.database, line("MUG", shop.stores[0], 2), key="double click"))

    _all_at_once([one] * 8)

    assert len({hold.id for hold in found}) == 1
    assert _sold(shop) == 2


def test_commit_racing_expiry_never_both_sells_and_frees(shop: Shop) -> None:
    """The seller's clock stands just before the deadline, the next buyer's just at it."""
    for turn in range(25):
        counted_at = NOW + timedelta(hours=turn)
        shop.count(a_count("v-mug", "P1", 1, at=counted_at))
        hold = place(shop.database, line("MUG", shop.stores[0]), key=f"first-{turn}")
        done: list[str] = []
        _all_at_once(
            [
                partial(_commit, shop, hold, counted_at + TTL, done),
                partial(_next_buyer, shop, turn, done),
            ]
        )
        assert len(done) == 1, done
        _clear(shop)
        assert_books_balance(shop.database)


def _commit(shop: Shop, hold: Hold, sold_at: datetime, done: list[str]) -> None:
    just_before = hold.expires_at - timedelta(microseconds=1)
    with suppress(ReservationExpiredError), shop.database.write() as tx:
        holds.commit(
            tx,
            MERCHANT,
            hold.id,
            fencing_token=hold.fencing_token,
            now=just_before,
            as_of=sold_at,
            revision=to_micros(sold_at),
        )
        done.append("committed")


def _next_buyer(shop: Shop, turn: int, done: list[str]) -> None:
    with suppress(OutOfStockError), shop.database.write() as tx:
        holds.place(
            tx,
            MERCHANT,
            caller="next",
            lines=[line("MUG", shop.stores[0])],
            now=NOW + TTL,
            ttl=TTL,
            key=f"next-{turn}",
        )
        done.append("freed")


def _clear(shop: Shop) -> None:
    with shop.database.write() as tx:
        holds.sweep(tx, now=NOW + TTL * 3)


def _all_at_once(works: Sequence[Callable[[], None]]) -> None:
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        start.wait()
        work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("state", ["committed", "open"])
def test_a_killed_holder_leaves_a_hold_that_ends_by_itself_or_none(
    shop: Shop, database_url: str, state: str
) -> None:
    shop.count(a_count("v-mug", "P1", 1))
    arguments = [database_url, "MUG", shop.stores[0], state]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.storage.buyers", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        holder.kill()

    with shop.database.write() as tx:
        now = stock.level(tx, MERCHANT, "MUG", shop.stores[0], now=NOW)
        later = stock.level(tx, MERCHANT, "MUG", shop.stores[0], now=NOW + TTL)
    assert now is not None
    assert later is not None
    assert now.available == (0 if state == "committed" else 1)
    assert later.available == 1
    assert_books_balance(shop.database)
