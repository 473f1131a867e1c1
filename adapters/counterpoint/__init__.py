"""NCR Counterpoint: what the registry takes from this folder."""

from adapters.counterpoint.account import SCOPES
from adapters.counterpoint.adapter import API_VERSION, open_adapter
from adapters.counterpoint.capabilities import CAPABILITIES
from adapters.counterpoint.errors import PLATFORM_NAME, TITLE, CounterpointDialect
from adapters.counterpoint.keys import KEYS
from adapters.counterpoint.settings import OPTIONS
from adapters.platform import Platform
from adapters.refusing import NoWebhooks

PLATFORM = Platform(
    name=PLATFORM_NAME,
    title=TITLE,
    api_version=API_VERSION,
    base_url=None,
    dialect=CounterpointDialect(),
    capabilities=CAPABILITIES,
    scopes=SCOPES,
    webhooks=NoWebhooks(TITLE),
    open=open_adapter,
    keys=KEYS,
    options=OPTIONS,
)

__all__ = ["PLATFORM"]
