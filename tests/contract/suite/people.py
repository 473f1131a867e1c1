"""Customers, their cards and their purchases."""

from __future__ import annotations

import re

import pytest

from domain.capabilities import Capability
from domain.events import Entity
from domain.ids import PlatformId
from domain.orders import PaymentState
from tests.contract.suite.asking import needs, only_reads, paged, requires, said
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, high_water, records, wait_for

CUSTOMERS = 25
"""Fewest that a stand-in's account lists."""
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class People(ContractBase):
    """Who buys, and what they bought."""

    @requires(Capability.FIND_CUSTOMER)
    def test_a_shopper_is_found_by_exact_phone_or_email(self, sim: PosSim) -> None:
        by_phone = sim.adapter.find_customers(phone=sim.phone)
        by_email = sim.adapter.find_customers(email=sim.email)

        assert [one.platform_id for one in by_phone] == [one.platform_id for one in by_email]
        assert by_phone[0].phone == sim.phone
        assert by_phone[0].email == sim.email
        assert by_phone[0].given_name == "Jordan"
        assert sim.adapter.find_customers(phone="+12065559999") == ()
        assert sim.adapter.find_customers(email="jordan.rivera@example.co") == ()

    @requires(Capability.CUSTOMERS)
    def test_customers_are_listed_each_once(self, sim: PosSim) -> None:
        pages = list(sim.adapter.customers())

        found = [one.platform_id for page in pages for one in page.records]
        assert len(found) == len(set(found)) >= CUSTOMERS
        assert not any(page.quarantined for page in pages)

    @requires(Capability.STORED_CARDS)
    def test_a_stored_card_is_a_token_and_what_may_be_shown_of_it(self, sim: PosSim) -> None:
        (card,) = sim.adapter.stored_cards(sim.shopper())

        assert card.token
        assert len(card.last4) == 4
        assert card.brand == "Visa"

    @requires(Capability.ORDER_HISTORY)
    def test_the_shoppers_purchases_come_newest_first(self, sim: PosSim) -> None:
        pages = list(sim.adapter.orders(customer_id=sim.shopper()))

        orders = [one for page in pages for one in page.records]
        assert len(orders) >= 2
        assert [one.created_at for one in orders] == sorted(
            (one.created_at for one in orders), reverse=True
        )
        assert all(one.payment_state is PaymentState.PAID for one in orders)
        assert all(line.variant_platform_id for line in orders[0].lines)
        assert not any(page.quarantined for page in pages)

    @only_reads
    @requires(Capability.ORDER_HISTORY)
    def test_an_unknown_order_is_none(self, sim: PosSim) -> None:
        known = next(one for page in sim.adapter.orders() for one in page.records)

        unknown = PlatformId(f"{known.platform_id[:-4]}0000")

        assert sim.adapter.order(known.platform_id) is not None
        assert sim.adapter.order(unknown) is None

    @only_reads
    @requires(Capability.CUSTOMERS)
    def test_phones_are_e164_and_mails_lower_case_whatever_the_till_wrote(
        self, sim: PosSim
    ) -> None:
        customers = records(sim.adapter.customers())

        assert all(_E164.fullmatch(one.phone) for one in customers if one.phone)
        assert all(one.email == one.email.lower() for one in customers if one.email)

    @only_reads
    @paged(Entity.CUSTOMER)
    @requires(Capability.CUSTOMERS)
    def test_a_customer_listing_that_broke_off_goes_on_where_it_stopped(self, sim: PosSim) -> None:
        whole = {one.platform_id for one in records(sim.adapter.customers())}
        first = next(iter(sim.adapter.customers()))
        if first.cursor is None:
            pytest.skip("the customers fit on one page")

        rest = list(sim.reopen().customers(cursor=first.cursor))

        assert {one.platform_id for one in records((first, *rest))} == whole

    @only_reads
    @requires(Capability.CUSTOMERS)
    def test_a_customer_delta_without_changes_brings_nothing_new(self, sim: PosSim) -> None:
        pages = list(sim.adapter.customers())
        known = {one.platform_id: one for one in records(pages)}

        delta = list(sim.adapter.customers(since=high_water(pages)))

        assert not [one for one in records(delta) if one != known[one.platform_id]]
        assert high_water(delta) >= high_water(pages)

    @only_reads
    @requires(Capability.CUSTOMERS, Capability.FIND_CUSTOMER)
    def test_the_listed_and_the_found_shopper_are_the_same_record(self, sim: PosSim) -> None:
        (found,) = sim.adapter.find_customers(phone=sim.phone)

        listed = {one.platform_id: one for one in records(sim.adapter.customers())}

        assert listed[found.platform_id] == found

    @only_reads
    @requires(Capability.FIND_CUSTOMER)
    def test_capital_letters_in_a_mail_address_make_no_difference(self, sim: PosSim) -> None:
        usual = sim.adapter.find_customers(email=sim.email)

        loud = sim.adapter.find_customers(email=sim.email.upper())

        assert [one.platform_id for one in loud] == [one.platform_id for one in usual]

    @needs("POST customer")
    @requires(Capability.FIND_CUSTOMER)
    def test_a_phone_is_found_however_staff_typed_it(self, sim: PosSim) -> None:
        for number, written in enumerate(self.stage.phones_typed):
            digits = f"555019{number}"
            typed = written.format(area="206", first=digits[:3], last=digits[3:])
            sim.control(
                "POST customer", {"given_name": "Robin", "family_name": "Vale", "phone": typed}
            )

            found = sim.adapter.find_customers(phone=f"+1206{digits}")

            assert [(one.given_name, one.phone) for one in found] == [("Robin", f"+1206{digits}")]

    @said("phones_shared")
    @needs("POST customer")
    @requires(Capability.FIND_CUSTOMER)
    def test_two_customers_with_one_phone_are_two_people(self, sim: PosSim) -> None:
        for name in ("Robin", "Sam"):
            sim.control(
                "POST customer",
                {
                    "given_name": name,
                    "family_name": "Vale",
                    "phone": "+12065550198",
                    "email": f"{name.lower()}.vale@example.com",
                },
            )

        found = sim.adapter.find_customers(phone="+12065550198")

        assert {one.given_name for one in found} == {"Robin", "Sam"}

    @only_reads
    @requires(Capability.ORDER_HISTORY)
    def test_a_listed_order_is_the_same_when_it_is_read_alone(self, sim: PosSim) -> None:
        listed = records(sim.adapter.orders(customer_id=sim.customer_id()))[0]

        alone = sim.adapter.order(listed.platform_id)

        assert alone is not None
        assert (alone.total, alone.tax, alone.number) == (listed.total, listed.tax, listed.number)
        assert (alone.state, alone.payment_state) == (listed.state, listed.payment_state)
        assert [(line.variant_platform_id, line.quantity) for line in alone.lines] == [
            (line.variant_platform_id, line.quantity) for line in listed.lines
        ]

    @only_reads
    @paged(Entity.ORDER)
    @requires(Capability.ORDER_HISTORY)
    def test_an_order_listing_that_broke_off_goes_on_where_it_stopped(self, sim: PosSim) -> None:
        whole = [one.platform_id for one in records(sim.adapter.orders())]
        first = next(iter(sim.adapter.orders()))
        if first.cursor is None:
            pytest.skip("the orders fit on one page")

        rest = list(sim.reopen().orders(cursor=first.cursor))

        assert {one.platform_id for one in records((first, *rest))} == set(whole)

    @only_reads
    @requires(Capability.ORDER_HISTORY, Capability.FIND_CUSTOMER)
    def test_another_shoppers_purchases_are_never_told(self, sim: PosSim) -> None:
        mine = sim.customer_id()
        everyone = records(sim.adapter.orders())

        told = records(sim.adapter.orders(customer_id=mine))

        assert {one.customer_platform_id for one in told} == {mine}
        assert len(told) < len(everyone)

    @requires(Capability.ORDER_HISTORY, Capability.CREATE_ORDER)
    def test_a_new_order_comes_with_the_next_delta(self, sim: PosSim) -> None:
        pages = list(sim.adapter.orders())

        order = sim.settled()

        def is_told() -> bool:
            told = records(sim.reopen().orders(since=high_water(pages)))
            return order.platform_id in {one.platform_id for one in told}

        wait_for(is_told)
