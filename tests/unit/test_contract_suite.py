"""The contract suite as other folders' tests use it."""

from __future__ import annotations

from _pytest.assertion.rewrite import AssertionRewritingHook

from tests.contract.suite import ordering


def test_the_suites_checks_say_what_differs_whichever_folder_runs_first() -> None:
    assert isinstance(ordering.__loader__, AssertionRewritingHook)
