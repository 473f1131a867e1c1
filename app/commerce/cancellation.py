"""Taking an order back: before it is placed by undoing the checkout, after it at the POS."""

from __future__ import annotations
