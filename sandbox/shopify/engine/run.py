"""One execution of a compiled operation: what resolvers are given and what piles up on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.shopify.engine.errors import FieldError, JsonObject, error_entry

Arguments = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Run:
    """State of one execution. `context` is whatever the resolvers work on."""

    context: Any
    arguments: list[Arguments] = field(default_factory=list)
    """Evaluated arguments of the fields whose arguments hold variables, by slot."""
    path: list[str | int] = field(default_factory=list)
    errors: list[JsonObject] = field(default_factory=list)
    cost: int = 0
    """Points actually used so far."""
    idempotency_key: str | None = None
    """Key of the `@idempotent` directive on the root field being resolved."""

    def record(self, error: FieldError, key: str, location: tuple[int, int]) -> None:
        """List a resolver's failure under its path."""
        code = error.extensions["code"]
        rest = {name: value for name, value in error.extensions.items() if name != "code"}
        path = [*self.path, key]
        self.errors.append(error_entry(error.message, code, path=path, location=location, **rest))


Resolver = Callable[[Any, Arguments, Run], Any]
"""(source, coerced arguments, run) → value. Raises: FieldError."""

Resolvers = Mapping[str, Mapping[str, Resolver]]
"""Type → field → resolver; a field without one is read from the source by its name."""


class NulledError(Exception):
    """A field that may not be null is: the nearest parent that may be, becomes null."""
