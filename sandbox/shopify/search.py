"""Shopify's search syntax: `updated_at:>='2026-11-20' AND (tag:a OR -tag:b) "air max"`.

Source: shopify.dev, API search syntax. Terms are joined by AND; an unknown field is ignored and
reported as a warning, which silently widens the result, as the vendor's search does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.shopify.money import parse_decimal
from sandbox.shopify.times import parse_time

Document = Callable[[str], Any]
"""Field name → the row's value for searching."""
Predicate = Callable[[Document], bool]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<paren>[()])
      | (?P<minus>-)?(?P<field>[A-Za-z_][\w.]*):(?P<op><=|>=|<|>)?
        (?P<value>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s()]*)
      | (?P<minus2>-)?(?P<word>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s()]+)
    )""",
    re.VERBOSE,
)
_WORDS = re.compile(r"[\w.@+#-]+")


@dataclass(slots=True)
class Query:
    """A parsed search."""

    matches: Predicate
    exact: list[tuple[str, str]] = field(default_factory=list)
    """`field:value` terms that every result must satisfy: an index may serve them."""
    unknown: list[str] = field(default_factory=list)
    """Fields that do not exist here and were ignored."""


def parse_query(text: str, fields: Mapping[str, str], *, now: str) -> Query:
    """A search over `fields` (name → kind: id, string, text, tag, time, number, money, boolean)."""
    return _Parser(text, fields, now).parse()


class _Parser:
    def __init__(self, text: str, fields: Mapping[str, str], now: str) -> None:
        self._tokens = [found for found in _TOKEN.finditer(text) if found[0].strip()]
        self._place = 0
        self._fields = fields
        self._now = now
        self._depth = 0
        self._negated = False
        self._query = Query(_everything)

    def parse(self) -> Query:
        self._query.matches = self._alternatives()
        return self._query

    def _peek(self) -> re.Match[str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _alternatives(self) -> Predicate:
        known = len(self._query.exact)
        parts = [self._conjunction()]
        while (token := self._peek()) is not None and token["word"] == "OR":
            self._place += 1
            parts.append(self._conjunction())
        if len(parts) == 1:
            return parts[0]
        del self._query.exact[known:]
        return lambda document: any(part(document) for part in parts)

    def _conjunction(self) -> Predicate:
        parts: list[Predicate] = []
        while (token := self._peek()) is not None:
            if token["paren"] == ")" or token["word"] == "OR":
                break
            if token["word"] == "AND":
                self._place += 1
                continue
            parts.append(self._factor())
        if len(parts) == 1:
            return parts[0]
        return lambda document: all(part(document) for part in parts)

    def _factor(self) -> Predicate:
        token = self._tokens[self._place]
        self._place += 1
        if token["word"] == "NOT" and self._peek() is not None:
            return self._without(self._factor)
        if token["paren"] == "(":
            inner = self._alternatives()
            if (closing := self._peek()) is not None and closing["paren"] == ")":
                self._place += 1
            return inner
        if token["paren"] == ")":
            return _everything
        if token["minus"] or token["minus2"]:
            return self._without(lambda: self._term(token))
        return self._term(token)

    def _without(self, parse: Callable[[], Predicate]) -> Predicate:
        known = len(self._query.exact)
        inner = parse()
        del self._query.exact[known:]
        return lambda document: not inner(document)

    def _term(self, token: re.Match[str]) -> Predicate:
        name = token["field"]
        if name is None:
            return _free_text(_unquoted(token["word"]))
        value = _unquoted(token["value"])
        if name == "tag_not" and "tag" in self._fields:
            wanted = _spelled("tag", value)
            return lambda document: not wanted(document)
        kind = self._fields.get(name)
        if kind is None:
            self._query.unknown.append(name)
            return _everything
        if token["op"] is None and kind in ("id", "string", "tag") and "*" not in value:
            self._query.exact.append((name, value.lower()))
        return _comparison(name, kind, token["op"], self._now if value == "now" else value)


def _everything(_document: Document) -> bool:
    return True


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return re.sub(r"\\(.)", r"\1", text)


def words(text: str) -> list[str]:
    """The words of a text as the index keeps them: whole, and their parts between hyphens."""
    found: list[str] = []
    for word in _WORDS.findall(text.lower()):
        whole = word.strip(".-")
        found += [whole, *(part for part in whole.split("-") if part != whole)]
    return [word for word in found if word]


def _free_text(text: str) -> Predicate:
    wanted = words(text.rstrip("*"))
    prefix = text.endswith("*")

    def matches(document: Document) -> bool:
        present = document("default") or ()
        if prefix and wanted:
            *whole, last = wanted
            return all(word in present for word in whole) and any(
                word.startswith(last) for word in present
            )
        return all(word in present for word in wanted)

    return matches


def _comparison(name: str, kind: str, op: str | None, value: str) -> Predicate:
    if value == "*":
        return lambda document: document(name) not in (None, "", [])
    if kind == "time":
        return _ordered(name, op, _as_time(value))
    if kind in ("number", "money"):
        return _ordered(name, op, _as_number(value))
    if kind == "id":
        return _ordered(name, op, _as_number(value.rsplit("/", 1)[-1]))
    if kind == "boolean":
        return lambda document: document(name) is (value.lower() == "true")
    if kind == "text":
        return _worded(name, value)
    return _spelled(name, value)


def _as_time(value: str) -> str | None:
    if re.fullmatch(r"\d{4}", value):
        value = f"{value}-01-01"
    elif re.fullmatch(r"\d{4}-\d{2}", value):
        value = f"{value}-01"
    return parse_time(value)


def _as_number(value: str) -> Decimal | None:
    return parse_decimal(value)


def _ordered(name: str, op: str | None, wanted: Any) -> Predicate:
    if wanted is None:
        return lambda _document: False

    def matches(document: Document) -> bool:
        value = document(name)
        values = value if isinstance(value, list) else [value]
        return any(each is not None and _holds(each, op, wanted) for each in values)

    return matches


def _holds(value: Any, op: str | None, wanted: Any) -> bool:
    if op is None:
        return bool(value == wanted)
    if op.startswith(">"):
        return bool(value > wanted) or (op == ">=" and value == wanted)
    return bool(value < wanted) or (op == "<=" and value == wanted)


def _spelled(name: str, value: str) -> Predicate:
    """The whole value is one of those listed (comma-separated), or starts with `prefix*`."""
    wanted = value.lower()
    choices = {wanted, *(part.strip() for part in wanted.split(","))}
    prefix = wanted[:-1] if wanted.endswith("*") else None

    def matches(document: Document) -> bool:
        found = document(name)
        values = found if isinstance(found, list) else [found]
        present = [str(each).lower() for each in values if each is not None]
        if prefix is not None:
            return any(each.startswith(prefix) for each in present)
        return any(each in choices for each in present)

    return matches


def _worded(name: str, value: str) -> Predicate:
    """All words occur; the last may be a `prefix*`."""
    wanted = words(value.rstrip("*"))
    prefix = value.endswith("*")

    def matches(document: Document) -> bool:
        present = words(str(document(name) or ""))
        if prefix and wanted:
            *whole, last = wanted
            return set(whole) <= set(present) and any(w.startswith(last) for w in present)
        return set(wanted) <= set(present)

    return matches
