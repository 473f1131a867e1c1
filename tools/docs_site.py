"""What MkDocs does not do by itself: files of the project that pages link to become part of the
manual (below `project/`), so that every link works without a repository's address.

A hook of `mkdocs.yml`. A link to a file that is not there stays as it is, and the strict build
fails at it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).resolve().parent.parent
_DOCS: Final = "docs/"
_PUT_BELOW: Final = "project/"
_README: Final = "README.md"
_ABOUT: Final = "about.md"
_LISTING: Final = "files.md"
_ALWAYS: Final = ("CHANGELOG.md", "adapters/README.md", "sandbox/README.md", "storage/README.md")
"""What the navigation names."""
_LINK: Final = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)#\s]+)(#[^)\s]*)?(?=\))")
_BEGINS: Final = (re.compile(r"[-*] |\d+\. "), re.compile(r"\|"))
_FENCE: Final = re.compile(r"^```.*?^```", re.M | re.S)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put in what pages link to outside `docs`, and what those link to in turn."""
    waiting = [_DOCS + each.src_uri for each in files if each.src_uri.endswith(".md")]
    waiting += _ALWAYS
    seen = set(waiting)
    for path in _ALWAYS:
        files.append(_file(path, config))
    while waiting:
        for target in _outside(waiting.pop()):
            if target not in seen:
                seen.add(target)
                files.append(_file(target, config))
                if target.endswith(".md"):
                    waiting.append(target)
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Lead links to where the files are in the manual, and let lists and tables begin where they
    do: Python-Markdown wants an empty line before them, others do not."""
    lines: list[str] = []
    is_code = False
    for line in markdown.split("\n"):
        if line.lstrip().startswith("```"):
            is_code = not is_code
        elif not is_code:
            if lines and _wants_room(lines[-1], line):
                lines.append("")
            line = _led(line, page.file.src_uri)
        lines.append(line)
    return "\n".join(lines)


def on_post_build(config: MkDocsConfig) -> None:
    """Let the paths that alerts and `voicetill doctor` tell (`docs/runbooks/drift.md`) lead to the
    pages, so that `VOICETILL_DOCS_URL` may be where the manual is shown."""
    for source in (ROOT / _DOCS).rglob("*.md"):
        path = source.relative_to(ROOT / _DOCS)
        page = path.with_name("index.html" if path.name == _README else f"{path.stem}.html")
        stub = Path(config.site_dir, _DOCS, path, "index.html")
        stub.parent.mkdir(parents=True, exist_ok=True)
        there = "../" * len(stub.parent.relative_to(config.site_dir).parts) + page.as_posix()
        stub.write_text(
            f'<!doctype html><meta http-equiv="refresh" content="0; url={there}">'
            f'<a href="{there}">{page.stem}</a>\n',
            encoding="utf-8",
        )


def _wants_room(before: str, line: str) -> bool:
    if not before or before.startswith(" "):
        return False
    return any(begins.match(line) and not begins.match(before) for begins in _BEGINS)


def _led(line: str, src_uri: str) -> str:
    here = _project_path(src_uri)

    def led(match: re.Match[str]) -> str:
        there = _target(here, match[1])
        if not (ROOT / there).exists():
            return match[0]
        start = posixpath.dirname(src_uri) or "."
        return posixpath.relpath(_site_path(there), start) + (match[2] or "")

    return _LINK.sub(led, line)


def _outside(path: str) -> Iterator[str]:
    """What a file of Markdown leads to and MkDocs does not find: files outside `docs`, and folders
    with the files in them."""
    text = _FENCE.sub("", (ROOT / path).read_text(encoding="utf-8"))
    for match in _LINK.finditer(text):
        there = _target(path, match[1])
        found = ROOT / there
        is_ours = there.startswith(_DOCS)
        if there.startswith("..") or not found.exists() or (is_ours and found.is_file()):
            continue
        yield there
        if found.is_dir() and not is_ours:
            yield from (f"{there}/{each.name}" for each in _entries(found) if each.is_file())


def _file(path: str, config: MkDocsConfig) -> File:
    where = ROOT / path
    if where.is_dir():
        lines = "\n".join(map(_entry, _entries(where)))
        words = f"# {path}\n\nIn this folder of the project:\n\n{lines}\n"
        made = File.generated(config, _site_path(path), content=words)
    else:
        made = File.generated(config, _site_path(path), abs_src_path=str(where))
    is_named = path in _ALWAYS  # the rest is only linked to: no page of the menu is missing
    made.inclusion = InclusionLevel.INCLUDED if is_named else InclusionLevel.NOT_IN_NAV
    return made


def _entries(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if not each.name.startswith((".", "__")))


def _entry(path: Path) -> str:
    return f"- [{path.name}]({path.name})" if path.is_file() else f"- {path.name}/"


def _target(path: str, link: str) -> str:
    """What a link in a file of the project leads to, from the project's root."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), link))


def _site_path(path: str) -> str:
    """Where a file of the project is in the manual.

    A README gets another name, for a page of that name would stand for its section in the menu.
    """
    below = path.removeprefix(_DOCS) if path.startswith(_DOCS) else _PUT_BELOW + path
    if (ROOT / path).is_dir():
        return f"{below}/{_LISTING}"
    if path.startswith(_DOCS):
        return below
    folder, name = posixpath.split(path)
    return posixpath.join(_PUT_BELOW, folder, _ABOUT if name == _README else name.lstrip("."))


def _project_path(src_uri: str) -> str:
    if not src_uri.startswith(_PUT_BELOW):
        return _DOCS + src_uri
    inner = src_uri.removeprefix(_PUT_BELOW)
    folder, name = posixpath.split(inner)
    return posixpath.join(folder, _README) if name == _ABOUT else inner
