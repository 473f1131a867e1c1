"""When the platform is down, slow, throttling, confused, or has thrown us out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from domain.capabilities import Capability
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RejectedError,
    RetryableError,
    UnavailableError,
)
from domain.events import Entity
from tests.contract.suite.asking import paged, requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim

MOST_PAGES = 50
ENDLESS_MS = 600_000
"""Longer than a test may run."""


class Failing(ContractBase):
    """Every failure has its own error, and no page is lost to one that passes."""

    def test_a_platform_that_is_down_is_unavailable(self, sim: PosSim) -> None:
        sim.fault("fail", "locations", status=503, times=None)

        with pytest.raises(UnavailableError):
            list(sim.reopen().locations())

    def test_a_read_survives_one_failure_and_one_throttle(self, sim: PosSim) -> None:
        sim.fault("fail", "locations", status=503)
        sim.fault("throttle", "locations")

        assert next(iter(sim.reopen().locations())).records

    def test_a_slow_platform_does_not_outlast_the_deadline(self, sim: PosSim) -> None:
        sim.fault("slow", "locations", delay_ms=ENDLESS_MS, times=None)

        with pytest.raises(RetryableError):
            list(sim.reopen(within=0.3).locations())

    def test_a_revoked_token_is_not_authorized(self, sim: PosSim) -> None:
        sim.control("POST revoke", {})

        with pytest.raises(NotAuthorizedError):
            list(sim.reopen().locations())

    @pytest.mark.parametrize("status", [500, 502, 504])
    def test_a_platform_with_trouble_inside_is_unavailable(self, sim: PosSim, status: int) -> None:
        sim.fault("fail", "locations", status=status, times=None)

        with pytest.raises(UnavailableError):
            list(sim.reopen().locations())

    def test_a_refused_read_is_not_repeated(self, sim: PosSim) -> None:
        sim.fault("fail", "locations", status=400, times=None)
        before = sim.calls()

        with pytest.raises(RejectedError):
            list(sim.reopen().locations())

        assert sim.calls() == before + 1

    def test_a_missing_permission_is_not_authorized_and_not_repeated(self, sim: PosSim) -> None:
        sim.fault("fail", "locations", status=403, times=None)
        before = sim.calls()

        with pytest.raises(NotAuthorizedError):
            list(sim.reopen().locations())

        assert sim.calls() <= before + 2

    def test_a_connection_that_breaks_once_is_not_noticed(self, sim: PosSim) -> None:
        sim.fault("drop", "locations")

        assert next(iter(sim.reopen().locations())).records

    def test_an_answer_that_breaks_off_is_asked_for_again(self, sim: PosSim) -> None:
        sim.fault("truncate", "locations")

        assert next(iter(sim.reopen().locations())).records

    def test_a_deadline_that_has_passed_costs_no_call(self, sim: PosSim) -> None:
        before = sim.calls()

        with pytest.raises(RetryableError):
            list(sim.reopen(within=-1.0).locations())

        assert sim.calls() == before

    def test_json_that_ends_early_is_malformed(self, sim: PosSim) -> None:
        sim.fault("cut", "locations", times=None)

        with pytest.raises(MalformedResponseError):
            list(sim.reopen().locations())

    @pytest.mark.parametrize(
        ("status", "error"),
        [(200, MalformedResponseError), (503, UnavailableError)],
        ids=["as a success", "as an outage"],
    )
    def test_a_web_page_instead_of_json_has_a_named_error(
        self, sim: PosSim, status: int, error: type[PlatformError]
    ) -> None:
        page = "<!doctype html><html><body><h1>We will be back soon</h1></body></html>"
        sim.fault("fail", "locations", status=status, body=page, times=None)

        with pytest.raises(error):
            list(sim.reopen().locations())

    @pytest.mark.parametrize("body", ["null", "42", '"ok"', "", "true"])
    def test_a_success_that_is_no_record_is_malformed(self, sim: PosSim, body: str) -> None:
        sim.fault("fail", "locations", status=200, body=body, times=None)

        with pytest.raises(MalformedResponseError):
            list(sim.reopen().locations())

    @pytest.mark.parametrize(
        "body",
        [
            {"error": "internal error"},
            {"errors": [{"message": "internal error", "code": "INTERNAL"}]},
            {"status": "error", "message": "try again"},
            [{"error": "internal error"}],
            [[]],
        ],
        ids=["an error", "a list of errors", "a status", "a list with an error", "a nested list"],
    )
    def test_an_error_inside_a_success_never_passes_for_a_store(
        self, sim: PosSim, body: Any
    ) -> None:
        sim.fault("fail", "locations", status=200, body=body, times=None)

        with pytest.raises(PlatformError):
            list(sim.reopen().locations())

    @requires(Capability.PRODUCTS)
    def test_an_error_inside_a_success_never_passes_for_an_empty_catalog(self, sim: PosSim) -> None:
        route = sim.route_of(lambda: list(sim.reopen().products()))
        body = {"errors": [{"message": "internal error", "code": "INTERNAL"}]}
        sim.fault("fail", route, status=200, body=body, times=None)

        with pytest.raises(PlatformError):
            list(sim.reopen().products())

    @requires(Capability.PRODUCTS)
    @pytest.mark.parametrize("kind", ["throttle", "fail", "drop"])
    def test_a_walk_that_is_disturbed_loses_no_page(self, sim: PosSim, kind: str) -> None:
        whole = {one.platform_id for one in sim.products()}
        route = sim.route_of(lambda: list(sim.reopen().products()))
        options = {"status": 503} if kind == "fail" else {}

        sim.fault(kind, route, times=2, **options)
        pages = list(sim.reopen().products())

        assert {one.platform_id for page in pages for one in page.records} == whole
        assert pages[-1].high_water is not None

    @requires(Capability.PRODUCTS)
    def test_a_token_refused_in_mid_walk_is_renewed_and_nothing_is_lost(self, sim: PosSim) -> None:
        assert sim.tokens is not None
        whole = {one.platform_id for one in sim.products()}
        route = sim.route_of(lambda: list(sim.reopen().products()))
        sim.tokens.renewable = True

        sim.fault("fail", route, status=401)
        pages = list(sim.reopen().products())

        assert {one.platform_id for page in pages for one in page.records} == whole
        assert sim.tokens.renewals == 1

    @requires(Capability.PRODUCTS)
    def test_a_token_that_stays_refused_is_renewed_once_and_given_up(self, sim: PosSim) -> None:
        assert sim.tokens is not None
        sim.tokens.renewable = True
        sim.fault("fail", "locations", status=401, times=None)

        with pytest.raises(NotAuthorizedError):
            list(sim.reopen().locations())

        assert sim.tokens.renewals == 1

    @paged(Entity.PRODUCT)
    @requires(Capability.PRODUCTS)
    def test_a_page_that_comes_again_and_again_does_not_hold_the_walk_for_ever(
        self, sim: PosSim
    ) -> None:
        pages = list(sim.adapter.products())
        route = sim.route_of(lambda: list(sim.reopen().products()))

        sim.fault("repeat", route, skip=1, times=None)
        seen: dict[str, object] = {}
        with suppress(MalformedResponseError):
            for number, page in enumerate(sim.reopen().products()):
                assert number < MOST_PAGES, "the walk goes round in circles"
                seen |= {one.platform_id: one for one in page.records}

        assert seen.keys() <= {one.platform_id for page in pages for one in page.records}
