"""Shopify: what the registry takes from this folder."""

from adapters.platform import Platform, StockPolling
from adapters.shopify.adapter import API_VERSION, open_adapter
from adapters.shopify.capabilities import CAPABILITIES
from adapters.shopify.dialect import ShopifyDialect
from adapters.shopify.errors import PLATFORM_NAME, TITLE
from adapters.shopify.oauth import SCOPES, SWITCHED_SCOPES, ShopifyOAuth, is_shop_domain
from adapters.shopify.options import OPTIONS
from adapters.shopify.webhooks import PRIVACY_TOPICS, ShopifyWebhooks

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url=None,
    dialect=ShopifyDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    optional_scopes=SWITCHED_SCOPES,
    webhooks=ShopifyWebhooks(),
    open=open_adapter,
    oauth=ShopifyOAuth,
    options=OPTIONS,
    client_secret_signs=True,
    application_topics=PRIVACY_TOPICS,
    webhook_setup="the app's configuration, compliance webhooks (shopify.app.toml: "
    "compliance_topics)",
    is_shop_host=is_shop_domain,
    stock_polling=StockPolling(page_cost=50.0, ids_per_call=25, call_cost=200.0),
)
"""Shopify as the registry knows it; every shop has a host of its own."""
