"""What a payment's `source_id` stands for: documented test tokens, minted tokens, stored cards.

Source of the test values and their declines: developer.squareup.com/docs/devtools/sandbox/payments.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.kit.web import JsonObject
from sandbox.square import ids
from sandbox.square.errors import SquareError
from sandbox.square.store import State

_SINGLE_USE_LIFE_S = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A way to pay; `decline` is the error code that a charge ends with, if any."""

    kind: str
    """CARD, BANK_ACCOUNT, WALLET, CASH, EXTERNAL, SQUARE_GIFT_CARD"""
    brand: str = "VISA"
    last_4: str = "5858"
    bin: str = "453275"
    exp_month: int = 12
    exp_year: int = 2031
    decline: str | None = None
    stored: JsonObject | None = None
    """The stored card, where it is one."""


_NONCES: dict[str, Instrument] = {
    "cnon:card-nonce-ok": Instrument(kind="CARD"),
    "cnon:card-nonce-rejected-cvv": Instrument(kind="CARD", decline="CVV_FAILURE"),
    "cnon:card-nonce-rejected-postalcode": Instrument(
        kind="CARD", decline="ADDRESS_VERIFICATION_FAILURE"
    ),
    "cnon:card-nonce-rejected-expiration": Instrument(kind="CARD", decline="INVALID_EXPIRATION"),
    "cnon:card-nonce-declined": Instrument(kind="CARD", decline="GENERIC_DECLINE"),
    "cnon:card-nonce-already-used": Instrument(kind="CARD", decline="CARD_TOKEN_USED"),
    "cnon:gift-card-nonce-ok": Instrument(kind="SQUARE_GIFT_CARD", brand="SQUARE_GIFT_CARD"),
    "cnon:gift-card-nonce-insufficient-funds": Instrument(
        kind="SQUARE_GIFT_CARD", brand="SQUARE_GIFT_CARD", decline="INSUFFICIENT_FUNDS"
    ),
    "cnon:gift-card-nonce-insufficient-permission": Instrument(
        kind="SQUARE_GIFT_CARD", brand="SQUARE_GIFT_CARD", decline="INSUFFICIENT_PERMISSIONS"
    ),
    "ccof:customer-card-id-ok": Instrument(kind="CARD"),
    "ccof:customer-card-id-requires-verification": Instrument(
        kind="CARD", decline="CARD_DECLINED_VERIFICATION_REQUIRED"
    ),
    "ccof:customer-card-id-rejected-postalcode": Instrument(
        kind="CARD", decline="ADDRESS_VERIFICATION_FAILURE"
    ),
    "ccof:customer-card-id-rejected-expiration": Instrument(
        kind="CARD", decline="INVALID_EXPIRATION"
    ),
    "ccof:customer-card-id-declined": Instrument(kind="CARD", decline="GENERIC_DECLINE"),
    "bnon:bank-nonce-ok": Instrument(kind="BANK_ACCOUNT"),
    "bnon:bank-nonce-insufficient-funds": Instrument(
        kind="BANK_ACCOUNT", decline="INSUFFICIENT_FUNDS"
    ),
    "wnon:cash-app-ok": Instrument(kind="WALLET"),
    "wnon:cash-app-declined": Instrument(kind="WALLET", decline="GENERIC_DECLINE"),
    "CASH": Instrument(kind="CASH"),
    "EXTERNAL": Instrument(kind="EXTERNAL"),
}

DETAILS = {
    "GENERIC_DECLINE": "Authorization error: 'GENERIC_DECLINE'",
    "CVV_FAILURE": "Authorization error: 'CVV_FAILURE'",
    "ADDRESS_VERIFICATION_FAILURE": "Authorization error: 'ADDRESS_VERIFICATION_FAILURE'",
    "INSUFFICIENT_FUNDS": "Authorization error: 'INSUFFICIENT_FUNDS'",
    "INVALID_EXPIRATION": "Invalid card expiration date.",
    "CARD_TOKEN_USED": "The card token has already been used.",
    "CARD_DECLINED_VERIFICATION_REQUIRED": "Authorization error: verification is required.",
}


def decline_error(code: str, extra: JsonObject | None = None) -> SquareError:
    """The refusal for a decline code; the same key repeats it, as Square does."""
    detail = DETAILS.get(code, f"Authorization error: '{code}'")
    return SquareError(code, detail, extra=extra, kept=True)


class Instruments:
    """Resolves sources, spends single-use tokens, and declines on request."""

    def __init__(self, state: State) -> None:
        """Keep minted tokens in `state`."""
        self._state = state

    def mint(self, *, now: float, brand: str, last_4: str, decline: str | None) -> str:
        """A single-use token as the Web Payments form gives one."""
        token = "cnon:" + ids.mixed(24)
        row = {"brand": brand, "last_4": last_4, "decline": decline, "at": now, "used": False}
        self._state.nonces.put(token, row)
        return token

    def decline_next(self, code: str, times: int) -> None:
        """Let the next charges of any source end with `code`."""
        self._state.marks["declines"] = [code] * times
        self._state.touch()

    def resolve(self, source_id: str, *, now: float, spend: bool = True) -> Instrument:
        """The instrument behind a source; a minted token is spent. Raises: SquareError."""
        found = self._minted(source_id, now, spend) or self._stored(source_id)
        found = found or _NONCES.get(source_id)
        if found is None:
            what = "Card nonce" if source_id.startswith("cnon:") else "Payment source"
            raise SquareError("NOT_FOUND", f"{what} not found", field="source_id", status=404)
        return found

    def next_decline(self) -> str | None:
        """The decline ordered for the next charge, taken off the list."""
        waiting = self._state.marks.get("declines")
        if not waiting:
            return None
        self._state.touch()
        return str(waiting.pop(0))

    def _minted(self, source_id: str, now: float, spend: bool) -> Instrument | None:
        row = self._state.nonces.get(source_id)
        if row is None or "gift_card" in row:
            return None
        if row["used"]:
            raise decline_error("CARD_TOKEN_USED")
        if now - row["at"] > _SINGLE_USE_LIFE_S:
            raise decline_error("CARD_TOKEN_EXPIRED")
        if spend:
            row["used"] = True
            self._state.nonces.put(source_id, row)
        return Instrument(
            kind="CARD", brand=row["brand"], last_4=row["last_4"], decline=row["decline"]
        )

    def _stored(self, source_id: str) -> Instrument | None:
        card = self._state.cards.get(source_id)
        gift_card = self._state.gift_cards.get(source_id)
        if gift_card is not None:
            return Instrument(
                kind="SQUARE_GIFT_CARD", brand="SQUARE_GIFT_CARD", last_4=gift_card["gan"][-4:]
            )
        if card is None:
            return None
        return Instrument(
            kind="CARD",
            brand=card["card_brand"],
            last_4=card["last_4"],
            bin=card["bin"],
            exp_month=card["exp_month"],
            exp_year=card["exp_year"],
            stored=card,
        )
