"""Labels bought at EasyPost's stand-in over real databases: once per return, whatever crashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.commerce.return_facts import label_of
from domain.calls import Call
from domain.errors import IllegalTransitionError
from domain.money import Money
from domain.return_labels import LabelNews, LabelState
from domain.returns import ReturnState
from storage import outbox, tables
from storage.notifications import EFFECT as ALERTS
from storage.return_labels import BUY
from storage.returns import StoredReturn
from storage.shopper_notices import EFFECT as MESSAGES
from tests.integration.returns.depot import BUYS, HOME, Depot, can_write, hears_alerts
from tests.integration.returns.sold import MERCHANT, Killed


def test_a_label_is_bought_once_at_the_best_price_and_sent_to_the_shopper(depot: Depot) -> None:
    can_write(depot.world.database)
    asked = depot.ask()
    assert asked.state is ReturnState.AWAITING_GOODS
    assert depot.world.service.label_news(asked) is LabelNews.COMING
    assert label_of(asked, depot.label(asked)) is None

    assert depot.work() == 1

    label = depot.label(asked)
    assert (label.state, label.cost) == (LabelState.BOUGHT, Money(607, "USD"))
    assert (label.carrier, label.service, label.written_to) == ("USPS", "GroundAdvantage", 1)
    assert label_of(asked, label) == "https://files.easypost.example/postage_label/1.pdf"
    assert depot.world.service.label_news(asked) is LabelNews.SENT
    (message,) = depot.outbox(MESSAGES)
    assert message["text"].endswith(str(label.url))
    assert depot.work(minutes=10) == 0


def test_the_label_goes_from_the_shopper_to_the_merchants_return_address(depot: Depot) -> None:
    depot.ask()
    depot.work()

    (shipment,) = depot.shop.shipments.bought
    assert shipment["is_return"] is True
    assert (shipment["from_address"]["name"], shipment["from_address"]["zip"]) == (
        "Steve Brule",
        "90277",
    )
    assert (shipment["to_address"]["street1"], shipment["to_address"]["street2"]) == (
        "417 Montgomery St",
        "Floor 5",
    )
    parcel = {name: shipment["parcel"][name] for name in ("weight", "length", "width", "height")}
    assert parcel == {"weight": 31.8, "length": 11.9, "width": 7.9, "height": 4.0}


@pytest.mark.parametrize(
    "point", ["label.offered", "label.begun", "label.answered", "label.bought"]
)
def test_a_worker_that_dies_anywhere_leaves_one_label_bought(depot: Depot, point: str) -> None:
    asked = depot.ask()
    depot.world.dies_at = point
    with pytest.raises(Killed):
        depot.work()

    depot.work(minutes=2)

    assert depot.label(asked).state is LabelState.BOUGHT
    assert len(depot.shop.shipments.bought) == 1


@pytest.mark.parametrize("lost", ["create", "buy"])
def test_a_lost_answer_leads_to_one_label(depot: Depot, lost: str) -> None:
    asked = depot.ask()
    depot.shop.shipments.lose.append(lost)
    depot.work()
    assert depot.label(asked).state is not LabelState.BOUGHT

    depot.work(minutes=2)

    assert depot.label(asked).state is LabelState.BOUGHT
    assert len(depot.shop.shipments.bought) == 1


def test_a_carrier_that_does_not_answer_its_aggregator_is_asked_for_the_same_label(
    depot: Depot,
) -> None:
    asked = depot.ask()
    depot.shop.shipments.undecided.append("SHIPMENT.POSTAGE.TIMED_OUT")
    depot.work()
    begun = depot.label(asked)
    assert begun.state is LabelState.BUYING

    depot.work(minutes=2)

    label = depot.label(asked)
    assert (label.state, label.shipment_id) == (LabelState.BOUGHT, begun.shipment_id)


def test_a_return_that_is_called_off_before_has_nothing_bought(depot: Depot) -> None:
    asked = depot.ask()
    depot.cancel(asked)

    depot.work()
    depot.work(minutes=2)

    assert depot.label(asked).state is LabelState.DROPPED
    assert depot.shop.shipments.bought == []
    assert depot.work(minutes=10) == 0


def test_goods_that_are_there_before_their_label_need_none(depot: Depot) -> None:
    asked = depot.ask()
    depot.world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    depot.work()

    assert depot.label(asked).state is LabelState.DROPPED
    assert depot.shop.shipments.kept == {}


def test_money_that_goes_back_at_once_waits_for_no_label_and_still_gets_one(depot: Depot) -> None:
    depot.world.policy(buy_label=BUYS, refund_at_once=True)
    asked = depot.ask()
    assert asked.state is ReturnState.DONE

    depot.work()

    assert depot.label(asked).state is LabelState.BOUGHT


def test_a_return_that_a_person_decides_has_its_label_after_their_word(depot: Depot) -> None:
    depot.world.policy(buy_label=BUYS, most_by_itself=1)
    asked = depot.ask()
    assert asked.state is ReturnState.NEEDS_PERSON
    assert depot.work() == 0

    depot.world.service.decide(MERCHANT, asked.id, approve=True, actor="staff")
    depot.work()

    assert depot.label(asked).state is LabelState.BOUGHT


def test_what_was_not_shipped_and_what_no_setting_names_has_no_label(depot: Depot) -> None:
    with depot.world.database.write() as tx:
        tx.execute(tables.orders.update().values(method="pickup"))
    brought = depot.ask()
    assert depot.world.service.label_news(brought) is None

    depot.world.policy()
    with depot.world.database.write() as tx:
        tx.execute(tables.orders.update().values(method="shipping"))
    asked = depot.world.ask((0, 1), key="k2")

    assert isinstance(asked, StoredReturn)
    assert depot.world.service.labels(MERCHANT, [brought.id, asked.id]) == {}
    assert depot.work() == 0


def _heavy(depot: Depot) -> None:
    depot.world.policy(buy_label={**BUYS, "parcel": {"grams": 40_000}})


def _dear(depot: Depot) -> None:
    depot.world.policy(buy_label={**BUYS, "most": 500})


def _homeless(depot: Depot) -> None:
    with depot.world.database.write() as tx:
        tx.execute(tables.customer_records.update().values(address=None))


def _abroad(depot: Depot) -> None:
    with depot.world.database.write() as tx:
        tx.execute(
            tables.customer_records.update().values(
                address={**HOME, "country": "CA", "postal_code": "K1A 0B1", "region": "ON"}
            )
        )


def _nameless_street(depot: Depot) -> None:
    with depot.world.database.write() as tx:
        tx.execute(tables.customer_records.update().values(address={**HOME, "line1": ""}))


def _no_account(depot: Depot) -> None:
    with depot.world.database.write() as tx:
        tx.execute(tables.carrier_accounts.delete())


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (_heavy, "weight is over 70 lb"),
        (_dear, "returns.buy_label.most (500)"),
        (_homeless, "no address of the shopper"),
        (_abroad, "customs papers"),
        (_nameless_street, "to_address.street1: cannot be blank"),
        (_no_account, "voicetill carriers connect easypost"),
    ],
)
def test_what_cannot_be_bought_is_told_to_staff_with_the_reason(
    depot: Depot, trouble: Any, words: str
) -> None:
    trouble(depot)
    hears_alerts(depot.world.database)
    asked = depot.ask()
    depot.work()

    label = depot.label(asked)
    assert label.state is LabelState.FAILED
    assert words in (label.problem or "")
    assert depot.shop.shipments.bought == []
    (alert,) = depot.outbox(ALERTS)
    assert alert["kind"] == "return-label-failed"
    assert depot.world.service.label_news(asked) is LabelNews.FROM_SHOP
    assert depot.work(minutes=10) == 0


def test_a_label_that_failed_is_bought_once_what_was_wrong_is_mended(depot: Depot) -> None:
    _dear(depot)
    asked = depot.ask()
    depot.work()
    depot.world.policy(buy_label=BUYS)

    depot.carriers.labels.try_again(MERCHANT, asked.id, actor="ada")
    depot.work()

    label = depot.label(asked)
    assert (label.state, label.problem) == (LabelState.BOUGHT, None)
    with pytest.raises(IllegalTransitionError):
        depot.carriers.labels.try_again(MERCHANT, asked.id, actor="ada")


def test_a_key_that_is_not_taken_is_tried_again(depot: Depot) -> None:
    asked = depot.ask()
    right, depot.shop.key = depot.shop.key, "another"
    depot.work()
    assert depot.label(asked).state is LabelState.WANTED

    depot.shop.key = right
    depot.work(minutes=2)

    assert depot.label(asked).state is LabelState.BOUGHT


def test_two_workers_at_one_label_buy_one(depot: Depot) -> None:
    asked = depot.ask()
    with depot.world.database.write() as tx:
        (effect,) = outbox.claim(
            tx, owner="w", now=depot.world.clock.now(), lease=timedelta(seconds=60), kind=BUY
        )
    both = depot.carriers.labels

    def overtaken(point: str) -> None:
        if point == "label.offered":
            both.buy(effect, Call.within(60))

    replace(both, probe=overtaken).buy(effect, Call.within(60))

    assert depot.label(asked).state is LabelState.BOUGHT
    assert len(depot.shop.shipments.bought) == 1


def test_a_shopper_who_cannot_be_written_gets_it_from_the_shop(depot: Depot) -> None:
    asked = depot.ask()
    depot.work()

    assert depot.label(asked).written_to == 0
    assert depot.world.service.label_news(asked) is LabelNews.FROM_SHOP
