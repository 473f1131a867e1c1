"""What tests here do and assert again and again: place, let a worker settle, look at the books."""

from __future__ import annotations

from collections.abc import Callable

from app.commerce.model import PlaceOrder, PlaceOutcome, Prepared
from app.services import Services
from app.worker_assembly import build_worker
from domain.money import Money
from tests.integration.commerce.checker import gather, violations
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    House,
    Shelf,
    new_call,
)


def yes_to(
    prepared: Prepared, *, token: str | None = GOOD_CARD, agreed: Money | None = None
) -> PlaceOrder:
    """The shopper's yes to what was prepared, with a good card unless told else."""
    return PlaceOrder(
        merchant_id=MERCHANT,
        order_id=prepared.order_id,
        payment_token=token,
        agreed_total=agreed or prepared.total,
    )


def place(
    house: House,
    prepared: Prepared,
    *,
    token: str | None = GOOD_CARD,
    agreed: Money | None = None,
    seconds: float = 60.0,
) -> PlaceOutcome:
    """Say yes and wait for the outcome."""
    command = yes_to(prepared, token=token, agreed=agreed)
    return house.services.checkout.place(command, new_call(seconds))


def settle(house: House, *, ahead_s: float = 0.0) -> None:
    """Let a worker do its rounds, so much later, until nothing is due."""
    house.clock.advance(ahead_s)
    settle_services(house.services)


def settle_services(services: Services) -> None:
    """A worker's rounds over this machinery, until nothing is due."""
    loops = loops_of(services)
    for _ in range(10):
        if not sum(loops[name]() for name in ("checkouts", "outbox", "holds")):
            return


def loops_of(services: Services) -> dict[str, Callable[[], int]]:
    """A worker's loops over this machinery, by name."""
    return {loop.name: loop.work for loop in build_worker(services).loops}


def assert_sold_once(house: House, shelf: Shelf, prepared: Prepared, quantity: int) -> None:
    """One order, one charge, stock and holds in agreement."""
    shelf.learn()
    seen = gather(house, shelf, prepared.order_id, quantity)
    assert violations(seen) == []
    assert seen.outcome == "placed"


def assert_nothing_left(house: House, shelf: Shelf, prepared: Prepared, quantity: int) -> None:
    """No order, no charge, no claim, once a worker has given back what Shopify kept aside."""
    if shelf.store == SHOPIFY_STORE:
        loops_of(house.services)["outbox"]()
    shelf.learn()
    seen = gather(house, shelf, prepared.order_id, quantity)
    assert violations(seen) == []
    assert seen.outcome == "undone"
