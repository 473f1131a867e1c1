"""`/v1/dead-letters`, `/v1/sync/status` and `/v1/alerts` as a client sees them."""

from __future__ import annotations

import pytest

from storage.dead_letters import Impact
from tests.fakes.care import CHANNEL, LETTER, RULE
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import Api


def test_letters_are_listed_counted_and_shown(api: Api) -> None:
    (letter,) = api.get("/v1/dead-letters", impact="orders", limit=1).get_json()["items"]
    (group,) = api.get("/v1/dead-letters/groups").get_json()["groups"]
    shown = api.get(f"/v1/dead-letters/{LETTER}").get_json()

    assert (letter["letter_id"], letter["impact"], letter["attempts"]) == (LETTER, "orders", 8)
    assert letter["first_seen_at"] == "2026-11-21T07:00:00Z"
    assert (group["code"], group["letters"]) == ("RejectedError", 1)
    assert shown["content"] == '{"id": "AM90"}'


def test_letters_are_tried_anew_by_what_they_have_in_common(
    api: Api, services: FakeServices
) -> None:
    body = {"code": "RejectedError", "impact": "orders", "dry_run": True, "accept": True}
    told = api.post("/v1/dead-letters/replay", body).get_json()

    ((what, wanted, how),) = services.care.letters.done
    assert (told["letters"], told["done"], told["dry_run"]) == (1, 0, True)
    assert (what, wanted.code, wanted.impact) == ("replay", "RejectedError", Impact.ORDERS)
    assert (how["accept"], how["actor"][:4]) == (True, "api:")


def test_letters_are_discarded_with_a_reason(api: Api) -> None:
    body = {"letter_ids": [LETTER], "reason": "shop closed"}

    assert api.post("/v1/dead-letters/discard", body).get_json()["done"] == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("replay", {}, "letter_ids"),
        ("replay", {"letter_ids": []}, "letter_ids"),
        ("replay", {"impact": "huge"}, "impact"),
        ("discard", {"all": True}, "reason"),
        ("discard", {"all": True, "reason": "x", "accept": True}, "accept"),
    ],
    ids=["nothing meant", "nobody named", "no such impact", "no reason", "accepting"],
)
def test_what_is_not_meant_in_so_many_words_is_refused(
    api: Api, path: str, body: dict[str, object], field: str
) -> None:
    answer = api.post(f"/v1/dead-letters/{path}", body)

    assert answer.status_code == 422
    assert field in answer.get_data(as_text=True)


def test_the_standing_of_connections_is_told(api: Api) -> None:
    (row,) = api.get("/v1/sync/status").get_json()["connections"]

    assert row["health"]["state"] == "down"
    assert (row["backlog"]["deliveries"], row["calls"]["sla_ms"]) == (3, 2000)


def test_alerts_name_the_page_that_helps(api: Api) -> None:
    (alert,) = api.get("/v1/alerts").get_json()["alerts"]

    assert alert["runbook"] == "docs/runbooks/pos-down.md"


def test_rules_are_listed_changed_and_reset(api: Api) -> None:
    changed = api.send("PUT", f"/v1/alert-rules/{RULE}", {"threshold": 9}).get_json()
    listed = {each["name"]: each for each in api.get("/v1/alert-rules").get_json()["rules"]}
    left = api.send("DELETE", f"/v1/alert-rules/{RULE}").get_json()["rules"]

    assert (changed["threshold"], changed["own"]) == (9, True)
    assert listed[RULE]["threshold"] == 9
    assert RULE not in {each["name"] for each in left}


def test_a_channel_is_added_and_its_secret_is_told_apart(api: Api) -> None:
    body = {"kind": "webhook", "name": "pager", "target": "https://hooks.example/abc?k=secret"}
    made = api.post("/v1/alert-channels", body)

    assert made.status_code == 201
    assert made.get_json()["to"] == "hooks.example"
    assert "whsec" not in made.get_data(as_text=True)
    assert "k=secret" not in made.get_data(as_text=True)
    told = api.get(f"/v1/alert-channels/{made.get_json()['channel_id']}/secret").get_json()
    assert told["secret"] == "whsec_AM90"


def test_a_channel_is_removed(api: Api) -> None:
    left = api.send("DELETE", f"/v1/alert-channels/{CHANNEL}").get_json()

    assert left == {"channels": []}
