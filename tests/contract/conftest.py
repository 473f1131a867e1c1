"""Lets the shared suite's assertions explain themselves."""

import pytest

pytest.register_assert_rewrite("tests.contract.suite")
