"""Every page that a person can come to is HTML that browsers and screen readers read as meant."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from app.api.problem_types import PROBLEM_TYPES
from storage.operators import Role
from tests.markup import faults_of, links_of
from tests.unit.console.conftest import Browser, House

START = "/console/mer_1/overview"
_OF_A_KIND = 2
"""Pages of one kind differ by what they tell of; so many of each are read."""


def _kind(path: str) -> str:
    """What pages of one kind have in common: `/console/mer_1/orders/ord_1` and the next one."""
    return "/".join(path.split("/")[:4]) + "/…" * max(0, path.count("/") - 3)


def _pages(browser: Browser, start: str) -> Iterator[tuple[str, int, str | None]]:
    """What is reached from a page by its links: address, status, and markup where it is a page."""
    waiting, seen = deque([start]), {start}
    kinds: dict[str, int] = {}
    while waiting:
        path = waiting.popleft()
        kind = _kind(urlsplit(path).path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > _OF_A_KIND:
            continue
        with browser.client.get(path, follow_redirects=True) as answer:
            is_page = answer.mimetype == "text/html"
            markup = answer.get_data(as_text=True) if is_page else None
        yield path, answer.status_code, markup
        for link in links_of(markup or ""):
            found = urlsplit(urljoin(f"http://localhost{path}", link))
            address = found.path + (f"?{found.query}" if found.query else "")
            if found.netloc == "localhost" and address not in seen:
                seen.add(address)
                waiting.append(address)


def test_every_page_of_the_console_is_sound_and_every_link_leads_somewhere(house: House) -> None:
    told: dict[str, list[str]] = {}
    read = 0
    for path, status, markup in _pages(house.signed_in(), START):
        assert status == 200, path
        if markup is not None:
            read += 1
            told[path] = faults_of(markup)

    assert {path: faults for path, faults in told.items() if faults} == {}
    assert read > 40


@pytest.mark.parametrize("has_people", [True, False], ids=["sign in", "set up"])
def test_pages_for_who_is_not_signed_in_are_sound(house: House, *, has_people: bool) -> None:
    if has_people:
        house.add("olga", Role.ADMIN)

    answer = house.browser().client.get("/console/-/sign-in", follow_redirects=True)

    assert answer.status_code == 200
    assert faults_of(answer.get_data(as_text=True)) == []


def test_the_page_about_an_address_that_is_none_is_sound(house: House) -> None:
    answer = house.signed_in().get("/console/mer_1/orders/nothing")

    assert answer.status_code == 404
    assert faults_of(answer.get_data(as_text=True)) == []


@pytest.mark.parametrize("path", ["/", "/docs", "/problems"])
def test_pages_for_programmers_are_sound(house: House, path: str) -> None:
    answer = house.browser().get(path)

    assert answer.status_code == 200
    assert faults_of(answer.get_data(as_text=True)) == []


def test_every_problem_has_a_sound_page(house: House) -> None:
    browser = house.browser()

    for each in PROBLEM_TYPES.values():
        page = browser.get(f"/problems/{each.code}").get_data(as_text=True)
        assert faults_of(page) == [], each.code


BODY = "<!doctype html><html lang=en><head><title>T</title></head><body><main><h1>H</h1>{}</main>"


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<p><div>x</div></p>", "<div> in <p>"),
        ("<ul><p>x</p></ul>", "straight in <ul>"),
        ("<b><i>x</b></i>", "</b> where <i> is open"),
        ("<input name=x>", "<input> has no label"),
        ("<label>One <input> <input></label>", "names several controls"),
        ("<a href=/><button>x</button></a>", "in something to press"),
        ("<button></button>", "says nothing"),
        ("<h3>x</h3>", "after a heading of level 1"),
        ("<p style='color: red'>x</p>", "stopped by the policy"),
        ("<p onclick=x()>x</p>", "stopped by the policy"),
        ("<script>x()</script>", "stopped by the policy"),
        ("<p id=a>x</p><p id=a>y</p>", "used twice"),
        ("<label for=gone>x</label>", "which is not there"),
        ("<form><form></form></form>", "<form> in another"),
    ],
)
def test_a_fault_is_seen(markup: str, fault: str) -> None:
    found = faults_of(BODY.format(markup) + "</body></html>")

    assert any(fault in each for each in found), found


def test_a_page_without_faults_has_none() -> None:
    page = BODY.format("<label>Name <input name=n></label><ul><li><a href=/>x</a></li></ul>")

    assert faults_of(page + "</body></html>") == []
