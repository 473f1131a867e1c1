"""Declarative mapping between a vendor's record and the unified schema.

A table (`Map`) names, for each attribute of a unified type, the vendor's field path and a
converter. `Map.read` builds the unified value, `Map.write` the vendor's record. Every vendor
field is accounted for: mapped, ignored with a reason, or counted as unknown in the
`MappingReport`. A record that cannot be mapped raises `MappingError` with the path, the value and
the remedy, so that the caller can quarantine it and go on.

Paths are dotted keys. A trailing `[]` says that the value is a list: the converter is applied to
each element and the result is a tuple. Absent and null are the same: the field's default is taken,
and a field without one makes the record unmappable. A converter is a named pure function, a
`StateTable`, or another `Map` (a nested record, which shares context and report). A field may read
several paths at once (`Field("price", ("amount", "currency"), money)`); its converter then gets
one argument per path, None where absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from mapping.accounting import Accounting
from mapping.report import MappingReport

T = TypeVar("T")

Context: TypeAlias = Mapping[str, Any]
_NO_CONTEXT: Context = {}
_CONVERSION_FAULTS = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, IndexError)


class _Required:
    """The mark of a field without a default."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Any = _Required()
_ABSENT: Any = object()


class MappingError(ValueError):
    """A record cannot be mapped: `path` is where, `value` what was there, `remedy` what helps."""

    def __init__(self, path: str, value: object, remedy: str) -> None:
        super().__init__(f"{path}: {_short(value)} cannot be mapped; {remedy}")
        self.path = path
        self.value = _short(value)
        self.remedy = remedy

    def below(self, prefix: str) -> MappingError:
        """The same fault seen from the record that encloses this one."""
        inner = MappingError.__new__(MappingError)
        ValueError.__init__(inner, f"{prefix}.{self}")
        inner.path, inner.value, inner.remedy = f"{prefix}.{self.path}", self.value, self.remedy
        return inner


def _short(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


@dataclass(frozen=True, slots=True)
class StateTable:
    """Vendor word to our enum; a word that is not in it becomes `unknown` and is counted."""

    words: Mapping[str, Any]
    unknown: Any

    def word_for(self, state: Any) -> str:
        """The vendor's word for one of our states (the first that maps to it)."""
        for word, ours in self.words.items():
            if ours == state:
                return word
        raise ValueError(f"the platform has no word for {state!r}")


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of the unified type and where the vendor keeps it."""

    name: str
    path: str | tuple[str, ...]
    convert: Callable[..., Any] | StateTable | Map[Any] | None = None
    default: Any = REQUIRED
    context: tuple[str, ...] = ()
    """Names in the run's context that the converter gets as further arguments."""
    write: Callable[[Any], Any] | None = None
    """Turns our value back into the vendor's; without it the value is written as it is."""
    remedy: str = ""
    """What to do about a value that cannot be mapped, where more can be said than the obvious."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The vendor's paths this field reads."""
        return (self.path,) if isinstance(self.path, str) else self.path


_Step: TypeAlias = Callable[[Any, Context, MappingReport], Any]


@dataclass(frozen=True)
class Map(Generic[T]):
    """A table between one vendor record and one unified type."""

    target: Callable[..., T]
    fields: tuple[Field, ...]
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Vendor path to the reason why it is not mapped; a path covers everything below it."""
    constants: Mapping[str, Any] = field(default_factory=dict)
    """Attributes of the target that no vendor field decides."""

    def __post_init__(self) -> None:
        steps = tuple((f.name, _compile(f)) for f in self.fields)
        consumed = {
            path.removesuffix("[]"): f.convert if isinstance(f.convert, Map) else None
            for f in self.fields
            for path in f.paths
        }
        nested = {path: table.accounting for path, table in consumed.items() if table is not None}
        object.__setattr__(self, "_steps", steps)
        object.__setattr__(self, "accounting", Accounting(consumed, self.ignored, nested))

    _steps: tuple[tuple[str, _Step], ...] = field(init=False, repr=False, compare=False)
    accounting: Accounting = field(init=False, repr=False, compare=False)

    def read(
        self,
        raw: Mapping[str, Any],
        *,
        context: Context = _NO_CONTEXT,
        report: MappingReport | None = None,
    ) -> T:
        """Build the unified value. Raises MappingError naming path, value and remedy."""
        tally = report if report is not None else MappingReport()
        value = self._build(raw, context, tally)
        if report is not None:
            report.records += 1
            self.accounting.count(raw, report)
        return value

    def _build(self, raw: Any, context: Context, report: MappingReport) -> T:
        if not isinstance(raw, Mapping):
            raise MappingError("(record)", raw, "the platform should send an object here")
        values = dict(self.constants)
        for name, step in self._steps:
            values[name] = step(raw, context, report)
        try:
            return self.target(**values)
        except (ValueError, TypeError) as error:
            raise MappingError("(record)", str(error), "correct the record in the POS") from error

    def read_many(
        self, raws: Iterable[Mapping[str, Any]], *, context: Context, report: MappingReport
    ) -> tuple[list[T], list[tuple[Mapping[str, Any], MappingError]]]:
        """Every record that maps, and apart from them those that do not, with their faults."""
        good: list[T] = []
        bad: list[tuple[Mapping[str, Any], MappingError]] = []
        for raw in raws:
            try:
                good.append(self.read(raw, context=context, report=report))
            except MappingError as error:
                bad.append((raw, error))
        return good, bad

    def write(self, value: T) -> dict[str, Any]:
        """The vendor's record of the mapped fields; attributes that are None are left out.

        Raises ValueError for a table with a field of several paths, which has no inverse.
        """
        record: dict[str, Any] = {}
        for f in self.fields:
            if not isinstance(f.path, str):
                raise ValueError(f"{f.name} reads several paths and cannot be written")
            ours = getattr(value, f.name)
            if ours is not None:
                _put(record, f.path, _written(f, ours))
        return record


def _written(f: Field, ours: Any) -> Any:
    one = f.write or _inverse(f.convert)
    return [one(item) for item in ours] if str(f.path).endswith("[]") else one(ours)


def _inverse(convert: Any) -> Callable[[Any], Any]:
    if isinstance(convert, Map):
        return convert.write
    if isinstance(convert, StateTable):
        return convert.word_for
    return _same


def _same(value: Any) -> Any:
    return value


def _put(record: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.removesuffix("[]").split(".")
    for key in parents:
        record = record.setdefault(key, {})
    record[last] = value


def _getter(path: str) -> Callable[[Any], Any]:
    keys = path.removesuffix("[]").split(".")
    if len(keys) == 1:
        (only,) = keys
        return lambda raw: raw.get(only)
    first, second = keys[0], keys[1]
    if len(keys) == 2:

        def two(raw: Any) -> Any:
            inner = raw.get(first)
            return inner.get(second) if isinstance(inner, dict) else None

        return two

    def deep(raw: Any) -> Any:
        for key in keys:
            if not isinstance(raw, dict):
                return None
            raw = raw.get(key)
        return raw

    return deep


def _compile(f: Field) -> _Step:
    if not isinstance(f.path, str):
        return _compile_many(f, f.path)
    get, missing, one = _getter(f.path), _missing(f), _converter(f)
    if f.path.endswith("[]"):
        return _compile_list(f, get, missing, one)
    if one is None:

        def plain(raw: Any, _context: Context, _report: MappingReport) -> Any:
            value = get(raw)
            return missing() if value is None else value

        return plain

    def step(raw: Any, context: Context, report: MappingReport) -> Any:
        value = get(raw)
        return missing() if value is None else one(value, context, report)

    return step


def _compile_list(
    f: Field, get: Callable[[Any], Any], missing: Callable[[], Any], one: _Step | None
) -> _Step:
    name = str(f.path).removesuffix("[]")

    def step(raw: Any, context: Context, report: MappingReport) -> Any:
        values = get(raw)
        if values is None:
            return missing()
        if not isinstance(values, list):
            raise MappingError(name, values, "the platform should send a list here")
        if one is None:
            return tuple(values)
        done = []
        for index, value in enumerate(values):
            try:
                done.append(one(value, context, report))
            except MappingError as error:
                if error.path.startswith(f"{name}[]"):
                    error.path = error.path.replace("[]", f"[{index}]", 1)
                raise
        return tuple(done)

    return step


def _compile_many(f: Field, paths: tuple[str, ...]) -> _Step:
    gets = tuple(_getter(path) for path in paths)
    missing, convert = _missing(f), f.convert
    if convert is None or isinstance(convert, (StateTable, Map)):
        raise TypeError(f"{f.name}: several paths need a function as converter")

    def step(raw: Any, context: Context, _report: MappingReport) -> Any:
        values = [get(raw) for get in gets]
        if values.count(None) == len(values):
            return missing()
        try:
            return convert(*values, *(context[name] for name in f.context))
        except _CONVERSION_FAULTS as error:
            raise MappingError(" + ".join(paths), values, f.remedy or str(error)) from error

    return step


def _missing(f: Field) -> Callable[[], Any]:
    if f.default is not REQUIRED:
        return lambda: f.default
    where = " + ".join(f.paths)

    def refuse() -> Any:
        raise MappingError(
            where, None, f.remedy or f"the POS must fill this field in: {f.name} needs it"
        )

    return refuse


def _converter(f: Field) -> _Step | None:
    convert, path = f.convert, str(f.path)
    if convert is None:
        return None
    if isinstance(convert, Map):
        return _nested(convert, path)
    if isinstance(convert, StateTable):
        return _state(convert, path)
    return _called(convert, f, path)


def _nested(table: Map[Any], path: str) -> _Step:
    def nested(value: Any, context: Context, report: MappingReport) -> Any:
        try:
            return table._build(value, context, report)
        except MappingError as error:
            raise error.below(path) from error

    return nested


def _state(table: StateTable, path: str) -> _Step:
    words, unknown = table.words, table.unknown

    def state(value: Any, _context: Context, report: MappingReport) -> Any:
        ours = words.get(value, _ABSENT) if isinstance(value, str) else _ABSENT
        if ours is _ABSENT:
            report.unknown_words[f"{path}={_short(value)}"] += 1
            return unknown
        return ours

    return state


def _called(convert: Callable[..., Any], f: Field, path: str) -> _Step:
    names = f.context

    def called(value: Any, context: Context, _report: MappingReport) -> Any:
        try:
            return convert(value, *[context[name] for name in names]) if names else convert(value)
        except MappingError as error:
            raise error.below(path) from error
        except _CONVERSION_FAULTS as error:
            raise MappingError(path, value, f.remedy or str(error)) from error

    return called
