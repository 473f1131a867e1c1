"""Revel: what the registry takes from this folder."""

from adapters.platform import Platform, StockPolling, WebhookAddress
from adapters.revel.account import PERMISSIONS
from adapters.revel.adapter import API_VERSION, TITLE, open_adapter
from adapters.revel.capabilities import CAPABILITIES
from adapters.revel.errors import PLATFORM_NAME, RevelDialect
from adapters.revel.keys import KEYS, OPTIONS, is_instance_host
from adapters.revel.webhooks import RevelWebhooks

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url=None,
    dialect=RevelDialect(),
    capabilities=CAPABILITIES,
    scopes=PERMISSIONS,
    webhooks=RevelWebhooks(),
    open=open_adapter,
    keys=KEYS,
    options=OPTIONS,
    webhook_address=WebhookAddress.APPLICATION,
    webhook_setup="ask Revel's partner team to register the address for every topic",
    is_shop_host=is_instance_host,
    stock_polling=StockPolling(page_cost=2.0, ids_per_call=100),
)

__all__ = ["PLATFORM"]
