"""Who a phone number or an e-mail address belongs to, over REST."""

from __future__ import annotations

from typing import Any

import pytest

from domain.ids import CustomerId
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import Api

PHONE, EMAIL = "+12065550123", "ada@example.com"


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.get_json()
    return [each["customer_id"] for each in answer.get_json()["items"]]


@pytest.fixture(autouse=True)
def known(services: FakeServices) -> None:
    services.persons.contacts[PHONE] = {CustomerId("cus_2"), CustomerId("cus_1")}
    services.persons.contacts[EMAIL] = {CustomerId("cus_1")}


@pytest.mark.parametrize(
    "written",
    [PHONE, "+1 (206) 555-0123", "+1.206.555.0123", " 12065550123", " +12065550123"],
)
def test_everybody_with_the_phone_number_is_listed_however_it_is_written(
    api: Api, written: str
) -> None:
    assert ids(api.get("/v1/customers", phone=written)) == ["cus_1", "cus_2"]


def test_an_email_address_is_found_in_any_case_and_no_personal_data_comes_back(api: Api) -> None:
    answer = api.get("/v1/customers", email=" Ada@Example.COM ")

    assert ids(answer) == ["cus_1"]
    assert answer.get_json() == {
        "items": [{"customer_id": "cus_1", "platforms": 0}],
        "is_complete": True,
    }


def test_only_a_whole_contact_finds_anybody(api: Api) -> None:
    assert ids(api.get("/v1/customers", phone="+1206555012")) == []
    assert ids(api.get("/v1/customers", email="da@example.com")) == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"phone": PHONE, "email": EMAIL},
        {"phone": "2065550123"},
        {"phone": ""},
        {"email": "ada"},
        {"name": "Ada"},
    ],
)
def test_one_contact_is_needed_and_an_unclear_one_is_refused(
    api: Api, query: dict[str, str]
) -> None:
    answer = api.get("/v1/customers", **query)

    assert answer.status_code == 422
    assert answer.get_json()["type"] == "/problems/invalid-input"
