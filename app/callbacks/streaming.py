"""Answers that begin before they are known: for channels whose shoppers would wait in silence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import replace
from typing import Protocol

from app.voice.channels.port import Answer, Channel, Scene, Streamed
from app.voice.reply import Reply
from app.voice.turn import Turn


class StreamedChannel(Channel, Streamed, Protocol):
    """A channel that may be answered piece by piece."""


def begun(work: Callable[[], Reply]) -> Future[Reply]:
    """The work, going on in a thread of its own with the request's log fields.

    The turn's own deadline bounds it. What it raises is raised to whoever asks for its result.
    """
    context, done = copy_context(), Future[Reply]()

    def carry_out() -> None:
        try:
            done.set_result(context.run(work))
        except Exception as error:  # noqa: BLE001 - handed on to whoever waits
            done.set_exception(error)

    threading.Thread(target=carry_out, name="streamed-turn", daemon=True).start()
    return done


def streamed(
    spoken: StreamedChannel, turn: Turn, work: Future[Reply], scene: Scene, *, after_s: float
) -> Answer:
    """The whole answer if it is there within `after_s` seconds, else piece by piece: that it takes
    a moment, and the rest once it is known."""
    try:
        reply = work.result(after_s)
    except TimeoutError:
        opening = spoken.opening(turn, scene.incoming)

        def pieces() -> Iterator[bytes]:
            yield from _pieces(opening)
            rest = spoken.render((turn,), (work.result(),), replace(scene, opened=True))
            yield from _pieces(rest)

        return replace(opening, body=pieces())
    return spoken.render((turn,), (reply,), scene)


def _pieces(answer: Answer) -> Iterator[bytes]:
    return iter((answer.body,) if isinstance(answer.body, bytes) else answer.body)
