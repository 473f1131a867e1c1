"""Fields of EasyPost's objects, read or refused by name (API v2, docs.easypost.com)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from domain.errors import MalformedResponseError

NAME: Final = "easypost"


@dataclass(frozen=True, slots=True)
class FieldsOf:
    """Reads the fields of one kind of object; every method raises MalformedResponseError."""

    kind: str

    def table(self, raw: Any, field: str) -> Mapping[str, Any]:
        """An object within it, or it itself."""
        if not isinstance(raw, dict):
            raise self.malformed(field)
        return raw

    def text(self, raw: Mapping[str, Any], field: str) -> str:
        """Words that must be there."""
        value = raw.get(field)
        if not isinstance(value, str) or not value:
            raise self.malformed(field)
        return value

    def moment(self, raw: Mapping[str, Any], field: str) -> datetime:
        """A moment; in UTC where it names no zone."""
        try:
            moment = datetime.fromisoformat(str(raw.get(field)))
        except ValueError:
            raise self.malformed(field) from None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def malformed(self, field: str) -> MalformedResponseError:
        """What says which field could not be read."""
        return MalformedResponseError(
            f"a {self.kind}'s {field} cannot be read", platform=NAME, operation=f"read {self.kind}"
        )
