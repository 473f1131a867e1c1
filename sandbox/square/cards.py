"""Cards on file: stored by token, shown without a number, disabled but never deleted."""

from __future__ import annotations

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import ids, paging
from sandbox.square.calls import Call
from sandbox.square.customers import Customers
from sandbox.square.errors import SquareError, missing, not_found
from sandbox.square.instruments import Instrument, Instruments, decline_error
from sandbox.square.notices import Notices
from sandbox.square.seller import Seller
from sandbox.square.store import State

_PAGE = 25


class Cards:
    """One seller's vault."""

    def __init__(
        self,
        *,
        state: State,
        clock: Clock,
        seller: Seller,
        customers: Customers,
        instruments: Instruments,
        notices: Notices,
    ) -> None:
        """Keep cards in `state`."""
        self._state = state
        self._clock = clock
        self._seller = seller
        self._customers = customers
        self._instruments = instruments
        self._notices = notices

    def create(self, call: Call) -> JsonObject:
        """POST /v2/cards from a token, or from the id of a payment made by card."""
        asked = call.body["card"]
        customer_id = asked.get("customer_id")
        if not customer_id:
            raise missing("card.customer_id")
        if customer_id not in self._state.customers:
            detail = f"Customer with ID `{customer_id}` not found."
            raise SquareError("CUSTOMER_NOT_FOUND", detail, field="card.customer_id", status=404)
        instrument = self._instrument(call.body["source_id"])
        card = self.store(f"ccof:{ids.mixed(20)}", instrument, asked)
        self._tell("card.created", card)
        return {"card": card}

    def _instrument(self, source_id: str) -> Instrument:
        payment = self._state.payments.get(source_id)
        if payment is not None and payment.get("source_type") == "CARD":
            paid = payment["card_details"]["card"]
            return Instrument(
                kind="CARD",
                brand=paid["card_brand"],
                last_4=paid["last_4"],
                bin=paid["bin"],
                exp_month=paid["exp_month"],
                exp_year=paid["exp_year"],
            )
        instrument = self._instruments.resolve(source_id, now=self._clock.timestamp())
        if instrument.decline:
            raise decline_error(instrument.decline)
        if instrument.kind != "CARD" or instrument.stored:
            detail = "A card can only be stored from a card token or a payment."
            raise SquareError("INVALID_CARD_DATA", detail, field="source_id")
        return instrument

    def store(self, card_id: str, instrument: Instrument, asked: JsonObject) -> JsonObject:
        """Put a card on file under `card_id`."""
        card: JsonObject = {
            "id": card_id,
            "card_brand": instrument.brand,
            "last_4": instrument.last_4,
            "exp_month": instrument.exp_month,
            "exp_year": instrument.exp_year,
            "fingerprint": "sq-1-" + ids.fixed("fingerprint", instrument.brand + instrument.last_4),
            "merchant_id": self._seller.merchant_id,
            "enabled": True,
            "card_type": "CREDIT",
            "prepaid_type": "NOT_PREPAID",
            "bin": instrument.bin,
            "created_at": rfc3339(self._clock.now()),
            "hsa_fsa": False,
            "version": 1,
        }
        for field in ("cardholder_name", "billing_address", "customer_id", "reference_id"):
            if field in asked:
                card[field] = asked[field]
        return self._state.cards.put(card_id, card)

    def get(self, call: Call) -> JsonObject:
        """GET /v2/cards/{card_id}."""
        return {"card": self._named(call)}

    def _named(self, call: Call) -> JsonObject:
        found = self._state.cards.get(call.params["card_id"])
        if found is None:
            raise not_found("Card")
        return found

    def list_cards(self, call: Call) -> JsonObject:
        """GET /v2/cards, 25 a page, disabled ones only if asked for."""
        query = call.query
        rows = [
            card
            for card in self._state.cards.rows()
            if (card["enabled"] or query.get("include_disabled") == "true")
            and query.get("customer_id", card.get("customer_id")) == card.get("customer_id")
            and query.get("reference_id", card.get("reference_id")) == card.get("reference_id")
        ]
        if query.get("sort_order") == "DESC":
            rows.reverse()
        page, following = paging.cut(
            rows, clock=self._clock, call=query, cursor=query.get("cursor"), limit=_PAGE
        )
        answer: JsonObject = {"cards": page} if page else {}
        if following:
            answer["cursor"] = following
        return answer

    def disable(self, call: Call) -> JsonObject:
        """POST /v2/cards/{card_id}/disable; doing it twice changes nothing."""
        card = self._named(call)
        if card["enabled"]:
            card["enabled"] = False
            card["disabled_at"] = rfc3339(self._clock.now())
            card["version"] += 1
            self._state.cards.put(card["id"], card)
            self._tell("card.disabled", card)
        return {"card": card}

    def _tell(self, kind: str, card: JsonObject) -> None:
        self._notices.tell(kind, "card", {"card": card}, object_id=card["id"])
