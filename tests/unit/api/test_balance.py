"""What does not add up, over REST, and a person's word on it."""

from __future__ import annotations

from tests.unit.api.conftest import Api


def test_a_finding_is_accepted_once_with_its_reason(api: Api) -> None:
    (found,) = api.get("/v1/balance").get_json()["findings"]
    path = f"/v1/balance/{found['finding_id']}/accept"

    said = api.post(path, {"note": "agreed by phone"})

    assert said.status_code == 200
    assert said.get_json()["state"] == "accepted"
    assert "agreed by phone" in said.get_json()["detail"]
    assert api.post(path, {"note": "again"}).status_code == 409


def test_nothing_is_accepted_without_a_reason_or_by_another_id(api: Api) -> None:
    (found,) = api.get("/v1/balance").get_json()["findings"]

    assert api.post(f"/v1/balance/{found['finding_id']}/accept", {}).status_code == 422
    assert api.post("/v1/balance/fnd_nobody/accept", {"note": "x"}).status_code == 404
