"""What every adapter's listing needs: bookmarks that resume, and records read with a quarantine."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from adapters.guard import READING_FAILED, OddCursorError
from domain.errors import MalformedResponseError
from domain.events import Entity, Quarantined
from mapping.engine import Map, MappingError
from mapping.report import MappingReport

T = TypeVar("T")
P = TypeVar("P")

_PERSONAL = frozenset({Entity.CUSTOMER, Entity.ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A place in a listing that another process can take up."""

    cursor: str | None = None
    """The platform's own cursor within the part; None is its beginning."""
    mark: str | None = None
    """The high-water mark collected so far."""
    part: int = 0
    """Which of several requests is under way (groups of ids, locations, lines of a file)."""

    def write(self) -> str:
        """The bookmark as opaque text."""
        packed = orjson.dumps([self.cursor, self.mark, self.part])
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def read(cls, text: str | None) -> Bookmark:
        """The bookmark that was written; None is the beginning. Raises OddCursorError."""
        if text is None:
            return cls()
        try:
            cursor, mark, part = orjson.loads(base64.urlsafe_b64decode(text.encode()))
        except ValueError as error:
            raise OddCursorError(f"no place in a listing: {text[:40]}") from error
        return cls(cursor=cursor, mark=mark, part=part)


def onward(told: str | None, asked: str | None, *, platform: str, operation: str) -> str | None:
    """The cursor of the next page, None behind the last one.

    Raises: MalformedResponseError where the platform names the page it was just asked for: the
    walk would never end.
    """
    if told and told == asked:
        raise MalformedResponseError(
            "the page names itself as the next one; start the listing again",
            platform=platform,
            operation=operation,
        )
    return told or None


def read_records(
    raws: Iterable[Mapping[str, Any]],
    table: Map[T],
    entity: Entity,
    *,
    context: Mapping[str, Any],
    report: MappingReport,
    id_field: str = "id",
) -> tuple[tuple[T, ...], tuple[Quarantined, ...]]:
    """The records that map, and apart from them those that do not; `id_field` names them."""
    records, odd = _records_of(raws)
    good, bad = table.read_many(records, context=context, report=report)
    faults = [quarantine(raw, entity, error, id_field) for raw, error in bad]
    return tuple(good), (*faults, *(_no_record(one, entity) for one in odd))


def prepared(
    raws: Iterable[Any],
    prepare: Callable[[Any], P],
    entity: Entity,
    *,
    id_field: str = "id",
) -> tuple[list[P], tuple[Quarantined, ...]]:
    """What `prepare` makes of each record before it is mapped, and apart those it cannot read:
    one odd record must not cost the page it came with."""
    good: list[P] = []
    bad: list[Quarantined] = []
    for raw in raws:
        try:
            good.append(prepare(raw))
        except MappingError as error:
            bad.append(quarantine(raw, entity, error, id_field))
        except (*READING_FAILED, MalformedResponseError):
            bad.append(_no_record(raw, entity, id_field))
    return good, tuple(bad)


def latest(times: Iterable[Any], known: str | None, key: Callable[[Any], Any]) -> str | None:
    """The latest of some moments as the platform writes them, `known` among them; what is no
    moment is passed over: its record is set aside when it is mapped."""
    readable = []
    for one in (*times, known):
        try:
            key(one)
        except READING_FAILED:
            continue
        readable.append(one)
    return max(readable, key=key, default=None)


def _records_of(raws: Iterable[Any]) -> tuple[list[Mapping[str, Any]], list[Any]]:
    """The records of a list, and what stands among them that is none.

    Raises TypeError for what is no list of records at all (text, an object).
    """
    if isinstance(raws, (str, bytes, Mapping)):
        raise TypeError("expected a list of records")
    found = list(raws)
    good = [one for one in found if isinstance(one, Mapping)]
    return good, [one for one in found if not isinstance(one, Mapping)]


def _no_record(value: Any, entity: Entity, id_field: str = "id") -> Quarantined:
    named = value.get(id_field) if isinstance(value, Mapping) else None
    return Quarantined(
        entity=entity,
        platform_id=str(named) if named is not None else None,
        path="(record)",
        value="(withheld: personal data)" if entity in _PERSONAL else repr(value)[:200],
        remedy="look at the raw record: a part of it is not what the platform documents",
        raw=orjson.dumps(value, default=str),
    )


def quarantine(
    raw: Mapping[str, Any], entity: Entity, error: MappingError, id_field: str = "id"
) -> Quarantined:
    """A record that cannot be mapped, with what a person needs to put it right."""
    named = raw.get(id_field)
    return Quarantined(
        entity=entity,
        platform_id=None if named is None else str(named),
        path=error.path,
        value="(withheld: personal data)" if entity in _PERSONAL else error.value,
        remedy=error.remedy,
        raw=orjson.dumps(raw, default=str),
    )
