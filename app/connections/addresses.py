"""At which address a connection's platform is reached, and which addresses are refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from adapters.platform import Platform
from app.connections.registrations import Registration
from domain.errors import InvalidInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a merchant's account or server is, as a person tells it."""

    host: str | None = None
    """A shop's own domain, or the address of a server of the merchant's."""
    on_premises: bool = False
    """The merchant's own server: private addresses are fine then."""
    trust_file: Path | None = None
    """PEM certificates that alone prove that server."""
    trust_pem: str | None = None
    """The same as text, to be kept with the connection instead of the file's name."""


def base_url_of(platform: Platform, registration: Registration | None, place: Place) -> str:
    """The base URL of the connection. Raises InvalidInputError naming what is missing.

    A shop's domain must be one of this platform: the grant and our client secret are sent there.
    """
    if place.on_premises:
        return _server(platform, place.host)
    if registration is not None and registration.base_url is not None:
        return registration.base_url
    if platform.base_url is not None:
        return platform.base_url
    if platform.is_shop_host is None:
        return _server(platform, place.host)
    host = (place.host or "").strip().lower()
    if not platform.is_shop_host(host):
        raise InvalidInputError(
            "shop",
            place.host,
            f"give the shop's permanent {platform.title} domain, and nothing else",
        )
    return f"https://{host}"


def _server(platform: Platform, host: str | None) -> str:
    """A server of the merchant's own, with port and path where it has them."""
    text = (host or "").strip().rstrip("/")
    if not text:
        raise InvalidInputError(
            "shop", host, f"give the address of the {platform.title} server: https://host:port"
        )
    return text if "://" in text else f"https://{text}"
