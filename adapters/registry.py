"""Every platform the gateway speaks; adding one is a new folder and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.platform import Platform
from adapters.shopify import PLATFORM as SHOPIFY
from adapters.square import PLATFORM as SQUARE
from domain.errors import ConfigurationError

PLATFORMS: Mapping[str, Platform] = {platform.name: platform for platform in (SHOPIFY, SQUARE)}


def platform_named(name: str) -> Platform:
    """The platform of that name. Raises ConfigurationError naming those there are."""
    try:
        return PLATFORMS[name]
    except KeyError:
        known = ", ".join(sorted(PLATFORMS))
        raise ConfigurationError(f"no platform {name!r}; there are: {known}") from None
