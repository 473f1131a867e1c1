"""A cart priced from the items as the server keeps them; one read per item, nothing written."""

from __future__ import annotations

from adapters.counterpoint.catalog import CatalogRun
from adapters.counterpoint.errors import PLATFORM_NAME
from adapters.counterpoint.reading import read_one
from adapters.wire import JsonObject
from domain.catalog import Variant
from domain.errors import RejectedError, UnsupportedError
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine
from mapping.platforms import counterpoint as table
from mapping.platforms.counterpoint_pricing import PricedCart, PricedLine
from mapping.platforms.counterpoint_words import split_unit

_OPERATION = "cart.price"


def priced(run: CatalogRun, cart: Cart) -> PricedCart:
    """The cart at the items' own prices, with the taxes of its location.

    Raises: UnsupportedError for what only the counter sells, RejectedError for what the till does
    not sell, ConfigurationError where the connection's tax table is missing.
    """
    currency = run.settings.currency
    if cart.currency != currency:
        raise _unsupported(f"this store sells in {currency}")
    rates = run.settings.rates(cart.location_platform_id)
    items: dict[str, JsonObject] = {}
    lines = tuple(_line(run, one, items) for one in cart.lines)
    fee = None if cart.shipping_fee is None else _fee(run, cart.shipping_fee)
    return PricedCart(currency=currency, lines=lines, fee=fee, rates=rates)


def _line(run: CatalogRun, wish: CartLine, items: dict[str, JsonObject]) -> PricedLine:
    if wish.modifiers:
        raise _unsupported("items have no choices to add at this store's till")
    item_no, cell = split_unit(wish.variant_platform_id)
    if item_no not in items:
        items[item_no] = _item(run, item_no)
    raw = items[item_no]
    variant = _variant(run, raw)
    _check_sellable(raw, variant)
    if (raw.get("TRK_METH") == "G") != (cell is not None):
        raise _rejected(f"{wish.variant_platform_id} names no single version of the item")
    if cell is not None and not run.settings.takes_grid_items:
        raise _unsupported("this item's sizes and colors can only be sold at the counter")
    if cell is not None and cell not in run.cells_of(item_no):
        raise _rejected(f"the item has no version {cell.label}")
    if variant.price is None:
        raise _unsupported("the price of this item is only known at the counter")
    return PricedLine(
        variant=wish.variant_platform_id,
        item_no=item_no,
        cell=cell,
        name=str(raw.get("LONG_DESCR") or raw.get("DESCR") or item_no),
        quantity=wish.quantity,
        unit_price=variant.price,
        taxable=variant.taxable,
    )


def _fee(run: CatalogRun, fee: Money) -> PricedLine:
    item_no = run.settings.shipping_item
    if item_no is None:
        raise _unsupported("this store does not ship; goods can be picked up")
    raw = _item(run, item_no)
    return PricedLine(
        variant=PlatformId(item_no),
        item_no=item_no,
        cell=None,
        name=str(raw.get("DESCR") or item_no),
        quantity=1,
        unit_price=fee,
        taxable=_variant(run, raw).taxable,
    )


def _item(run: CatalogRun, item_no: str) -> JsonObject:
    raw = run.item(item_no)
    if raw is None:
        raise _rejected(f"there is no item {item_no}")
    return raw


def _variant(run: CatalogRun, raw: JsonObject) -> Variant:
    context = {"currency": run.settings.currency, "zone": run.settings.zone}
    return read_one(table.VARIANT, raw, _OPERATION, context=context)


def _check_sellable(raw: JsonObject, variant: Variant) -> None:
    if not variant.active:
        raise _rejected(f"item {variant.platform_id} is not sold any more")
    if raw.get("TRK_METH") == "S" or raw.get("SER_NO_REQ_FOR_SAL") == "Y":
        raise _unsupported("items with a serial number can only be sold at the counter")
    if raw.get("IS_WEIGHED") == "Y":
        raise _unsupported("this item is weighed at the counter")


def _unsupported(why: str) -> UnsupportedError:
    return UnsupportedError(why, platform=PLATFORM_NAME, operation=_OPERATION)


def _rejected(why: str) -> RejectedError:
    return RejectedError(why, platform=PLATFORM_NAME, operation=_OPERATION)
