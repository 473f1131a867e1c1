"""Labels at EasyPost: what is sent is what it documents, what it answers is read, and the stand-in
refuses what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.easypost.client import EasyPost, new_exchanger
from adapters.easypost.labels import label_of, offer_of, refund_of, shipment_of
from adapters.easypost.webhooks import EasyPostReader
from domain.calls import Deadline
from domain.catalog import Address
from domain.errors import (
    AmbiguousOutcomeError,
    InvalidInputError,
    MalformedResponseError,
    RejectedError,
    UnsupportedError,
)
from domain.return_labels import (
    LabelPolicy,
    LabelRefund,
    LabelWish,
    ParcelSize,
    PostalContact,
    RefundNews,
)
from domain.returns import ReturnPolicy, WayBack
from sandbox.easypost.shipments import Shipments
from sandbox.easypost.shop import TrackerShop
from sandbox.kit.server import serve

SHIPMENT = frozenset(
    {
        *("id", "object", "mode", "created_at", "updated_at", "reference", "is_return", "status"),
        *("to_address", "from_address", "return_address", "buyer_address", "parcel", "options"),
        *("customs_info", "scan_form", "forms", "insurance", "rates", "selected_rate", "fees"),
        *("postage_label", "messages", "tracking_code", "tracker", "refund_status", "usps_zone"),
        *("batch_id", "batch_status", "batch_message", "order_id"),
    }
)
RATE = frozenset(
    {
        *("id", "object", "mode", "created_at", "updated_at", "service", "carrier"),
        *("carrier_account_id", "shipment_id", "rate", "currency", "retail_rate"),
        *("retail_currency", "list_rate", "list_currency", "billing_type", "delivery_days"),
        *("delivery_date", "delivery_date_guaranteed", "est_delivery_days"),
    }
)
POSTAGE_LABEL = frozenset(
    {
        *("id", "object", "created_at", "updated_at", "date_advance", "integrated_form"),
        *("label_date", "label_resolution", "label_size", "label_type", "label_url", "label_file"),
        *("label_file_type", "label_pdf_url", "label_zpl_url", "label_epl2_url"),
    }
)
REFUND = frozenset(
    {
        *("id", "object", "created_at", "updated_at", "tracking_code", "confirmation_number"),
        *("status", "carrier", "shipment_id"),
    }
)
EVENT = frozenset(
    {
        *("id", "object", "mode", "created_at", "updated_at", "description", "result", "status"),
        *("previous_attributes", "pending_urls", "completed_urls", "user_id"),
    }
)
TRACKER = frozenset(
    {
        *("id", "object", "mode", "tracking_code", "status", "status_detail", "created_at"),
        *("updated_at", "signed_by", "weight", "est_delivery_date", "shipment_id", "carrier"),
        *("tracking_details", "fees", "carrier_detail", "public_url"),
    }
)
"""Properties as the vendor documents them (Shipment, Rate, PostageLabel), and as its published
answers have them (Refund, Event, Tracker: EasyPost/examples); both read 2026-11-22."""
HOME = Address(
    line1="179 N Harbor Dr", city="Redondo Beach", region="CA", postal_code="90277", country="US"
)
STORE = replace(HOME, line1="417 Montgomery St", city="San Francisco", postal_code="94104")
WISH = LabelWish(
    shopper=PostalContact(name="Steve Brule", address=HOME),
    merchant=PostalContact(name="Northwind", address=STORE, phone="4153334445"),
    parcel=ParcelSize(grams=1000),
    reference="rtn_1",
)
SOON = Deadline.after(86_400)  # from when this file is read, however long the suite takes


@pytest.fixture
def shop() -> TrackerShop:
    return TrackerShop()


@pytest.fixture
def easypost(shop: TrackerShop) -> Iterator[EasyPost]:
    server, exchanger = serve(shop), new_exchanger()
    yield EasyPost(exchanger, server.url, shop.key, loopback=True)
    exchanger.close()
    server.stop()


def test_the_stand_in_answers_with_the_properties_that_are_documented(
    shop: TrackerShop, easypost: EasyPost
) -> None:
    offer = easypost.offer_return(WISH, SOON)
    (made,) = shop.shipments.kept.values()
    assert made.keys() == SHIPMENT
    assert {frozenset(rate) for rate in made["rates"]} == {RATE}

    easypost.buy_label(offer.shipment_id, offer.rate_id, SOON)

    assert made.keys() == SHIPMENT
    assert made["postage_label"].keys() == POSTAGE_LABEL
    tracker = made["tracker"]
    assert tracker.keys() == TRACKER
    assert (tracker["shipment_id"], tracker["tracking_code"]) == (made["id"], made["tracking_code"])
    unheard_of = (tracker["status"], tracker["est_delivery_date"], tracker["tracking_details"])
    assert unheard_of == ("unknown", None, [])


def test_a_label_is_bought_once_however_often_it_is_asked_for(
    shop: TrackerShop, easypost: EasyPost
) -> None:
    offer = easypost.offer_return(WISH, SOON)
    assert easypost.bought_label(offer.shipment_id, SOON) is None

    bought = [easypost.buy_label(offer.shipment_id, offer.rate_id, SOON) for _ in range(2)]

    assert bought[0].tracker_id == shop.trackers[bought[0].number]["id"]
    assert bought[0] == bought[1] == easypost.bought_label(offer.shipment_id, SOON)
    assert (bought[0].cost, bought[0].carrier) == (offer.cost, "USPS")
    assert len(shop.shipments.bought) == 1


@pytest.mark.parametrize(
    "code",
    [
        "SHIPMENT.POSTAGE.TIMED_OUT",
        "SHIPMENT.POSTAGE.NO_RESPONSE",
        "SHIPMENT.PURCHASE.IN_PROGRESS",
    ],
)
def test_a_purchase_that_the_carrier_left_open_is_no_refusal(
    shop: TrackerShop, easypost: EasyPost, code: str
) -> None:
    offer = easypost.offer_return(WISH, SOON)
    shop.shipments.undecided.append(code)

    with pytest.raises(AmbiguousOutcomeError):
        easypost.buy_label(offer.shipment_id, offer.rate_id, SOON)


def test_a_lost_answer_to_a_purchase_leaves_it_open(shop: TrackerShop, easypost: EasyPost) -> None:
    offer = easypost.offer_return(WISH, SOON)
    shop.shipments.lose.append("buy")

    with pytest.raises(AmbiguousOutcomeError):
        easypost.buy_label(offer.shipment_id, offer.rate_id, SOON)
    assert easypost.bought_label(offer.shipment_id, SOON) is not None


def test_a_label_is_given_back_once_and_a_used_one_not(
    shop: TrackerShop, easypost: EasyPost
) -> None:
    offer, used = easypost.offer_return(WISH, SOON), easypost.offer_return(WISH, SOON)
    for each in (offer, used):
        easypost.buy_label(each.shipment_id, each.rate_id, SOON)
    shop.shipments.used.add(used.shipment_id)

    assert easypost.refund_label(offer.shipment_id, SOON) is LabelRefund.ASKED
    assert easypost.refund_label(offer.shipment_id, SOON) is LabelRefund.ASKED
    with pytest.raises(RejectedError, match="The parcel has been shipped"):
        easypost.refund_label(used.shipment_id, SOON)
    shop.decide(offer.shipment_id, "refunded")
    assert easypost.refund_label(offer.shipment_id, SOON) is LabelRefund.DONE


@pytest.mark.parametrize(
    ("decided", "said", "again"),
    [
        (None, LabelRefund.ASKED, LabelRefund.ASKED),
        ("refunded", LabelRefund.DONE, LabelRefund.DONE),
        ("rejected", LabelRefund.REFUSED, LabelRefund.ASKED),
    ],
)
def test_what_a_carrier_decided_is_read_and_a_refusal_may_be_asked_again(
    shop: TrackerShop,
    easypost: EasyPost,
    decided: str | None,
    said: LabelRefund,
    again: LabelRefund,
) -> None:
    offer = easypost.offer_return(WISH, SOON)
    easypost.buy_label(offer.shipment_id, offer.rate_id, SOON)
    assert easypost.label_refund(offer.shipment_id, SOON) is None
    easypost.refund_label(offer.shipment_id, SOON)
    if decided is not None:
        shop.decide(offer.shipment_id, decided)

    assert easypost.label_refund(offer.shipment_id, SOON) is said
    assert easypost.refund_label(offer.shipment_id, SOON) is again


def test_a_carrier_that_charges_on_scan_has_nothing_to_refund(
    shop: TrackerShop, easypost: EasyPost
) -> None:
    offer = easypost.offer_return(WISH, SOON)
    easypost.buy_label(offer.shipment_id, offer.rate_id, SOON)
    shop.shipments.on_scan.add(offer.shipment_id)

    for _ in range(2):
        assert easypost.refund_label(offer.shipment_id, SOON) is LabelRefund.NOT_CHARGED


def test_an_event_tells_of_a_refund_with_the_properties_that_are_documented(
    shop: TrackerShop, easypost: EasyPost
) -> None:
    offer = easypost.offer_return(WISH, SOON)
    easypost.buy_label(offer.shipment_id, offer.rate_id, SOON)
    easypost.refund_label(offer.shipment_id, SOON)
    refund = shop.decide(offer.shipment_id, "refunded")

    body, _ = shop.event(refund, "refund.successful")

    assert (refund.keys(), json.loads(body).keys()) == (REFUND, EVENT)
    assert EasyPostReader().parse(body) == RefundNews(offer.shipment_id, LabelRefund.DONE)
    for fault in ({"status": "perhaps"}, {"shipment_id": None}):
        broken, _ = shop.event({**refund, **fault}, "refund.successful")
        with pytest.raises(MalformedResponseError, match=next(iter(fault))):
            EasyPostReader().parse(broken)


def test_a_refusal_names_the_field_and_what_is_wrong_with_it(easypost: EasyPost) -> None:
    nowhere = replace(WISH.shopper, address=replace(HOME, postal_code=None))

    with pytest.raises(RejectedError, match=r"PARAMETER\.REQUIRED.*to_address\.zip: cannot be"):
        easypost.offer_return(replace(WISH, shopper=nowhere), SOON)


def test_a_parcel_over_a_border_needs_papers_and_is_not_asked_for(shop: TrackerShop) -> None:
    abroad = replace(WISH.shopper, address=replace(HOME, country="CA"))

    with pytest.raises(UnsupportedError, match="from CA to US needs customs papers"):
        shipment_of(replace(WISH, shopper=abroad))


def _shipment(**told: Any) -> dict[str, Any]:
    """What the stand-in answers to what is sent, with changes before it is sent."""
    body = shipment_of(WISH)
    body["shipment"] = {**body["shipment"], **told}
    said = Shipments().answer("POST", "/v2/shipments", body)
    assert said is not None
    return said[1]


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"to": {}}, "SHIPMENT.INVALID_PARAMS", "to"),
        ({"from_address": None}, "PARAMETER.REQUIRED", "from_address"),
        ({"from_address": {"street": "x"}}, "SHIPMENT.INVALID_PARAMS", "from_address.street"),
        (
            {"to_address": {"street1": "1", "city": "x", "zip": "1", "country": "US"}},
            "PARAMETER.REQUIRED",
            "to_address.name",
        ),
        ({"parcel": {"length": 1}}, "PARAMETER.REQUIRED", "parcel.weight"),
        ({"parcel": {"weight": 0}}, "PARAMETER.REQUIRED", "parcel.weight"),
        ({"parcel": {"weight": 1, "grams": 1}}, "SHIPMENT.INVALID_PARAMS", "parcel.grams"),
        ({"parcel": {"weight": 1, "length": 1}}, "PARAMETER.REQUIRED", "parcel.width"),
    ],
)
def test_the_stand_in_refuses_what_the_vendor_refuses(
    told: dict[str, Any], code: str, field: str
) -> None:
    error = _shipment(**told)["error"]

    assert (error["code"], error["errors"][0]["field"]) == (code, field)


def test_an_answer_that_cannot_be_read_names_the_field() -> None:
    shipment = _shipment()
    bought = {
        **shipment,
        "tracking_code": "1",
        "selected_rate": shipment["rates"][0],
        "postage_label": {"label_url": "https://x"},
    }
    assert label_of(bought) is not None

    for fault, field in (
        ({"postage_label": {"label_url": None}}, "label_url"),
        ({"selected_rate": None}, "selected_rate"),
        ({"selected_rate": {**shipment["rates"][0], "rate": "6.075"}}, "rate"),
        ({"tracking_code": None}, "tracking_code"),
        ({"tracker": {"id": None}}, "a tracker's id"),
    ):
        with pytest.raises(MalformedResponseError, match=field):
            label_of({**bought, **fault})
    with pytest.raises(MalformedResponseError, match="refund_status"):
        refund_of({**shipment, "refund_status": "perhaps"})
    with pytest.raises(MalformedResponseError, match="shipment"):
        offer_of([])


POLICY: dict[str, Any] = {
    "address": {
        "name": "Northwind",
        "line1": "417 Montgomery St",
        "city": "San Francisco",
        "region": "CA",
        "postal_code": "94104",
        "country": "US",
    },
    "parcel": {"grams": 900},
}


def test_a_merchant_who_buys_labels_has_shipped_orders_come_back_by_parcel() -> None:
    policy = ReturnPolicy.from_settings({"buy_label": POLICY})

    assert policy.way_back(was_shipped=True) is WayBack.LABEL
    assert policy.way_back(was_shipped=False) is WayBack.DROP_OFF
    assert policy.buy_label == LabelPolicy.from_settings(POLICY)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (True, "returns.buy_label"),
        ({**POLICY, "printer": 1}, "returns.buy_label.printer"),
        ({**POLICY, "carrier": "pigeon"}, "returns.buy_label.carrier"),
        ({**POLICY, "most": 0}, "returns.buy_label.most"),
        ({"parcel": POLICY["parcel"]}, "returns.buy_label.address"),
        ({"address": POLICY["address"]}, "returns.buy_label.parcel"),
        ({**POLICY, "parcel": {}}, "returns.buy_label.parcel.grams"),
        ({**POLICY, "parcel": {"grams": 1.5}}, "returns.buy_label.parcel.grams"),
        ({**POLICY, "parcel": {"grams": 1, "width_mm": 5}}, "returns.buy_label.parcel.length_mm"),
        (
            {**POLICY, "address": {**POLICY["address"], "city": ""}},
            "returns.buy_label.address.city",
        ),
        (
            {**POLICY, "address": {**POLICY["address"], "country": "us"}},
            "returns.buy_label.address.country",
        ),
        (
            {**POLICY, "address": {**POLICY["address"], "postal_code": "9410"}},
            "returns.buy_label.address.postal_code",
        ),
    ],
)
def test_a_setting_for_labels_that_cannot_be_used_names_its_field(told: Any, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        ReturnPolicy.from_settings({"buy_label": told})

    assert caught.value.field == field


def test_a_parcel_has_one_label_bought_or_the_merchants_own() -> None:
    both = {"buy_label": POLICY, "label_url": "https://northwind.example/{return}"}

    with pytest.raises(InvalidInputError, match="either buy_label or label_url"):
        ReturnPolicy.from_settings(both)
