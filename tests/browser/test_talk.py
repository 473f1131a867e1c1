"""The page "talk to the store" in a real browser."""

from __future__ import annotations

import time

import pytest

from tests.browser.chromium import Page, program
from tests.browser.gateway import Gateway

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(program() is None, reason="no Chromium is installed here"),
]
_ANSWER_S = 30.0
_ANSWERS = "document.querySelectorAll('#log li.store').length"
_BEGUN = "!document.querySelector('#state').textContent && " + _ANSWERS
_CUT_OFF = """(() => {
  const last = document.querySelector("#log").lastElementChild.getBoundingClientRect();
  const seen = document.querySelector("#talk").getBoundingClientRect();
  return Math.max(0, last.bottom - seen.bottom);
})()"""
"""Pixels of the last answer that are below what is seen."""


def _say(page: Page, words: str) -> None:
    """Type it, send it, and wait for the answer."""
    before = page.evaluate(_ANSWERS)
    page.evaluate("document.querySelector('#words').focus()")
    page.command("Input.insertText", text=words)
    page.evaluate("document.querySelector('#say').requestSubmit()")
    _until(page, f"{_BEGUN} > {before}")


def _until(page: Page, true: str) -> None:
    deadline = time.monotonic() + _ANSWER_S
    while not page.evaluate(true):
        assert time.monotonic() < deadline, page.text()
        time.sleep(0.05)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def test_on_a_phone_the_last_answer_is_seen_whole_above_the_answers_to_choose_from(
    page: Page, gateway: Gateway
) -> None:
    page.resize(390, 600)
    page.goto(f"{gateway.url}/talk/demo")
    _until(page, f"{_BEGUN} > 0")

    offered = 0
    for words in ("which stores are there", "a Nike Air Max 90, please", "black"):
        _say(page, words)
        assert page.evaluate(_CUT_OFF) < 1, page.text()
        offered += page.evaluate("document.querySelectorAll('#choices button').length")

    assert offered > 0, page.text()
    assert page.complaints() == []
