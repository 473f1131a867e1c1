"""A stand-in to start from: no webhooks, errors in one shape, nothing kept over a restart."""

from __future__ import annotations

import threading

from sandbox.kit.clock import Clock
from sandbox.kit.web import Answer, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender


class PlainPlatform:
    """What a small stand-in need not say; it adds name, labels, handle, actions, reset."""

    def __init__(self) -> None:
        """With a clock of its own."""
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(clock=self.clock, gaps_s=())
        self.revision = 0

    def throttle(self, request: Request) -> Answer:
        """Too fast."""
        return self.failure(request, 429)

    def failure(self, request: Request, status: int) -> Answer:
        """An error of that status."""
        told = {"error": f"{request.method} {request.path} ended with {status}"}
        return json_answer(told, status=status)

    def tick(self) -> None:
        """Nothing happens by itself."""

    def dump(self) -> JsonObject:
        """Nothing is kept."""
        return {}

    def load(self, state: JsonObject) -> None:
        """Nothing was kept."""
