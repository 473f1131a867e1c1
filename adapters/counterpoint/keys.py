"""What a merchant types in to join a Counterpoint server."""

from __future__ import annotations

from adapters.counterpoint.errors import PLATFORM_NAME
from adapters.keys import KeyAccess, KeyField, StaticKeys
from adapters.oauth import LineOpener
from domain.calls import Clock
from domain.ports.tokens import KeyFlow, OAuthApp


def _open(_app: OAuthApp | None, _line: LineOpener, clock: Clock) -> KeyFlow:
    return StaticKeys(PLATFORM_NAME, "company", clock)


KEYS = KeyAccess(
    fields=(
        KeyField(
            name="company",
            label="company alias",
            help="the alias the company is registered under at the API server, such as NORTHWIND",
            secret=False,
            pattern=r"[A-Za-z0-9_\-]{1,50}",
        ),
        KeyField(
            name="user",
            label="user",
            help="a Counterpoint user of that company made for voice orders; its role in the API "
            "server decides what may be read and written",
            secret=False,
            pattern=r"[^:.\s]{1,50}",
        ),
        KeyField(
            name="password",
            label="password",
            help="that user's password; when staff change it, give the new one here",
        ),
        KeyField(
            name="api_key",
            label="APIKey",
            help="the key NCR issued for this application (two years), whose signed file lies on "
            "the API server",
        ),
    ),
    open=_open,
)
"""None of these ends by itself, but the user's password may be changed and the APIKey lasts two
years. Source: the vendor's API guide, InstallationAndConfiguration (2024-07)."""
