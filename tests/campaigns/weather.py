"""What goes wrong: shops that misbehave, deliveries that go astray, processes that die."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.campaigns.town import Shop, Town

_FAULTS = (
    {"kind": "throttle", "probability": 0.3},
    {"kind": "fail", "status": 500, "probability": 0.3},
    {"kind": "slow", "delay_ms": 1500, "probability": 0.3},
    {"kind": "lose_answer", "probability": 0.2},
    {"kind": "drop", "probability": 0.2},
    {"kind": "truncate", "probability": 0.2},
)
_MISCHIEF = (
    {"duplicate": 2, "probability": 0.5},
    {"reorder": True, "probability": 0.7},
    {"drop": True, "probability": 0.2},
    {"delay_ms": 1500},
)
_CALM = {"duplicate": 0, "delay_ms": 0, "reorder": False, "drop": False, "probability": 1.0}
_LASTS_S = 3.0


@dataclass(slots=True)
class Weather:
    """One misfortune after the other, in the order of the dice; what happened is counted."""

    town: Town
    dice: random.Random
    sql_away_s: float
    happened: Counter[str] = field(default_factory=Counter)

    def rage(self, seconds: float) -> None:
        """For so long. What a thread begins ends with the thread, so call it from the main one."""
        acts: list[Callable[[], None]] = [
            *[self._misbehave] * 4,
            *[self._lead_astray] * 4,
            *[self._kill_worker] * 2,
            self._kill_web,
            self._lose_redis,
            self._lose_sql,
        ]
        ends = time.monotonic() + seconds
        coming: list[Callable[[], None]] = []
        while time.monotonic() < ends:
            if not coming:  # each kind comes round, however short the storm
                coming = self.dice.sample(acts, len(acts))
            coming.pop()()
            time.sleep(self.dice.uniform(0.2, 1.5))

    def _shop(self) -> Shop:
        return self.town.shops[self.dice.choice(sorted(self.town.shops))]

    def _misbehave(self) -> None:
        shop, fault = self._shop(), self.dice.choice(_FAULTS)
        self.happened[f"{shop.platform} {fault['kind']}"] += 1
        told = {"route": "*", "times": None, "seed": self.dice.randrange(1000), **fault}
        shop.control("POST", "faults", told)
        time.sleep(_LASTS_S)
        shop.control("DELETE", "faults")

    def _lead_astray(self) -> None:
        shop, mischief = self._shop(), self.dice.choice(_MISCHIEF)
        self.happened[f"{shop.platform} deliveries {next(iter(mischief))}"] += 1
        shop.control("POST", "webhooks", {**mischief, "seed": self.dice.randrange(1000)})
        time.sleep(_LASTS_S)
        shop.control("POST", "webhooks", _CALM)

    def _kill_worker(self) -> None:
        self.happened["worker killed"] += 1
        self.town.kill_worker(self.dice.randrange(len(self.town.workers)))
        self.town.begin_worker()

    def _kill_web(self) -> None:
        self.happened["web killed"] += 1
        self.town.kill_web()
        self.town.begin_web()

    def _lose_redis(self) -> None:
        if self.town.redis_gate is None:
            return
        self.happened["redis lost"] += 1
        self.town.redis_gate.shut()
        time.sleep(_LASTS_S)
        self.town.redis_gate.open()

    def _lose_sql(self) -> None:
        if self.town.sql_gate is None:
            return
        self.happened["database lost"] += 1
        self.town.sql_gate.shut()
        time.sleep(self.sql_away_s)
        self.town.sql_gate.open()
