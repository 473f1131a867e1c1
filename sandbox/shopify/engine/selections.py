"""Which fields an operation selects on a type: fragments unfolded, conditions decided, merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLIncludeDirective,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    NamedTypeNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_directive_values

Collected = dict[str, list[FieldNode]]


class Selections:
    """Collects fields as the specification says (§6.3.2), for one choice of variable values."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        values: VariableValues,
    ) -> None:
        """`values` decide @include and @skip."""
        self.schema = schema
        self._fragments = fragments
        self._values = values

    def collect(
        self, owner: GraphQLObjectType, selection_sets: Iterable[SelectionSetNode]
    ) -> Collected:
        """Response key → the field nodes to merge, in order of appearance."""
        collected: Collected = {}
        for selection_set in selection_sets:
            self._add(owner, selection_set, collected, set())
        return collected

    def _add(
        self,
        owner: GraphQLObjectType,
        selection_set: SelectionSetNode,
        collected: Collected,
        seen: set[str],
    ) -> None:
        for selection in selection_set.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                collected.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                if self._applies(selection.type_condition, owner):
                    self._add(owner, selection.selection_set, collected, seen)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                fragment = self._fragments[name]
                if name not in seen and self._applies(fragment.type_condition, owner):
                    seen.add(name)
                    self._add(owner, fragment.selection_set, collected, seen)

    def _included(self, selection: SelectionNode) -> bool:
        directives: tuple[DirectiveNode, ...] = tuple(selection.directives or ())
        if not directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, selection, self._values)
        if skip is not None and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, selection, self._values)
        return include is None or bool(include["if"])

    def _applies(self, condition: NamedTypeNode | None, owner: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == owner.name:
            return True
        named: GraphQLNamedType | None = self.schema.get_type(condition.name.value)
        return is_abstract_type(named) and self._is_kind_of(named, owner)

    def _is_kind_of(self, abstract: GraphQLAbstractType, owner: GraphQLObjectType) -> bool:
        return self.schema.is_sub_type(abstract, owner)
