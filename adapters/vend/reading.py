"""The one record of an answer through its mapping table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from adapters.vend.errors import malformed
from domain.errors import MalformedResponseError
from mapping.engine import Map, MappingError
from mapping.report import MappingReport

T = TypeVar("T")


def read_one(
    table: Map[T], raw: Any, operation: str, report: MappingReport, context: Mapping[str, Any]
) -> T:
    """The record, mapped. Raises MalformedResponseError naming the path."""
    try:
        return table.read(raw, report=report, context=context)
    except MappingError as error:
        raise unmappable(operation, error) from error


def unmappable(operation: str, error: MappingError) -> MalformedResponseError:
    """The error for a record that cannot be mapped and that the call cannot do without."""
    fault = malformed(operation, f"{error.path} cannot be mapped; {error.remedy}")
    fault.path = error.path
    return fault
