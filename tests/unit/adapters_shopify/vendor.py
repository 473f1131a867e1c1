"""Shopify's own schema, loaded once, and what a query costs by the published weights."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    build_client_schema,
    get_named_type,
    is_composite_type,
    parse,
)

from adapters.shopify.documents import document
from tests.contracts_path import contracts_dir


@cache
def vendor_schema() -> GraphQLSchema:
    path = contracts_dir("shopify", "admin_2026-10.introspection.json.gz")
    with gzip.open(path) as file:
        return build_client_schema(json.load(file)["data"], assume_valid=True)


@cache
def parsed(name: str) -> DocumentNode:
    return parse(document(name).text)


def points(name: str, variables: dict[str, Any]) -> int:
    """Scalar 0, object 1, connection 2 + size × node, mutation 10 (fact sheet §3)."""
    tree = parsed(name)
    operation = next(d for d in tree.definitions if isinstance(d, OperationDefinitionNode))
    fragments = {d.name.value: d for d in tree.definitions if isinstance(d, FragmentDefinitionNode)}
    schema = vendor_schema()
    is_mutation = operation.operation.value == "mutation"
    root = schema.mutation_type if is_mutation else schema.query_type
    weigh = _Weigher(schema, fragments, variables)
    total = weigh.selection(root, operation.selection_set)
    return total + (10 * len(operation.selection_set.selections) if is_mutation else 0)


class _Weigher:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        variables: dict[str, Any],
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables

    def selection(self, owner: Any, selections: SelectionSetNode) -> int:
        total = 0
        for one in selections.selections:
            if isinstance(one, FragmentSpreadNode):
                fragment = self.fragments[one.name.value]
                inner = self.schema.get_type(fragment.type_condition.name.value)
                total += self.selection(inner, fragment.selection_set)
            elif isinstance(one, InlineFragmentNode):
                inner = self.schema.get_type(one.type_condition.name.value)
                total += self.selection(inner, one.selection_set)
            elif isinstance(one, FieldNode):
                total += self.field(owner, one)
        return total

    def field(self, owner: GraphQLObjectType | GraphQLInterfaceType, node: FieldNode) -> int:
        kind = get_named_type(owner.fields[node.name.value].type)
        if not is_composite_type(kind) or node.selection_set is None:
            return 0
        below = self.selection(kind, node.selection_set)
        if kind.name.endswith("Connection"):
            return 2 + self.size(node) * below
        free = kind.name.endswith(("Payload", "Edge", "UserError")) or kind.name == "PageInfo"
        return below + (0 if free or owner.name.endswith("Payload") else 1)

    def size(self, node: FieldNode) -> int:
        for argument in node.arguments:
            if argument.name.value in ("first", "last"):
                if isinstance(argument.value, IntValueNode):
                    return int(argument.value.value)
                assert isinstance(argument.value, VariableNode)
                return int(self.variables[argument.value.name.value])
        return 250  # bulk queries take all
