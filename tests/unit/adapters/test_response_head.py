"""The head of an answer is read as http.client reads it, whatever it looks like."""

from __future__ import annotations

import http.client
import io
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.response_head import QuickResponse

_FIELDS = st.lists(
    st.one_of(
        st.tuples(
            st.text("abcXYZ-_0129", min_size=1, max_size=12),
            st.binary(max_size=30),
        ).map(lambda pair: pair[0].encode() + b": " + pair[1]),
        st.binary(max_size=40),
        st.sampled_from(
            [
                b"Content-Type: application/json; charset=utf-8",
                b"content-length:   12",
                b"Content-Length: -1",
                b"Content-Length: many",
                b"Transfer-Encoding: Chunked",
                b"Connection: Keep-Alive",
                b"connection: close",
                b" folded on",
                b"\tfolded on",
                b"Set-Cookie: a=b",
                b"Set-Cookie: c=d",
                b"X-Name : spaced",
                b": nameless",
                b"no colon at all",
                b"X-Bell: a\x0bb",
                b"X-Next: a\x85b",
                b"X-Bare: a\rb: c",
                b"X-Trailing: spaces  \t",
                b"From somebody",
            ]
        ),
    ),
    max_size=6,
)
_STATUS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 204 No Content",
        b"HTTP/1.1 304 Not Modified",
        b"HTTP/1.0 200 OK",
        b"HTTP/0.9 200 OK",
        b"HTTP/1.7 503",
        b"HTTP/1.1 101 Switching",
        b"HTTP/2 200 OK",
        b"HTTP/1.1 20 OK",
        b"nonsense",
        b"",
        b"HTTP/1.1 100 Continue\r\nX-Early: yes\r\n\r\nHTTP/1.1 201 Created",
    ]
)


class _Wire:
    """A socket that has this to read, and nothing more."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._raw)


def _read(kind: type[http.client.HTTPResponse], raw: bytes, method: str) -> Any:
    """What an answer of this kind makes of these bytes."""
    wire: Any = _Wire(raw)
    answer = kind(wire, method=method)
    try:
        answer.begin()
    except http.client.HTTPException as error:
        return type(error), str(error)
    shape = (answer.status, answer.reason, answer.version, answer.length, answer.will_close)
    try:
        body: object = answer.read()
    except http.client.HTTPException as error:
        body = type(error)
    return shape, bool(answer.chunked), answer.msg.items(), body


@given(
    status=_STATUS,
    fields=_FIELDS,
    ends=st.sampled_from([b"\r\n", b"\n"]),
    body=st.sampled_from([b"", b"twelve bytes", b"5\r\nhello\r\n0\r\n\r\n"]),
    method=st.sampled_from(["GET", "HEAD"]),
)
@example(status=b"HTTP/1.1 200 OK", fields=[b"A: b"] * 120, ends=b"\r\n", body=b"", method="GET")
@example(
    status=b"HTTP/1.1 200 OK", fields=[b"A: " + b"b" * 70_000], ends=b"\n", body=b"", method="GET"
)
def test_any_answer_is_read_as_the_standard_library_reads_it(
    status: bytes, fields: list[bytes], ends: bytes, body: bytes, method: str
) -> None:
    raw = ends.join([status, *fields, b"", b""]) + body

    assert _read(QuickResponse, raw, method) == _read(http.client.HTTPResponse, raw, method)


def test_a_plain_head_needs_no_parser_of_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("the parser of mail was asked")

    monkeypatch.setattr("email.parser.Parser.parsestr", refuse)
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"

    assert _read(QuickResponse, raw, "GET")[3] == b"hi"
