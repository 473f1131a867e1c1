"""Money that does not fit: another currency, or another sum than the till asks for by now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from domain.capabilities import Capability
from domain.errors import RejectedError, UnsupportedError
from domain.money import Money
from domain.orders import PaymentState
from domain.payments import RefundRequest
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, draft, key

REFUSED = (RejectedError, UnsupportedError)


class Misfitting(ContractBase):
    """What is neither given back nor called paid."""

    @requires(Capability.REFUND)
    def test_money_in_another_currency_than_was_paid_is_not_given_back(self, sim: PosSim) -> None:
        order, payment_id = sim.paid()
        request = RefundRequest(
            payment_id=payment_id, amount=Money(100, "EUR"), reason="test",
            order_platform_id=order.platform_id,
        )  # fmt: skip

        with pytest.raises(REFUSED):
            sim.adapter.refund(request, key=key("euros"))

        (row,) = sim.book("vt-1001")
        assert sum(one["refunded"] for one in row["payments"]) == 0

    @requires(Capability.RECORD_PAYMENT)
    def test_an_order_that_costs_more_at_the_till_by_now_is_not_called_paid(
        self, sim: PosSim
    ) -> None:
        made = sim.adapter.create_order(draft(sim.cart()), key=key("dearer"))
        known = replace(made, total=made.total - Money(100, "USD"))

        with suppress(*REFUSED):
            done = sim.adapter.confirm_order(
                known, paid=known.total, external_reference="pi_1", key=key("dearer")
            )
            assert done.payment_state is not PaymentState.PAID
