"""The smallest platform there is: counts what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.kit.app import Shop
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, ControlError, Options
from sandbox.kit.web import Answer, JsonObject, Request, json_answer
from sandbox.kit.webhooks import Sender


class Tiny:
    """A platform with one counter."""

    name = "tiny"

    def __init__(self) -> None:
        """Start at zero."""
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(clock=self.clock, gaps_s=(0.0, 0.0))
        self.revision = 0
        self.ticks = 0

    def labels(self, request: Request) -> Sequence[str]:
        """The first word of the path."""
        return [request.path.split("/")[1]]

    def handle(self, request: Request) -> Answer:
        """Count, and echo what was sent; fall over at `/bug`."""
        if request.path == "/bug":
            raise ZeroDivisionError
        self.revision += 1
        return json_answer({"count": self.revision, "echo": request.body.decode()})

    def throttle(self, _request: Request) -> Answer:
        """429."""
        return json_answer({"slow": "down"}, status=429)

    def failure(self, _request: Request, status: int) -> Answer:
        """A tiny error."""
        return json_answer({"failed": status}, status=status)

    def actions(self) -> Mapping[str, Action]:
        """One action that works and one that does not."""

        def refuse(_params: Mapping[str, str], _body: JsonObject) -> Any:
            raise ControlError("no such thing", status=404)

        return {"POST double": lambda _p, body: {"n": body["n"] * 2}, "GET gone/{id}": refuse}

    def tick(self) -> None:
        """Count the ticks."""
        self.ticks += 1

    def dump(self) -> JsonObject:
        """The counter."""
        return {"revision": self.revision}

    def load(self, state: JsonObject) -> None:
        """Take up the counter."""
        self.revision = state["revision"]

    def reset(self) -> None:
        """Back to zero."""
        self.revision = 0


def tiny_shop(options: Options | None = None) -> Shop:
    """A hosted Tiny."""
    return Shop(Tiny(), options or Options())
