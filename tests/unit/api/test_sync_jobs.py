"""`/v1/sync/jobs` and `/v1/sync/schedules`: what views tell, take and refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.api.conftest import Api

WANTED = {"connection_id": "con_m_acme", "kind": "delta", "entity": "product"}


def test_jobs_are_listed_and_paged(api: Api) -> None:
    for _ in range(3):
        assert api.post("/v1/sync/jobs", WANTED).status_code == 202

    first = api.get("/v1/sync/jobs", limit=2).get_json()
    second = api.get("/v1/sync/jobs", limit=2, cursor=first["next_cursor"]).get_json()

    told = [job["job_id"] for page in (first, second) for job in page["items"]]
    assert len(set(told)) == 4
    assert second["next_cursor"] is None


def test_a_cursor_of_another_filter_is_refused(api: Api) -> None:
    api.post("/v1/sync/jobs", WANTED)
    cursor = api.get("/v1/sync/jobs", limit=1).get_json()["next_cursor"]

    answer = api.get("/v1/sync/jobs", limit=1, kind="full", cursor=cursor)

    assert answer.status_code == 422


def test_a_job_tells_its_progress(api: Api) -> None:
    job = api.get("/v1/sync/jobs/job_m_acme").get_json()

    assert (job["kind"], job["state"], job["entity"]) == ("full", "running", None)
    assert job["progress"] == {"entity": "product", "records": 250}
    assert job["started_at"].endswith("Z")


def test_a_running_job_is_asked_to_end(api: Api) -> None:
    job = api.post("/v1/sync/jobs/job_m_acme/cancel", {}).get_json()

    assert job["cancel_requested"] is True
    assert job["reason"].startswith("canceled by key ")


@pytest.mark.parametrize(
    "changes",
    [{"kind": "everything"}, {"entity": "unicorn"}, {"connection_id": "a b"}, {"when": "now"}],
    ids=["kind", "entity", "id", "unknown field"],
)
def test_a_job_that_cannot_be_is_refused(api: Api, changes: dict[str, Any]) -> None:
    assert api.post("/v1/sync/jobs", {**WANTED, **changes}).status_code == 422


def test_schedules_tell_what_holds_and_when(api: Api) -> None:
    told = api.get("/v1/sync/schedules").get_json()["schedules"]

    found = {each["duty"]: each for each in told}
    assert found["delta:product"]["rule"] == found["delta:product"]["default"] == "every 1h"
    assert found["full"]["turns"][0]["connection_id"] == "con_m_acme"


def put(api: Api, duty: str, rule: str | None) -> Any:
    return api.send("PUT", f"/v1/sync/schedules/{duty}", {"rule": rule})


def test_a_rule_of_ones_own_holds_until_the_default_is_asked_for(api: Api) -> None:
    assert put(api, "delta:product", "every 10m").get_json()["is_own"] is True
    assert put(api, "delta:product", None).get_json()["rule"] == "every 1h"


def test_a_rule_that_cannot_be_read_is_refused_with_what_may_be_written(api: Api) -> None:
    answer = put(api, "full", "sometimes")

    assert answer.status_code == 422
    assert "nightly" in answer.get_json()["detail"]


def test_there_is_no_such_schedule(api: Api) -> None:
    assert put(api, "lunch", "every 10m").status_code == 404
