"""`voicetill orders split`, as a person reads it."""

from __future__ import annotations

import logging

import pytest
from click.testing import CliRunner

from app.cli import cli
from app.commerce.split_model import SplitPlaced
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, SQUARE_STORE, House
from tests.integration.commerce.test_split_orders import case_of


def test_parts_are_told_with_store_state_and_amount(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    case = case_of(house)
    prepared = case.prepared()
    assert isinstance(case.place(prepared), SplitPlaced)

    words = ["orders", "split", "show", prepared.split_id, "--merchant", MERCHANT]
    shown = CliRunner().invoke(cli, words, env=dict(house.env), catch_exceptions=False).stdout

    assert f"{prepared.total.to_decimal()} USD" in shown
    rows = {store: line for line in shown.splitlines() for store in (SQUARE_STORE, SHOPIFY_STORE)
            if line.startswith(store)}  # fmt: skip
    for part in case.now(prepared).orders:
        assert part is not None
        line = rows[part.location_name or ""]
        assert f"{part.total.to_decimal()} USD" in line
        assert "confirmed" in line
        assert "paid" in line
