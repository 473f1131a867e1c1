"""A line that answers from a script and remembers what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters.square.errors import SquareDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId

Answer = dict[str, Any] | tuple[int, dict[str, Any]]


@dataclass
class ScriptedLine:
    """Gives the answers of one operation in turn; the last one again and again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[HttpRequest] = field(default_factory=list)
    connection_id: ConnectionId = field(default=ConnectionId("con_1"))
    call: Call = field(default_factory=lambda: Call.within(60))
    dialect: SquareDialect = field(default_factory=SquareDialect)

    def on(self, operation: str, *answers: Answer) -> ScriptedLine:
        """Script an operation."""
        self.answers[operation] = list(answers)
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as scripted, failures as the dialect words them."""
        self.sent.append(request)
        scripted = self.answers[request.operation]
        answer = scripted.pop(0) if len(scripted) > 1 else scripted[0]
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        response = HttpResponse(
            status=status,
            headers={"square-version": "2026-09-16", "content-type": "application/json"},
            body=orjson.dumps(body),
        )
        error = self.dialect.failure(request, response)
        if error is not None:
            raise error
        return response

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Square streams nothing."""
        raise NotImplementedError

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [request.operation for request in self.sent]


def refusal(status: int, code: str, category: str = "INVALID_REQUEST_ERROR") -> Answer:
    """An error body as Square words it."""
    return status, {"errors": [{"category": category, "code": code, "detail": "no"}]}
