"""An agent's purchase, free of any protocol: priced and held by the till, paid by token, placed.

A basket is kept like a conversation, for a day after its last change. Each change prices it anew
under a name of its own; goods that are no longer wanted go back.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from app.agents.baskets import (
    Basket,
    Buyer,
    Item,
    Placed,
    Priced,
    PricedItem,
    Status,
    Trouble,
    decode,
    encode,
)
from app.agents.outcomes import of_placing, of_preparing
from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import instant_text
from app.api.problems import ProblemError
from app.api.services import services
from app.commerce import model
from app.commerce.model import PlaceOrder, PrepareOrder, Shopper, Wish
from app.voice.sessions import SessionKey, VoiceSessions
from domain.errors import DomainError, NotFoundError, PlatformError, UnknownSkuError
from domain.ids import IdempotencyKey
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState

LIFE: Final = timedelta(hours=24)
MAX_ITEMS: Final = 50
MAX_QUANTITY: Final = 999
_SOMEBODY: Final = "Guest"
_REASON: Final = "the agent gave it up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkouts:
    """The baskets of one protocol; `channel` is what orders call it."""

    sessions: VoiceSessions
    channel: str

    def open(self, caller: Caller, wanted: Basket) -> Basket:
        """Keep a new basket and price it. Raises InvalidInputError, PlatformError."""
        made = self._priced(caller, replace(wanted, id=f"{self.channel}_{secrets.token_hex(12)}"))
        self._save(caller, made, replacing=None)
        return made

    def find(self, caller: Caller, basket_id: str) -> Basket:
        """A basket as it stands. Raises NotFoundError."""
        found, _ = self._load(caller, basket_id)
        return found

    def change(self, caller: Caller, basket_id: str, changed: Callable[[Basket], Basket]) -> Basket:
        """Change a basket that is open and price it anew. Raises NotFoundError, ProblemError."""
        before, version = self._load(caller, basket_id)
        _require_open(before)
        after = self._repriced(caller, before, changed(before))
        self._save(caller, after, replacing=version)
        return after

    def complete(self, caller: Caller, basket_id: str, buyer: Buyer, token: str) -> Basket:
        """Pay by token and place the order; doing it twice is the same.

        Raises NotFoundError, ProblemError.
        """
        before, version = self._load(caller, basket_id)
        if before.status in {Status.COMPLETED, Status.WORKING}:
            return self._followed(caller, before, version)
        _require_open(before)
        told = buyer.over(before.buyer)
        ready = before
        if told != before.buyer or before.priced is None:
            ready = self._repriced(caller, before, replace(before, buyer=told))
        if ready.priced is None or ready.total != before.total:
            self._save(caller, ready, replacing=version)
            return ready
        done = self._placed(caller, ready, ready.priced, token)
        self._save(caller, done, replacing=version)
        return done

    def cancel(self, caller: Caller, basket_id: str) -> Basket:
        """Give the goods back; twice is the same. Raises NotFoundError, ProblemError."""
        before, version = self._load(caller, basket_id)
        if before.status is Status.CANCELED:
            return before
        _require_open(before)
        after = _canceled(before)
        self._save(caller, after, replacing=version)
        self._let_go(caller, before)
        return after

    # --- pricing and placing ---------------------------------------------------------------------

    def _repriced(self, caller: Caller, before: Basket, after: Basket) -> Basket:
        """Priced anew: within the hold there is where the goods and the store stay the same, else
        with a new one, for which the goods held before go back first."""
        within = before.priced
        is_same = (before.wanted, before.method) == (after.wanted, after.method)
        if within is not None and is_same and after.location_id in {None, within.location_id}:
            is_alive = within.expires_at > instant_text(services().clock.now())
            if is_alive:
                stays = replace(after, location_id=within.location_id)
                return self._priced(caller, stays, within=within)
        self._let_go(caller, before)
        return self._priced(caller, after)

    def _priced(self, caller: Caller, basket: Basket, *, within: Priced | None = None) -> Basket:
        """Priced by the till, its goods held; or with the reason why not. `within` is a pricing
        whose hold is kept."""
        fresh = replace(basket, serial=basket.serial + 1, priced=None, trouble=None)
        listed, currency, trouble = _listed(caller, fresh.wanted)
        currency = currency or fresh.currency
        fresh = replace(fresh, items=listed, currency=currency, trouble=trouble)
        if trouble is not None:
            return fresh
        command = PrepareOrder(
            merchant_id=caller.merchant_id,
            lines=tuple(Wish(sku=each.sku, quantity=each.quantity) for each in fresh.wanted),
            shopper=self._shopper(caller, fresh),
            channel=self.channel,
            key=IdempotencyKey(f"{fresh.id}-{fresh.serial}-{caller.key}"[:200]),
            location_id=fresh.location_id,
            method=fresh.method,
            hold_id=within.hold_id if within else None,
            note=fresh.note,
        )
        outcome = services().checkout.prepare(command, caller.call)
        if not isinstance(outcome, model.Prepared):
            return replace(fresh, trouble=of_preparing(outcome, fresh))
        shipping = fresh.shipping
        if fresh.method is FulfillmentMethod.SHIPPING:
            shipping = outcome.quote.shipping.amount
        return replace(
            fresh,
            currency=outcome.total.currency,
            items=tuple(_line(each) for each in outcome.lines),
            priced=_told(outcome),
            shipping=shipping,
        )

    def _shopper(self, caller: Caller, basket: Basket) -> Shopper:
        return Shopper(
            caller=f"{self.channel}:{caller.key_id}:{basket.id}",
            name=basket.buyer.name or _SOMEBODY,
            phone=basket.buyer.phone,
            email=basket.buyer.email,
            address=basket.address,
        )

    def _placed(self, caller: Caller, basket: Basket, priced: Priced, token: str) -> Basket:
        command = PlaceOrder(
            merchant_id=caller.merchant_id,
            order_id=priced.order_id,
            payment_token=token,
            agreed_total=Money(amount=priced.total, currency=basket.currency),
        )
        outcome = services().checkout.place(command, caller.call)
        if isinstance(outcome, model.Placed):
            receipt = outcome.receipt
            placed = Placed(order_id=receipt.order_id, number=receipt.number)
            return replace(basket, status=Status.COMPLETED, placed=placed, trouble=None)
        if isinstance(outcome, model.CanceledSince):
            return _canceled(basket)
        if isinstance(outcome, (model.StillWorking, model.Parked)):
            return replace(basket, status=Status.WORKING, trouble=None)
        trouble = of_placing(outcome, basket)
        payable = model.CardDeclined | model.NoCard | model.CardUnread | model.PayElsewhere
        still_held = isinstance(outcome, payable)
        return replace(basket, trouble=trouble, priced=priced if still_held else None)

    def _followed(self, caller: Caller, basket: Basket, version: int) -> Basket:
        """What became of an order that was agreed to.

        Raises ProblemError for one that was completed, and canceled since: a completed checkout
        stays as it is, and its receipt is not given as if the order stood.
        """
        if basket.priced is None:
            return basket
        order = services().orders.order(caller.merchant_id, basket.priced.order_id)
        is_canceled = order.state is OrderState.CANCELED
        if basket.status is Status.COMPLETED:
            if is_canceled:
                raise ProblemError(types.ILLEGAL_TRANSITION, "its order was canceled since")
            return basket
        if order.pos_order_id is None and not is_canceled:
            return basket
        placed = Placed(order_id=order.order_id, number=order.called)
        done = replace(basket, status=Status.COMPLETED, placed=placed)
        after = _canceled(basket) if is_canceled else done
        self._save(caller, after, replacing=version)
        return after

    def _let_go(self, caller: Caller, before: Basket) -> None:
        """The goods of a pricing that counts no more go back; a hold ends by itself anyway."""
        if before.priced is None:
            return
        try:
            services().checkout.cancel(
                caller.merchant_id, before.priced.order_id, reason=_REASON, call=caller.call
            )
        except (DomainError, PlatformError):
            return

    # --- keeping ---------------------------------------------------------------------------------

    def _load(self, caller: Caller, basket_id: str) -> tuple[Basket, int]:
        found = self.sessions.load(self._key(caller, basket_id), services().clock.now())
        if found is None:
            raise NotFoundError("checkout", basket_id[:60])
        return decode(found.state), found.version

    def _save(self, caller: Caller, basket: Basket, *, replacing: int | None) -> None:
        """Raises ProblemError if another request was faster."""
        kept = self.sessions.save(
            self._key(caller, basket.id),
            encode(basket),
            replacing=replacing,
            expires_at=services().clock.now() + LIFE,
        )
        if not kept:
            raise ProblemError(types.IDEMPOTENCY_IN_FLIGHT, "another request changed it meanwhile")

    def _key(self, caller: Caller, basket_id: str) -> SessionKey:
        return SessionKey(
            merchant_id=caller.merchant_id, channel=self.channel, session_id=basket_id[:100]
        )


def _canceled(basket: Basket) -> Basket:
    return replace(basket, status=Status.CANCELED, priced=None, trouble=None)


def _require_open(basket: Basket) -> None:
    if basket.status is not Status.OPEN:
        raise ProblemError(types.ILLEGAL_TRANSITION, f"it is {basket.status.value} already")


def _listed(
    caller: Caller, wanted: Sequence[Item]
) -> tuple[tuple[PricedItem, ...], str | None, Trouble | None]:
    """The items by the catalog's prices, their currency, and the first one's trouble."""
    listed: list[PricedItem] = []
    currency: str | None = None
    for place, each in enumerate(wanted):
        try:
            variant = services().discovery.variant(caller.merchant_id, each.sku)
        except UnknownSkuError:
            words = f"There is no item {each.sku[:60]}."
            trouble = Trouble(code="not_found", words=words, item=place)
            return tuple(listed), currency, trouble
        unit = variant.price.amount if variant.price else 0
        currency = currency or (variant.price.currency if variant.price else None)
        listed.append(
            PricedItem(
                sku=each.sku,
                title=variant.title,
                quantity=each.quantity,
                unit_price=unit,
                total=unit * each.quantity,
            )
        )
    nothing = Trouble(code="missing", words="The basket is empty.") if not listed else None
    return tuple(listed), currency, nothing


def _line(line: model.PreparedLine) -> PricedItem:
    return PricedItem(
        sku=line.variant.sku,
        title=line.variant.title,
        quantity=line.quantity,
        unit_price=line.unit_price.amount,
        total=line.total.amount,
    )


def _told(prepared: model.Prepared) -> Priced:
    quote = prepared.quote
    return Priced(
        order_id=prepared.order_id,
        hold_id=prepared.hold_id,
        expires_at=instant_text(prepared.expires_at),
        location_id=prepared.location_id,
        location_name=prepared.location_name,
        subtotal=quote.subtotal.amount,
        discount=quote.discount.amount,
        tax=quote.tax.amount,
        shipping=quote.shipping.amount,
        total=quote.total.amount,
    )
