"""Pages for people: what runs here, the browsable API document, and one page per problem.

Rendered here from the same data as the API itself; no script, nothing from elsewhere, so that
they work offline and under a strict content security policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, render_template
from markupsafe import Markup

from app.api.openapi import document, document_bytes
from app.api.problem_types import PROBLEM_TYPES
from app.api.samples import SCHEMAS, Samples
from domain.errors import NotFoundError

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPage:
    """One operation as the page shows it."""

    method: str
    path: str
    summary: str
    scope: str
    parameters: list[dict[str, Any]]
    body: str | None
    """Name of the body's schema."""
    answers: list[tuple[str, str, str | None]]
    """Status, description and the name of the answer's schema."""
    curl: str

    @property
    def anchor(self) -> str:
        """The operation's place on the page."""
        return f"{self.method}{self.path}".replace("/", "-").replace("{", "").replace("}", "")


pages = Blueprint(
    "pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@pages.get("/")
def start() -> str:
    """What runs here."""
    return render_template("start.html", routes=_public_routes())


@pages.get("/problems")
def problem_index() -> str:
    """Every kind of problem."""
    return render_template("problems.html", kinds=PROBLEM_TYPES.values())


@pages.get("/problems/<code>")
def problem_page(code: str) -> str:
    """One kind of problem."""
    kind = PROBLEM_TYPES.get(code)
    if kind is None:
        raise NotFoundError("problem", code[:60])
    return render_template("problem.html", kind=kind)


def document_pages() -> Blueprint:
    """The blueprint that serves `/openapi.json` and `/docs`; both are made when first asked for."""
    blueprint = Blueprint("document", __name__)

    @cache
    def browsable() -> str:
        return _docs_page(document())

    @blueprint.get("/openapi.json")
    def openapi_json() -> Response:
        """The OpenAPI document."""
        return Response(document_bytes(), content_type="application/json")

    @blueprint.get("/docs")
    def docs() -> str:
        """The OpenAPI document for people."""
        return browsable()

    return blueprint


def _public_routes() -> list[tuple[str, str]]:
    """Address pattern and purpose of everything that is served, read from the route table."""
    rows: dict[str, str] = {}
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint.endswith("static"):
            continue
        told = (current_app.view_functions[rule.endpoint].__doc__ or "").strip().split("\n")[0]
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        rows[f"{methods} {rule.rule}"] = told
    return sorted(rows.items(), key=lambda row: row[0].split(" ")[-1])


def _docs_page(spec: Mapping[str, Any]) -> str:
    from markdown_it import MarkdownIt  # a megabyte that one page needs

    schemas = {
        name: orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode()
        for name, schema in sorted(spec["components"]["schemas"].items())
    }
    return render_template(
        "docs.html",
        info=spec["info"],
        prose=Markup(MarkdownIt("js-default").render(spec["info"]["description"])),  # noqa: S704
        operations=list(_operations(spec)),
        schemas=schemas,
    )


def _operations(spec: Mapping[str, Any]) -> Iterator[OperationPage]:
    for path, item in spec["paths"].items():
        for method in _METHODS:
            if method in item:
                parameters = [*item.get("parameters", ()), *item[method].get("parameters", ())]
                yield _operation(spec, method, path, item[method], parameters)


def _operation(
    spec: Mapping[str, Any],
    method: str,
    path: str,
    told: Mapping[str, Any],
    parameters: list[dict[str, Any]],
) -> OperationPage:
    body = _schema_name(told.get("requestBody", {}))
    return OperationPage(
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        scope=told["security"][0]["apiKey"][0],
        parameters=parameters,
        body=body,
        answers=[
            (str(status), answer.get("description", ""), _schema_name(answer))
            for status, answer in sorted(told["responses"].items(), key=lambda row: str(row[0]))
        ],
        curl=_curl(method.upper(), path, parameters, _sent(spec, body)),
    )


def _schema_name(part: Mapping[str, Any]) -> str | None:
    for content in part.get("content", {}).values():
        reference = content.get("schema", {}).get("$ref", "")
        if reference.startswith(SCHEMAS):
            return str(reference.removeprefix(SCHEMAS))
    return None


def _curl(method: str, path: str, parameters: list[dict[str, Any]], body: Any) -> str:
    lines = [f'curl -sS -X {method} "$VOICETILL{path}"', '-H "Authorization: Bearer $KEY"']
    if any(parameter.get("name") == "Idempotency-Key" for parameter in parameters):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if body is not None:
        text = orjson.dumps(body).decode().replace("'", "'\\''")
        lines += ["-H 'Content-Type: application/json'", f"-d '{text}'"]
    return " \\\n  ".join(lines)


def _sent(spec: Mapping[str, Any], body: str | None) -> dict[str, Any] | None:
    """The least that the operation takes."""
    return None if body is None else Samples(spec["components"]["schemas"]).needed(body)
