"""EasyPost's trackers over HTTP: the API key as user name of Basic authentication (API v2)."""

from __future__ import annotations

import base64
from http import HTTPStatus
from typing import Any, Final

import orjson

from adapters.destinations import DestinationPolicy, origin_of, target_of
from adapters.easypost.parcels import NAME, parcel_of
from adapters.exchange import BrokenExchangeError, Exchanger, Outgoing, UnreadableAnswerError
from adapters.tls import tls_context
from adapters.wire import HttpResponse
from domain.calls import Deadline
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from domain.parcels import Parcel

BASE_URL: Final = "https://api.easypost.com"
_CONNECT_S, _READ_S = 3.0, 10.0
_MOST_BYTES: Final = 2 * 1024 * 1024


class EasyPost:
    """One merchant's account; thread-safe. Implements `domain.ports.carriers.CarrierPort`.

    Creating a tracker twice for one number and carrier gives the one there is (within three
    months), so a lost answer may simply be asked for again.
    """

    def __init__(self, exchanger: Exchanger, base_url: str, key: str, *, loopback: bool) -> None:
        """`loopback`: the account may be a stand-in on this machine."""
        self._exchanger = exchanger
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._policy = DestinationPolicy(allow_loopback=loopback)

    def track(self, number: str, carrier: str | None, deadline: Deadline) -> Parcel:
        """Follow a parcel from now on. Raises PlatformError."""
        wanted = {"tracking_code": number, **({"carrier": carrier} if carrier else {})}
        body = orjson.dumps({"tracker": wanted})
        return parcel_of(self._call("POST", "/v2/trackers", body, deadline, "track"))

    def parcel(self, tracker_id: str, deadline: Deadline) -> Parcel:
        """How a followed parcel stands. Raises PlatformError."""
        return parcel_of(self._call("GET", f"/v2/trackers/{tracker_id}", None, deadline, "parcel"))

    def _call(
        self, method: str, path: str, body: bytes | None, deadline: Deadline, operation: str
    ) -> Any:
        url = f"{self._base_url}{path}"
        proof = base64.b64encode(f"{self._key}:".encode()).decode()
        outgoing = Outgoing(
            method=method,
            origin=origin_of(url),
            target=target_of(url, {}),
            headers={
                "Authorization": f"Basic {proof}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "User-Agent": "Voicetill/0.1",
            },
            body=body,
        )
        try:
            answer = self._exchanger.exchange(outgoing, deadline=deadline, policy=self._policy)
        except (BrokenExchangeError, UnreadableAnswerError) as failure:
            raise UnavailableError(
                f"no answer: {failure}", platform=NAME, operation=operation
            ) from failure
        if not 200 <= answer.status < 300:
            raise _error_of(answer, operation)
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError as error:
            raise MalformedResponseError(
                "the answer is not JSON", platform=NAME, operation=operation
            ) from error


def new_exchanger() -> Exchanger:
    """The connections that all accounts of a process share."""
    return Exchanger(
        tls_context, connect_s=_CONNECT_S, read_s=_READ_S, max_body=_MOST_BYTES, max_line=0
    )


def _error_of(answer: HttpResponse, operation: str) -> PlatformError:
    status = answer.status
    code = _code_of(answer.body)
    told: dict[str, Any] = {
        "platform": NAME,
        "operation": operation,
        "status": status,
        "platform_code": code,
    }
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NotAuthorizedError("the API key is not taken; set another one", **told)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = answer.headers.get("retry-after", "")
        return RateLimitedError(
            "too many requests", retry_after=float(wait) if wait.isdecimal() else None, **told
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnavailableError(f"it answered {status}", **told)
    return RejectedError(f"it was refused ({code or status})", **told)


def _code_of(body: bytes) -> str | None:
    """`error.code` of an error's body, such as TRACKER.CREATE.ERROR."""
    try:
        code = orjson.loads(body)["error"]["code"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return str(code)[:80]
