"""Toast's paths for one restaurant: raw JSON in, raw JSON out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from adapters.toast.errors import PLATFORM_NAME, RESTAURANT
from adapters.wire import HttpRequest, JsonObject, Line
from domain.errors import MalformedResponseError, RejectedError
from domain.ids import IdempotencyKey
from mapping.engine import Context, Map, MappingError
from mapping.report import MappingReport

T = TypeVar("T")


def platform_key(key: IdempotencyKey, purpose: str) -> str:
    """Our key in an `externalId`: 40 hex digits, so that no key of ours is shown in the till."""
    return hashlib.sha256(f"{purpose}\n{key}".encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class ToastClient:
    """Calls on one restaurant's line."""

    line: Line
    restaurant: str
    """The restaurant's GUID, which every call names."""

    def read(self, path: str, operation: str, params: Mapping[str, str] | None = None) -> Any:
        """The body of a read."""
        return self._send(
            HttpRequest(
                method="GET",
                path=path,
                operation=operation,
                params=params or {},
                headers=self._headers,
                repeatable=True,
            )
        )

    def find(self, path: str, operation: str) -> JsonObject | None:
        """The object at a path, None where Toast knows none; a GUID it calls malformed is none."""
        try:
            return as_object(self.read(path, operation), operation)
        except RejectedError as error:
            if error.status in (400, 404):
                return None
            raise

    def ask(self, path: str, operation: str, body: JsonObject) -> Any:
        """The body of a read that is worded as a POST."""
        return self._send(
            HttpRequest(
                method="POST",
                path=path,
                operation=operation,
                json=body,
                headers=self._headers,
                repeatable=True,
            )
        )

    def write(
        self, path: str, operation: str, body: JsonObject | list[JsonObject], *, once: bool
    ) -> Any:
        """The body of a write. `once`: Toast does it once however often it is sent, because of its
        `externalId` or of the state it leaves; else a lost answer is AmbiguousOutcomeError."""
        return self._send(
            HttpRequest(
                method="POST",
                path=path,
                operation=operation,
                json=body,
                headers=self._headers,
                repeatable=once,
                keyed=once,
            )
        )

    @property
    def _headers(self) -> Mapping[str, str]:
        return {RESTAURANT: self.restaurant}

    def _send(self, request: HttpRequest) -> Any:
        response = self.line.send(request)
        try:
            return response.json()
        except ValueError as error:
            raise malformed(request.operation, "the body is not JSON", response.status) from error


def malformed(operation: str, what: str, status: int | None = None) -> MalformedResponseError:
    """The error for an answer that Toast does not document."""
    return MalformedResponseError(what, platform=PLATFORM_NAME, operation=operation, status=status)


def as_object(body: Any, operation: str) -> JsonObject:
    """The body where it is an object. Raises MalformedResponseError."""
    if not isinstance(body, dict):
        raise malformed(operation, "the body is not an object")
    return body


def as_rows(body: Any, operation: str) -> list[JsonObject]:
    """The body where it is an array of objects. Raises MalformedResponseError."""
    if not isinstance(body, list) or not all(isinstance(one, dict) for one in body):
        raise malformed(operation, "the body is not an array of objects")
    return body


def read_one(table: Map[T], raw: Any, operation: str, report: MappingReport, context: Context) -> T:
    """The record, mapped. Raises MalformedResponseError naming the path."""
    try:
        return table.read(raw, context=context, report=report)
    except MappingError as error:
        fault = malformed(operation, f"{error.path} cannot be mapped; {error.remedy}")
        fault.path = error.path
        raise fault from error
