"""Houses with a till that does something which its stand-in cannot be told to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from adapters.platform import AdapterSettings
from adapters.shopify.adapter import ShopifyAdapter
from adapters.square.adapter import SquareAdapter
from adapters.wire import Line
from app.bootstrap import build_services
from config.settings import Settings
from tests.integration.commerce.house import House
from tests.unhurried import UNHURRIED


def with_square(
    house: House, adapter: Callable[..., SquareAdapter], **how: bool
) -> AbstractContextManager[House]:
    """The house, its Square spoken to by that adapter."""
    return _spoken_to_by(house, "square", SquareAdapter, adapter, **how)


def with_shopify(
    house: House, adapter: Callable[..., ShopifyAdapter], **how: bool
) -> AbstractContextManager[House]:
    """The house, its Shopify spoken to by that adapter."""
    return _spoken_to_by(house, "shopify", ShopifyAdapter, adapter, **how)


@contextmanager
def _spoken_to_by(
    house: House, platform: str, usual: Any, adapter: Callable[..., Any], **how: bool
) -> Iterator[House]:
    def open_adapter(line: Line, settings: AdapterSettings) -> Any:
        plain: Any = UNHURRIED[platform].open(line, settings)
        own = {name: getattr(plain, name) for name in usual.__dataclass_fields__}
        return adapter(**own, **how)

    services = build_services(
        Settings.from_env(house.env),
        clock=house.clock,
        platforms={**UNHURRIED, platform: replace(UNHURRIED[platform], open=open_adapter)},
    )
    try:
        yield replace(house, services=services)
    finally:
        services.pool.shutdown(wait=True)
        services.close()
