"""What the merchant decides is seen and set on a page, by the rules of the command line."""

from __future__ import annotations

from storage import merchants
from storage.operators import Role
from tests.unit.console.conftest import House

RETURNS = '{"window_days": 45}'


def _policies(house: House) -> dict[str, object]:
    with house.services.database.read() as tx:
        return dict(merchants.merchant(tx, "mer_1").settings)


def test_a_policy_is_set_seen_audited_and_taken_back(house: House) -> None:
    browser = house.signed_in()

    browser.post("/console/mer_1/settings/returns", {"told": RETURNS})
    seen = browser.get("/console/mer_1/settings").get_data(as_text=True)
    kept = _policies(house)
    browser.post("/console/mer_1/settings/returns", {"told": " "})

    assert kept["returns"] == {"window_days": 45}
    assert "&#34;window_days&#34;: 45" in seen
    assert "returns" not in _policies(house)
    assert "merchant.changed" in browser.get("/console/mer_1/audit").get_data(as_text=True)


def test_what_cannot_be_read_comes_back_with_the_reason_and_changes_nothing(house: House) -> None:
    browser = house.signed_in()

    for told, word in (("{oops", "write JSON"), ('{"day": 4}', "day"), ("[]", "JSON object")):
        answer = browser.post("/console/mer_1/settings/returns", {"told": told})
        page = answer.get_data(as_text=True)
        assert (answer.status_code, word in page) == (422, True), told
        assert told.replace('"', "&#34;") in page

    assert "returns" not in _policies(house)
    assert browser.post("/console/mer_1/settings/locale", {"told": "{}"}).status_code == 404


def test_only_an_admin_sets_policies(house: House) -> None:
    browser = house.signed_in("otto", Role.OPERATOR)

    refused = browser.post("/console/mer_1/settings/returns", {"told": RETURNS})

    assert refused.status_code == 403
    assert "<textarea" not in browser.get("/console/mer_1/settings").get_data(as_text=True)
