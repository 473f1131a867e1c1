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


LATEST = 0.2
"""How much the latest answer counts in what share of their stated cost calls really take."""
HOPED = 0.1
"""That share before any answer, where a platform publishes its limit: rather queue than refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a bucket says to a call that wants units."""

    wait_s: float = 0.0
    """How long until they are there, as far as can be told."""
    ticket: float | None = None
    """They are taken; where `wait_s` is not 0, they are there when the supply has reached this.
    None: ask again after the wait."""


@dataclass(slots=True, kw_only=True)
class Bucket:
    """A token bucket in one process. Not thread-safe; times are seconds of one monotonic clock.

    Its level is below zero while calls queue for units they have booked. `level + taken` never
    falls but when a platform says so, which tells each of them when it is its turn, also when
    calls before it turn out to be cheaper than they said.
    """

    level: float
    per_s: float
    burst: float
    at: float
    blocked_until: float = 0.0
    halved_at: float = -HALVE_EVERY_S
    outstanding: float = 0.0
    """Units granted to requests whose answers have not been settled yet."""
    taken: float = 0.0
    """All units ever granted."""
    real: float | None = None
    """The share of their stated cost that calls have taken of late; None: nothing is known."""

    def take(
        self,
        cost: float,
        lane: Lane,
        policy: RatePolicy,
        *,
        now: float,
        patience_s: float = 0.0,
    ) -> Turn:
        """Take the units if they are there, or book them if the wait is within `patience_s`."""
        idle = self._refill(now)
        if policy.adaptive and now >= self.blocked_until:
            rise = RISE_PER_S * min(idle, 2.0)
            self.per_s = max(self.per_s, min(policy.max_per_s, self.per_s + rise))
        if now < self.blocked_until:
            return Turn(wait_s=self.blocked_until - now)
        floor = self.burst * RESERVE[lane]
        if not policy.adaptive:
            floor += min(self.burst * 0.05, self.per_s * JITTER_S)
        need = min(cost + floor, self.burst)
        wait = self._wait_for(need, policy) if self.level < need else 0.0
        if wait > patience_s:
            return Turn(wait_s=wait)
        ticket = self.taken + need
        self.level -= cost
        self.taken += cost
        self.outstanding = cost + (self.outstanding if idle < 60 else 0.0)
        return Turn(wait_s=wait, ticket=ticket)

    def wait_on(self, ticket: float, policy: RatePolicy, *, now: float) -> float:
        """Seconds until the units booked under that ticket are there; 0 when they are."""
        self._refill(now)
        if now < self.blocked_until:
            return self.blocked_until - now
        missing = ticket - (self.level + self.taken)
        if missing <= 0 or self.taken < ticket - self.burst:  # the state was lost meanwhile
            return 0.0
        return max(missing / self.per_s * self._share(policy), 0.001)

    def _wait_for(self, need: float, policy: RatePolicy) -> float:
        """Units that nobody queues for must be there in full; of others some come back."""
        own = (need - max(self.level, 0.0)) / self.per_s
        queued = max(-self.level, 0.0) / self.per_s
        return max(0.001, own if not queued else (own + queued) * self._share(policy))

    def _share(self, policy: RatePolicy) -> float:
        return self.real or (1.0 if policy.adaptive else HOPED)

    def settle(
        self, taken: float, reading: BudgetReading | None, policy: RatePolicy, *, now: float
    ) -> None:
        """Correct the bucket by what an answer told; None when it told nothing."""
        self._refill(now)
        self.outstanding = max(0.0, self.outstanding - taken)
        if reading is None:
            self._learn(1.0)  # an unknown cost is the stated one
            return
        if not policy.adaptive:
            self.burst = reading.capacity or self.burst
            self.per_s = reading.restore_per_s or self.per_s
        if reading.throttled:
            self._throttle(taken, reading, policy, now)
        elif reading.cost is not None:
            self.level = min(self.burst, self.level + taken - reading.cost)
            if reading.cost > 0 and taken > 0:
                self._learn(min(1.0, reading.cost / taken))
        else:
            self._learn(1.0)
        if reading.remaining is not None:
            self._believe(reading.remaining)

    def _learn(self, share: float) -> None:
        self.real = share if self.real is None else self.real + (share - self.real) * LATEST

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
local h = redis.call('HMGET', KEYS[1], 'level', 'per_s', 'burst', 'at', 'blocked', 'halved', 'out',
  'taken', 'real')
local per_s = tonumber(h[2]) or tonumber(ARGV[1])
local burst = tonumber(h[3]) or tonumber(ARGV[2])
local adaptive, max_per_s = ARGV[3] == '1', tonumber(ARGV[4])
local level = tonumber(h[1]) or burst
local at = tonumber(h[4]) or now
local blocked = tonumber(h[5]) or 0
local halved = tonumber(h[6]) or 0
local out = tonumber(h[7]) or 0
local granted = tonumber(h[8]) or 0
local real = tonumber(h[9])
local share = real or (adaptive and 1 or SHARE_HOPED)
local idle = math.max(0, now - at)
level = math.min(burst, level + idle * per_s)
at = math.max(at, now)
local function save()
  redis.call('HSET', KEYS[1], 'level', string.format('%.6f', level),
    'per_s', string.format('%.6f', per_s), 'burst', string.format('%.6f', burst),
    'at', string.format('%.6f', at), 'blocked', string.format('%.6f', blocked),
    'halved', string.format('%.6f', halved), 'out', string.format('%.6f', out),
    'taken', string.format('%.6f', granted))
  if real then redis.call('HSET', KEYS[1], 'real', string.format('%.6f', real)) end
  redis.call('PEXPIRE', KEYS[1], 600000)
end
""".replace("SHARE_HOPED", str(HOPED))

TAKE = Script(
    _PRELUDE
    + f"""
local cost, reserve, patience = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]) or 0
if adaptive and now >= blocked then
  per_s = math.max(per_s, math.min(max_per_s, per_s + {RISE_PER_S} * math.min(idle, 2)))
end
local wait, ticket = 0, ''
if now < blocked then
  wait = blocked - now
else
  local floor = burst * reserve
  if not adaptive then floor = floor + math.min(burst * 0.05, per_s * {JITTER_S}) end
  local need = math.min(cost + floor, burst)
  if level < need then
    local own, queued = (need - math.max(level, 0)) / per_s, math.max(-level, 0) / per_s
    wait = math.max(0.001, queued > 0 and (own + queued) * share or own)
  end
  if wait <= patience then
    ticket = string.format('%.6f', granted + need)
    level = level - cost
    granted = granted + cost
    out = cost + (idle < 60 and out or 0)
  end
end
save()
return {{string.format('%.6f', wait), string.format('%.6f', level),
  string.format('%.6f', per_s), string.format('%.6f', burst), ticket}}
"""
)

WAIT_ON = Script(
    _PRELUDE
    + """
local ticket = tonumber(ARGV[5])
local missing, wait = ticket - (level + granted), 0
if now < blocked then
  wait = blocked - now
elseif missing > 0 and granted >= ticket - burst then
  wait = math.max(missing / per_s * share, 0.001)
end
return {string.format('%.6f', wait)}
"""
)

SETTLE = Script(
    _PRELUDE
    + f"""
local taken, throttled = tonumber(ARGV[5]), ARGV[6] == '1'
local capacity, restore = tonumber(ARGV[7]), tonumber(ARGV[8])
local cost, remaining, after = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local function learn(share)
  real = real and real + (share - real) * {LATEST} or share
end
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
  if cost > 0 and taken > 0 then learn(math.min(1, cost / taken)) end
else
  learn(1)
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
