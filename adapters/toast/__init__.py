"""Toast: what the registry takes from this folder."""

from adapters.platform import Platform, StockPolling
from adapters.toast.adapter import API_VERSION, open_adapter
from adapters.toast.capabilities import CAPABILITIES
from adapters.toast.errors import PLATFORM_NAME, TITLE, ToastDialect
from adapters.toast.keys import KEYS, SCOPES
from adapters.toast.options import OPTIONS
from adapters.toast.webhooks import TOPICS, ToastWebhooks

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url="https://ws-api.toasttab.com",
    dialect=ToastDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    webhooks=ToastWebhooks(),
    open=open_adapter,
    keys=KEYS,
    options=OPTIONS,
    application_topics=TOPICS,
    webhook_setup="ask Toast's integrations team for a subscription per category; one for all your "
    "restaurants has this address, and its secrets go into the registration's webhook secret",
    stock_polling=StockPolling(ids_per_call=100),
)

__all__ = ["PLATFORM"]
