"""What a query costs before it runs: fields, objects and connections by the vendor's weights.

Fact sheet §3: scalar and enum 0, object 1, connection 2 + `first` × cost of a node, mutation 10;
`edges`, `nodes` and `pageInfo` belong to their connection. An interface or union costs as much as
its dearest possible type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    IntValueNode,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
)

from sandbox.shopify.engine.errors import FieldError
from sandbox.shopify.engine.selections import Selections

MUTATION_COST = 10
CONNECTION_COST = 2
MOST_PER_PAGE = 250
_FREE = ("PageInfo", "Payload", "Edge", "UserError")


def object_points(type_name: str) -> int:
    """Points of one object of a type, without what is selected on it."""
    if type_name.endswith("Connection"):
        return CONNECTION_COST
    return 0 if type_name.endswith(_FREE) else 1


@dataclass(frozen=True, slots=True)
class Cost:
    """Points of a selection: a fixed part, and connections multiplied by their size."""

    fixed: int
    connections: tuple[Connection, ...] = ()

    def points(self, variables: Mapping[str, Any]) -> int:
        """Points for given variables. Raises: FieldError on a connection without a size."""
        return self.fixed + sum(each.points(variables) for each in self.connections)

    def __add__(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(self.fixed + other.fixed, self.connections + other.connections)


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection field: how many nodes it asks for, and what each of them costs."""

    field: str
    sizes: tuple[int | str, ...]
    """Literal `first`/`last`, or names of the variables that hold them."""
    node: Cost

    def points(self, variables: Mapping[str, Any]) -> int:
        """Points of all nodes (the connection itself is in the fixed part of its parent)."""
        given = [size if isinstance(size, int) else variables.get(size) for size in self.sizes]
        sizes = [size for size in given if size is not None]
        if not sizes:
            raise FieldError("you must provide one of first or last", "BAD_REQUEST")
        if max(sizes) > MOST_PER_PAGE or min(sizes) < 0:
            text = f"{self.field}: first or last must be between 0 and {MOST_PER_PAGE}"
            raise FieldError(text, "BAD_REQUEST")
        return max(sizes) * self.node.points(variables)


NOTHING = Cost(0)


class CostWalk:
    """Adds up the cost of an operation's selections."""

    def __init__(self, selections: Selections) -> None:
        """Walk what `selections` collects."""
        self._selections = selections

    def operation(self, root: GraphQLObjectType, operation: OperationDefinitionNode) -> Cost:
        """Cost of a whole operation."""
        each = MUTATION_COST if operation.operation.value == "mutation" else 0
        collected = self._selections.collect(root, [operation.selection_set])
        total = NOTHING
        for nodes in collected.values():
            total += Cost(each) + self._field(root, nodes)
        return total

    def _field(self, owner: GraphQLObjectType, nodes: list[FieldNode]) -> Cost:
        name = nodes[0].name.value
        if name.startswith("__"):
            return NOTHING
        field = owner.fields[name]
        kind = get_named_type(field.type)
        below = self._below(kind, nodes)
        if kind.name.endswith("Connection") and isinstance(kind, GraphQLObjectType):
            connection = Connection(name, _sizes(nodes[0]), below)
            return Cost(CONNECTION_COST, (connection,))
        if owner.name.endswith("Payload"):
            return below
        if isinstance(kind, GraphQLObjectType) or is_abstract_type(kind):
            return Cost(object_points(kind.name)) + below
        return NOTHING

    def _below(self, kind: GraphQLNamedType, nodes: list[FieldNode]) -> Cost:
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, nodes)
        if is_abstract_type(kind):
            possible = self._selections.schema.get_possible_types(kind)
            return _dearest([self._object(each, nodes) for each in possible])
        return NOTHING

    def _object(self, owner: GraphQLObjectType, nodes: Sequence[FieldNode]) -> Cost:
        sets = [node.selection_set for node in nodes if node.selection_set]
        total = NOTHING
        for below in self._selections.collect(owner, sets).values():
            total += self._field(owner, below)
        return total


def _sizes(node: FieldNode) -> tuple[int | str, ...]:
    sizes: list[int | str] = []
    for argument in node.arguments or ():
        if argument.name.value in ("first", "last"):
            if isinstance(argument.value, IntValueNode):
                sizes.append(int(argument.value.value))
            elif isinstance(argument.value, VariableNode):
                sizes.append(argument.value.name.value)
    return tuple(sizes)


def _dearest(costs: list[Cost]) -> Cost:
    return max(costs, key=_weight, default=NOTHING)


def _weight(cost: Cost) -> int:
    return cost.fixed + sum(1 + _weight(each.node) for each in cost.connections)
