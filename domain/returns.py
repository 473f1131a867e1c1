"""Goods that come back: what a merchant's policy says to a wish, and what it comes to in money.

Pure arithmetic over facts; nothing is asked or written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from domain.errors import InvalidInputError
from domain.money import Money, allocate, total
from domain.orders import OrderState, PaymentState
from domain.return_labels import LabelPolicy


class ReturnReason(StrEnum):
    """Why somebody gives something back."""

    CHANGED_MIND = "changed_mind"
    WRONG_SIZE = "wrong_size"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    LATE = "late"
    OTHER = "other"


class ReturnState(StrEnum):
    """Where a return stands."""

    NEEDS_PERSON = "needs_person"
    """A person decides."""
    EXCHANGING = "exchanging"
    """Goods for goods: it waits for the order that takes their place."""
    AWAITING_GOODS = "awaiting_goods"
    """Agreed; the money goes back when the goods are here."""
    WORKING = "working"
    """Being refunded and booked."""
    NEEDS_STAFF = "needs_staff"
    """The gateway did what it can; `left` says what staff must do at the till."""
    DONE = "done"
    REFUSED = "refused"
    """By a person."""
    CANCELED = "canceled"


class RefundTo(StrEnum):
    """Where the worth of goods that come back goes."""

    ORIGINAL = "original"
    """To the tenders that paid for them."""
    STORE_CREDIT = "store_credit"


class WayBack(StrEnum):
    """How goods come back."""

    DROP_OFF = "drop_off"
    """Somebody brings them to a store."""
    LABEL = "label"
    """By parcel, under a label that the merchant gives."""


OPEN = frozenset(
    {
        ReturnState.NEEDS_PERSON,
        ReturnState.EXCHANGING,
        ReturnState.AWAITING_GOODS,
        ReturnState.WORKING,
    }
)
COUNTED = frozenset({*OPEN, ReturnState.NEEDS_STAFF, ReturnState.DONE})
"""States whose quantities cannot be returned once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPolicy:
    """What a merchant takes back by itself."""

    window_days: int = 30
    category_windows: Mapping[str, int] = field(default_factory=dict)
    """Other windows by category; 0: final sale."""
    final_sale_skus: frozenset[str] = frozenset()
    person_reasons: frozenset[ReturnReason] = frozenset(
        {ReturnReason.DAMAGED, ReturnReason.DEFECTIVE}
    )
    refund_at_once: bool = False
    """Give the money back before the goods are here."""
    restock: bool = True
    most_by_itself: int | None = None
    """Minor units; a higher refund is decided by a person."""
    most_per_month: int = 5
    """Returns of one customer in thirty days; more are looked at by a person."""
    instructions: str = "Bring it to the store with the order number."
    label_url: str | None = None
    """The merchant's page with the label for a parcel, as a template with `{order}` and `{return}`;
    given for orders that were shipped. None: everything is brought to a store."""
    label_instructions: str = "Print the label, put it on the parcel and give it to the carrier."
    buy_label: LabelPolicy | None = None
    """Labels are bought at a carrier, one for each return of an order that was shipped."""

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> ReturnPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        if not isinstance(told, Mapping):
            raise InvalidInputError("returns", str(told)[:80], "a table of fields")
        known = set(cls.__slots__)
        for name in told:
            if name not in known:
                raise InvalidInputError(
                    f"returns.{name}", name, f"one of {', '.join(sorted(known))}"
                )
        values = dict(told)
        for name, kind in (("final_sale_skus", str), ("person_reasons", ReturnReason)):
            if name in values:
                try:
                    values[name] = frozenset(kind(each) for each in values[name])
                except (ValueError, TypeError) as error:
                    raise InvalidInputError(
                        f"returns.{name}", str(told[name])[:80], str(error)
                    ) from None
        _check_values(values)
        if values.get("buy_label") is not None:
            values["buy_label"] = LabelPolicy.from_settings(values["buy_label"])
        return cls(**values)

    def way_back(self, *, was_shipped: bool) -> WayBack:
        """How goods of an order come back."""
        has_label = self.label_url is not None or self.buy_label is not None
        return WayBack.LABEL if was_shipped and has_label else WayBack.DROP_OFF

    def window_of(self, categories: Sequence[str]) -> int:
        """Days for goods of these categories: the shortest that any of them has."""
        own = [self.category_windows[each] for each in categories if each in self.category_windows]
        return min(own, default=self.window_days)


def _check_values(values: Mapping[str, Any]) -> None:
    """Raises InvalidInputError naming the field."""
    _check_label(values.get("label_url"))
    if values.get("buy_label") is not None and values.get("label_url") is not None:
        remedy = "either buy_label or label_url: a parcel has one label"
        raise InvalidInputError("returns.label_url", str(values["label_url"])[:80], remedy)
    for name in ("window_days", "most_per_month"):
        _check_whole(name, values.get(name, 0))
    if values.get("most_by_itself") is not None:
        _check_whole("most_by_itself", values["most_by_itself"])
    windows = values.get("category_windows", {})
    if not isinstance(windows, Mapping):
        raise InvalidInputError("returns.category_windows", str(windows)[:80], "days by category")
    for category, days in windows.items():
        _check_whole(f"category_windows.{category}", days)


def _check_whole(name: str, value: object) -> None:
    """Raises InvalidInputError for what is no count, no days and no amount."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidInputError(f"returns.{name}", str(value)[:40], "a whole number from 0 on")


def _check_label(url: object) -> None:
    """Raises InvalidInputError for what cannot become the address of a label."""
    if url is None:
        return
    remedy = "an https address, with no other braces than {order} and {return}"
    try:
        filled = str(url).format(**{"order": "1", "return": "1"})
    except (KeyError, IndexError, ValueError):
        raise InvalidInputError("returns.label_url", str(url)[:80], remedy) from None
    if not filled.startswith("https://"):
        raise InvalidInputError("returns.label_url", str(url)[:80], remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """One line of an order, and how much of it came back or is coming."""

    position: int
    sku: str | None
    name: str
    quantity: Decimal
    returned: Decimal
    total: Money
    """Of the whole line, with tax and less discounts."""
    categories: tuple[str, ...] = ()
    given: Money | None = None
    """What the units that came back or are coming are worth; None where it was not written down:
    then they were the first units of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A quantity of one line that somebody gives back."""

    position: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldOrder:
    """What the assessment needs to know of an order."""

    state: OrderState
    payment_state: PaymentState
    had_at: datetime
    """When the shopper had the goods, as far as is known."""
    lines: tuple[SoldLine, ...]
    left_to_refund: Money
    returns_lately: int
    """Returns of this customer in the last thirty days."""
    hand_over_told: bool = True
    """Whether its till tells that goods were fetched; where it never does, they may be at the
    shopper's as soon as they are sold."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be taken back; `code` is stable."""

    code: str
    line: str | None = None
    received: int | None = None
    """How many of the line were sold, where that is what speaks against it."""
    returned: int | None = None
    """How many of these came back or are coming."""

    @property
    def words(self) -> str:
        """Why, and what to do instead, for whoever asked."""
        why = _WHY.get(self.code, "the merchant's policy speaks against it")
        if self.received is not None and self.returned is not None:
            left = self.received - self.returned
            why = f"of {self.received} sold {self.returned} came back or are coming, so {left} can "
            why += "be returned; see the order's returns"
        return why if self.line is None else f"{self.line}: {why}"


_WHY: Final[Mapping[str, str]] = {
    "not-placed": "the order does not stand yet; wait until it is placed",
    "canceled": "the order was canceled, so nothing of it can come back",
    "not-received": "the goods were not handed over yet; cancel the order instead",
    "not-paid": "the order was not paid, so there is no money to give back",
    "by-weight": "goods by weight are taken back at the counter only",
    "already-returned": "all of it was asked to be returned already; see the order's returns",
    "more-than-received": "fewer of it were received, or are left to be returned",
    "final-sale": "it is a final sale by the merchant's policy",
    "window-over": "the time to return it is over by the merchant's policy",
    "needs-person": "a person looks at it first, so it cannot be exchanged; return it instead",
    "no-customer": "store credit is a customer's own and nobody is known for this order; "
    "ask for refund_to: original",
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """It is taken back for this amount; `person` says why somebody looks at it first."""

    amount: Money
    person: str | None = None
    by_line: tuple[tuple[int, Money], ...] = ()
    """What of it each position comes to."""


def is_received(state: OrderState) -> bool:
    """Whether goods of an order in that state left the store."""
    return state not in _AT_THE_STORE


_AT_THE_STORE: Final = frozenset(
    {
        *(OrderState.PENDING, OrderState.PARKED, OrderState.CANCELED),
        *(OrderState.CONFIRMED, OrderState.READY),
    }
)


def assess(
    policy: ReturnPolicy,
    order: SoldOrder,
    wanted: Sequence[Wanted],
    reason: ReturnReason,
    *,
    now: datetime,
) -> Refused | Agreed:
    """What the policy says. Raises InvalidInputError for lines or quantities that are none."""
    by_position = {line.position: line for line in order.lines}
    if order.state in (OrderState.PENDING, OrderState.PARKED):
        return Refused("not-placed")
    if order.state is OrderState.CANCELED:
        return Refused("canceled")
    if not is_received(order.state) and order.hand_over_told:
        return Refused("not-received")
    if order.payment_state is PaymentState.UNPAID:
        return Refused("not-paid")
    by_line = []
    for each in _summed(wanted):
        line = by_position.get(each.position)
        if line is None:
            raise InvalidInputError("lines.position", str(each.position), "a line of this order")
        refused = _line_refused(policy, order, line, each, reason, now)
        if refused is not None:
            return refused
        by_line.append((each.position, share_of(line, each.quantity)))
    amount = total((share for _, share in by_line), order.left_to_refund.currency)
    return replace(_agreed(policy, order, amount, reason), by_line=tuple(by_line))


def _summed(wanted: Sequence[Wanted]) -> list[Wanted]:
    if not wanted:
        raise InvalidInputError("lines", "[]", "name at least one line of the order")
    quantities: dict[int, int] = {}
    for each in wanted:
        if each.quantity < 1:
            raise InvalidInputError("lines.quantity", str(each.quantity), "1 or more")
        quantities[each.position] = quantities.get(each.position, 0) + each.quantity
    return [Wanted(position=place, quantity=count) for place, count in quantities.items()]


def _line_refused(
    policy: ReturnPolicy,
    order: SoldOrder,
    line: SoldLine,
    wanted: Wanted,
    reason: ReturnReason,
    now: datetime,
) -> Refused | None:
    if line.quantity != line.quantity.to_integral_value():
        return Refused("by-weight", line.name)
    if wanted.quantity > line.quantity - line.returned:
        code = "already-returned" if line.returned >= line.quantity else "more-than-received"
        return Refused(code, line.name, int(line.quantity), int(line.returned))
    window = policy.window_of(line.categories)
    faulty = reason in (ReturnReason.DAMAGED, ReturnReason.DEFECTIVE, ReturnReason.WRONG_ITEM)
    if (line.sku in policy.final_sale_skus or window == 0) and not faulty:
        return Refused("final-sale", line.name)
    if window and now - order.had_at > timedelta(days=window):
        return Refused("window-over", line.name)
    return None


def _agreed(policy: ReturnPolicy, order: SoldOrder, amount: Money, reason: ReturnReason) -> Agreed:
    person: str | None = None
    if order.left_to_refund < amount:
        person = "refund-exceeds-paid"
    elif policy.most_by_itself is not None and amount.amount > policy.most_by_itself:
        person = "high-amount"
    elif order.returns_lately >= policy.most_per_month:
        person = "many-returns"
    elif reason in policy.person_reasons:
        person = reason.value
    return Agreed(amount, person)


def share_of(line: SoldLine, quantity: int) -> Money:
    """What the next `quantity` units come to: returning all of them gives the line's total exactly.

    Each unit has its part of the total by largest remainder; units go back in that order. A return
    that is given up leaves a gap in it: what counts is what all units together come to, less what
    is given for the others already.
    """
    units = allocate(line.total, [1] * int(line.quantity))
    before = int(line.returned)
    currency = line.total.currency
    given = total(units[:before], currency) if line.given is None else line.given
    return max(total(units[: before + quantity], currency) - given, Money.zero(currency))
