"""Lists of what is few are looked through like every other list."""

from __future__ import annotations

import csv
import io
import re

import orjson
import pytest

from app.console.blueprint import NAVIGATION
from app.console.short_lists import ShortList
from app.console.shown import LISTS
from app.console.shown.few import CONNECTIONS, KEYS, LETTERS, MAPPINGS, OPERATORS
from app.console.shown.stores import STOCK_RULES, STORES
from app.console.words import facts
from domain.ids import MerchantId
from storage import api_keys
from storage.operators import Role
from tests.unit.console.conftest import Browser, House

SHORT: dict[str, ShortList] = {
    each.name: each
    for each in (CONNECTIONS, MAPPINGS, KEYS, OPERATORS, LETTERS, STORES, STOCK_RULES)
}
NO_LISTS = {"overview", "conversations", "analytics", "rollout", "talk", "endpoints", "settings"}
"""A page of figures, a form, or a desk that leads to lists: of turns, differences, messages."""


def test_every_page_of_the_menu_is_a_list_or_leads_to_one() -> None:
    menu = {name for _, pages in NAVIGATION for name, _ in pages}

    assert menu - LISTS.keys() - SHORT.keys() == NO_LISTS


@pytest.mark.parametrize("name", sorted(SHORT))
def test_a_short_list_sorts_narrows_pages_and_is_exported(house: House, name: str) -> None:
    browser, page = house.signed_in(), SHORT[name]
    path = f"/console/mer_1/{name}"
    asked = [f"sort={sign}{each.name}" for each in page.columns for sign in ("", "-")]
    asked += [f"{each.name}={value}" for each in page.filters for value, _ in each.choices]
    asked += ["q=nothing", "limit=25", "cursor=25"]

    for query in asked:
        assert browser.get(f"{path}?{query}").status_code == 200, query
    assert isinstance(orjson.loads(browser.get(f"{path}?export=json").get_data()), list)
    assert browser.get(f"{path}?export=csv").mimetype == "text/csv"
    for wrong in ("sort=nothing", "cursor=zz", "limit=1", "export=pdf"):
        assert browser.get(f"{path}?{wrong}").status_code == 422, wrong


def _named(browser: Browser, query: str) -> list[str]:
    told = browser.get(f"/console/mer_1/keys?{query}").get_data(as_text=True)
    return re.findall(r'data-title="Name">([^<]+)<', told)


def test_what_is_asked_of_a_short_list_is_what_it_shows(house: House) -> None:
    browser = house.signed_in()
    with house.services.database.write() as tx:
        for number in reversed(range(30)):
            api_keys.issue(
                tx,
                MerchantId("mer_1"),
                environment="test",
                name=f"App {number:02d}",
                scopes=["orders:read"],
                now=house.services.clock.now(),
            )
    listed = browser.get("/console/mer_1/keys?q=app+07").get_data(as_text=True)
    path = re.search(r'action="(/console/mer_1/keys/[^"]+/revoke)"', listed)
    assert path is not None
    browser.post(path[1])

    first = _named(browser, "sort=name&limit=25")
    second = _named(browser, "sort=name&limit=25&cursor=25")
    exported = browser.get("/console/mer_1/keys?state=active&sort=-name&export=csv")

    assert first + second == [f"App {number:02d}" for number in range(30)]
    assert _named(browser, "state=revoked") == ["App 07"]
    assert _named(browser, "q=no+such") == []
    rows = [row["name"] for row in csv.DictReader(io.StringIO(exported.get_data(as_text=True)))]
    assert rows == [f"App {number:02d}" for number in reversed(range(30)) if number != 7]


def test_tickets_and_alerts_show_what_stands_until_all_is_asked_for(house: House) -> None:
    browser = house.signed_in()

    for name, chosen in (("handoffs", "open"), ("alerts", "standing")):
        usual = browser.get(f"/console/mer_1/{name}").get_data(as_text=True)
        every = browser.get(f"/console/mer_1/{name}?state=").get_data(as_text=True)
        assert f'<option value="{chosen}" selected>' in usual
        assert " selected>" not in every
        assert "Nothing fits" not in usual


def test_messages_out_are_for_operators(house: House) -> None:
    assert house.signed_in("vera", Role.VIEWER).get("/console/mer_1/outgoing").status_code == 403
    assert house.signed_in("otto", Role.OPERATOR).get("/console/mer_1/outgoing").status_code == 200


def test_what_a_link_narrowed_to_stays_and_can_be_lifted(house: House) -> None:
    told = house.signed_in().get("/console/mer_1/outgoing?endpoint_id=we_1&sort=-id")

    page = told.get_data(as_text=True)
    assert '<input type="hidden" name="endpoint_id" value="we_1">' in page
    assert "Narrowed to <code>we_1</code>" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, ""),
        ({}, ""),
        (["orders", "returns"], "orders, returns"),
        ({"missing": 0, "ours": 8, "named": [], "by_census": None}, "ours: 8"),
        ({"role": "admin", "disabled": False}, "role: admin; disabled: no"),
        ({"scopes": ["a", "b"], "more": {"since": "now"}}, "scopes: a, b; more: since: now"),
    ],
)
def test_what_was_written_down_reads_as_words(told: object, words: str) -> None:
    assert facts(told) == words
