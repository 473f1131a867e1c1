"""What is wrong with a document or its variables, in the vendor's words and codes.

Shopify answers as graphql-ruby does: `undefinedField`, `missingRequiredArguments`,
`argumentLiteralsIncompatible`, `INVALID_VARIABLE` … (fact sheet §14; messages as reported).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSyntaxError,
    ObjectFieldNode,
    OperationDefinitionNode,
    StringValueNode,
    ValidationRule,
    get_named_type,
    is_required_input_field,
)

from sandbox.shopify.engine.errors import JsonObject
from sandbox.shopify.engine.scalars import is_global_id

Rewrite = Callable[[re.Match[str]], tuple[str, str, JsonObject]]
"""graphql-core's message → (vendor's message, code, further extensions)."""


class GlobalIdRule(ValidationRule):
    """Every literal given for an `ID` has the form of a global id."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        """Report a literal that is no global id."""
        expected = self.context.get_input_type()
        if expected is None or get_named_type(expected).name != "ID":
            return
        if not is_global_id(node.value):
            self.report_error(GraphQLError(f"Invalid global id '{node.value}'", node))


def _undefined_field(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    field, owner = found.groups()
    extensions = {"typeName": owner, "fieldName": field}
    return f"Field '{field}' doesn't exist on type '{owner}'", "undefinedField", extensions


def _argument_not_accepted(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    argument, field = found["argument"], found["field"]
    extensions = {"name": field, "typeName": "Field", "argumentName": argument}
    message = f"Field '{field}' doesn't accept argument '{argument}'"
    return message, "argumentNotAccepted", extensions


def _input_field_not_accepted(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    field, owner = found["field"], found["owner"]
    extensions = {"name": owner, "typeName": "InputObject", "argumentName": field}
    message = f"InputObject '{owner}' doesn't accept argument '{field}'"
    return message, "argumentNotAccepted", extensions


def _missing_argument(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    argument, field = found["argument"], found["field"]
    kind = "Directive" if found["at"] else "Field"
    extensions = {"className": kind, "name": field, "arguments": argument}
    message = f"{kind} '{field}' is missing required arguments: {argument}"
    return message, "missingRequiredArguments", extensions


def _missing_input_field(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    field, owner = found["field"], found["owner"]
    message = f"Argument '{field}' on InputObject '{owner}' is required"
    extensions = {"argumentName": field, "inputObjectType": owner}
    return message, "missingRequiredInputObjectAttribute", extensions


def _needs_selections(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    field, owner = found["field"], found["type"].strip("[]!")
    message = (
        f"Field must have selections (field '{field}' returns {owner} but has no selections. "
        f"Did you mean '{field} {{ ... }}'?)"
    )
    return message, "selectionMismatch", {"nodeName": f"field '{field}'", "typeName": owner}


def _has_selections(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    field, owner = found["field"], found["type"].strip("[]!")
    message = (
        f"Selections can't be made on scalars (field '{field}' returns {owner} but has selections)"
    )
    return message, "selectionMismatch", {"nodeName": f"field '{field}'", "typeName": owner}


def _variable_undefined(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    name = found["name"]
    message = f"Variable ${name} is used but not declared"
    return message, "variableNotDefined", {"variableName": name}


def _variable_unused(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    name = found["name"]
    message = f"Variable ${name} is declared but not used"
    return message, "variableNotUsed", {"variableName": name}


def _variable_mismatch(found: re.Match[str]) -> tuple[str, str, JsonObject]:
    name = found["name"]
    message = f"Type mismatch on variable ${name} ({found['type']} / {found['expected']})"
    extensions = {
        "variableName": name,
        "typeName": found["type"],
        "errorMessage": "Type mismatch",
    }
    return message, "variableMismatch", extensions


_REWRITES: tuple[tuple[re.Pattern[str], Rewrite], ...] = (
    (re.compile(r"Cannot query field '(\w+)' on type '(\w+)'"), _undefined_field),
    (
        re.compile(r"Unknown argument '(?P<argument>\w+)' on field '\w+\.(?P<field>\w+)'"),
        _argument_not_accepted,
    ),
    (
        re.compile(
            r"Expected value of type '(?P<owner>\w+)!?' not to include unknown field"
            r" '(?P<field>\w+)'"
        ),
        _input_field_not_accepted,
    ),
    (
        re.compile(
            r"Argument '(?P<at>@?)(?:\w+\.)?(?P<field>\w+)\((?P<argument>\w+):\)'"
            r" of type '[^']+' is required"
        ),
        _missing_argument,
    ),
    (
        re.compile(
            r"Expected value of type '(?P<owner>\w+)!?' to include required field"
            r" '(?P<field>\w+)'"
        ),
        _missing_input_field,
    ),
    (
        re.compile(r"Field '(?P<field>\w+)' of type '(?P<type>[^']+)' must have a selection"),
        _needs_selections,
    ),
    (
        re.compile(
            r"Field '(?P<field>\w+)' must not have a selection since type '(?P<type>[^']+)'"
        ),
        _has_selections,
    ),
    (re.compile(r"Variable '\$(?P<name>\w+)' is not defined"), _variable_undefined),
    (re.compile(r"Variable '\$(?P<name>\w+)' is never used"), _variable_unused),
    (
        re.compile(
            r"Variable '\$(?P<name>\w+)' of type '(?P<type>[^']+)' used in position"
            r" expecting type '(?P<expected>[^']+)'"
        ),
        _variable_mismatch,
    ),
)


def syntax_complaint(error: GraphQLSyntaxError) -> JsonObject:
    """The answer to a document that cannot be parsed."""
    text = error.message.removeprefix("Syntax Error: ")
    entry = {"message": f"syntax error, {text[:1].lower()}{text[1:]}", **_locations(error)}
    return entry | {"extensions": {"code": "parseError"}}


def document_complaint(error: GraphQLError) -> JsonObject:
    """The answer to one violation that validation found."""
    message, code, extensions = _rewritten(error)
    entry: JsonObject = {"message": message, **_locations(error)}
    path = _path(error)
    if path:
        entry["path"] = path
    return entry | {"extensions": {"code": code, **extensions}}


def _rewritten(error: GraphQLError) -> tuple[str, str, JsonObject]:
    for pattern, rewrite in _REWRITES:
        found = pattern.match(error.message)
        if found:
            return rewrite(found)
    return error.message, "argumentLiteralsIncompatible", {}


def _locations(error: GraphQLError) -> JsonObject:
    if not error.locations:
        return {}
    return {"locations": [{"line": at.line, "column": at.column} for at in error.locations]}


def _path(error: GraphQLError) -> list[str]:
    """Names from the operation to the faulty node, as far as the nodes tell."""
    for node in error.nodes or ():
        if isinstance(node, OperationDefinitionNode):
            return [_operation_name(node)]
        if isinstance(node, FieldNode):
            return ["query", node.name.value]
        if isinstance(node, ObjectFieldNode):
            return ["query", node.name.value]
    return []


def _operation_name(node: OperationDefinitionNode) -> str:
    kind = node.operation.value
    return f"{kind} {node.name.value}" if node.name else kind


def variable_complaint(name: str, wanted: GraphQLInputType, value: Any) -> JsonObject | None:
    """The answer to a variable's value that its type does not accept; None when it is fine."""
    problems = list(_problems(wanted, value, []))
    if not problems:
        return None
    shown = [
        f"{'.'.join(map(str, problem['path']))} ({problem['explanation']})"
        for problem in problems
        if problem["path"]
    ]
    detail = f" for {', '.join(shown)}" if shown else ""
    return {
        "message": f"Variable ${name} of type {wanted} was provided invalid value{detail}",
        "extensions": {"code": "INVALID_VARIABLE", "value": value, "problems": problems},
    }


def _problems(wanted: Any, value: Any, path: list[str | int]) -> Iterator[JsonObject]:
    if isinstance(wanted, GraphQLNonNull):
        if value is None:
            yield _problem(path, "Expected value to not be null")
        wanted = wanted.of_type
    if value is None:
        return
    if isinstance(wanted, GraphQLList):
        items = value if isinstance(value, list) else [value]
        for position, item in enumerate(items):
            yield from _problems(wanted.of_type, item, [*path, position])
    elif isinstance(wanted, GraphQLInputObjectType):
        yield from _object_problems(wanted, value, path)
    else:
        yield from _leaf_problems(wanted, value, path)


def _leaf_problems(wanted: Any, value: Any, path: list[str | int]) -> Iterator[JsonObject]:
    if isinstance(wanted, GraphQLEnumType):
        if value not in wanted.values:
            allowed = ", ".join(wanted.values)
            yield _problem(path, f'Expected "{value}" to be one of: {allowed}')
    elif isinstance(wanted, GraphQLScalarType):
        yield from _scalar_problems(wanted, value, path)


def _object_problems(
    wanted: GraphQLInputObjectType, value: Any, path: list[str | int]
) -> Iterator[JsonObject]:
    if not isinstance(value, dict):
        yield _problem(path, f"Expected {_shown(value)} to be a key-value object.")
        return
    for name in value:
        if name not in wanted.fields:
            yield _problem([*path, name], f"Field is not defined on {wanted.name}")
    for name, field in wanted.fields.items():
        if name in value:
            yield from _problems(field.type, value[name], [*path, name])
        elif is_required_input_field(field):
            yield _problem([*path, name], "Expected value to not be null")
    given = sum(1 for item in value.values() if item is not None)
    if wanted.is_one_of and (given != 1 or len(value) != 1):
        text = f"'{wanted.name}' requires exactly one argument, but {len(value)} were provided."
        yield _problem(path, text)


def _scalar_problems(
    wanted: GraphQLScalarType, value: Any, path: list[str | int]
) -> Iterator[JsonObject]:
    if wanted.name == "ID":
        if not is_global_id(value):
            yield _problem(path, f"Invalid global id '{value}'")
        return
    try:
        wanted.coerce_input_value(value)
    except GraphQLError as error:
        native = wanted.name in ("Int", "Float", "String", "Boolean")
        text = f"Could not coerce value {_shown(value)} to {wanted.name}"
        yield _problem(path, text if native else error.message)


def _problem(path: list[str | int], explanation: str) -> JsonObject:
    return {"path": path, "explanation": explanation}


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
