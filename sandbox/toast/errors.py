"""Refusals in Toast's shape: `ErrorMessage` of its API documents, with a request id."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sandbox.kit.web import Answer, JsonObject, json_answer


class ToastError(Exception):
    """A refusal. Toast publishes no list of codes; the one published example is 10025."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: int = 10000,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep what is sent."""
        super().__init__(message)
        self.headers = dict(headers or {})
        self.status = status
        self.code = code
        self.message = message


def bad_request(message: str, *, code: int = 10000) -> ToastError:
    """400: the request holds what the API does not support."""
    return ToastError(400, message, code=code)


def not_found(what: str) -> ToastError:
    """404: an entity that does not exist at this restaurant."""
    return ToastError(404, f"{what} not found", code=10021)


def error_body(status: int, code: int, message: str) -> JsonObject:
    """An `ErrorMessage`."""
    return {
        "status": status,
        "code": code,
        "message": message,
        "messageKey": None,
        "fieldName": None,
        "link": None,
        "requestId": str(uuid.uuid4()),
        "developerMessage": None,
        "errors": [],
        "canRetry": None,
    }


def error_answer(error: ToastError) -> Answer:
    """The HTTP answer of a refusal."""
    body = error_body(error.status, error.code, error.message)
    return json_answer(body, status=error.status, headers=error.headers)
