"""Card tokens: single-use ones from the tokenizer, and those kept for a customer.

Numbers come in at the tokenizer only, and only the documented test cards are known; the last four
digits and the brand are kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.clover import ids
from sandbox.clover.errors import CloverError, invalid_request
from sandbox.clover.store import State
from sandbox.kit.web import JsonObject

TEST_CARDS: Mapping[str, str] = {
    "4005571702222222": "VISA",
    "4264281511112228": "VISA",
    "5200828282828210": "MC",
    "6011361000006668": "DISCOVER",
    "371449635398431": "AMEX",
}


class Cards:
    """Makes tokens and spends them."""

    def __init__(self, state: State) -> None:
        """Keep tokens in `state`."""
        self._state = state

    def tokenize(self, body: JsonObject) -> JsonObject:
        """POST /v1/tokens. Raises: CloverError."""
        card = body.get("card")
        if not isinstance(card, dict) or set(body) - {"card"}:
            raise invalid_request("parameter_missing", "card is required")
        number = "".join(char for char in str(card.get("number", "")) if char.isdecimal())
        if number not in TEST_CARDS:
            raise invalid_request("invalid_number", "The card number is not valid", status=402)
        for name in ("exp_month", "exp_year", "cvv"):
            if not str(card.get(name, "")).isdecimal():
                raise invalid_request("parameter_missing", f"card.{name} is required")
        brand = TEST_CARDS[number]
        token = self.mint(brand=brand, last4=number[-4:], decline=None)
        shown = {"brand": brand, "last4": number[-4:], "exp_month": card["exp_month"]}
        shown["exp_year"] = card["exp_year"]
        return {"id": token, "object": "token", "card": shown}

    def mint(self, *, brand: str, last4: str, decline: str | None) -> str:
        """A new single-use token."""
        name = f"clv_1{ids.fresh(22)}"
        self._state.tokens[name] = {
            "id": name,
            "brand": brand,
            "last4": last4,
            "multi": False,
            "spent": False,
            "decline": decline,
        }
        self._state.touch()
        return name

    def spend(self, source: object) -> JsonObject:
        """The card behind a token, which a single-use token is good for once."""
        found = self._state.tokens.get(source) if isinstance(source, str) else None
        if found is None:
            raise invalid_request("resource_missing", "No such source")
        if found["spent"] and not found["multi"]:
            raise invalid_request("token_already_used", "The token was used before")
        found["spent"] = True
        self._state.touch()
        return found


def public_key_required(given: str | None, wanted: str) -> None:
    """The tokenizer wants the merchant's public key. Raises: CloverError 401."""
    if given != wanted:
        raise CloverError(401, "401 Unauthorized")
