"""What is followed of a till's total, and what is another price."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

import pytest

from adapters.square.capabilities import CAPABILITIES as SQUARE
from adapters.vend.capabilities import CAPABILITIES as VEND
from app.commerce.journaled import dump
from app.commerce.model import PriceChanged
from app.commerce.records import CheckoutContext, GiftTender, load_context
from app.commerce.rounding import at_the_tills_total
from app.commerce.step_result import Stop
from app.commerce.steps import Step, Steps, remaining
from domain.calls import Call
from domain.errors import PriceChangedError
from domain.ids import PlatformId
from domain.orders import OrderDraft
from domain.ports.pos import PosDirectory
from tests.fakes.clock import FakeClock
from tests.unit.commerce.contexts import NOW, context, usd

CALL = Call.within(60)


class _Till:
    """A till that prices an order before it makes one."""

    def __init__(self, asks: int, capabilities: Any = SQUARE) -> None:
        self.asks = usd(asks)
        self.capabilities = capabilities
        self.drafts: list[OrderDraft] = []

    def open(self, _connection: str, _call: Call) -> _Till:
        return self

    def create_order(self, draft: OrderDraft, *, key: str) -> Any:
        del key
        self.drafts.append(draft)
        if draft.agreed_total is not None and draft.agreed_total != self.asks:
            raise PriceChangedError(agreed=draft.agreed_total, now=self.asks)
        return cast(Any, _Made(self.asks))


class _Made:
    def __init__(self, total: Any) -> None:
        self.total, self.platform_id, self.number = total, PlatformId("o1"), "17"
        self.created_at = NOW


def _pos(till: _Till) -> PosDirectory:
    return cast(PosDirectory, till)


def _followed(now: CheckoutContext, asks: int, capabilities: Any = SQUARE) -> Any:
    return at_the_tills_total(now, usd(asks), _pos(_Till(asks, capabilities)), CALL)


@pytest.mark.parametrize("asks", [2639, 2641])
def test_a_cent_goes_to_the_tax_and_the_dearest_line(asks: int) -> None:
    followed = _followed(context(), asks)

    assert followed.total == usd(asks)
    assert followed.agreed == usd(2640)
    assert (followed.quote.subtotal, followed.quote.tax) == (usd(2400), usd(240 + asks - 2640))
    assert followed.lines[0].total == followed.quote.lines[0].total == usd(asks)
    assert remaining(followed) == remaining(context())


def test_a_cent_of_untaxed_goods_is_no_tax() -> None:
    free = replace(
        context().quote,
        subtotal=usd(2640),
        tax=usd(0),
        lines=tuple(replace(each, tax=usd(0)) for each in context().quote.lines),
    )

    followed = _followed(context(quote=free), 2639)

    assert (followed.quote.subtotal, followed.quote.tax) == (usd(2639), usd(0))


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({}, 2638),
        ({}, 2642),
        ({"payment_id": PlatformId("p1")}, 2641),
        ({"credit": usd(100)}, 2639),
        ({"gift": GiftTender(token="t", attempt=0)}, 2639),
    ],
)
def test_what_cannot_be_had_or_is_more_than_a_cent_is_another_price(
    changes: dict[str, Any], asks: int
) -> None:
    assert _followed(context(**changes), asks) is None


def test_less_than_is_reserved_is_asked_only_of_a_payer_that_takes_less() -> None:
    paid = context(payment_id=PlatformId("p1"))

    followed = _followed(paid, 2639)

    assert followed.authorized == usd(2640)
    assert _followed(paid, 2639, VEND) is None


def test_what_was_agreed_to_survives_the_journal() -> None:
    followed = _followed(context(), 2641)

    assert load_context(json.loads(json.dumps(dump(followed)))) == followed


def test_a_till_that_prices_first_makes_the_order_at_its_own_cent() -> None:
    till = _Till(2641)

    made = Steps(_pos(till), FakeClock(NOW)).run(Step.CREATE, context(), CALL)

    assert isinstance(made, CheckoutContext)
    assert made.total == usd(2641)
    assert [draft.agreed_total for draft in till.drafts] == [usd(2640), usd(2641)]


def test_a_till_that_prices_first_and_asks_more_makes_no_order() -> None:
    till = _Till(2700)

    stopped = Steps(_pos(till), FakeClock(NOW)).run(Step.CREATE, context(), CALL)

    assert isinstance(stopped, Stop)
    assert stopped.outcome == PriceChanged(
        order_id=context().order_id, agreed=usd(2640), now=usd(2700)
    )
    assert len(till.drafts) == 1
