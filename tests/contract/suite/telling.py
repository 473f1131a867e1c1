"""What an adapter says of itself, and what it never says."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.capabilities import Capability, Support
from domain.errors import NotAuthorizedError, UnsupportedError
from domain.events import Entity
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import ReturnRequest
from domain.payments import RefundRequest
from domain.ports.pos import CENSUS_OF
from tests.contract.suite.asking import asked, only_reads, requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, any_cart, any_order, draft, key

LISTINGS = {
    Entity.PRODUCT: (Capability.PRODUCTS, "products"),
    Entity.STOCK: (Capability.STOCK, "stock"),
    Entity.CUSTOMER: (Capability.CUSTOMERS, "customers"),
    Entity.ORDER: (Capability.ORDER_HISTORY, "orders"),
}
"""Listings that may have pages: what they need, and their name."""


class Telling(ContractBase):
    """Capabilities, version, account, and no secret."""

    @only_reads
    def test_every_capability_is_declared_with_note_or_source(self, sim: PosSim) -> None:
        declared = sim.adapter.capabilities

        assert set(declared) == set(Capability)
        assert all(one.source for one in declared.values())
        assert all(one.note for one in declared.values() if one.support is not Support.NATIVE)

    def test_the_stage_declares_what_the_open_adapter_declares(self, sim: PosSim) -> None:
        declared = sim.adapter.capabilities

        assert {one for one in Capability if self.stage.has(one)} == {
            one for one in Capability if declared[one].support is not Support.NONE
        }

    def test_the_stage_knows_what_its_stand_in_can_do_and_holds(self, sim: PosSim) -> None:
        controls = {one for name in dir(self) for one in asked(getattr(self, name), "controls")}
        listed = {entity: name for entity, (need, name) in LISTINGS.items() if self.stage.has(need)}

        assert self.stage.lacks & controls == {one for one in controls if not sim.offers(one)}
        assert self.stage.one_page == {
            entity
            for entity, name in listed.items()
            if next(iter(getattr(sim.adapter, name)())).cursor is None
        }

    @only_reads
    def test_it_says_which_version_it_speaks_and_where_that_is_written(self, sim: PosSim) -> None:
        assert sim.adapter.platform == sim.platform.name
        assert sim.adapter.api_version == sim.platform.api_version
        assert sim.adapter.api_version.source

    def test_what_it_lacks_is_refused_without_a_call(self, sim: PosSim) -> None:
        order = any_order()
        refused: dict[Capability, Callable[[], object]] = {
            Capability.PAYMENT_LINK: lambda: sim.adapter.payment_link(order),
            Capability.STORED_CARDS: lambda: sim.adapter.stored_cards(PlatformId("C1")),
            Capability.CHARGE: lambda: sim.adapter.authorize(
                sim.payment(order, Money(100, "USD"), "t"), key=key("none")
            ),
            Capability.REFUND: lambda: sim.adapter.refund(
                RefundRequest(payment_id=PlatformId("P"), amount=Money(1, "USD"), reason="x"),
                key=key("none"),
            ),
            Capability.QUOTE: lambda: sim.adapter.quote(any_cart()),
            Capability.NATIVE_HOLD: lambda: sim.adapter.hold_stock(
                any_cart(), reference="vt-1", key=key("none")
            ),
            Capability.WEBHOOKS: lambda: sim.adapter.subscribe_webhooks("https://a.example/"),
            Capability.CUSTOMERS: lambda: sim.adapter.customers(),
            Capability.FIND_CUSTOMER: lambda: sim.adapter.find_customers(phone=sim.phone),
            Capability.ORDER_HISTORY: lambda: sim.adapter.orders(),
            Capability.CANCEL_ORDER: lambda: sim.adapter.cancel_order(
                PlatformId("O1"), reason="x", key=key("none")
            ),
            Capability.CONFIRM_ORDER: lambda: sim.adapter.confirm_order(
                order, paid=Money(100, "USD"), external_reference=None, key=key("none")
            ),
            Capability.RETURN: lambda: sim.adapter.create_return(
                ReturnRequest(order_platform_id=PlatformId("O1"), lines=(), reason="x"),
                key=key("none"),
            ),
            Capability.CUSTOMER_BY_ID: lambda: sim.adapter.customer(PlatformId("C1")),
            Capability.SET_STOCK: lambda: sim.adapter.set_stock(
                PlatformId("I1"), PlatformId("L1"), Decimal(2), expected=Decimal(1), key=key("none")
            ),
            Capability.LOYALTY: lambda: sim.adapter.loyalty(PlatformId("C1")),
            Capability.AMEND_ORDER: lambda: sim.adapter.amend_order(
                PlatformId("O1"), (1,), key=key("none")
            ),
            Capability.GIFT_CARDS: lambda: sim.adapter.gift_cards(PlatformId("C1")),
            Capability.SEVERAL_TENDERS: lambda: sim.adapter.capture_together(
                PlatformId("O1"), (PlatformId("P1"),), key=key("none")
            ),
            Capability.NATIVE_SUBSCRIPTIONS: sim.adapter.subscription_plans,
            Capability.TRANSFERS: lambda: sim.adapter.transfer(PlatformId("T1")),
            **{
                capability: partial(sim.adapter.census, entity)
                for entity, capability in CENSUS_OF.items()
            },
            Capability.CREATE_ORDER: lambda: sim.adapter.create_order(
                draft(any_cart()), key=key("none")
            ),
        }
        before = sim.calls()

        for capability, call in refused.items():
            if sim.adapter.capabilities[capability].support is Support.NONE:
                with pytest.raises(UnsupportedError):
                    call()

        assert sim.calls() == before

    def test_ping_tells_whose_account_it_is_and_what_was_granted(self, sim: PosSim) -> None:
        account = sim.adapter.ping()

        assert account.platform_id
        assert account.name == self.stage.account_name
        assert account.currency == "USD"
        assert account.granted_scopes >= set(sim.platform.scopes)
        assert not account.missing_scopes

    @requires(Capability.LOCATIONS)
    def test_every_request_names_us_and_the_version_it_speaks(self, sim: PosSim) -> None:
        before = sim.calls()
        list(sim.reopen().locations())

        sent = sim.requests()[before - sim.calls() :]

        assert all("Voicetill" in _headers(one)["user-agent"] for one in sent)
        if self.stage.version_word is None:
            return
        word = self.stage.version_word or sim.adapter.api_version.version
        assert all(word in f"{one['path']} {' '.join(_headers(one).values())}" for one in sent)

    @requires(Capability.LOCATIONS)
    def test_no_credential_shows_in_reprs_errors_or_logs(self, sim: PosSim) -> None:
        before, adapter = sim.calls(), sim.reopen()
        with capture_logs() as lines:
            list(adapter.locations())
            sim.control("POST revoke", {})
            with pytest.raises(NotAuthorizedError) as refused:
                list(adapter.locations())

        sent = sim.requests()[before - sim.calls() :]
        secrets = {secret for one in sent for secret in _credentials(one)}
        error = refused.value
        told = " ".join(map(repr, (adapter, str(error), error, error.__cause__, lines)))
        assert secrets, "the requests carry no credential"
        assert not [secret for secret in secrets if secret in told]


def _headers(request: dict[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in request["headers"].items()}


def _credentials(request: dict[str, Any]) -> list[str]:
    """What a request's headers prove who is calling with, piece by piece."""
    telling = re.compile(r"auth|token|key|secret")
    values = [value for name, value in _headers(request).items() if telling.search(name)]
    return [part for value in values for part in re.split(r"[\s:,=]+", value) if len(part) >= 8]
