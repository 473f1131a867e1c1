"""A line that answers from a script and remembers what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters.clover.client import CloverClient
from adapters.clover.errors import CloverDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId

Answer = Any
MERCHANT = "FXV5CNNWSAWN7"


@dataclass
class ScriptedLine:
    """Gives the answers of one operation in turn; the last one again and again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[HttpRequest] = field(default_factory=list)
    connection_id: ConnectionId = field(default=ConnectionId("con_1"))
    call: Call = field(default_factory=lambda: Call.within(60))
    dialect: CloverDialect = field(default_factory=CloverDialect)

    def on(self, operation: str, *answers: Answer) -> ScriptedLine:
        """Script an operation: JSON, raw bytes, or a status with either."""
        self.answers[operation] = list(answers)
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as scripted, failures as the dialect words them."""
        self.sent.append(request)
        scripted = self.answers[request.operation]
        answer = scripted.pop(0) if len(scripted) > 1 else scripted[0]
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        response = HttpResponse(status=status, headers={}, body=raw)
        error = self.dialect.failure(request, response)
        if error is not None:
            raise error
        return response

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Clover streams nothing."""
        raise NotImplementedError

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [request.operation for request in self.sent]

    @property
    def client(self) -> CloverClient:
        """A client on this line."""
        return CloverClient(self, MERCHANT)


def page(*rows: Any) -> Answer:
    """A list as Clover wraps it."""
    return {"elements": list(rows), "href": "http://x"}


def refusal(status: int, code: str, kind: str = "invalid_request_error") -> Answer:
    """An Ecommerce error body."""
    return status, {"message": f"{status}", "error": {"type": kind, "code": code, "message": "no"}}
