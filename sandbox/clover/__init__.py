"""The Clover stand-in: one merchant behind Clover's REST v3, OAuth v2 and Ecommerce v1."""

from sandbox.clover.shop import create_shop

__all__ = ["create_shop"]
