"""Lightspeed Retail (R-Series): what the registry takes from this folder."""

from adapters.lightspeed.adapter import API_VERSION, open_adapter
from adapters.lightspeed.capabilities import CAPABILITIES
from adapters.lightspeed.errors import PLATFORM_NAME, TITLE, LightspeedDialect
from adapters.lightspeed.oauth import API_URL, SCOPES, LightspeedOAuth
from adapters.lightspeed.options import OPTIONS
from adapters.lightspeed.webhooks import LightspeedWebhooks
from adapters.platform import Platform

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url=API_URL,
    dialect=LightspeedDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    webhooks=LightspeedWebhooks(),
    open=open_adapter,
    oauth=LightspeedOAuth,
    options=OPTIONS,
)

__all__ = ["PLATFORM"]
