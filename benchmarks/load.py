"""A small load client: prebuilt requests over kept-alive sockets, closed loop or open loop.

It parses no more of an answer than its status, its length and its `Server-Timing`, so that the
client's own cost stays far below what is measured.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_POS = re.compile(rb"pos;dur=([\d.]+)")


@dataclass(slots=True)
class Answer:
    """One answered request."""

    status: int
    wall_ms: float
    pos_ms: float
    body: bytes
    number: int = 0
    """Which request of an open loop it answers, counted from 0."""

    @property
    def own_ms(self) -> float:
        """The wait without what the platform took of it."""
        return self.wall_ms - self.pos_ms


@dataclass(slots=True)
class Load:
    """What a run of requests came to."""

    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0
    began: float = 0.0
    """When an open loop sent its first request, by `time.perf_counter`."""

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float, *, without_pos: bool = False) -> float:
        """A quantile of the waiting times in milliseconds."""
        times = sorted(a.own_ms if without_pos else a.wall_ms for a in self.answers)
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0

    def failures(self) -> int:
        """Answers that were no 2xx."""
        return sum(not 200 <= answer.status < 300 for answer in self.answers)


def request_bytes(
    path: str, headers: dict[str, str], body: bytes, *, method: str = "POST"
) -> bytes:
    """A whole request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """Send one request and wait for the whole answer."""
        started = time.perf_counter()
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        length = int(found.group(1)) if found else 0
        while len(body) < length:
            body += self._more()
        pos = _POS.search(head)
        return Answer(
            status=int(head[9:12]),
            wall_ms=(time.perf_counter() - started) * 1000,
            pos_ms=float(pos.group(1)) if pos else 0.0,
            body=body,
        )

    def _more(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def closed_loop(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Every connection asks its share, the next as soon as the last is answered."""
    shares = [requests[start::connections] for start in range(connections)]
    results: list[list[Answer]] = [[] for _ in shares]
    barrier = threading.Barrier(connections + 1)

    def work(number: int) -> None:
        line = Connection(port)
        barrier.wait()
        for request in shares[number]:
            results[number].append(line.ask(request))
        line.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    barrier.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return Load(answers=[a for part in results for a in part], seconds=seconds)


def open_loop(port: int, requests: Sequence[bytes], per_second: float, connections: int) -> Load:
    """Requests leave at their time, whether or not earlier ones are answered.

    A request that has to wait for a free connection is counted with its waiting.
    """
    lock = threading.Lock()
    started = time.perf_counter()
    load = Load(began=started)
    following = iter(enumerate(requests))

    def work() -> None:
        line = Connection(port)
        while True:
            with lock:
                turn = next(following, None)
            if turn is None:
                break
            number, request = turn
            due = started + number / per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            answer = line.ask(request)
            answer.wall_ms = (time.perf_counter() - due) * 1000
            answer.number = number
            with lock:
                load.answers.append(answer)
        line.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - started
    return load
