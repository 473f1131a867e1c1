"""Shopify stand-in: Admin GraphQL 2026-10, OAuth and webhooks of one shop."""

from __future__ import annotations

from sandbox.kit.app import Shop as HostedShop
from sandbox.kit.platform import Options
from sandbox.shopify.platform import ShopifyPlatform


def create_shop(options: Options | None = None) -> HostedShop:
    """A hosted Shopify shop: a WSGI application with `.control`; close it at the end."""
    chosen = options or Options()
    return HostedShop(ShopifyPlatform(chosen), chosen)
