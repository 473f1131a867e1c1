"""What a sentence names besides its intent: items, price, order number, dates and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.voice.nlu.concepts import load_concepts
from app.voice.nlu.entities.codes import order_number
from app.voice.nlu.entities.counted_ones import counts_goods, use_idioms
from app.voice.nlu.entities.cued_digits import last_four, phone_number, zip_code
from app.voice.nlu.entities.dates import DateRange, day_range, one_day
from app.voice.nlu.entities.dimensions import use_dimensions
from app.voice.nlu.entities.holidays import use_occasions
from app.voice.nlu.entities.intervals import Interval, interval, use_durations
from app.voice.nlu.entities.item import Item
from app.voice.nlu.entities.items import ItemReader
from app.voice.nlu.entities.lexicon import load_lexicon, spoken
from app.voice.nlu.entities.merging import merged, unit_named
from app.voice.nlu.entities.ordinals import item_reference
from app.voice.nlu.entities.own_things import seeks_own
from app.voice.nlu.entities.prices import PriceBounds, price_bounds
from app.voice.nlu.entities.stories import story_end
from app.voice.nlu.entities.stories_behind import counts_years, only_reasons, tail_begin
from app.voice.nlu.entities.story_words import DENYING
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.entities.written_spans import spelled_out
from app.voice.nlu.labels import Label
from app.voice.nlu.self_repair import repaired

WITHOUT_ITEMS: Final = frozenset(
    {
        Label.START_OVER, Label.REPEAT, Label.HELP, Label.GREETING, Label.THANKS, Label.STOP,
        Label.HUMAN_AGENT, Label.OUT_OF_SCOPE, Label.STORE_INFO, Label.PAYMENT_INFO,
        Label.CHANGE_ADDRESS, Label.DELIVERY_INFO, Label.REFUND_STATUS, Label.RETURN_POLICY,
        Label.VIEW_CART, Label.CHECKOUT, Label.YES,
    }
)  # fmt: skip
"""Readings that are about no goods."""
_ABOUT_GOODS: Final = frozenset(
    {
        Label.PLACE_ORDER, Label.ADD_TO_CART, Label.PRODUCT_SEARCH, Label.PRICE_CHECK,
        Label.CHECK_AVAILABILITY, Label.SUBSCRIBE,
    }
)  # fmt: skip
"""Readings that name goods nearly always."""
_TOLD_BEFORE: Final = _ABOUT_GOODS | {Label.INFORM, Label.REORDER}
"""Readings before whose wish a story may be told: of a return it names what comes back."""
_COUNTLESS: Final = frozenset({Label.ORDER_STATUS, Label.CANCEL_ORDER, Label.STORE_INFO})
_WITH_REASON: Final = frozenset({Label.RETURN_ITEM, Label.CANCEL_ORDER, Label.REFUND_STATUS})
_TELLING: Final = frozenset({"wrong_size", "damaged"})
"""Reasons that are given even where the sentence asks for something else instead."""
_HINTS: Final = {
    "es": "el la los las un una quiero dónde mi para por cuánto está qué con cada añade busco de "
    "necesito hay tienen cómo cuando dame",
    "fr": "le les un une je voudrais où ma pour est combien avez vous des du au dans mon veux "
    "cherche ajoute la commande",
    "de": "der die das ich möchte wo ist meine ein eine und einen habt ihr was für mit den suche "
    "nicht bestellung mein",
    "en": "the a i want where my is for to of do you have and how much order please add find it",
}
_WORDS: Final = {lang: frozenset(words.split()) for lang, words in _HINTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """What was named; None and empty: nothing of the kind."""

    items: tuple[Item, ...] = ()
    price: PriceBounds | None = None
    order_number: str | None = None
    """As one writes it, letters in capitals, leading zeros kept."""
    first: date | None = None
    """The first day of what comes `every` so often, where it was said."""
    date: date | None = None
    date_range: DateRange | None = None
    every: Interval | None = None
    item_ref: int | None = None
    """1-based place in the last list read out; -1 is the last."""
    zip: str | None = None
    last4: str | None = None
    phone: str | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The form of the `expect` object in entity files: only what was named."""
        told: dict[str, Any] = {
            "items": [_item_json(item) for item in self.items],
            "price": self.price and _price_json(self.price),
            "order_number": self.order_number,
            "date": self.date and self.date.isoformat(),
            "date_range": self.date_range
            and {"from": self.date_range.start.isoformat(), "to": self.date_range.end.isoformat()},
            "every": self.every and {"n": self.every.n, "unit": self.every.unit},
            "item_ref": self.item_ref,
            "zip": self.zip,
            "last4": self.last4,
            "phone": self.phone,
            "reason": self.reason,
        }
        return {name: value for name, value in told.items() if value not in (None, [])}


def read_entities(
    text: str,
    *,
    label: Label,
    today: date,
    lang: str | None = None,
    asked_for_order: bool = False,
    goods: frozenset[str] = frozenset(),
) -> Entities:
    """The entities of a sentence whose intent is known; `today` is where relative days start.

    `lang` is a code such as "en" or "en-es"; without it the language is told from the words.
    `goods` are the words of the titles on sale: what belongs to a name is no bound of a price.
    """
    text = spelled_out(repaired(text))
    sheet = Sheet.of(text, (lang or guess_language(text)).lower(), goods)
    use_idioms(sheet)
    use_dimensions(sheet)
    use_occasions(sheet)
    zip_, last4, phone = zip_code(sheet), last_four(sheet), phone_number(sheet)
    code = order_number(sheet, label, asked=asked_for_order)
    every = interval(sheet)
    span = day_range(sheet, today)
    price = price_bounds(sheet)
    item_ref = item_reference(sheet)
    day = None if span else one_day(sheet, today)
    if label is Label.RETURN_ITEM:
        use_durations(sheet)
    items = () if zip_ or last4 or phone else _items(sheet, label, lenient=code is None)
    if item_ref is not None and not DENYING.isdisjoint(sheet.plain):
        # "not the green one, the second one"
        items = tuple(item for item in items if item.product)
    return Entities(
        items=items,
        price=price,
        order_number=code,
        date=day,
        date_range=span,
        every=every,
        first=every.first(day, today) if every else None,
        item_ref=item_ref,
        zip=zip_,
        last4=last4,
        phone=phone,
        reason=_reason(sheet, label),
    )


def guess_language(text: str) -> str:
    """The language most of the little words belong to, two codes where both are common."""
    words = text.lower().split()
    found = {lang: sum(word in known for word in words) for lang, known in _WORDS.items()}
    best = max(found, key=lambda lang: found[lang])
    if best in {"en", "es"} and min(found["en"], found["es"]) > 0:
        return "en-es"
    return best if found[best] else "en"


def _items(sheet: Sheet, label: Label, *, lenient: bool) -> tuple[Item, ...]:
    if label in WITHOUT_ITEMS or seeks_own(sheet):
        return ()
    found = _wanted(sheet, label, lenient=lenient)
    if label in _COUNTLESS:
        found = [item for item in found if item.product]
    if any(item.product for item in found):
        found = [item for item in found if item.product or item.attributes or item.quantity != 1]
    if not any(item.product or item.attributes for item in found):
        found = found[-1:]  # "not two, three": the last number stands
        found = [item for item in found if counts_goods(sheet, item.quantity == 1)]
    return tuple(found)


def _wanted(sheet: Sheet, label: Label, *, lenient: bool) -> list[Item]:
    """The items of the wish, without those of a story before or behind it, if it names goods."""
    begun = story_end(sheet, seeking=label not in _TOLD_BEFORE)
    behind = tail_begin(sheet, begun)
    found = _gathered(sheet.within(begun, None), label, lenient=lenient)
    if behind is not None:
        read = _gathered(sheet.within(begun, behind), label, lenient=lenient)
        others = _products(read) != _products(found) or counts_years(sheet, behind)
        if _names_goods(read, sheet) and others:
            return read
        if any(sheet.used[begun:behind]) and only_reasons(sheet, behind):
            return read  # "in three weeks, as I'm on a journey"
    if not begun or _names_goods(found, sheet):
        return found
    told = _gathered(sheet, label, lenient=lenient)
    return told[-len(found) :] if found else told  # "no tape, so six rolls"


def _names_goods(items: list[Item], sheet: Sheet) -> bool:
    return any(item.product and not _is_unit(item, sheet) for item in items)


def _products(items: list[Item]) -> list[str | None]:
    return [item.product for item in items]


def _is_unit(item: Item, sheet: Sheet) -> bool:
    """ "I'm out of coffee so send two bags": the goods are those of the story."""
    return unit_named(item, load_lexicon(), spoken(sheet)) is not None


def _gathered(sheet: Sheet, label: Label, *, lenient: bool) -> list[Item]:
    found = ItemReader(sheet, load_lexicon(), load_concepts(), label).read()
    if lenient and label in _ABOUT_GOODS and not any(item.product for item in found):
        found = ItemReader(sheet, load_lexicon(), load_concepts(), label, lenient=True).read()
    return merged(found, load_lexicon(), spoken(sheet), wanted=label in _ABOUT_GOODS)


def _reason(sheet: Sheet, label: Label) -> str | None:
    said = " ".join(sheet.plain)
    found = next((name for name, pattern in load_lexicon().reasons if pattern.search(said)), None)
    return found if label in _WITH_REASON or found in _TELLING else None


def _item_json(item: Item) -> Mapping[str, Any]:
    told: dict[str, Any] = {
        "product": item.product,
        "quantity": None if item.quantity is None else _number(item.quantity),
        "unit": item.unit,
        "attributes": {**item.attributes, **item.parts},
    }
    return {name: value for name, value in told.items() if value not in (None, {})}


def _price_json(price: PriceBounds) -> Mapping[str, Any]:
    told: dict[str, Any] = {
        "min": None if price.min is None else _number(price.min),
        "max": None if price.max is None else _number(price.max),
        "currency": price.currency,
    }
    return {name: value for name, value in told.items() if value is not None}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
