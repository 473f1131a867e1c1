"""Split orders over REST: the total that was agreed to is money, as everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.api.conftest import Api

CONFIRM = "/v1/split-orders/spl_m_acme/confirm"


def test_a_split_order_is_confirmed_at_the_total_that_was_told(api: Api) -> None:
    total = api.get("/v1/split-orders/spl_m_acme").get_json()["total"]

    answer = api.send("PUT", CONFIRM, {"agreed_total": total})

    assert (answer.status_code, answer.get_json()["state"]) == (200, "placed")


@pytest.mark.parametrize(
    "agreed", [{"amount": 2999, "currency": "USD"}, {"amount": 3000, "currency": "CAD"}]
)
def test_another_total_or_another_currency_is_refused_with_both(
    api: Api, agreed: dict[str, Any]
) -> None:
    answer = api.send("PUT", CONFIRM, {"agreed_total": agreed})

    told = answer.get_json()
    assert (answer.status_code, told["type"].rpartition("/")[2]) == (409, "price-changed")
    assert told["now"]["amount"] == 3000
    assert told["agreed"]["currency"] == agreed["currency"]


def test_a_bare_number_is_no_money(api: Api) -> None:
    answer = api.send("PUT", CONFIRM, {"agreed_total": 3000})

    assert answer.status_code == 422
    assert "agreed_total" in answer.get_data(as_text=True)


def test_a_split_order_is_confirmed_without_a_total_too(api: Api) -> None:
    assert api.send("PUT", CONFIRM, {}).get_json()["state"] == "placed"
