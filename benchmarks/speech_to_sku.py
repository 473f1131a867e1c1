"""Speech to SKU: sentences go through understanding, dialogue and search to the line of an order.

The dialogue, the performer and the shelf are those of the gateway; only stock is ample everywhere.
A shopper answers what is asked from the variant in mind. Right is an order line of that variant and
quantity; rightly asked is a choice that holds the product, or one among products that all fit the
words. A question about what was said already is wrong, and so is a guess that is not the variant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Final, cast

from app.commerce.model import Availability, ProductMatch, StockAt, VariantView
from app.commerce.shelf import Shelf, shelf_of
from app.voice.dialogue.actions import (
    CheckStock,
    Event,
    FindProducts,
    Heard,
    Identify,
    ListChoices,
    ListVariants,
    Prepare,
    ShopperKnown,
)
from app.voice.dialogue.state import State
from app.voice.dialogue.step import step
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.performer import Performer
from app.voice.reply import Reply
from app.voice.services import ShopServices
from app.voice.turn import Intent, Turn
from benchmarks.figures import Figure, Result
from benchmarks.goods import Ware, wares
from benchmarks.orders_said import Said, orders
from domain.calls import Call
from domain.catalog import Location, ModifierList
from domain.ids import ConnectionId, LocationId, MerchantId, PlatformId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod
from storage.catalog_views import SearchRow

CATALOG: Final = 5_000
SENTENCES: Final = 2_000
_SEED: Final = 71
_SHOP: Final = MerchantId("shop")
_STORE: Final = LocationId("downtown")
_PLACE: Final = Location(platform_id=PlatformId("d"), name="Downtown")
_NOW: Final = datetime(2026, 3, 11, 10, tzinfo=UTC)
_GOODS: Final = (FindProducts, ListVariants, ListChoices, CheckStock)
_TURNS: Final = 8
_STEPS: Final = 40
_LOCALES: Final = {"en": "en-US", "es": "es-ES", "fr": "fr-FR", "de": "de-DE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a sentence."""

    said: Said
    verdict: str
    """`right`, `asked`, or what went wrong."""

    @property
    def is_good(self) -> bool:
        """Whether it was right or rightly asked."""
        return self.verdict in {"right", "asked"}


def speech_to_sku(sentences: int = SENTENCES, *, seed: int = _SEED) -> Result:
    """The share of sentences that end right or rightly asked."""
    outcomes = list(judged(sentences, seed=seed))
    verdicts = Counter(each.verdict for each in outcomes)
    shares = {
        f"{name}_percent": _percent([each for each in outcomes if name in _traits(each.said)])
        for name in ("clear", "slip", "en", "es", "fr", "de", "ambiguous")
    }
    return Result(
        figures=(
            Figure(
                name="right_or_rightly_asked",
                measured=_percent(outcomes),
                unit="% of sentences",
                at_least=97,
            ),
        ),
        failures=0,
        about={"catalog": CATALOG, "sentences": sentences, **shares, **verdicts},
    )


def judged(sentences: int, *, seed: int = _SEED) -> Iterator[Outcome]:
    """Every sentence with what became of it."""
    goods = list(wares(CATALOG))
    till = Till(goods)
    for said in orders(goods, sentences, seed=seed):
        yield Outcome(said=said, verdict=till.serve(said))


def _traits(said: Said) -> tuple[str, ...]:
    return (said.kind, said.language, *(("ambiguous",) if len(said.fits) > 1 else ()))


def _percent(outcomes: Sequence[Outcome]) -> float:
    good = sum(each.is_good for each in outcomes)
    return round(100 * good / max(len(outcomes), 1), 1)


class Till:
    """A shop's counter: hears a sentence, asks, and writes the order line."""

    def __init__(self, goods: Sequence[Ware]) -> None:
        self._shelf = shelf_of(1, _rows(goods), {})
        self._understander = TrainedUnderstander(today=lambda _zone: date(2026, 3, 11))
        stores = [(_STORE, _PLACE.name)]
        self._vocabulary = Vocabulary.of(
            self._shelf.options, stores, (), self._shelf.title_words, self._shelf.brand_names
        )
        shop = SimpleNamespace(
            discovery=_OnShelf(self._shelf), stock=_Ample(self._shelf), voice=SimpleNamespace()
        )
        self._shop = cast(ShopServices, shop)

    def serve(self, said: Said) -> str:
        """What became of a sentence."""
        state, heard = State(), self._understood(said.words, said.language, Expect.NOTHING)
        turn = Turn(channel="bench", merchant_id=_SHOP, session_id="s", user_id="u")
        performer = Performer(self._shop, turn, Call.within(3.5, correlation_id="bench"))
        asked_which = False
        for _ in range(_TURNS):
            state, end = _run(state, heard, performer)
            if isinstance(end, Prepare):
                return _verdict(said, end, asked_which=asked_which)
            if isinstance(end, str):
                return f"went for {end}"
            told = _answer(said, state)
            if isinstance(told, str):
                return told
            asked_which = asked_which or state.expect is Expect.PRODUCT_CHOICE
            heard = told
        return "turns"

    def _understood(self, words: str, language: str, expect: Expect) -> Understanding:
        return self._understander.understand(
            words, vocabulary=self._vocabulary, expect=expect, locale=_LOCALES[language]
        )


def _run(
    state: State, heard: Understanding, performer: Performer
) -> tuple[State, Reply | Prepare | str]:
    """Until something is asked or ordered; the name of an action that has no place here."""
    event: Event = Heard(understanding=heard)
    for _ in range(_STEPS):
        made = step(state, event)
        state = made.state
        if isinstance(made.next, (Reply, Prepare)):
            return state, made.next
        if isinstance(made.next, Identify):
            event = ShopperKnown(home=_STORE)
        elif isinstance(made.next, _GOODS):
            event = performer.perform(made.next)
        else:
            return state, type(made.next).__name__
    raise RuntimeError("the dialogue runs in circles")


def _answer(said: Said, state: State) -> Understanding | str:
    """The shopper's answer to what is asked, or the verdict on the question."""
    if state.expect is Expect.PRODUCT_CHOICE:
        return _which(said, [choice.key for choice in state.choices])
    if state.expect is Expect.OPTION:
        return _option(said, state)
    return _PLAIN.get(state.expect) or f"stuck at {state.expect.value}"


_PLAIN: Final[Mapping[Expect, Understanding]] = {
    Expect.METHOD: Understanding(intent=Intent.INFORM, method=FulfillmentMethod.PICKUP),
    Expect.STORE: Understanding(intent=Intent.INFORM, place=_STORE),
    Expect.OFFER: Understanding(intent=Intent.YES),
    Expect.OTHER_STORE: Understanding(intent=Intent.YES),
    Expect.MORE_ITEMS: Understanding(intent=Intent.NO),
}
"""Answers that are the same for every shopper."""


def _which(said: Said, keys: Sequence[str]) -> Understanding | str:
    if said.wanted.product_id in keys:
        at = keys.index(said.wanted.product_id) + 1
        return Understanding(intent=Intent.INFORM, item_ref=at)
    fitting = len(said.fits) > 1 and said.fits.issuperset(keys)
    return "asked" if fitting else "asked among others"


def _option(said: Said, state: State) -> Understanding | str:
    option = state.option or ""
    if state.item is None or state.item.product_id != said.wanted.product_id:
        return "another product"
    if option in said.options:
        return f"asked {option} again"
    value = said.variant.get(option, "")
    return Understanding(intent=Intent.INFORM, attributes={option: value})


def _verdict(said: Said, order: Prepare, *, asked_which: bool) -> str:
    (line, *others) = order.lines
    if others:
        return "several lines"
    if line.sku != _sku(said.wanted, said.variant):
        mine = line.sku.startswith(said.wanted.product_id + "-")
        return "another variant" if mine else "another product"
    if line.quantity != said.quantity:
        return "another quantity"
    return "asked" if asked_which else "right"


# --- the shop ------------------------------------------------------------------------------------


def _rows(goods: Sequence[Ware]) -> Iterator[SearchRow]:
    for ware in goods:
        for options in ware.options:
            yield SearchRow(
                sku=_sku(ware, options),
                product_id=ware.product_id,
                title=ware.title,
                name=ware.title,
                brand=ware.brand,
                categories=(ware.category,),
                tags=ware.tags,
                options=options,
                barcode=None,
                own_sku=None,
                price=Money(ware.price, "USD"),
                counter_only=None,
            )


def _sku(ware: Ware, options: Mapping[str, str]) -> ProductSku:
    return ProductSku("-".join((ware.product_id, *options.values())))


@dataclass(frozen=True, slots=True)
class _OnShelf:
    """The gateway's shelf without its database."""

    shelf: Shelf

    def edition(self, _merchant: MerchantId) -> object:
        """Stands for the one shelf."""
        return self.shelf.edition

    def find(
        self,
        _merchant: MerchantId,
        query: str,
        *,
        attributes: Mapping[str, str],
        limit: int = 5,
    ) -> tuple[ProductMatch, ...]:
        """As `DiscoveryService` finds them."""
        told = tuple(attributes.items())
        return self.shelf.find(query, attributes=told, limit=limit, price=None)

    def variants_of(self, _merchant: MerchantId, product_id: str) -> tuple[VariantView, ...]:
        """All variants of a product."""
        return self.shelf.products[product_id]

    def modifier_lists(self, *_: object, **__: object) -> tuple[ModifierList, ...]:
        """Goods come without choices here."""
        return ()


@dataclass(frozen=True, slots=True)
class _Ample:
    """A hundred of everything in the one store."""

    shelf: Shelf

    def availability(self, _merchant: MerchantId, sku: ProductSku, **_: object) -> Availability:
        """There is enough."""
        level = StockAt(
            location_id=_STORE,
            location_name=_PLACE.name,
            connection_id=ConnectionId("c"),
            available=Decimal(100),
            as_of=_NOW,
            source="bench",
            age_s=0,
        )
        return Availability(
            variant=self.shelf.variants[sku], stores=(level,), live=False, disclaimer=False
        )

    def locations(self, _merchant: MerchantId) -> Sequence[tuple[LocationId, Location]]:
        """The one store."""
        return ((_STORE, _PLACE),)
