"""Runs many probes beside each other and waits for none of them longer than it may take."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Final, TypeAlias

from sqlalchemy.exc import SQLAlchemyError

from app.ops.doctor.findings import Diagnosis, Finding, Severity, sorted_findings
from domain.errors import VoicetillError

HOUSE: Final = "house"
"""The subject of what belongs to no connection."""
PROBES_S: Final = 4.0
"""What has not answered after that counts as silent."""
_AT_ONCE: Final = 16

Look: TypeAlias = Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One look at something that may take its time."""

    check: str
    look: Look
    subject: str = HOUSE


def examine(probes: Sequence[Probe], *, within_s: float = PROBES_S) -> Diagnosis:
    """Run all of them, sixteen at once; what is late is told as a warning of its own.

    Threads are daemons: one that hangs in a network call keeps no command from ending.
    """
    began = monotonic()
    waiting: SimpleQueue[tuple[int, Probe]] = SimpleQueue()
    done: SimpleQueue[tuple[int, tuple[Finding, ...]]] = SimpleQueue()
    for numbered in enumerate(probes):
        waiting.put(numbered)
    for _ in range(min(_AT_ONCE, len(probes))):
        threading.Thread(target=_work, args=(waiting, done), daemon=True, name="doctor").start()
    answers = _collect(done, len(probes), began + within_s)
    found = [each for findings in answers.values() for each in findings]
    found += [_late(probe, within_s) for at, probe in enumerate(probes) if at not in answers]
    return Diagnosis(findings=sorted_findings(found), took_s=monotonic() - began)


def _work(
    waiting: SimpleQueue[tuple[int, Probe]], done: SimpleQueue[tuple[int, tuple[Finding, ...]]]
) -> None:
    while True:
        try:
            number, probe = waiting.get_nowait()
        except Empty:
            return
        done.put((number, _run(probe)))


def _run(probe: Probe) -> tuple[Finding, ...]:
    """A probe that fails is a finding: the others must still be told."""
    try:
        return tuple(probe.look())
    except (VoicetillError, SQLAlchemyError, OSError) as error:
        return (
            Finding(
                check=probe.check,
                severity=Severity.ERROR,
                subject=probe.subject,
                message=f"could not be looked at: {type(error).__name__}: {_first_line(error)}",
                remedy="mend what the message names, then run `voicetill doctor` again",
                page="docs/operations.md",
            ),
        )


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:200] if lines else ""


def _collect(
    done: SimpleQueue[tuple[int, tuple[Finding, ...]]], count: int, until: float
) -> dict[int, tuple[Finding, ...]]:
    answers: dict[int, tuple[Finding, ...]] = {}
    while len(answers) < count:
        try:
            number, findings = done.get(timeout=max(0.0, until - monotonic()))
        except Empty:
            break
        answers[number] = findings
    return answers


def _late(probe: Probe, within_s: float) -> Finding:
    return Finding(
        check=probe.check,
        severity=Severity.WARNING,
        subject=probe.subject,
        message=f"no answer within {within_s:g} s",
        remedy="look at the network and at how busy this machine is, then run it again",
        page="docs/operations.md",
    )
