"""Labels that are given back: the money is asked for once, and what the carrier decides is known,
whatever crashes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.bootstrap import build_services
from app.commerce.return_facts import label_of
from app.commerce.saga import no_probe
from app.worker_assembly import build_worker
from config.settings import Settings
from domain.errors import BadSignatureError, IllegalTransitionError
from domain.money import Money
from domain.return_labels import LabelState
from storage import outbox, shopper_data
from storage.notifications import EFFECT as ALERTS
from storage.return_labels import BUY, GIVE_BACK
from storage.shopper_notices import EFFECT as MESSAGES
from tests.integration.returns.depot import Depot, hears_alerts
from tests.integration.returns.sold import MERCHANT, Killed


def test_a_return_that_is_called_off_gives_its_label_back_once(depot: Depot) -> None:
    asked = depot.ask()
    depot.work()
    depot.cancel(asked)
    depot.shop.shipments.lose.append("refund")
    depot.work()
    assert depot.label(asked).state is LabelState.BOUGHT  # nobody knows yet

    depot.work(minutes=2)

    label = depot.label(asked)
    assert (label.state, label.cost) == (LabelState.REFUND_ASKED, Money(607, "USD"))
    assert label_of(asked, label) is None
    assert depot.shop.shipments.bought[0]["refund_status"] == "submitted"
    assert depot.work(minutes=10) == 0


def test_a_label_that_was_used_is_not_given_back(depot: Depot) -> None:
    asked = depot.ask()
    depot.work()
    depot.shop.shipments.used.add(str(depot.label(asked).shipment_id))
    depot.cancel(asked)
    depot.work()

    assert depot.label(asked).state is LabelState.NOT_REFUNDED


def test_a_label_nobody_could_tell_of_is_refunded_with_its_return(depot: Depot) -> None:
    asked = depot.ask()
    depot.shop.shipments.lose.append("buy")
    with depot.world.database.write() as tx:
        (effect,) = outbox.claim(
            tx, owner="w", now=depot.world.clock.now(), lease=timedelta(seconds=60), kind=BUY
        )
    depot.carry_out(replace(effect, attempts=20))
    assert depot.label(asked).state is LabelState.FAILED
    assert "is not known" in (depot.label(asked).problem or "")

    depot.cancel(asked)
    depot.work()

    assert depot.label(asked).state is LabelState.REFUND_ASKED


def test_a_return_called_off_while_nobody_knows_of_the_purchase_is_refunded(depot: Depot) -> None:
    asked = depot.ask()
    depot.shop.shipments.lose.append("buy")
    depot.work()
    depot.cancel(asked)

    depot.work(minutes=2)
    depot.work(minutes=2)

    assert depot.label(asked).state is LabelState.REFUND_ASKED
    assert depot.outbox(MESSAGES) == []


def _shipment(depot: Depot) -> str:
    """The id of the shipment whose label was bought last."""
    return str(depot.shop.shipments.bought[-1]["id"])


def test_a_refund_that_the_carrier_grants_is_found_by_a_look(depot: Depot) -> None:
    asked = depot.given_back()
    assert depot.look() == 0
    assert depot.look(hours=1) == 1
    assert depot.label(asked).state is LabelState.REFUND_ASKED

    depot.shop.shipments.decide(_shipment(depot), "refunded")
    assert depot.look(days=1) == 1

    label = depot.label(asked)
    assert (label.state, label.look_at, label.problem) == (LabelState.REFUNDED, None, None)
    assert depot.look(days=30) == 0


def test_looks_become_rarer_and_never_more_than_a_day_apart(depot: Depot) -> None:
    asked = depot.given_back()
    began = depot.world.clock.now()

    pauses = []
    for _ in range(7):
        due = depot.label(asked).look_at
        assert due is not None
        pauses.append((due - depot.world.clock.now()) / timedelta(hours=1))
        depot.look(seconds=(due - depot.world.clock.now()).total_seconds())

    assert pauses == [1, 1, 2, 4, 8, 16, 24]
    assert depot.label(asked).refund_asked_at == began


def test_a_refund_that_is_refused_later_is_told_to_a_person_once_with_what_to_do(
    depot: Depot,
) -> None:
    hears_alerts(depot.world.database)
    asked = depot.given_back()
    depot.shop.decide(_shipment(depot), "rejected")

    depot.look(hours=1)
    depot.look(days=1)

    label = depot.label(asked)
    assert label.state is LabelState.NOT_REFUNDED
    assert "ask for it again" in (label.problem or "")
    (alert,) = depot.outbox(ALERTS)
    assert alert["kind"] == "return-label-not-refunded"
    assert "ask for it again" in alert["message"]


def test_a_refund_that_was_refused_is_asked_for_again_by_a_person(depot: Depot) -> None:
    asked = depot.given_back()
    depot.shop.decide(_shipment(depot), "rejected")
    depot.look(hours=1)

    depot.carriers.labels.try_again(MERCHANT, asked.id, actor="ada")
    assert depot.work() == 1

    label = depot.label(asked)
    assert (label.state, label.problem) == (LabelState.REFUND_ASKED, None)
    assert label.refund_asked_at == depot.world.clock.now()
    with pytest.raises(IllegalTransitionError):
        depot.carriers.labels.try_again(MERCHANT, asked.id, actor="ada")


def test_a_label_that_is_charged_when_it_is_used_needs_no_person(depot: Depot) -> None:
    hears_alerts(depot.world.database)
    asked = depot.ask()
    depot.work()
    depot.shop.shipments.on_scan.add(_shipment(depot))
    depot.cancel(asked)
    depot.work()

    label = depot.label(asked)
    assert label.state is LabelState.NOT_REFUNDED
    assert "nothing was paid" in (label.problem or "")
    assert depot.outbox(ALERTS) == []


def test_a_refund_that_cannot_be_asked_for_is_told_to_a_person_in_the_end(depot: Depot) -> None:
    hears_alerts(depot.world.database)
    asked = depot.ask()
    depot.work()
    depot.cancel(asked)
    depot.shop.key = "another"
    with depot.world.database.write() as tx:
        (effect,) = outbox.claim(
            tx, owner="w", now=depot.world.clock.now(), lease=timedelta(seconds=60), kind=GIVE_BACK
        )
    depot.carry_out(replace(effect, attempts=24))
    assert depot.label(asked).state is LabelState.BOUGHT

    depot.carry_out(replace(effect, attempts=25))

    assert "is not known" in (depot.label(asked).problem or "")
    (alert,) = depot.outbox(ALERTS)
    assert alert["kind"] == "return-label-not-refunded"


def test_an_account_that_does_not_answer_is_looked_at_again_and_its_trouble_shown(
    depot: Depot,
) -> None:
    asked = depot.given_back()
    right, depot.shop.key = depot.shop.key, "another"
    depot.look(hours=1)
    assert "the API key is not taken" in (depot.label(asked).problem or "")

    depot.shop.key = right
    depot.shop.shipments.decide(_shipment(depot), "refunded")
    depot.look(days=1)

    label = depot.label(asked)
    assert (label.state, label.problem) == (LabelState.REFUNDED, None)


def test_a_refund_that_nobody_decides_is_left_to_a_person_and_a_late_yes_still_counts(
    depot: Depot,
) -> None:
    hears_alerts(depot.world.database)
    asked = depot.given_back()
    for _ in range(60):
        depot.look(days=1)

    label = depot.label(asked)
    assert (label.state, label.look_at) == (LabelState.REFUND_ASKED, None)
    assert "has not decided" in (label.problem or "")
    assert len(depot.outbox(ALERTS)) == 1

    refund = depot.shop.decide(_shipment(depot), "refunded")
    assert depot.hear(*depot.shop.event(refund, "refund.successful")) == 1
    assert depot.label(asked).state is LabelState.REFUNDED


def test_two_who_give_up_looking_at_once_tell_one_person(depot: Depot) -> None:
    hears_alerts(depot.world.database)
    depot.given_back()
    plain = replace(depot.carriers.refunds, probe=no_probe)

    def overtaken(point: str) -> None:
        if point == "label.refund_seen":
            plain.look()
            depot.world.clock.advance(seconds=1)

    depot.world.clock.advance(days=45)
    replace(plain, probe=overtaken).look()

    assert len(depot.outbox(ALERTS)) == 1


def test_what_was_seen_before_a_person_asked_again_does_not_undo_it(depot: Depot) -> None:
    asked = depot.given_back()
    depot.shop.decide(_shipment(depot), "rejected")
    plain = depot.carriers.refunds

    def overtaken(point: str) -> None:
        if point == "label.refund_seen":
            replace(plain, probe=no_probe).look()
            depot.carriers.labels.try_again(MERCHANT, asked.id, actor="ada")
            depot.work()

    depot.world.clock.advance(hours=1)
    replace(plain, probe=overtaken).look()

    assert depot.label(asked).state is LabelState.REFUND_ASKED


def test_a_worker_gives_labels_back_and_looks_for_what_was_decided(
    depot: Depot, database_url: str, tmp_path: Path
) -> None:
    asked = depot.ask()
    depot.work()
    depot.cancel(asked)
    services = build_services(
        Settings.from_env(
            {"VOICETILL_DATABASE_URL": database_url, "VOICETILL_VAR_DIR": str(tmp_path)}
        ),
        clock=depot.world.clock,
    )
    with closing(services):
        services.carriers.desk.connect(
            MERCHANT,
            "easypost",
            key=depot.shop.key,
            secret="s",
            base_url=depot.account.base_url,
            actor="test",
        )
        worker = build_worker(services)
        (outbox_loop,) = [each for each in worker.loops if each.name == "outbox"]
        (looks,) = [each for each in worker.jobs if each.name == "label-refunds"]

        outbox_loop.work()
        assert depot.label(asked).state is LabelState.REFUND_ASKED
        depot.shop.decide(_shipment(depot), "refunded")
        depot.world.clock.advance(hours=1)
        looks.work()

        assert depot.label(asked).state is LabelState.REFUNDED


def test_a_shopper_who_is_forgotten_has_their_label_looked_for_no_more(depot: Depot) -> None:
    asked = depot.given_back()
    with depot.world.database.write() as tx:
        shopper_data.erase(tx, MERCHANT, "cus_1", now=depot.world.clock.now())

    assert depot.look(days=1) == 0

    label = depot.label(asked)
    assert (label.state, label.shipment_id) == (LabelState.REFUND_ASKED, None)


def test_an_event_tells_of_the_refund_once_and_only_where_it_is_signed(depot: Depot) -> None:
    asked = depot.given_back()
    body, headers = depot.shop.event(
        depot.shop.decide(_shipment(depot), "refunded"), "refund.successful"
    )
    with pytest.raises(BadSignatureError):
        depot.hear(body, {**headers, "X-Hmac-Signature": "hmac-sha256-hex=00"})
    assert depot.label(asked).state is LabelState.REFUND_ASKED

    assert [depot.hear(body, headers) for _ in range(2)] == [1, 0]

    assert depot.label(asked).state is LabelState.REFUNDED
    assert depot.look(days=1) == 0


def test_an_event_that_overtakes_the_answer_to_the_request_is_not_undone(depot: Depot) -> None:
    asked = depot.ask()
    depot.work()
    depot.cancel(asked)
    told = []

    def overtaken(point: str) -> None:
        if point == "label.refund_answered":
            refund = depot.shop.decide(_shipment(depot), "refunded")
            told.append(depot.hear(*depot.shop.event(refund, "refund.successful")))

    depot.carriers = replace(
        depot.carriers, refunds=replace(depot.carriers.refunds, probe=overtaken)
    )
    depot.work()

    assert told == [1]
    assert depot.label(asked).state is LabelState.REFUNDED
    assert depot.work(minutes=10) == 0


def test_an_event_about_a_label_of_another_merchant_changes_nothing(depot: Depot) -> None:
    asked = depot.given_back()
    refund = depot.shop.decide(_shipment(depot), "refunded")

    told = depot.shop.event({**refund, "shipment_id": "shp_of_somebody"}, "refund.successful")

    assert depot.hear(*told) == 0
    assert depot.label(asked).state is LabelState.REFUND_ASKED


@pytest.mark.parametrize("point", ["label.refund_answered", "label.refund_stored"])
def test_a_worker_that_dies_while_it_gives_back_asks_for_one_refund(
    depot: Depot, point: str
) -> None:
    asked = depot.ask()
    depot.work()
    depot.cancel(asked)
    depot.world.dies_at = point
    with pytest.raises(Killed):
        depot.work()

    depot.work(minutes=2)

    assert depot.label(asked).state is LabelState.REFUND_ASKED
    assert len(depot.shop.shipments.refunds) == 1


def test_a_worker_that_dies_while_it_looks_leaves_the_decision_to_be_found(depot: Depot) -> None:
    hears_alerts(depot.world.database)
    asked = depot.given_back()
    depot.shop.decide(_shipment(depot), "rejected")
    depot.world.dies_at = "label.refund_seen"
    with pytest.raises(Killed):
        depot.look(hours=1)
    assert depot.label(asked).state is LabelState.REFUND_ASKED

    depot.look()

    assert depot.label(asked).state is LabelState.NOT_REFUNDED
    assert len(depot.outbox(ALERTS)) == 1
