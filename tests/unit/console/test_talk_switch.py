"""Opening and closing the page to talk to the store from the console."""

from __future__ import annotations

from storage.operators import Role
from tests.unit.console.conftest import House


def test_an_admin_opens_the_page_and_closes_it_again(house: House) -> None:
    browser = house.signed_in()
    merchant = "mer_1"

    def kinds() -> list[str]:
        return [each.kind for each in house.services.channel_desk.list(merchant)]

    for wanted, left in (("yes", 1), ("yes", 1), ("no", 0)):
        assert browser.post(f"/console/{merchant}/talk", {"open": wanted}).status_code == 302
        assert kinds().count("web") == left


def test_a_viewer_sees_the_page_and_may_not_switch_it(house: House) -> None:
    browser = house.signed_in("vera", Role.VIEWER)

    assert 'href="/console/mer_1/talk" aria-current="page"' in browser.get(
        "/console/mer_1/talk"
    ).get_data(as_text=True)
    assert "Open it" not in browser.get("/console/mer_1/talk").get_data(as_text=True)
    assert browser.post("/console/mer_1/talk", {"open": "yes"}).status_code == 403
