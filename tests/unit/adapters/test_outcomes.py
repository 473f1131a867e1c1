"""What an answer to a write means when nobody can read it."""

from __future__ import annotations

import pytest

from adapters.outcomes import failure_of
from adapters.wire import HttpRequest, HttpResponse
from domain.errors import AmbiguousOutcomeError, MalformedResponseError
from tests.fakes.dialects import PlainDialect

WRITES = {
    "under a key": {"repeatable": True, "keyed": True},
    "once": {"repeatable": False},
}


def answered(body: bytes, status: int = 200) -> HttpResponse:
    return HttpResponse(status=status, headers={}, body=body)


@pytest.mark.parametrize("kind", WRITES)
@pytest.mark.parametrize("body", [b'{"id": "o1", "sta', b"<html>bye</html>"])
def test_a_garbled_answer_to_a_write_leaves_doubt(kind: str, body: bytes) -> None:
    request = HttpRequest(method="POST", path="/x", operation="x.create", **WRITES[kind])

    assert isinstance(failure_of(PlainDialect(), request, answered(body)), AmbiguousOutcomeError)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null"])
def test_an_empty_or_whole_answer_to_a_write_is_a_success(body: bytes) -> None:
    request = HttpRequest(method="POST", path="/x", operation="x.create")

    assert failure_of(PlainDialect(), request, answered(body)) is None


def test_a_garbled_answer_to_a_read_is_the_clients_to_judge() -> None:
    request = HttpRequest(method="GET", path="/x", operation="x.get", repeatable=True)

    assert failure_of(PlainDialect(), request, answered(b"<html>")) is None


def test_a_status_that_is_neither_success_nor_error_is_malformed() -> None:
    request = HttpRequest(method="GET", path="/x", operation="x.get", repeatable=True)

    error = failure_of(PlainDialect(), request, answered(b"", status=304))

    assert isinstance(error, MalformedResponseError)
