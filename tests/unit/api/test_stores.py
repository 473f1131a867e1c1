"""Stores and rules about their stock over REST."""

from __future__ import annotations

from typing import Any

import pytest

from app.api.services import Scope
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, Api

DOWNTOWN = "loc_m_acme_1"
HOURS = "mon-sat 09:00-21:00, sun 11:00-24:00"
RULE = {"sku": "AM90-BLK-10", "location_id": DOWNTOWN, "channel": "alexa", "keep_back": "2.5"}


def _told(api: Api, path: str, **query: Any) -> Any:
    answer = api.get(path, **query)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def test_a_store_is_changed_field_by_field_and_takes_the_defaults_again(api: Api) -> None:
    path = f"/v1/stores/{DOWNTOWN}"

    api.send("PATCH", "/v1/store-defaults", {"pickup_minutes": 120})
    api.send("PATCH", path, {"hours": HOURS, "closed_on": ["2026-12-25"]})
    changed = api.send("PATCH", path, {"pickup_minutes": 15}).get_json()
    again = api.send("PATCH", path, {"forget": ["pickup_minutes", "hours"]}).get_json()

    assert changed["rule"] == {
        "hours": HOURS,
        "closed_on": ["2026-12-25"],
        "pickup_minutes": 15,
    }
    assert (changed["hours"], changed["told_hours"]) == (HOURS, None)
    assert (again["hours"], again["pickup_minutes"]) == (None, 120)
    assert again["rule"]["pickup_minutes"] is None
    assert _told(api, path) == again
    assert _told(api, "/v1/store-defaults")["pickup_minutes"] == 120


def test_stores_are_listed_by_name_page_by_page(api: Api) -> None:
    first = _told(api, "/v1/stores", limit=1)
    second = _told(api, "/v1/stores", limit=1, cursor=first["next_cursor"])

    names = [each["name"] for page in (first, second) for each in page["items"]]
    assert names == ["Airport", "Downtown"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("body", "field", "remedy"),
    [
        ({"hours": "always"}, "hours", "mon-sat 09:00-21:00"),
        ({"closed_on": ["25.12.2026"]}, "closed_on", "2026-12-25"),
        ({"pickup_minutes": 20_161}, "pickup_minutes", "20160"),
        ({"pickup_minutes": "5"}, "pickup_minutes", "whole number"),
        ({"hours": None}, "hours", "null"),
        ({"hours": HOURS, "forget": ["hours"]}, "forget", "not both"),
        ({"timezone": "UTC"}, "timezone", "Unknown"),
        ({}, "", "at least one"),
    ],
    ids=["hours", "day", "two weeks", "text", "null", "both", "what the till tells", "nothing"],
)
def test_what_a_store_cannot_be_set_to_is_refused_with_field_and_remedy(
    api: Api, body: dict[str, Any], field: str, remedy: str
) -> None:
    answer = api.send("PATCH", f"/v1/stores/{DOWNTOWN}", body)

    assert answer.status_code == 422
    (fault,) = answer.get_json()["errors"]
    assert field in fault["pointer"]
    assert remedy in fault["detail"]


def test_a_stock_rule_is_set_once_found_by_what_it_names_and_forgotten(
    api: Api, services: FakeServices
) -> None:
    named = {name: RULE[name] for name in ("sku", "location_id", "channel")}

    made = api.send("PUT", "/v1/stock-rules", RULE, key="one").get_json()
    again = api.send("PUT", "/v1/stock-rules", RULE, key="one")
    api.send("PUT", "/v1/stock-rules", {"backorder_limit": "5", "backorder_days": 10})

    assert made == {**RULE, "backorder_limit": "0", "backorder_days": None}
    assert again.headers["Idempotency-Replayed"] == "true"
    assert services.care.stores.actors == ["api:key_0"] * 2
    assert len(_told(api, "/v1/stock-rules")["items"]) == 2
    assert _told(api, "/v1/stock-rules", channel="alexa")["items"] == [made]
    query = "&".join(f"{name}={value}" for name, value in named.items())
    assert api.send("DELETE", f"/v1/stock-rules?{query}").get_json() == made
    assert api.send("DELETE", f"/v1/stock-rules?{query}").status_code == 404
    assert _told(api, "/v1/stock-rules", channel="alexa")["items"] == []


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"sku": "NOBODYS"}, 404, "NOBODYS"),
        ({"location_id": "loc_m_other_1"}, 404, "location"),
        ({"channel": "aleza"}, 422, "alexa"),
        ({"keep_back": "-1"}, 422, "such as 2 or 2.5"),
        ({"keep_back": 2}, 422, "keep_back"),
        ({"backorder_days": 366}, 422, "backorder_days"),
    ],
    ids=["sku", "another's store", "channel", "quantity", "number", "days"],
)
def test_a_stock_rule_that_would_hold_for_nothing_is_refused(
    api: Api, change: dict[str, Any], status: int, word: str
) -> None:
    answer = api.send("PUT", "/v1/stock-rules", {**RULE, **change})

    assert (answer.status_code, word in answer.get_data(as_text=True)) == (status, True)
    assert _told(api, "/v1/stock-rules")["items"] == []


def test_an_empty_stock_rule_is_refused_with_how_to_end_one(api: Api) -> None:
    answer = api.send("PUT", "/v1/stock-rules", {})

    assert answer.status_code == 422
    assert "forget" in answer.get_json()["errors"][0]["detail"]


def test_who_may_read_stores_does_not_change_them(api: Api, services: FakeServices) -> None:
    reader = Api(api.http, services.keys.issue(ACME, Scope.STORES_READ))

    assert reader.get("/v1/stores").status_code == 200
    for method, path, body in (
        ("PATCH", f"/v1/stores/{DOWNTOWN}", {"hours": HOURS}),
        ("PATCH", "/v1/store-defaults", {"hours": HOURS}),
        ("PUT", "/v1/stock-rules", RULE),
        ("DELETE", "/v1/stock-rules", None),
    ):
        assert reader.send(method, path, body).status_code == 403, path
