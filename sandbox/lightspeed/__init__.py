"""Lightspeed Retail (R-Series): a stand-in that speaks its API V3 over HTTP."""

from sandbox.lightspeed.shop import create_shop

__all__ = ["create_shop"]
