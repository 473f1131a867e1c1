"""Labels for parcels that come back: bought once at the merchant's carrier, sent to the shopper,
given back where the return is called off.

A label is asked for by an effect of the outbox. What it costs is written down before it is bought,
with the carrier's id of it; from then on every try is for that one label, and a carrier sells it
once. A refusal is told to staff; anything else is tried again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from app.carriers import notices
from app.carriers.desk import Carrier
from app.commerce.addressee import addressee
from app.commerce.saga import Probe, no_probe
from domain.calls import Call, Clock, Deadline
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
from domain.ports.carriers import CarrierPort
from domain.return_labels import (
    Label,
    LabelOffer,
    LabelPolicy,
    LabelRefund,
    LabelState,
    LabelWish,
)
from domain.returns import ReturnPolicy, ReturnState
from storage import audit, merchants, notifications, outbox, return_labels, returns
from storage.alert_rules import Severity
from storage.engine import Database
from storage.outbox import Effect
from storage.parcels import Accounts
from storage.return_labels import StoredLabel
from storage.returns import StoredReturn

log = structlog.get_logger(__name__)

FAILED: Final = "return-label-failed"
"""What channels of alerts are told; also the name of its runbook."""
_CALL_S: Final = 15.0
_TRIES: Final = 20
"""After so many (more than an hour) staff are told."""
_UNDER_WAY: Final = (LabelState.WANTED, LabelState.BUYING)
_NOT_YET: Final = (*_UNDER_WAY, LabelState.FAILED)
"""What becomes a label that was bought, also where somebody else gave up meanwhile."""
_REFUNDS: Final[Mapping[LabelRefund, LabelState]] = {
    LabelRefund.ASKED: LabelState.REFUND_ASKED,
    LabelRefund.DONE: LabelState.REFUNDED,
    LabelRefund.REFUSED: LabelState.NOT_REFUNDED,
}
_NOT_MENDED: Final = (RejectedError, UnsupportedError, ConfigurationError)
"""What asking again does not mend."""


class _ForStaffError(Exception):
    """The label cannot be bought as things are; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDesk:
    """For the worker and for those who look; thread-safe, every step safe to repeat."""

    database: Database
    accounts: Accounts
    carriers: Mapping[str, Carrier]
    clock: Clock
    probe: Probe = field(default=no_probe)

    def label(self, merchant_id: MerchantId, return_id: str) -> StoredLabel:
        """The label of a return. Raises NotFoundError."""
        with self.database.read() as tx:
            return return_labels.get(tx, merchant_id, return_id)

    def try_again(self, merchant_id: MerchantId, return_id: str, *, actor: str) -> StoredLabel:
        """Have a label bought that staff were told of. Raises NotFoundError, and
        IllegalTransitionError where it did not fail."""
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
            self._close(effect)
            return
        deadline = call.sooner(_CALL_S).deadline
        try:
            if _is_needed(stored):
                self._buy(effect, label, deadline)
            else:
                self._settle(effect, label, deadline)
        except (_ForStaffError, NotFoundError, *_NOT_MENDED) as error:
            self._failed(effect, str(error))
        except PlatformError as error:
            log.warning("return_label.delayed", return_id=effect.key, error=type(error).__name__)
            if effect.attempts >= _TRIES:
                self._failed(effect, f"{error}; whether it was bought is not known")

    def _buy(self, effect: Effect, label: StoredLabel, deadline: Deadline) -> None:
        port = self._port(label)
        if label.shipment_id is None or label.rate_id is None:
            policy = self._policy(label.merchant_id)
            offer = port.offer_return(self._wish(label, policy), deadline)
            self.probe("label.offered")
            if policy.most is not None and offer.cost.amount > policy.most:
                raise _ForStaffError(
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
            bought = self._port(label).bought_label(label.shipment_id, deadline)
        if bought is not None:
            self._bought(effect, label, bought, tell=False)
            return
        now = self.clock.now()
        with self.database.write() as tx:
            self._move(tx, label, LabelState.DROPPED, _UNDER_WAY, now)
            outbox.done(tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=now)

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
            self._move(
                tx, label, LabelState.BUYING, (LabelState.WANTED,), self.clock.now(), **facts
            )
            return return_labels.get(tx, label.merchant_id, label.return_id)

    def _begun(self, label: StoredLabel) -> None:
        with self.database.write() as tx:
            self._move(tx, label, LabelState.BUYING, _UNDER_WAY, self.clock.now())

    def _let_go(self, label: StoredLabel) -> None:
        """The carrier sold nothing: the next try begins with a new offer."""
        gone = dict.fromkeys(("shipment_id", "rate_id", "cost_minor", "currency"))
        with self.database.write() as tx:
            self._move(tx, label, LabelState.WANTED, _UNDER_WAY, self.clock.now(), **gone)

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
            if self._move(tx, label, LabelState.BOUGHT, _NOT_YET, now, **facts) and tell:
                written = notices.spread_label(tx, label, bought, now)
                same = (LabelState.BOUGHT,)
                self._move(tx, label, LabelState.BOUGHT, same, now, written_to=written)
            outbox.done(tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=now)
        self.probe("label.bought")

    def _failed(self, effect: Effect, problem: str) -> None:
        now = self.clock.now()
        with self.database.write() as tx:
            label = return_labels.get(tx, effect.merchant_id, effect.key)
            if self._move(tx, label, LabelState.FAILED, _UNDER_WAY, now, problem=problem[:300]):
                notifications.tell(
                    tx,
                    effect.merchant_id,
                    kind=FAILED,
                    key=f"{effect.key}:{now.isoformat()}",
                    severity=Severity.WARNING,
                    message=f"return {effect.key} of order {label.order_id} has no label: "
                    f"{problem[:200]}",
                    now=now,
                )
            outbox.done(tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=now)

    # --- giving back -------------------------------------------------------------------------

    def give_back(self, effect: Effect, call: Call) -> None:
        """Ask for a label's money where its return was called off, and close the effect.

        While it is being bought this waits for what comes of that.
        """
        with self.database.read() as tx:
            label = return_labels.find(tx, effect.merchant_id, effect.key)
        if label is not None and label.state in _UNDER_WAY:
            return
        if label is None:
            self._close(effect)
            return
        deadline = call.sooner(_CALL_S).deadline
        try:
            if not self._is_bought(label, deadline):
                self._close(effect)
                return
            said = self._port(label).refund_label(str(label.shipment_id), deadline)
        except (_ForStaffError, *_NOT_MENDED) as error:
            self._refunded(effect, label, LabelRefund.REFUSED, str(error)[:300])
            return
        except PlatformError as error:
            log.warning("return_label.delayed", return_id=effect.key, error=type(error).__name__)
            return
        self.probe("label.refund_answered")
        self._refunded(effect, label, said, None)

    def _is_bought(self, label: StoredLabel, deadline: Deadline) -> bool:
        """Also of one whose purchase nobody could tell of when staff were told."""
        if label.shipment_id is None or label.state not in (LabelState.BOUGHT, LabelState.FAILED):
            return False
        if label.state is LabelState.BOUGHT:
            return True
        return self._port(label).bought_label(label.shipment_id, deadline) is not None

    def _refunded(
        self, effect: Effect, label: StoredLabel, said: LabelRefund, problem: str | None
    ) -> None:
        now = self.clock.now()
        with self.database.write() as tx:
            out_of = (LabelState.BOUGHT, LabelState.FAILED)
            self._move(tx, label, _REFUNDS[said], out_of, now, problem=problem)
            outbox.done(tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=now)

    # --- helpers -----------------------------------------------------------------------------

    def _move(
        self,
        tx: Connection,
        label: StoredLabel,
        to: LabelState,
        out_of: Collection[LabelState],
        now: datetime,
        **facts: Any,
    ) -> bool:
        moved = return_labels.move(
            tx, label.merchant_id, label.return_id, to=to, out_of=out_of, now=now, **facts
        )
        if moved:
            log.info("return_label.moved", return_id=label.return_id, state=to.value)
        return moved

    def _close(self, effect: Effect) -> None:
        now = self.clock.now()
        with self.database.write() as tx:
            outbox.done(tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=now)

    def _policy(self, merchant_id: MerchantId) -> LabelPolicy:
        """Raises _ForStaffError where labels are not bought any more, or nobody can read how."""
        with self.database.read() as tx:
            told = merchants.merchant(tx, merchant_id).settings.get("returns", {})
        try:
            policy = ReturnPolicy.from_settings(told).buy_label
        except InvalidInputError as error:
            raise _ForStaffError(f"the policy cannot be read: {error}") from error
        if policy is None:
            raise _ForStaffError(
                "returns.buy_label is not set any more: set it, or make the label at the carrier"
            )
        return policy

    def _wish(self, label: StoredLabel, policy: LabelPolicy) -> LabelWish:
        with self.database.read() as tx:
            home = addressee(tx, label.merchant_id, label.order_id).home
        if home is None:
            raise _ForStaffError(
                f"order {label.order_id} has no address of the shopper: ask for it, and make the "
                "label at the carrier"
            )
        return LabelWish(
            shopper=home,
            merchant=policy.merchant,
            parcel=policy.parcel,
            reference=label.return_id,
        )

    def _port(self, label: StoredLabel) -> CarrierPort:
        """Raises _ForStaffError without an account, ConfigurationError for one that is locked."""
        with self.database.read() as tx:
            account = self.accounts.of_merchant(tx, label.merchant_id, label.kind)
        if account is None:
            raise _ForStaffError(
                f"there is no account with {label.kind}: voicetill carriers connect {label.kind}"
            )
        return self.carriers[account.kind].open(account)


def _is_needed(stored: StoredReturn) -> bool:
    """Whether the goods are still with the shopper, as far as is known."""
    at_once = bool(stored.detail.get("at_once"))
    paid = (ReturnState.WORKING, ReturnState.NEEDS_STAFF, ReturnState.DONE)
    return stored.state is ReturnState.AWAITING_GOODS or (at_once and stored.state in paid)
