"""What Vend's answers mean, and how long a date is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from adapters.keys import pack_keys
from adapters.vend.errors import VendDialect
from adapters.wire import AsksVersion, HttpRequest, HttpResponse, StatesRate
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

REQUEST = HttpRequest(method="GET", path="/api/2026-07/outlets", operation="outlets.list")


@dataclass(frozen=True)
class FixedClock:
    """A clock that is ten minutes off."""

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 12, 10, tzinfo=UTC)


def answered(status: int, body: Any = None, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status=status, headers=named, body=content)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, MalformedResponseError),
        (400, RejectedError),
        (401, NotAuthorizedError),
        (403, NotAuthorizedError),
        (404, RejectedError),
        (408, UnavailableError),
        (409, RejectedError),
        (422, RejectedError),
        (429, RateLimitedError),
        (500, UnavailableError),
        (503, UnavailableError),
    ],
)
def test_the_status_decides(status: int, error: type[PlatformError]) -> None:
    found = VendDialect().failure(REQUEST, answered(status, {"error": "Title", "message": "why"}))

    assert type(found) is error
    assert found.status == status
    assert found.platform_code == "Title"


def test_a_success_is_no_failure() -> None:
    assert VendDialect().failure(REQUEST, answered(201, {"data": {}})) is None


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        ({"error": "Conflict", "message": "taken"}, "Conflict", "taken"),
        ({"error": "webhook exists"}, "webhook exists", ""),
        ({"error": {"code": 1001, "message": "Register is not open"}}, "1001", "not open"),
        ({"errors": {"email": ["is not an address"]}}, "email", "not an address"),
        ({"error": "invalid_grant", "error_description": "used"}, "invalid_grant", "used"),
        ({}, None, ""),
        ([], None, ""),
        (b"<html>Bad gateway</html>", None, ""),
        (b"", None, ""),
    ],
)
def test_every_shape_of_an_error_body_is_read(body: Any, code: str | None, told: str) -> None:
    found = VendDialect().failure(REQUEST, answered(409, body))

    assert found is not None
    assert found.platform_code == code
    assert told in str(found)


def test_a_missing_permission_is_named() -> None:
    text = "The access token is missing the required permission(s): outlets:read."

    found = VendDialect().failure(REQUEST, answered(403, {"error": "Forbidden", "message": text}))

    assert isinstance(found, NotAuthorizedError)
    assert found.missing_scope == "outlets:read"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (
            {
                "retry_after": "Sat, 21 Nov 2026 12:04:10 GMT",
                "date": "Sat, 21 Nov 2026 12:00:00 GMT",
            },
            250.0,
        ),
        ({"retry_after": "Sat, 21 Nov 2026 12:11:00 GMT"}, 60.0),
        ({"retry_after": "Sat, 21 Nov 2026 12:00:00 GMT"}, 0.0),
        ({"retry_after": "30"}, 30.0),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
    ids=["by the answer's own clock", "by ours", "past", "seconds", "no date", "none"],
)
def test_retry_after_is_a_date(headers: dict[str, str], seconds: float | None) -> None:
    found = VendDialect(FixedClock()).failure(REQUEST, answered(429, {}, **headers))

    assert isinstance(found, RateLimitedError)
    assert found.retry_after == seconds


def test_every_answer_tells_the_windows_size_and_what_is_left() -> None:
    dialect = VendDialect()

    reading = dialect.budget(answered(200, {}, x_ratelimit_limit="650", x_ratelimit_remaining="7"))
    silent = dialect.budget(answered(200, {}))
    refused = dialect.budget(answered(429, {}, retry_after="9"))

    assert reading is not None
    assert reading.capacity is not None
    assert reading.restore_per_s is not None
    assert reading.capacity + reading.restore_per_s * 300 <= 650
    assert reading.remaining == 7
    assert silent is None
    assert refused is not None
    assert (refused.throttled, refused.retry_after_s) == (True, 9.0)


def test_the_assumed_rate_is_that_of_one_register() -> None:
    dialect = VendDialect()

    assert isinstance(dialect, StatesRate)
    assert isinstance(dialect, AsksVersion)
    assert dialect.rate.burst + dialect.rate.per_s * 300 <= 350
    assert dialect.version_served(answered(200, {})) is None


def test_a_granted_and_a_typed_token_are_both_bearers() -> None:
    dialect = VendDialect()
    typed = pack_keys({"domain_prefix": "northwind", "token": "lsxs_pt_1"})

    assert dialect.auth_headers("abc") == {"Authorization": "Bearer abc"}
    assert dialect.auth_headers(typed) == {"Authorization": "Bearer lsxs_pt_1"}
