"""The committed OpenAPI document as what is generated from it needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
DOCUMENT: Final = ROOT / "docs" / "openapi.json"
_SCHEMAS: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the REST surface."""

    name: str
    tag: str
    method: str
    path: str
    summary: str
    scope: str
    is_deprecated: bool
    path_parameters: tuple[Mapping[str, Any], ...]
    query_parameters: tuple[Mapping[str, Any], ...]
    body: str | None
    """Name of the body's schema."""
    least_body: Any
    """An example of the body with what is required alone."""
    whole_body: Any
    """An example of the body with every field."""
    is_body_needed: bool
    answers: Mapping[int, str]
    """Names of the successes' schemas by status."""

    @property
    def is_write(self) -> bool:
        """Whether it takes an Idempotency-Key."""
        return self.method != "GET"


def load() -> dict[str, Any]:
    """The committed document."""
    loaded: dict[str, Any] = json.loads(DOCUMENT.read_bytes())
    return loaded


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method, told in item.items():
            if method != "parameters":
                shared = item.get("parameters", [])
                yield _operation(method.upper(), path, told, [*shared, *told.get("parameters", [])])


def _operation(
    method: str, path: str, told: Mapping[str, Any], parameters: list[Mapping[str, Any]]
) -> Operation:
    asked = told.get("requestBody", {})
    content = asked.get("content", {}).get("application/json", {})
    examples = content.get("examples", {})
    return Operation(
        name=told["operationId"],
        tag=told["tags"][0],
        method=method,
        path=path,
        summary=told["summary"],
        scope=told["security"][0]["apiKey"][0],
        is_deprecated=told.get("deprecated", False),
        path_parameters=tuple(each for each in parameters if each["in"] == "path"),
        query_parameters=tuple(each for each in parameters if each["in"] == "query"),
        body=schema_name(content.get("schema", {})),
        least_body=examples.get("least", {}).get("value"),
        whole_body=examples.get("whole", {}).get("value"),
        is_body_needed=asked.get("required", False),
        answers={
            int(status): name
            for status, answer in sorted(told["responses"].items())
            for content in answer.get("content", {}).values()
            if int(status) < 300 and (name := schema_name(content["schema"]))
        },
    )


def schema_name(schema: Mapping[str, Any]) -> str | None:
    """The name of the component that a schema refers to."""
    reference = str(schema.get("$ref", ""))
    return reference.removeprefix(_SCHEMAS) if reference.startswith(_SCHEMAS) else None


def reached(document: Mapping[str, Any], names: set[str]) -> set[str]:
    """The named schemas and all that they refer to."""
    schemas, found = document["components"]["schemas"], set[str]()
    while names:
        found |= names
        names = {below for name in names for below in _referred(schemas[name])} - found
    return found


def formatted(sources: Mapping[str, str]) -> dict[str, str]:
    """Python modules by path, in the repository's own format."""
    with TemporaryDirectory() as folder:
        write(Path(folder), sources)
        command = [sys.executable, "-m", "ruff", "format", "--quiet", "--no-cache"]
        subprocess.run([*command, "--config", ROOT / "pyproject.toml", folder], check=True)
        return {name: (Path(folder) / name).read_text(encoding="utf-8") for name in sources}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by their paths in the folder."""
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _referred(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _referred(each)
    elif isinstance(part, dict):
        name = schema_name(part)
        if name is not None:
            yield name
        for each in part.values():
            yield from _referred(each)
