"""How fast a vendor's catalog becomes the unified schema, beside the official SDK's parsing.

One page of Square's catalog (items with their variations, as the stand-in words it) is read again
and again in this process. Time is the processor's, so that a busy machine does not count.
"""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable

import orjson
from square.core.unchecked_base_model import construct_type
from square.types.list_catalog_response import ListCatalogResponse

from benchmarks.figures import Figure, Result
from mapping.platforms import square as table
from mapping.platforms.square_side import SideObjects
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.square import create_shop

VARIANTS = 1000
_SIDE = ["CATEGORY", "IMAGE", "MODIFIER_LIST", "TAX", "ITEM_OPTION"]
_ROUNDS = 15


def mapping_throughput() -> Result:
    """Variants a second, from parsed JSON and from bytes; and the SDK on the same bytes."""
    page, side, variants = _page()
    failures = 0

    def mapped(records: list[dict[str, object]]) -> None:
        nonlocal failures
        report = MappingReport()
        good, bad = table.PRODUCT.read_many(records, context={"side": side}, report=report)
        read = sum(len(product.variants) for product in good)
        failures += len(bad) + len(report.unknown) + (read != variants)

    parsed = orjson.loads(page)["objects"]
    only_mapped = per_second(lambda: mapped(parsed), variants)
    from_bytes = per_second(lambda: mapped(orjson.loads(page)["objects"]), variants)
    by_sdk = per_second(lambda: _by_sdk(page), variants, rounds=3)
    return Result(
        figures=(
            Figure(
                name="variants_mapped",
                measured=round(only_mapped),
                unit="variants/s per core",
                at_least=50_000,
            ),
            Figure(
                name="times_the_sdk",
                measured=round(from_bytes / by_sdk, 1),
                unit="x, bytes to objects",
                at_least=10,
            ),
        ),
        failures=failures,
        about={
            "page_bytes": len(page),
            "variants": variants,
            "from_bytes_per_s": round(from_bytes),
            "square_sdk_per_s": round(by_sdk),
        },
    )


def _page() -> tuple[bytes, SideObjects, int]:
    """A page of the stand-in's catalog, what its items refer to, and how many variants it has."""
    with create_shop(Options(seed_variants=VARIANTS, limits=False)) as shop:
        catalog = shop.platform.parts.catalog  # type: ignore[attr-defined] # Square's own parts
        items = orjson.loads(orjson.dumps([catalog.fragment(i) for i in catalog.listed(["ITEM"])]))
        refer = orjson.loads(orjson.dumps([catalog.fragment(i) for i in catalog.listed(_SIDE)]))
    side = SideObjects()
    for raw in refer:
        side.add(raw)
    side.settle([], items)
    variants = sum(len(item["item_data"]["variations"]) for item in items)
    return orjson.dumps({"objects": items}), side, variants


def _by_sdk(page: bytes) -> None:
    """What the SDK does with an answer's body (square.catalog.raw_client)."""
    construct_type(type_=ListCatalogResponse, object_=json.loads(page))


def per_second(work: Callable[[], object], variants: int, *, rounds: int = _ROUNDS) -> float:
    """Variants a second of processor time, the median of the rounds."""
    work()
    gc.collect()
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return variants / statistics.median(times)
