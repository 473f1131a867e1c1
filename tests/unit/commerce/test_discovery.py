"""Which variant has what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.commerce.shelf import fits
from tests.unit.commerce.contexts import VARIANT

SHOE = replace(VARIANT, options={"color": "Black", "size": "10"})


@pytest.mark.parametrize(
    ("wanted", "does"),
    [
        pytest.param({}, True, id="nothing-asked"),
        pytest.param({"size": "10"}, True, id="size"),
        pytest.param({"size": "10", "color": "black"}, True, id="both"),
        pytest.param({"color": "BLÁCK"}, True, id="folded"),
        pytest.param({"size": "11"}, False, id="other-size"),
        pytest.param({"size": "1"}, False, id="no-prefixes"),
        pytest.param({"size": "10", "color": "White"}, False, id="one-of-two"),
        pytest.param({"material": "Leather"}, True, id="an-option-it-does-not-have"),
    ],
)
def test_a_variant_fits_what_it_has(wanted: Mapping[str, str], does: bool) -> None:
    assert fits(SHOE, wanted.items()) is does
