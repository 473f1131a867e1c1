"""Documents by their text: parsed and validated once, compiled once per set of access scopes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableNode,
    execute_sync,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import Visitor
from graphql.utilities import type_from_ast

from sandbox.shopify.engine.complaints import (
    GlobalIdRule,
    document_complaint,
    syntax_complaint,
    variable_complaint,
)
from sandbox.shopify.engine.errors import JsonObject, RefusedError, error_entry
from sandbox.shopify.engine.plan import Compiler, Denial, Plan
from sandbox.shopify.engine.run import Resolvers

_RULES = (*specified_rules, GlobalIdRule)
_MOST_TOKENS = 50_000
_MOST_ERRORS = 25

NO_VALUES = VariableValues({}, {})


class Operation:
    """One operation of a validated document."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode
    ) -> None:
        """Take the operation `node` of `document`."""
        self.node = node
        self.name = node.name.value if node.name else None
        self.kind = node.operation.value
        self._schema = schema
        self._document = document
        self.fragments = {
            part.name.value: part
            for part in document.definitions
            if isinstance(part, FragmentDefinitionNode)
        }
        self._switches = _switches(document)
        self._plans: dict[tuple[object, ...], Plan] = {}

    @property
    def root_fields(self) -> tuple[str, ...]:
        """Names of the fields selected directly on the root (not those in fragments)."""
        selections = self.node.selection_set.selections
        return tuple(part.name.value for part in selections if isinstance(part, FieldNode))

    @property
    def introspects(self) -> bool:
        """Whether it asks about the schema instead of the shop."""
        return any(name in ("__schema", "__type") for name in self.root_fields)

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """Coerced variables. Raises: RefusedError with the vendor's words."""
        complaints = []
        for definition in self.node.variable_definitions or ():
            name = definition.variable.name.value
            wanted: Any = type_from_ast(self._schema, definition.type)
            if name not in given and definition.default_value is not None:
                continue
            complaint = variable_complaint(name, wanted, given.get(name))
            if complaint is not None:
                complaints.append(complaint)
        if complaints:
            raise RefusedError(complaints)
        definitions = self.node.variable_definitions or ()
        values = get_variable_values(self._schema, definitions, dict(given))
        if isinstance(values, VariableValues):
            return values
        raise RefusedError([document_complaint(error) for error in values])

    def plan(
        self, resolvers: Resolvers, values: VariableValues, scopes: frozenset[str], denied: Denial
    ) -> Plan:
        """The compiled operation; kept per scopes and choice of @include/@skip."""
        key = (scopes, *(values.coerced.get(name) for name in self._switches))
        plan = self._plans.get(key)
        if plan is None:
            compiler = Compiler(self._schema, resolvers, self.fragments, values, denied)
            self._plans[key] = plan = compiler.compile(self.node)
        return plan

    def introspect(self, values: VariableValues) -> JsonObject:
        """The answer's `data` for a question about the schema."""
        result = execute_sync(
            self._schema, self._document, variable_values=values.coerced, operation_name=self.name
        )
        return result.data or {}


class Documents:
    """The last few hundred document texts, ready to run; safe to ask from several threads."""

    def __init__(self, schema: GraphQLSchema, *, keep: int = 512) -> None:
        """Documents of `schema`."""
        self._schema = schema
        self._keep = keep
        self._lock = threading.Lock()
        self._known: OrderedDict[str, DocumentNode | RefusedError] = OrderedDict()
        self._operations: dict[tuple[str, str | None], Operation] = {}

    def operation(self, text: str, name: str | None) -> Operation:
        """The operation `name` of a document text (its only one without a name).

        Raises: RefusedError when the text cannot be parsed, violates the schema, or has no such
        operation.
        """
        with self._lock:
            document = self._document(text)
            operation = self._operations.get((text, name))
            if operation is None:
                node = _pick(document, name)
                self._operations[text, name] = operation = Operation(self._schema, document, node)
            return operation

    def _document(self, text: str) -> DocumentNode:
        known = self._known.get(text)
        if known is None:
            try:
                known = _validated(self._schema, text)
            except RefusedError as error:
                known = error
            self._known[text] = known
            if len(self._known) > self._keep:
                self._forget(self._known.popitem(last=False)[0])
        else:
            self._known.move_to_end(text)
        if isinstance(known, RefusedError):
            raise RefusedError(known.errors)
        return known

    def _forget(self, text: str) -> None:
        for key in [key for key in self._operations if key[0] == text]:
            del self._operations[key]


def _validated(schema: GraphQLSchema, text: str) -> DocumentNode:
    try:
        document = parse(text, max_tokens=_MOST_TOKENS)
    except GraphQLSyntaxError as error:
        raise RefusedError([syntax_complaint(error)]) from error
    errors: list[GraphQLError] = validate(
        schema, document, _RULES, max_errors=_MOST_ERRORS, hide_suggestions=True
    )
    if errors:
        raise RefusedError([document_complaint(error) for error in errors])
    return document


def _pick(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [
        part for part in document.definitions if isinstance(part, OperationDefinitionNode)
    ]
    if name is None and len(operations) == 1:
        return operations[0]
    for operation in operations:
        if name is not None and operation.name and operation.name.value == name:
            return operation
    text = f'No operation named "{name}"' if name else "An operation name is required"
    raise RefusedError([error_entry(text, "BAD_REQUEST")])


class _SwitchFinder(Visitor):
    """Collects the variables that decide @include and @skip."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}
        self._inside = False

    def enter_directive(self, node: Any, *_: Any) -> None:
        self._inside = node.name.value in ("include", "skip")

    def leave_directive(self, *_: Any) -> None:
        self._inside = False

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        if self._inside:
            self.names[node.name.value] = None


def _switches(document: DocumentNode) -> tuple[str, ...]:
    finder = _SwitchFinder()
    visit(document, finder)
    return tuple(finder.names)
