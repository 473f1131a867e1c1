"""What is checked before any field is read: size, type, depth, and no card number anywhere."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Request, request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

from app.api import problem_types as types
from app.api.problems import ProblemError
from domain.cards import find_card_field, holds_card_number
from domain.errors import CardNumberRefusedError

MAX_BODY_BYTES = 64 * 1024
MAX_DEPTH = 10
_READ_HEADERS = ("Authorization", "Idempotency-Key", "X-Correlation-Id")
"""Headers of ours; others are neither read nor kept, and proxies put long numbers in them."""


class StrictParser(FlaskParser):
    """Reads bodies through `json_body` and refuses every field that no schema names."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - webargs' own way of setting it
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
        "json": RAISE,
    }

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """The parameters; one that is given twice means nothing unless it is a list."""
        taken = super().load_querystring(req, schema)
        twice = [name for name, said in req.args.lists() if len(said) > 1]
        unclear = [name for name in twice if name not in taken.multiple_keys]
        if unclear:
            raise ValidationError({_safe_name(name): ["Given more than once."] for name in unclear})
        return taken

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body as JSON; an absent body is an empty object."""
        del req, schema
        return json_body()


def json_body() -> Any:
    """The checked body of the request in hand. Raises ProblemError, CardNumberRefusedError."""
    raw = bounded_body(MAX_BODY_BYTES)
    if not raw:
        return {}
    if request.mimetype != "application/json":
        raise ProblemError(types.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise ProblemError(types.MALFORMED_JSON) from None
    if _is_deeper(body, MAX_DEPTH):
        raise ProblemError(types.MALFORMED_JSON, f"nested deeper than {MAX_DEPTH} levels")
    field = find_card_field(body)
    if field is not None:
        raise CardNumberRefusedError(_safe_name(field))
    return body


def bounded_body(most: int) -> bytes:
    """The raw body, shorter than `most` bytes. Raises RequestEntityTooLarge.

    A chunked body is cut off at the limit by Werkzeug 3.1 without a word, so one that reaches it
    is taken for too long.
    """
    request.max_content_length = most
    raw = request.get_data(cache=True)
    if len(raw) >= most:
        raise RequestEntityTooLarge
    return raw


def refuse_card_numbers() -> None:
    """Refuse a request whose address or headers hold a card number."""
    for place, text in _address_parts():
        if holds_card_number(text):
            raise CardNumberRefusedError(place)


def _address_parts() -> list[tuple[str, str]]:
    parts = [("path", segment) for segment in request.path.split("/")]
    for name, value in request.args.items(multi=True):
        parts += [("query", name), (f"query.{_safe_name(name)}", value)]
    parts += [(name, request.headers.get(name, "")) for name in _READ_HEADERS]
    return parts


def _safe_name(name: str) -> str:
    """A field's name as it may be repeated: short, and itself no card number."""
    return "(name)" if holds_card_number(name) else name[:80]


def _is_deeper(value: object, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        layer = [item for part in layer for item in _items(part)]
        if not layer:
            return False
    return True


def _items(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
