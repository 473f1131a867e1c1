"""Intake and reading policies and twins over REST."""

from __future__ import annotations

from tests.unit.api.conftest import Api


def test_an_intake_policy_is_set_for_an_account_and_taken_back(api: Api) -> None:
    wanted = {"connection_id": "con_m_acme", "channel": "webhook", "mode": "strict"}

    told = api.send("PUT", "/v1/sync/intake-policies", wanted).get_json()
    taken_back = api.send("PUT", "/v1/sync/intake-policies", wanted | {"mode": None}).get_json()

    (policy,) = told["policies"]
    assert {name: policy[name] for name in wanted} == wanted
    assert [each["verdict"] for each in told["counts"]] == ["false_reject"]
    assert taken_back["policies"] == []


def test_a_mode_that_there_is_not_is_refused(api: Api) -> None:
    answer = api.send("PUT", "/v1/sync/intake-policies", {"mode": "harsh"})

    assert answer.status_code == 422


def test_a_channel_reads_live_as_its_policy_says_until_that_is_dropped(api: Api) -> None:
    path = "/v1/sync/reading-policies/phone"
    told = api.send("PUT", path, {"fresh_s": 10, "live_below": 20}).get_json()

    assert told == {
        "policies": [{"channel": "phone", "fresh_s": 10, "live_below": "20", "live": True}]
    }
    assert api.send("DELETE", path).get_json() == {"policies": []}
    assert api.send("DELETE", path).status_code == 404


def test_a_name_that_no_channel_can_have_is_unknown(api: Api) -> None:
    assert api.send("PUT", "/v1/sync/reading-policies/A%20B", {}).status_code == 404


def test_stores_are_paired_and_parted(api: Api) -> None:
    path = "/v1/sync/twins/loc_m_acme_1"

    made = api.send("PUT", path, {"twin_id": "loc_m_acme_2"}).get_json()

    assert (made["location_id"], made["twin_id"]) == ("loc_m_acme_1", "loc_m_acme_2")
    assert api.get("/v1/sync/twins").get_json() == {"twins": [made]}
    assert api.send("DELETE", path).get_json() == {"twins": []}
    assert api.send("PUT", path, {"twin_id": "loc_of_others"}).status_code == 404
