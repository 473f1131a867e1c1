"""Our registrations with the platforms, as the adapters need them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What one platform knows us by; where merchants bring keys of their own, often nothing."""

    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    base_url: str | None = None
    """Overrides the platform's host (a region, a sandbox, a proxy); None: the platform's own."""
    application_token: str | None = field(default=None, repr=False)
    """The application's own access token, where webhook subscriptions need it."""
    webhook_secret: str | None = field(default=None, repr=False)
    """Signs the webhooks of all merchants, where the platform has it so; several with commas."""
    client_secret_signs: bool = False
    """Whether the client secret signs them (too)."""

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """All that may sign now: several while one is changed, or one per kind of message."""
        given = (part.strip() for part in (self.webhook_secret or "").split(","))
        own = self.client_secret if self.client_secret_signs else ""
        return tuple(dict.fromkeys(secret for secret in (*given, own) if secret))

    @property
    def is_app(self) -> bool:
        """Whether the platform knows our application at all."""
        return bool(self.client_id)
