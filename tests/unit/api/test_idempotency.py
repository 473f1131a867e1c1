"""The same key gives the same answer, and one effect."""

from __future__ import annotations

import pytest

from app.api.idempotency import REPLAYED
from domain.errors import UnavailableError
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, WISH, Api


def test_the_same_key_and_body_give_the_first_answer_again(
    api: Api, services: FakeServices
) -> None:
    first = api.post("/v1/orders", WISH, key="k-1")
    again = api.post("/v1/orders", WISH, key="k-1")

    assert again.get_data() == first.get_data()
    assert again.status_code == first.status_code == 201
    assert again.content_type == first.content_type
    assert REPLAYED not in first.headers
    assert again.headers[REPLAYED] == "true"
    assert len(services.shop.orders) == 1


def test_the_order_of_fields_does_not_make_another_request(api: Api) -> None:
    api.post("/v1/orders", WISH, key="k-1")

    again = api.post("/v1/orders", dict(reversed(WISH.items())), key="k-1")

    assert again.headers[REPLAYED] == "true"


def test_the_same_key_with_another_body_is_refused(api: Api, services: FakeServices) -> None:
    api.post("/v1/orders", WISH, key="k-1")

    other = api.post("/v1/orders", WISH | {"note": "gift"}, key="k-1")

    assert other.status_code == 422
    assert other.get_json()["type"] == "/problems/idempotency-key-reused"
    assert len(services.shop.orders) == 1


@pytest.mark.parametrize("key", ["k" * 201, "two words"], ids=["too long", "with a space"])
def test_an_unfit_key_is_told_from_a_missing_one(api: Api, key: str) -> None:
    answer = api.post("/v1/orders", WISH, key=key)

    assert answer.status_code == 400
    assert answer.get_json()["type"] == "/problems/idempotency-key-missing"
    assert "1 to 200 visible" in answer.get_json()["detail"]


def test_the_same_key_at_another_address_is_refused(api: Api, order_id: str) -> None:
    api.post(f"/v1/orders/{order_id}/cancel", key="k-1")

    assert api.send("DELETE", "/v1/holds/hold_1", key="k-1").status_code == 422


def test_a_key_belongs_to_its_merchant(api: Api, other: Api) -> None:
    wish = {
        "lines": [{"sku": "SECRET-1", "quantity": 1}],
        "location_id": "loc_m_other_1",
        "shopper": {"name": "Bo"},
    }
    api.post("/v1/orders", WISH, key="k-1")

    answer = other.post("/v1/orders", wish, key="k-1")

    assert answer.status_code == 201
    assert REPLAYED not in answer.headers


def test_while_the_first_is_running_the_second_waits(api: Api, services: FakeServices) -> None:
    api.post("/v1/orders", WISH, key="k-1")
    fingerprint, _ = services.answers.kept[ACME, "k-1"]
    services.answers.kept[ACME, "k-1"] = (fingerprint, None)

    answer = api.post("/v1/orders", WISH, key="k-1")

    assert answer.status_code == 409
    assert answer.get_json()["type"] == "/problems/idempotency-in-flight"
    assert answer.headers["Retry-After"] == "1"


def test_a_refusal_is_an_answer_and_is_kept(api: Api) -> None:
    wish = WISH | {"lines": [{"sku": "AM90-BLK-10", "quantity": 99}]}
    first = api.post("/v1/orders", wish, key="k-1")
    again = api.post("/v1/orders", wish, key="k-1")

    assert again.headers[REPLAYED] == "true"
    assert again.get_data() == first.get_data()


def test_a_raised_refusal_is_kept_as_well(api: Api) -> None:
    hold = {"lines": [{"sku": "NOPE", "quantity": 1, "location_id": "loc_m_acme_1"}]}
    api.post("/v1/holds", hold, key="k-1")

    again = api.post("/v1/holds", hold, key="k-1")

    assert (again.status_code, again.headers[REPLAYED]) == (404, "true")


def test_a_failure_lets_the_key_go(api: Api, services: FakeServices) -> None:
    services.shop.next_error.append(UnavailableError("x", platform="p", operation="o"))

    assert api.post("/v1/orders", WISH, key="k-1").status_code == 503
    assert api.post("/v1/orders", WISH, key="k-1").status_code == 201


def test_a_crash_between_effect_and_answer_leaves_one_effect(
    api: Api, services: FakeServices
) -> None:
    first = api.post("/v1/orders", WISH, key="k-1").get_json()
    del services.answers.kept[ACME, "k-1"]  # the lease of the dead process has run out

    again = api.post("/v1/orders", WISH, key="k-1")

    assert again.get_json()["order_id"] == first["order_id"]
    assert REPLAYED not in again.headers
    assert len(services.shop.orders) == 1


def test_a_faulty_request_does_not_use_up_the_key(api: Api, services: FakeServices) -> None:
    assert api.post("/v1/orders", {"lines": []}, key="k-1").status_code == 422
    assert not services.answers.kept
    assert api.post("/v1/orders", WISH, key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "schlüssel"])
def test_a_write_without_a_usable_key_is_refused(api: Api, key: str) -> None:
    headers = {"Authorization": f"Bearer {api.key}", "Idempotency-Key": key}
    answer = api.http.post("/v1/orders", json=WISH, headers=headers)

    assert answer.status_code == 400
    assert answer.get_json()["type"] == "/problems/idempotency-key-missing"


def test_a_key_given_before_the_master_key_was_exchanged_gives_its_answer(
    api: Api, services: FakeServices
) -> None:
    first = api.post("/v1/orders", WISH, key="k-1")
    services.sealing.insert(0, b"n" * 32)

    again = api.post("/v1/orders", WISH, key="k-1")

    assert again.headers[REPLAYED] == "true"
    assert again.get_data() == first.get_data()


def test_what_is_kept_of_a_request_cannot_be_tried_without_our_key(
    api: Api, services: FakeServices
) -> None:
    api.post("/v1/orders", WISH, key="k-1")
    services.sealing[:] = [b"n" * 32]

    assert api.post("/v1/orders", WISH, key="k-1").status_code == 422
