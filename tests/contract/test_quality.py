"""The checklist in adapters/quality.toml is complete for every platform, and honest."""

from __future__ import annotations

import tomllib

import pytest

from adapters.registry import PLATFORMS
from domain.capabilities import Capability, Support
from tests.contract.pos_contract import PosAdapterContract
from tests.contracts_path import PROJECT_ROOT

QUALITY = tomllib.loads((PROJECT_ROOT / "adapters" / "quality.toml").read_text())
ITEMS = {
    "signature_check",
    "paging",
    "resumable_listing",
    "rate_limits",
    "idempotent_create",
    "lost_answer_lookup",
    "declines_as_values",
    "quarantine",
    "every_field_accounted_for",
    "requests_checked_against_contract",
    "oauth_refresh",
    "error_table",
    "docs_page",
    "contract_suite",
    "live_test",
}


def test_every_platform_has_a_section_and_no_section_lacks_a_platform() -> None:
    assert set(QUALITY) == set(PLATFORMS)


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_every_item_is_done_or_exempt_with_a_reason(name: str) -> None:
    section = QUALITY[name]

    assert set(section) == ITEMS | {"evidence", "api_version"}
    assert section["evidence"] in ("live", "recorded", "documented")
    assert section["api_version"] == PLATFORMS[name].api_version.version
    for item in ITEMS:
        state = section[item]
        assert state == "done" or state["exempt"].strip(), item


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_every_platform_has_its_page_and_its_contract_suite(name: str) -> None:
    page = (PROJECT_ROOT / "docs" / "platforms" / f"{name}.md").read_text()

    assert PLATFORMS[name].api_version.version in page
    assert (PROJECT_ROOT / "tests" / "contract" / f"test_{name}.py").exists()


SUITE = {name: getattr(PosAdapterContract, name) for name in dir(PosAdapterContract)}
TESTS = [one for name, one in SUITE.items() if name.startswith("test_")]
LEAST_TESTS = 45
ELSEWHERE = {
    Capability.BULK_EXPORT: "tests/contract/own/test_shopify.py::TestBulk",
    Capability.ORDER_CLAIMS_STOCK: "test_an_unpaid_order_claims_stock_only_where_that_is_declared",
}
"""Capabilities that no test requires, and where they are proved: by one platform alone, or both
ways by one test."""


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_enough_of_the_suite_applies_to_every_platform(name: str) -> None:
    declared = PLATFORMS[name].capabilities

    applying = [
        one
        for one in TESTS
        if all(declared[each].support is not Support.NONE for each in getattr(one, "required", ()))
    ]

    assert len(applying) >= LEAST_TESTS


def test_no_capability_is_without_a_contract_test() -> None:
    required = {each for one in TESTS for each in getattr(one, "required", ())}

    assert set(Capability) - required == set(ELSEWHERE)


def test_a_live_test_that_is_done_says_live() -> None:
    for section in QUALITY.values():
        assert (section["live_test"] == "done") == (section["evidence"] == "live")
