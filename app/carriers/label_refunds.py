"""Labels that are given back: their money is asked for once, and what the carrier decides about it
is looked for until it is known.

A carrier takes days and weeks to decide. Some tell of it by an event, of a yes only; so it is also
asked, less and less often. What it refuses, and what it never decides, is told to staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from app.carriers.label_books import ForStaffError, LabelBooks, delayed
from domain.calls import Call, Deadline
from domain.errors import (
    ConfigurationError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.return_labels import LabelRefund, LabelState, RefundNews
from storage import return_labels
from storage.outbox import Effect
from storage.parcels import Account
from storage.return_labels import StoredLabel

NOT_REFUNDED: Final = "return-label-not-refunded"
"""What channels of alerts are told; also the name of its runbook."""
_CALL_S: Final = 15.0
_TRIES: Final = 25
"""After so many (more than an hour) staff are told; buying has given up before."""
_SOONEST, _LATEST = timedelta(hours=1), timedelta(days=1)
"""Pauses between looks: as long as it is asked for already, within these."""
_LONGEST: Final = timedelta(days=45)
"""How long a decision is looked for; carriers take 30 days at most (EasyPost, Shipping Refund)."""
_UNDER_WAY: Final = (LabelState.WANTED, LabelState.BUYING)
_PAID: Final = (LabelState.BOUGHT, LabelState.FAILED)
"""What may be given back; a label that failed may have been bought all the same."""
_UNSETTLED: Final = (*_PAID, LabelState.REFUND_ASKED)
_NOT_MENDED: Final = (RejectedError, UnsupportedError, ConfigurationError)
"""What asking again does not mend."""
_REFUSED: Final = (
    "the carrier refused the refund: if the label was not used, ask for it again; a used one is "
    "not refunded"
)
_NOT_CHARGED: Final = "the carrier charges for a label when it is used: nothing was paid"
_UNDECIDED: Final = (
    f"the carrier has not decided about the refund for {_LONGEST.days} days: ask it about the label"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRefunds(LabelBooks):
    """For the worker and the callback; every step safe to repeat."""

    def give_back(self, effect: Effect, call: Call) -> None:
        """Ask for a label's money where its return was called off, and close the effect.

        While it is being bought this waits for what comes of that.
        """
        with self.database.read() as tx:
            label = return_labels.find(tx, effect.merchant_id, effect.key)
        if label is None:
            self.close(effect)
        elif label.state not in _UNDER_WAY:
            self._give_back(effect, label, call.sooner(_CALL_S).deadline)

    def _give_back(self, effect: Effect, label: StoredLabel, deadline: Deadline) -> None:
        said, problem = LabelRefund.REFUSED, None
        try:
            if not self._is_bought(label, deadline):
                self.close(effect)
                return
            said = self.port(label).refund_label(str(label.shipment_id), deadline)
        except (ForStaffError, *_NOT_MENDED) as error:
            problem = str(error)
        except PlatformError as error:
            delayed(effect.key, error)
            if effect.attempts < _TRIES:
                return
            problem = f"{error}; whether the refund was asked for is not known: ask for it again"
        self.probe("label.refund_answered")
        with self.database.write() as tx:
            self._settle(tx, label, said, problem)
            self.done(tx, effect)
        self.probe("label.refund_stored")

    def _is_bought(self, label: StoredLabel, deadline: Deadline) -> bool:
        """Also of one whose purchase nobody could tell of when staff were told."""
        if label.shipment_id is None or label.state not in _PAID:
            return False
        if label.state is LabelState.BOUGHT:
            return True
        return self.port(label).bought_label(label.shipment_id, deadline) is not None

    # --- what is decided ---------------------------------------------------------------------

    def told(self, tx: Connection, account: Account, news: RefundNews) -> bool:
        """Write what a carrier tells by itself; whether it was news."""
        label = return_labels.of_shipment(
            tx, account.merchant_id, kind=account.kind, shipment_id=news.shipment_id
        )
        return label is not None and self._settle(tx, label, news.said)

    def look(self) -> int:
        """Ask carriers for what they decided, where it is time; how many labels."""
        with self.database.read() as tx:
            due = return_labels.undecided(tx, now=self.clock.now())
        for label in due:
            self._look_for(label)
        return len(due)

    def _look_for(self, label: StoredLabel) -> None:
        said, problem = None, None
        try:
            port = self.port(label)
            said = port.label_refund(str(label.shipment_id), Deadline.after(_CALL_S))
        except (ForStaffError, PlatformError, ConfigurationError) as error:
            delayed(label.return_id, error)
            problem = str(error)[:300]
        self.probe("label.refund_seen")
        with self.database.write() as tx:
            if said is None or said is LabelRefund.ASKED:
                self._look_later(tx, label, problem)
            elif self._is_mine(tx, label, look_at=None, problem=None):
                self._settle(tx, label, said)

    def _look_later(self, tx: Connection, label: StoredLabel, problem: str | None) -> None:
        look_at = _next_look(label.refund_asked_at or label.updated_at, self.clock.now())
        if look_at is None:
            problem = _UNDECIDED if problem is None else f"{_UNDECIDED} ({problem})"[:300]
        if self._is_mine(tx, label, look_at=look_at, problem=problem) and look_at is None:
            self.tell_staff(tx, label, NOT_REFUNDED, f"waits for its label's refund: {problem}")

    def _is_mine(
        self, tx: Connection, label: StoredLabel, *, look_at: datetime | None, problem: str | None
    ) -> bool:
        """Take the look that was due; False where something newer was written meanwhile, such as
        another look, an event, or that staff asked again."""
        now = self.clock.now()
        return return_labels.look_again(tx, label, look_at=look_at, problem=problem, now=now)

    def _settle(
        self, tx: Connection, label: StoredLabel, said: LabelRefund, problem: str | None = None
    ) -> bool:
        """Write how the refund stands, once; whether that was news."""
        match said:
            case LabelRefund.ASKED:
                now = self.clock.now()
                return self.move(
                    tx,
                    label,
                    LabelState.REFUND_ASKED,
                    _PAID,
                    refund_asked_at=now,
                    look_at=_next_look(now, now),
                    problem=None,
                )
            case LabelRefund.DONE:
                ends = (*_UNSETTLED, LabelState.NOT_REFUNDED)
                return self.move(tx, label, LabelState.REFUNDED, ends, look_at=None, problem=None)
            case LabelRefund.NOT_CHARGED | LabelRefund.REFUSED:
                is_refused = said is LabelRefund.REFUSED
                problem = (problem or (_REFUSED if is_refused else _NOT_CHARGED))[:300]
                facts = {"look_at": None, "problem": problem}
                moved = self.move(tx, label, LabelState.NOT_REFUNDED, _UNSETTLED, **facts)
                if moved and is_refused:
                    news = f"was called off, its label is not refunded: {problem}"
                    self.tell_staff(tx, label, NOT_REFUNDED, news)
                return moved


def _next_look(asked_at: datetime, now: datetime) -> datetime | None:
    """When to look again; None: no more."""
    age = now - asked_at
    return None if age >= _LONGEST else now + min(max(age, _SOONEST), _LATEST)
