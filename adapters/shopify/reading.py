"""Reads the one record that an answer is about, where a listing would quarantine a bad one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from adapters.shopify.errors import PLATFORM_NAME
from domain.errors import MalformedResponseError
from mapping.engine import Map, MappingError
from mapping.report import MappingReport

T = TypeVar("T")

_NO_CONTEXT: Mapping[str, Any] = {}


def read_one(
    table: Map[T],
    raw: Mapping[str, Any],
    *,
    operation: str,
    report: MappingReport,
    context: Mapping[str, Any] = _NO_CONTEXT,
) -> T:
    """The record in our words. Raises MalformedResponseError naming the path that does not map."""
    try:
        return table.read(raw, context=context, report=report)
    except MappingError as fault:
        error = MalformedResponseError(
            f"{fault.path} cannot be mapped; {fault.remedy}",
            platform=PLATFORM_NAME,
            operation=operation,
        )
        error.path = fault.path
        raise error from fault
