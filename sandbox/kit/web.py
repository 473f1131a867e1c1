"""What a stand-in is asked and what it answers: requests, answers, and the JSON they carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson

JsonObject = dict[str, Any]


class BadJsonError(Exception):
    """The body is not JSON, or not a JSON object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request as it came in; header names are in lower case."""

    method: str
    path: str
    query_string: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def query(self) -> dict[str, str]:
        """Query parameters; the last value wins where one is repeated."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """Fields of a form-encoded body."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> JsonObject:
        """The body as a JSON object; an empty body is `{}`. Raises: BadJsonError."""
        if not self.body:
            return {}
        try:
            parsed = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise BadJsonError(str(error)) from error
        if not isinstance(parsed, dict):
            raise BadJsonError("expected a JSON object")
        return parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer; `body` is sent as it is, with a Content-Length.

    `throttled` marks an answer given for a rate limit (which may be a 200), for the statistics.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    throttled: bool = False


def json_answer(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer carrying `value` as JSON."""
    sent = {"Content-Type": "application/json"}
    if headers:
        sent.update(headers)
    return Answer(status=status, body=orjson.dumps(value), headers=sent)


def html_answer(html: str, *, status: int = 200) -> Answer:
    """An answer carrying a web page."""
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return Answer(status=status, body=html.encode(), headers=headers)


def redirect(location: str) -> Answer:
    """A 302 answer to `location`."""
    return Answer(status=302, headers={"Location": location})
