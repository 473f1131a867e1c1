"""Turns a mapping table into one plain Python function, as a person would write it by hand.

Reading a catalog spends its time here: a function without inner calls, which fetches each inner
object once, is three times as fast as a chain of closures. It is made when a table is first used,
so that starting costs nothing. For `Field("sku", "data.sku", text, default=None)` it says:

    p1 = raw.get('data')
    if not isinstance(p1, dict): p1 = EMPTY
    v0 = p1.get('sku')
    if v0 is None: v0 = d0
    else:
        try: v0 = c0(v0)
        except MappingError as error: raise error.below(n0) from error
        except FAULTS as error: raise bad(f0, n0, v0, error) from error
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from mapping.fields import REQUIRED, Builder, Field, MappingError, StateTable, Table, short
from mapping.making import constant_defaults, made_defaults, twin_of
from mapping.report import MappingReport

FAULTS = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, IndexError)
_ABSENT: Any = object()


def compiled(
    target: Callable[..., Any], fields: tuple[Field, ...], constants: Mapping[str, Any]
) -> Builder:
    """What builds `target` from a record by these fields."""
    uses = Counter(path.removesuffix("[]") for each in fields for path in each.paths)
    source = _Source(frozenset(path for path, times in uses.items() if times > 1))
    attributes = {name: source.given("k", value) for name, value in constants.items()}
    for number, each in enumerate(fields):
        source.read(number, each)
        attributes[each.name] = f"v{number}"
    source.make(target, attributes)
    names = source.names
    text = "\n".join(
        [
            "def build(raw, context, report):",
            " if not isinstance(raw, Mapping): raise MappingError('(record)', raw, NO_OBJECT)",
            *source.lines,
        ]
    )
    exec(compile(text, "<mapping table>", "exec"), names)  # noqa: S102 - our own text, see above
    build: Builder = names["build"]
    return build


class _Source:
    """The lines of one function, and the names it uses."""

    def __init__(self, shared: frozenset[str]) -> None:
        """`shared`: paths that several fields read."""
        self._shared = shared
        self._fetched: dict[str, str] = {}
        self.lines: list[str] = []
        self.names: dict[str, Any] = {
            "Mapping": Mapping,
            "MappingError": MappingError,
            "FAULTS": FAULTS,
            "ABSENT": _ABSENT,
            "EMPTY": {},
            "NO_OBJECT": "the platform should send an object here",
            "CORRECT": "correct the record in the POS",
            "bad": _bad,
            "missing": _missing,
            "no_list": _no_list,
            "unknown_word": _unknown_word,
        }
        self._parents: dict[str, str] = {"": "raw"}

    def given(self, prefix: str, value: Any) -> str:
        """A name for a value from outside."""
        name = f"{prefix}{len(self.names)}"
        self.names[name] = value
        return name

    def make(self, target: Callable[..., Any], attributes: Mapping[str, str]) -> None:
        """Lines that return the record of these attributes (names to expressions)."""
        self.names["target"] = target
        twin = twin_of(target)
        if twin is None or not isinstance(target, type) or not _is_complete(target, attributes):
            given = ", ".join(f"{name}={value}" for name, value in attributes.items())
            self._put(
                "try:",
                f" return target({given})",
                "except (ValueError, TypeError) as error:",
                " raise MappingError('(record)', str(error), CORRECT) from error",
            )
            return
        constant = {name: self.given("k", v) for name, v in constant_defaults(target).items()}
        fresh = {name: f"{self.given('m', make)}()" for name, make in made_defaults(target).items()}
        self.names["twin"] = twin
        self._put("made = twin()")
        for name, value in (constant | fresh | dict(attributes)).items():
            self._put(f"made.{name} = {value}")
        self._put("made.__class__ = target", "return made")

    def read(self, number: int, field: Field) -> None:
        """Lines that leave the field's value in `v<number>`."""
        value, about = f"v{number}", self.given("f", field)
        if not isinstance(field.path, str):
            self._read_many(value, about, field)
            return
        self._put(f"{value} = {self._get(field.path)}", f"if {value} is None: ")
        self._default(value, about, field)
        if field.path.endswith("[]"):
            self._list(value, about, field)
        elif field.convert is not None:
            self._put("else:")
            self._convert(value, about, field, indent=2, path=self.given("n", field.path))

    def _put(self, *lines: str, indent: int = 1) -> None:
        self.lines.extend(" " * indent + line for line in lines)

    def _get(self, path: str) -> str:
        """An expression for the value at a path; inner objects are fetched before, once, and so
        is what several fields read."""
        path = path.removesuffix("[]")
        *parents, last = path.split(".")
        if path not in self._shared:
            return f"{self._parent(parents)}.get({last!r})"
        if path not in self._fetched:
            fetched = f"{self._parent(parents)}.get({last!r})"
            self._fetched[path] = f"g{len(self._fetched)}"
            self._put(f"{self._fetched[path]} = {fetched}")
        return self._fetched[path]

    def _parent(self, keys: list[str]) -> str:
        path = ".".join(keys)
        if path not in self._parents:
            above = self._parent(keys[:-1])
            name = f"p{len(self._parents)}"
            self._put(f"{name} = {above}.get({keys[-1]!r})")
            self._put(f"if not isinstance({name}, dict): {name} = EMPTY")
            self._parents[path] = name
        return self._parents[path]

    def _default(self, value: str, about: str, field: Field) -> None:
        """The end of an `if` line: what an absent value becomes."""
        if field.default is REQUIRED:
            self.lines[-1] += f"raise missing({about})"
        else:
            self.lines[-1] += f"{value} = {self.given('d', field.default)}"

    def _read_many(self, value: str, about: str, field: Field) -> None:
        convert = field.convert
        if convert is None or isinstance(convert, (StateTable, Table)):
            raise TypeError(f"{field.name}: several paths need a function as converter")
        parts = [f"{value}_{at}" for at in range(len(field.paths))]
        for part, path in zip(parts, field.paths, strict=True):
            self._put(f"{part} = {self._get(path)}")
        self._put(f"if {' is None and '.join(parts)} is None: ")
        self._default(value, about, field)
        name, path = self.given("c", convert), self.given("n", " + ".join(field.paths))
        call = f"{name}({', '.join([*parts, *_context(field)])})"
        self._put(
            "else:",
            f" try: {value} = {call}",
            " except FAULTS as error:",
            f"  raise bad({about}, {path}, [{', '.join(parts)}], error) from error",
        )

    def _list(self, value: str, about: str, field: Field) -> None:
        path = str(field.path).removesuffix("[]")
        where = self.given("n", path)
        self._put(f"elif not isinstance({value}, list): raise no_list({where}, {value})")
        self._put("else:")
        if field.convert is None:
            self._put(f" {value} = tuple({value})")
            return
        self._put(f" done{value} = []", f" for each{value} in {value}:")
        at = f"{where} + f'[{{len(done{value})}}]'"
        self._convert(f"each{value}", about, field, indent=3, path=at)
        self._put(f"  done{value}.append(each{value})", f" {value} = tuple(done{value})")

    def _convert(self, value: str, about: str, field: Field, *, indent: int, path: str) -> None:
        """Lines that convert the value of a name in place; `path` is an expression."""
        convert = field.convert
        if isinstance(convert, StateTable):
            words, unknown = self.given("w", convert.words), self.given("u", convert.unknown)
            found = f"{words}.get({value}, ABSENT) if isinstance({value}, str) else ABSENT"
            counted = self.given("n", str(field.path))
            self._put(
                f"word = {found}",
                f"{value} = word if word is not ABSENT else "
                f"unknown_word({counted}, {value}, report, {unknown})",
                indent=indent,
            )
            return
        if isinstance(convert, Table):
            call = f"{self.given('b', convert.builder())}({value}, context, report)"
        else:
            call = f"{self.given('c', convert)}({', '.join([value, *_context(field)])})"
        self._put(
            f"try: {value} = {call}",
            f"except MappingError as error: raise error.below({path}) from error",
            indent=indent,
        )
        if not isinstance(convert, Table):
            self._put(
                f"except FAULTS as error: raise bad({about}, {path}, {value}, error) from error",
                indent=indent,
            )


def _is_complete(target: type[Any], attributes: Mapping[str, str]) -> bool:
    """Whether these are attributes of the target, and all that it needs."""
    known = set(target.__slots__)
    defaults = constant_defaults(target).keys() | made_defaults(target).keys()
    return set(attributes) <= known <= set(attributes) | defaults


def _context(field: Field) -> list[str]:
    return [f"context[{name!r}]" for name in field.context]


def _bad(field: Field, path: str, value: object, error: Exception) -> MappingError:
    return MappingError(path, value, field.remedy or str(error))


def _missing(field: Field) -> MappingError:
    remedy = field.remedy or f"the POS must fill this field in: {field.name} needs it"
    return MappingError(" + ".join(field.paths), None, remedy)


def _no_list(path: str, value: object) -> MappingError:
    return MappingError(path, value, "the platform should send a list here")


def _unknown_word(path: str, value: object, report: MappingReport, unknown: Any) -> Any:
    report.unknown_words[f"{path}={short(value)}"] += 1
    return unknown
