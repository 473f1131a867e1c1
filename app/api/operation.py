"""One REST operation: access, parameters, body, key, answer and problems, told in one place.

Order on the way in: access → parameters and body → Idempotency-Key → view → answer schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, wraps
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema

from app.api import problem_types as types
from app.api.access import Caller, authenticate, tell_rate
from app.api.deprecation import Deprecated
from app.api.fields import IDENTIFIER
from app.api.guards import StrictParser
from app.api.idempotency import idempotent
from app.api.problem_types import ProblemType
from app.api.problems import MEDIA_TYPE
from app.api.services import Scope
from domain.errors import NotFoundError

V = TypeVar("V", bound=Callable[..., Any])
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ALWAYS = (
    types.UNAUTHENTICATED,
    types.INSUFFICIENT_SCOPE,
    types.TEST_KEY_REFUSED,
    types.RATE_LIMITED,
    types.STORAGE_UNAVAILABLE,
)
_READING = (types.INVALID_INPUT, types.CARD_NUMBER_REFUSED)
_WRITING = (
    types.IDEMPOTENCY_KEY_MISSING,
    types.IDEMPOTENCY_KEY_REUSED,
    types.IDEMPOTENCY_IN_FLIGHT,
)
_BODY = (types.MALFORMED_JSON, types.PAYLOAD_TOO_LARGE, types.UNSUPPORTED_MEDIA_TYPE)
_KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Names this intention: the same key and request give the same answer.",
    "example": "5f3c2b1a-order-42",
}


class Resource(Blueprint):  # type: ignore[misc]  # flask-smorest ships no annotations
    """A blueprint under `/v1` whose operations are told by `operation`."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, url_prefix="/v1", description=description)
        self.problems: dict[str, tuple[ProblemType, ...]] = {}
        """What each operation may answer; told when the document is asked for, since copies of it
        for every operation are megabytes in every process."""
        self.after_request(tell_rate)

    def operation(
        self,
        method: str,
        rule: str,
        *,
        scope: Scope,
        answer: type[Schema],
        status: int = 200,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        problems: Iterable[ProblemType] = (),
        also: Mapping[int, type[Schema]] | None = None,
        deprecated: Deprecated | None = None,
    ) -> Callable[[V], V]:
        """Register a view `(caller, [query], [body], **path)` that gives an answer or a Response.

        `also` names further success answers by status; the view builds those itself.
        `deprecated` is told in the document and on every answer.
        """

        def register(view: V) -> V:
            run: Callable[..., Any] = self.response(status, _made(answer))(view)
            for code, schema in (also or {}).items():
                run = self.alt_response(code, schema=_made(schema), success=True)(run)
            if method in _WRITES:
                run = idempotent(run)
            if body is not None:
                taken = _made(body)
                run = self.arguments(taken, location="json", required=_is_required(taken))(run)
            if query is not None:
                run = self.arguments(_made(query), location="query")(run)
            self.problems[view.__name__] = (*problems, *_usual(method, body=body))
            told = _document(view, method, scope)
            if deprecated is not None:
                told["deprecated"] = True
            guarded = _guarded(self.doc(**told)(run), scope, deprecated)
            self.route(rule, methods=[method], endpoint=view.__name__)(guarded)
            return view

        return register


def _guarded(
    run: Callable[..., Any], scope: Scope, deprecated: Deprecated | None
) -> Callable[..., Response]:
    """Ask for access first, and treat an ill-formed id as one that nobody has."""

    @wraps(run)
    def guarded(**path: str) -> Response:
        caller: Caller = authenticate(scope)
        for name, value in path.items():
            if not IDENTIFIER.fullmatch(value):
                raise NotFoundError(name.removesuffix("_id"), value[:100])
        response: Response = run(caller, **path)
        if deprecated is not None:
            deprecated.tell(response)
        return response

    return guarded


@cache
def _made(schema: type[Schema]) -> Schema:
    """The schema, made once: flask-smorest copies all it knows of an operation with every
    decorator, and five copies of all fields are megabytes in every process."""
    made = schema()
    vars(made)["__deepcopy__"] = lambda _memo: made
    return made


def _is_required(body: Schema) -> bool:
    return any(field.required for field in body.fields.values())


def _usual(method: str, *, body: type[Schema] | None) -> tuple[ProblemType, ...]:
    writing = _WRITING if method in _WRITES else ()
    return (*_ALWAYS, *_READING, *writing, *(_BODY if body else ()))


def _document(view: Callable[..., Any], method: str, scope: Scope) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": view.__name__,
        "security": [{"apiKey": [str(scope)]}],
    }
    if method in _WRITES:
        told["parameters"] = [_KEY_PARAMETER]
    return told


def problem_responses(problems: Iterable[ProblemType]) -> dict[str, dict[str, Any]]:
    """The responses of the document, by status, for the problems of one operation."""
    by_status: dict[int, dict[str, ProblemType]] = {}
    for kind in problems:
        by_status.setdefault(kind.status, {})[kind.code] = kind
    return {str(status): _problem_response(kinds) for status, kinds in sorted(by_status.items())}


def _problem_response(kinds: Mapping[str, ProblemType]) -> dict[str, Any]:
    return {
        "description": " · ".join(kind.title for kind in kinds.values()),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in kinds},
            }
        },
    }
