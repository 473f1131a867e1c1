"""The arithmetic of one rate budget: a token bucket that learns, in Python and, alike, in Lua.

Both take and settle in the same way; the tests run the same cases through both.
"""

from __future__ import annotations

from dataclasses import dataclass

from adapters.shared_state import Script
from adapters.wire import BudgetReading, RatePolicy
from domain.calls import Lane

RESERVE = {Lane.LIVE: 0.0, Lane.REFETCH: 0.15, Lane.BACKFILL: 0.4}
"""The part of the bucket a lane must leave untouched for the lanes above it."""
JITTER_S = 0.25
"""Calls reach the platform closer together than they left: keep that much restore in hand."""
RISE_PER_S = 0.1
"""How fast an adaptive rate grows while it is in use, in units per second each second."""
SLOWEST_PER_S = 0.5
HALVE_EVERY_S = 1.0
"""A burst of throttled answers is one signal."""


@dataclass(slots=True, kw_only=True)
class Bucket:
    """A token bucket in one process. Not thread-safe; times are seconds of one monotonic clock."""

    level: float
    per_s: float
    burst: float
    at: float
    blocked_until: float = 0.0
    halved_at: float = -HALVE_EVERY_S
    outstanding: float = 0.0
    """Units granted to requests whose answers have not been settled yet."""

    def take(
        self,
        cost: float,
        lane: Lane,
        policy: RatePolicy,
        *,
        now: float,
        patience_s: float = 0.0,
    ) -> tuple[float, bool]:
        """The seconds to wait, and whether the units are taken (then they are there after it).

        Units that are not there yet are booked in advance where `patience_s` allows the wait:
        who came first is served first, and asks once. Otherwise ask again after the wait.
        """
        idle = self._refill(now)
        if policy.adaptive and now >= self.blocked_until:
            rise = RISE_PER_S * min(idle, 2.0)
            self.per_s = max(self.per_s, min(policy.max_per_s, self.per_s + rise))
        if now < self.blocked_until:
            return self.blocked_until - now, False
        floor = self.burst * RESERVE[lane]
        if not policy.adaptive:
            floor += min(self.burst * 0.05, self.per_s * JITTER_S)
        need = min(cost + floor, self.burst)
        wait = max((need - self.level) / self.per_s, 0.001) if self.level < need else 0.0
        if wait > patience_s:
            return wait, False
        self.level -= cost
        self.outstanding = cost + (self.outstanding if idle < 60 else 0.0)
        return wait, True

    def blocked_for(self, now: float) -> float:
        """Seconds for which the platform has asked us to stay away."""
        return max(0.0, self.blocked_until - now)

    def settle(
        self, taken: float, reading: BudgetReading | None, policy: RatePolicy, *, now: float
    ) -> None:
        """Correct the bucket by what an answer told; None when it told nothing."""
        self._refill(now)
        self.outstanding = max(0.0, self.outstanding - taken)
        if reading is None:
            return
        if not policy.adaptive:
            self.burst = reading.capacity or self.burst
            self.per_s = reading.restore_per_s or self.per_s
        if reading.throttled:
            self._throttle(taken, reading, policy, now)
        elif reading.cost is not None:
            self.level = min(self.burst, self.level + taken - reading.cost)
        if reading.remaining is not None:
            self._believe(reading.remaining)

    def _refill(self, now: float) -> float:
        idle = max(0.0, now - self.at)
        self.level = min(self.burst, self.level + idle * self.per_s)
        self.at = max(self.at, now)
        return idle

    def _throttle(
        self, taken: float, reading: BudgetReading, policy: RatePolicy, now: float
    ) -> None:
        self.level = min(self.level + taken, 0.0)  # nothing was executed, nothing is left
        if reading.retry_after_s is not None:
            self.blocked_until = max(self.blocked_until, now + reading.retry_after_s)
        if policy.adaptive and now - self.halved_at >= HALVE_EVERY_S:
            self.per_s = max(SLOWEST_PER_S, self.per_s / 2)
            self.halved_at = now

    def _believe(self, remaining: float) -> None:
        """Lower at once, rise in steps: answers overtake each other, and late ones tell more."""
        others = remaining - self.outstanding
        if others < self.level:
            self.level = others
        elif self.outstanding == 0:
            self.level += (others - self.level) * 0.1


_PRELUDE = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
local h = redis.call('HMGET', KEYS[1], 'level', 'per_s', 'burst', 'at', 'blocked', 'halved', 'out')
local per_s = tonumber(h[2]) or tonumber(ARGV[1])
local burst = tonumber(h[3]) or tonumber(ARGV[2])
local adaptive, max_per_s = ARGV[3] == '1', tonumber(ARGV[4])
local level = tonumber(h[1]) or burst
local at = tonumber(h[4]) or now
local blocked = tonumber(h[5]) or 0
local halved = tonumber(h[6]) or 0
local out = tonumber(h[7]) or 0
local idle = math.max(0, now - at)
level = math.min(burst, level + idle * per_s)
at = math.max(at, now)
local function save()
  redis.call('HSET', KEYS[1], 'level', string.format('%.6f', level),
    'per_s', string.format('%.6f', per_s), 'burst', string.format('%.6f', burst),
    'at', string.format('%.6f', at), 'blocked', string.format('%.6f', blocked),
    'halved', string.format('%.6f', halved), 'out', string.format('%.6f', out))
  redis.call('PEXPIRE', KEYS[1], 600000)
end
"""

TAKE = Script(
    _PRELUDE
    + f"""
local cost, reserve = tonumber(ARGV[5]), tonumber(ARGV[6])
local patience, taken = tonumber(ARGV[7]) or 0, '0'
if adaptive and now >= blocked then
  per_s = math.max(per_s, math.min(max_per_s, per_s + {RISE_PER_S} * math.min(idle, 2)))
end
local wait = 0
if now < blocked then
  wait = blocked - now
else
  local floor = burst * reserve
  if not adaptive then floor = floor + math.min(burst * 0.05, per_s * {JITTER_S}) end
  local need = math.min(cost + floor, burst)
  if level < need then wait = math.max((need - level) / per_s, 0.001) end
  if wait <= patience then
    taken = '1'
    level = level - cost
    out = cost + (idle < 60 and out or 0)
  end
end
save()
return {{string.format('%.6f', wait), string.format('%.6f', level),
  string.format('%.6f', per_s), string.format('%.6f', burst), taken}}
"""
)

BLOCKED = Script(_PRELUDE + "return {string.format('%.6f', math.max(0, blocked - now))}")

SETTLE = Script(
    _PRELUDE
    + f"""
local taken, throttled = tonumber(ARGV[5]), ARGV[6] == '1'
local capacity, restore = tonumber(ARGV[7]), tonumber(ARGV[8])
local cost, remaining, after = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
out = math.max(0, out - taken)
if not adaptive then
  burst = capacity or burst
  per_s = restore or per_s
end
if throttled then
  level = math.min(level + taken, 0)
  if after then blocked = math.max(blocked, now + after) end
  if adaptive and now - halved >= {HALVE_EVERY_S} then
    per_s = math.max({SLOWEST_PER_S}, per_s / 2)
    halved = now
  end
elseif cost then
  level = math.min(burst, level + taken - cost)
end
if remaining then
  local others = remaining - out
  if others < level then
    level = others
  elseif out == 0 then
    level = level + (others - level) * 0.1
  end
end
save()
return {{'0', string.format('%.6f', level), string.format('%.6f', per_s),
  string.format('%.6f', burst)}}
"""
)
