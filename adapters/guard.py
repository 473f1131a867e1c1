"""The edge of an adapter: an answer that is not what the vendor documents has one named error.

Mapping tables set a bad record aside by themselves. What is left are answers whose very frame is
wrong (a list where an object belongs, a field that later calls are built from). Reading them
fails somewhere in an adapter with one of Python's own errors, which no caller can tell from a
mistake of ours; here it becomes `MalformedResponseError`, the cause kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NoReturn, TypeVar

from domain.capabilities import Capability, Support
from domain.errors import MalformedResponseError
from domain.orders import Cart, OrderDraft

C = TypeVar("C", bound=type)


class OddCursorError(ValueError):
    """A cursor of ours cannot be read, for instance because an older release wrote it."""


READING_FAILED = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What reading a field of the wrong shape raises."""
_GUARDED = (
    *("ping", "locations", "products", "product", "stock", "customers", "find_customers"),
    *("stored_cards", "orders", "order", "find_order", "quote", "hold_stock", "release_hold"),
    *("native_holds", "create_order", "confirm_order", "cancel_order", "authorize", "capture"),
    *("void", "void_lost", "payment", "payment_link", "refund", "create_return"),
    *("subscribe_webhooks", "customer", "census", "set_stock"),
    *("tokenize", "keep_card", "drop_card", "payments_since"),
    *("loyalty", "accrue_points", "points_of_order", "correct_points"),
    "amend_order",
    *("subscription_plans", "start_subscription", "native_subscription", "subscription_bill"),
    *("pause_subscription", "resume_subscription", "cancel_subscription"),
    *("charge_subscription_to", "gift_cards", "gift_card_of", "capture_together"),
    *("create_transfer", "transfer", "cancel_transfer"),
)
"""The methods of `PosAdapter`, and of what an adapter may offer besides."""
_PRICING = frozenset({"quote", "create_order"})
"""Those that take a cart with whatever the shopper wants off its price."""


def guarded(adapter: C) -> C:
    """The adapter class, whose calls end in a result or in an error of ours.

    Only for classes of `PosAdapter`; listings are guarded page by page.
    """
    for name in _GUARDED:
        method = vars(adapter).get(name)
        if method is not None:
            setattr(adapter, name, _guarded(method, name))
    return adapter


def _guarded(method: Callable[..., Any], operation: str) -> Callable[..., Any]:
    @wraps(method)
    def call(self: Any, *args: Any, **options: Any) -> Any:
        if operation in _PRICING:
            _require_expressible(self, args[0], operation)
        try:
            result = method(self, *args, **options)
        except READING_FAILED as error:
            _malformed(self.platform, operation, error)
        if isinstance(result, Iterator):
            return _pages(result, self.platform, operation)
        return result

    return call


def _require_expressible(adapter: Any, wanted: Cart | OrderDraft, operation: str) -> None:
    """Nothing that lowers the price is dropped silently. Raises UnsupportedError without a call."""
    cart = wanted.cart if isinstance(wanted, OrderDraft) else wanted
    if cart.reward is not None:
        _require(adapter, Capability.LOYALTY, operation)
    if cart.discount_codes:
        _require(adapter, Capability.DISCOUNT_CODES, operation)


def _require(adapter: Any, capability: Capability, operation: str) -> None:
    if adapter.capabilities[capability].support is Support.NONE:
        adapter.refuse(capability, operation)


def _pages(pages: Iterator[Any], platform: str, operation: str) -> Iterator[Any]:
    try:
        yield from pages
    except READING_FAILED as error:
        _malformed(platform, operation, error)


def _malformed(platform: str, operation: str, cause: Exception) -> NoReturn:
    if isinstance(cause, OddCursorError):
        raise cause
    raise MalformedResponseError(
        f"the answer is not what is documented ({type(cause).__name__}); nothing of it was used",
        platform=platform,
        operation=operation,
    ) from cause
