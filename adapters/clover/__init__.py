"""Clover: what the registry takes from this folder."""

from adapters.clover.adapter import API_VERSION, open_adapter
from adapters.clover.capabilities import CAPABILITIES
from adapters.clover.errors import PLATFORM_NAME, TITLE, CloverDialect
from adapters.clover.oauth import KEYS, SCOPES, CloverOAuth
from adapters.clover.options import OPTIONS
from adapters.clover.webhooks import CloverWebhooks
from adapters.platform import Platform, WebhookAddress

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url="https://api.clover.com",
    dialect=CloverDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    webhooks=CloverWebhooks(),
    open=open_adapter,
    oauth=CloverOAuth,
    keys=KEYS,
    options=OPTIONS,
    hosted_field="Clover's hosted iframe (clover.js)",
    webhook_address=WebhookAddress.APPLICATION,
    webhook_setup="developer dashboard, App Settings, Webhooks: all event types; Clover then posts "
    "a code to the address, which is pasted there",
)

__all__ = ["PLATFORM"]
