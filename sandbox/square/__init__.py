"""The Square stand-in: a seller's shop behind Square's API, Square-Version 2026-09-16."""

from sandbox.square.shop import create_shop

__all__ = ["create_shop"]
