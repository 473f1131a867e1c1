"""Labels for parcels that come back: bought once at the merchant's carrier, sent to the shopper.

A label is asked for by an effect of the outbox. What it costs is written down before it is bought,
with the carrier's id of it; from then on every try is for that one label, and a carrier sells it
once. A refusal is told to staff; anything else is tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog

from app.carriers import notices
from app.carriers.label_books import ForStaffError, LabelBooks, delayed
from app.commerce.addressee import addressee
from domain.calls import Call, Deadline
from domain.errors import (
    ConfigurationError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import MerchantId
from domain.return_labels import (
    Label,
    LabelOffer,
    LabelPolicy,
    LabelState,
    LabelWish,
)
from domain.returns import ReturnPolicy
from storage import audit, merchants, parcels, return_labels, returns
from storage.outbox import Effect
from storage.return_labels import StoredLabel

log = structlog.get_logger(__name__)

FAILED: Final = "return-label-failed"
"""What channels of alerts are told; also the name of its runbook."""
_CALL_S: Final = 15.0
_TRIES: Final = 20
"""After so many (more than an hour) staff are told."""
_UNDER_WAY: Final = (LabelState.WANTED, LabelState.BUYING)
_NOT_YET: Final = (*_UNDER_WAY, LabelState.FAILED)
"""What becomes a label that was bought, also where somebody else gave up meanwhile."""
_NOT_MENDED: Final = (RejectedError, UnsupportedError, ConfigurationError)
"""What asking again does not mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDesk(LabelBooks):
    """For the worker and for those who look; every step safe to repeat."""

    def label(self, merchant_id: MerchantId, return_id: str) -> StoredLabel:
        """The label of a return. Raises NotFoundError."""
        with self.database.read() as tx:
            return return_labels.get(tx, merchant_id, return_id)

    def try_again(self, merchant_id: MerchantId, return_id: str, *, actor: str) -> StoredLabel:
        """Have a label bought, or given back, that staff were told of. Raises NotFoundError, and
        IllegalTransitionError where neither failed."""
        now = self.clock.now()
        with self.database.write() as tx:
            label = return_labels.get(tx, merchant_id, return_id)
            if not return_labels.try_again(tx, merchant_id, return_id, now=now):
                raise IllegalTransitionError("label", label.state.value, LabelState.WANTED.value)
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="return_label.wanted",
                subject=return_id,
                at=now,
            )
            return return_labels.get(tx, merchant_id, return_id)

    # --- buying ------------------------------------------------------------------------------

    def buy(self, effect: Effect, call: Call) -> None:
        """Buy the label that an effect asks for, tell the shopper, close the effect."""
        with self.database.read() as tx:
            label = return_labels.find(tx, effect.merchant_id, effect.key)
            stored = returns.get(tx, effect.merchant_id, effect.key)
        if label is None or label.state not in _UNDER_WAY:
            self.close(effect)
            return
        deadline = call.sooner(_CALL_S).deadline
        try:
            if stored.awaits_goods:
                self._buy(effect, label, deadline)
            else:
                self._settle(effect, label, deadline)
        except (ForStaffError, NotFoundError, *_NOT_MENDED) as error:
            self._failed(effect, str(error))
        except PlatformError as error:
            delayed(effect.key, error)
            if effect.attempts >= _TRIES:
                self._failed(effect, f"{error}; whether it was bought is not known")

    def _buy(self, effect: Effect, label: StoredLabel, deadline: Deadline) -> None:
        port = self.port(label)
        if label.shipment_id is None or label.rate_id is None:
            policy = self._policy(label.merchant_id)
            offer = port.offer_return(self._wish(label, policy), deadline)
            self.probe("label.offered")
            if policy.most is not None and offer.cost.amount > policy.most:
                raise ForStaffError(
                    f"the cheapest label costs {offer.cost}, more than returns.buy_label.most "
                    f"({policy.most}) allows: raise it, or make the label at the carrier"
                )
            label = self._offered(label, offer)
        else:
            self._begun(label)
        shipment_id, rate_id = str(label.shipment_id), str(label.rate_id)
        self.probe("label.begun")
        try:
            bought = port.buy_label(shipment_id, rate_id, deadline)
        except RejectedError:
            self._let_go(label)
            raise
        self.probe("label.answered")
        self._bought(effect, label, bought)

    def _settle(self, effect: Effect, label: StoredLabel, deadline: Deadline) -> None:
        """Nobody needs it any more; but it may be bought already."""
        bought = None
        if label.shipment_id is not None:
            bought = self.port(label).bought_label(label.shipment_id, deadline)
        if bought is not None:
            self._bought(effect, label, bought, tell=False)
            return
        with self.database.write() as tx:
            self.move(tx, label, LabelState.DROPPED, _UNDER_WAY)
            self.done(tx, effect)

    def _offered(self, label: StoredLabel, offer: LabelOffer) -> StoredLabel:
        """Write down what is about to be bought; where somebody else did meanwhile, theirs."""
        facts = {
            "shipment_id": offer.shipment_id,
            "rate_id": offer.rate_id,
            "carrier": offer.carrier,
            "service": offer.service,
            "cost_minor": offer.cost.amount,
            "currency": offer.cost.currency,
        }
        with self.database.write() as tx:
            self.move(tx, label, LabelState.BUYING, (LabelState.WANTED,), **facts)
            return return_labels.get(tx, label.merchant_id, label.return_id)

    def _begun(self, label: StoredLabel) -> None:
        with self.database.write() as tx:
            self.move(tx, label, LabelState.BUYING, _UNDER_WAY)

    def _let_go(self, label: StoredLabel) -> None:
        """The carrier sold nothing: the next try begins with a new offer."""
        gone = dict.fromkeys(("shipment_id", "rate_id", "cost_minor", "currency"))
        with self.database.write() as tx:
            self.move(tx, label, LabelState.WANTED, _UNDER_WAY, **gone)

    def _bought(
        self, effect: Effect, label: StoredLabel, bought: Label, *, tell: bool = True
    ) -> None:
        now = self.clock.now()
        facts = {
            "shipment_id": bought.shipment_id,
            "carrier": bought.carrier,
            "service": bought.service,
            "number": bought.number,
            "url": bought.url,
            "cost_minor": bought.cost.amount,
            "currency": bought.cost.currency,
            "problem": None,
        }
        with self.database.write() as tx:
            if self.move(tx, label, LabelState.BOUGHT, _NOT_YET, **facts) and tell:
                parcels.follow_return(tx, label, bought, now=now)
                written = notices.spread_label(tx, label, bought, now)
                same = (LabelState.BOUGHT,)
                self.move(tx, label, LabelState.BOUGHT, same, written_to=written)
            self.done(tx, effect)
        self.probe("label.bought")

    def _failed(self, effect: Effect, problem: str) -> None:
        with self.database.write() as tx:
            label = return_labels.get(tx, effect.merchant_id, effect.key)
            if self.move(tx, label, LabelState.FAILED, _UNDER_WAY, problem=problem[:300]):
                news = f"has no label: {problem[:200]}"
                self.tell_staff(tx, label, FAILED, news)
            self.done(tx, effect)

    # --- helpers -----------------------------------------------------------------------------

    def _policy(self, merchant_id: MerchantId) -> LabelPolicy:
        """Raises ForStaffError where labels are not bought any more, or nobody can read how."""
        with self.database.read() as tx:
            told = merchants.merchant(tx, merchant_id).settings.get("returns", {})
        try:
            policy = ReturnPolicy.from_settings(told).buy_label
        except InvalidInputError as error:
            raise ForStaffError(f"the policy cannot be read: {error}") from error
        if policy is None:
            raise ForStaffError(
                "returns.buy_label is not set any more: set it, or make the label at the carrier"
            )
        return policy

    def _wish(self, label: StoredLabel, policy: LabelPolicy) -> LabelWish:
        with self.database.read() as tx:
            home = addressee(tx, label.merchant_id, label.order_id).home
        if home is None:
            raise ForStaffError(
                f"order {label.order_id} has no address of the shopper: ask for it, and make the "
                "label at the carrier"
            )
        return LabelWish(
            shopper=home,
            merchant=policy.merchant,
            parcel=policy.parcel,
            reference=label.return_id,
        )
