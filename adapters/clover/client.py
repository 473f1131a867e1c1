"""Clover's paths, paging by offset and lasting 401s: raw JSON in, raw JSON out."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from adapters.clover.errors import ECOMMERCE, PLATFORM_NAME
from adapters.wire import HttpRequest, JsonObject, Line
from domain.errors import MalformedResponseError, NotAuthorizedError, RejectedError
from domain.ids import IdempotencyKey
from mapping.platforms.clover_words import elements

PAGE_LIMIT = 1000
_STEP_BACK = 100
_MOST_STEPS_BACK = 10
_MERCHANT = "merchants.get"
_EXPANDED = "address,properties,openingHours"
"""As many expansions as one call may have."""
_REFERENCE_DIGITS = 12

Filters = Sequence[str]
"""Clauses such as `modifiedTime>=1700000000000`; all must hold."""


def payment_reference(key: IdempotencyKey, purpose: str) -> str:
    """Our key as the `external_reference_id` of money: 12 letters and digits are allowed."""
    digest = hashlib.sha256(f"{purpose}\n{key}".encode()).hexdigest()
    return digest[:_REFERENCE_DIGITS]


def idempotency_uuid(key: IdempotencyKey, purpose: str) -> str:
    """Our key as an Ecommerce idempotency key, which must be a UUID."""
    return str(uuid.UUID(hashlib.sha256(f"{purpose}\n{key}".encode()).hexdigest()[:32], version=4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One page of a list, and the offset of the next one (None behind the last)."""

    rows: list[JsonObject]
    following: int | None


@dataclass(frozen=True, slots=True)
class CloverClient:
    """Calls on one merchant's line."""

    line: Line
    merchant_id: str

    def get(
        self,
        path: str,
        operation: str,
        *,
        permission: str,
        filters: Filters = (),
        **params: str,
    ) -> JsonObject:
        """The body of a read below the merchant. `permission` is what it needs."""
        query = [*(("filter", clause) for clause in filters), *params.items()]
        target = f"{self._path(path)}?{urlencode(query)}" if query else self._path(path)
        request = HttpRequest(method="GET", path=target, operation=operation, repeatable=True)
        return self._send(request, permission)

    def find(
        self, path: str, operation: str, *, permission: str, **params: str
    ) -> JsonObject | None:
        """The body of a read, None where Clover knows no such thing (404)."""
        try:
            return self.get(path, operation, permission=permission, **params)
        except RejectedError as error:
            if error.status == 404:
                return None
            raise

    def batches(
        self,
        path: str,
        operation: str,
        *,
        permission: str,
        filters: Filters = (),
        start: int = 0,
        limit: int = PAGE_LIMIT,
        expand: str = "",
        order_by: str = "",
    ) -> Iterator[Batch]:
        """The pages of a list from an offset on.

        Pages overlap by one record: if the last of one is missing from the next, something was
        removed in between and everything moved up, so the walk steps back. Records may come
        twice. Raises MalformedResponseError for a page that comes again and again.
        """
        offset, last, before, steps = start, "", "", 0
        params = {"expand": expand} if expand else {}
        params |= {"orderBy": order_by} if order_by else {}
        while True:
            body = self.get(
                path,
                operation,
                permission=permission,
                filters=filters,
                limit=str(limit),
                offset=str(offset),
                **params,
            )
            rows = rows_of(body, operation)
            names = [str(row.get("id")) for row in rows]
            if last and last not in names and offset > 0 and steps < _MOST_STEPS_BACK:
                offset, steps = max(0, offset - _STEP_BACK), steps + 1
                continue
            if names and names[-1] == before and len(names) == limit:
                raise malformed(operation, "the same page came again; start the listing again")
            before = last = names[-1] if names else ""
            following = offset + limit - 1 if len(rows) >= limit else None
            yield Batch(rows=rows, following=following)
            if following is None:
                return
            offset = following

    def all_rows(
        self,
        path: str,
        operation: str,
        *,
        permission: str,
        filters: Filters = (),
        expand: str = "",
    ) -> list[JsonObject]:
        """Every record of a list, each once."""
        found: dict[str, JsonObject] = {}
        for batch in self.batches(
            path, operation, permission=permission, filters=filters, expand=expand
        ):
            found |= {str(row.get("id")): row for row in batch.rows}
        return list(found.values())

    def write(
        self,
        path: str,
        operation: str,
        body: JsonObject | None = None,
        *,
        permission: str,
        method: str = "POST",
        repeatable: bool = False,
    ) -> JsonObject:
        """The body of a write; v3 has no keys, so only one that sets a state may be repeated."""
        return self._send(
            HttpRequest(
                method=method,
                path=self._path(path),
                operation=operation,
                json=body,
                repeatable=repeatable,
                keyed=repeatable,
            ),
            permission,
        )

    def calculate(self, path: str, operation: str, body: JsonObject) -> JsonObject:
        """The body of a read that is worded as a POST."""
        request = HttpRequest(
            method="POST", path=self._path(path), operation=operation, json=body, repeatable=True
        )
        return self._send(request, "ORDERS_R")

    def ecommerce(
        self,
        method: str,
        path: str,
        operation: str,
        body: JsonObject | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        keyed: bool = False,
    ) -> JsonObject:
        """The body of an Ecommerce call; `keyed` where its key or its state lets it be repeated."""
        return self._send(
            HttpRequest(
                method=method,
                path=path,
                operation=operation,
                headers=headers or {},
                params=params or {},
                json=body,
                repeatable=keyed or method == "GET",
                keyed=keyed,
                service=ECOMMERCE,
            ),
            "ECOMMERCE",
        )

    def merchant(self) -> JsonObject:
        """The merchant's record with address, properties and opening hours."""
        return self.get("", _MERCHANT, permission="MERCHANT_R", expand=_EXPANDED)

    def _path(self, path: str) -> str:
        tail = f"/{path}" if path else ""
        return f"/v3/merchants/{self.merchant_id}{tail}"

    def _send(self, request: HttpRequest, permission: str) -> JsonObject:
        try:
            response = self.line.send(request)
        except NotAuthorizedError as error:
            if request.operation != _MERCHANT and self._is_alive():
                raise _lacking(error, permission) from error
            raise
        try:
            body = response.json()
        except ValueError as error:
            raise malformed(request.operation, "the body is not JSON", response.status) from error
        if not isinstance(body, dict):
            raise malformed(request.operation, "the body is not an object", response.status)
        return body

    def _is_alive(self) -> bool:
        """Whether the token still opens the merchant: then a 401 was about a permission."""
        try:
            self.get("", _MERCHANT, permission="MERCHANT_R")
        except NotAuthorizedError:
            return False
        return True


def rows_of(body: JsonObject, operation: str) -> list[JsonObject]:
    """The records of a list. Raises MalformedResponseError where there is none."""
    rows = body.get("elements")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise malformed(operation, "the answer has no list of records")
    return rows


def nested_in(record: JsonObject | None, name: str, operation: str) -> list[JsonObject]:
    """A list inside a record, empty where it is absent. Raises MalformedResponseError."""
    try:
        rows = elements((record or {}).get(name))
    except TypeError as error:
        raise malformed(operation, f"{name} is no list of records") from error
    if not all(isinstance(row, dict) for row in rows):
        raise malformed(operation, f"{name} is no list of records")
    return rows


def _lacking(error: NotAuthorizedError, permission: str) -> NotAuthorizedError:
    told = NotAuthorizedError(
        f"the app lacks {permission} at this merchant; allow it in the developer dashboard, "
        "then have the merchant install the app again",
        platform=PLATFORM_NAME,
        operation=error.operation,
        status=error.status,
        platform_code=error.platform_code,
    )
    told.missing_scope = permission
    return told


def malformed(operation: str, what: str, status: int | None = None) -> MalformedResponseError:
    """The error for an answer that Clover does not document."""
    return MalformedResponseError(what, platform=PLATFORM_NAME, operation=operation, status=status)
