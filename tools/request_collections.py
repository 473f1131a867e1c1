"""Writes docs/collections: the REST operations for Postman (collection format 2.1) and for Bruno.

`make collections` runs it. Both have two variables: `base_url` and `api_key`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from textwrap import indent
from typing import Any, Final

from tools import contract
from tools.contract import Operation

FOLDER: Final = contract.ROOT / "docs" / "collections"
POSTMAN: Final = "voicetill.postman_collection.json"
_POSTMAN_SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_ABOUT: Final = (
    "Set base_url and api_key. Writes bear a new Idempotency-Key each time they are sent; "
    "give one of your own to repeat a request. See docs/rest.md."
)
_KEY: Final = "{{$guid}}"
_HOME: Final = "http://127.0.0.1:8080"
_Tags = Mapping[str, Sequence[Operation]]


def render(document: Mapping[str, Any]) -> dict[str, str]:
    """Every file by its path in the folder."""
    tags: dict[str, list[Operation]] = defaultdict(list)
    for each in contract.operations(document):
        tags[each.tag].append(each)
    return {POSTMAN: _postman(tags), **dict(_bruno(tags))}


# --- Postman --------------------------------------------------------------------------------------
def _postman(tags: _Tags) -> str:
    items = [
        {"name": tag, "item": [_postman_item(each) for each in found]}
        for tag, found in tags.items()
    ]
    token = {"key": "token", "value": "{{api_key}}", "type": "string"}
    collection = {
        "info": {"name": "Voicetill", "description": _ABOUT, "schema": _POSTMAN_SCHEMA},
        "auth": {"type": "bearer", "bearer": [token]},
        "variable": [
            {"key": "base_url", "value": _HOME, "type": "string"},
            {"key": "api_key", "value": "", "type": "string"},
        ],
        "item": items,
    }
    return json.dumps(collection, indent=1, ensure_ascii=False) + "\n"


def _postman_item(each: Operation) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": each.method,
        "header": [{"key": name, "value": value} for name, value in _headers(each).items()],
        "url": _postman_url(each),
        "description": _description(each),
    }
    if each.body is not None:
        request["body"] = {
            "mode": "raw",
            "raw": _json(each.least_body or each.whole_body),
            "options": {"raw": {"language": "json"}},
        }
    return {"name": each.name, "request": request, "response": []}


def _postman_url(each: Operation) -> dict[str, Any]:
    path = _with_colons(each)
    url: dict[str, Any] = {
        "raw": "{{base_url}}" + path,
        "host": ["{{base_url}}"],
        "path": path.strip("/").split("/"),
    }
    if each.query_parameters:
        url["query"] = [
            {
                "key": told["name"],
                "value": _word(told),
                "description": told.get("description", ""),
                "disabled": not told.get("required", False),
            }
            for told in each.query_parameters
        ]
    if each.path_parameters:
        url["variable"] = [
            {"key": told["name"], "value": _word(told)} for told in each.path_parameters
        ]
    return url


# --- Bruno ----------------------------------------------------------------------------------------
def _bruno(tags: _Tags) -> Iterator[tuple[str, str]]:
    yield (
        "bruno/bruno.json",
        _json({"version": "1", "name": "Voicetill", "type": "collection"}) + "\n",
    )
    yield (
        "bruno/collection.bru",
        "\n".join(
            (
                _block("auth", "mode: bearer"),
                _block("auth:bearer", "token: {{api_key}}"),
                _block("docs", _ABOUT),
            )
        ),
    )
    yield (
        "bruno/environments/local.bru",
        _block("vars", f"base_url: {_HOME}") + "vars:secret [\n  api_key\n]\n",
    )
    for tag, found in tags.items():
        folder = f"bruno/{tag.lower().replace(' ', '-')}"
        yield f"{folder}/folder.bru", _block("meta", f"name: {tag}")
        for place, each in enumerate(found, start=1):
            yield f"{folder}/{each.name}.bru", _request(each, place)


def _request(each: Operation, place: int) -> str:
    body = "none" if each.body is None else "json"
    needed = [
        f"{told['name']}={_word(told)}" for told in each.query_parameters if told.get("required")
    ]
    url = "{{base_url}}" + _with_colons(each) + ("?" + "&".join(needed) if needed else "")
    blocks = [
        _block("meta", f"name: {each.name}\ntype: http\nseq: {place}"),
        _block(each.method.lower(), f"url: {url}\nbody: {body}\nauth: inherit"),
    ]
    if each.query_parameters:
        rows = [
            f"{'' if told.get('required') else '~'}{told['name']}: {_word(told)}"
            for told in each.query_parameters
        ]
        blocks.append(_block("params:query", "\n".join(rows)))
    if each.path_parameters:
        rows = [f"{told['name']}: {_word(told)}" for told in each.path_parameters]
        blocks.append(_block("params:path", "\n".join(rows)))
    if _headers(each):
        rows = [f"{name}: {value}" for name, value in _headers(each).items()]
        blocks.append(_block("headers", "\n".join(rows)))
    if each.body is not None:
        blocks.append(_block("body:json", _json(each.least_body or each.whole_body)))
    blocks.append(_block("docs", _description(each)))
    return "\n".join(blocks)


def _block(name: str, inside: str) -> str:
    return f"{name} {{\n{indent(inside, '  ')}\n}}\n"


# --- both -----------------------------------------------------------------------------------------
def _headers(each: Operation) -> dict[str, str]:
    key = {"Idempotency-Key": _KEY} if each.is_write else {}
    return key | ({"Content-Type": "application/json"} if each.body is not None else {})


def _with_colons(each: Operation) -> str:
    path = each.path
    for told in each.path_parameters:
        path = path.replace("{" + told["name"] + "}", ":" + told["name"])
    return path


def _word(told: Mapping[str, Any]) -> str:
    value = told.get("example")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _description(each: Operation) -> str:
    return f"{each.summary}\n\nScope: {each.scope}"


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    contract.write(FOLDER, render(contract.load()))
