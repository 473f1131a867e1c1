"""Revel's words and shapes in ours: converters and state rules for the tables in `revel`.

Open API v2025.3.0. Revel writes amounts as JSON numbers or as text, references as ids or as paths,
and times in the establishment's zone without saying so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.catalog import CounterOnly
from domain.ids import PlatformId
from domain.money import Money, minor_digits
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderState,
    PaymentState,
)
from mapping.converters import boolean, coordinate, micros, repeats, text

CANCELED_MARK = "CANCELED"
PAID_MARK = "PAID"
"""Words in the call name, which staff read: all that an outside application can tell them."""
PARENT, CHILD = 1, 2
"""`attribute_type` of a matrix product and of its versions; 0 is a usual product. Source: Revel's
open-source online-ordering application."""

_SEPARATOR = " / "
_URI = re.compile(r"(?:.*/)?(\d+)/?")
_NANP = re.compile(r"1?([2-9]\d{9})")
_SHIPPED = frozenset({2, 7})
"""Dining options DELIVERY and SHIPPING; all others are fetched or eaten there."""


def reference(value: Any) -> PlatformId:
    """An id out of a reference: a number, or a path such as `/resources/Product/301/`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return PlatformId(str(value))
    found = _URI.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise TypeError("expected a reference: an id or a path that ends in one")
    return PlatformId(found.group(1))


def number(value: Any) -> Decimal:
    """An exact number by its digits; Revel sends JSON numbers and text."""
    return coordinate(value)


def amount(value: Any, currency: str) -> Money:
    """An amount in major units; one that is finer than the currency is refused."""
    return Money.from_decimal(number(value), currency)


def price(value: Any, currency: str) -> Money | None:
    """A price; zero stands for goods that are priced at the till, and is never free of charge."""
    found = amount(value, currency)
    return found if found.amount else None


def rounded(value: Any, currency: str) -> Money:
    """An amount that may be finer than the currency (`tax_amount` 0.455), rounded half up."""
    step = Decimal(1).scaleb(-minor_digits(currency))
    return Money.from_decimal(number(value).quantize(step, ROUND_HALF_UP), currency)


def rounded_or_zero(value: Any, currency: str) -> Money:
    """An amount, rounded; Revel leaves out what is nothing."""
    return Money.zero(currency) if value is None else rounded(value, currency)


def first_or_zero(value: Any, _present: Any, currency: str) -> Money:
    """An amount that may be left out of a record which holds `_present`."""
    return rounded_or_zero(value, currency)


def line_total(sales: Any, unit: Any, quantity: Any, currency: str) -> Money:
    """What a line came to: `pure_sales`, else unit price times quantity."""
    exact = number(unit) * number(quantity) if sales is None else number(sales)
    return rounded(exact, currency)


def chosen_of(modifiers: Any) -> tuple[PlatformId, ...]:
    """The modifiers an item was ordered with, each as often as it was chosen (`qty`)."""
    return tuple(
        reference(one["modifier"])
        for one in modifiers
        if one.get("modifier") is not None
        for _ in range(repeats(number(1 if one.get("qty") is None else one["qty"])))
    )


def moment(value: Any, zone: tzinfo) -> datetime:
    """A time as aware UTC: without an offset it is the establishment's own."""
    if not isinstance(value, str):
        raise TypeError("expected a time as text")
    found = datetime.fromisoformat(value.strip())
    local = found.replace(tzinfo=zone) if found.tzinfo is None else found
    return local.astimezone(UTC)


def delta_from(since: str, zone: tzinfo) -> str:
    """Where a delta begins: at its mark, or an hour before it in the hour that the clock goes
    through twice, when what is written later may bear an earlier time."""
    found = datetime.fromisoformat(since)
    if found.tzinfo is not None:
        return since
    once, again = (found.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if once is None or again is None or once <= again:
        return since
    return (found - (once - again)).isoformat()


def revision(value: Any, zone: tzinfo) -> int:
    """The revision a time of change stands for: its microseconds since 1970."""
    return micros(moment(value, zone))


def last_moment(updated: Any, created: Any, zone: tzinfo) -> datetime:
    """When a record last changed; one that never did was made then."""
    return moment(created if updated is None else updated, zone)


def last_revision(updated: Any, created: Any, zone: tzinfo) -> int:
    """The revision of `last_moment`."""
    return micros(last_moment(updated, created, zone))


def e164(value: Any) -> str | None:
    """A phone number in E.164, None if it cannot be told; ten digits are North American."""
    typed = text(value)
    digits = re.sub(r"[^0-9]", "", typed)
    if typed.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    national = _NANP.fullmatch(digits)
    return f"+1{national.group(1)}" if national else None


def spellings(phone: str) -> tuple[str, ...]:
    """How an E.164 number may be typed into Revel, which finds exact text only."""
    national = _NANP.fullmatch(phone.removeprefix("+"))
    if national is None or not phone.startswith("+1"):
        return (phone, phone.removeprefix("+"))
    ten = national.group(1)
    area, exchange, line = ten[:3], ten[3:6], ten[6:]
    return (
        phone,
        f"1{ten}",
        ten,
        f"{area}-{exchange}-{line}",
        f"({area}) {exchange}-{line}",
        f"({area}){exchange}-{line}",
        f"{area}.{exchange}.{line}",
        f"{area} {exchange} {line}",
        f"+1 {area}-{exchange}-{line}",
        f"1-{area}-{exchange}-{line}",
    )


def from_context(_value: Any, told: Any) -> Any:
    """What the connection tells and no record holds: zone, currency, establishment."""
    return told


def newest(updated: Any, children: Any, zone: tzinfo) -> int:
    """The highest revision among a product and its versions: each may change without the other."""
    times = [updated, *(row.get("updated_date") for row in children or ())]
    return max((revision(one, zone) for one in times if one is not None), default=0)


def available(in_hand: Any, in_layaway: Any) -> Decimal:
    """What can be sold: goods laid away for others are not on the shelf."""
    if in_hand is None:
        raise ValueError("the count is missing")
    return number(in_hand) - number(in_layaway or 0)


def call_name(name: str, reference: str) -> str:
    """What staff see of an order, and what it is found by: "Jordan Rivera / vt-1001"."""
    return _SEPARATOR.join((name.replace(_SEPARATOR, " ")[:28], reference))


def marked(written: str, mark: str) -> str:
    """The call name with one more word for staff."""
    return _SEPARATOR.join((written, mark))


def reference_in(written: Any) -> str | None:
    """Our reference in a call name, None if the order is not one of ours."""
    parts = _parts(written)
    return parts[1] if len(parts) > 1 else None


def _parts(written: Any) -> list[str]:
    return written.split(_SEPARATOR) if isinstance(written, str) else []


def has_mark(written: Any, mark: str) -> bool:
    """Whether a call name tells staff this word; name and reference are no words for staff."""
    return any(part.split(" ")[0] == mark for part in _parts(written)[2:])


def order_state(written: Any, closed: Any, deleted: Any) -> OrderState:
    """The order's life in one word, by what staff did and what we wrote into the call name."""
    if deleted or has_mark(written, CANCELED_MARK):
        return OrderState.CANCELED
    if closed is None:
        return OrderState.UNKNOWN
    if boolean(closed):
        return OrderState.COMPLETED
    return OrderState.CONFIRMED if has_mark(written, PAID_MARK) else OrderState.PENDING


def payment_state(written: Any, closed: Any) -> PaymentState:
    """Paid where staff closed the order or we marked it so; Revel has no word for it."""
    if closed or has_mark(written, PAID_MARK):
        return PaymentState.PAID
    return PaymentState.UNPAID


def fulfillments(
    order: Any, option: Any, written: Any, closed: Any, deleted: Any, pickup: Any, zone: tzinfo
) -> tuple[Fulfillment, ...]:
    """One for the whole order: Revel keeps how it is handed over, and not how far it is."""
    state = {
        OrderState.CANCELED: FulfillmentState.CANCELED,
        OrderState.COMPLETED: FulfillmentState.COMPLETED,
        OrderState.UNKNOWN: FulfillmentState.UNKNOWN,
    }.get(order_state(written, closed, deleted), FulfillmentState.ACCEPTED)
    one = Fulfillment(
        platform_id=reference(order),
        method=FulfillmentMethod.SHIPPING if option in _SHIPPED else FulfillmentMethod.PICKUP,
        state=state,
        pickup_at=None if pickup is None else moment(pickup, zone),
    )
    return (one,)


def order_number(local: Any, identity: Any) -> str:
    """What staff call an order: its local id where the till gave one."""
    return str(local or identity)


def payment_ids(payments: Any) -> tuple[PlatformId, ...]:
    """The ids of an order's payments; one without an id is left out."""
    return tuple(
        PlatformId(str(one["id"]))
        for one in payments
        if isinstance(one, Mapping) and one.get("id") is not None
    )


def unwrapped(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An order as one flat record, whatever it came in.

    `OrderAllInOne` is seen flat, under `order` or `Order` (webhooks), and with the order's own
    fields under `orderInfo` (as it is posted).
    """
    flat = dict(raw)
    for name in ("order", "Order", "orderInfo"):
        inner = flat.get(name)
        if isinstance(inner, Mapping):
            del flat[name]
            flat = {**flat, **inner}
    return flat


def counter_only(by_weight: Any, is_gift: Any) -> CounterOnly | None:
    """What Revel's cart cannot say: a weight, and the activation of a gift card."""
    if is_gift:
        return CounterOnly.GIFT_CARD
    return CounterOnly.WEIGHED if by_weight else None
