"""The one record of an answer through its mapping table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from adapters.lightspeed.client import malformed
from mapping.engine import Map, MappingError
from mapping.report import MappingReport

T = TypeVar("T")


def read_one(
    table: Map[T],
    raw: Any,
    operation: str,
    report: MappingReport,
    context: Mapping[str, Any] | None = None,
) -> T:
    """The record, mapped. Raises MalformedResponseError naming the path."""
    try:
        return table.read(raw, report=report, context=context or {})
    except MappingError as error:
        fault = malformed(operation, f"{error.path} cannot be mapped; {error.remedy}")
        fault.path = error.path
        raise fault from error
