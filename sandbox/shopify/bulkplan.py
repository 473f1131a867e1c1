"""What a bulk query asks for: one root connection and the connections nested in it.

Limits (fact sheet §4): at least one and at most five connections, nested at most two deep; a parent
of nested connections must select its `id`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
)

from sandbox.shopify.engine.documents import NO_VALUES, Operation
from sandbox.shopify.engine.plan import Compiler, Complete, Denial
from sandbox.shopify.engine.run import Arguments, Resolver, Resolvers, Run
from sandbox.shopify.paging import EVERYTHING

MOST_CONNECTIONS = 5
MOST_NESTING = 2
Line = dict[str, Any]


class BulkPlanError(Exception):
    """The query cannot be run in bulk; the message is the vendor's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One resolver on the way from an object to a connection inside it."""

    resolve: Resolver
    arguments: Arguments

    def take(self, source: Any, run: Run) -> Any:
        return self.resolve(source, self.arguments, run)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkConnection:
    """A connection whose nodes become lines."""

    path: tuple[_Step, ...]
    complete: Complete
    nested: tuple[BulkConnection, ...]

    def rows(self, source: Any, run: Run) -> list[Any]:
        """All nodes below `source`. Raises: FieldError."""
        for step in self.path:
            source = step.take(source, run)
            if source is None:
                return []
        return list(source.nodes)

    def lines(self, row: Any, parent: str | None, run: Run) -> Iterator[Line]:
        """The line of a node, then those of its children."""
        own = self.line(row, parent, run)
        yield own
        yield from self.children(row, own, run)

    def line(self, row: Any, parent: str | None, run: Run) -> Line:
        """The line of a node without its children."""
        own: Line = self.complete(row, run)
        return own if parent is None else {**own, "__parentId": parent}

    def children(self, row: Any, own: Line, run: Run) -> Iterator[Line]:
        """The lines below a node, given its own line."""
        for connection in self.nested:
            for child in connection.rows(row, run):
                yield from connection.lines(child, own["id"], run)


def plan_bulk(
    schema: GraphQLSchema, resolvers: Resolvers, operation: Operation, denied: Denial
) -> BulkConnection:
    """The plan of a validated query. Raises: BulkPlanError."""
    if operation.kind != "query" or operation.node.variable_definitions:
        raise BulkPlanError("Bulk queries must be a single query operation without variables.")
    compiler = Compiler(schema, resolvers, operation.fragments, NO_VALUES, denied)
    planner = _Planner(compiler)
    root = schema.query_type
    assert root is not None  # noqa: S101 (the schema file names one)
    fields = compiler.selections.collect(root, [operation.node.selection_set])
    if len(fields) != 1:
        raise BulkPlanError("Bulk queries must contain exactly one top-level field.")
    (nodes,) = fields.values()
    kind = get_named_type(root.fields[nodes[0].name.value].type)
    if not kind.name.endswith("Connection"):
        raise BulkPlanError("Bulk queries must contain at least one connection.")
    planned = planner.connection(root, nodes, (), 0)
    if planner.count > MOST_CONNECTIONS:
        raise BulkPlanError("Bulk queries cannot contain more than 5 connections.")
    return planned


class _Planner:
    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self.count = 0

    def connection(
        self,
        owner: GraphQLObjectType,
        nodes: list[FieldNode],
        before: tuple[_Step, ...],
        depth: int,
    ) -> BulkConnection:
        self.count += 1
        if depth > MOST_NESTING:
            raise BulkPlanError("Bulk queries cannot contain connections with a nesting depth > 2.")
        name = nodes[0].name.value
        resolve, arguments = self._compiler.caller(owner, nodes[0])
        sized = {**arguments, "first": EVERYTHING, "last": None}
        step = _Step(resolve=resolve, arguments=sized)
        kind = get_named_type(owner.fields[name].type)
        chosen, node_kind = self._nodes_of(kind, nodes)
        if not isinstance(node_kind, GraphQLObjectType):
            complete = self._compiler.completer_of_any(node_kind, chosen)
            return BulkConnection(path=(*before, step), complete=complete, nested=())
        own, nested = self._split(node_kind, _sets(chosen), (), depth + 1)
        if nested and not any(each.name.value == "id" and not each.alias for each in own):
            raise BulkPlanError(
                "The parent 'node' field for a nested connection must select the 'id' field "
                f"without an alias and must be of 'ID' return type. Connection fields without "
                f"'id': {name}."
            )
        return BulkConnection(
            path=(*before, step),
            complete=self._compiler.completer(node_kind, own),
            nested=tuple(nested),
        )

    def _nodes_of(
        self, kind: GraphQLNamedType, nodes: list[FieldNode]
    ) -> tuple[list[FieldNode], Any]:
        """The selections on the nodes, whether written as `nodes` or as `edges { node }`."""
        if not isinstance(kind, GraphQLObjectType):
            raise BulkPlanError(f"{kind} is not a connection.")
        below = self._compiler.selections.collect(kind, _sets(nodes))
        chosen = list(below.get("nodes", []))
        edge: Any = get_named_type(kind.fields["edges"].type)
        for inner in self._compiler.selections.collect(
            edge, _sets(below.get("edges", []))
        ).values():
            if inner[0].name.value == "node":
                chosen += inner
        if not chosen:
            raise BulkPlanError("Bulk query connections must select nodes.")
        return chosen, get_named_type(edge.fields["node"].type)

    def _split(
        self,
        owner: GraphQLObjectType,
        sets: list[SelectionSetNode],
        before: tuple[_Step, ...],
        depth: int,
    ) -> tuple[list[FieldNode], list[BulkConnection]]:
        """Fields that stay in the line, and connections that become lines of their own."""
        own: list[FieldNode] = []
        nested: list[BulkConnection] = []
        for nodes in self._compiler.selections.collect(owner, sets).values():
            name = nodes[0].name.value
            kind = None if name.startswith("__") else get_named_type(owner.fields[name].type)
            if kind is None or not isinstance(kind, GraphQLObjectType):
                own += nodes
            elif kind.name.endswith("Connection"):
                nested.append(self.connection(owner, nodes, before, depth))
            else:
                resolve, arguments = self._compiler.caller(owner, nodes[0])
                step = _Step(resolve=resolve, arguments=arguments)
                kept, inner = self._split(kind, _sets(nodes), (*before, step), depth)
                nested += inner
                if kept:
                    own.append(_with_selections(nodes[0], kept))
        return own, nested


def _sets(nodes: list[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set]


def _with_selections(node: FieldNode, kept: list[FieldNode]) -> FieldNode:
    return FieldNode(
        alias=node.alias,
        name=node.name,
        arguments=node.arguments,
        directives=node.directives,
        selection_set=SelectionSetNode(selections=tuple(kept)),
        loc=node.loc,
    )
