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


def test_an_admin_chooses_the_language_of_a_shop_and_takes_it_back(house: House) -> None:
    browser = house.signed_in()
    house.services.channel_desk.add(
        "mer_1", "phone", external_id="+1", secret="s", options={}, actor="test"
    )

    def spoken() -> str:
        house.services.channel_desk._kept.clear()
        (phone,) = house.services.channel_desk.settings("mer_1", "phone")
        return phone.locale

    assert spoken() == "en-US"
    for wanted, locale in (("de-DE", "de-DE"), ("", "en-US")):
        path = "/console/mer_1/talk/locale"
        assert browser.post(path, {"locale": wanted}).status_code == 302
        assert spoken() == locale
    assert browser.post("/console/mer_1/talk/locale", {"locale": "xx-XX"}).status_code != 302


def test_a_viewer_may_not_choose_the_language(house: House) -> None:
    browser = house.signed_in("vera", Role.VIEWER)

    assert browser.post("/console/mer_1/talk/locale", {"locale": "de-DE"}).status_code == 403
