"""Endpoints of the Catalog API: list, search, object, batch-retrieve."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.square import paging
from sandbox.square.calls import Call
from sandbox.square.catalog import Catalog
from sandbox.square.catalog_query import matcher
from sandbox.square.contract import requests
from sandbox.square.errors import SquareError, bad_request, not_found
from sandbox.square.validation import limit_of, moment

PAGE = 100
"""ListCatalog takes no limit; pages of about 100 are what Square gives."""
_TOP_LEVEL = ("CATEGORY", "TAX", "ITEM_OPTION", "MODIFIER_LIST", "IMAGE", "ITEM")
_MOST_IDS = 1000


class CatalogApi:
    """Reads the catalog for an application."""

    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        """Serve `catalog`."""
        self._catalog = catalog
        self._clock = clock

    def info(self, _call: Call) -> JsonObject:
        """GET /v2/catalog/info: Square's limits."""
        limits = {
            "batch_upsert_max_objects_per_batch": 1000,
            "batch_upsert_max_total_objects": 10000,
            "batch_retrieve_max_object_ids": _MOST_IDS,
            "search_max_page_limit": 1000,
            "batch_delete_max_object_ids": 200,
            "update_item_taxes_max_item_ids": 1000,
            "update_item_taxes_max_taxes_to_enable": 1000,
            "update_item_taxes_max_taxes_to_disable": 1000,
            "update_item_modifier_lists_max_item_ids": 1000,
            "update_item_modifier_lists_max_modifier_lists_to_enable": 1000,
            "update_item_modifier_lists_max_modifier_lists_to_disable": 1000,
        }
        return {"limits": limits}

    def list_objects(self, call: Call) -> JsonObject:
        """GET /v2/catalog/list: all objects of some types, deleted ones left out."""
        if "catalog_version" in call.query:
            raise bad_request("Reading a past catalog version is not supported here.")
        kinds = [kind for kind in call.query.get("types", "").upper().split(",") if kind]
        _check_kinds(kinds)
        found = self._catalog.listed(kinds or _TOP_LEVEL)
        return self._page(found, call.query, PAGE)[1]

    def search(self, call: Call) -> JsonObject:
        """POST /v2/catalog/search: by change time (exclusive) or by query."""
        body = call.body
        limit = limit_of(body.get("limit"), default=100, highest=1000)
        latest = rfc3339(self._catalog.latest_time)
        rows, answer = self._page(self._searched(body), body, limit)
        if body.get("include_related_objects"):
            self._add_related(answer, rows)
        answer["latest_time"] = latest
        return answer

    def retrieve(self, call: Call) -> JsonObject:
        """GET /v2/catalog/object/{object_id}."""
        found = self._catalog.find(call.params["object_id"])
        if found is None:
            detail = f"Catalog object with ID `{call.params['object_id']}`"
            raise not_found(detail)
        answer: JsonObject = {"object": self._catalog.fragment(found["id"])}
        if call.query.get("include_related_objects") == "true":
            self._add_related(answer, [found["id"]])
        return answer

    def batch_retrieve(self, call: Call) -> JsonObject:
        """POST /v2/catalog/batch-retrieve: unknown ids are left out silently."""
        asked = call.body["object_ids"]
        if len(asked) > _MOST_IDS:
            detail = f"At most {_MOST_IDS} object ids are allowed."
            raise SquareError("ARRAY_LENGTH_TOO_LONG", detail, field="object_ids")
        deleted = call.body.get("include_deleted_objects", False)
        found = [key for key in dict.fromkeys(asked) if self._exists(key, deleted)]
        answer: JsonObject = {}
        if found:
            answer["objects"] = [self._catalog.fragment(key) for key in found]
        if call.body.get("include_related_objects"):
            self._add_related(answer, found)
        return answer

    def _exists(self, object_id: str, deleted: bool) -> bool:
        if not deleted:
            return self._catalog.find(object_id) is not None
        try:
            self._catalog.get(object_id)
        except KeyError:
            return False
        return True

    def _page(
        self, found: list[str], asked: JsonObject, limit: int
    ) -> tuple[list[str], JsonObject]:
        cursor = asked.get("cursor")
        rows, following = paging.cut(
            found, clock=self._clock, call=asked, cursor=cursor, limit=limit
        )
        answer: JsonObject = {}
        if rows:
            answer["objects"] = [self._catalog.fragment(key) for key in rows]
        if following:
            answer["cursor"] = following
        return rows, answer

    def _searched(self, body: JsonObject) -> list[str]:
        kinds = set(body.get("object_types") or _TOP_LEVEL)
        deleted = body.get("include_deleted_objects", False)
        if "begin_time" in body:
            begin = moment(body["begin_time"], "begin_time")
            found = self._catalog.changed_since(begin, kinds, deleted=deleted)
        else:
            found = self._catalog.listed(kinds)
            if deleted:
                found = [*found, *self._catalog.deleted(kinds)]
        if "query" not in body:
            return found
        matches = matcher(body["query"])
        return [key for key in found if matches(self._catalog.get(key))]

    def _add_related(self, answer: JsonObject, found: Iterable[str]) -> None:
        asked = set(found)
        related: dict[str, None] = {}
        for key in asked:
            others = self._catalog.related(self._catalog.get(key))
            related.update(dict.fromkeys(other for other in others if other not in asked))
        if related:
            answer["related_objects"] = [self._catalog.fragment(key) for key in sorted(related)]


def _check_kinds(kinds: list[str]) -> None:
    schema = requests()["operations"]["POST /v2/catalog/search"]["body"]["fields"]["object_types"]
    known = requests()["enums"][schema["of"]["enum"]]
    for kind in kinds:
        if kind not in known:
            detail = f"`{kind}` is not a valid enum value for `types`"
            raise SquareError("INVALID_ENUM_VALUE", detail, field="types")
