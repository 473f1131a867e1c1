"""The served schema is a part of the vendor's, and every field of it is answered."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_client_schema,
    validate_schema,
)

from sandbox.shopify.access import table
from sandbox.shopify.resolvers.table import all_resolvers
from sandbox.shopify.service import load_schema
from tests.contracts_path import contracts_dir


@cache
def vendor_schema() -> GraphQLSchema:
    """Shopify's Admin schema 2026-10."""
    path = contracts_dir("shopify", "admin_2026-10.introspection.json.gz")
    with gzip.open(path) as stream:
        found = json.load(stream)
    return build_client_schema(found.get("data", found), assume_valid=True)


SERVED = load_schema()
NAMES = sorted(name for name in SERVED.type_map if not name.startswith("__"))


def test_the_served_schema_is_valid_by_itself() -> None:
    assert validate_schema(SERVED) == []


def test_every_type_exists_in_the_vendors_schema_with_the_same_kind() -> None:
    vendor = vendor_schema().type_map

    wrong = [n for n in NAMES if n not in vendor or type(vendor[n]) is not type(SERVED.type_map[n])]

    assert wrong == []


@pytest.mark.parametrize("kind", [GraphQLObjectType, GraphQLInterfaceType], ids=["types", "faces"])
def test_every_field_has_the_vendors_type_and_arguments(kind: type[Any]) -> None:
    differences: list[str] = []
    for name in NAMES:
        mine, theirs = SERVED.type_map[name], vendor_schema().type_map[name]
        if isinstance(mine, kind):
            differences += _field_differences(mine, theirs)

    assert differences == []


def _field_differences(mine: Any, theirs: Any) -> list[str]:
    found: list[str] = []
    for name, field in mine.fields.items():
        original = theirs.fields.get(name)
        if original is None or str(original.type) != str(field.type):
            found.append(f"{mine.name}.{name}")
            continue
        for argument, wanted in field.args.items():
            known = original.args.get(argument)
            if known is None or _shape(known) != _shape(wanted):
                found.append(f"{mine.name}.{name}({argument})")
        required = {a for a, w in original.args.items() if str(w.type).endswith("!")}
        found += [f"{mine.name}.{name}({a}) missing" for a in required - set(field.args)]
    return found


def _shape(argument: Any) -> tuple[str, Any]:
    return str(argument.type), argument.default_value


def test_every_input_field_has_the_vendors_type_and_none_that_is_required_is_missing() -> None:
    differences: list[str] = []
    for name in NAMES:
        mine, theirs = SERVED.type_map[name], vendor_schema().type_map[name]
        if not isinstance(mine, GraphQLInputObjectType):
            continue
        assert isinstance(theirs, GraphQLInputObjectType)
        differences += [
            f"{name}.{field}"
            for field, wanted in mine.fields.items()
            if field not in theirs.fields or _shape(theirs.fields[field]) != _shape(wanted)
        ]
        differences += [
            f"{name}.{field} missing"
            for field, wanted in theirs.fields.items()
            if str(wanted.type).endswith("!") and field not in mine.fields
        ]

    assert differences == []


def test_enums_have_the_vendors_values_and_unions_only_the_vendors_members() -> None:
    differences: list[str] = []
    for name in NAMES:
        mine, theirs = SERVED.type_map[name], vendor_schema().type_map[name]
        if isinstance(mine, GraphQLEnumType) and isinstance(theirs, GraphQLEnumType):
            differences += [f"{name}.{v}" for v in set(mine.values) ^ set(theirs.values)]
        if isinstance(mine, GraphQLUnionType) and isinstance(theirs, GraphQLUnionType):
            members = {member.name for member in theirs.types}
            differences += [f"{name}|{m.name}" for m in mine.types if m.name not in members]

    assert differences == []


def test_the_idempotent_directive_is_the_vendors() -> None:
    mine, theirs = SERVED.get_directive("idempotent"), vendor_schema().get_directive("idempotent")

    assert mine is not None
    assert theirs is not None
    assert mine.locations == theirs.locations
    assert {n: str(a.type) for n, a in mine.args.items()} == {
        n: str(a.type) for n, a in theirs.args.items()
    }


def test_resolvers_exist_for_nothing_that_is_not_served() -> None:
    unknown: list[str] = []
    for kind, fields in all_resolvers().items():
        served: GraphQLNamedType | None = SERVED.type_map.get(kind)
        assert isinstance(served, GraphQLObjectType), kind
        unknown += [f"{kind}.{name}" for name in fields if name not in served.fields]

    assert unknown == []


def test_every_root_field_has_a_resolver() -> None:
    resolvers = all_resolvers()

    for root in ("QueryRoot", "Mutation"):
        served = SERVED.type_map[root]
        assert isinstance(served, GraphQLObjectType)
        assert set(served.fields) == set(resolvers[root])


def test_the_access_table_agrees_with_the_vendors_access_map() -> None:
    path = contracts_dir("shopify", "admin_2026-10.access.json")
    vendor = json.loads(path.read_text())
    kinds = {"types": "types", "mutations": "mutations"}

    for section, original in kinds.items():
        for name, access in table(section).items():
            if name in ("refundCreate", "fulfillmentCancel"):
                continue  # the map is silent about them
            known = set(vendor[original][name]["offlineScopes"])
            wanted = {scope for group in access.groups for scope in group}
            extra = {
                "write_pos_staff_member_event_attribution_overrides",
                "write_inventory_purchase_orders",  # only where a transfer links purchase orders
            }
            assert wanted == known - extra, name
