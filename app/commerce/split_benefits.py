"""What takes something off the price of a split order, and which part it belongs to.

A code or a reward is one till's own: it goes with the first part whose till takes it, so that it
counts once. What no till of the order takes is refused, never dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.commerce.model import NotOrderable, PrepareOrder
from domain.calls import Call
from domain.capabilities import Capability, Support
from domain.errors import ConfigurationError
from domain.ids import ConnectionId
from domain.ports.pos import PosDirectory


def dealt_out(
    pos: PosDirectory, command: PrepareOrder, tills: Sequence[ConnectionId], call: Call
) -> tuple[PrepareOrder, ...] | NotOrderable:
    """The wish as each part's till hears it, part by part; nobody is asked."""
    plain = replace(command, discount_codes=(), reward_id=None)
    wishes = [plain for _ in tills]
    if command.discount_codes:
        first = _first(pos, tills, Capability.DISCOUNT_CODES, call)
        if first is None:
            return NotOrderable(
                reason="refused-by-pos", detail="no till of this order takes discount codes"
            )
        wishes[first] = replace(wishes[first], discount_codes=command.discount_codes)
    if command.reward_id is not None:
        first = _first(pos, tills, Capability.LOYALTY, call)
        if first is None:
            return NotOrderable(reason="no-loyalty", detail="no till of this order gives points")
        wishes[first] = replace(wishes[first], reward_id=command.reward_id)
    return tuple(wishes)


def _first(
    pos: PosDirectory, tills: Sequence[ConnectionId], capability: Capability, call: Call
) -> int | None:
    """The first part whose till can; one that is paused counts, and its part says that it is."""
    for place, connection in enumerate(tills):
        try:
            declared = pos.open(connection, call).capabilities[capability]
        except ConfigurationError:
            return place
        if declared.support is not Support.NONE:
            return place
    return None
