"""A line that answers from a script and remembers what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters.counterpoint.errors import CounterpointDialect
from adapters.outcomes import ambiguous, failure_of, leaves_doubt
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId

Answer = dict[str, Any] | tuple[int, dict[str, Any]] | bytes


@dataclass
class ScriptedLine:
    """Gives the answers of one operation in turn; the last one again and again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    sent: list[HttpRequest] = field(default_factory=list)
    connection_id: ConnectionId = field(default=ConnectionId("con_1"))
    call: Call = field(default_factory=lambda: Call.within(60))
    dialect: CounterpointDialect = field(default_factory=CounterpointDialect)

    def on(self, operation: str, *answers: Answer) -> ScriptedLine:
        """Script an operation; a dictionary is a success."""
        self.answers[operation] = list(answers)
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as scripted, failures as dialect and transport word them."""
        self.sent.append(request)
        scripted = self.answers[request.operation]
        response = self._response(scripted.pop(0) if len(scripted) > 1 else scripted[0])
        error = failure_of(self.dialect, request, response)
        if error is None:
            return response
        raise ambiguous(request, error) if leaves_doubt(request, response, error) else error

    def _response(self, answer: Answer) -> HttpResponse:
        if isinstance(answer, bytes):
            return HttpResponse(status=200, headers=self.headers, body=answer)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        whole = body if "ErrorCode" in body else {**body, "ErrorCode": "SUCCESS"}
        return HttpResponse(status=status, headers=self.headers, body=orjson.dumps(whole))

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Counterpoint streams nothing."""
        raise NotImplementedError

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [request.operation for request in self.sent]


def refusal(status: int, code: str) -> Answer:
    """A failure as the server words it."""
    return status, {"ErrorCode": code, "Message": "Customer Jordan Rivera not found"}
