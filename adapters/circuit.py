"""The rules of one circuit breaker, in Python and, alike, in Lua for Redis.

Closed: calls pass, failures are counted. Open: calls are refused at once. Half-open: when the
pause is over, one probe passes; its success closes the circuit, its failure doubles the pause.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from adapters.shared_state import Script


class CircuitState(IntEnum):
    """Also the value of the gauge."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerPolicy:
    """When a circuit opens and for how long."""

    failures: int = 5
    """So many in a row open it."""
    window_s: float = 30.0
    window_calls: int = 20
    window_rate: float = 0.5
    """… or this part of at least so many calls within the window."""
    pause_s: float = 5.0
    longest_pause_s: float = 60.0
    probe_s: float = 30.0
    """A probe that has not reported by then is taken for dead, and another is sent."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What the circuit says to a call that wants to pass."""

    state: CircuitState
    """CLOSED: pass. HALF_OPEN: pass, you are the probe. OPEN: refused."""
    wait_s: float = 0.0
    failures: int = 0


@dataclass(slots=True, kw_only=True)
class Circuit:
    """One breaker in one process. Not thread-safe; times are seconds of one monotonic clock."""

    failures: int = 0
    trips: int = 0
    open_until: float = 0.0
    probe_until: float = 0.0
    window_at: float = 0.0
    window_calls: int = 0
    window_failures: int = 0

    def admit(self, policy: BreakerPolicy, *, now: float) -> Admission:
        """Whether a call may pass."""
        if self.trips == 0:
            return Admission(CircuitState.CLOSED, failures=self.failures)
        if now < max(self.open_until, self.probe_until):
            wait = max(self.open_until, self.probe_until) - now
            return Admission(CircuitState.OPEN, wait_s=wait)
        self.probe_until = now + policy.probe_s
        return Admission(CircuitState.HALF_OPEN)

    def succeeded(self, policy: BreakerPolicy, *, calls: int, is_probe: bool, now: float) -> bool:
        """Count successes; True if that closed the circuit."""
        if self.trips:
            if is_probe:
                self.close()
            return is_probe
        self.failures = 0
        self._roll(policy, now)
        self.window_calls += calls
        return False

    def failed(self, policy: BreakerPolicy, *, is_probe: bool, now: float) -> bool:
        """Count a failure; True if that opened the circuit (again)."""
        if self.trips and not is_probe:
            return False  # a call from before it opened
        self._roll(policy, now)
        self.failures += 1
        self.window_calls += 1
        self.window_failures += 1
        if not (is_probe or self._is_too_much(policy)):
            return False
        pause = min(policy.longest_pause_s, policy.pause_s * 2**self.trips)
        self.trips += 1
        self.open_until = now + pause
        self.probe_until = 0.0
        return True

    def forget_probe(self) -> None:
        """The probe found out nothing: let the next call be one."""
        self.probe_until = 0.0

    def close(self) -> None:
        """Back to the beginning."""
        self.failures = self.trips = self.window_calls = self.window_failures = 0
        self.open_until = self.probe_until = self.window_at = 0.0

    def _roll(self, policy: BreakerPolicy, now: float) -> None:
        if now - self.window_at > policy.window_s:
            self.window_at = now
            self.window_calls = self.window_failures = 0

    def _is_too_much(self, policy: BreakerPolicy) -> bool:
        return self.failures >= policy.failures or (
            self.window_calls >= policy.window_calls
            and self.window_failures >= policy.window_rate * self.window_calls
        )


_PRELUDE = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
local function get(name) return tonumber(redis.call('HGET', KEYS[1], name) or 0) or 0 end
local function set(name, value)
  redis.call('HSET', KEYS[1], name, string.format('%.6f', value))
end
local failures, trips = get('failures'), get('trips')
local function roll(window)
  if now - get('window_at') > window then
    set('window_at', now); set('window_calls', 0); set('window_failures', 0)
  end
end
local function keep() redis.call('PEXPIRE', KEYS[1], 600000) end
"""

ADMIT = Script(
    _PRELUDE
    + """
local probe_s = tonumber(ARGV[1])
if trips == 0 then return {'0', '0', tostring(failures)} end
local until_ = math.max(get('open_until'), get('probe_until'))
if now < until_ then return {'2', string.format('%.6f', until_ - now), '0'} end
set('probe_until', now + probe_s)
keep()
return {'1', '0', '0'}
"""
)

SUCCEEDED = Script(
    _PRELUDE
    + """
local calls, is_probe, window = tonumber(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3])
if trips > 0 then
  if not is_probe then return {'0'} end
  redis.call('DEL', KEYS[1])
  return {'1'}
end
set('failures', 0)
roll(window)
set('window_calls', get('window_calls') + calls)
keep()
return {'0'}
"""
)

FAILED = Script(
    _PRELUDE
    + """
local is_probe, window = ARGV[1] == '1', tonumber(ARGV[2])
local limit, least, rate = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local pause, longest, calls_before = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
if trips > 0 and not is_probe then return {'0'} end
roll(window)
failures = failures + 1
local calls, failed = get('window_calls') + 1 + calls_before, get('window_failures') + 1
set('failures', failures); set('window_calls', calls); set('window_failures', failed)
keep()
if not (is_probe or failures >= limit or (calls >= least and failed >= rate * calls)) then
  return {'0'}
end
set('trips', trips + 1)
set('open_until', now + math.min(longest, pause * 2 ^ trips))
set('probe_until', 0)
return {'1'}
"""
)

FORGET_PROBE = Script(_PRELUDE + "if trips > 0 then set('probe_until', 0) end return {'0'}")
