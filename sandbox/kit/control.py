"""The control surface under `/_sandbox/`: faults, statistics, recorded requests, the shop's books.

It stands beside the vendor's API, for tests, checkers and the start command.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from sandbox.kit.faults import Faults
from sandbox.kit.platform import Action, ControlError, Platform
from sandbox.kit.web import Answer, BadJsonError, JsonObject, Request, json_answer

PREFIX = "/_sandbox/"
KEPT_REQUESTS = 2000
KEPT_BYTES = 64 * 1024 * 1024


class Statistics:
    """Counts of what was called and how busy the shop was."""

    def __init__(self) -> None:
        """Start at zero."""
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._throttled = 0
        self._now = 0
        self._most = 0

    def enter(self, label: str) -> None:
        """A call has begun."""
        with self._lock:
            self._calls[label] += 1
            self._now += 1
            self._most = max(self._most, self._now)

    def leave(self, status: int, *, throttled: bool) -> None:
        """A call has ended; status 0 = no answer was given."""
        with self._lock:
            self._now -= 1
            self._statuses[str(status)] += 1
            self._throttled += throttled

    def as_json(self) -> JsonObject:
        """The counts as the control surface shows them."""
        with self._lock:
            return {
                "calls": dict(self._calls),
                "total": self._calls.total(),
                "statuses": dict(self._statuses),
                "throttled": self._throttled,
                "max_concurrency": self._most,
            }

    def clear(self) -> None:
        """Back to zero; calls under way still count as under way."""
        with self._lock:
            self._calls.clear()
            self._statuses.clear()
            self._throttled = 0
            self._most = self._now


class Recorder:
    """The last requests with their answers, at most 64 MB of them."""

    def __init__(self, keep: int = KEPT_REQUESTS) -> None:
        """Keep the last `keep` exchanges."""
        self._lock = threading.Lock()
        self._keep = keep
        self._bytes = 0
        self._kept: deque[tuple[int, str, Request, Answer | None]] = deque()
        self._numbers = itertools.count(1)

    def add(self, label: str, request: Request, answer: Answer | None) -> None:
        """Remember one exchange; no answer = the connection was closed instead."""
        with self._lock:
            self._kept.append((next(self._numbers), label, request, answer))
            self._bytes += _size(request, answer)
            while len(self._kept) > self._keep or self._bytes > KEPT_BYTES:
                _, _, oldest, given = self._kept.popleft()
                self._bytes -= _size(oldest, given)

    def listed(self, *, last: int, since: int = 0) -> list[JsonObject]:
        """The newest `last` exchanges numbered above `since`, oldest first."""
        with self._lock:
            newest = [entry for entry in self._kept if entry[0] > since][-last:]
        return [_exchange(*entry) for entry in newest]

    def last_answer(self, label: str) -> Answer | None:
        """The newest answer given on a route, if one is kept."""
        with self._lock:
            answers = (answer for _, kept, _, answer in reversed(self._kept) if kept == label)
            return next(answers, None)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


def _size(request: Request, answer: Answer | None) -> int:
    return len(request.body) + (len(answer.body) if answer else 0)


def _exchange(number: int, label: str, request: Request, answer: Answer | None) -> JsonObject:
    return {
        "number": number,
        "route": label,
        "method": request.method,
        "path": request.path,
        "query": request.query_string,
        "headers": request.headers,
        "body": request.body.decode("utf-8", "replace"),
        "status": answer.status if answer else None,
        "answer_headers": answer.headers if answer else None,
        "answer": answer.body.decode("utf-8", "replace") if answer else None,
    }


class Control:
    """Answers control calls; tests in the same process may use its parts directly."""

    def __init__(self, platform: Platform) -> None:
        """Control `platform`."""
        self.platform = platform
        self.faults = Faults()
        self.statistics = Statistics()
        self.recorder = Recorder()
        self._actions: dict[str, Action] = {
            "GET faults": lambda _params, _body: {"faults": self.faults.listed()},
            "POST faults": lambda _params, body: self.faults.add(body).as_json(),
            "DELETE faults": lambda _params, _body: {"removed": self.faults.remove()},
            "DELETE faults/{id}": self._remove_fault,
            "GET stats": lambda _params, _body: self._statistics(),
            "DELETE stats": lambda _params, _body: self.statistics.clear(),
            "GET requests": self._requests,
            "DELETE requests": lambda _params, _body: self.recorder.clear(),
            "GET webhooks": lambda _params, _body: platform.sender.mischief.as_json(),
            "POST webhooks": lambda _params, body: platform.sender.configure(body).as_json(),
            "GET deliveries": self._deliveries,
            "POST clock": self._advance,
            "GET clock": lambda _params, _body: {"now": platform.clock.now().isoformat()},
            "POST reset": lambda _params, _body: self._reset(),
            "GET controls": lambda _params, _body: {"controls": sorted(self._actions)},
        }
        self._actions.update(platform.actions())

    def handle(self, request: Request) -> Answer:
        """Answer a request whose path starts with `/_sandbox/`."""
        found = self._find(request)
        if found is None:
            known = sorted(self._actions)
            return json_answer({"error": "no such control", "known": known}, status=404)
        action, params = found
        try:
            with self.platform.lock:
                result = action(params, request.json())
        except ControlError as error:
            return json_answer({"error": str(error)}, status=error.status)
        except (ValueError, BadJsonError) as error:
            return json_answer({"error": str(error)}, status=400)
        return json_answer({} if result is None else result)

    def call(self, name: str, body: JsonObject | None = None) -> Any:
        """Run a control from the same process, e.g. `call("POST sell", {...})`.

        Raises: ControlError, ValueError.
        """
        method, _, noun = name.partition(" ")
        found = self._find(Request(method=method, path=PREFIX + noun))
        if found is None:
            raise ControlError(f"no such control: {name}", status=404)
        with self.platform.lock:
            return found[0](found[1], body or {})

    def _find(self, request: Request) -> tuple[Action, Mapping[str, str]] | None:
        noun, _, rest = request.path.removeprefix(PREFIX).strip("/").partition("/")
        if rest:
            action = self._actions.get(f"{request.method} {noun}/{{id}}")
            return (action, {**request.query, "id": rest}) if action else None
        action = self._actions.get(f"{request.method} {noun}")
        return (action, request.query) if action else None

    def _remove_fault(self, params: Mapping[str, str], _body: JsonObject) -> JsonObject:
        if not self.faults.remove(params["id"]):
            raise ControlError("no such fault", status=404)
        return {"removed": 1}

    def _statistics(self) -> JsonObject:
        return {**self.statistics.as_json(), "webhooks_waiting": self.platform.sender.waiting()}

    def _requests(self, params: Mapping[str, str], _body: JsonObject) -> JsonObject:
        last = int(params.get("last", KEPT_REQUESTS))
        since = int(params.get("since", 0))
        return {"requests": self.recorder.listed(last=last, since=since)}

    def _deliveries(self, params: Mapping[str, str], _body: JsonObject) -> JsonObject:
        kept = self.platform.sender.deliveries(with_body=params.get("body", "1") != "0")
        return {"deliveries": kept, "waiting": self.platform.sender.waiting()}

    def _advance(self, _params: Mapping[str, str], body: JsonObject) -> JsonObject:
        seconds = body.get("advance_s")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ControlError("advance_s must be a number of seconds")
        self.platform.clock.advance(seconds)
        self.platform.tick()
        self.platform.sender.kick()
        return {"now": self.platform.clock.now().isoformat()}

    def _reset(self) -> None:
        self.faults.remove()
        self.statistics.clear()
        self.recorder.clear()
        self.platform.sender.clear()
        self.platform.reset()
