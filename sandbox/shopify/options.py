"""How the Shopify stand-in is started and what it can be told to behave like."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.kit.platform import Options
from sandbox.shopify.versions import STABLE

SHOP_DOMAIN = "northwind-outfitters.myshopify.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyOptions(Options):
    """Start options beyond the kit's; the defaults suit tests and the demonstration."""

    shop_domain: str = SHOP_DOMAIN
    webhooks_version: str = STABLE
    """The API version of webhooks, a setting of the app; bodies stay those of the newest one."""
    search_lag_s: float = 1.0
    """How long `orders(query:)` and `draftOrders(query:)` do not see a write."""
    draft_delay_s: float = 0.0
    """How long a draft is not `ready` after a write."""
    job_delay_s: float = 0.15
    """How long the work behind `orderCancel` and `orderCreateMandatePayment` takes to happen."""
    bulk_delay_s: float = 0.1
    """How long a bulk operation waits before it starts."""
    maximum_points: float = 2000.0
    restore_points: float = 100.0
    """Standard plan: 100 points per second, bucket 20 times that (fact sheet §3)."""
    is_plus: bool = False
    """Plus plans may charge partial mandate payments and capture more than once."""
    is_development: bool = False
    """Development stores may create five orders a minute with `orderCreate`."""


def as_shopify_options(options: Options) -> ShopifyOptions:
    """The kit's options with this platform's defaults for the rest."""
    if isinstance(options, ShopifyOptions):
        return options
    shared = {name: getattr(options, name) for name in Options.__slots__}
    return ShopifyOptions(**shared, is_plus=options.plan == "plus")
