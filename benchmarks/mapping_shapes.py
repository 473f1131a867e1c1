"""How fast other platforms' catalogs become the unified schema.

Vend lists variants that are put together to families, Toast one document of menus whose items and
choices refer to each other, Counterpoint items that are a product and a variant each. Pages are the
stand-ins'; time is the processor's, and `report` is read as in a run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from adapters.vend.families import Assembler, is_head_only
from benchmarks.figures import Figure, Result
from benchmarks.mapping import per_second
from mapping.platforms import counterpoint, toast
from mapping.platforms.toast_assembly import assemble
from mapping.platforms.toast_choices import MenuSide
from mapping.report import MappingReport
from sandbox.counterpoint import create_shop as counterpoint_shop
from sandbox.kit.platform import Options
from sandbox.toast import create_shop as toast_shop
from sandbox.vend import create_shop as vend_shop

_OPTIONS = Options(seed_variants=1000, limits=False)


def shapes_throughput() -> Result:
    """Variants a second, from parsed JSON, for each of the three."""
    measured = {}
    failures = 0
    for name, prepare in SHAPES.items():
        work, variants = prepare()
        failures += work() != variants
        measured[name] = round(per_second(work, variants))
    return Result(
        figures=tuple(
            Figure(
                name=f"{name}_variants_mapped",
                measured=rate,
                unit="variants/s per core",
                at_least=50_000,
            )
            for name, rate in measured.items()
        ),
        failures=failures,
        about={"variants_asked_of_each_stand_in": _OPTIONS.seed_variants},
    )


def _vend() -> tuple[Callable[[], int], int]:
    with vend_shop(_OPTIONS) as shop:
        kept = shop.platform._store["products"]  # type: ignore[attr-defined] # the stand-in's own parts
    rows = _parsed(list(kept.values()))

    def work() -> int:
        run = Assembler(currency="USD", inclusive=False, report=MappingReport())
        for row in rows:
            run.add(row)
        return sum(len(one.variants) for one in run.products(list(run.families)))

    return work, sum(not is_head_only(row) for row in rows)


def _toast() -> tuple[Callable[[], int], int]:
    with toast_shop(_OPTIONS) as shop:
        menus = shop.platform.menus  # type: ignore[attr-defined] # Toast's own parts
        document = _parsed(menus.document("guid", "2026-11-21T00:00:00.000+0000", "UTC"))

    def work() -> int:
        report = MappingReport()
        side = MenuSide(
            currency="USD",
            groups=document["modifierGroupReferences"],
            options=document["modifierOptionReferences"],
            out=frozenset(),
            counted=frozenset(),
            report=report,
        )
        raws, bad = assemble(document, side)
        context = {"side": side, "currency": "USD", "revision": 1}
        good, odd = toast.PRODUCT.read_many(raws, context=context, report=report)
        return sum(len(one.variants) for one in good) if not bad and not odd else 0

    return work, work()


def _counterpoint() -> tuple[Callable[[], int], int]:
    with counterpoint_shop(_OPTIONS) as shop:
        server = shop.platform._server  # type: ignore[attr-defined] # the stand-in's own parts
        rows = _parsed([row for row in server.items.sorted() if row["TRK_METH"] != "G"])
    context: dict[str, Any] = {
        "currency": "USD",
        "zone": ZoneInfo("America/Los_Angeles"),
        "cells": {},
        "categories": {},
    }

    def work() -> int:
        report = MappingReport()
        good, bad = counterpoint.PRODUCT.read_many(rows, context=context, report=report)
        return sum(len(one.variants) for one in good) if not bad else 0

    return work, len(rows)


def _parsed(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))


SHAPES = {"vend": _vend, "toast": _toast, "counterpoint": _counterpoint}
