"""The head of an answer, read without the machinery of mail.

http.client hands a head to the parser of `email`, which is made for nested messages and costs more
than all the rest of reading a small answer. What is plain (a name, a colon and a value in every
line) is read here; anything else still goes to that parser, so the fields are the same in either
case (tests/unit/adapters/test_response_head.py).
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

_MAX_LINE: Final = 65536
_MAX_FIELDS: Final = 100
_VERSIONS: Final = {"HTTP/1.0": 10, "HTTP/0.9": 10}
_WITHOUT_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_PLAIN: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\xa0-\xff]*)\r?\n")
"""A field of one line (RFC 9110, section 5): its name, and its value."""


class QuickResponse(http.client.HTTPResponse):
    """An answer whose head is read as said above; everything else is http.client's."""

    def begin(self) -> None:
        """Read the status line and the fields. Raises http.client.HTTPException."""
        if getattr(self, "headers", None) is not None:
            return
        version, status, reason = self._read_status()  # type: ignore[attr-defined]
        while status == HTTPStatus.CONTINUE:
            _lines(self.fp)
            version, status, reason = self._read_status()  # type: ignore[attr-defined]
        self.code = self.status = status
        self.reason = reason.strip()
        self.version = _version(version)
        self.headers = self.msg = fields_of(_lines(self.fp))
        self._settle_length()

    def _settle_length(self) -> None:
        """How the body ends: by its chunks, by its length, or with the connection."""
        encoding = self.headers.get("transfer-encoding")
        self.chunked = bool(encoding) and str(encoding).lower() == "chunked"
        if self.chunked:
            self.chunk_left = None
        self.will_close = self._check_close()  # type: ignore[attr-defined]
        self.length = None if self.chunked else _length(self.headers.get("content-length"))
        if self.status in _WITHOUT_BODY or self.status < 200 or self._method == "HEAD":  # type: ignore[attr-defined]
            self.length = 0
        if not self.chunked and self.length is None:
            self.will_close = True


def fields_of(lines: Sequence[bytes]) -> http.client.HTTPMessage:
    """The fields of a head, the empty line that ends it included."""
    message = http.client.HTTPMessage()
    for line in lines[:-1]:
        plain = _PLAIN.fullmatch(line.decode("iso-8859-1"))
        if plain is None:
            return _as_mail(lines)
        message.set_raw(*plain.groups())
    return message


def _as_mail(lines: Sequence[bytes]) -> http.client.HTTPMessage:
    from email.parser import Parser

    text = b"".join(lines).decode("iso-8859-1")
    return Parser(_class=http.client.HTTPMessage).parsestr(text)


def _lines(stream: Any) -> list[bytes]:
    """The lines up to the empty one, that one included."""
    lines: list[bytes] = []
    while True:
        line = stream.readline(_MAX_LINE + 1)
        if len(line) > _MAX_LINE:
            raise http.client.LineTooLong("header line")
        lines.append(line)
        if len(lines) > _MAX_FIELDS:
            raise http.client.HTTPException(f"got more than {_MAX_FIELDS} headers")
        if line in (b"\r\n", b"\n", b""):
            return lines


def _version(text: str) -> int:
    known = _VERSIONS.get(text)
    if known is not None:
        return known
    if text.startswith("HTTP/1."):
        return 11
    raise http.client.UnknownProtocol(text)


def _length(text: str | None) -> int | None:
    try:
        length = int(text) if text else -1
    except ValueError:
        return None
    return length if length >= 0 else None
