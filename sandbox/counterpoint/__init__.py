"""NCR Counterpoint's stand-in: the REST server in a merchant's back room (API 2.4)."""

from sandbox.counterpoint.shop import create_shop

__all__ = ["create_shop"]
