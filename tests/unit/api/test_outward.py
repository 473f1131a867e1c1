"""`/v1/webhook-endpoints` and `/v1/rollout` as a client sees them."""

from __future__ import annotations

from tests.fakes.outward import DELIVERY, ENDPOINT
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import Api

PATH = f"/v1/webhook-endpoints/{ENDPOINT}"


def test_endpoints_are_added_listed_and_removed_and_tell_no_secret(api: Api) -> None:
    body = {"url": "https://x.example/h", "events": ["stock.changed", "order.*"]}
    made = api.post("/v1/webhook-endpoints", body)
    told = made.get_json()

    assert made.status_code == 201
    assert (told["events"], told["enabled"]) == (["order.*", "stock.changed"], True)
    assert "whsec" not in made.get_data(as_text=True)
    assert len(api.get("/v1/webhook-endpoints").get_json()["endpoints"]) == 2
    gone = api.send("DELETE", f"/v1/webhook-endpoints/{told['endpoint_id']}")
    assert [each["endpoint_id"] for each in gone.get_json()["endpoints"]] == [ENDPOINT]


def test_the_secret_is_read_by_itself(api: Api) -> None:
    assert api.get(f"{PATH}/secret").get_json()["secret"].startswith("whsec_")


def test_an_unknown_event_is_refused_with_its_field(api: Api) -> None:
    body = {"url": "https://x.example/h", "events": ["orders.*"]}
    answer = api.post("/v1/webhook-endpoints", body)

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "events"


def test_deliveries_are_listed_replayed_and_an_endpoint_tried(
    api: Api, services: FakeServices
) -> None:
    (delivery,) = api.get(f"{PATH}/deliveries", state="failed").get_json()["items"]
    replayed = api.post(f"{PATH}/replay", {"delivery_id": DELIVERY}).get_json()
    trial = api.post(f"{PATH}/test").get_json()

    assert (delivery["delivery_id"], delivery["last_status"]) == (DELIVERY, 500)
    assert (replayed, services.outward.desk.replayed) == ({"replayed": 1}, [DELIVERY])
    assert trial == {"taken": True, "status": 204, "error": None, "took_ms": 3}


def test_every_event_is_told_with_its_meaning(api: Api) -> None:
    events = api.get("/v1/webhook-event-types").get_json()["events"]

    assert {"order.placed", "stock.changed", "sync.failed", "handoff.requested"} <= events.keys()
    assert all(events.values())


def test_a_share_is_set_asked_for_and_rolled_back(api: Api) -> None:
    made = api.send("PUT", "/v1/rollout", {"channel": "alexa", "share_percent": "100"}).get_json()
    asked = {"channel": "alexa", "shopper": "amzn1.account.A"}
    before = api.get("/v1/rollout/decision", **asked).get_json()
    body = {"channel": "alexa", "reason": "wrong prices"}
    (plan,) = api.post("/v1/rollout/rollback", body).get_json()["plans"]
    after = api.get("/v1/rollout/decision", **asked).get_json()

    assert made["share_percent"] == "100"
    assert plan["share_percent"] == "0"
    assert (before["served"], after["served"]) == (True, False)


def test_a_share_that_is_none_is_refused(api: Api) -> None:
    answer = api.send("PUT", "/v1/rollout", {"share_percent": "ten"})

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "share"


def test_differences_tell_both_sides(api: Api) -> None:
    (difference,) = api.get("/v1/rollout/differences", field="unit_price").get_json()["items"]

    assert difference["live"] == {"amount": 500, "currency": "USD", "display": "$5.00"}
    assert difference["shadow"] == {"amount": 450, "currency": "USD", "display": "$4.50"}
