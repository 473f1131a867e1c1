"""A test client that holds every REST answer against the OpenAPI document."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from app.api.openapi import document_bytes


class CheckedClient(FlaskClient):
    """Fails where a success is none that the document tells of."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        answer = super().open(*args, **options)
        request = answer.request
        if request.path.startswith("/v1/") and answer.status_code < 300 and answer.is_json:
            told = _told(request.method, request.path, answer.status_code)
            faults = [error.message for error in told.iter_errors(answer.get_json())]
            assert not faults, f"{request.method} {request.path}: {faults}"
        return answer


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(document_bytes())
    return loaded


def _told(method: str, path: str, status: int) -> Draft202012Validator:
    """What the document says of an answer; a word in an address goes before a parameter."""
    for pattern in sorted(_document()["paths"], key=lambda each: each.count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
            return _validator(pattern, method.lower(), str(status))
    raise AssertionError(f"the document knows no {path}")


@cache
def _validator(pattern: str, method: str, status: str) -> Draft202012Validator:
    answer = _document()["paths"][pattern][method]["responses"][status]
    schema = answer["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": _document()["components"]})
