"""A process that has imported everything and forks one child per job; the children may die.

Reads one JSON job per line, answers each with one JSON line: how the child ended and what it
said before. Started as `python -m tests.integration.commerce.zygote`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from app.commerce.model import PlaceOrder, PrepareOrder, Shopper, Wish
from app.services import Services
from app.worker_assembly import build_worker
from config.logging import configure_logging
from domain.ids import CustomerId, IdempotencyKey, LocationId, OrderId, ProductSku
from domain.money import Money
from tests.integration.commerce.house import MERCHANT, MovableClock, build, new_call
from tests.integration.commerce.street import build_street

Job: TypeAlias = Mapping[str, Any]
PROJECT_ROOT = Path(__file__).resolve().parents[3]


# --- in the child --------------------------------------------------------------------------------


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _probe(job: Job, seen: list[str]) -> Any:
    def probe(moment: str) -> None:
        seen.append(moment)
        if moment == job.get("die_at"):
            _die()

    return probe


def _command(job: Job) -> PlaceOrder:
    agreed = job.get("agreed")
    return PlaceOrder(
        merchant_id=MERCHANT,
        order_id=OrderId(job["order_id"]),
        payment_token=job.get("token"),
        agreed_total=None if agreed is None else Money(agreed, "USD"),
    )


def _wish(job: Job) -> PrepareOrder:
    return PrepareOrder(
        merchant_id=MERCHANT,
        lines=(Wish(sku=ProductSku(job["sku"]), quantity=job["quantity"]),),
        shopper=Shopper(
            caller="jordan", name="Jordan Rivera", customer_id=CustomerId(job["customer_id"])
        ),
        channel="test",
        key=IdempotencyKey(job["key"]),
        location_id=LocationId(job["location_id"]),
    )


def _work(job: Job, services: Services) -> str:
    match job["do"]:
        case "place":
            return type(services.checkout.place(_command(job), new_call())).__name__
        case "authorize":
            return type(services.checkout.authorize(_command(job), new_call())).__name__
        case "cancel":
            order_id = OrderId(job["order_id"])
            canceled = services.checkout.cancel(
                MERCHANT, order_id, reason="changed my mind", call=new_call()
            )
            return type(canceled).__name__
        case "prepare":
            return type(services.checkout.prepare(_wish(job), new_call())).__name__
        case "recover":
            return str(recover(services))
    raise ValueError(job["do"])


def recover(services: Services) -> int:
    """What a worker does, until nothing is due; how often it found something."""
    loops = {loop.name: loop.work for loop in build_worker(services).loops}
    rounds = 0
    for _ in range(20):
        done = sum(loops[name]() for name in ("checkouts", "outbox", "holds"))
        rounds += done
        if not done:
            break
    return rounds


def _child(job: Job, answers: int) -> None:
    configure_logging("json", "critical")
    seen: list[str] = []
    clock = MovableClock(job.get("ahead_s", 0.0))
    builder = build_street if job.get("street") else build
    services = builder(job["env"], clock, probe=_probe(job, seen))
    outcome = _work(job, services)
    services.pool.shutdown(wait=True)
    os.write(answers, json.dumps({"outcome": outcome, "moments": seen}).encode())


# --- the process that forks ----------------------------------------------------------------------


def _fork(job: Job) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            _child(job, writing)
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(status), **(json.loads(said) if said else {})}


def main() -> None:
    """Serve jobs until the standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        job = json.loads(line)
        jobs = job if isinstance(job, list) else [job]
        sys.stderr.flush()
        print(json.dumps(_all(jobs)), file=answers, flush=True)


def _all(jobs: list[Job]) -> list[dict[str, Any]]:
    """One child after the other; several jobs at once go through children that do not wait."""
    if len(jobs) == 1:
        return [_fork(jobs[0])]
    ends = []
    for job in jobs:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.write(writing, json.dumps(_fork(job)).encode())
            os._exit(0)
        os.close(writing)
        ends.append((child, reading))
    results = []
    for child, reading in ends:
        with os.fdopen(reading, "rb") as pipe:
            results.append(json.loads(pipe.read()))
        os.waitpid(child, 0)
    return results


# --- in the test ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a child ended."""

    status: int
    """0: by itself; −9: killed."""
    outcome: str | None = None
    """The name of what it was told, if it lived."""
    moments: tuple[str, ...] = ()
    """What the saga told its probe."""

    @property
    def was_killed(self) -> bool:
        """Whether it died at its moment."""
        return self.status == -signal.SIGKILL


@dataclass(slots=True)
class Zygote:
    """Runs jobs in processes of their own."""

    process: subprocess.Popen[str]

    def run(self, **job: Any) -> Ended:
        """One job, in a fresh process."""
        return self.run_all([job])[0]

    def run_all(self, jobs: list[dict[str, Any]]) -> list[Ended]:
        """Several jobs, each in a process of its own, at the same time."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(jobs) + "\n")
        self.process.stdin.flush()
        answers = json.loads(self.process.stdout.readline())
        return [
            Ended(
                status=each["status"],
                outcome=each.get("outcome"),
                moments=tuple(each.get("moments", ())),
            )
            for each in answers
        ]


@contextmanager
def zygote() -> Iterator[Zygote]:
    """A zygote that ends with the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.commerce.zygote"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
    )
    with process:
        yield Zygote(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)


if __name__ == "__main__":
    main()
