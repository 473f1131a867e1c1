"""The console's pages: what they show, to whom, and what bad addresses are told."""

from __future__ import annotations

import csv
import io
import re

import orjson
import pytest
from sqlalchemy import insert

from app.console.blueprint import NAVIGATION
from app.console.shown import LISTS
from storage import audit, tables
from storage.operators import Role
from tests.integration.storage.shop import a_count, a_product, a_variant, open_shop
from tests.unit.console.conftest import House

PAGES = [name for _, pages in NAVIGATION for name, _ in pages]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_menu_is_there_and_says_what_an_empty_one_means(
    house: House, name: str
) -> None:
    answer = house.signed_in().get(f"/console/mer_1/{name}")

    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "<h1>" in page
    assert "Traceback" not in page


def test_pages_run_no_script_and_load_nothing_from_elsewhere(house: House) -> None:
    answer = house.signed_in().get("/console/mer_1/overview")
    policy = answer.headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.get_data(as_text=True)
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert not re.search(r"\son\w+=|style=", page)
    assert answer.headers["Cache-Control"] == "no-store"


def _routes(house: House) -> list[tuple[str, str]]:
    known = {"merchant": "mer_2", "its_id": "con_2", "name": "orders", "platform": "square"}
    known |= {"login": "olga", "action": "verify", "step": "claim"}
    known |= {"deed": "replay"}
    found = []
    for rule in house.app.url_map.iter_rules():
        if rule.rule.startswith("/console/<merchant>"):
            path = re.sub(r"<int:\w+>", "1", rule.rule)
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: known[name[1]], path)
            found += [(each, path) for each in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return sorted(found)


def test_another_merchants_pages_do_not_exist_and_strangers_are_sent_to_sign_in(
    house: House,
) -> None:
    routes = _routes(house)
    mine = house.signed_in("ada", Role.ADMIN, only=["mer_1"])
    stranger = house.browser()

    assert len(routes) > 20
    for method, path in routes:
        answer = mine.get(path) if method == "GET" else mine.post(path)
        assert answer.status_code == 404, (method, path)
        answer = stranger.get(path) if method == "GET" else stranger.post(path)
        assert answer.status_code == 302, (method, path)
        assert answer.headers["Location"].startswith("/console/-/sign-in")


def test_what_a_viewer_may_not_do_is_refused_on_every_form(house: House) -> None:
    viewer = house.signed_in("vera", Role.VIEWER)
    posts = [path.replace("mer_2", "mer_1") for method, path in _routes(house) if method == "POST"]

    assert posts
    for path in posts:
        answer = viewer.post(path)
        assert answer.status_code == 403, path
        assert "yours is viewer" in answer.get_data(as_text=True)


def _audited(house: House, count: int) -> None:
    with house.services.database.write() as tx:
        for number in range(count):
            audit.record(
                tx,
                merchant_id="mer_1",
                actor="=cmd()" if number == 0 else f"person {number % 3}",
                action="test.done",
                subject=f"thing {number}",
                at=house.clock.now(),
            )


def test_paging_shows_every_row_once_in_order(house: House) -> None:
    browser = house.signed_in()
    _audited(house, 123)
    seen: list[str] = []
    address: str | None = "/console/mer_1/audit?limit=25"
    while address:
        page = browser.get(address).get_data(as_text=True)
        seen += re.findall(r'data-title="To">(thing \d+)<', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else None

    assert seen == [f"thing {number}" for number in reversed(range(123))]


def test_sorting_turns_the_list_round_and_a_search_narrows_it(house: House) -> None:
    browser = house.signed_in()
    _audited(house, 12)

    turned = browser.get("/console/mer_1/audit?sort=-id").get_data(as_text=True)
    found = browser.get("/console/mer_1/audit?q=THING+7").get_data(as_text=True)
    nothing = browser.get("/console/mer_1/audit?q=no+such").get_data(as_text=True)

    assert turned.index("thing 0<") < turned.index("thing 11<")
    assert 'aria-sort="ascending"' in turned
    assert re.findall(r'data-title="To">(thing \d+)<', found) == ["thing 7"]
    assert "Nothing fits" in nothing


def test_an_export_has_every_row_and_no_cell_that_is_a_formula(house: House) -> None:
    browser = house.signed_in()
    _audited(house, 60)

    as_csv = browser.get("/console/mer_1/audit?export=csv")
    rows = list(csv.DictReader(io.StringIO(as_csv.get_data(as_text=True))))
    as_json = orjson.loads(browser.get("/console/mer_1/audit?export=json").get_data())

    assert len(rows) == len(as_json) == 60
    assert "'=cmd()" in {row["actor"] for row in rows}
    assert as_csv.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'


@pytest.mark.parametrize(
    "query", ["limit=7", "sort=detail", "cursor=zz", "export=xlsx", "cursor=5b5d"]
)
def test_an_address_that_cannot_be_names_its_fault(house: House, query: str) -> None:
    answer = house.signed_in().get(f"/console/mer_1/audit?{query}")

    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.get_data(as_text=True)


def test_a_product_shows_stock_by_store_with_age_and_source(house: House) -> None:
    browser = house.signed_in()
    listed = browser.get("/console/mer_1/catalog").get_data(as_text=True)
    found = re.search(r'href="(/console/mer_1/catalog/prd_[^"]+)"', listed)
    assert found is not None

    page = browser.get(found[1]).get_data(as_text=True)
    ledger = re.search(r'href="(/console/mer_1/ledger[^"]+)"', page)
    assert ledger is not None
    told = browser.get(ledger[1].replace("&amp;", "&")).get_data(as_text=True)

    assert "MUG-1" in page
    assert re.search(r'data-title="Available" class="number"><b>5</b>', page)
    assert "till&#39;s count" in told or "till's count" in told


def test_refused_orders_say_why_and_what_helps_and_taken_ones_are_not_among_them(
    house: House,
) -> None:
    came = {
        "merchant_id": "mer_1", "connection_id": "con_1", "channel": "alexa", "source": "gateway",
        "total_minor": 90000, "currency": "USD", "at": house.clock.now(),
    }  # fmt: skip
    with house.services.database.write() as tx:
        for its_id, verdict, reasons in (
            ("int_1", "rejected", ["over-limit", "too-many-today"]),
            ("int_2", "accepted", []),
        ):
            row = came | {"id": its_id, "verdict": verdict, "reasons": reasons}
            tx.execute(insert(tables.order_intakes), row)
    browser = house.signed_in()

    page = browser.get("/console/mer_1/refused-orders").get_data(as_text=True)
    exported = orjson.loads(browser.get("/console/mer_1/refused-orders?export=json").get_data())
    others = browser.get("/console/mer_2/refused-orders").get_data(as_text=True)

    assert "it came to more than orders may; the shopper had as many orders" in page
    assert "sets most_minor" in page
    assert [each["id"] for each in exported] == ["int_1"]
    assert "No order was refused." in others


def test_the_live_figures_are_one_event_after_which_the_browser_comes_again(house: House) -> None:
    answer = house.signed_in().get("/console/mer_1/live")

    assert answer.mimetype == "text/event-stream"
    body = answer.get_data(as_text=True)
    assert body.startswith("retry: 3000\n")
    assert body.endswith("\n\n")
    assert "orders in 24 h" in body
    for head in ("Behind", "Waiting", "Answers within", "Failed", "Budget used", "Breaker"):
        assert f'<td data-title="{head}"' in body


def test_a_key_is_shown_once_and_revoked_with_a_line_in_the_audit_log(house: House) -> None:
    browser = house.signed_in()

    made = browser.post(
        "/console/mer_1/keys", {"name": "till app", "scope": ["orders:read"]}
    ).get_data(as_text=True)
    listed = browser.get("/console/mer_1/keys").get_data(as_text=True)
    path = re.search(r'action="(/console/mer_1/keys/[^"]+/revoke)"', listed)
    assert path is not None
    browser.post(path[1])

    key = re.search(r"vt_test_[a-z]+_[a-z]+", made)
    assert key is not None
    assert key[0] not in listed
    log = browser.get("/console/mer_1/audit").get_data(as_text=True)
    assert "key.issued" in log
    assert "key.revoked" in log


def test_in_htmx_only_the_rows_are_sent(house: House) -> None:
    part = house.signed_in().get("/console/mer_1/orders", **{"HX-Request": "true"})

    assert "<html" not in part.get_data(as_text=True)


def _asked(name: str) -> list[str]:
    """Every way a list can be asked for: sorted both ways, by each choice, searched, in sizes."""
    page = LISTS[name]
    sorts = [f"sort={sign}{each}" for each in page.browse.sorts for sign in ("", "-")]
    choices = [f"{each.name}={value}" for each in page.filters for value, _ in each.choices[:2]] + [
        f"{each}=x" for each in page.browse.filters
    ]
    search = ["q=50%25_off"] if page.search else []
    return [*sorts, *choices, *search, "limit=25"]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_list_sorts_narrows_and_is_exported_and_names_a_fault(
    house: House, name: str
) -> None:
    browser = house.signed_in()
    path = f"/console/mer_1/{name}"

    for query in _asked(name):
        assert browser.get(f"{path}?{query}").status_code == 200, query
    as_csv = browser.get(f"{path}?export=csv")
    as_json = browser.get(f"{path}?export=json")
    empty = browser.get(f"/console/mer_2/{name}?q=nothing").get_data(as_text=True)

    heads = as_csv.get_data(as_text=True).splitlines()[0].split(",")
    assert heads == list(LISTS[name].browse.columns)
    assert isinstance(orjson.loads(as_json.get_data()), list)
    assert "<table>" in empty or 'class="empty"' in empty
    assert LISTS[name].filters or LISTS[name].search
    assert any(column.sort for column in LISTS[name].columns)
    for wrong in ("sort=nothing", "cursor=zz", "limit=1", "export=pdf"):
        assert browser.get(f"{path}?{wrong}").status_code == 422, wrong


def test_stock_is_paged_by_sku_over_every_store_and_leads_to_the_ledger(house: House) -> None:
    shop = open_shop(
        house.services.database, merchant_id="mer_1", connection_id="con_9", new_merchant=False
    )
    for number in range(30):
        shop.sell(a_product(f"q{number}", a_variant(f"w{number}", f"BAG-{number:02d}")))
        shop.count(a_count(f"w{number}", "P1", number))
        shop.count(a_count(f"w{number}", "P2", 1))
    browser = house.signed_in()
    seen: list[str] = []
    address: str | None = "/console/mer_1/stock?limit=25"
    while address:
        page = browser.get(address).get_data(as_text=True)
        seen += re.findall(r"<td data-title=\"SKU\"><a href=\"[^\"]+\">([^<]+)", page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else None

    assert seen == sorted(seen)
    assert [each for each in seen if each.startswith("BAG")] == [
        f"BAG-{number:02d}" for number in range(30) for _ in range(2)
    ]
