"""Idempotency-Key on writes: the same key and request give the same answer, once done.

The key's answer is stored after the effect. If the process dies in between, the claim is taken
over later, and commerce, which gets a key derived from this one, finds the effect it already had.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import wraps

import orjson
from flask import Response, request

from app.api import problem_types as types
from app.api.access import Caller
from app.api.guards import json_body
from app.api.problems import ProblemError, problem_of
from app.api.services import Claim, StoredAnswer, services
from domain.errors import DomainError
from domain.ids import IdempotencyKey, MerchantId

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_KEPT_HEADERS = ("Content-Type", "Location")
_NOT_FINAL = frozenset({202, 429})

View = Callable[..., Response]


def idempotent(view: View) -> View:
    """Let the view answer once per key; a caller that repeats itself gets the first answer."""

    @wraps(view)
    def answered_once(caller: Caller, *args: object, **path: object) -> Response:
        key = _given_key()
        answers = services().rest.answers
        prints = services().rest.fingerprints.of(_meaning())
        begun = answers.begin(caller.merchant_id, key, prints, now=services().clock.now())
        if isinstance(begun, StoredAnswer):
            return _replayed(begun)
        named = replace(caller, key=commerce_key(caller.merchant_id, key))
        return _answer(begun, lambda: view(named, *args, **path))

    return answered_once


def commerce_key(merchant_id: MerchantId, key: str) -> IdempotencyKey:
    """The name commerce knows the intention by, bound to this write's address."""
    text = f"{merchant_id}\0{request.method} {request.path}\0{key}"
    return IdempotencyKey(f"rest-{hashlib.sha256(text.encode()).hexdigest()[:32]}")


def _answer(claim: Claim, view: Callable[[], Response]) -> Response:
    """Run the view; keep a final answer, let the key go in every other case."""
    answers = services().rest.answers
    with ExitStack() as undo:
        undo.callback(answers.abandon, claim)
        try:
            response = view()
        except DomainError as error:
            response = problem_of(error)
        if response.status_code >= 500 or response.status_code in _NOT_FINAL:
            return response
        undo.pop_all()
    answers.finish(claim, _stored(response))
    return response


def _given_key() -> str:
    key = request.headers.get(HEADER, "")
    if not _KEY.fullmatch(key):
        unfit = "The key must be 1 to 200 visible ASCII characters without spaces." if key else ""
        raise ProblemError(types.IDEMPOTENCY_KEY_MISSING, unfit)
    return key


def _meaning() -> bytes:
    """The same for requests that mean the same: method, address and the body's values."""
    body = orjson.dumps(json_body(), option=orjson.OPT_SORT_KEYS)
    address = f"{request.method} {request.path}?".encode() + request.query_string
    return address + b"\0" + body


def _stored(response: Response) -> StoredAnswer:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return StoredAnswer(
        status=response.status_code, headers=headers, body=bytes(response.get_data())
    )


def _replayed(answer: StoredAnswer) -> Response:
    response = Response(answer.body, status=answer.status, headers=dict(answer.headers))
    response.headers[REPLAYED] = "true"
    return response
