"""The figures page: what was not understood and how returns went, for all and by channel."""

from __future__ import annotations

from storage import turns, voice_figures
from storage.turns import TurnRow
from tests.unit.console.conftest import House


def test_misunderstanding_and_satisfaction_are_shown_for_all_and_by_channel(house: House) -> None:
    now = house.clock.now()
    heard = [
        TurnRow(
            merchant_id="mer_1",
            session="s1",
            channel="phone",
            locale="de-DE",
            at=now,
            took_ms=5,
            intent="return_item",
            expect="nothing",
            missed=missed,
            order_id=None,
            customer_id=None,
            heard=None,
            said="",
        )
        for missed in (False, False, False, True)
    ]
    with house.services.database.write() as tx:
        turns.add(tx, heard)
        for about, score in (("rtn_1", 5), ("rtn_2", 4)):
            voice_figures.rate(tx, "mer_1", about, score, channel="phone", locale="de-DE", at=now)

    page = house.signed_in().get("/console/mer_1/analytics").get_data(as_text=True)

    assert "<b>25" in page
    assert "<b>4.5</b> of 5 after a return<br><small>2 answers" in page
    assert '<td data-title="After a return">4.5</td>' in page
