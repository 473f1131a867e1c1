"""What the dialogue may have done about a shopper's data, and the facts that come back."""

from __future__ import annotations

from dataclasses import dataclass

from app.shoppers.desk import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class SetConsent:
    """Keep a shopper's word; the answer is `ConsentKept`. Anybody may give it for themselves."""

    purpose: Purpose
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Take the shopper out of every table; the answer is `Forgotten`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentKept:
    """The word was kept."""

    purpose: Purpose
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Whether it was done; not where nobody looks after shoppers' data."""

    done: bool
