"""Runs `tap-shopify` over a stand-in and prints what it took as one JSON line.

Run by the Python of an environment that has the tap (`pip install tap-shopify==3.13.0`), with the
stand-in's port and an access token. Only the shop's address and its own record are replaced, and of
each stream the fields are chosen that the stand-in serves; records go to nowhere.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

_API = "/admin/api/2026-01"
_STREAMS = {
    "products": "id title description status vendor productType tags updatedAt createdAt "
    "isGiftCard handle publishedAt tracksInventory totalInventory",
    "product_variants": "id createdAt barcode compareAtPrice inventoryPolicy inventoryQuantity "
    "position price sku taxable title updatedAt product displayName availableForSale",
    "inventory_levels": "id updatedAt createdAt item location quantities canDeactivate",
}


def main() -> None:
    """Read the three streams and tell how long it took."""
    port, token = sys.argv[1:]
    tap, shopify = import_module("tap_shopify"), import_module("shopify")
    context = import_module("tap_shopify.context").Context
    _point_at(tap, shopify, f"http://127.0.0.1:{port}{_API}", token)
    context.config = {
        "shop": "bench",
        "api_key": token,
        "start_date": "2020-01-01T00:00:00Z",
        "date_window_size": 4000,  # one window: the shop is younger
    }
    context.state = {}
    context.tap_start = import_module("singer").utils.now()
    context.catalog = _chosen(tap.discover())
    began, worked = time.perf_counter(), time.process_time()
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        tap.sync()
    told = {
        "seconds": time.perf_counter() - began,
        "own_cpu_s": time.process_time() - worked,
        "brought": dict(context.counts),
    }
    print(json.dumps(told))


def _point_at(tap: Any, shopify: Any, address: str, token: str) -> None:
    shopify.ShopifyResource.get_site = classmethod(lambda _cls: address)
    headers = {"X-Shopify-Access-Token": token}
    shopify.ShopifyResource.get_headers = classmethod(lambda _cls: headers)
    shop = {"id": 1, "name": "bench", "myshopify_domain": "bench.myshopify.com"}
    tap.initialize_shopify_client = lambda: shop
    tap.has_read_users_access = lambda: False


def _chosen(catalog: Any) -> Any:
    for stream in catalog["streams"]:
        fields = _STREAMS.get(stream["tap_stream_id"])
        for entry in stream["metadata"]:
            name = entry["breadcrumb"][1] if entry["breadcrumb"] else None
            is_wanted = fields is not None and (name is None or name in fields.split())
            entry["metadata"]["selected"] = is_wanted
    return catalog


if __name__ == "__main__":
    main()
