"""A line that answers from a script and remembers what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from adapters.outcomes import failure_of
from adapters.revel.errors import RevelDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId

Answer = dict[str, Any] | bytes | tuple[int, Any] | Callable[[HttpRequest], Any]


@dataclass
class ScriptedLine:
    """Gives the answers of one operation in turn; the last one again and again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    sent: list[HttpRequest] = field(default_factory=list)
    connection_id: ConnectionId = field(default=ConnectionId("con_1"))
    call: Call = field(default_factory=lambda: Call.within(60))
    dialect: RevelDialect = field(default_factory=RevelDialect)

    def on(self, operation: str, *answers: Answer) -> ScriptedLine:
        """Script an operation."""
        self.answers[operation] = list(answers)
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as scripted, failures as the transport reads them."""
        self.sent.append(request)
        scripted = self.answers[request.operation]
        answer = scripted.pop(0) if len(scripted) > 1 else scripted[0]
        found = answer(request) if callable(answer) else answer
        status, body = found if isinstance(found, tuple) else (200, found)
        response = HttpResponse(
            status=status,
            headers={"content-type": "application/json"},
            body=body if isinstance(body, bytes) else orjson.dumps(body),
        )
        error = failure_of(self.dialect, request, response)
        if error is not None:
            raise error
        return response

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Revel streams nothing."""
        raise NotImplementedError

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [request.operation for request in self.sent]


def listing(
    *rows: Any, offset: int = 0, limit: int = 200, total: int | None = None, more: int | None = None
) -> dict[str, Any]:
    """A page in Tastypie's envelope; `more` is where the next one begins."""
    link = None if more is None else f"/resources/X/?limit={limit}&offset={more}"
    meta = {
        "limit": limit,
        "offset": offset,
        "next": link,
        "previous": None,
        "total_count": len(rows) if total is None else total,
    }
    return {"meta": meta, "objects": list(rows)}


def data(*rows: Any) -> dict[str, Any]:
    """An answer of the web-order surface."""
    return {"status": "OK", "errorMsg": "", "data": list(rows)}


def product(number: int, **fields: Any) -> dict[str, Any]:
    """A usual product's row."""
    return {
        "id": number,
        "name": f"Product {number}",
        "price": 4.5,
        "sku": f"SKU-{number}",
        "category": "/products/ProductCategory/7/",
        "active": True,
        "establishment": "/enterprise/Establishment/1/",
        "attribute_parent": None,
        "attribute_type": 0,
        "updated_date": "2026-06-02T08:30:00",
        "resource_uri": f"/resources/Product/{number}/",
        **fields,
    }
