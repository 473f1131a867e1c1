"""Requests on the wire: keys, repetition, problems."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

import urllib3

from voicetill_client.codec import decode, encode
from voicetill_client.errors import NoAnswerError, ProblemError, UnexpectedAnswerError
from voicetill_client.problems import PROBLEMS

P = TypeVar("P")
E = TypeVar("E")
_AT_HOME: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_AGAIN: Final = frozenset({429, 502, 503, 504})
_IN_FLIGHT: Final = "idempotency-in-flight"
_FINAL: Final = frozenset({"pos-refused", "connection-paused"})
"""Problems that only a person can change, whatever their status says."""
_LONGEST_PAUSE_S: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Looked up without regard to case."""
    body: bytes


class Sender(Protocol):
    """What carries one request; another one lets a program be tested without a network."""

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout_s: float,
    ) -> Answer:
        """Send once, following no redirect. Raises OSError or urllib3's HTTPError."""
        ...


class PooledSender:
    """Keeps connections open (urllib3); safe to use from several threads."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(maxsize=16)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout_s: float,
    ) -> Answer:
        """Send once."""
        answer = self._pool.request(
            method,
            url,
            headers=headers,
            body=body,
            timeout=timeout_s,
            retries=False,
            redirect=False,
        )
        return Answer(status=answer.status, headers=answer.headers, body=answer.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One gateway and one API key."""

    base_url: str
    api_key: str
    sender: Sender
    timeout_s: float
    """For one attempt."""
    patience_s: float
    """For all attempts of one call together."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        """Raises ValueError for an address over which the key would travel in the clear."""
        parts = urlsplit(self.base_url)
        if parts.scheme != "https" and (parts.scheme, parts.hostname in _AT_HOME) != ("http", True):
            raise ValueError("base_url must be https, or http on this machine")

    def __repr__(self) -> str:
        """Without the key."""
        return f"Wire({self.base_url!r})"

    def call(
        self,
        method: str,
        path: str,
        *,
        answers: Mapping[int, Any],
        parts: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """Ask until there is an answer that is final, and give it as `answers` says for its status.

        Every write goes under one key however often it is sent, so its effect is one.
        Raises: ProblemError, NoAnswerError, UnexpectedAnswerError.
        """
        headers = {"Authorization": f"Bearer {self.api_key}", "Accept": "application/json"}
        key = None if method == "GET" else idempotency_key or str(uuid4())
        if key is not None:
            headers["Idempotency-Key"] = key
        sent = None if body is None else json.dumps(encode(body)).encode()
        if sent is not None:
            headers["Content-Type"] = "application/json"
        url = self._url(path, parts or {}, query or {})
        answer = self._ask(method, url, headers, sent, key)
        if answer.status not in answers:
            raise problem_of(answer)
        return decode(answers[answer.status], json_of(answer))

    def _url(self, path: str, parts: Mapping[str, str], query: Mapping[str, Any]) -> str:
        filled = path.format(**{name: quote(value, safe="") for name, value in parts.items()})
        asked = {name: _word(value) for name, value in query.items() if value is not None}
        return self.base_url.rstrip("/") + filled + ("?" + urlencode(asked) if asked else "")

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, key: str | None
    ) -> Answer:
        ends_at = self.clock() + self.patience_s
        tried = 0
        while True:
            answer, failure = self._attempt(method, url, headers, body)
            if answer is not None and not _may_change(answer):
                return answer
            pause = _pause(answer, tried)
            tried += 1
            if self.clock() + pause > ends_at:
                if answer is not None:
                    return answer
                raise NoAnswerError(f"{method}: {failure}", idempotency_key=key) from failure
            self.sleep(pause)

    def _attempt(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer | None, Exception | None]:
        try:
            sent = self.sender.send(
                method, url, headers=headers, body=body, timeout_s=self.timeout_s
            )
        except (OSError, urllib3.exceptions.HTTPError) as failure:
            return None, failure
        return sent, None


def each(fetch: Callable[[str | None], P], entries: Callable[[P], tuple[E, ...]]) -> Iterator[E]:
    """The entries of every page of a list, a page at a time as they are needed."""
    cursor: str | None = None
    while True:
        page = fetch(cursor)
        yield from entries(page)
        cursor = getattr(page, "next_cursor")  # noqa: B009 - every page has it, no type says so
        if cursor is None:
            return


def problem_of(answer: Answer) -> ProblemError | UnexpectedAnswerError:
    """What an answer that is no success says."""
    if "problem+json" not in answer.headers.get("Content-Type", ""):
        return UnexpectedAnswerError(f"status {answer.status} is not the gateway's own answer")
    body = json_of(answer)
    if not isinstance(body, dict):
        return UnexpectedAnswerError(f"the problem of status {answer.status} is no object")
    code = str(body.get("type", "")).rpartition("/")[2]
    return PROBLEMS.get(code, ProblemError)(body, status=answer.status)


def json_of(answer: Answer) -> Any:
    """The body. Raises UnexpectedAnswerError if it is not JSON."""
    try:
        return json.loads(answer.body)
    except ValueError as error:
        raise UnexpectedAnswerError(f"the body of status {answer.status} is not JSON") from error


def _may_change(answer: Answer) -> bool:
    """Whether the same request may soon be answered otherwise."""
    if answer.status not in _AGAIN and answer.status != 409:
        return False
    problem = problem_of(answer)
    code = problem.code if isinstance(problem, ProblemError) else ""
    return code == _IN_FLIGHT if answer.status == 409 else code not in _FINAL


def _pause(answer: Answer | None, tried: int) -> float:
    """As the gateway says, else longer each time, with jitter so that callers spread."""
    told = "" if answer is None else answer.headers.get("Retry-After", "")
    if told.isdecimal():
        return float(told)
    longest = min(_LONGEST_PAUSE_S, 0.25 * float(2**tried))
    return random.uniform(0.5, 1.0) * longest  # noqa: S311 - spreads callers, guards nothing


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(encode(value))
