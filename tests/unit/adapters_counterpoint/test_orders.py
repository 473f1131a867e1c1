"""Orders at a till that knows no keys: priced here, sent once, paid once, in doubt when lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.counterpoint.adapter import CounterpointAdapter
from domain.catalog import Address
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    Recipient,
)
from mapping.report import MappingReport
from tests.contract.counterpoint_contract import sample
from tests.fakes.pos_memory import MemoryOfOrders
from tests.unit.adapters_counterpoint.conftest import adapter_with
from tests.unit.adapters_counterpoint.lines import Answer, ScriptedLine, refusal

KEY = IdempotencyKey("order-1-create")
DRIVER = sample("GET_Items.response")["Items"][1]
NOT_FOUND = refusal(404, "ERROR_RECORD_NOT_FOUND")
MADE = sample("POST_Document.response.3")
"""A ticket for the deposit and the order: the order is ours."""


def cart(variant: str = "ADM-SCD", **changes: Any) -> Cart:
    """One driver for pickup."""
    one = CartLine(variant_platform_id=PlatformId(variant), quantity=1)
    wish = Cart(location_platform_id=PlatformId("MAIN"), currency="USD", lines=(one,))
    return replace(wish, **changes)


def draft(wish: Cart | None = None) -> OrderDraft:
    """A draft with our reference."""
    return OrderDraft(cart=wish or cart(), reference="vt-1001")


def document(**changes: Any) -> dict[str, Any]:
    """The order as the server keeps it."""
    row = {
        "DOC_ID": 107437162167698,
        "TKT_NO": "M-700001",
        "DOC_TYP": "O",
        "RS_UTC_DT": "2026-11-21T12:00:00.0000000",
        "PS_DOC_NOTE": [{"NOTE_ID": "VT-ORDER", "NOTE": "vt-1001\nPickup"}],
        "PS_DOC_LIN": [
            {"LIN_SEQ_NO": 1, "ITEM_NO": "ADM-SCD", "DESCR": "D", "PRC": 399.99, "QTY_SOLD": 1}
        ],
        "PS_DOC_HDR_TOT": [{"TOT": 435.99, "TAX_AMT": 36, "AMT_DUE": 435.99}],
        "PS_DOC_PMT": [],
    }
    return {"PS_DOC_HDR": {**row, **changes}}


def ready(line: ScriptedLine, *made: Answer) -> ScriptedLine:
    """Script an item, and the answers to a new document."""
    return (
        line.on("items.get", {"IM_ITEM": DRIVER})
        .on("documents.create", *(made or (MADE,)))
        .on("documents.get", document())
    )


def test_the_document_is_the_one_the_guide_prints(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = ready(line) and adapter.create_order(draft(), key=KEY)

    (request,) = (one for one in line.sent if one.operation == "documents.create")
    assert request.json is not None
    header = request.json["PS_DOC_HDR"]
    assert header["PS_DOC_LIN"] == [
        {
            "LIN_TYP": "O",
            "ITEM_NO": "ADM-SCD",
            "PRC": "399.99",
            "USR_ENTD_PRC": "Y",
            "QTY_SOLD": "1",
        }
    ]
    assert [(one["AUTH_COD"], one["TAX_AMT"]) for one in header["PS_DOC_TAX"]] == [
        ("MEMPHIS", "8.00"),
        ("SHELBY", "12.00"),
        ("TN", "16.00"),
    ]
    assert header["CUST_NO"] == "CASH"
    assert header["PS_DOC_NOTE"][0]["NOTE"].splitlines()[:2] == ["vt-1001", "Pickup"]
    assert order.platform_id == "107437162167698"
    assert (order.number, order.reference) == ("M-700001", "vt-1001")
    assert order.total == Money(43599, "USD")


def test_everything_the_shopper_said_stands_in_the_document(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    home = Address(line1="814 E Pike St", city="Seattle", region="WA", country="US")
    recipient = Recipient(
        name="Jordan Rivera",
        phone="+12065550123",
        customer_platform_id=PlatformId("1000"),
        address=home,
    )
    one = CartLine(variant_platform_id=PlatformId("ADM-SCD"), quantity=2, note="gift wrap")
    wish = cart(recipient=recipient, method=FulfillmentMethod.SHIPPING, lines=(one,))

    ready(line)
    adapter.create_order(replace(draft(wish), note="ring twice", prep_minutes=20), key=KEY)

    (request,) = (one for one in line.sent if one.operation == "documents.create")
    assert request.json is not None
    header = request.json["PS_DOC_HDR"]
    written = header["PS_DOC_NOTE"][0]["NOTE"]
    assert written.splitlines()[1] == "Shipping"
    for word in ("ring twice", "20 minutes", "ADM-SCD: gift wrap"):
        assert word in written
    assert header["CUST_NO"] == "1000"
    assert header["SHIP_TO_CONTACT"]["ADRS_1"] == "814 E Pike St"
    assert header["SHIP_TO_CONTACT"]["CNTRY"] == "USA"


def test_a_second_try_gives_the_order_that_was_made(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    ready(line)

    first = adapter.create_order(draft(), key=KEY)
    again = adapter.create_order(draft(), key=KEY)

    assert again == first
    assert line.operations.count("documents.create") == 1


@pytest.mark.parametrize(
    "lost",
    [
        refusal(500, "ERROR_UNKNOWN"),
        refusal(200, "ERROR_UNKNOWN"),
        b"<html>Server Error</html>",
        b'{"Documents":[{"DOC_ID":1074371',
        {"Documents": []},
        {"Documents": [{"DOC_ID": 1, "reference": "Ticket"}]},
    ],
    ids=["500", "error in a 200", "HTML", "cut short", "no document", "no order"],
)
def test_an_answer_that_leaves_doubt_is_never_followed_by_a_second_document(
    adapter: CounterpointAdapter, line: ScriptedLine, lost: Answer
) -> None:
    ready(line, lost)
    with pytest.raises((AmbiguousOutcomeError, MalformedResponseError)):
        adapter.create_order(draft(), key=KEY)

    with pytest.raises(AmbiguousOutcomeError, match="vt-1001"):
        adapter.create_order(draft(), key=KEY)
    with pytest.raises(AmbiguousOutcomeError, match="staff"):
        adapter.find_order(
            "vt-1001",
            location_id=PlatformId("MAIN"),
            created_after=adapter.settings.clock.now(),
        )

    assert line.operations.count("documents.create") == 1


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (refusal(500, "ERROR_INVALID_CONFIGURATION"), RejectedError),
        (refusal(400, "ERROR_MISSING_REQUIRED_DATA"), RejectedError),
        (refusal(200, "ERROR_INVALID_LIN_TYP"), RejectedError),
        (refusal(403, "ERROR_INVALID_APIKEY"), NotAuthorizedError),
    ],
)
def test_a_refusal_leaves_the_key_free(
    adapter: CounterpointAdapter, line: ScriptedLine, refused: Answer, error: type[PlatformError]
) -> None:
    ready(line, refused, MADE)
    with pytest.raises(error):
        adapter.create_order(draft(), key=KEY)

    assert adapter.create_order(draft(), key=KEY).reference == "vt-1001"


def test_an_order_that_cannot_be_read_back_is_told_as_it_was_sent(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    ready(line).on("documents.get", refusal(403, "ERROR_UNKNOWN"))

    order = adapter.create_order(draft(), key=KEY)

    assert order.platform_id == "107437162167698"
    assert (order.total, order.tax) == (Money(43599, "USD"), Money(3600, "USD"))
    assert (order.state, order.reference) == (OrderState.PENDING, "vt-1001")


def test_without_a_memory_no_order_is_made(line: ScriptedLine, report: MappingReport) -> None:
    adapter = adapter_with(line, report, None)

    with pytest.raises(ConfigurationError, match="memory"):
        adapter.create_order(draft(), key=KEY)

    assert not line.sent


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"TRK_METH": "S"}, "serial number"),
        ({"SER_NO_REQ_FOR_SAL": "Y"}, "serial number"),
        ({"IS_WEIGHED": "Y"}, "weighed"),
        ({"PROMPT_FOR_PRC": "Y"}, "only known at the counter"),
    ],
)
def test_what_only_the_counter_sells_is_refused_in_words(
    adapter: CounterpointAdapter, line: ScriptedLine, columns: dict[str, str], words: str
) -> None:
    line.on("items.get", {"IM_ITEM": {**DRIVER, **columns}})

    with pytest.raises(UnsupportedError, match=words):
        adapter.create_order(draft(), key=KEY)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (cart(currency="EUR"), "sells in USD"),
        (cart(shipping_fee=Money(799, "USD")), "does not ship"),
        (
            cart(
                lines=(
                    CartLine(
                        variant_platform_id=PlatformId("ADM-SCD"),
                        quantity=1,
                        modifiers=(PlatformId("M"),),
                    ),
                )
            ),
            "no choices",
        ),
    ],
    ids=["another currency", "shipping", "modifiers"],
)
def test_what_cannot_be_expressed_is_refused_in_words(
    adapter: CounterpointAdapter, line: ScriptedLine, wish: Cart, words: str
) -> None:
    line.on("items.get", {"IM_ITEM": DRIVER})

    with pytest.raises(UnsupportedError, match=words):
        adapter.quote(wish)


def test_an_order_to_ship_without_an_address_is_not_sent(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    ready(line)

    with pytest.raises(RejectedError, match="address"):
        adapter.create_order(draft(cart(method=FulfillmentMethod.SHIPPING)), key=KEY)

    assert "documents.create" not in line.operations


def test_an_item_that_is_gone_or_given_up_is_rejected(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.on("items.get", NOT_FOUND, {"IM_ITEM": {**DRIVER, "STAT": "D"}})

    with pytest.raises(RejectedError, match="no item ADM-SCD"):
        adapter.quote(cart())
    with pytest.raises(RejectedError, match="not sold any more"):
        adapter.quote(cart())


GRID = {**DRIVER, "TRK_METH": "G"}
CELLS = {
    "IM_INV": [{"ITEM_NO": "ADM-SCD", "IM_INV_CELL": [{"DIM_1_UPR": "BLACK", "DIM_2_UPR": "L"}]}]
}


def test_a_grid_item_is_refused_until_the_merchant_says_yes(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    line.on("items.get", {"IM_ITEM": GRID})

    with pytest.raises(UnsupportedError, match="counter"):
        adapter.quote(cart("ADM-SCD::BLACK::L::*"))
    with pytest.raises(RejectedError, match="no single version"):
        adapter.quote(cart("ADM-SCD"))


def test_a_cell_is_sent_by_its_dimensions(
    line: ScriptedLine, report: MappingReport, memory: MemoryOfOrders
) -> None:
    adapter = adapter_with(line, report, memory, grid_orders="yes")
    ready(line).on("items.get", {"IM_ITEM": GRID}).on("inventory.item", CELLS)

    adapter.create_order(draft(cart("ADM-SCD::BLACK::L::*")), key=KEY)

    (request,) = (one for one in line.sent if one.operation == "documents.create")
    assert request.json is not None
    (row,) = request.json["PS_DOC_HDR"]["PS_DOC_LIN"]
    assert (row["ITEM_NO"], row["DIM_1_UPR"], row["DIM_2_UPR"]) == ("ADM-SCD", "BLACK", "L")
    assert "DIM_3_UPR" not in row
    with pytest.raises(RejectedError, match="no version Pink"):
        adapter.quote(cart("ADM-SCD::PINK::L::*"))


def stored(line: ScriptedLine, adapter: CounterpointAdapter) -> PosOrder:
    """The order, read."""
    line.on("documents.get", document())
    found = adapter.order(PlatformId("107437162167698"))
    assert found is not None
    return found


def confirm(adapter: CounterpointAdapter, order: PosOrder, paid: int = 43599) -> PosOrder:
    """Record what another processor took."""
    return adapter.confirm_order(
        order, paid=Money(paid, "USD"), external_reference="pi_123", key=IdempotencyKey("confirm")
    )


PAID = {
    "PS_DOC_PMT": [{"PMT_SEQ_NO": 1, "AMT": 435.99}],
    "PS_DOC_HDR_TOT": [{"TOT": 435.99, "TAX_AMT": 36, "AMT_DUE": 0}],
}


def test_money_is_announced_then_recorded_and_the_order_read_again(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = stored(line, adapter)
    line.on("documents.get", document(), document(**PAID))
    line.on("documents.note", {}).on("documents.pay", {})
    line.sent.clear()

    done = confirm(adapter, order)

    assert line.operations == ["documents.get", "documents.note", "documents.pay", "documents.get"]
    note, payment = line.sent[1].json, line.sent[2].json
    assert note is not None
    assert "pi_123" in note["PS_DOC_NOTE"]["NOTE"]
    assert payment == {"PS_DOC_PMT": [{"PAY_COD": "VOICE", "AMT": "435.99", "FINAL_PMT": "N"}]}
    assert (done.state, done.payment_state) == (OrderState.CONFIRMED, PaymentState.PAID)


def test_money_that_is_recorded_is_not_recorded_again(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = stored(line, adapter)
    line.on("documents.get", document(**PAID))
    line.sent.clear()

    assert confirm(adapter, order).payment_state is PaymentState.PAID
    assert line.operations == ["documents.get"]


@pytest.mark.parametrize(
    "lost", [refusal(500, "ERROR_UNKNOWN"), b"<html>Server Error</html>"], ids=["500", "HTML"]
)
def test_money_that_was_sent_and_cannot_be_seen_is_left_to_staff(
    adapter: CounterpointAdapter, line: ScriptedLine, lost: Answer
) -> None:
    order = stored(line, adapter)
    line.on("documents.note", {}).on("documents.pay", lost)

    for _ in range(2):
        with pytest.raises(AmbiguousOutcomeError):
            confirm(adapter, order)

    assert line.operations.count("documents.pay") == 1


def test_money_whose_recording_was_refused_is_recorded_at_the_next_try(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = stored(line, adapter)
    named = document(PS_DOC_NOTE=[{"NOTE_ID": "VT-PAID", "NOTE": "Paid\npi_123"}])
    line.on("documents.note", {})
    line.on("documents.pay", refusal(500, "ERROR_INVALID_CONFIGURATION"), {})
    with pytest.raises(RejectedError):
        confirm(adapter, order)
    line.on("documents.get", named, document(**PAID))

    assert confirm(adapter, order).payment_state is PaymentState.PAID
    assert line.operations.count("documents.note") == 1


def test_money_that_was_recorded_counts_even_where_the_document_does_not_show_it(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = stored(line, adapter)
    line.on("documents.note", {}).on("documents.pay", {})
    confirm(adapter, order)

    again = confirm(adapter, order)

    assert again.payment_state is PaymentState.PAID
    assert line.operations.count("documents.pay") == 1


@pytest.mark.parametrize("paid", [43598, 43600])
def test_another_sum_than_the_total_confirms_nothing(
    adapter: CounterpointAdapter, line: ScriptedLine, paid: int
) -> None:
    order = stored(line, adapter)
    line.sent.clear()

    with pytest.raises(RejectedError):
        confirm(adapter, order, paid)

    assert not line.sent


def test_an_order_that_was_posted_meanwhile_is_not_paid(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = stored(line, adapter)
    line.on("documents.get", NOT_FOUND)

    with pytest.raises(RejectedError, match="posted"):
        confirm(adapter, order)
    assert adapter.order(order.platform_id) is None


def test_an_order_that_was_paid_and_posted_is_done(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = stored(line, adapter)
    line.on("documents.note", {}).on("documents.pay", {})
    confirm(adapter, order)
    line.on("documents.get", NOT_FOUND)

    again = confirm(adapter, order)

    assert (again.state, again.payment_state) == (OrderState.COMPLETED, PaymentState.PAID)


def test_money_of_the_till_itself_is_refused_in_words(
    adapter: CounterpointAdapter, line: ScriptedLine
) -> None:
    order = stored(line, adapter)

    with pytest.raises(UnsupportedError, match="takes no money"):
        adapter.confirm_order(
            order, paid=order.total, external_reference=None, key=IdempotencyKey("c")
        )


def test_an_order_that_could_not_be_paid_for_is_not_made(
    line: ScriptedLine, report: MappingReport, memory: MemoryOfOrders
) -> None:
    adapter = adapter_with(line, report, memory, pay_code="")

    with pytest.raises(ConfigurationError, match="pay_code: set this option"):
        adapter.create_order(draft(), key=KEY)

    assert not line.sent


def test_customers_are_not_searched_on_the_server(adapter: CounterpointAdapter) -> None:
    with pytest.raises(ConfigurationError, match="copy"):
        adapter.find_customers(phone="+12065550123")
