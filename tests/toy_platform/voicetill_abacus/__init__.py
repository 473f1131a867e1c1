"""Abacus, a till that does not exist: a ninth platform, added from outside by entry point."""

from adapters.keys import KeyAccess, KeyField, StaticKeys
from adapters.platform import Platform
from adapters.refusing import NoWebhooks
from voicetill_abacus import adapter as abacus

PLATFORM = Platform(
    name=abacus.NAME,
    title=abacus.TITLE,
    api_version=abacus.VERSION,
    base_url=None,
    dialect=abacus.AbacusDialect(),
    capabilities=abacus.CAPABILITIES,
    scopes={},
    webhooks=NoWebhooks(abacus.TITLE),
    open=lambda line, settings: abacus.AbacusAdapter(settings=settings, line=line),
    keys=KeyAccess(
        fields=(
            KeyField(name="shop", label="Shop number", help="On the till's back.", secret=False),
            KeyField(name="key", label="API key", help="Under Settings, then Machines."),
        ),
        open=lambda _app, _line, clock: StaticKeys(abacus.NAME, "shop", clock),
    ),
)
