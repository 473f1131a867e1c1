"""Refusals as Lightspeed words them.

Shape of recorded answers: `httpCode`, `httpMessage`, `message` and `errorClass`, sent as text/html.
An access token that does not work is answered in the OAuth server's own shape, as JSON.
"""

from __future__ import annotations

import orjson

from sandbox.kit.web import Answer, JsonObject, json_answer

_PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class Refusal(Exception):  # noqa: N818 (an answer, not a fault of ours)
    """A request that Lightspeed does not carry out."""

    def __init__(self, message: str, *, status: int = 400, kind: str = "Exception") -> None:
        """Keep what the answer says."""
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind

    def answer(self) -> Answer:
        """The refusal as it goes over the wire."""
        return refusal_answer(self.status, self.message, self.kind)


class TokenRefused(Refusal):
    """401: the access token is missing, over or revoked."""

    def __init__(self, hint: str) -> None:
        """`hint` says which."""
        super().__init__(hint, status=401)

    def answer(self) -> Answer:
        """The OAuth server's shape."""
        body = {
            "error": "access_denied",
            "error_description": "The resource owner or authorization server denied the request.",
            "hint": self.message,
        }
        return json_answer(body, status=401)


def refusal_answer(status: int, message: str, kind: str = "Exception") -> Answer:
    """An error of that status in the API's shape."""
    body: JsonObject = {
        "httpCode": str(status),
        "httpMessage": _PHRASES.get(status, "Error"),
        "message": message,
        "errorClass": kind,
    }
    headers = {"Content-Type": "text/html; charset=UTF-8"}
    return Answer(status=status, body=orjson.dumps(body), headers=headers)


def missing(what: str) -> Refusal:
    """404 for an id that does not exist."""
    return Refusal(f"{what} not found.", status=404, kind="NotFoundException")
