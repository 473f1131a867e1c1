"""Goods that one store sends to another: asked for once, sent by staff, called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.capabilities import Capability
from domain.errors import PlatformError, RejectedError
from domain.transfers import PosTransfer, TransferState, TransferWish
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, key, stock_id, unknown


class Moving(ContractBase):
    """The stand-in's `POST transfer` does what staff do: `send`, then `receive`."""

    def wish(self, sim: PosSim, reference: str = "trf_1001") -> TransferWish:
        """Two of the usual variant from the usual store to another."""
        places = [
            one.platform_id
            for page in sim.adapter.locations()
            for one in page.records
            if one.active
        ]
        return TransferWish(
            reference=reference,
            source_id=sim.location(),
            destination_id=next(each for each in places if each != sim.location()),
            inventory_id=stock_id(sim.variant()),
            quantity=2,
            expected_on=date(2026, 12, 1),
            note="For a shopper",
        )

    def asked(self, sim: PosSim, wish: TransferWish | None = None) -> PosTransfer:
        """A transfer that the sending store has to pack."""
        return sim.adapter.create_transfer(wish or self.wish(sim), key=key("transfer"))

    def staff(self, sim: PosSim, transfer: PosTransfer, doing: str) -> PosTransfer:
        """The transfer after staff did something with it."""
        sim.control("POST transfer", {"id": transfer.platform_id, "do": doing})
        found = sim.adapter.transfer(transfer.platform_id)
        assert found is not None
        return found

    @requires(Capability.TRANSFERS)
    def test_a_transfer_is_asked_for_once_and_moves_nothing_yet(self, sim: PosSim) -> None:
        before = sim.on_shelf()

        wish = self.wish(sim)
        first, again = (self.asked(sim, wish) for _ in range(2))

        assert first.platform_id == again.platform_id
        assert first.state is again.state is TransferState.REQUESTED
        (row,) = sim.control("GET transfers")
        assert (row["quantity"], "trf_1001" in row["note"]) == (2, True)
        assert sim.on_shelf() == before

    @requires(Capability.TRANSFERS)
    def test_two_wishes_of_the_same_goods_are_two_transfers(self, sim: PosSim) -> None:
        wish = self.wish(sim)
        first = self.asked(sim, wish)

        other = sim.adapter.create_transfer(
            replace(wish, reference="trf_1002"), key=key("another transfer")
        )

        assert other.platform_id != first.platform_id
        assert len(sim.control("GET transfers")) == 2

    @requires(Capability.TRANSFERS)
    def test_a_transfer_whose_answers_were_lost_is_made_once(self, sim: PosSim) -> None:
        wish, before = self.wish(sim), sim.calls()
        self.asked(sim, wish)
        routes = list(dict.fromkeys(one["route"] for one in sim.requests()[before - sim.calls() :]))

        for number, route in enumerate(routes):
            wish, again = replace(wish, reference=f"trf_200{number}"), key(f"lost {number}")
            sim.fault("lose_answer", route, times=None)
            with pytest.raises(PlatformError):
                sim.reopen().create_transfer(wish, key=again)
            sim.control("DELETE faults")
            sim.adapter.create_transfer(wish, key=again)

            rows = [row for row in sim.control("GET transfers") if wish.reference in row["note"]]
            assert [row["quantity"] for row in rows] == [2], route

    @requires(Capability.TRANSFERS)
    def test_what_staff_do_with_it_is_told_and_counted(self, sim: PosSim) -> None:
        before, made = sim.on_shelf(), self.asked(sim)

        sent = self.staff(sim, made, "send")
        left = sim.on_shelf()
        received = self.staff(sim, made, "receive")

        assert (sent.state, received.state) == (TransferState.SENT, TransferState.RECEIVED)
        assert left == sim.on_shelf() == before - 2

    @requires(Capability.TRANSFERS)
    def test_a_transfer_that_was_not_sent_is_called_off_however_often(self, sim: PosSim) -> None:
        before, made = sim.on_shelf(), self.asked(sim)

        done = [
            sim.adapter.cancel_transfer(made.platform_id, key=key("off")).state for _ in range(2)
        ]

        assert done == [TransferState.CANCELED] * 2
        assert sim.on_shelf() == before
        after = sim.adapter.transfer(made.platform_id)
        assert after is None or after.state is TransferState.CANCELED

    @requires(Capability.TRANSFERS)
    def test_goods_that_arrived_are_not_called_back(self, sim: PosSim) -> None:
        made = self.asked(sim)
        for doing in ("send", "receive"):
            self.staff(sim, made, doing)

        with pytest.raises(RejectedError):
            sim.adapter.cancel_transfer(made.platform_id, key=key("off"))

    @requires(Capability.TRANSFERS)
    def test_a_transfer_nobody_knows_is_none(self, sim: PosSim) -> None:
        made = self.asked(sim)

        assert sim.adapter.transfer(unknown(made.platform_id)) is None

    @requires(Capability.TRANSFERS)
    def test_goods_nobody_counts_are_not_sent(self, sim: PosSim) -> None:
        wish = self.wish(sim)
        odd = replace(wish, inventory_id=unknown(wish.inventory_id))

        with pytest.raises(RejectedError):
            sim.adapter.create_transfer(odd, key=key("odd"))

        assert not sim.control("GET transfers")
