"""A shop's words are kept for a minute and its days follow its own clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.voice.shop_words import ShopWordsCache
from domain.ids import LocationId
from tests.fakes.voice import NORTHWIND, OTHER, talking_shop


def test_words_are_built_once_and_per_merchant() -> None:
    shop = talking_shop()
    cache = ShopWordsCache(shop.discovery, shop.stock)

    first = cache.of(NORTHWIND)

    assert cache.of(NORTHWIND) is first
    assert first.vocabulary.store_names[LocationId("dt")] == "Downtown"
    assert cache.of(OTHER).vocabulary.store_names == {}


def test_words_stay_the_same_while_the_shop_does(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = talking_shop()
    cache = ShopWordsCache(shop.discovery, shop.stock)
    times = iter([0.0, 61.0, 61.0, 122.0, 122.0])
    monkeypatch.setattr("app.voice.shop_words.monotonic", lambda: next(times))

    first, a_minute_later = cache.of(NORTHWIND), cache.of(NORTHWIND)
    shop.shop.add_store(NORTHWIND, "nd", "Northgate")
    after_opening = cache.of(NORTHWIND)

    assert a_minute_later is first
    assert after_opening.vocabulary.store_names[LocationId("nd")] == "Northgate"


def test_an_evening_order_is_from_today_on_the_shops_clock() -> None:
    shop = talking_shop()
    stores = shop.shop.stores[NORTHWIND]
    stores[LocationId("dt")] = replace(stores[LocationId("dt")], timezone="America/Los_Angeles")
    words = ShopWordsCache(shop.discovery, shop.stock).of(NORTHWIND)

    moment = words.day_of(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))

    assert moment.date().isoformat() == "2026-11-20"


def test_an_unknown_timezone_counts_as_utc() -> None:
    shop = talking_shop()
    stores = shop.shop.stores[NORTHWIND]
    stores[LocationId("dt")] = replace(stores[LocationId("dt")], timezone="Mars/Olympus")

    assert ShopWordsCache(shop.discovery, shop.stock).of(NORTHWIND).timezone is UTC
