"""Names: GraphQL fields to Python attributes, types without their wrappings."""

from __future__ import annotations

import re
from functools import lru_cache

from graphql import GraphQLOutputType, get_named_type

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=4096)
def attribute_name(field: str) -> str:
    """`displayFinancialStatus` → `display_financial_status`."""
    return _HUMP.sub("_", field).lower()


def type_name(kind: GraphQLOutputType) -> str:
    """Name of the type under its list and non-null wrappings."""
    return str(get_named_type(kind).name)
