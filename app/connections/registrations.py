"""Our registrations with the platforms, as the adapters need them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What one platform knows us by."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str | None = None
    """Overrides the platform's host (a sandbox, a proxy); None: the platform's own."""
    application_token: str | None = field(default=None, repr=False)
    """The application's own access token, where webhook subscriptions need it."""
    signs_with_client_secret: bool = False
    """Webhooks are signed with the client secret instead of a secret per subscription."""
