"""The console's page of a subscription, and what operators do there."""

from __future__ import annotations

import pytest

from app.commerce.subscriptions.model import Plan, StartSubscription, SubscriptionView
from domain.customers import Customer
from domain.ids import IdempotencyKey, MerchantId, PlatformId, ProductSku
from domain.recurrence import Cadence, Unit
from domain.subscriptions import SubscriptionState
from storage import customers, customers_write, merchants, recurring
from storage.operators import Role
from tests.unit.console.conftest import House

MERCHANT = MerchantId("mer_1")


@pytest.fixture
def subscription(house: House) -> SubscriptionView:
    services, now = house.services, house.clock.now()
    with services.database.write() as tx:
        connection = merchants.connections(tx, MERCHANT)[0]
        ada = Customer(platform_id=PlatformId("C1"), given_name="Ada", phone="+12065550100")
        customers_write.apply_customers(tx, connection, [ada], as_of=now)
        (person,) = customers.find(tx, MERCHANT, phone="+12065550100")
    plan = Plan(
        merchant_id=MERCHANT,
        customer_id=person.id,
        sku=ProductSku("MUG-1"),
        cadence=Cadence(every=1, unit=Unit.MONTH),
    )
    return services.subscriptions.start(
        StartSubscription(plan=plan, key=IdempotencyKey("k"), channel="test")
    )


def _state(house: House, its_id: str) -> SubscriptionState:
    return house.services.subscriptions.get(MERCHANT, its_id).stored.state


def test_the_list_leads_to_a_page_that_says_what_comes_when(
    house: House, subscription: SubscriptionView
) -> None:
    browser = house.signed_in()
    listed = browser.get("/console/mer_1/subscriptions").get_data(as_text=True)
    page = browser.get(f"/console/mer_1/subscriptions/{subscription.stored.id}")

    assert f"/console/mer_1/subscriptions/{subscription.stored.id}" in listed
    told = page.get_data(as_text=True)
    assert "every month at 09:00" in told
    assert "started" in told
    assert "Cancel the subscription" in told


def test_an_operator_pauses_goes_on_skips_and_cancels_with_lines_in_the_audit_log(
    house: House, subscription: SubscriptionView
) -> None:
    browser, its_id = house.signed_in(role=Role.ADMIN), subscription.stored.id
    path = f"/console/mer_1/subscriptions/{its_id}"

    browser.post(f"{path}/pause", {"until": ""})
    assert _state(house, its_id) is SubscriptionState.PAUSED
    browser.post(f"{path}/resume")
    browser.post(f"{path}/skip")
    assert _state(house, its_id) is SubscriptionState.ACTIVE
    browser.post(f"{path}/cancel")
    assert _state(house, its_id) is SubscriptionState.CANCELED

    log = browser.get("/console/mer_1/audit").get_data(as_text=True)
    assert "subscription.pause" in log
    assert "subscription.cancel" in log


@pytest.mark.parametrize(("action", "form"), [("pause", {"until": "soon"}), ("approve", {})])
def test_what_cannot_be_done_is_said_and_changes_nothing(
    house: House, subscription: SubscriptionView, action: str, form: dict[str, str]
) -> None:
    browser, its_id = house.signed_in(), subscription.stored.id
    path = f"/console/mer_1/subscriptions/{its_id}"

    browser.post(f"{path}/{action}", form)

    assert "Nothing was changed" in browser.get(path).get_data(as_text=True)
    with house.services.database.read() as tx:
        assert [each.kind for each in recurring.events(tx, its_id, limit=9)] == ["started"]
