"""A hosted shop: one platform behind WSGI, with latency, faults, recording, control and state."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterable
from dataclasses import replace
from types import TracebackType
from typing import Self
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson

from sandbox.kit.changes import changed
from sandbox.kit.control import PREFIX, Control
from sandbox.kit.faults import CHANGING, EDGE, Fault
from sandbox.kit.page_boundaries import lost_at_edges
from sandbox.kit.platform import Gated, Options, Platform
from sandbox.kit.server import Wire
from sandbox.kit.state import Snapshots, read_snapshot
from sandbox.kit.web import Answer, Request, json_answer

_TICK_S = 0.25


class Shop:
    """A WSGI application around a platform; call `close()` at the end to save the state."""

    def __init__(self, platform: Platform, options: Options) -> None:
        """Take up the saved state, if any, and start the background threads."""
        self.platform = platform
        self.options = options
        self.control = Control(platform)
        self._snapshots: Snapshots | None = None
        if options.state_file is not None:
            saved = read_snapshot(options.state_file)
            if saved is not None:
                platform.load(saved)
            self._snapshots = Snapshots(
                options.state_file, dump=self._dump, revision=lambda: platform.revision
            )
            self._snapshots.start()
        self._ended = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="ticker", daemon=True)
        self._ticker.start()

    def __enter__(self) -> Self:
        """Use as a context: closed at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Stop the background threads and save the state."""
        self._ended.set()
        self._ticker.join(timeout=2)
        self.platform.sender.stop()
        if self._snapshots is not None:
            self._snapshots.stop()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one WSGI request."""
        request = read_request(environ)
        wire = environ.get("sandbox.wire") or Wire()
        if request.path.startswith(PREFIX):
            answer = self.control.handle(request)
        else:
            answer = self._answer(request, wire)
        start_response(str(answer.status) + " -", list(answer.headers.items()))
        return [answer.body]

    def _answer(self, request: Request, wire: Wire) -> Answer:
        labels = [*self.platform.labels(request), f"{request.method} {request.path}"]
        label = labels[0]
        self.control.statistics.enter(label)
        answer = self._gated(request, wire, labels)
        given = answer if wire.mode != "close" else None
        self.control.recorder.add(label, request, given)
        status = given.status if given else 0
        self.control.statistics.leave(status, throttled=answer.throttled)
        return answer

    def _gated(self, request: Request, wire: Wire, labels: list[str]) -> Answer:
        """Let the platform count calls in flight, where it does."""
        gate = self.platform if isinstance(self.platform, Gated) else None
        refused = gate.admit(request) if gate is not None else None
        if refused is not None:
            return replace(refused, throttled=True)
        try:
            if self.options.latency_ms:
                time.sleep(self.options.latency_ms / 1000)
            faults = self.control.faults.take(labels)
            return self._with_faults(request, wire, faults, labels[0])
        finally:
            if gate is not None:
                gate.release(request)

    def _with_faults(self, request: Request, wire: Wire, faults: list[Fault], label: str) -> Answer:
        for fault in faults:
            if fault.kind == "slow":
                time.sleep(fault.delay_ms / 1000)
            elif fault.kind == "drop":
                wire.mode = "close"
                return Answer(status=503)
            elif fault.kind == "fail":
                return self._failed(request, fault)
            elif fault.kind == "throttle":
                return replace(self.platform.throttle(request), throttled=True)
            elif fault.kind in CHANGING:
                before = self.control.recorder.last_answer(label)
                return changed(self._handled(request), fault, before)
            elif fault.kind == EDGE:
                return lost_at_edges(self._handled(request), fault.body, fault.walks, request)
            else:
                wire.mode = "close" if fault.kind == "lose_answer" else fault.kind
                wire.delay_s = fault.delay_ms / 1000
        return self._handled(request)

    def _handled(self, request: Request) -> Answer:
        try:
            with self.platform.lock:
                return self.platform.handle(request)
        except Exception:  # noqa: BLE001 (last handler: a bug of ours must not look like a drop)
            traceback.print_exc()
            return self.platform.failure(request, 500)

    def _failed(self, request: Request, fault: Fault) -> Answer:
        if fault.body is None:
            return self.platform.failure(request, fault.status)
        if isinstance(fault.body, str):
            return Answer(status=fault.status, body=fault.body.encode())
        return json_answer(fault.body, status=fault.status)

    def _dump(self) -> bytes:
        with self.platform.lock:
            return orjson.dumps(self.platform.dump(), option=orjson.OPT_NON_STR_KEYS)

    def _tick(self) -> None:
        while not self._ended.wait(_TICK_S):
            with self.platform.lock:
                self.platform.tick()


def read_request(environ: WSGIEnvironment) -> Request:
    """The request that a WSGI environment describes, its body read whole."""
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace"),
        query_string=environ.get("QUERY_STRING", ""),
        headers=headers,
        body=environ["wsgi.input"].read(length) if length else b"",
    )
