"""A line that answers from a script and remembers what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters.toast.errors import ToastDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId

Answer = Any
"""A JSON value, (status, JSON value), raw bytes, or a function of the request giving one."""


@dataclass
class ScriptedLine:
    """Gives the answers of one operation in turn; the last one again and again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[HttpRequest] = field(default_factory=list)
    connection_id: ConnectionId = field(default=ConnectionId("con_1"))
    call: Call = field(default_factory=lambda: Call.within(60))
    dialect: ToastDialect = field(default_factory=ToastDialect)

    def on(self, operation: str, *answers: Answer) -> ScriptedLine:
        """Script an operation."""
        self.answers[operation] = list(answers)
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as scripted, failures as the dialect words them."""
        self.sent.append(request)
        scripted = self.answers[request.operation]
        answer = scripted.pop(0) if len(scripted) > 1 else scripted[0]
        if isinstance(answer, Callable):  # type: ignore[arg-type]
            answer = answer(request)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        response = HttpResponse(status=status, headers={}, body=content)
        error = self.dialect.failure(request, response)
        if error is not None:
            raise error
        return response

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Toast streams nothing."""
        raise NotImplementedError

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [request.operation for request in self.sent]


def refusal(status: int, message: str = "no", code: int = 10000) -> Answer:
    """An error body as Toast words it."""
    return status, {
        "status": status,
        "code": code,
        "message": message,
        "messageKey": None,
        "requestId": "11111111-2222-3333-4444-555555555555",
        "errors": [],
    }
