"""The Vend stand-in: a retailer behind Lightspeed Retail X-Series, API version 2026-07."""

from sandbox.vend.shop import create_shop

__all__ = ["create_shop"]
