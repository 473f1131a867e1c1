"""Lightspeed Retail (R-Series): what the registry takes from this folder."""

from adapters.lightspeed.adapter import API_VERSION, open_adapter
from adapters.lightspeed.capabilities import CAPABILITIES
from adapters.lightspeed.errors import PLATFORM_NAME, TITLE, LightspeedDialect
from adapters.lightspeed.oauth import API_URL, SCOPES, LightspeedOAuth
from adapters.lightspeed.options import OPTIONS
from adapters.platform import Platform, StockPolling
from adapters.refusing import NoWebhooks

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url=API_URL,
    dialect=LightspeedDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    webhooks=NoWebhooks(TITLE),
    open=open_adapter,
    oauth=LightspeedOAuth,
    pkce=True,
    options=OPTIONS,
    stock_polling=StockPolling(ids_per_call=100),
)

__all__ = ["PLATFORM"]
