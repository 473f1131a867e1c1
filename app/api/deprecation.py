"""Saying in time that an operation will end: RFC 9745 (`Deprecation`) and RFC 8594 (`Sunset`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from flask import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecated:
    """When an operation is not to be used in new work any more, and when it ends."""

    since: datetime
    sunset: datetime | None = None
    """None: the end is not decided."""
    guide: str
    """The address of a page that says what to use instead."""

    def __post_init__(self) -> None:
        if self.sunset is not None and self.sunset < self.since:
            raise ValueError(
                "an operation cannot end before it is deprecated (RFC 9745, section 4)"
            )

    def tell(self, response: Response) -> None:
        """Add the headers."""
        response.headers["Deprecation"] = f"@{int(self.since.timestamp())}"
        response.headers.add("Link", f'<{self.guide}>; rel="deprecation"; type="text/html"')
        if self.sunset is not None:
            response.headers["Sunset"] = format_datetime(self.sunset, usegmt=True)
