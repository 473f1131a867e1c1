"""Dead letters and jobs in the console: shown before they are done, and by whoever may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import alerts, inbox, merchants, sync_jobs
from storage.operators import Role
from storage.sync_jobs import JobKind, JobState
from tests.unit.console.conftest import House

LETTERS = "/console/mer_1/dead-letters"


@pytest.fixture
def dead(house: House) -> int:
    """A delivery that nobody can read; its number."""
    now = house.clock.now()
    with house.services.database.write() as tx:
        inbox.receive(
            tx,
            merchant_id="mer_1",
            connection_id="con_1",
            delivery_id="d1",
            topic="order.updated",
            headers={},
            body=b"{}",
            received_at=now,
        )
        (row,) = inbox.claim(tx, owner="t", now=now, lease=timedelta(seconds=9))
        inbox.bury(tx, row.id, owner="t", now=now, reason="MalformedResponseError: no id")
    return row.id


def state(house: House, number: int) -> str:
    with house.services.database.read() as tx:
        query = "SELECT state FROM inbox WHERE id = ?"
        return str(tx.exec_driver_sql(query, (number,)).scalar_one())


def a_job(house: House) -> str:
    now = house.clock.now()
    with house.services.database.write() as tx:
        connection = merchants.connection(tx, "con_1")
        return sync_jobs.enqueue(
            tx, connection, kind=JobKind.DELTA, due_at=now, requested_by="clock", now=now
        ).id


def job_state(house: House, job_id: str) -> JobState:
    with house.services.database.read() as tx:
        return sync_jobs.get(tx, None, job_id).state


@pytest.mark.parametrize(("deed", "after"), [("replay", "pending"), ("discard", "done")])
def test_a_deed_on_dead_letters_is_shown_first_and_done_by_the_same_form_again(
    house: House, dead: int, deed: str, after: str
) -> None:
    browser = house.signed_in(role=Role.OPERATOR)
    form = {"code": "MalformedResponseError", "reason": "a test"}

    page = browser.get(LETTERS).get_data(as_text=True)
    shown = browser.post(f"{LETTERS}/{deed}", form)

    assert "MalformedResponseError" in page
    assert shown.status_code == 200
    assert "Nothing was done yet" in shown.get_data(as_text=True)
    assert state(house, dead) == "dead"

    done = browser.post(f"{LETTERS}/{deed}", form | {"sure": "yes"})

    assert done.status_code == 302
    assert state(house, dead) == after


def test_who_may_only_look_tries_nothing_anew(house: House, dead: int) -> None:
    browser = house.signed_in(role=Role.VIEWER)

    assert "Replay" not in browser.get(LETTERS).get_data(as_text=True)
    assert browser.post(f"{LETTERS}/replay", {"sure": "yes"}).status_code == 403
    assert state(house, dead) == "dead"


def test_what_is_no_deed_or_no_filter_is_refused(house: House, dead: int) -> None:
    browser = house.signed_in(role=Role.OPERATOR)

    assert browser.post(f"{LETTERS}/burn", {"sure": "yes"}).status_code == 404
    assert browser.get(f"{LETTERS}?impact=none").status_code == 422
    assert browser.post(f"{LETTERS}/discard", {"sure": "yes"}).status_code == 422
    assert state(house, dead) == "dead"


def test_a_letter_of_another_merchant_is_nowhere(house: House, dead: int) -> None:
    browser = house.signed_in(role=Role.OPERATOR)

    page = browser.get("/console/mer_2/dead-letters").get_data(as_text=True)
    browser.post("/console/mer_2/dead-letters/replay", {"sure": "yes"})

    assert "MalformedResponseError" not in page
    assert state(house, dead) == "dead"


def test_a_job_is_canceled_and_asked_for_again(house: House) -> None:
    job = a_job(house)
    browser = house.signed_in(role=Role.OPERATOR)
    page = f"/console/mer_1/jobs/{job}"
    assert "Cancel" in browser.get(page).get_data(as_text=True)

    browser.post(f"{page}/cancel")
    assert job_state(house, job) is JobState.CANCELED
    assert "Ask for it again" in browser.get(page).get_data(as_text=True)

    again = browser.post(f"{page}/again")
    assert job_state(house, again.location.rpartition("/")[2]) is JobState.PENDING


def test_a_job_of_another_merchant_is_not_to_be_ended(house: House) -> None:
    job = a_job(house)
    browser = house.signed_in(role=Role.OPERATOR)

    assert browser.get(f"/console/mer_2/jobs/{job}").status_code == 404
    assert browser.post(f"/console/mer_2/jobs/{job}/cancel").status_code == 404
    assert job_state(house, job) is JobState.PENDING


def test_an_alert_names_the_page_that_says_what_to_do(house: House) -> None:
    now = house.clock.now()
    with house.services.database.write() as tx:
        alerts.raise_alert(
            tx,
            merchants.connection(tx, "con_1"),
            "proof-failed",
            severity="warning",
            message="stock: 3 records differ",
            due_at=None,
            now=now,
        )

    page = house.signed_in().get("/console/mer_1/alerts").get_data(as_text=True)

    assert "docs/runbooks/proof-failed.md" in page


def test_a_letter_stands_beside_one_that_went_well_and_is_replayed_alone(
    house: House, dead: int
) -> None:
    now = house.clock.now()
    with house.services.database.write() as tx:
        for name, body in (("good", b'{"id": "O1", "version": 2}'), ("other", b"{}")):
            inbox.receive(
                tx,
                merchant_id="mer_1",
                connection_id="con_1",
                delivery_id=name,
                topic="order.updated",
                headers={},
                body=body,
                received_at=now,
            )
        good, other = inbox.claim(tx, owner="t", now=now, lease=timedelta(seconds=9))
        inbox.done(tx, [good.id], owner="t", now=now)
        inbox.bury(tx, other.id, owner="t", now=now, reason="MalformedResponseError: no id")
    browser = house.signed_in(role=Role.OPERATOR)

    page = browser.get(f"{LETTERS}/in_{dead}").get_data(as_text=True)
    shown = browser.post(f"{LETTERS}/replay", {"letter": f"in_{dead}"}).get_data(as_text=True)
    browser.post(f"{LETTERS}/replay", {"letter": f"in_{dead}", "sure": "yes"})

    assert "<code>version</code>" in page
    assert "missing" in page
    assert "Replay 1 letter<" in shown
    assert state(house, dead) == "pending"
    assert state(house, other.id) == "dead"
    assert browser.get(f"/console/mer_2/dead-letters/in_{other.id}").status_code == 404


def test_dead_letters_are_exported_as_they_are_narrowed(house: House, dead: int) -> None:
    browser = house.signed_in()

    told = browser.get(f"{LETTERS}?export=csv").get_data(as_text=True).splitlines()
    none = browser.get(f"{LETTERS}?export=csv&code=Other").get_data(as_text=True).splitlines()

    assert told[0].startswith("id,source,connection_id,topic")
    assert told[1].startswith(f"in_{dead},inbox,con_1,order.updated")
    assert len(none) == 1
    assert browser.get(f"{LETTERS}?export=pdf").status_code == 422
