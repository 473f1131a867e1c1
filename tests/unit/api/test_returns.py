"""Returns over REST tell of the label that is bought for them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from app.api.problem_types import RETURN_REFUSED
from domain.ids import OrderId
from domain.money import Money
from domain.orders import Tracking
from domain.parcels import ParcelState
from domain.return_labels import LabelState
from domain.returns import Refused
from storage.return_labels import StoredLabel
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, Api

RETURN = "rtn_m_acme"
LABEL: dict[str, Any] = {
    "return_id": RETURN,
    "merchant_id": ACME,
    "order_id": OrderId("ord_x"),
    "kind": "easypost",
    "shipment_id": "shp_1",
    "rate_id": "rate_1",
    "carrier": "USPS",
    "service": "Priority",
    "number": "9400",
    "url": "https://files.example/1.pdf",
    "cost": Money(742, "USD"),
    "written_to": 1,
}


@pytest.mark.parametrize(
    ("state", "url", "shown"),
    [
        (LabelState.BUYING, None, None),
        (LabelState.BOUGHT, "https://files.example/1.pdf", "https://files.example/1.pdf"),
        (LabelState.REFUND_ASKED, "https://files.example/1.pdf", None),
    ],
)
def test_a_label_is_told_with_its_cost_and_its_page_while_it_is_good(
    api: Api, services: FakeServices, state: LabelState, url: str | None, shown: str | None
) -> None:
    services.returns.bought[RETURN] = StoredLabel(
        **{**LABEL, "url": url},
        state=state,
        problem=None,
        updated_at=services.clock.now(),
    )

    one = api.get(f"/v1/returns/{RETURN}").get_json()
    (listed,) = [
        each for each in api.get("/v1/returns").get_json()["items"] if each["return_id"] == RETURN
    ]

    assert one == listed
    assert one["label_url"] == shown
    assert one["label"] == {
        "state": state.value,
        "carrier": "USPS",
        "service": "Priority",
        "tracking_number": "9400",
        "cost": {"amount": 742, "currency": "USD", "display": "$7.42"},
        "was_sent": True,
        "refund_asked_at": None,
        "problem": None,
    }


def test_a_refund_of_a_label_is_told_with_what_came_of_it(api: Api, services: FakeServices) -> None:
    services.returns.bought[RETURN] = StoredLabel(
        **LABEL,
        state=LabelState.NOT_REFUNDED,
        problem="the carrier refused the refund",
        updated_at=services.clock.now(),
        refund_asked_at=services.clock.now(),
    )

    label = api.get(f"/v1/returns/{RETURN}").get_json()["label"]

    assert (label["state"], label["problem"]) == (
        "not_refunded",
        "the carrier refused the refund",
    )
    assert datetime.fromisoformat(label["refund_asked_at"]) == services.clock.now()


def test_of_an_exchange_what_goes_back_is_told_beside_what_the_goods_are_worth(
    api: Api, services: FakeServices
) -> None:
    stored = services.returns.kept[RETURN]
    plan = [{"minor": 1500, "goes": "goods"}, {"minor": 499, "goes": "tender"}]
    services.returns.kept[RETURN] = replace(stored, detail={**stored.detail, "plan": plan})

    told = api.get(f"/v1/returns/{RETURN}").get_json()

    assert (told["amount"]["amount"], told["goes_back"]["amount"]) == (1999, 499)


def test_a_return_without_a_label_says_so(api: Api) -> None:
    assert api.get(f"/v1/returns/{RETURN}").get_json()["label"] is None


def test_a_parcel_that_comes_back_is_told_as_deliveries_are(
    api: Api, services: FakeServices
) -> None:
    assert api.get(f"/v1/returns/{RETURN}").get_json()["parcel"] is None
    services.returns.tracked[RETURN] = Tracking(
        carrier="USPS",
        number="9400",
        state=ParcelState.DELIVERED,
        shipped_on=date(2026, 11, 20),
        delivered_on=date(2026, 11, 22),
    )

    one = api.get(f"/v1/returns/{RETURN}").get_json()
    (listed,) = [
        each for each in api.get("/v1/returns").get_json()["items"] if each["return_id"] == RETURN
    ]

    assert one == listed
    assert one["parcel"] == {
        "carrier": "USPS",
        "number": "9400",
        "url": None,
        "state": "delivered",
        "shipped_on": "2026-11-20",
        "expected_on": None,
        "delivered_on": "2026-11-22",
    }


def test_a_refused_return_says_why_and_what_is_meant(api: Api, order_id: str) -> None:
    wish = {"order_id": order_id, "lines": [{"position": 0, "quantity": 9}]}

    answer = api.post("/v1/returns", wish, key="too-many")

    assert answer.status_code == 409
    told = answer.get_json()
    assert told["reason"] == "more-than-received"
    assert (told["received"], told["returned"]) == (3, 0)
    assert told["detail"].startswith("Mug: of 3 sold 0 came back or are coming, so 3 can be ")


def test_every_reason_to_refuse_a_return_has_words_of_its_own() -> None:
    listed = RETURN_REFUSED.remedy.partition(": ")[2]
    codes = re.sub(r"\([^)]*\)", "", listed).rstrip(".").split(",")

    words = {code.strip(): Refused(code.strip()).words for code in codes}

    assert len(words) == 11
    assert len(set(words.values()) - {Refused("new-in-2027").words}) == 11
