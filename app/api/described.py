"""Completes the OpenAPI document: what each schema is, what an answer always holds, and an example
of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any, Final

from marshmallow import Schema

from app.api.samples import SCHEMAS, Samples

_SOMETIMES: Final[Mapping[str, frozenset[str]]] = {
    # Told of a search, not of the whole catalog.
    "ProductPageAnswer": frozenset({"understood"}),
    "SearchedProductAnswer": frozenset(
        {"speech_name", "difference", "price_from", "price_to", "in_stock", "stores"}
    ),
    # A received order says the rest; one that is worked on does not.
    "ParkedAnswer": frozenset({"location_name", "total", "is_authorized", "confirmed_by", "told"}),
    # A key and a setting are asked for in different words.
    "AskedAnswer": frozenset({"label", "help", "secret", "required", "default", "choices"}),
    # Only what was split by.
    "GroupAnswer": frozenset({"day", "channel", "locale"}),
}
"""Fields that an answer may leave out, by schema; it holds all the others, null where unknown."""


def complete(spec: dict[str, Any]) -> None:
    """Add, in place, what the schemas' classes say, the required fields of answers, and the
    examples of bodies and parameters."""
    schemas = spec["components"]["schemas"]
    _say_what_each_is(schemas)
    asked = _reached(schemas, _names(_bodies(spec, "requestBody")))
    for name in _reached(schemas, _names(_bodies(spec, "responses"))) - asked - {"Problem"}:
        left_out = _SOMETIMES.get(name, frozenset())
        schemas[name]["required"] = sorted(schemas[name]["properties"].keys() - left_out)
    _give_examples(spec, Samples(schemas))


def _say_what_each_is(schemas: Mapping[str, dict[str, Any]]) -> None:
    for kind in _kinds(Schema):
        name = kind.__name__.removesuffix("Schema")
        if name in schemas:
            schemas[name]["description"] = cleandoc(kind.__doc__ or "")


def _give_examples(spec: Mapping[str, Any], samples: Samples) -> None:
    for content in _bodies(spec, "requestBody"):
        content["examples"] = {
            name: {"value": samples.value(content["schema"], "", whole=whole)}
            for name, whole in (("least", False), ("whole", True))
        }
    for content in _bodies(spec, "responses"):
        if "examples" not in content:
            content["example"] = samples.value(content["schema"], "")
    for parameter in _parameters(spec):
        if "example" not in parameter:
            parameter["example"] = samples.value(parameter["schema"], parameter["name"])


def _kinds(base: type[Schema]) -> Iterator[type[Schema]]:
    """Every schema class of the REST surface."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith(__package__):
            yield kind
        yield from _kinds(kind)


def _operations(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in spec["paths"].values():
        yield from (told for method, told in item.items() if method != "parameters")


def _bodies(spec: Mapping[str, Any], where: str) -> Iterator[dict[str, Any]]:
    """Every content with a schema, of requests or of answers."""
    for operation in _operations(spec):
        told = operation.get(where, {})
        for part in [told] if where == "requestBody" else told.values():
            yield from part.get("content", {}).values()


def _parameters(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in spec["paths"].values():
        yield from item.get("parameters", ())
    for operation in _operations(spec):
        yield from operation.get("parameters", ())


def _names(contents: Iterator[dict[str, Any]]) -> set[str]:
    return {name for content in contents for name in _referred(content["schema"])}


def _reached(schemas: Mapping[str, Any], names: set[str]) -> set[str]:
    """The schemas and all that they refer to."""
    reached: set[str] = set()
    while names:
        reached |= names
        names = {below for name in names for below in _referred(schemas[name])} - reached
    return reached


def _referred(part: Any) -> Iterator[str]:
    """Names of the schemas that a part of the document refers to."""
    if isinstance(part, list):
        for each in part:
            yield from _referred(each)
    elif isinstance(part, dict):
        reference = part.get("$ref", "")
        if isinstance(reference, str) and reference.startswith(SCHEMAS):
            yield reference.removeprefix(SCHEMAS)
        for each in part.values():
            yield from _referred(each)
