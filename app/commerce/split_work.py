"""Goes on with a split order: authorizes all, places all, or takes all back.

Where it stands is written down before it is acted on; what became of a part is asked of the part's
own checkout, so everything here may be done again by whoever finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

import structlog

from app.commerce import split_news
from app.commerce.model import (
    AuthorizedPayment,
    AuthorizeOutcome,
    Canceled,
    CanceledSince,
    CancelRefused,
    CardDeclined,
    CardUnread,
    NoCard,
    NotOrderable,
    Parked,
    PayElsewhere,
    Placed,
    PlaceOrder,
    PlaceOutcome,
    PosDown,
    Receipt,
    StillWorking,
)
from app.commerce.ports import Checkout
from app.commerce.records import find_context, load_receipt
from app.commerce.saga import Probe, no_probe
from app.commerce.split_model import SplitPlaced, SplitPlaceOutcome, SplitRefusal
from domain.calls import Call, Clock
from domain.errors import NotFoundError, PlatformError
from domain.ids import OrderId
from domain.money import Money
from domain.splits import OnFailure, SplitState
from storage import journal, split_orders
from storage.engine import Database
from storage.journal import Checkout as Journaled
from storage.split_orders import StoredPart, StoredSplit

log = structlog.get_logger(__name__)

_LEASE: Final = timedelta(minutes=1)
_FIRST_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_ANOTHER_CARD: Final = timedelta(minutes=10)
"""So long another card may be tried; the parts' own holds may end before."""
_CALL_S: Final = 20.0
_STANDS: Final = "needs-person-paid"
"""A part that is paid and stands, of which the till must still be told."""
CALLED_OFF: Final = "called-off"
"""Why a split order is taken back that somebody wants no more."""
_BEFORE_MONEY: Final = (SplitState.PREPARING, SplitState.PRICED)
_STANDING: Final = (SplitState.PLACED, SplitState.PARTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitWork:
    """What is done about stored split orders; thread-safe."""

    database: Database
    checkout: Checkout
    clock: Clock
    probe: Probe = field(default=no_probe)
    is_waited_for: bool = True
    """Whether somebody hears the answer; else the shopper is told by message how it ends."""

    def run(self) -> int:
        """Look at those that are due; how many there were."""
        with self.database.write() as tx:
            due = split_orders.claim_due(tx, now=self.clock.now(), lease=_LEASE)
        for each in due:
            call = Call.within(_CALL_S, correlation_id=f"split-{each.id}")
            if each.state in _BEFORE_MONEY:
                self.call_off(each, call, reason=split_news.ABANDONED)
            else:
                replace(self, is_waited_for=False).go_on(each, call)
        return len(due)

    def go_on(
        self, split: StoredSplit, call: Call, *, tokens: Sequence[str] = ()
    ) -> SplitRefusal | StillWorking | None:
        """Do what comes next until it is done; None: it has ended, well or not."""
        if split.state is SplitState.AGREED:
            refused = self._authorize(split, call, tokens)
            if refused is not None:
                return refused
            split = self.moved(split, SplitState.CAPTURING, out_of=(SplitState.AGREED,))
            self.probe("split.decided")
        if split.state is SplitState.CAPTURING:
            return self._place(split, call)
        if split.state is SplitState.UNDOING:
            self._take_back(split, call)
        return None

    def call_off(self, split: StoredSplit, call: Call, *, reason: str = CALLED_OFF) -> StoredSplit:
        """Take every part back; what is undone already stays so."""
        out_of = (*_BEFORE_MONEY, *_STANDING, SplitState.AGREED)
        undoing = self.moved(split, SplitState.UNDOING, out_of=out_of, reason=reason)
        if undoing.state is SplitState.UNDOING:
            self.probe("split.undoing")
            self._take_back(undoing, call)
        return undoing

    def moved(
        self,
        split: StoredSplit,
        to: SplitState,
        *,
        out_of: Collection[SplitState],
        **facts: Any,
    ) -> StoredSplit:
        """The order in that state, or as somebody else has left it."""
        now = self.clock.now()
        told = {"attempts": 0, "due_at": now + _LEASE, **facts}
        with self.database.write() as tx:
            has_moved = split_orders.change(
                tx, split, out_of=out_of, now=now, state=to.value, **told
            )
            stands = split_orders.get(tx, split.merchant_id, split.id)
            if has_moved:
                log.info("split.moved", split_id=split.id, state=to.value)
            if has_moved and not self.is_waited_for:
                split_news.tell(tx, stands, now)
            return stands

    def told(self, split: StoredSplit) -> SplitPlaceOutcome:
        """What stands of an order that has been gone on with."""
        if split.state in (SplitState.AGREED, SplitState.CAPTURING, SplitState.UNDOING):
            return StillWorking(order_id=OrderId(split.id))
        if split.state not in _STANDING:
            return NotOrderable(
                reason="checkout-undone", detail=f"this order ended ({split.reason})"
            )
        rows = [self._journaled(split, part) for part in split.parts]
        receipts = [_receipt(row) for row in rows if row is not None]
        return SplitPlaced(
            split_id=split.id,
            receipts=tuple(each for each in receipts if each is not None),
            missing=tuple(_store(row) for row in rows if row is not None and not _stands(row)),
        )

    # --- going on ----------------------------------------------------------------------------

    def _authorize(
        self, split: StoredSplit, call: Call, tokens: Sequence[str]
    ) -> SplitRefusal | StillWorking | None:
        """Have every part authorized; None: every one is."""
        for part in split.parts:
            assert part.order_id is not None  # noqa: S101 - a priced order has all its parts
            outcome = self.checkout.authorize(
                PlaceOrder(
                    merchant_id=split.merchant_id,
                    order_id=part.order_id,
                    payment_token=self._token_for(split, part, tokens),
                    agreed_total=_total(split, part),
                ),
                call,
            )
            if isinstance(outcome, AuthorizedPayment):
                self.probe("split.part_authorized")
                continue
            return self._refused(split, outcome, call)
        return None

    def _token_for(self, split: StoredSplit, part: StoredPart, tokens: Sequence[str]) -> str | None:
        """What is to pay a part; one whose money is reserved stays on the card it is on."""
        row = self._journaled(split, part)
        is_reserved = row is not None and row.context.get("payment_id") is not None
        return tokens[part.position] if tokens and not is_reserved else None

    def _refused(
        self, split: StoredSplit, outcome: AuthorizeOutcome, call: Call
    ) -> SplitRefusal | StillWorking:
        """Another card may be tried while the goods are held; all else ends the whole order."""
        if isinstance(outcome, StillWorking):
            return self._later(split)
        if isinstance(outcome, CardDeclined | NoCard | CardUnread):
            until = self.clock.now() + _ANOTHER_CARD
            self.moved(split, SplitState.PRICED, out_of=(SplitState.AGREED,), due_at=until)
            return outcome
        refusal = _as_refusal(outcome)
        self.call_off(split, call, reason=type(outcome).__name__)
        return refusal

    def _place(self, split: StoredSplit, call: Call) -> SplitRefusal | StillWorking | None:
        """Place part after part; each was authorized."""
        missing: list[SplitRefusal] = []
        standing = 0
        for part in split.parts:
            assert part.order_id is not None  # noqa: S101 - a priced order has all its parts
            outcome = self.checkout.place(
                PlaceOrder(merchant_id=split.merchant_id, order_id=part.order_id), call
            )
            if isinstance(outcome, StillWorking | Parked):
                return self._later(split)
            if _is_placed(outcome):
                self.probe("split.part_placed")
                standing += 1
                continue
            missing.append(_as_refusal(outcome))
            if split.on_failure is OnFailure.ALL:
                break
        return self._concluded(split, missing, standing, call)

    def _concluded(
        self, split: StoredSplit, missing: Sequence[SplitRefusal], standing: int, call: Call
    ) -> SplitRefusal | None:
        out_of = (SplitState.CAPTURING,)
        reason = type(missing[0]).__name__ if missing else None
        if missing and (split.on_failure is OnFailure.ALL or not standing):
            undoing = self.moved(split, SplitState.UNDOING, out_of=out_of, reason=reason)
            self.probe("split.undoing")
            self._take_back(undoing, call)
            return missing[0]
        to = SplitState.PARTLY if missing else SplitState.PLACED
        self.moved(split, to, out_of=out_of, reason=reason)
        self.probe("split.concluded")
        return None

    # --- taking back -------------------------------------------------------------------------

    def _take_back(self, split: StoredSplit, call: Call) -> None:
        """Undo or cancel every part; later again where a till did not answer."""
        left = []
        for part in split.parts:
            order_id = self._order_of(split, part)
            if order_id is None:
                continue
            try:
                outcome = self.checkout.cancel(
                    split.merchant_id, order_id, reason="split order", call=call
                )
            except NotFoundError:  # priced, and ended before it was ever an order
                continue
            except PlatformError as error:
                log.info("split.put_off", split_id=split.id, error=type(error).__name__)
                self._later(split)
                return
            if isinstance(outcome, CancelRefused):
                left.append(outcome.reason)
            elif not isinstance(outcome, Canceled):
                self._later(split)
                return
            self.probe("split.part_taken_back")
        self._ended(split, left)

    def _ended(self, split: StoredSplit, left: Sequence[str]) -> None:
        if not left:
            self.moved(split, SplitState.ENDED, out_of=(SplitState.UNDOING,))
        elif split.reason == CALLED_OFF:  # by the shopper, of what stands: the rest stays
            reason = f"{CALLED_OFF}; {left[0]}"
            self.moved(split, SplitState.PARTLY, out_of=(SplitState.UNDOING,), reason=reason)
        else:
            to, reason = SplitState.NEEDS_PERSON, f"{split.reason}; {left[0]}"
            self.moved(split, to, out_of=(SplitState.UNDOING,), reason=reason)
        self.probe("split.ended")

    def _later(self, split: StoredSplit) -> StillWorking:
        """Somebody looks again soon, and less often the longer it takes."""
        now = self.clock.now()
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(split.attempts, 10))
        with self.database.write() as tx:
            split_orders.change(
                tx,
                split,
                out_of=(split.state,),
                now=now,
                attempts=split.attempts + 1,
                due_at=now + pause,
            )
        return StillWorking(order_id=OrderId(split.id))

    def _order_of(self, split: StoredSplit, part: StoredPart) -> OrderId | None:
        """The part's checkout, also one that was opened and not noted yet."""
        if part.order_id is not None:
            return part.order_id
        with self.database.read() as tx:
            row = journal.by_key(tx, split.merchant_id, part.key)
        return None if row is None else row.order_id

    def _journaled(self, split: StoredSplit, part: StoredPart) -> Journaled | None:
        if part.order_id is None:
            return None
        with self.database.read() as tx:
            return journal.load(tx, split.merchant_id, part.order_id)


def _total(split: StoredSplit, part: StoredPart) -> Money | None:
    if part.total_minor is None or split.total is None:
        return None
    return Money(part.total_minor, split.total.currency)


def _is_placed(outcome: PlaceOutcome) -> bool:
    return isinstance(outcome, Placed | CanceledSince) or (
        isinstance(outcome, NotOrderable) and outcome.reason == _STANDS
    )


def _as_refusal(outcome: AuthorizeOutcome | PlaceOutcome) -> SplitRefusal:
    """What the shopper of the whole is told of a part that stopped."""
    match outcome:
        case PayElsewhere():
            return NotOrderable(
                reason="split-pay-elsewhere",
                detail="a part can only be paid on its platform's own page",
            )
        case Parked():
            return PosDown(location_name=outcome.location_name)
        case AuthorizedPayment() | Placed() | CanceledSince() | StillWorking():
            return NotOrderable(reason="split-unclear", detail="a part is not where it should be")
        case _:
            return outcome


def _stands(row: Journaled) -> bool:
    if row.is_open:
        return False
    kind = row.outcome["kind"]
    return kind == "placed" or (kind == "needs-person" and "confirm" in row.outcome["left"])


def _receipt(row: Journaled) -> Receipt | None:
    is_placed = not row.is_open and row.outcome["kind"] == "placed"
    return load_receipt(row.outcome["receipt"]) if is_placed else None


def _store(row: Journaled) -> str:
    context = find_context(row.context)
    if context is None:
        raise NotFoundError("order", row.order_id)
    return context.location_name
