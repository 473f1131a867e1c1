"""Platforms' checks of a webhook address, shown to a person; anybody may send one.

A few are shown per period, the rest is dropped: a stranger who sends many can fill neither the
store nor the log. Meanwhile the real one may be dropped too; the platform sends it again when a
person asks for it there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from domain.ports.pos import WebhookReader
from domain.ports.webhooks import KnowsAddressChecks

_LOG = structlog.get_logger()
MOST = 5
PERIOD = timedelta(minutes=10)
LONGEST = 256
"""Bytes; such a message holds a code and nothing else."""


class AddressChecks:
    """Tells what a person must do, in the log and in a note; thread-safe."""

    def __init__(
        self,
        note: Callable[[str, str, datetime], None] | None = None,
        *,
        most: int = MOST,
        period: timedelta = PERIOD,
    ) -> None:
        """`note` keeps platform, words and moment where a person finds them."""
        self._note = note
        self._most = most
        self._period = period
        self._lock = threading.Lock()
        self._told: dict[str, list[datetime]] = {}

    def tell(self, platform: str, words: str, *, now: datetime) -> bool:
        """Show it to a person; False if that was one too many. Raises what `note` raises."""
        if not self._is_allowed(platform, now):
            return False
        _LOG.warning("webhook.address_checked", platform=platform, to_do=words)
        if self._note is not None:
            self._note(platform, words, now)
        return True

    def _is_allowed(self, platform: str, now: datetime) -> bool:
        with self._lock:
            told = self._told.get(platform, [])
            recent = [moment for moment in told if now - moment < self._period]
            is_allowed = len(recent) < self._most
            self._told[platform] = [*recent, now] if is_allowed else recent
        return is_allowed


def is_address_check(
    checks: AddressChecks, platform: str, reader: WebhookReader, body: bytes, now: datetime
) -> bool:
    """Whether it is a platform's unproved check of an address; a person is told of the first."""
    if len(body) > LONGEST or not isinstance(reader, KnowsAddressChecks):
        return False
    words = reader.address_check(body)
    if words is not None:
        checks.tell(platform, words, now=now)
    return words is not None
