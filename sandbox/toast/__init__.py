"""A stand-in for Toast: the café of Northwind Outfitters behind Toast's APIs."""

from sandbox.toast.shop import create_shop

__all__ = ["create_shop"]
