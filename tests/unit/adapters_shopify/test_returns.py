"""Goods come back once, to where they were brought, and only what was handed over."""

from typing import Any

import pytest

from adapters.platform import AdapterSettings
from adapters.shopify.adapter import ShopifyAdapter
from adapters.shopify.client import platform_key
from domain.errors import AmbiguousOutcomeError, RejectedError
from domain.ids import IdempotencyKey, PlatformId
from domain.orders import PosReturn, ReturnLine, ReturnRequest
from tests.unit.adapters_shopify import raws
from tests.unit.adapters_shopify.scripted import ScriptedLine, client_on

KEY = IdempotencyKey("key-1")
MARK = f"[{platform_key(KEY, 'return')}]"
LINE = "gid://shopify/LineItem/601"
FULFILLED = "gid://shopify/FulfillmentLineItem/41"
RETURN = "gid://shopify/Return/1"
LOST = AmbiguousOutcomeError("lost", platform="shopify", operation="x")


def take_back(
    line: ScriptedLine, quantity: int = 1, *, restock: bool = True, reason: str = "too small"
) -> PosReturn:
    request = ReturnRequest(
        order_platform_id=PlatformId(raws.ORDER),
        lines=(
            ReturnLine(order_line_platform_id=PlatformId(LINE), quantity=quantity, restock=restock),
        ),
        reason=reason,
        location_platform_id=PlatformId(raws.CAPITOL),
    )
    adapter = ShopifyAdapter(client=client_on(line), settings=AdapterSettings())
    return adapter.create_return(request, key=KEY)


def returnable(*quantities: int, note: str | None = None) -> raws.Raw:
    """Fulfilled quantities of the one line, and a return with that note."""
    found = [
        {"quantity": quantity, "fulfillmentLineItem": {"id": FULFILLED, "lineItem": {"id": LINE}}}
        for quantity in quantities
    ]
    noted = {"__typename": "ReturnLineItem", "returnReasonNote": note}
    earlier = {"id": RETURN, "status": "OPEN", "returnLineItems": {"nodes": [noted]}}
    return {
        "order": {"returns": {"nodes": [earlier] if note else []}},
        "returnableFulfillments": {
            "nodes": [{"returnableFulfillmentLineItems": {"nodes": found}}],
            "pageInfo": raws.LAST_PAGE,
        },
    }


def detail(unprocessed: int = 1, status: str = "OPEN") -> raws.Raw:
    fulfilled = {"id": FULFILLED, "lineItem": {"id": LINE}}
    line = {
        "__typename": "ReturnLineItem",
        "id": "gid://shopify/ReturnLineItem/1",
        "unprocessedQuantity": unprocessed,
        "fulfillmentLineItem": fulfilled,
    }
    reverse = {"id": "gid://shopify/RFOLine/1", "fulfillmentLineItem": {"id": FULFILLED}}
    return {
        "id": RETURN,
        "status": status,
        "order": {"id": raws.ORDER},
        "returnLineItems": {"nodes": [line]},
        "reverseFulfillmentOrders": {"nodes": [{"lineItems": {"nodes": [reverse]}}]},
    }


def made(root: str, found: raws.Raw | None, *errors: raws.Raw) -> raws.Raw:
    return {root: {"return": found, "userErrors": list(errors)}}


def returning(**answers: Any) -> ScriptedLine:
    return ScriptedLine(
        {
            "Returnable": returnable(2),
            "ReturnCreate": made("returnCreate", detail()),
            "ReturnProcess": made("returnProcess", detail(0, "CLOSED")),
            **answers,
        }
    )


def test_goods_come_back_and_are_restocked_where_they_were_brought() -> None:
    line = returning()

    result = take_back(line)

    assert result == PosReturn(
        platform_id=PlatformId(RETURN),
        order_platform_id=PlatformId(raws.ORDER),
        state="closed",
        restocked=True,
    )
    (wish,) = line.variables("ReturnProcess")["input"]["returnLineItems"]
    assert wish["dispositions"] == [
        {
            "reverseFulfillmentOrderLineItemId": "gid://shopify/RFOLine/1",
            "quantity": 1,
            "dispositionType": "RESTOCKED",
            "locationId": raws.CAPITOL,
        }
    ]


@pytest.mark.parametrize(
    ("reason", "word"),
    [("size too small", "SIZE_TOO_SMALL"), ("defective", "DEFECTIVE"), ("it bites", "OTHER")],
)
def test_the_reason_is_told_in_shopifys_words_where_there_is_one(reason: str, word: str) -> None:
    line = returning()

    take_back(line, reason=reason)

    (wish,) = line.variables("ReturnCreate")["input"]["returnLineItems"]
    assert wish["returnReason"] == word
    assert wish["returnReasonNote"] == f"{reason} {MARK}"


def test_broken_goods_are_not_restocked() -> None:
    line = returning()

    result = take_back(line, restock=False)

    (wish,) = line.variables("ReturnProcess")["input"]["returnLineItems"]
    assert wish["dispositions"][0]["dispositionType"] == "NOT_RESTOCKED"
    assert not result.restocked


def test_the_same_key_returns_once() -> None:
    line = returning(
        Returnable=returnable(1, note=f"too small {MARK}"),
        ReturnById={"return": detail(0, "CLOSED")},
    )

    result = take_back(line)

    assert result.state == "closed"
    assert line.operations == ["Returnable", "ReturnById"]


def test_a_return_that_was_opened_only_is_finished() -> None:
    line = returning(
        Returnable=returnable(1, note=f"too small {MARK}"), ReturnById={"return": detail()}
    )

    take_back(line)

    assert line.operations == ["Returnable", "ReturnById", "ReturnProcess"]


def test_a_return_of_another_key_does_not_count() -> None:
    line = returning(Returnable=returnable(2, note="too small [another]"))

    take_back(line)

    assert "ReturnCreate" in line.operations


def test_a_lost_opening_is_looked_up_by_its_mark() -> None:
    line = returning(
        ReturnCreate=LOST,
        Returnable=[returnable(2), returnable(1, note=f"too small {MARK}")],
        ReturnById={"return": detail()},
    )

    assert take_back(line).state == "closed"


def test_a_lost_opening_that_never_happened_stays_unknown() -> None:
    with pytest.raises(AmbiguousOutcomeError):
        take_back(returning(ReturnCreate=LOST))


def test_a_lost_processing_that_was_done_counts() -> None:
    line = returning(ReturnProcess=LOST, ReturnById={"return": detail(0, "CLOSED")})

    assert take_back(line).state == "closed"


def test_a_lost_processing_that_was_not_done_stays_unknown() -> None:
    with pytest.raises(AmbiguousOutcomeError):
        take_back(returning(ReturnProcess=LOST, ReturnById={"return": detail(1)}))


def test_the_quantity_is_taken_from_several_handovers() -> None:
    line = returning(Returnable=returnable(1, 2))

    take_back(line, 3)

    lines = line.variables("ReturnCreate")["input"]["returnLineItems"]
    assert [one["quantity"] for one in lines] == [1, 2]
    assert MARK in lines[0]["returnReasonNote"]


def test_more_than_was_handed_over_cannot_come_back() -> None:
    line = returning()

    with pytest.raises(RejectedError, match="1 of line"):
        take_back(line, 3)
    assert "ReturnCreate" not in line.operations


def test_an_unknown_order_has_nothing_to_return() -> None:
    line = returning(Returnable={**returnable(), "order": None})

    with pytest.raises(RejectedError, match="no such order"):
        take_back(line)
