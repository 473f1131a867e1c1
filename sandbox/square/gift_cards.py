"""The Gift Cards API, as far as balances are read and paid with.

Source: Square's object model 2026-09-16 and developer.squareup.com/docs/gift-cards (read
2026-11-21). A payment takes its amount off the balance when it is approved; what is voided or
refunded goes back.
"""

from __future__ import annotations

import secrets

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.platform import Action
from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.calls import Call
from sandbox.square.catalog_objects import money
from sandbox.square.errors import not_found
from sandbox.square.instruments import decline_error
from sandbox.square.store import State


class GiftCards:
    """One seller's gift cards."""

    def __init__(self, state: State, clock: Clock) -> None:
        """Keep them in `state`."""
        self._state = state
        self._clock = clock

    def list_cards(self, call: Call) -> JsonObject:
        """GET /v2/gift-cards, of a customer where one is named."""
        wanted = call.query.get("customer_id")
        rows = [
            row
            for row in self._state.gift_cards.rows()
            if wanted is None or wanted in row.get("customer_ids", ())
        ]
        return {"gift_cards": rows} if rows else {}

    def get(self, call: Call) -> JsonObject:
        """GET /v2/gift-cards/{id}."""
        found = self._state.gift_cards.get(call.params["id"])
        if found is None:
            raise not_found("Gift card")
        return {"gift_card": found}

    def from_nonce(self, call: Call) -> JsonObject:
        """POST /v2/gift-cards/from-nonce: the nonce of the vendor's field is good once."""
        row = self._state.nonces.get(call.body["nonce"])
        if row is None or "gift_card" not in row:
            raise not_found("Gift card")
        if row["used"]:
            raise decline_error("CARD_TOKEN_USED")
        row["used"] = True
        self._state.nonces.put(call.body["nonce"], row)
        return {"gift_card": self._state.gift_cards.get(row["gift_card"])}

    def actions(self) -> dict[str, Action]:
        """What the till does with them."""
        return {
            "POST gift-card": lambda _params, body: self._sell(body),
            "GET gift-cards": lambda _params, _body: {
                row["id"]: row["balance_money"]["amount"] for row in self._state.gift_cards.rows()
            },
        }

    def _sell(self, body: JsonObject) -> JsonObject:
        """A card with `amount` cents on it, linked to `customer_id` where one is given."""
        gan = "7783" + "".join(secrets.choice("0123456789") for _ in range(12))
        card: JsonObject = {
            "id": f"gftc:{secrets.token_hex(16)}",
            "type": "DIGITAL",
            "gan_source": "SQUARE",
            "state": str(body.get("state", "ACTIVE")),
            "balance_money": money(int(body.get("amount", 0))),
            "gan": gan,
            "created_at": rfc3339(self._clock.now()),
        }
        if "customer_id" in body:
            card["customer_ids"] = [body["customer_id"]]
        self._state.gift_cards.put(card["id"], card)
        nonce = "cnon:" + ids.mixed(24)
        self._state.nonces.put(nonce, {"gift_card": card["id"], "used": False})
        return {"gift_card_id": card["id"], "gan": gan, "nonce": nonce}


def declined_by(state: State, source_id: str, amount: int) -> str | None:
    """Why a gift card does not pay this, if the source is one."""
    card = state.gift_cards.get(source_id)
    if card is None:
        return None
    if card["state"] != "ACTIVE":
        return "GENERIC_DECLINE"
    return "INSUFFICIENT_FUNDS" if card["balance_money"]["amount"] < amount else None


def balance(state: State, source_id: str) -> int | None:
    """What is left on a gift card; None of other sources."""
    card = state.gift_cards.get(source_id)
    return None if card is None else int(card["balance_money"]["amount"])


def move(state: State, payment_id: str, amount: int, *, source_id: str | None = None) -> None:
    """Put `amount` back on the card that a payment was made with, or take it off (below zero);
    with a source, the payment is known by it from now on."""
    known = state.marks.setdefault("gift_payments", {})
    if source_id is not None and state.gift_cards.get(source_id) is not None:
        known[payment_id] = source_id
    card = state.gift_cards.get(known.get(payment_id, ""))
    if card is not None:
        card["balance_money"] = money(card["balance_money"]["amount"] + amount)
        state.gift_cards.put(card["id"], card)
