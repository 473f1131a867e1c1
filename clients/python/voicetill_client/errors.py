"""What calls raise. Every problem the gateway answers with has a class in `problems`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class VoicetillError(Exception):
    """Root of everything this package raises."""


class NoAnswerError(VoicetillError):
    """No answer came in time, also not when the request was repeated.

    A write may have been done: repeat it under `idempotency_key`.
    """

    def __init__(self, message: str, *, idempotency_key: str | None) -> None:
        super().__init__(message)
        self.idempotency_key = idempotency_key
        """The key of the write; None: it was none."""


class UnexpectedAnswerError(VoicetillError):
    """The answer is none that the API document tells of, such as a proxy's own page."""


class WebhookRefusedError(VoicetillError):
    """A message to a webhook endpoint does not prove that it comes from the gateway, or is old."""


class ProblemError(VoicetillError):
    """The gateway's own no (RFC 9457); catch a subclass of `problems`, or branch on `code`."""

    code: ClassVar[str] = ""
    """The stable last part of `type`; empty for a problem younger than this package."""

    def __init__(self, body: Mapping[str, Any], *, status: int) -> None:
        super().__init__(str(body.get("detail") or body.get("title") or f"status {status}"))
        self.status = status
        """The HTTP status."""
        self.type = str(body.get("type", "about:blank"))
        """Address of the problem's readable page, relative to the gateway."""
        self.title = str(body.get("title", ""))
        """The problem in a few words."""
        self.correlation_id = str(body.get("correlation_id", ""))
        """What to tell the operator; the gateway's log lines bear it."""
        self.members: Mapping[str, Any] = dict(body)
        """The whole body, with what this kind of problem says beyond the usual."""
