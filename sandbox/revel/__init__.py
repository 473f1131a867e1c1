"""The Revel stand-in: one merchant's instance behind Revel's Open API, v2025.3.0."""

from sandbox.revel.shop import create_shop

__all__ = ["create_shop"]
