"""The closing balance on the console: what does not add up, and until when it was proved."""

from __future__ import annotations

import html

import pytest

from domain.balance import Finding, FindingKind, FindingState
from domain.ids import ConnectionId, MerchantId, OrderId
from domain.money import Money
from storage import audit, balance
from storage.balance import BalanceRun
from storage.operators import Role
from tests.unit.console.conftest import Browser, House

MERCHANT = MerchantId("mer_1")


@pytest.fixture
def proved(house: House) -> None:
    """One night found an order that was taken money for and is gone, and let a reservation go."""
    now = house.clock.now()
    found = [
        (
            Finding(
                kind=kind,
                subject=payment,
                order_id=OrderId(f"ord_of_{payment}"),
                amount=Money(1999, "USD"),
                detail=f"the reason of {payment}",
            ),
            state,
        )
        for kind, payment, state in (
            (FindingKind.CAPTURE_WITHOUT_ORDER, "pay_open", FindingState.OPEN),
            (FindingKind.AUTHORIZATION_LEFT, "pay_voided", FindingState.VOIDED),
        )
    ]
    run = BalanceRun(
        id="bal_1",
        connection_id=ConnectionId("con_1"),
        since=now,
        until=now,
        orders=412,
        undone=1,
        told=4,
        found=2,
        ended_at=now,
    )
    with house.services.database.write() as tx:
        balance.save(tx, MERCHANT, run, found, now=now)


def _page(browser: Browser, query: str = "", merchant: str = "mer_1") -> str:
    path = f"/console/{merchant}/balance{query}"
    return html.unescape(browser.get(path).get_data(as_text=True))


def test_what_is_open_stands_on_the_page_that_the_menu_leads_to(house: House, proved: None) -> None:
    browser = house.signed_in()

    told, every = _page(browser), _page(browser, "?state=")

    assert 'href="/console/mer_1/balance"' in browser.get("/console/mer_1/overview").text
    assert 'href="/console/mer_1/orders/ord_of_pay_open"' in told
    for words in ("capture without order", "$19.99", "the reason of pay_open", "412"):
        assert words in told
    assert "pay_voided" not in told
    assert "pay_voided" in every


def test_before_the_first_night_the_page_says_how_to_prove_it_now(house: House) -> None:
    browser = house.signed_in()

    told = _page(browser, "?state=")

    assert "voicetill balance --run" in told
    assert "Newest proofs" not in told


def test_another_merchants_balance_is_not_told(house: House, proved: None) -> None:
    told = _page(house.signed_in(), "?state=", merchant="mer_2")

    assert "pay_open" not in told
    assert "412" not in told


def _open_one(house: House) -> str:
    with house.services.database.read() as tx:
        return balance.open_findings(tx, "con_1")[0].id


def test_a_finding_has_a_page_where_an_operator_accepts_it_with_a_reason(
    house: House, proved: None
) -> None:
    its_id = _open_one(house)
    browser, path = house.signed_in(role=Role.OPERATOR), f"/console/mer_1/balance/{its_id}"

    assert f'href="{path}"' in _page(browser)
    assert "Accept it" in browser.get(path).text
    browser.post(f"{path}/accept", {"note": "a scratch, agreed by phone"})

    told = browser.get(path).text
    assert "a scratch, agreed by phone" in told
    assert "Accept it" not in told
    with house.services.database.read() as tx:
        assert balance.finding(tx, MERCHANT, its_id).state is FindingState.ACCEPTED
        logged = audit.entries(tx, MERCHANT)
    assert [each.action for each in logged].count("balance.accepted") == 1


def test_without_a_reason_or_a_second_time_nothing_is_accepted(house: House, proved: None) -> None:
    its_id = _open_one(house)
    browser, path = house.signed_in(role=Role.OPERATOR), f"/console/mer_1/balance/{its_id}"

    browser.post(f"{path}/accept", {"note": "  "})
    with house.services.database.read() as tx:
        before = balance.finding(tx, MERCHANT, its_id).state
    browser.post(f"{path}/accept", {"note": "agreed"})
    browser.post(f"{path}/accept", {"note": "agreed again"})

    assert before is FindingState.OPEN
    told = browser.get(path).text
    assert "accepted: agreed" in told
    assert "agreed again" not in told


def test_a_viewer_or_another_merchant_accepts_nothing(house: House, proved: None) -> None:
    its_id = _open_one(house)
    viewer = house.signed_in(role=Role.VIEWER)

    assert "Accept it" not in viewer.get(f"/console/mer_1/balance/{its_id}").text
    refused = viewer.post(f"/console/mer_1/balance/{its_id}/accept", {"note": "agreed"})
    other = house.signed_in("otto").get(f"/console/mer_2/balance/{its_id}")

    assert (refused.status_code, other.status_code) == (403, 404)
    with house.services.database.read() as tx:
        assert balance.finding(tx, MERCHANT, its_id).state is FindingState.OPEN
