"""What the dialogue may have done to learn who speaks, and the facts that come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from app.identity.factors import Factor
from app.identity.levels import Level
from domain.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckProof:
    """Whether an answer proves who speaks; the answer is one of `ProofFact`."""

    factor: Factor
    told: str = field(repr=False)
    number: str | None = None
    """The order number that was told before, with `LAST_FOUR`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCode:
    """Send a code to the number or address on file; the answer is `CodeSent`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPassed:
    """It is them."""

    customer_id: CustomerId
    level: Level
    caller: str
    """A digest of whom the channel names; nobody else on the line is proven by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFailed:
    """It is not, or there is nobody it could be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofLocked:
    """Too many wrong answers; nothing was checked."""

    minutes: int
    """Until the next try, at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFourNeeded:
    """The number nobody is known by must be joined by the last four digits of the phone."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent:
    """A code is on its way, if there is anybody to send one to."""


ProofAction: TypeAlias = CheckProof | SendCode
ProofFact: TypeAlias = ProofPassed | ProofFailed | ProofLocked | LastFourNeeded | CodeSent
