"""The documents that are sent are valid GraphQL for the vendor's schema of the pinned version."""

from functools import cache

import pytest
from graphql import GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, build_schema, validate, visit

from adapters.shopify.documents import document, document_names
from tests.contracts_path import PROJECT_ROOT
from tests.unit.adapters_shopify.vendor import parsed, points, vendor_schema

ALLOWED_DEPRECATIONS = {"paymentPending"}
"""Payment terms, its successor, need a template id that differs per shop; still served."""

LARGEST = {
    "Products": {"first": 12, "variants": 20},
    "ProductById": {"variants": 100},
    "ProductVariants": {"first": 100},
    "Locations": {"first": 100},
    "LocationIds": {"first": 250},
    "LevelsAtLocation": {"first": 250},
    "LevelsOfItems": {"levels": 10},
    "LevelsOfItem": {"first": 250},
    "Customers": {"first": 100},
    "Orders": {"first": 5, "lines": 10},
    "OrdersByReference": {"recent": 20, "lines": 50},
    "DraftsByReference": {"recent": 10},
    "OrderLines": {"first": 50},
}


@pytest.mark.parametrize("name", document_names())
def test_a_document_is_valid_for_the_vendors_schema(name: str) -> None:
    assert validate(vendor_schema(), parsed(name)) == []


@pytest.mark.parametrize("name", document_names())
def test_a_document_uses_nothing_that_is_deprecated(name: str) -> None:
    found = _Deprecations(TypeInfo(vendor_schema()))
    visit(parsed(name), TypeInfoVisitor(found.info, found))

    assert found.names - ALLOWED_DEPRECATIONS == set()


@pytest.mark.parametrize("name", document_names())
def test_a_document_stays_under_the_points_of_one_query(name: str) -> None:
    if name.endswith("InBulk"):
        pytest.skip("bulk queries are not charged")

    assert points(name, {"lines": 50, "first": 100, **LARGEST.get(name, {})}) <= 1000


@pytest.mark.parametrize("name", document_names())
def test_the_sandbox_serves_every_document(name: str) -> None:
    assert validate(_served(), parsed(name)) == []


@cache
def _served() -> GraphQLSchema:
    return build_schema((PROJECT_ROOT / "sandbox/shopify/schema.graphql").read_text())


def test_a_document_carries_only_the_fragments_it_uses() -> None:
    text = document("DraftCreate").text

    assert "fragment Draft on DraftOrder" in text
    assert "fragment Order on Order" not in text


def test_an_unknown_document_is_an_error() -> None:
    with pytest.raises(KeyError):
        document("Nothing")


class _Deprecations(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.names: set[str] = set()

    def enter_field(self, *_args: object) -> None:
        field = self.info.get_field_def()
        if field is not None and field.deprecation_reason:
            self.names.add(self.info.get_parent_type().name)

    def enter_argument(self, node: object, *_args: object) -> None:
        argument = self.info.get_argument()
        if argument is not None and argument.deprecation_reason:
            self.names.add(node.name.value)

    def enter_object_field(self, node: object, *_args: object) -> None:
        field = self.info.get_input_type()
        if getattr(field, "deprecation_reason", None):
            self.names.add(node.name.value)
