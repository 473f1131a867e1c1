"""Writes queries that select every served field, and checks answers against the schema."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

DEPTH = 2


def selection(
    schema: GraphQLSchema,
    kind: Any,
    arguments: dict[str, str],
    depth: int,
    above: tuple[str, ...] = (),
) -> str:
    """All fields of a type, connections with `first: 3`, down to `depth` objects.

    A type that is `above` already is not entered again.
    """
    if is_abstract_type(kind):
        parts = [
            f"... on {each.name} {selection(schema, each, arguments, depth, above)}"
            for each in schema.get_possible_types(kind)
            if depth > 0 and kind.name != "Node" and each.name not in above
        ]
        return "{ __typename " + " ".join(parts) + " }"
    fields = ["__typename"]
    for name, field in kind.fields.items():
        written = _field(schema, kind, name, field, arguments, depth, (*above, kind.name))
        if written is not None:
            fields.append(written)
    return "{ " + " ".join(fields) + " }"


def _field(
    schema: GraphQLSchema,
    owner: Any,
    name: str,
    field: GraphQLField,
    arguments: dict[str, str],
    depth: int,
    above: tuple[str, ...],
) -> str | None:
    given = arguments.get(f"{owner.name}.{name}") or arguments.get(name)
    needed = [a for a, w in field.args.items() if isinstance(w.type, GraphQLNonNull)]
    if given is None and needed:
        return None
    kind = get_named_type(field.type)
    sized = "first" in field.args and kind.name.endswith("Connection")
    inside = ", ".join(part for part in (given, "first: 3" if sized else None) if part)
    call = f"a_{owner.name}_{name}: {name}" + (f"({inside})" if inside else "")
    if is_leaf_type(kind):
        return call
    free = kind.name.endswith(("Connection", "Edge"))
    if (depth == 0 and not free) or kind.name in above:
        return None
    below = selection(schema, kind, arguments, depth if free else depth - 1, above)
    return f"{call} {below}"


def faults(schema: GraphQLSchema, kind: Any, value: Any, path: str) -> list[str]:
    """Where an answer does not have the shape that its type promises."""
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            return [f"{path}: null"]
        return faults(schema, kind.of_type, value, path)
    if value is None:
        return []
    if isinstance(kind, GraphQLList):
        if not isinstance(value, list):
            return [f"{path}: no list"]
        return [
            fault
            for place, item in enumerate(value)
            for fault in faults(schema, kind.of_type, item, f"{path}[{place}]")
        ]
    if isinstance(kind, GraphQLEnumType):
        return [] if value in kind.values else [f"{path}: {value!r} is no {kind.name}"]
    if isinstance(kind, GraphQLScalarType):
        return _scalar_faults(kind.name, value, path)
    return _object_faults(schema, value, path)


_SCALARS: dict[str, Any] = {
    "String": str, "ID": str, "Int": int, "Boolean": bool, "Float": (int, float),
    "Money": str, "Decimal": str, "DateTime": str, "UnsignedInt64": str, "URL": str, "HTML": str,
}  # fmt: skip


def _scalar_faults(name: str, value: Any, path: str) -> list[str]:
    wanted = _SCALARS.get(name)
    if wanted is None:
        return []
    if not isinstance(value, wanted) or (name == "Int" and isinstance(value, bool)):
        return [f"{path}: {value!r} is no {name}"]
    if name == "ID" and not value.startswith("gid://shopify/"):
        return [f"{path}: {value!r} is no global id"]
    if name == "DateTime" and not (value.endswith("Z") and len(value) == 20):
        return [f"{path}: {value!r} is no time as the vendor writes it"]
    return []


def _object_faults(schema: GraphQLSchema, value: Any, path: str) -> list[str]:
    kind = schema.type_map[value["__typename"]]
    assert isinstance(kind, GraphQLObjectType)
    found: list[str] = []
    for key, inner in value.items():
        if key == "__typename":
            continue
        name = key.split("_", 2)[2]
        found += faults(schema, kind.fields[name].type, inner, f"{path}.{kind.name}.{name}")
    return found


def reached(value: Any, into: set[str]) -> None:
    """Collect `Type.field` of everything that was answered with something else than null."""
    if isinstance(value, list):
        for item in value:
            reached(item, into)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "__typename" and inner is not None:
                into.add(".".join(key.split("_", 2)[1:]))
            reached(inner, into)
