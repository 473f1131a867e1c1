"""The one place where what was raised becomes a problem response."""

from __future__ import annotations

import structlog
from flask import Flask, Response
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from app.api import problem_types as types
from app.api.problem_types import ProblemType
from app.api.problems import problem, problem_of, problem_with
from app.ops.metrics import UNEXPECTED_ERRORS
from domain.errors import ConfigurationError, PlatformError, VoicetillError
from storage.engine import DatabaseBusyError

_LOG = structlog.get_logger()
_STORAGE_ERRORS = (
    OperationalError,
    InterfaceError,
    InternalError,
    PoolTimeoutError,
    DatabaseBusyError,
)
"""The database is away, full, read-only or busy; other database errors are our own mistakes."""
_BY_STATUS: dict[int, ProblemType] = {
    400: types.BAD_REQUEST,
    401: types.UNAUTHENTICATED,
    404: types.NOT_FOUND,
    405: types.METHOD_NOT_ALLOWED,
    413: types.PAYLOAD_TOO_LARGE,
    415: types.UNSUPPORTED_MEDIA_TYPE,
    422: types.INVALID_INPUT,
}


def handle_errors(app: Flask) -> None:
    """Register the handlers, most exact class first."""
    app.register_error_handler(VoicetillError, _ours)
    app.register_error_handler(HTTPException, _http)
    for storage_error in _STORAGE_ERRORS:
        app.register_error_handler(storage_error, _storage)
    app.register_error_handler(Exception, _unexpected)


def _ours(error: VoicetillError) -> Response:
    """Answers about platforms and settings are logged: their detail is kept from the body."""
    if isinstance(error, PlatformError):
        _LOG.warning(
            "platform.failed",
            error=type(error).__name__,
            platform=error.platform,
            operation=error.operation,
            platform_status=error.status,
            platform_code=error.platform_code,
            request_id=error.request_id,
        )
    elif isinstance(error, ConfigurationError):
        _LOG.error("connection.unusable", error=str(error))
    response = problem_of(error)
    if response.status_code == types.INTERNAL_ERROR.status:
        return _unexpected(error)
    return response


def _http(error: HTTPException) -> Response:
    """What Flask and the parsers refuse, in the same shape as everything else."""
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=list(error.get_response().headers))
    kind = _BY_STATUS.get(status, types.BAD_REQUEST if status < 500 else types.INTERNAL_ERROR)
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    faults = _faults(error)
    return problem_with(kind, {"errors": faults} if faults else {}, headers=headers)


def _faults(error: HTTPException) -> list[dict[str, str]]:
    """webargs' nested messages as a flat list of pointers."""
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    faults: list[dict[str, str]] = []
    for location, tree in messages.items():
        root = "#" if location == "json" else location
        _flatten(tree, root, faults)
    return faults


def _flatten(tree: object, pointer: str, faults: list[dict[str, str]]) -> None:
    if isinstance(tree, dict):
        for name, below in tree.items():
            part = "" if name == "_schema" else f"/{str(name)[:80]}"
            _flatten(below, pointer + part, faults)
    elif isinstance(tree, list):
        faults.extend({"pointer": pointer, "detail": str(message)} for message in tree)


def _storage(error: Exception) -> Response:
    """Nothing was acknowledged, so the caller may repeat; the statement's values stay unlogged."""
    UNEXPECTED_ERRORS.labels("storage").inc()
    cause = getattr(error, "orig", None) or error
    _LOG.error("storage.failed", error=type(cause).__name__)
    return problem(types.STORAGE_UNAVAILABLE)


def _unexpected(error: Exception) -> Response:
    """The last handler: logs and counts, and tells nothing of the inside."""
    UNEXPECTED_ERRORS.labels("http").inc()
    _LOG.error("request.failed", exc_info=error)
    return problem(types.INTERNAL_ERROR)
