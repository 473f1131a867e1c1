"""The way to a till in memory: counted, and broken in the ways a real line breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from domain.calls import Call
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RejectedError,
    UnavailableError,
)
from sandbox.kit.faults import Fault
from tests.contract.suite.sim import FixedToken
from tests.fakes.pos_shop import MemoryShop

T = TypeVar("T")

NAME = "memory"
_ATTEMPTS = 4
_PASSING = frozenset({"throttle", "drop", "truncate"})


@dataclass(frozen=True)
class MemoryLine:
    """Carries calls to the shop within one call's deadline; repeats what may be repeated."""

    shop: MemoryShop = field(repr=False)
    tokens: FixedToken = field(repr=False)
    call: Call

    def ask(self, operation: str, answer: Callable[[], T]) -> T:
        """What the shop answers to a read."""
        return self._carry(operation, answer, is_write=False)

    def do(self, operation: str, work: Callable[[], T], *, key: str) -> T:
        """What the shop answers to a write; the same key has one effect."""
        name = f"{operation}/{key}"

        def once() -> T:
            if name not in self.shop.done:
                self.shop.done[name] = work()
            done: T = self.shop.done[name]
            return done

        return self._carry(operation, once, is_write=True)

    def reject(self, operation: str, why: str, status: int = 400) -> NoReturn:
        """Refuse as the platform does."""
        raise RejectedError(why, platform=NAME, operation=operation, status=status)

    def spoiled(self, operation: str) -> Fault | None:
        """An order to spoil the answer in hand."""
        found = [one for one in self.shop.faults.listed() if one["kind"] == "spoil"]
        if not any(one["route"] == operation for one in found):
            return None
        return next(iter(self.shop.faults.take([operation])), None)

    def _carry(self, operation: str, work: Callable[[], T], *, is_write: bool) -> T:
        has_renewed = False
        for attempt in range(1, _ATTEMPTS + 1):
            error = self._attempt(operation)
            if error is None:
                return self._answered(operation, work, is_write=is_write)
            if isinstance(error, NotAuthorizedError) and error.status == 401 and not has_renewed:
                self.tokens.refresh(self.tokens.token, self.call)
                has_renewed = True
            elif not isinstance(error, UnavailableError) or attempt == _ATTEMPTS:
                raise error
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _attempt(self, operation: str) -> PlatformError | None:
        """Send once; the failure it meets on the way, if any."""
        about: dict[str, Any] = {"platform": NAME, "operation": operation}
        if self.call.deadline.is_past:
            raise UnavailableError("the deadline has passed", **about)
        self._record(operation)
        if self.shop.is_revoked:
            return NotAuthorizedError("revoked", status=401, **about)
        waiting = [one for one in self.shop.faults.listed() if one["route"] == operation]
        if not waiting or waiting[0]["kind"] in ("lose_answer", "cut", "spoil"):
            return None
        fault = next(iter(self.shop.faults.take([operation])), None)
        return self._failure(fault, about) if fault is not None else None

    def _failure(self, fault: Fault, about: dict[str, Any]) -> PlatformError | None:
        if fault.kind == "slow":
            late = fault.delay_ms / 1000 > self.call.deadline.remaining()
            return UnavailableError("too slow", **about) if late else None
        if fault.kind in _PASSING or (fault.kind == "fail" and fault.status >= 500):
            return UnavailableError(fault.kind, **about)
        if fault.kind == "repeat":
            return MalformedResponseError("the page names itself as the next one", **about)
        if fault.status in (401, 403):
            return NotAuthorizedError("refused", status=fault.status, **about)
        if fault.status == 200:
            return MalformedResponseError("not what is documented", status=200, **about)
        return RejectedError("refused", status=fault.status, **about)

    def _answered(self, operation: str, work: Callable[[], T], *, is_write: bool) -> T:
        faults = [one for one in self.shop.faults.listed() if one["route"] == operation]
        answer = work()
        if faults and faults[0]["kind"] in ("lose_answer", "cut"):
            self.shop.faults.take([operation])
            kind = AmbiguousOutcomeError if is_write else MalformedResponseError
            raise kind("the answer was lost or garbled", platform=NAME, operation=operation)
        return answer

    def _record(self, operation: str) -> None:
        headers = {"user-agent": "Voicetill (memory)", "authorization": self.tokens.token}
        self.shop.requests.append({"route": operation, "path": operation, "headers": headers})
