"""Clover's one webhook address per app, which a person sets in the developer dashboard."""

from __future__ import annotations

from adapters.clover.webhooks import TOPICS
from domain.errors import ConfigurationError
from domain.ids import PlatformId
from domain.ports.pos import Subscription


def standing_subscription(url: str, *, code: str | None) -> Subscription:
    """What must be set in the dashboard for `url`, with the code that proves its messages.

    No call can set it. Raises ConfigurationError without the app's code.
    """
    if not code:
        raise ConfigurationError(
            "Clover's webhooks carry a static code: copy the Clover Auth Code from the developer "
            "dashboard, App Settings, Webhooks, into the registration's webhook secret, and set "
            f"the address {url} there"
        )
    return Subscription(
        platform_id=PlatformId("dashboard"),
        topics=TOPICS,
        url=url,
        signing_secret=code,
    )
