"""Outgoing webhooks: a queue, worker threads, the vendor's retry gaps, and delivery mischief."""

from __future__ import annotations

import heapq
import itertools
import random
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import urllib3

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject

KEPT_DELIVERIES = 5000
REORDER_WINDOW_S = 0.5
_WORKERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """What goes wrong between the vendor and the receiver; changeable while running.

    `duplicate` = further copies of each delivery. `probability` (repeatable by `seed`) is the
    share of deliveries that `duplicate`, `drop` and `reorder` fall upon.
    """

    duplicate: int = 0
    delay_ms: int = 0
    reorder: bool = False
    drop: bool = False
    paused: bool = False
    probability: float = 1.0
    seed: int = 0

    def changed(self, body: JsonObject) -> Mischief:
        """A copy with the given fields changed. Raises: ValueError naming the field."""
        for name, value in body.items():
            if name not in self.__slots__:
                raise ValueError(f"unknown field {name!r}; known: {', '.join(self.__slots__)}")
            wanted = type(getattr(self, name))
            if name == "duplicate" and isinstance(value, bool):
                body = {**body, "duplicate": int(value)}
            elif wanted is float and type(value) is int:
                body = {**body, name: float(value)}
            elif type(value) is not wanted:
                raise ValueError(f"{name!r} must be a {wanted.__name__}")
        return replace(self, **body)

    def as_json(self) -> JsonObject:
        """The options as the control surface shows them."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One message to one receiver, with every attempt made so far."""

    id: str
    topic: str
    url: str
    body: bytes
    headers: dict[str, str]
    first_at: float
    due: float
    state: str = "waiting"
    """waiting, delivered, dropped, given_up"""
    retry_reason: str | None = None
    attempts: list[JsonObject] = field(default_factory=list)

    def as_json(self, *, with_body: bool = True) -> JsonObject:
        """The delivery as the control surface shows it."""
        shown: JsonObject = {
            "id": self.id,
            "topic": self.topic,
            "url": self.url,
            "state": self.state,
            "attempts": self.attempts,
        }
        if with_body:
            shown["headers"] = self.headers
            shown["body"] = self.body.decode("utf-8", "replace")
        return shown


RetryHeaders = Callable[[int, str, float], Mapping[str, str]]
"""(number of this retry from 1, reason, time of the first attempt) → headers to add.

Reasons: `http_timeout`, `http_error`, `ssl_error`, `other`.
"""


class Sender:
    """Delivers webhooks in the background until the receiver says 2xx or the gaps run out."""

    def __init__(
        self,
        *,
        clock: Clock,
        gaps_s: Sequence[float],
        retry_headers: RetryHeaders | None = None,
        factor: float = 1.0,
        timeout_s: float = 10.0,
    ) -> None:
        """`gaps_s` are the vendor's waits before each retry; `factor` scales them."""
        self._clock = clock
        self._gaps_s = tuple(gap * factor for gap in gaps_s)
        self._retry_headers = retry_headers
        self._timeout = urllib3.Timeout(timeout_s)
        self._pool = urllib3.PoolManager(num_pools=8, maxsize=_WORKERS, retries=False)
        self._wake = threading.Condition()
        self._queue: list[tuple[float, int, Delivery]] = []
        self._kept: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._order = itertools.count()
        self._in_flight = 0
        self._ended = False
        self._threads: list[threading.Thread] = []
        self._on_given_up: Callable[[Delivery], None] | None = None
        self.mischief = Mischief()
        self._dice = random.Random(0)

    def on_given_up(self, listener: Callable[[Delivery], None]) -> None:
        """Tell `listener` when the last retry has failed (vendors drop subscriptions then)."""
        self._on_given_up = listener

    def configure(self, body: JsonObject) -> Mischief:
        """Change the delivery options. Raises: ValueError."""
        with self._wake:
            self.mischief = self.mischief.changed(body)
            if "seed" in body:
                self._dice = random.Random(self.mischief.seed)
            self._wake.notify_all()
            return self.mischief

    def enqueue(
        self, *, id: str, topic: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Delivery:
        """Send `body` to `url` soon. The first delivery starts the worker threads."""
        with self._wake:
            now = self._clock.timestamp()
            hit = self.mischief.probability >= 1 or self._dice.random() < self.mischief.probability
            first = self._put(id, topic, url, body, headers, now, hit)
            for _ in range(self.mischief.duplicate if hit else 0):
                self._put(id, topic, url, body, headers, now, hit)
            self._start()
            self._wake.notify_all()
            return first

    def kick(self) -> None:
        """Look again at what is due (after the clock was advanced)."""
        with self._wake:
            self._wake.notify_all()

    def deliveries(self, *, with_body: bool = True) -> list[JsonObject]:
        """The newest deliveries, oldest first."""
        with self._wake:
            return [delivery.as_json(with_body=with_body) for delivery in self._kept]

    def waiting(self) -> int:
        """Deliveries queued or on their way."""
        with self._wake:
            return len(self._queue) + self._in_flight

    def clear(self) -> None:
        """Forget everything queued and recorded."""
        with self._wake:
            self._queue.clear()
            self._kept.clear()

    def stop(self) -> None:
        """End the worker threads; what is queued stays queued."""
        with self._wake:
            self._ended = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join(timeout=2)
        self._pool.clear()

    def dump(self) -> list[JsonObject]:
        """What is still to be delivered, for a snapshot."""
        with self._wake:
            return [
                {
                    "id": d.id,
                    "topic": d.topic,
                    "url": d.url,
                    "body": d.body.decode(),
                    "headers": d.headers,
                    "first_at": d.first_at,
                    "due": d.due,
                    "retry_reason": d.retry_reason,
                    "attempts": d.attempts,
                }
                for _, _, d in self._queue
            ]

    def load(self, saved: Sequence[Mapping[str, Any]]) -> None:
        """Take up deliveries that `dump` gave."""
        with self._wake:
            for entry in saved:
                delivery = Delivery(**{**entry, "body": entry["body"].encode()})
                self._kept.append(delivery)
                self._push(delivery)
            if self._queue:
                self._start()
                self._wake.notify_all()

    def _put(
        self,
        id: str,
        topic: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        now: float,
        hit: bool,
    ) -> Delivery:
        due = now + self.mischief.delay_ms / 1000
        if self.mischief.reorder and hit:
            due += self._dice.random() * REORDER_WINDOW_S
        delivery = Delivery(
            id=id, topic=topic, url=url, body=body, headers=dict(headers), first_at=now, due=due
        )
        self._kept.append(delivery)
        if self.mischief.drop and hit:
            delivery.state = "dropped"
        else:
            self._push(delivery)
        return delivery

    def _push(self, delivery: Delivery) -> None:
        heapq.heappush(self._queue, (delivery.due, next(self._order), delivery))

    def _start(self) -> None:
        while len(self._threads) < _WORKERS and not self._ended:
            name = f"webhooks-{len(self._threads)}"
            thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while (delivery := self._next()) is not None:
            try:
                self._attempt(delivery)
            finally:
                with self._wake:
                    self._in_flight -= 1
                    self._wake.notify_all()

    def _next(self) -> Delivery | None:
        with self._wake:
            while not self._ended:
                wait_s = 5.0
                if self._queue and not self.mischief.paused:
                    wait_s = self._queue[0][0] - self._clock.timestamp()
                    if wait_s <= 0:
                        self._in_flight += 1
                        return heapq.heappop(self._queue)[2]
                self._wake.wait(min(wait_s, 5.0))
            return None

    def _attempt(self, delivery: Delivery) -> None:
        number = len(delivery.attempts)
        headers = dict(delivery.headers)
        if self._retry_headers and number:
            reason = delivery.retry_reason or "other"
            headers.update(self._retry_headers(number, reason, delivery.first_at))
        status, problem = self._post(delivery, headers)
        with self._wake:
            at = rfc3339(self._clock.now())
            delivery.attempts.append({"at": at, "status": status, "problem": problem})
            if status is not None and 200 <= status < 300:
                delivery.state = "delivered"
            elif number < len(self._gaps_s):
                delivery.retry_reason = problem
                delivery.due = self._clock.timestamp() + self._gaps_s[number]
                self._push(delivery)
            else:
                delivery.state = "given_up"
        if delivery.state == "given_up" and self._on_given_up:
            self._on_given_up(delivery)

    def _post(self, delivery: Delivery, headers: dict[str, str]) -> tuple[int | None, str | None]:
        try:
            answer = self._pool.request(
                "POST",
                delivery.url,
                body=delivery.body,
                headers=headers,
                timeout=self._timeout,
                redirect=False,
            )
        except urllib3.exceptions.NewConnectionError:  # which counts as a timeout, being refused
            return None, "other"
        except urllib3.exceptions.TimeoutError:
            return None, "http_timeout"
        except urllib3.exceptions.SSLError:
            return None, "ssl_error"
        except urllib3.exceptions.HTTPError:
            return None, "other"
        return answer.status, None if 200 <= answer.status < 300 else "http_error"
