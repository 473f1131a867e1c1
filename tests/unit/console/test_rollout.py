"""Rollout and webhooks out in the console."""

from __future__ import annotations

from domain.ids import MerchantId
from storage.operators import Role
from tests.unit.console.conftest import House

MERCHANT = MerchantId("mer_1")


def test_a_share_is_set_shown_and_rolled_back_with_a_reason(house: House) -> None:
    browser = house.signed_in()
    browser.post("/console/mer_1/rollout", {"share": "10", "shadow": "on"})
    page = browser.get("/console/mer_1/rollout").get_data(as_text=True)
    assert "10 %" in page

    assert browser.post("/console/mer_1/rollout/rollback", {}).status_code == 422
    browser.post("/console/mer_1/rollout/rollback", {"reason": "wrong <prices>"})
    page = browser.get("/console/mer_1/rollout").get_data(as_text=True)
    assert "wrong &lt;prices&gt;" in page
    assert not house.services.rollout.desk.decide(MERCHANT, "alexa", "anybody").served


def test_an_operator_may_roll_back_and_not_set(house: House) -> None:
    browser = house.signed_in("otto", Role.OPERATOR)

    assert browser.post("/console/mer_1/rollout", {"share": "10"}).status_code == 403
    answer = browser.post("/console/mer_1/rollout/rollback", {"reason": "x"})
    assert answer.status_code == 302


def test_endpoints_are_shown_without_their_secrets(house: House) -> None:
    made = house.services.outward.desk.add(
        MERCHANT, url="https://x.example/h", events=["*"], description="", actor="test"
    )
    page = house.signed_in().get("/console/mer_1/endpoints").get_data(as_text=True)

    assert "https://x.example/h" in page
    assert made.secret not in page
