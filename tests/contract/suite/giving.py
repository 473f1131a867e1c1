"""Gift cards of the platform's: what is left on them, and orders paid with one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.capabilities import Capability
from domain.errors import RejectedError
from domain.gift_cards import GiftCard
from domain.money import Money
from domain.orders import PaymentState, PosOrder
from domain.payments import Authorized, Declined, DeclineReason, PaymentStatus
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, key


class Giving(ContractBase):
    """The stand-in's `POST gift-card` sells one, `GET gift-cards` tells balances."""

    def _sold(self, sim: PosSim, amount: int = 50_000, **more: Any) -> dict[str, str]:
        sold: dict[str, str] = sim.control("POST gift-card", {"amount": amount, **more})
        return sold

    def _linked(self, sim: PosSim, amount: int = 50_000, **more: Any) -> GiftCard:
        self._sold(sim, amount, customer_id=sim.shopper(), **more)
        return sim.adapter.gift_cards(sim.shopper())[-1]

    def _left(self, sim: PosSim, card: GiftCard) -> int:
        found: int = sim.control("GET gift-cards")[card.platform_id]
        return found

    @requires(Capability.GIFT_CARDS)
    def test_a_customers_gift_cards_tell_their_balance_and_the_end_of_their_number(
        self, sim: PosSim
    ) -> None:
        sold = self._sold(sim, 1234, customer_id=sim.shopper())
        self._sold(sim, 9999)

        (card,) = sim.adapter.gift_cards(sim.shopper())

        assert (card.balance.amount, card.last4, card.active) == (1234, sold["gan"][-4:], True)
        assert sold["gan"] not in repr(card)
        assert not sim.report.unknown, dict(sim.report.unknown)

    @requires(Capability.GIFT_CARDS)
    def test_a_nonce_of_the_vendors_field_names_a_gift_card_once(self, sim: PosSim) -> None:
        sold = self._sold(sim, 700)

        card = sim.adapter.gift_card_of(sold["nonce"])

        assert (card.balance.amount, card.last4) == (700, sold["gan"][-4:])
        with pytest.raises(RejectedError):
            sim.adapter.gift_card_of(sold["nonce"])

    @requires(Capability.GIFT_CARDS, Capability.CHARGE)
    def test_an_order_is_paid_with_a_gift_card(self, sim: PosSim) -> None:
        order, card = sim.payable(), self._linked(sim)

        held = sim.adapter.authorize(
            sim.payment(order, order.total, card.platform_id), key=key("gift")
        )
        assert isinstance(held, Authorized)
        taken = sim.adapter.capture(
            held.payment_id, order.total, order_id=order.platform_id, key=key("gift")
        )

        assert taken.status is PaymentStatus.CAPTURED
        assert held.card_last4 == card.last4
        assert self._left(sim, card) == card.balance.amount - order.total.amount

    @requires(Capability.GIFT_CARDS, Capability.CHARGE)
    def test_what_is_let_go_is_on_the_gift_card_again(self, sim: PosSim) -> None:
        order, card = sim.payable(), self._linked(sim)
        held = sim.adapter.authorize(
            sim.payment(order, order.total, card.platform_id), key=key("gift")
        )
        assert isinstance(held, Authorized)

        sim.adapter.void(held.payment_id, order_id=order.platform_id, key=key("gift"))

        assert self._left(sim, card) == card.balance.amount

    @requires(Capability.GIFT_CARDS, Capability.CHARGE)
    def test_a_gift_card_with_too_little_on_it_is_declined(self, sim: PosSim) -> None:
        order, card = sim.payable(), self._linked(sim, 1)

        outcome = sim.adapter.authorize(
            sim.payment(order, order.total, card.platform_id), key=key("gift")
        )

        assert isinstance(outcome, Declined)
        assert outcome.reason is DeclineReason.INSUFFICIENT_FUNDS
        assert self._left(sim, card) == 1

    @requires(Capability.SEVERAL_TENDERS)
    def test_a_gift_card_pays_what_is_on_it_and_a_card_the_rest_at_once(self, sim: PosSim) -> None:
        order, card = sim.payable(), self._linked(sim, 500)
        part = self._held(sim, order, order.total, card.platform_id, accept_part=True)
        rest = self._held(sim, order, order.total - part.amount, sim.good_token())
        both = (part.payment_id, rest.payment_id)

        paid, again = (
            sim.adapter.capture_together(order.platform_id, both, key=key(f"both-{attempt}"))
            for attempt in (1, 2)
        )

        assert part.amount == Money(500, order.total.currency)
        assert (paid.payment_state, again.payment_state) == (PaymentState.PAID, PaymentState.PAID)
        assert self._left(sim, card) == 0
        taken = [sim.adapter.payment(each, order_id=order.platform_id) for each in both]
        assert [each.status for each in taken if each] == [PaymentStatus.CAPTURED] * 2

    @requires(Capability.SEVERAL_TENDERS)
    def test_two_payments_that_come_to_less_than_the_order_are_not_taken(self, sim: PosSim) -> None:
        order, card = sim.payable(), self._linked(sim, 500)
        part = self._held(sim, order, order.total, card.platform_id, accept_part=True)

        with pytest.raises(RejectedError):
            sim.adapter.capture_together(order.platform_id, (part.payment_id,), key=key("less"))

        held = sim.adapter.payment(part.payment_id, order_id=order.platform_id)
        assert held is not None
        assert held.status is PaymentStatus.AUTHORIZED

    def _held(
        self, sim: PosSim, order: PosOrder, amount: Money, token: str, *, accept_part: bool = False
    ) -> Authorized:
        request = replace(sim.payment(order, amount, token), accept_part=accept_part)
        outcome = sim.adapter.authorize(request, key=key(f"held-{amount.amount}"))
        assert isinstance(outcome, Authorized), outcome
        return outcome
