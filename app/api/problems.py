"""Problem bodies (RFC 9457): the one shape in which the gateway says no."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from flask import Response

from app.api import problem_types as types
from app.api.problem_types import ProblemType
from app.ops.correlation import current_correlation_id
from domain import errors
from domain.errors import VoicetillError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2


class ProblemError(VoicetillError):
    """A refusal raised where no use case is reached: access, shape and size of a request."""

    def __init__(
        self,
        kind: ProblemType,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail or kind.meaning)
        self.kind = kind
        self.headers = dict(headers or {})
        self.members = members


def problem(
    kind: ProblemType,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """A problem response; `members` are its extension members and must be JSON values."""
    return problem_with(kind, members, detail, headers=headers)


def problem_with(
    kind: ProblemType,
    members: Mapping[str, object],
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The same with the extension members in a mapping."""
    correlation_id = current_correlation_id()
    body = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.meaning,
        "instance": f"urn:voicetill:request:{correlation_id}",
        "correlation_id": correlation_id,
        **members,
    }
    response = Response(orjson.dumps(body), status=kind.status, content_type=MEDIA_TYPE)
    if kind.status == 503 and "Retry-After" not in (headers or {}):
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    response.headers.extend(headers or {})
    return response


def problem_of(error: VoicetillError) -> Response:
    """The response for an error of ours: the table of outcomes, most exact class first."""
    if isinstance(error, ProblemError):
        return problem_with(error.kind, error.members, str(error), headers=error.headers)
    if isinstance(error, errors.IdempotencyConflictError):
        return _idempotency_problem(error)
    if isinstance(error, errors.DomainError):
        kind = types.PROBLEM_TYPES.get(error.code, types.DOMAIN_ERROR)
        return problem_with(kind, _members(error), str(error))
    if isinstance(error, errors.RateLimitedError):
        wait = max(1, round(error.retry_after or RETRY_AFTER_S))
        return problem(types.POS_UNAVAILABLE, headers={"Retry-After": str(wait)})
    return problem(_kind_of(error))


def _idempotency_problem(error: errors.IdempotencyConflictError) -> Response:
    if error.in_flight:
        return problem(types.IDEMPOTENCY_IN_FLIGHT, headers={"Retry-After": "1"})
    return problem(types.IDEMPOTENCY_KEY_REUSED)


_KINDS: tuple[tuple[type[VoicetillError], ProblemType], ...] = (
    (errors.UnsupportedError, types.POS_UNSUPPORTED),
    (errors.RetryableError, types.POS_UNAVAILABLE),
    (errors.AmbiguousOutcomeError, types.POS_ANSWER_LOST),
    (errors.NotAuthorizedError, types.CONNECTION_PAUSED),
    (errors.PlatformError, types.POS_REFUSED),
    (errors.BadSignatureError, types.BAD_SIGNATURE),
    (errors.StaleMessageError, types.STALE_MESSAGE),
    (errors.UnknownConnectionError, types.UNKNOWN_CONNECTION),
    (errors.ConfigurationError, types.CONNECTION_PAUSED),
)


def _kind_of(error: VoicetillError) -> ProblemType:
    """The detail of these is for operators, so the body shows the type's own words."""
    return next((kind for cls, kind in _KINDS if isinstance(error, cls)), types.INTERNAL_ERROR)


def _members(error: errors.DomainError) -> dict[str, object]:
    """The extension members that a domain error's own fields give."""
    if isinstance(error, errors.OutOfStockError):
        left = None if error.left is None else f"{error.left:f}"
        return {"sku": error.sku, "wanted": f"{error.wanted:f}", "left": left}
    if isinstance(error, errors.UnknownSkuError):
        return {"sku": error.sku}
    if isinstance(error, errors.InvalidInputError):
        return {"errors": [{"pointer": error.field, "detail": error.remedy}]}
    if isinstance(error, errors.CardNumberRefusedError):
        return {"field": error.field}
    if isinstance(error, errors.CardEnvelopeRefusedError):
        part = {} if error.part is None else {"part": error.part}
        return {"reason": error.reason, **part}
    if isinstance(error, errors.IllegalTransitionError):
        return {"state": error.state}
    return {}
