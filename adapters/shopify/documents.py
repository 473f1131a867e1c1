"""The GraphQL documents of this folder: one operation each with the fragments it uses.

The `.graphql` files group operations by noun; what is sent is the one operation asked for and
the fragments it reaches, so that the platform prices and names exactly that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DEFINITION = re.compile(r"^(query|mutation|fragment) (\w+).*?^}", re.MULTILINE | re.DOTALL)
_SPREAD = re.compile(r"\.\.\.\s*(?!on\b)(\w+)")
_FILES = (
    "app", "bulk", "census", "customers", "holds", "orders", "payments", "products", "returns",
    "shop", "stock", "transfers", "webhooks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """One operation, ready to be sent."""

    name: str
    text: str
    is_mutation: bool


@cache
def document(name: str) -> Document:
    """The operation of that name. Raises KeyError if no file has it."""
    return _documents()[name]


def document_names() -> tuple[str, ...]:
    """Every operation there is, in the order of the files."""
    return tuple(_documents())


@cache
def _documents() -> dict[str, Document]:
    found: dict[str, Document] = {}
    for noun in _FILES:
        text = files(__package__).joinpath(f"{noun}.graphql").read_text(encoding="utf-8")
        definitions = [(m[1], m[2], m[0]) for m in _DEFINITION.finditer(text)]
        fragments = {name: body for kind, name, body in definitions if kind == "fragment"}
        for kind, name, body in definitions:
            if kind != "fragment":
                found[name] = Document(name, _assembled(body, fragments), kind == "mutation")
    return found


def _assembled(operation: str, fragments: dict[str, str]) -> str:
    parts, wanted, seen = [operation], _SPREAD.findall(operation), set[str]()
    while wanted:
        name = wanted.pop()
        if name not in seen:
            seen.add(name)
            parts.append(fragments[name])
            wanted.extend(_SPREAD.findall(fragments[name]))
    return "\n".join(parts)
