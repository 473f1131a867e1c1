"""The webhook sender: gaps, giving up, mischief, and what it takes over a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox.kit.clock import Clock
from sandbox.kit.server import serve
from sandbox.kit.webhooks import Delivery, Mischief, Sender


def eventually(claim: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 60
    while not (found := claim()):
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.005)
    return found


class Ear:
    """Hears deliveries; answers with one status."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.heard: list[bytes] = []
        self.running = serve(self._app)

    def _app(self, environ: Any, start_response: Any) -> list[bytes]:
        self.heard.append(environ["wsgi.input"].read())
        start_response(f"{self.status} -", [])
        return [b""]


@pytest.fixture
def ear() -> Iterator[Ear]:
    """A receiver."""
    made = Ear()
    yield made
    made.running.stop()


@pytest.fixture
def clock() -> Clock:
    """A clock to move."""
    return Clock()


@pytest.fixture
def sender(clock: Clock) -> Iterator[Sender]:
    """A sender that retries after an hour, then after two."""
    made = Sender(clock=clock, gaps_s=(3600, 7200))
    yield made
    made.stop()


def send(sender: Sender, ear: Ear, body: bytes = b"hello", name: str = "m1") -> Delivery:
    return sender.enqueue(id=name, topic="t", url=ear.running.url, body=body, headers={"a": "b"})


def test_a_delivery_arrives_once(sender: Sender, ear: Ear) -> None:
    send(sender, ear)
    eventually(lambda: sender.waiting() == 0)

    assert ear.heard == [b"hello"]
    assert sender.deliveries()[0]["state"] == "delivered"


def test_retries_wait_for_their_gaps_and_then_give_up(
    sender: Sender, ear: Ear, clock: Clock
) -> None:
    gone: list[Delivery] = []
    sender.on_given_up(gone.append)
    ear.status = 500
    delivery = send(sender, ear)
    eventually(lambda: len(delivery.attempts) == 1)
    for hours, attempts in ((1, 2), (2, 3)):
        clock.advance(hours * 3600 + 1)
        sender.kick()
        eventually(lambda wanted=attempts: len(delivery.attempts) == wanted)
    eventually(lambda: gone)

    assert delivery.state == "given_up"
    assert sender.waiting() == 0


def test_nobody_listening_is_a_failed_attempt(sender: Sender, ear: Ear) -> None:
    ear.running.stop()
    delivery = send(sender, ear)
    eventually(lambda: delivery.attempts)
    assert delivery.attempts[0]["status"] is None
    assert delivery.attempts[0]["problem"] == "other"


def test_reordering_and_delay_keep_every_message(sender: Sender, ear: Ear) -> None:
    sender.configure({"reorder": True, "delay_ms": 10, "seed": 3})
    for number in range(30):
        send(sender, ear, str(number).encode(), f"m{number}")
    eventually(lambda: len(ear.heard) == 30)

    assert sorted(map(int, ear.heard)) == list(range(30))
    assert list(map(int, ear.heard)) != list(range(30))


def test_waiting_deliveries_are_taken_over_a_restart(
    sender: Sender, ear: Ear, clock: Clock
) -> None:
    sender.configure({"paused": True})
    send(sender, ear)
    saved = sender.dump()
    again = Sender(clock=clock, gaps_s=())
    again.load(saved)
    eventually(lambda: ear.heard == [b"hello"])
    again.stop()


@pytest.mark.parametrize(
    "body", [{"duplicate": "yes"}, {"drop": 1}, {"unknown": True}, {"delay_ms": 1.5}], ids=str
)
def test_options_of_the_wrong_kind_are_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Mischief().changed(body)


def test_duplicate_may_be_a_number_or_just_true() -> None:
    assert Mischief().changed({"duplicate": True}).duplicate == 1
    assert Mischief().changed({"duplicate": 3, "probability": 1}).duplicate == 3
