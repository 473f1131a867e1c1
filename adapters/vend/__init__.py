"""Vend (Lightspeed Retail X-Series): what the registry takes from this folder."""

from adapters.platform import Platform
from adapters.vend.adapter import API_VERSION, open_adapter
from adapters.vend.capabilities import CAPABILITIES
from adapters.vend.errors import PLATFORM_NAME, TITLE, VendDialect
from adapters.vend.oauth import SCOPES, SWITCHED_SCOPES, VendOAuth, is_shop_host, personal_tokens
from adapters.vend.settings import OPTIONS
from adapters.vend.webhooks import VendWebhooks

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url=None,
    dialect=VendDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    optional_scopes=SWITCHED_SCOPES,
    webhooks=VendWebhooks(),
    open=open_adapter,
    oauth=VendOAuth,
    keys=personal_tokens(),
    options=OPTIONS,
    client_secret_signs=True,
    is_shop_host=is_shop_host,
)
"""Vend as the registry knows it; every retailer has a host of its own."""

__all__ = ["PLATFORM"]
