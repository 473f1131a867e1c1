"""The console's page of a customer: who may be the same person, and merging and taking it back."""

from __future__ import annotations

import pytest

from domain.customers import Customer
from domain.ids import CustomerId, MerchantId, PlatformId
from storage import customers, customers_write, merchants
from storage.operators import Role
from tests.markup import faults_of
from tests.unit.console.conftest import Browser, House

MERCHANT = MerchantId("mer_1")
PHONE = "+12065550123"


def person(house: House, name: str, *, phone: str | None) -> CustomerId:
    now = house.clock.now()
    with house.services.database.write() as tx:
        (connection,) = merchants.connections(tx, MERCHANT)
        record = Customer(
            platform_id=PlatformId(name),
            given_name=name,
            phone=phone,
            email=f"{name.lower()}@example.com",
            revision=1,
        )
        customers_write.apply_customers(tx, connection, [record], as_of=now)
        return customers.by_platform_id(tx, connection.id, [name])[PlatformId(name)]


@pytest.fixture
def ada(house: House) -> CustomerId:
    return person(house, "Ada", phone=PHONE)


@pytest.fixture
def bo(house: House) -> CustomerId:
    return person(house, "Bo", phone=PHONE)


def page_of(browser: Browser, customer: CustomerId) -> str:
    answer = browser.get(f"/console/mer_1/customers/{customer}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert faults_of(page) == []
    return page


def merge(browser: Browser, kept: CustomerId, merged: CustomerId, **form: str) -> None:
    told = {"customer_id": merged, "reason": "asked at the desk", **form}
    browser.post(f"/console/mer_1/customers/{kept}/merge", told)


def test_who_shares_a_contact_is_shown_and_contacts_in_part(
    house: House, ada: CustomerId, bo: CustomerId
) -> None:
    page = page_of(house.signed_in(role=Role.OPERATOR), ada)

    assert "Bo" in page
    assert "…0123" in page
    assert PHONE not in page
    assert "ada@example.com" not in page
    assert "a…@example.com" in page
    assert bo in page


def test_two_are_merged_and_parted_again_with_a_line_in_the_audit_log(
    house: House, ada: CustomerId, bo: CustomerId
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)

    merge(browser, ada, bo)
    merged = page_of(browser, ada)
    of_the_other = page_of(browser, bo)
    browser.post(f"/console/mer_1/customers/{ada}/unmerge", {"customer_id": bo})
    parted = page_of(browser, ada)

    assert "Take it back" in merged
    assert "asked at the desk" in merged
    assert "is asked for under this id is" in of_the_other
    assert "taken back" in parted
    log = browser.get("/console/mer_1/audit").get_data(as_text=True)
    assert "customer.merged" in log
    assert "customer.unmerged" in log


def test_who_shares_nothing_is_merged_only_by_who_is_sure(house: House, ada: CustomerId) -> None:
    cy = person(house, "Cy", phone=None)
    browser = house.signed_in(role=Role.OPERATOR)

    merge(browser, ada, cy)
    refused = page_of(browser, ada)
    merge(browser, ada, cy, is_sure="yes")

    assert "say that you are sure" in refused
    assert "They are one person" in page_of(browser, ada)


def test_a_merge_without_a_reason_changes_nothing(
    house: House, ada: CustomerId, bo: CustomerId
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)

    merge(browser, ada, bo, reason=" ")

    assert "Say why" in page_of(browser, ada)
    assert house.services.persons.matches(MERCHANT, ada)[1] == []


def test_a_viewer_sees_no_customer(house: House, ada: CustomerId) -> None:
    answer = house.signed_in(role=Role.VIEWER).get(f"/console/mer_1/customers/{ada}")

    assert answer.status_code == 403
