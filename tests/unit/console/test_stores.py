"""Stores and rules about their stock on the console's pages, by the checks of the command line."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.catalog import Location, Source
from domain.ids import MerchantId, PlatformId
from domain.written_hours import read_week
from storage import locations, merchants
from storage.engine import Database
from storage.merchants import Merchant
from storage.operators import Role
from storage.store_rules import StockRule, StoreRule
from tests.integration.storage.shop import a_merchant
from tests.unit.console.conftest import Browser, House

OWNER = MerchantId("mer_1")
RULE = {
    "hours": "mon-fri 09:00-17:00",
    "closed_on": "2026-12-25 2026-12-26",
    "pickup_minutes": "90",
}
ASKED = {"sku": "MUG-1", "channel": "alexa", "keep_back": "2.5"}


def _page(browser: Browser, path: str) -> str:
    return html.unescape(browser.get(f"/console/mer_1/{path}").get_data(as_text=True))


@pytest.fixture
def place(house: House) -> str:
    """The id of a store whose till tells where it is."""
    record = Location(
        platform_id=PlatformId("P1"),
        name="Harbor",
        timezone="America/New_York",
        latitude=Decimal("40.7"),
        longitude=Decimal("-74.0"),
        offers_pickup=False,
    )
    with house.services.database.write() as tx:
        connection = merchants.connections(tx, OWNER)[0]
        locations.apply_locations(
            tx, connection, [record], as_of=house.clock.now(), source=Source.POLL
        )
        found = locations.location_by_platform_id(tx, connection.id, "P1")
    assert found is not None
    return found.id


def test_a_store_is_found_in_the_list_and_shows_what_its_till_tells(
    house: House, place: str
) -> None:
    browser = house.signed_in(role=Role.VIEWER)

    listed = _page(browser, "stores?pickup=none")
    told = _page(browser, f"stores/{place}")

    assert f"/console/mer_1/stores/{place}" in listed
    for words in ("Harbor", "40.7, -74.0", "it only ships", "America/New_York", "it tells none"):
        assert words in told
    assert "Its own rule" not in told
    assert browser.get("/console/mer_1/stores/loc_none").status_code == 404


def test_an_admin_sets_a_store_and_takes_it_back_with_a_line_in_the_audit_log(
    house: House, place: str
) -> None:
    browser, desk = house.signed_in(), house.services.care.stores

    browser.post(f"/console/mer_1/stores/{place}", RULE)
    kept, told = desk.store(OWNER, place), _page(browser, f"stores/{place}")
    browser.post(f"/console/mer_1/stores/{place}", dict.fromkeys(RULE, ""))

    assert kept.rule.hours == read_week(RULE["hours"])
    assert kept.closed_on == (date(2026, 12, 25), date(2026, 12, 26))
    assert kept.pickup_minutes == 90
    assert 'data-sure="Set hours, closed days and pickup time of Harbor?"' in told
    assert 'value="2026-12-25, 2026-12-26"' in told
    assert desk.store(OWNER, place).rule == StoreRule(location_id=kept.store.id)
    assert "store.rule_set" in _page(browser, "audit")


def test_what_holds_at_stores_without_rules_is_set_beside_the_list(
    house: House, place: str
) -> None:
    browser = house.signed_in()

    browser.post("/console/mer_1/stores", {"pickup_minutes": "45"})

    assert house.services.care.stores.usual(OWNER).pickup_minutes == 45
    assert "45 min" in _page(browser, "stores")
    assert "45 min, counted in opening hours" in _page(browser, f"stores/{place}")


@pytest.mark.parametrize(
    ("told", "remedy"),
    [
        ({"hours": "whenever"}, "mon-sat 09:00-21:00"),
        ({"closed_on": "Christmas"}, "2026-12-25"),
        ({"pickup_minutes": "soon"}, "whole number"),
        ({"pickup_minutes": "20161"}, "two weeks"),
    ],
    ids=["hours", "day", "minutes", "too long"],
)
def test_what_cannot_be_comes_back_as_typed_with_the_remedy(
    house: House, place: str, told: dict[str, Any], remedy: str
) -> None:
    browser = house.signed_in()

    for path in (f"/console/mer_1/stores/{place}", "/console/mer_1/stores"):
        answer = browser.post(path, told)
        page = html.unescape(answer.get_data(as_text=True))
        assert (answer.status_code, remedy in page) == (422, True), path
        assert f'value="{next(iter(told.values()))}"' in page
    assert house.services.care.stores.store(OWNER, place).pickup_minutes is None


def test_a_stock_rule_is_set_listed_and_forgotten_with_lines_in_the_audit_log(
    house: House, place: str
) -> None:
    browser, desk = house.signed_in(), house.services.care.stores
    path = "/console/mer_1/stock-rules"

    browser.post(path, {**ASKED, "location_id": place})
    kept, told = desk.stock_rules(OWNER), _page(browser, "stock-rules")
    at_store = _page(browser, f"stores/{place}")
    narrowed = _page(browser, f"stock-rules?location_id={place}")
    named = {"sku": "MUG-1", "channel": "alexa", "location_id": place}
    browser.post(f"{path}/forget", named)

    assert [(each.sku, each.keep_back) for each in kept] == [("MUG-1", Decimal("2.5"))]
    assert 'data-sure="Forget the rule for MUG-1 at Harbor on alexa?"' in told
    assert ">2.5<" in told
    assert ">2.5<" in at_store
    assert (
        f'<option value="{place}" selected>Harbor</option>' in narrowed.partition("Set a rule")[0]
    )
    assert desk.stock_rules(OWNER) == []
    assert browser.post(f"{path}/forget", named).status_code == 404
    written = _page(browser, "audit")
    assert "stock.rule_set" in written
    assert "stock.rule_dropped" in written


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sku": "NOBODYS"}, "NOBODYS"),
        ({"channel": "aleza"}, "use one of"),
        ({"keep_back": "-1"}, "such as 2 or 2.5"),
        ({"backorder_days": "366"}, "365"),
    ],
    ids=["sku", "channel", "quantity", "days"],
)
def test_a_stock_rule_that_would_hold_for_nothing_comes_back_with_the_reason(
    house: House, change: dict[str, str], words: str
) -> None:
    answer = house.signed_in().post("/console/mer_1/stock-rules", {**ASKED, **change})

    page = html.unescape(answer.get_data(as_text=True))
    assert (answer.status_code, words in page) == (422, True)
    assert f'value="{change.get("sku", "MUG-1")}"' in page
    assert house.services.care.stores.stock_rules(OWNER) == []


def test_the_safety_stock_that_rules_come_on_top_of_is_told_beside_them(house: House) -> None:
    with house.services.database.write() as tx:
        merchants.add_merchant(tx, a_merchant("mer_4", safety=3))

    told = house.signed_in().get("/console/mer_4/stock-rules").get_data(as_text=True)

    assert "<dt>Safety stock of every SKU</dt><dd>3," in told


def test_only_an_admin_sets_stores_and_stock(house: House, place: str) -> None:
    browser = house.signed_in("otto", Role.OPERATOR)

    for path in ("stores", f"stores/{place}", "stock-rules", "stock-rules/forget"):
        assert browser.post(f"/console/mer_1/{path}", {}).status_code == 403, path
        assert 'class="stack"' not in _page(browser, path.removesuffix("/forget"))


def test_a_rule_of_a_store_that_is_gone_can_still_be_forgotten(house: House, place: str) -> None:
    browser, desk = house.signed_in(), house.services.care.stores
    browser.post("/console/mer_1/stock-rules", {**ASKED, "location_id": place})
    _tombstone(house.services.database)

    told = _page(browser, "stock-rules")
    browser.post("/console/mer_1/stock-rules/forget", {**ASKED, "location_id": place})

    assert place in told
    rules: list[StockRule] = desk.stock_rules(OWNER)
    assert rules == []


def _tombstone(database: Database) -> None:
    with database.write() as tx:
        connection = merchants.connections(tx, OWNER)[0]
        locations.tombstone_location(tx, connection, PlatformId("P1"), as_of=connection.created_at)


def test_without_stores_and_rules_both_pages_say_what_to_do(house: House) -> None:
    empty: Merchant = a_merchant("mer_3")
    with house.services.database.write() as tx:
        merchants.add_merchant(tx, empty)
    browser = house.signed_in()

    stores = browser.get("/console/mer_3/stores").get_data(as_text=True)
    rules = browser.get("/console/mer_3/stock-rules").get_data(as_text=True)

    assert "No store yet" in stores
    assert "Set one below" in rules
