"""What is wrong with a page's HTML, as far as reading it tells: no browser is needed.

Elements that do not nest as HTML lets them, ids used twice or pointed at in vain, controls nobody
can name, headings that skip a level, and what the pages' content security policy forbids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_ENDS_A_PARAGRAPH: Final = frozenset(
    {"address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol"}
    | {"p", "pre", "section", "table", "ul"}
)
_PHRASING: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "button", "label"})
_INTERACTIVE: Final = frozenset({"a", "button", "select", "textarea", "input", "details", "label"})
_ALONE: Final = ("a", "button", "label", "form")
"""Elements that none of their own kind, and for the first two nothing interactive, may stand in."""
_ONLY_IN: Final[Mapping[str, frozenset[str]]] = {
    "li": frozenset({"ul", "ol", "menu"}),
    "dt": frozenset({"dl", "div"}),
    "dd": frozenset({"dl", "div"}),
    "tr": frozenset({"tbody", "thead", "tfoot", "table"}),
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "option": frozenset({"select", "optgroup", "datalist"}),
    "summary": frozenset({"details"}),
    "legend": frozenset({"fieldset"}),
    "caption": frozenset({"table"}),
}
_ONLY_HOLDS: Final[Mapping[str, frozenset[str]]] = {
    "ul": frozenset({"li", "template", "script"}),
    "ol": frozenset({"li", "template", "script"}),
    "dl": frozenset({"dt", "dd", "div"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot", "tr"}),
    "tr": frozenset({"td", "th"}),
    "select": frozenset({"option", "optgroup", "hr"}),
}
_POINTS: Final = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
_CONTROLS: Final = frozenset({"input", "select", "textarea"})
_NAMELESS: Final = frozenset({"hidden", "submit", "button", "reset", "image"})


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    line: int
    words: str = ""
    controls: int = 0


@dataclass(slots=True)
class _Page(HTMLParser):
    faults: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Where its links and forms that only read lead to, as they are written."""
    _open: list[_Open] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)
    _points: list[tuple[str, str, int]] = field(default_factory=list)
    _unnamed: list[tuple[str, str | None, int]] = field(default_factory=list)
    _labelled: set[str] = field(default_factory=set)
    _level: int = 0
    _seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def fault(self, what: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {what}")

    # --- as it is read -----------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if len(attributes) < len(attrs):
            self.fault(f"<{tag}> has an attribute twice")
        self._nesting(tag, attributes)
        self._policy(tag, attributes)
        self._naming(tag, attributes)
        self._seen[tag] = self._seen.get(tag, 0) + 1
        if tag in ("a", "link") and "href" in attributes:
            self.links.append(attributes["href"])
        if tag not in _VOID:
            self._open.append(_Open(tag, attributes, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        inside = any(each.tag == "svg" for each in self._open)
        if tag not in _VOID:
            if not inside:
                self.fault(f"<{tag}/> does not end itself in HTML")
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            self.fault(f"</{tag}> of an element that has no end")
            return
        if not self._open or self._open[-1].tag != tag:
            inner = self._open[-1].tag if self._open else "nothing"
            self.fault(f"</{tag}> where <{inner}> is open")
            while self._open and any(each.tag == tag for each in self._open):
                if self._open.pop().tag == tag:
                    break
            return
        self._ended(self._open.pop())

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.words += data
        if data.strip() and self._open and self._open[-1].tag in _ONLY_HOLDS:
            self.fault(f"words straight in <{self._open[-1].tag}>")

    # --- what is looked at -------------------------------------------------------------------

    def _nesting(self, tag: str, attributes: Mapping[str, str]) -> None:
        parent = self._open[-1].tag if self._open else ""
        above = [each.tag for each in self._open]
        if tag in _ONLY_IN and parent not in _ONLY_IN[tag]:
            self.fault(f"<{tag}> in <{parent}>")
        if parent in _ONLY_HOLDS and tag not in _ONLY_HOLDS[parent]:
            self.fault(f"<{tag}> straight in <{parent}>")
        if tag in _ENDS_A_PARAGRAPH and any(each in _PHRASING for each in above):
            holder = next(each for each in reversed(above) if each in _PHRASING)
            self.fault(f"<{tag}> in <{holder}>, which holds words only")
        if tag in _ALONE and tag in above:
            self.fault(f"<{tag}> in another")
        hidden = attributes.get("type") == "hidden"
        if tag in _INTERACTIVE and not hidden and {"a", "button"} & set(above):
            self.fault(f"<{tag}> in something to press")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            level = int(tag[1])
            if level > self._level + 1:
                self.fault(f"<{tag}> after a heading of level {self._level}")
            self._level = level

    def _policy(self, tag: str, attributes: Mapping[str, str]) -> None:
        """What `script-src 'self'; style-src 'self'` stops, without a word to whoever wrote it."""
        for name, value in attributes.items():
            if name == "style" or name.startswith("on") or name.startswith("hx-on"):
                self.fault(f"<{tag} {name}> is stopped by the policy")
            if name in ("href", "src", "action") and value.startswith(("javascript:", "http://")):
                self.fault(f"<{tag} {name}={value}> leads where the policy does not")
        if tag == "style" or (tag == "script" and "src" not in attributes):
            kind = attributes.get("type", "")
            if tag == "style" or kind in ("", "module", "text/javascript"):
                self.fault(f"<{tag}> in the page is stopped by the policy")
        if tag == "img" and "alt" not in attributes:
            self.fault("<img> without alt")

    def _naming(self, tag: str, attributes: Mapping[str, str]) -> None:
        line = self.getpos()[0]
        its_id = attributes.get("id")
        if its_id is not None:
            if its_id in self._ids or not its_id or " " in its_id:
                self.fault(f"id {its_id!r} is used twice, or is none")
            self._ids[its_id] = line
        for name in _POINTS:
            for each in attributes.get(name, "").split():
                self._points.append((f"<{tag} {name}>", each, line))
                if tag == "label" and name == "for":
                    self._labelled.add(each)
        if tag in _CONTROLS and attributes.get("type") not in _NAMELESS:
            labels = [each for each in self._open if each.tag == "label"]
            for each in labels:
                each.controls += 1
            told = attributes.get("aria-label") or attributes.get("aria-labelledby")
            if not labels and not told:
                self._unnamed.append((tag, its_id, line))
        if tag == "th" and "scope" not in attributes:
            self.fault("<th> without scope")

    def _ended(self, ended: _Open) -> None:
        words = ended.words.strip()
        told = ended.attributes.get("aria-label") or ended.attributes.get("title")
        if ended.tag in ("a", "button", "h1", "h2", "h3", "legend", "summary", "title") and not (
            words or told
        ):
            self.fault(f"<{ended.tag}> of line {ended.line} says nothing")
        if ended.tag == "label":
            if ended.controls > 1:
                self.fault(f"<label> of line {ended.line} names several controls")
            if not ended.controls and "for" not in ended.attributes:
                self.fault(f"<label> of line {ended.line} names nothing")
            if not words:
                self.fault(f"<label> of line {ended.line} says nothing")

    def conclude(self) -> None:
        """What is known only at the end."""
        for each in self._open:
            self.faults.append(f"line {each.line}: <{each.tag}> has no end")
        for what, target, line in self._points:
            if target not in self._ids:
                self.faults.append(f"line {line}: {what} points at {target!r}, which is not there")
        for tag, its_id, line in self._unnamed:
            if its_id is None or its_id not in self._labelled:
                self.faults.append(f"line {line}: <{tag}> has no label")

    def as_whole(self) -> Iterator[str]:
        """What a whole page must have, once."""
        for tag in ("html", "head", "title", "body", "main", "h1"):
            count = self._seen.get(tag, 0)
            if count != 1:
                yield f"{count} of <{tag}>"


def faults_of(markup: str, *, is_whole: bool = True) -> list[str]:
    """What is wrong with a page, or a piece of one, line by line."""
    page = _read(markup)
    told = list(page.faults)
    if is_whole:
        if not markup.lstrip().lower().startswith("<!doctype html>"):
            told.append("it does not begin with <!doctype html>")
        if "<html lang=" not in markup:
            told.append("nobody says what it is written in")
        told += page.as_whole()
    return told


def links_of(markup: str) -> list[str]:
    """Where the page's links lead, as they are written."""
    return _read(markup).links


def _read(markup: str) -> _Page:
    page = _Page()
    page.feed(markup)
    page.close()
    page.conclude()
    return page
