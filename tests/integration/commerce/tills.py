"""Houses whose Square does something that the stand-in cannot be told to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from adapters.platform import AdapterSettings
from adapters.square.adapter import SquareAdapter
from adapters.wire import Line
from app.bootstrap import build_services
from config.settings import Settings
from tests.integration.commerce.house import House
from tests.unhurried import UNHURRIED


@contextmanager
def with_square(
    house: House, adapter: Callable[..., SquareAdapter], **how: bool
) -> Iterator[House]:
    """The house, its Square spoken to by that adapter."""

    def open_adapter(line: Line, settings: AdapterSettings) -> SquareAdapter:
        plain: Any = UNHURRIED["square"].open(line, settings)
        own = {name: getattr(plain, name) for name in SquareAdapter.__dataclass_fields__}
        return adapter(**own, **how)

    services = build_services(
        Settings.from_env(house.env),
        clock=house.clock,
        platforms={**UNHURRIED, "square": replace(UNHURRIED["square"], open=open_adapter)},
    )
    try:
        yield replace(house, services=services)
    finally:
        services.pool.shutdown(wait=True)
        services.close()
