"""Walks a platform's listings again and again over answers that were recorded once, one of them
changed in one place: what a record with an odd field costs, without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from adapters.transport import Transport, TransportConfig
from adapters.wire import HttpRequest, HttpResponse, Line
from domain.ports.pos import Page
from sandbox.kit.server import serve
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import PosSim

Key = tuple[str, ...]
Path = tuple[str | int, ...]
SEED = 40
"""Variants in the stand-in: a few products, so that one can be lost and the others seen."""
LEAST = {"toast": 60}
"""Toast's suite counts a dish that a smaller restaurant does not serve."""


@dataclass
class Tape:
    """What each request was answered, and which answer is changed now."""

    answers: dict[Key, HttpResponse] = field(default_factory=dict)
    changed: dict[Key, bytes] = field(default_factory=dict)

    def answer(self, line: Line, request: HttpRequest) -> HttpResponse:
        """As recorded; asked of the platform the first time only."""
        body = b"" if request.json is None else orjson.dumps(request.json)
        params = repr(sorted(request.params.items()))
        key = (request.method, request.service, request.path, params, body.decode())
        if key not in self.answers:
            self.answers[key] = line.send(request)
        return replace(self.answers[key], body=self.changed.get(key, self.answers[key].body))


@dataclass(frozen=True)
class TapedLine:
    """A line behind a tape."""

    line: Line
    tape: Tape

    @property
    def connection_id(self) -> Any:
        """The line's."""
        return self.line.connection_id

    @property
    def call(self) -> Any:
        """The line's."""
        return self.line.call

    def send(self, request: HttpRequest) -> HttpResponse:
        """From the tape."""
        return self.tape.answer(self.line, request)

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        """Past the tape."""
        return self.line.stream_lines(request)


@dataclass(frozen=True)
class TapedTransport:
    """Opens taped lines."""

    transport: Transport
    tape: Tape

    def line(self, *args: Any, **options: Any) -> TapedLine:
        """A line behind the tape."""
        return TapedLine(self.transport.line(*args, **options), self.tape)


@dataclass(frozen=True)
class Replay:
    """One platform's adapter over a tape."""

    sim: PosSim
    tape: Tape

    def walk(self, listing: str) -> list[Page[Any]]:
        """Every page of a listing, as the tape tells it now. Raises what the adapter raises."""
        return list(getattr(self.sim.reopen(), listing)())

    def with_answer(self, listing: str, key: Key, body: bytes) -> list[Page[Any]]:
        """The listing, with another body in one answer."""
        self.tape.changed = {key: body}
        try:
            return self.walk(listing)
        finally:
            self.tape.changed = {}


@contextmanager
def replay_of(stage: Stage) -> Iterator[Replay]:
    """The platform's stage, small, on a tape."""
    assert stage.create_shop is not None
    seed = LEAST.get(stage.platform.name, SEED)
    transport, tape = Transport(TransportConfig()), Tape()
    with stage.create_shop(replace(stage.options, seed_variants=seed)) as shop:
        running = serve(shop)
        yield Replay(stage.connect(TapedTransport(transport, tape), running.url), tape)
        running.stop()
    transport.close()


def record_fields(body: Any, at: Path = ()) -> Iterator[Path]:
    """The path of each field of the first record of each list in an answer, and of its first
    parts; what stands around the lists is the frame."""
    if isinstance(body, dict):
        for name, value in body.items():
            if 0 in at:
                yield (*at, name)
            yield from record_fields(value, (*at, name))
    elif isinstance(body, list) and body:
        yield from record_fields(body[0], (*at, 0))


def frame_fields(body: Any, at: Path = ()) -> Iterator[Path]:
    """The path of each part of an answer outside the records."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield (*at, name)
            yield from frame_fields(value, (*at, name))


def spoiled(body: bytes, at: Path, how: str, value: Any) -> bytes:
    """The answer with one field gone (`missing`) or worth something else."""
    content = orjson.loads(body)
    part = content
    for step in at[:-1]:
        part = part[step]
    if how == "missing":
        del part[at[-1]]
    else:
        part[at[-1]] = value
    return orjson.dumps(content)


def ids_of(pages: Sequence[Page[Any]]) -> list[Any]:
    """What identifies each record of a listing."""
    return [
        getattr(one, "platform_id", None) or (one.inventory_platform_id, one.location_platform_id)
        for page in pages
        for one in page.records
    ]
