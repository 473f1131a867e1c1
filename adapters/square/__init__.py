"""Square: what the registry takes from this folder."""

from adapters.platform import Platform, StockPolling
from adapters.square.adapter import API_VERSION, open_adapter
from adapters.square.capabilities import CAPABILITIES
from adapters.square.errors import PLATFORM_NAME, TITLE, SquareDialect
from adapters.square.oauth import OPTIONAL_SCOPES, OPTIONS, SCOPES, SquareOAuth
from adapters.square.webhooks import SquareWebhooks

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url="https://connect.squareup.com",
    dialect=SquareDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    optional_scopes=OPTIONAL_SCOPES,
    options=OPTIONS,
    webhooks=SquareWebhooks(),
    open=open_adapter,
    oauth=SquareOAuth,
    hosted_field="Square's Web Payments SDK (web.squarecdn.com/v1/square.js)",
    stock_polling=StockPolling(ids_per_call=1000),
)

__all__ = ["PLATFORM"]
