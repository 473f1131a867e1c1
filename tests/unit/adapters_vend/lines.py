"""A line that answers from a script and remembers what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters.vend.errors import VendDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId

Answer = Any
"""A body; (status, body); bytes as they are."""


@dataclass
class ScriptedLine:
    """Gives the answers of one operation in turn; the last one again and again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[HttpRequest] = field(default_factory=list)
    connection_id: ConnectionId = field(default=ConnectionId("con_1"))
    call: Call = field(default_factory=lambda: Call.within(60))
    dialect: VendDialect = field(default_factory=VendDialect)

    def on(self, operation: str, *answers: Answer) -> ScriptedLine:
        """Script an operation."""
        self.answers[operation] = list(answers)
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as scripted, failures as the dialect words them."""
        self.sent.append(request)
        scripted = self.answers[request.operation]
        answer = scripted.pop(0) if len(scripted) > 1 else scripted[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        response = HttpResponse(status=status, headers={}, body=content)
        error = self.dialect.failure(request, response)
        if error is not None:
            raise error
        return response

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Vend streams nothing."""
        raise NotImplementedError

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [request.operation for request in self.sent]

    def body_of(self, operation: str) -> Mapping[str, Any]:
        """The JSON that was sent last for an operation."""
        request = [one for one in self.sent if one.operation == operation][-1]
        content: Mapping[str, Any] = orjson.loads(orjson.dumps(request.json))
        return content


def page(*records: Mapping[str, Any]) -> Answer:
    """A list's answer in its envelope."""
    versions = [one["version"] for one in records]
    bounds = {"min": min(versions, default=None), "max": max(versions, default=None)}
    return {"data": list(records), "version": bounds}


EMPTY: Answer = {"data": [], "version": {"min": None, "max": None}}
RETAILER: Answer = {
    "data": {
        "id": "r",
        "name": "Northwind",
        "domain_prefix": "northwind",
        "currency": {"code": "USD", "symbol": "$"},
        "tax_exclusive": True,
    }
}
