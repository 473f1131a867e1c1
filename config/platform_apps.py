"""Our registrations with the platforms, one set of variables per platform.

`VOICETILL_<PLATFORM>_CLIENT_ID` and its siblings are read for every platform, also for one that a
plug-in brings: whatever name stands in front of a known ending is a platform's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from config.environment import PREFIX, EnvironmentReader
from config.secret import Secret

PLATFORMS: Final = (
    "square",
    "shopify",
    "lightspeed",
    "clover",
    "toast",
    "vend",
    "revel",
    "counterpoint",
)
"""Those whose variables `.env.example` lists."""
_ENDINGS: Final = ("CLIENT_ID", "CLIENT_SECRET", "ACCESS_TOKEN", "WEBHOOK_SECRET", "BASE_URL")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformApp:
    """What one platform knows us by; where it is joined by the merchant's keys, often nothing."""

    client_id: str | None = None
    client_secret: Secret | None = None
    access_token: Secret | None = None
    """The application's own token, where webhook subscriptions need it (Square)."""
    webhook_secret: Secret | None = None
    """Where the platform signs the webhooks of all merchants with one secret (Clover, Toast)."""
    base_url: str | None = None
    """Stands in for the platform's own host: a region, a sandbox, a test proxy."""


def read_platform_apps(env: EnvironmentReader) -> Mapping[str, PlatformApp]:
    """Every platform of which at least one variable is set."""
    found = {}
    for name in (*PLATFORMS, *_others(env)):
        app = _read(env, name.upper())
        if app != PlatformApp():
            found[name] = app
    return found


def _others(env: EnvironmentReader) -> list[str]:
    """Platforms named by variables alone."""
    given = (name.removeprefix(PREFIX) for name in env.given)
    named = {
        name.removesuffix(f"_{ending}").lower()
        for name in given
        for ending in _ENDINGS
        if name.endswith(f"_{ending}")
    }
    return sorted(named - set(PLATFORMS))


def _read(env: EnvironmentReader, prefix: str) -> PlatformApp:
    client_id, client_secret = _pair(env, prefix)
    return PlatformApp(
        client_id=client_id,
        client_secret=client_secret,
        access_token=env.secret(f"{prefix}_ACCESS_TOKEN"),
        webhook_secret=env.secret(f"{prefix}_WEBHOOK_SECRET"),
        base_url=env.url(f"{prefix}_BASE_URL", None, ("https", "http")),
    )


def _pair(env: EnvironmentReader, prefix: str) -> tuple[str | None, Secret | None]:
    """Client id and secret, which only make sense together."""
    client_id = env.optional(f"{prefix}_CLIENT_ID")
    client_secret = env.secret(f"{prefix}_CLIENT_SECRET")
    if bool(client_id) != bool(client_secret):
        missing = f"{prefix}_CLIENT_{'SECRET' if client_id else 'ID'}"
        other = f"{PREFIX}{prefix}_CLIENT_{'ID' if client_id else 'SECRET'}"
        env.fault(missing, f"give both or neither: {other} is set")
    return client_id, client_secret
