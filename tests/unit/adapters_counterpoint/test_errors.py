"""What each answer of Counterpoint means for the caller."""

from __future__ import annotations

import json

import orjson
import pytest

from adapters.counterpoint.errors import CLASS_BY_CODE, CounterpointDialect
from adapters.keys import pack_keys
from adapters.outcomes import failure_of
from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from tests.contracts_path import contracts_dir

READ = HttpRequest(method="GET", path="/Items", operation="items.list", repeatable=True)
WRITE = HttpRequest(method="POST", path="/Document", operation="documents.create", json={})
DIALECT = CounterpointDialect()


def error_of(status: int, body: bytes, request: HttpRequest = READ) -> PlatformError | None:
    """What an answer means."""
    return failure_of(DIALECT, request, HttpResponse(status=status, headers={}, body=body))


def coded(code: str) -> bytes:
    """A body with an error code and a message that names a customer."""
    return orjson.dumps({"ErrorCode": code, "Message": "Customer Jordan Rivera not found"})


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "ERROR_UNKNOWN", NotAuthorizedError),
        (403, "ERROR_INVALID_APIKEY", NotAuthorizedError),
        (403, "ERROR_UNKNOWN", NotAuthorizedError),
        (404, "ERROR_RECORD_NOT_FOUND", RejectedError),
        (400, "ERROR_MISSING_REQUIRED_DATA", RejectedError),
        (400, "ERROR_UNKNOWN", RejectedError),
        (429, "ERROR_UNKNOWN", RateLimitedError),
        (500, "ERROR_UNKNOWN", UnavailableError),
        (500, "ERROR_INVALID_CONFIGURATION", RejectedError),
        (500, "ERROR_NEW_IN_2_5", UnavailableError),
        (200, "ERROR_RECORD_NOT_FOUND", RejectedError),
        (200, "ERROR_INVALID_APIKEY", NotAuthorizedError),
        (200, "ERROR_UNKNOWN", UnavailableError),
        (302, "ERROR_UNKNOWN", MalformedResponseError),
    ],
)
def test_status_and_code_together_name_the_error(
    status: int, code: str, expected: type[PlatformError]
) -> None:
    error = error_of(status, coded(code))

    assert type(error) is expected
    assert error.platform_code == code
    assert error.status == status
    assert "Rivera" not in str(error)


def test_every_code_of_the_guide_is_in_the_table() -> None:
    listed = json.loads((contracts_dir("counterpoint") / "endpoints.json").read_text())

    vague = {"SUCCESS", "ERROR_UNKNOWN"}
    assert set(listed["error_codes"]) - vague == set(CLASS_BY_CODE)


@pytest.mark.parametrize(
    "body",
    [b'{"Items":[],"ErrorCode":"SUCCESS"}', b'{"ErrorCode" : "SUCCESS", "Items": []}\r\n'],
    ids=["last", "first"],
)
def test_a_success_is_none_wherever_it_says_so(body: bytes) -> None:
    assert error_of(200, body) is None


def test_a_success_in_a_field_is_no_success_of_the_whole() -> None:
    body = b'{"ErrorCode":"ERROR_UNKNOWN","Last":{"ErrorCode":"SUCCESS"}}'

    assert isinstance(error_of(200, body), UnavailableError)


@pytest.mark.parametrize(
    "body",
    [b"<html>IIS</html>", b'{"Items":[{"ITEM_NO":"A"', b"", b"[]", b"null", b'{"Items":[]}'],
    ids=["HTML", "cut short", "empty", "a list", "null", "no ErrorCode"],
)
def test_what_no_counterpoint_server_would_answer_is_malformed(body: bytes) -> None:
    assert isinstance(error_of(200, body), MalformedResponseError)


def test_a_write_that_is_answered_unreadably_may_have_been_done() -> None:
    assert isinstance(error_of(200, b"<html>", WRITE), AmbiguousOutcomeError)


def test_a_web_page_with_a_status_is_judged_by_the_status() -> None:
    assert isinstance(error_of(502, b"<html>Bad Gateway</html>"), UnavailableError)
    assert isinstance(error_of(404, b"<html>Not Found</html>"), RejectedError)


def test_a_role_that_lacks_an_endpoint_names_it() -> None:
    error = error_of(403, coded("ERROR_UNKNOWN"))

    assert isinstance(error, NotAuthorizedError)
    assert error.missing_scope == "items.list"


def test_every_call_carries_basic_credentials_and_the_api_key() -> None:
    keys = {"company": "QATestGolf", "user": "MGR", "password": "password", "api_key": "k-1"}

    headers = DIALECT.auth_headers(pack_keys(keys))

    # The vendor's guide prints this value for these credentials (Basics).
    assert headers == {"Authorization": "Basic UUFUZXN0R29sZi5NR1I6cGFzc3dvcmQ=", "APIKey": "k-1"}


def test_a_partners_server_is_told_apart() -> None:
    error = error_of(404, b'{"errorCode":"NotFound","message":"no such route","details":null}')

    assert isinstance(error, RejectedError)
    assert "partner" in str(error)
