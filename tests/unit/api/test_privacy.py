"""Requests about personal data over REST."""

from __future__ import annotations

from tests.unit.api.conftest import Api


def test_a_merchant_lists_requests_and_fetches_the_report_of_one(api: Api) -> None:
    (told,) = api.get("/v1/privacy-requests").get_json()["requests"]
    shown = api.get(f"/v1/privacy-requests/{told['request_id']}").get_json()

    assert (told["kind"], told["has_report"]) == ("data_request", True)
    assert "report" not in told
    assert shown["report"]["customer"] == [{"given_name": "Ada"}]


def test_a_request_nobody_made_is_not_found(api: Api) -> None:
    assert api.get("/v1/privacy-requests/prv_none").status_code == 404
