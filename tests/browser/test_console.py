"""The console in a real browser: a newcomer's walk, and every page for everybody.

The walk goes first, on a gateway as `make run` starts it. Then every page is looked at on a desk
and on a phone, in the light and in the dark: names, structure, keyboard, contrast, width, and by
axe-core where `make axe` has fetched it. `make pictures` keeps what was seen in docs/images.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.console.blueprint import NAVIGATION
from tests.browser.chromium import Page, program
from tests.browser.gateway import Gateway
from tests.contracts_path import PROJECT_ROOT

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(program() is None, reason="no Chromium is installed here"),
]

PICTURES = PROJECT_ROOT / "docs" / "images"
KEEPS_PICTURES = "VOICETILL_TEST_PICTURES" in os.environ
AXE = PROJECT_ROOT / "var" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
SCREENS = [
    ("desk", 1120, 700, False),
    ("desk-dark", 1120, 700, True),
    ("phone", 390, 844, False),
    ("phone-dark", 390, 844, True),
]
SHOWN = {
    "overview": ("desk", "desk-dark", "phone"),
    "order": ("desk", "phone-dark"),
    "dead-letters": ("desk",),
    "letter": ("desk",),
    "own-mapping": ("desk",),
    "analytics": ("desk-dark",),
}
"""Pages whose pictures stand in the documentation, and on which screens."""
MENU = [name for _, pages in NAVIGATION for name, _ in pages]
ADMIN = {"login": "ada@example.com", "name": "Ada", "password": "correct horse battery"}
MOST_STEPS = 10
MOST_BYTES = 150_000
_AXE_RUN = (
    "axe.run({resultTypes: ['violations']}).then(({violations}) => violations"
    ".filter(({impact}) => impact === 'serious' || impact === 'critical')"
    ".map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 120)).join(' | ')}`))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The newcomer's walk."""

    steps: int
    """Commands and clicks."""
    findings: list[str]
    """What is wrong with pages that are there only while a letter lies."""


@pytest.fixture(scope="module")
def walked(gateway: Gateway, page: Page) -> Walk:
    """The first order seen, one injected fault found and replayed."""
    steps = 1  # make run
    page.resize(1120, 700)
    page.goto(gateway.set_up)
    steps += 1
    for name, value in {**ADMIN, "again": ADMIN["password"]}.items():
        page.fill(name, value)
    page.click("button.primary")
    page.click("nav a", "Orders")
    assert re.search(r"\bconfirmed\b", page.text())

    order = gateway.till("GET orders")["orders"][-1]["id"]
    spoiled = {"kind": "spoil", "route": "GET /v2/orders/{order_id}", "body": {"path": "order.id"}}
    gateway.till("POST faults", {**spoiled, "times": None})
    gateway.till("POST fulfillment", {"order_id": order, "state": "PREPARED"})
    steps += 2
    _until(page, gateway, "Replay", "dead-letters")
    findings = _findings(page, "dead-letters")
    letter = page.evaluate("document.querySelector('main tbody a:not([href*=\"?\"])').href")
    page.goto(str(letter))
    findings += _findings(page, "letter")

    page.resize(1120, 700)
    page.goto(f"{gateway.url}/console/demo/orders")
    page.click("nav a", "Dead letters")
    assert "MalformedResponseError" in page.text()
    gateway.till("DELETE faults")
    steps += 1
    page.click("button", "Replay all")
    assert "Nothing was done yet" in page.text()
    page.click("button.primary", "Replay")
    assert "are tried anew" in page.text()
    _until(page, gateway, "There are none", "dead-letters")
    return Walk(steps=steps + page.clicks, findings=findings)


def _until(page: Page, gateway: Gateway, words: str, name: str) -> None:
    deadline = time.monotonic() + 60
    page.goto(f"{gateway.url}/console/demo/{name}")
    while words not in page.text():
        assert time.monotonic() < deadline, page.text()
        page.goto(f"{gateway.url}/console/demo/{name}")


def _follow(page: Page, gateway: Gateway, name: str, found: str) -> None:
    page.resize(1120, 700)
    page.goto(f"{gateway.url}/console/demo/{name}")
    page.click("main tbody a:not([href*='?'])")
    _look(page, found)


def _look(page: Page, name: str) -> None:
    """The page that is open has no findings."""
    found = _findings(page, name)

    assert not found, "\n".join(found)


def _findings(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open, on every screen."""
    found = [f"console: {each}" for each in page.complaints() if name != "nothing"]
    if page.transferred() > MOST_BYTES:
        found.append(f"{page.transferred()} bytes")
    for screen, width, height, dark in SCREENS:
        page.resize(width, height, dark=dark)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        findings = list(page.evaluate(LOOKS))
        if AXE.exists():
            findings += _axe(page)
        found += [f"{screen}: {each}" for each in findings]
        if KEEPS_PICTURES and screen in SHOWN.get(name, ()):
            PICTURES.mkdir(exist_ok=True)
            page.picture(PICTURES / f"console-{name}-{screen}.png")
    return [f"{name}, {each}" for each in found]


def _axe(page: Page) -> list[str]:
    page.evaluate(f"window.axe || {{}}; {AXE.read_text(encoding='utf-8')}; null")
    return [f"axe {each}" for each in page.evaluate(_AXE_RUN)]


def test_a_newcomer_sees_the_first_order_and_replays_a_fault_in_ten_steps(walked: Walk) -> None:
    assert walked.steps <= MOST_STEPS
    assert walked.findings == []


@pytest.mark.parametrize("name", MENU)
def test_every_page_of_the_menu_is_for_everybody(
    page: Page, gateway: Gateway, walked: Walk, name: str
) -> None:
    page.goto(f"{gateway.url}/console/demo/{name}")

    _look(page, name)


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("orders", "order"),
        ("catalog", "product"),
        ("connections", "connection"),
        ("mapping", "own-mapping"),
        ("deliveries", "delivery"),
        ("jobs", "job"),
    ],
)
def test_what_a_list_leads_to_is_for_everybody(
    page: Page, gateway: Gateway, walked: Walk, listed: str, name: str
) -> None:
    _follow(page, gateway, listed, name)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("demo/connect/clover", "connect"),
        ("-/me", "me"),
        ("demo/nothing-here", "nothing"),
        ("demo/orders?q=nothing+fits", "nothing fits"),
    ],
)
def test_forms_and_errors_are_for_everybody(
    page: Page, gateway: Gateway, walked: Walk, path: str, name: str
) -> None:
    page.goto(f"{gateway.url}/console/{path}")

    _look(page, name)


def test_who_is_signed_out_signs_in_again_and_comes_to_the_page_they_wanted(
    page: Page, gateway: Gateway, walked: Walk
) -> None:
    page.resize(1120, 700)
    page.command("Network.clearBrowserCookies")
    page.goto(f"{gateway.url}/console/demo/audit")
    _look(page, "sign-in")
    page.resize(1120, 700)
    page.fill("login", ADMIN["login"])
    page.fill("password", ADMIN["password"])
    page.click("button.primary")

    assert page.evaluate("location.pathname") == "/console/demo/audit"
    page.evaluate("document.activeElement.blur()")
    page.press("/", 191)
    assert page.evaluate("document.activeElement.type") == "search"
