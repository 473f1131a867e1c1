"""Inventory mutations: expected quantities, idempotency keys, states and ledgers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.sandbox_shopify.client import PLENTY, Client

Open = Callable[..., Client]
GROUP = "inventoryAdjustmentGroup { id reason changes { name delta quantityAfterChange } }"
ADJUST = (
    "mutation($i: InventoryAdjustQuantitiesInput!, $k: String!) { inventoryAdjustQuantities("
    f"input: $i) @idempotent(key: $k) {{ {GROUP} userErrors {{ field code message }} }} }}"
)
SET = (
    "mutation($i: InventorySetQuantitiesInput!, $k: String!) { inventorySetQuantities("
    f"input: $i) @idempotent(key: $k) {{ {GROUP} userErrors {{ field code message }} }} }}"
)
MOVE = (
    "mutation($i: InventoryMoveQuantitiesInput!, $k: String!) { inventoryMoveQuantities("
    f"input: $i) @idempotent(key: $k) {{ {GROUP} userErrors {{ field code message }} }} }}"
)
LEDGER = "gid://voicetill/Hold/1"


def change(app: Client, **more: Any) -> dict[str, Any]:
    return {
        "inventoryItemId": app.variant(PLENTY)["inventoryItem"]["id"],
        "locationId": app.location("Capitol Hill"),
        "delta": -1,
        "changeFromQuantity": None,
        **more,
    }


def adjust(app: Client, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    listed = list(changes) or [change(app)]
    return {"name": "available", "reason": "correction", "changes": listed, **more}


def at_store(app: Client) -> Any:
    return app.stock(PLENTY, "Capitol Hill")


class TestProtection:
    def test_the_directive_is_required_since_2026_04(self, app: Client) -> None:
        text = ADJUST.replace(" @idempotent(key: $k)", "").replace(", $k: String!", "")

        error = app.error(text, {"i": adjust(app)})

        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert "@idempotent directive is required" in error["message"]

    def test_an_older_version_does_without(self, opened: Open) -> None:
        app = opened(version="2026-01")
        text = ADJUST.replace(" @idempotent(key: $k)", "").replace(", $k: String!", "")
        bare = change(app)
        del bare["changeFromQuantity"]

        app.does(text, {"i": adjust(app, bare)})

    def test_what_is_expected_must_be_said_even_if_nothing(self, app: Client) -> None:
        bare = change(app)
        del bare["changeFromQuantity"]

        error = app.error(ADJUST, {"i": adjust(app, bare), "k": "a"})

        assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
        assert "changeFromQuantity" in error["message"]

    def test_a_stale_expectation_changes_nothing(self, app: Client) -> None:
        before = at_store(app)

        error = app.refusal(ADJUST, {"i": adjust(app, change(app, changeFromQuantity=7777)),
                                     "k": "a"})  # fmt: skip

        assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"
        assert error["field"] == ["input", "changes", "0", "changeFromQuantity"]
        assert at_store(app) == before

    def test_a_met_expectation_changes_once_per_key(self, app: Client) -> None:
        available = at_store(app)["available"]
        given = {"i": adjust(app, change(app, changeFromQuantity=available)), "k": "a"}

        first, again = (app.does(ADJUST, given) for _ in range(2))

        assert first == again
        assert at_store(app)["available"] == available - 1

    def test_a_key_is_bound_to_its_input(self, app: Client) -> None:
        app.does(ADJUST, {"i": adjust(app), "k": "a"})

        error = app.refusal(ADJUST, {"i": adjust(app, change(app, delta=-2)), "k": "a"})

        assert error["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"

    def test_a_key_that_failed_is_used_up(self, app: Client) -> None:
        given = {"i": adjust(app, change(app, changeFromQuantity=7777)), "k": "a"}
        app.refusal(ADJUST, given)

        assert app.refusal(ADJUST, given)["code"] == "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"

    def test_a_key_is_forgotten_after_a_day(self, app: Client) -> None:
        app.does(ADJUST, {"i": adjust(app), "k": "a"})
        before = at_store(app)["available"]

        app.advance(24 * 3600 + 1)
        app.does(ADJUST, {"i": adjust(app), "k": "a"})

        assert at_store(app)["available"] == before - 1

    @pytest.mark.parametrize("key", ["", "x" * 256])
    def test_a_key_has_a_length(self, app: Client, key: str) -> None:
        assert (
            app.error(ADJUST, {"i": adjust(app), "k": key})["extensions"]["code"] == "BAD_REQUEST"
        )


class TestStates:
    def test_moving_into_reserved_keeps_what_is_on_hand(self, app: Client) -> None:
        before = at_store(app)
        place = app.location("Capitol Hill")
        moved = {
            "inventoryItemId": app.variant(PLENTY)["inventoryItem"]["id"],
            "quantity": 2,
            "from": {"locationId": place, "name": "available",
                     "changeFromQuantity": before["available"]},
            "to": {"locationId": place, "name": "reserved", "ledgerDocumentUri": LEDGER,
                   "changeFromQuantity": 0},
        }  # fmt: skip
        given = {"reason": "reservation_created", "referenceDocumentUri": LEDGER,
                 "changes": [moved]}  # fmt: skip

        app.does(MOVE, {"i": given, "k": "a"})

        after = at_store(app)
        assert after["reserved"] == 2
        assert after["available"] == before["available"] - 2
        assert after["on_hand"] == before["on_hand"]

    def test_setting_makes_it_so(self, app: Client) -> None:
        quantity = {k: v for k, v in change(app).items() if k != "delta"} | {"quantity": 17}
        given = {"name": "available", "reason": "cycle_count_available", "quantities": [quantity]}

        group = app.does(SET, {"i": given, "k": "a"})["inventoryAdjustmentGroup"]

        assert at_store(app)["available"] == 17
        assert group["changes"][0]["quantityAfterChange"] == 17

    def test_setting_on_hand_moves_what_is_available(self, app: Client) -> None:
        before = at_store(app)
        quantity = {k: v for k, v in change(app).items() if k != "delta"}
        quantity["quantity"] = before["on_hand"] + 5
        given = {"name": "on_hand", "reason": "correction", "quantities": [quantity]}

        app.does(SET, {"i": given, "k": "a"})

        assert at_store(app)["available"] == before["available"] + 5

    @pytest.mark.parametrize(
        ("more", "entry", "code"),
        [
            ({"reason": "because"}, {}, "INVALID_REASON"),
            ({"name": "committed"}, {}, "INVALID_QUANTITY_NAME"),
            ({"name": "nonsense"}, {}, "INVALID_QUANTITY_NAME"),
            ({"name": "reserved"}, {}, "INVALID_QUANTITY_DOCUMENT"),
            ({}, {"ledgerDocumentUri": LEDGER}, "INVALID_AVAILABLE_DOCUMENT"),
            ({"name": "reserved"}, {"ledgerDocumentUri": "gid://shopify/Order/1"},
             "INTERNAL_LEDGER_DOCUMENT"),
            ({"name": "reserved"}, {"ledgerDocumentUri": "nonsense"}, "INVALID_LEDGER_DOCUMENT"),
            ({}, {"delta": 2_000_000_001}, "INVALID_QUANTITY_TOO_HIGH"),
            ({}, {"delta": -2_000_000_001}, "INVALID_QUANTITY_TOO_LOW"),
            ({}, {"inventoryItemId": "gid://shopify/InventoryItem/1"}, "INVALID_INVENTORY_ITEM"),
            ({}, {"locationId": "gid://shopify/Location/1"}, "INVALID_LOCATION"),
            ({"referenceDocumentUri": "nonsense"}, {}, "INVALID_REFERENCE_DOCUMENT"),
        ],
    )  # fmt: skip
    def test_a_wrong_adjustment_is_refused_with_its_code(
        self, app: Client, more: dict[str, Any], entry: dict[str, Any], code: str
    ) -> None:
        before = at_store(app)

        error = app.refusal(ADJUST, {"i": adjust(app, change(app, **entry), **more), "k": "a"})

        assert error["code"] == code
        assert at_store(app) == before

    def test_two_ledgers_in_one_call_are_refused(self, app: Client) -> None:
        changes = [change(app, ledgerDocumentUri=f"gid://voicetill/Hold/{n}") for n in (1, 2)]

        error = app.refusal(ADJUST, {"i": adjust(app, *changes, name="reserved"), "k": "a"})

        assert error["code"] == "MAX_ONE_LEDGER_DOCUMENT"

    @pytest.mark.parametrize(
        ("source", "target", "code"),
        [
            ({"name": "available"}, {"name": "available"}, "SAME_QUANTITY_NAME"),
            ({"name": "available"}, {"name": "reserved"}, "INVALID_QUANTITY_DOCUMENT"),
            ({"name": "available"}, {"name": "reserved", "locationId": "other"},
             "DIFFERENT_LOCATIONS"),
        ],
    )  # fmt: skip
    def test_a_wrong_move_is_refused_with_its_code(
        self, app: Client, source: Any, target: Any, code: str
    ) -> None:
        here = {"locationId": app.location("Capitol Hill"), "changeFromQuantity": None}
        if target.get("locationId"):
            target = {**target, "locationId": app.location("Tacoma Warehouse")}
        entry = {
            "inventoryItemId": app.variant(PLENTY)["inventoryItem"]["id"],
            "quantity": 1,
            "from": {**here, **source},
            "to": {**here, **target},
        }
        given = {"reason": "correction", "referenceDocumentUri": LEDGER, "changes": [entry]}

        assert app.refusal(MOVE, {"i": given, "k": "a"})["code"] == code

    def test_the_quantity_names_are_explained(self, app: Client) -> None:
        found = app.one("{ inventoryProperties { quantityNames { name comprises belongsTo } } }")

        on_hand = next(n for n in found["quantityNames"] if n["name"] == "on_hand")
        assert set(on_hand["comprises"]) == {
            "available", "committed", "damaged", "quality_control", "reserved", "safety_stock",
        }  # fmt: skip
