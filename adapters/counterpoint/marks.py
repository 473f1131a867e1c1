"""Where the next delta begins, by the server's clock rather than ours.

`StartDate` filters on `RS_UTC_DT`, which the merchant's database writes. A mark is the moment the
walk began by the `Date` of the server's first answer, less an overlap: whatever changed while the
walk went on is told again, and revisions make the repetition harmless.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_OVERLAP = timedelta(minutes=5)
"""Web server and database may be two machines; in one Windows domain their clocks may differ by
five minutes at most, or nobody could log in (Kerberos)."""
_UNSURE = timedelta(minutes=15)
"""How far our clock may be from the server's, where a relay has taken its `Date` away."""
_FORMAT = "%Y-%m-%dT%H:%M:%S"


def started(served_at: datetime | None, now: datetime) -> str:
    """The mark of a walk whose first answer is here."""
    begun = served_at - _OVERLAP if served_at is not None else now - _UNSURE
    return begun.astimezone(UTC).strftime(_FORMAT)


def high_water(begun: str, since: str | None) -> str:
    """The `since` of the next delta; it never goes back."""
    return max(begun, since or "")


def filtered(since: str | None) -> dict[str, str]:
    """The change filter of a listing."""
    return {} if since is None else {"StartDate": since}
