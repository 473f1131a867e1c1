"""A line that answers from a script and remembers what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters.lightspeed.errors import LightspeedDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId

Answer = dict[str, Any] | tuple[int, dict[str, Any]] | bytes


@dataclass
class ScriptedLine:
    """Gives the answers of one operation in turn; the last one again and again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[HttpRequest] = field(default_factory=list)
    connection_id: ConnectionId = field(default=ConnectionId("con_1"))
    call: Call = field(default_factory=lambda: Call.within(60))
    dialect: LightspeedDialect = field(default_factory=LightspeedDialect)

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
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        response = HttpResponse(status=status, headers={}, body=raw)
        error = self.dialect.failure(request, response)
        if error is not None:
            raise error
        return response

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Lightspeed streams nothing."""
        raise NotImplementedError

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [request.operation for request in self.sent]


def listed(entity: str, *records: dict[str, Any], following: str = "") -> dict[str, Any]:
    """A page as Lightspeed writes it: one record alone, none not at all."""
    found = {entity: records[0] if len(records) == 1 else list(records)} if records else {}
    return {"@attributes": {"next": following, "previous": ""}, **found}


def one(entity: str, record: dict[str, Any]) -> dict[str, Any]:
    """The answer to a single read or a write."""
    return {"@attributes": {"count": "1"}, entity: record}


def refusal(status: int, message: str, kind: str = "Exception") -> tuple[int, dict[str, Any]]:
    """An error body as Lightspeed words it."""
    body = {
        "httpCode": str(status),
        "httpMessage": "No",
        "message": message,
        "errorClass": kind,
    }
    return status, body
