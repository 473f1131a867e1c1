"""When a person takes over: why, how urgent, and where the ticket stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final


class HandoverReason(StrEnum):
    """Why a conversation is handed to a person."""

    REQUESTED = "requested"
    """The shopper asked for somebody."""
    DAMAGE = "damage"
    """Goods came broken, spoiled or wrong; somebody may be hurt."""
    DISPUTE = "dispute"
    """The shopper contests a charge, or threatens the bank or the law."""
    POLICY_EXCEPTION = "policy_exception"
    """What is asked is against the rules, and a person may decide otherwise."""
    ANGER = "anger"
    REPEATED_FAILURE = "repeated_failure"
    """The gateway did not understand several times in a row."""
    OUTAGE = "outage"
    """What is needed cannot be reached, and the shopper does not want to wait."""


class Urgency(IntEnum):
    """How soon a person should look; the smaller, the sooner."""

    NOW = 1
    SOON = 2
    NORMAL = 3


URGENCY: Final[Mapping[HandoverReason, Urgency]] = MappingProxyType(
    {
        HandoverReason.DAMAGE: Urgency.NOW,
        HandoverReason.DISPUTE: Urgency.NOW,
        HandoverReason.ANGER: Urgency.NOW,
        HandoverReason.REQUESTED: Urgency.SOON,
        HandoverReason.REPEATED_FAILURE: Urgency.SOON,
        HandoverReason.POLICY_EXCEPTION: Urgency.NORMAL,
        HandoverReason.OUTAGE: Urgency.NORMAL,
    }
)
"""Every reason has one; where the shopper is on the line, waiting is worse than being wrong."""


class TicketState(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    """Somebody is at it."""
    CLOSED = "closed"


ARROWS: Final[Mapping[TicketState, frozenset[TicketState]]] = MappingProxyType(
    {
        TicketState.OPEN: frozenset({TicketState.CLAIMED, TicketState.CLOSED}),
        TicketState.CLAIMED: frozenset({TicketState.OPEN, TicketState.CLOSED}),
        TicketState.CLOSED: frozenset({TicketState.OPEN}),
    }
)
"""What may follow what: a claimed ticket can be given back, a closed one reopened."""
