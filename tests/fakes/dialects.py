"""A platform's dialect for tests: plain HTTP statuses, budget told by headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.wire import BudgetReading, HttpRequest, HttpResponse, RatePolicy
from domain.calls import Call
from domain.errors import (
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

AMPLE = RatePolicy(per_s=100_000, burst=100_000, max_per_s=100_000)


@dataclass(frozen=True)
class PlainDialect:
    """Statuses mean what HTTP says; headers `x-cost`, `x-remaining`, … tell the budget."""

    platform: str = "plain"
    rate: RatePolicy = AMPLE
    version: str = "2026-01"

    def auth_headers(self, token: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {token}"}

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        status = response.status
        if status < 400:
            return None
        message = f"answered {status}"
        if status == 429:
            after = response.headers.get("retry-after")
            return RateLimitedError(
                message,
                platform=self.platform,
                operation=request.operation,
                status=status,
                retry_after=float(after) if after else None,
            )
        kinds: dict[int, type[PlatformError]] = {401: NotAuthorizedError, 423: UnavailableError}
        kind = kinds.get(status, UnavailableError if status >= 500 else RejectedError)
        return kind(message, platform=self.platform, operation=request.operation, status=status)

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        headers = response.headers
        if "x-remaining" not in headers:
            return None
        return BudgetReading(
            capacity=float(headers["x-capacity"]),
            remaining=float(headers["x-remaining"]),
            restore_per_s=float(headers["x-restore"]),
            cost=float(headers["x-cost"]) if "x-cost" in headers else None,
            throttled=response.status == 429,
        )

    def version_served(self, response: HttpResponse) -> str | None:
        return response.headers.get("x-version")


@dataclass
class CountedTokens:
    """A `TokenSource` whose tokens are numbered by refresh."""

    generation: int = 0
    refreshed: list[str] = field(default_factory=list)

    def access_token(self, call: Call) -> str:
        return f"token-{self.generation}"

    def refresh(self, stale: str, call: Call) -> str:
        self.refreshed.append(stale)
        self.generation += 1
        return f"token-{self.generation}"
