"""What an endpoint is given: the checked request and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.kit.web import Answer, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authorized, schema-checked request to an endpoint."""

    params: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: JsonObject = field(default_factory=dict)
    client_id: str = ""
    """The calling application."""


Endpoint = Callable[[Call], JsonObject | Answer]
"""Does the work and gives the answer's JSON. Raises: SquareError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation: who may call it, and how its idempotency key is treated."""

    operation: str
    endpoint: Endpoint
    scopes: tuple[str, ...] = ()
    auth: str = "seller"
    """seller, application, client (OAuth: none of ours to check)"""
    key_length: int = 0
    """Longest idempotency key; 0 = the operation has none."""
    key_required: bool = False
    sparse: bool = False
    repeats: Endpoint | None = None
    """Answers a repeated key instead of the stored answer."""
