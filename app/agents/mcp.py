"""`/mcp`: the Model Context Protocol over Streamable HTTP, without state, tools only.

Served: the versions with a handshake (2025-03-26, 2025-06-18, 2025-11-25), and 2026-07-28, where
each request says its version in `_meta` and repeats what it asks in headers. Answers are single
JSON objects; nothing is streamed and nothing is sent unasked. Source: modelcontextprotocol.io
specification of those dates (read 2026-11-21).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import orjson
from flask import Blueprint, Response, request

from app.agents.inside import Inner, ask
from app.agents.tools import ToolBox
from app.api.access import present_grant, tell_rate
from app.api.guards import json_body
from app.api.problems import ProblemError
from domain.errors import CardNumberRefusedError

MODERN: Final = "2026-07-28"
WITH_HANDSHAKE: Final = ("2025-11-25", "2025-06-18", "2025-03-26")
VERSIONS: Final = (MODERN, *WITH_HANDSHAKE)
_UNNAMED: Final = "2025-03-26"
"""What a client speaks that names no version after the handshake."""
_VERSION_META: Final = "io.modelcontextprotocol/protocolVersion"
_SERVER: Final = {"name": "voicetill", "title": "Voicetill", "version": "1"}
_FRESH_MS: Final = 300_000
INSTRUCTIONS: Final = (
    "One merchant's catalog, stock, orders and returns, as its tills know them. Search, check "
    "availability, price_order, tell the shopper the total and ask, then place_order with a "
    "payment token. Money is in minor units; say the `display` text. An order stands only when "
    "place_order gave its number. Never ask for or send a card number."
)

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
HEADER_MISMATCH: Final = -32020
UNSUPPORTED_VERSION: Final = -32022


class RpcError(Exception):
    """A request that gets an error object instead of a result."""

    def __init__(self, code: int, message: str, *, status: int = 200, **data: Any) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.data = data


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One well-formed JSON-RPC request or notification."""

    id: str | int | None
    """None: a notification."""
    method: str
    params: Mapping[str, Any]
    is_modern: bool


def mcp_blueprint(public_url: str) -> Blueprint:
    """The route; pages of other origins than `public_url` are refused."""
    blueprint = Blueprint("mcp", __name__)

    @cache
    def tools() -> ToolBox:
        return ToolBox(ask("GET", "/openapi.json").body)

    @blueprint.post("/mcp")
    def mcp() -> Response:
        """The Model Context Protocol for agents: search, availability, hold, order, return."""
        if request.headers.get("Origin", public_url) != public_url:
            return _failed(None, RpcError(INVALID_REQUEST, "Foreign origin", status=403))
        scopes = present_grant(counted=False).scopes
        named: str | int | None = None
        try:
            body = _body()
            named = _id(body)
            asked = _request(body, named)
            _check_version(asked)
            if asked.id is None:
                return Response(status=202)
            result = _result(asked, tools(), scopes)
        except RpcError as error:
            return _failed(named, error)
        if asked.is_modern:
            result = {"resultType": "complete", **result}
        return _json({"jsonrpc": "2.0", "id": asked.id, "result": result})

    blueprint.after_request(tell_rate)
    return blueprint


def _body() -> Mapping[str, Any]:
    try:
        body = json_body()
    except (ProblemError, CardNumberRefusedError) as error:
        is_card = isinstance(error, CardNumberRefusedError)
        code = INVALID_PARAMS if is_card else PARSE_ERROR
        raise RpcError(code, str(error), status=400) from error
    if not isinstance(body, dict):
        raise RpcError(INVALID_REQUEST, "One JSON-RPC object per request", status=400)
    return body


def _id(body: Mapping[str, Any]) -> str | int | None:
    given = body.get("id")
    return given if isinstance(given, (str, int)) and not isinstance(given, bool) else None


def _request(body: Mapping[str, Any], named: str | int | None) -> Request:
    """Raises RpcError for what is no request."""
    method, params = body.get("method"), body.get("params", {})
    fits = body.get("jsonrpc") == "2.0" and isinstance(method, str) and isinstance(params, dict)
    if not fits or ("id" in body and named is None):
        raise RpcError(INVALID_REQUEST, "Not a JSON-RPC 2.0 request", status=400)
    meta = params.get("_meta")
    is_modern = isinstance(meta, dict) and _VERSION_META in meta
    return Request(id=named, method=str(method), params=params, is_modern=is_modern)


def _check_version(asked: Request) -> None:
    """Raises RpcError for a version that is not spoken here, or headers that say otherwise."""
    told = request.headers.get("MCP-Protocol-Version")
    if not asked.is_modern:
        if asked.method != "initialize" and (told or _UNNAMED) not in WITH_HANDSHAKE:
            raise _unsupported(told)
        return
    version = asked.params["_meta"][_VERSION_META]
    if version != MODERN:
        raise _unsupported(version)
    wanted = {"MCP-Protocol-Version": version, "Mcp-Method": asked.method}
    if asked.method == "tools/call":
        wanted["Mcp-Name"] = asked.params.get("name")
    for header, value in wanted.items():
        if _decoded(request.headers.get(header, "")) != value:
            words = f"Header mismatch: {header} is missing or not what the body says"
            raise RpcError(HEADER_MISMATCH, words, status=400)


def _unsupported(version: Any) -> RpcError:
    return RpcError(
        UNSUPPORTED_VERSION,
        "Unsupported protocol version",
        status=400,
        supported=list(VERSIONS),
        requested=str(version)[:40],
    )


def _decoded(header: str) -> str:
    """A header's value, also written as `=?base64?…?=`."""
    if not (header.startswith("=?base64?") and header.endswith("?=")):
        return header
    try:
        return base64.b64decode(header[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _result(asked: Request, box: ToolBox, scopes: frozenset[str]) -> dict[str, Any]:
    """Raises RpcError for an unknown method or tool."""
    if asked.method == "tools/call":
        return _called(asked, box)
    present_grant(counted=True)
    match asked.method:
        case "tools/list":
            return {"tools": box.within(scopes), **_freshness(asked)}
        case "server/discover" if asked.is_modern:
            told = {"supportedVersions": list(VERSIONS), "capabilities": {"tools": {}}}
            served = {"_meta": {"io.modelcontextprotocol/serverInfo": _SERVER}}
            return {**told, "instructions": INSTRUCTIONS, **served, **_freshness(asked)}
        case "initialize" if not asked.is_modern:
            return _greeting(asked.params)
        case "ping" if not asked.is_modern:
            return {}
        case _:
            status = 404 if asked.is_modern else 200
            raise RpcError(METHOD_NOT_FOUND, f"No method {asked.method[:60]}", status=status)


def _freshness(asked: Request) -> dict[str, Any]:
    """How long a list holds; it depends on the key."""
    return {"ttlMs": _FRESH_MS, "cacheScope": "private"} if asked.is_modern else {}


def _greeting(params: Mapping[str, Any]) -> dict[str, Any]:
    """The version the client asks for, if it is spoken here, else our newest with a handshake."""
    wanted = params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in WITH_HANDSHAKE else WITH_HANDSHAKE[0],
        "capabilities": {"tools": {}},
        "serverInfo": _SERVER,
        "instructions": INSTRUCTIONS,
    }


def _called(asked: Request, box: ToolBox) -> dict[str, Any]:
    name, arguments = asked.params.get("name"), asked.params.get("arguments", {})
    tool = box.tools.get(name) if isinstance(name, str) else None
    if tool is None or not isinstance(arguments, dict):
        words = "`arguments` is an object" if tool else f"No tool {str(name)[:60]}"
        raise RpcError(INVALID_PARAMS, words)
    return _told(tool.run(arguments))


def _told(answer: Inner) -> dict[str, Any]:
    """The answer as data and as text; a refusal in words, for the model to act on."""
    told = orjson.dumps(answer.body).decode() if answer.is_done else answer.words
    return {
        "content": [{"type": "text", "text": told}],
        "structuredContent": answer.body,
        "isError": not answer.is_done,
    }


def _failed(named: str | int | None, error: RpcError) -> Response:
    told: dict[str, Any] = {"code": error.code, "message": str(error)}
    if error.data:
        told["data"] = error.data
    answer: dict[str, Any] = {"jsonrpc": "2.0", "error": told}
    if named is not None:
        answer["id"] = named
    return _json(answer, status=error.status)


def _json(payload: Mapping[str, Any], *, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(
        orjson.dumps(payload), status=status, content_type="application/json", headers=headers
    )
