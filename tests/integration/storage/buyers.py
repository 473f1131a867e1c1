"""Buyers who all want the same thing at once, in threads and in processes of their own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from domain.errors import OutOfStockError
from domain.ids import LocationId, ProductSku
from storage import holds
from storage.engine import Database, open_database
from storage.holds import Hold, HoldLine
from tests.integration.storage.shop import NOW, TTL

MERCHANT = "mer_1"


def line(sku: str, location_id: str, quantity: int = 1) -> HoldLine:
    """A line of a hold."""
    return HoldLine(sku=ProductSku(sku), location_id=LocationId(location_id), quantity=quantity)


def place(database: Database, *lines: HoldLine, key: str) -> Hold:
    """Place a hold at NOW in a transaction of its own."""
    with database.write() as tx:
        return holds.place(tx, MERCHANT, caller="buyer", lines=lines, now=NOW, ttl=TTL, key=key)


def buy(
    url: str, name: str, wishes: Sequence[Sequence[tuple[str, str, int]]], threads: int = 10
) -> tuple[int, list[float]]:
    """Place one hold per wish, all at once; returns how many were had, and each one's seconds."""
    database = open_database(url, pool_size=threads)

    def one(number: int) -> tuple[bool, float]:
        lines = [line(*wish) for wish in wishes[number]]
        began = perf_counter()
        try:
            place(database, *lines, key=f"{name}-{number}")
        except OutOfStockError:
            return False, perf_counter() - began
        return True, perf_counter() - began

    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(one, range(len(wishes))))
    database.close()
    return sum(had for had, _ in results), [seconds for _, seconds in results]


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def hold_and_hang(url: str, sku: str, location_id: str, *, commit: bool) -> None:
    """Place a hold, say so on standard output, and wait to be killed."""
    database = open_database(url)
    if commit:
        place(database, line(sku, location_id), key="hanging")
        _say_ready()
        sys.stdin.read()
    with database.write() as tx:
        holds.place(
            tx,
            MERCHANT,
            caller="buyer",
            lines=[line(sku, location_id)],
            now=NOW,
            ttl=TTL,
            key="hanging-open",
        )
        _say_ready()
        sys.stdin.read()


if __name__ == "__main__":
    hold_and_hang(sys.argv[1], sys.argv[2], sys.argv[3], commit=sys.argv[4] == "committed")
